"""REG101–REG105, REG112 and the same of ROS: rules about a cell, whether of a registration or of a roster."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from wdyy_cli.model import Problem, Severity
from wdyy_cli.profile import Profile
from wdyy_cli.rules.registry import PRACTICE, of_both
from wdyy_cli.rules.table.table import REGISTRATION_CELL, ROSTER_CELL, RowCell, cell
from wdyy_cli.sheet import FIRST_INEXACT, STORED_WORDS, ErrorValue, cell_ref, show_value, stored_as
from wdyy_cli.texts.cell_text import (
    dotted_name,
    find_name_oddity,
    find_untidiness,
    has_control_characters,
    is_blank,
    squeeze,
    tidy,
)

GUIDE = "手册三 填写说明 1"


of_both_cells = partial(of_both, (REGISTRATION_CELL, ROSTER_CELL))


@REGISTRATION_CELL.right
@ROSTER_CELL.right
def right_cells() -> dict[str, RowCell]:
    """Build the examples of which no rule here speaks."""
    return {"正确的姓名": cell("name", "张三"), "正确的身份证号": cell("id_number", "11010120080307100X")}


@of_both_cells(
    "101",
    "必填的格子是空的",
    source=GUIDE,
    fires=lambda: {
        "没有姓名": cell("name", ""),
        "只有空格": cell("id_number", "  "),
        "只有看不见的字符": cell("name", "\u200b"),
    },
)
def required_cell_is_empty(cell: RowCell, _: Profile) -> Iterator[Problem]:
    """
    这一项不能为空，缺了它平台不收这名学生。

    填上这一格；如果这一行不是学生，把整行删去。
    """
    value = cell.value
    empty = isinstance(value, str) and is_blank(value) and not isinstance(value, ErrorValue)
    table = cell.table
    if empty and not cell.formula and cell.field in table.required:
        if any((cell.row, table.columns.get(cell.field, -1)) in area for area in table.merged):
            return
        if table.formulas and cell_ref(cell.row, table.columns.get(cell.field, -1)) in table.formulas:
            said = f"“{cell.header}”是公式，文件里没有存下它的结果"
            yield Problem(cell.place, said, fix=CALCULATE_NUMBER if cell.field == "id_number" else CALCULATE)
            return
        unseen = "只有看不见的字符" if show_value(value).strip() else "只有空格"
        what = unseen if value else "没有填"
        yield Problem(cell.place, f"“{cell.header}”{what}")


CALCULATE = "用 Excel 或 WPS 打开，看到内容以后选中这一列复制，用“选择性粘贴→数值”贴回原处，再保存。"
CALCULATE_NUMBER = f"{CALCULATE.removesuffix('。')}；身份证号要显示完整的 18 位。"


@of_both_cells(
    "103",
    "格子里是错误值",
    source=PRACTICE,
    fires=lambda: {"查找不到": cell("school", ErrorValue("#N/A"))},
)
def cell_holds_an_error_value(cell: RowCell, _: Profile) -> Iterator[Problem]:
    """
    公式出错后留下的 #N/A、#REF! 之类不是内容，平台会照样收进去或报错。

    查清公式为什么出错，填上正确的内容，再用“选择性粘贴→数值”去掉公式。
    """
    if isinstance(cell.value, ErrorValue) and not cell.formula:
        yield Problem(cell.place, f"“{cell.header}”是错误值 {cell.value}")


_NEVER_NUMBERS = frozenset({"id_number", "student_type", "level", "certificate"})
"""Fields in which any other kind of value is wrong for certain, whatever the platform makes of it."""


def meant_choice(cell: RowCell, profile: Profile) -> str | None:
    """Give the allowed value that a cell holds but for blanks and full-width forms, else None."""
    plain = squeeze(cell.typed or "")
    return next((value for value in profile.choices.get(cell.field, ()) if squeeze(value) == plain), None)


@of_both_cells(
    "104",
    "应是文字，却存成了数字、日期或逻辑值",
    severity=Severity.WARNING,
    source="手册三 注意事项 3 切记粘贴数据时不要改变导入模板的格式",
    fires=lambda: {
        "数字": cell("name", 20210103.0),
        "日期": cell("plan", date(2021, 5, 22)),
        "TRUE": cell("level", value=True),
        "站点已经给出": cell("site", 20260301.0, wanted={"site": "某某站点"}),
    },
)
def value_is_no_text(cell: RowCell, _: Profile) -> Iterator[Problem]:
    """
    模板的各列都是文本格式；数字、日期、TRUE 和 FALSE 在平台上可能变成别的样子。

    把单元格设成“文本”格式，再重新填写。
    """
    if isinstance(cell.value, str) or cell.formula:
        return
    if cell.field == "id_number" and not isinstance(cell.value, bool):
        return
    shown = show_value(cell.value)
    message = f"“{cell.header}”存成了{STORED_WORDS[stored_as(cell.value)]} {shown}"
    # Of a number that is longer than a spreadsheet can keep nobody knows the last digits.
    lost = isinstance(cell.value, int | float) and abs(cell.value) >= FIRST_INEXACT
    certain = lost or cell.field in _NEVER_NUMBERS or cell.field in cell.table.wanted
    severity = Severity.ERROR if certain else None
    yield Problem(cell.place, f"{message}，末几位已经丢失" if lost else message, (shown,), severity)


@of_both_cells(
    "105",
    "夹了空格、换行、全角或看不见的字符",
    source=PRACTICE,
    fires=lambda: {
        "前面有空格": cell("name", " 张三"),
        "姓名中间有空格": cell("name", "张　三"),
        "间隔号写成了空格": cell("name", "买买提 吐尔逊"),
        "有换行": cell("school", "某某\n学院"),
        "看不见的字符": cell("name", "张三\u200b"),
        "全角字母": cell("plan", "２０２１年计划"),
        "控制字符": cell("name", "张\x07三"),
    },
    silent=lambda: {
        **right_cells(),
        "外国姓名中间的空格": cell("name", "John Smith"),
        "全角括号": cell("school", "某某学院（中职部）"),
        "与配置的名称一字不差": cell("plan", "２０２１年计划", wanted={"plan": "２０２１年计划"}),
    },
)
def blanks_or_hidden_characters(cell: RowCell, profile: Profile) -> Iterator[Problem]:
    """
    看起来一样，平台却当作不同的内容：姓名通不过实名认证，院校、站点和计划对不上名称。

    删去多余的字符；报考表可以用 wdyy lint-registration 报考.xlsx --fix 改好的报考.xlsx、
    花名册可以用 wdyy check-roster 花名册.xlsx --fix 改好的花名册.xlsx 自动改好。
    """
    text = cell.typed
    if text is None or cell.field == "id_number" or text == cell.table.wanted.get(cell.field):
        return
    is_name = cell.field == "name"
    faults = find_untidiness(text, is_name=is_name)
    if faults:
        right = meant_choice(cell, profile) or tidy(text, is_name=is_name)
        dotted = dotted_name(text) if is_name else None
        safe = None if has_control_characters(text) or dotted is not None else right
        said = "" if safe is None else f"，应为“{right}”"
        fix = BY_HAND if safe is None else None
        if dotted is not None:
            right, said, fix = dotted, f"，是不是“{dotted}”？对照身份证改", OF_A_DOT
        yield Problem(cell.place, "、".join(faults) + said, (right,), repair=safe, fix=fix)


BY_HAND = "删去这一格，对照原件重新输入，不要复制粘贴。"
"""Nobody knows what should stand where a control character does."""

OF_A_DOT = "对照身份证原件：身份证上有间隔号的，把空格改成“·”；没有的，才删去空格。自动改正不动这样的姓名。"
"""A blank that stands for the · of a minority's name must not simply be deleted."""


@of_both_cells(
    "112",
    "姓名不像姓名",
    severity=Severity.WARNING,
    source="手册二 所有学生信息要通过系统的实名认证",
    fires=lambda: {
        "有数字": cell("name", "张三2"),
        "汉字里有字母": cell("name", "张san"),
        "别的标点": cell("name", "买买提.吐尔逊"),
        "一个字": cell("name", "张"),
        "乱码": cell("name", "张\ufffd"),
    },
    silent=lambda: {
        **right_cells(),
        "少数民族姓名": cell("name", "买买提·吐尔逊"),
        "生僻字": cell("name", "李𠮷"),
        "外国姓名": cell("name", "Anna-Maria O'Neill"),
    },
)
def name_is_unlikely(cell: RowCell, _: Profile) -> Iterator[Problem]:
    """
    姓名要与身份证上的一字不差，否则通不过实名认证；这个写法很少见，多半是抄错了。

    对照身份证原件核对；确实无误时可以不管这条提醒。
    """
    text = cell.typed
    if cell.field != "name" or text is None:
        return
    # Of a blank that stands for · another rule speaks.
    oddity = find_name_oddity(dotted_name(text) or tidy(text, is_name=True))
    if oddity is not None:
        yield Problem(cell.place, f"姓名{oddity}")

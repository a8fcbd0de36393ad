"""REG001–REG009: what can be wrong with a registration sheet as a whole, held against its template."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wdyy_cli.headers.header import normal_header
from wdyy_cli.model import Problem, Severity
from wdyy_cli.profile import Profile
from wdyy_cli.rules.registry import PRACTICE, RuleSet
from wdyy_cli.rules.table.header_order import find_differences
from wdyy_cli.rules.table.registration_sheet import (
    Measure,
    RegistrationSheet,
    first_text,
    is_hint_row,
    own_columns,
)
from wdyy_cli.rules.table.table import EXAMPLE_TABLE, HEADERS, STUDENT, name_rows, place_in
from wdyy_cli.sheet import Area, Sheet, SheetFacts, Validation, Value, column_letters, show_value
from wdyy_cli.texts.cell_text import squeeze

KEEP_FORMAT = "手册三 注意事项 3 切记粘贴数据时不要改变导入模板的格式"


SHEET = RuleSet[RegistrationSheet](__name__)

NOTE = "填写说明"
TITLE = "按证书批量导入报考"
TYPE_LIST = Validation(areas=(Area(2, 2, 1000, 2),), kind="list", values=("院校考生", "社会考生"))
MEASURE = Measure(above=(TITLE, NOTE), header_row=3, headers=HEADERS)


def registration(
    *below: tuple[Value, ...],
    above: tuple[str, ...] = (TITLE, NOTE),
    headers: tuple[str, ...] = HEADERS,
    facts: Mapping[str, object] | None = None,
    further: Mapping[str, int] | None = None,
    rows_between: int = 0,
    hidden: frozenset[str] = frozenset(),
) -> RegistrationSheet:
    """Build an example: a right sheet with these rows below the header, changed in the given facts."""
    rows = (*((text,) for text in above), headers, *below)
    known = SheetFacts(**{"validations": (TYPE_LIST,), **(facts or {})})  # type: ignore[arg-type]
    hints = frozenset({"学校全称"})
    header_row = len(above) + 1 if headers else 0
    filled = [number for number in range(header_row + 1, len(rows) + 1) if any(rows[number - 1])]
    hint_rows = [number for number in filled if is_hint_row(EXAMPLE_TABLE, rows[number - 1], hints)]
    return RegistrationSheet(
        table=EXAMPLE_TABLE,
        sheet=Sheet(name="报考表", rows=rows, facts=known),
        measure=MEASURE,
        header_row=header_row,
        first_row=header_row + rows_between + 1,
        data_rows=[number for number in filled if number not in hint_rows],
        hint_rows=hint_rows,
        further=further or {},
        hidden=hidden,
    )


@SHEET.right
def right() -> dict[str, RegistrationSheet]:
    """Build the examples of which no rule here speaks."""
    return {"照模板填写": registration(STUDENT, STUDENT)}


RENAMED = ("姓名", *HEADERS[1:])
MOVED = (HEADERS[1], HEADERS[0], *HEADERS[2:])


@SHEET.rule(
    "REG001",
    "表头与模板不同",
    source=KEEP_FORMAT,
    fires=lambda: {
        "没有表头": registration(headers=()),
        "改了名": registration(STUDENT, headers=RENAMED),
        "换了位置": registration(STUDENT, headers=MOVED),
        "少一列": registration(STUDENT, headers=HEADERS[:-1]),
        "中间多一列": registration(STUDENT, headers=(*HEADERS[:2], "班级", *HEADERS[2:])),
        "出现两次": registration(STUDENT, headers=(*HEADERS, HEADERS[0])),
    },
)
def header_row_differs(sheet: RegistrationSheet, _: Profile) -> Iterator[Problem]:
    """
    平台按模板的表头认列，表头改了名、换了位置、少了或多了，整张表都可能导入错。

    从平台重新下载模板，把数据按“数值”或“文本”粘贴到同名的列里，不要改动前几行。
    """
    if not sheet.header_row:
        yield Problem(
            sheet.at(),
            f"没有找到表头，第 {sheet.measure.header_row} 行应为：{'、'.join(sheet.measure.headers)}",
        )
        return
    for column, text, message in find_differences(sheet.headers, sheet.measure.headers, sheet.header_row):
        yield Problem(sheet.at(sheet.header_row, column, text), message)


@SHEET.rule(
    "REG002",
    "标题或填写说明与模板不同",
    source=KEEP_FORMAT,
    fires=lambda: {
        "改了标题": registration(STUDENT, above=("2021 年报考名单", NOTE)),
        "删了填写说明": registration(STUDENT, above=(TITLE,)),
        "删了表头下面的提示行": registration(STUDENT, STUDENT, rows_between=1),
    },
)
def title_or_note_differs(sheet: RegistrationSheet, _: Profile) -> Iterator[Problem]:
    """
    模板最上面的标题和填写说明不能改、不能删，删了整行以后各行都会错位；只是文字不同的，可能是平台换了新模板。

    从平台重新下载模板填写；如果平台的模板本来就是这样写的，用 --template 平台模板.xlsx 指明它，
    或在 wdyy.toml 的 [files] 里写 template。
    """
    if not sheet.header_row:
        return
    for row in sheet.data_rows:
        if row < sheet.first_row:
            said = f"学生应从第 {sheet.first_row} 行开始写，前面是模板的提示行，平台不读"
            yield Problem(sheet.at(row), said)
    above = [first_text(sheet.sheet.rows[row - 1]) for row in range(1, sheet.header_row)]
    if len(above) != len(sheet.measure.above):
        said = f"表头在第 {sheet.header_row} 行，模板的在第 {sheet.measure.header_row} 行"
        yield Problem(
            sheet.at(sheet.header_row),
            f"{said}：上面的行{'少' if len(above) < len(sheet.measure.above) else '多'}了",
        )
        return
    for row, (text, right) in enumerate(zip(above, sheet.measure.above, strict=True), start=1):
        if right is not None and squeeze(text) != squeeze(right):
            said = f"“{_shortened(text)}”" if text.strip() else "空的"
            message = f"这里是{said}，模板写的是“{_shortened(right)}”"
            yield Problem(sheet.at(row, 0, text), message, severity=Severity.WARNING)


@SHEET.rule(
    "REG003",
    "一名学生也没有",
    source="手册三 为学生集中报名",
    fires=lambda: {"只有表头": registration()},
)
def no_data_row(sheet: RegistrationSheet, _: Profile) -> Iterator[Problem]:
    """
    表头下面没有学生，导入后没有人报上名。

    从表头的下一行开始填写学生，或用 wdyy build-registration 由花名册生成。
    """
    if sheet.header_row and not sheet.data_rows:
        yield Problem(sheet.at(), f"第 {sheet.header_row} 行表头的下面没有学生")


@SHEET.rule(
    "REG004",
    "数据里有合并单元格",
    source=KEEP_FORMAT,
    fires=lambda: {"合并了两行": registration(STUDENT, STUDENT, facts={"merged": (Area(4, 3, 5, 3),)})},
    silent=lambda: {**right(), "标题是合并的": registration(STUDENT, facts={"merged": (Area(1, 0, 1, 7),)})},
)
def cells_are_merged(sheet: RegistrationSheet, _: Profile) -> Iterator[Problem]:
    """
    合并的单元格只有左上角一格有内容，其余学生的这一项在平台看来是空的。

    取消合并，每一格都填上内容。
    """
    for area in sheet.sheet.facts.merged:
        if sheet.header_row and area.last_row > sheet.header_row:
            yield Problem(sheet.at(max(area.first_row, 1), area.first_column), f"{area} 合并成了一格")


@SHEET.rule(
    "REG005",
    "有隐藏或筛选掉的内容",
    severity=Severity.WARNING,
    source=PRACTICE,
    fires=lambda: {
        "隐藏的行": registration(STUDENT, STUDENT, facts={"hidden_rows": frozenset({5})}),
        "隐藏的列": registration(STUDENT, facts={"hidden_columns": (Area(1, 1, 1_048_576, 1),)}),
        "筛选": registration(STUDENT, facts={"filtered": True}),
        "别的工作表": registration(STUDENT, further={"Sheet2": 3}),
        "报考表自己是隐藏的": registration(STUDENT, hidden=frozenset({"报考表"})),
    },
    silent=lambda: {**right(), "隐藏的空行": registration(STUDENT, facts={"hidden_rows": frozenset({90})})},
)
def data_is_hidden(sheet: RegistrationSheet, _: Profile) -> Iterator[Problem]:
    """
    看不见的学生也会一起导入，或者以为导入了其实没有；平台多半只读第一张工作表。

    取消隐藏和筛选，确认这些学生要不要报考；别的工作表里要报考的移过来，不用的工作表删去。
    """
    facts = sheet.sheet.facts
    rows = [row for row in sheet.data_rows if row in facts.hidden_rows]
    if sheet.table.sheet in sheet.hidden:
        yield Problem(sheet.at(), f"报考表所在的工作表“{sheet.table.sheet}”是隐藏的")
    if facts.filtered:
        said = f"，有 {len(rows):,} 名学生没有显示" if rows else ""
        yield Problem(sheet.at(), f"表格正在筛选{said}")
    elif rows:
        yield Problem(sheet.at(rows[0]), f"{name_rows(rows)}是隐藏的")
    for column in sorted(sheet.table.columns.values()):
        if facts.is_hidden_column(column):
            name = sheet.headers[column] if column < len(sheet.headers) else ""
            yield Problem(sheet.at(sheet.header_row, column), f"{column_letters(column)} 列“{name}”是隐藏的")
    for name, numbers in sheet.further.items():
        said = "隐藏的工作表" if name in sheet.hidden else "另一张工作表"
        place = place_in(sheet.table.file, name)
        people = f"，其中有 {numbers:,} 个身份证号" if numbers else ""
        fix = MOVE_THEM if numbers else "看看里面写的是什么；不用的，删去这张工作表。"
        yield Problem(place, f"{said}“{name}”里也有内容{people}", fix=fix, unread=bool(numbers))


MOVE_THEM = (
    "看看里面的学生要不要报考：要报考、报考表里还没有的，移到报考表那一张工作表里；移好以后，删去这张工作表。"
)
"""Of a further sheet the platform reads nothing, hidden or not."""


@SHEET.rule(
    "REG006",
    "学生类型的下拉列表没有了",
    severity=Severity.WARNING,
    source=KEEP_FORMAT,
    fires=lambda: {"没有下拉列表": registration(STUDENT, facts={"validations": ()})},
)
def type_list_is_gone(sheet: RegistrationSheet, _: Profile) -> Iterator[Problem]:
    """
    模板里“学生类型”是下拉列表；它没有了，说明粘贴时改变了模板的格式，平台可能不收。

    从平台重新下载模板，复制数据后用“选择性粘贴→数值”粘贴进去。
    """
    facts, column = sheet.sheet.facts, sheet.table.columns.get("student_type")
    if column is None or not sheet.data_rows or not facts.validations_known or not sheet.measure.type_list:
        return
    areas = [area for rule in facts.validations if rule.kind == "list" for area in rule.areas]
    if not any((row, column) in area for area in areas for row in sheet.data_rows):
        yield Problem(sheet.at(sheet.data_rows[0], column), "这一列没有下拉列表")


@SHEET.rule(
    "REG007",
    "学生之间有空行",
    source=PRACTICE,
    fires=lambda: {"空一行": registration(STUDENT, (), STUDENT)},
    silent=lambda: {**right(), "最后的空行": registration(STUDENT, ())},
)
def empty_row_between_students(sheet: RegistrationSheet, _: Profile) -> Iterator[Problem]:
    """
    平台可能读到空行就停下，空行后面的学生就没有报上名。

    删去空行（右键“删除”整行，不是清除内容）。
    """
    filled = sorted([*sheet.data_rows, *sheet.hint_rows])
    before = sheet.first_row - 1
    for row in filled:
        if row < sheet.first_row:
            continue
        if row > before + 1:
            gap = list(range(before + 1, row))
            yield Problem(sheet.at(gap[0]), f"{name_rows(gap)}是空的，后面还有学生")
        before = row


@SHEET.rule(
    "REG008",
    "模板的提示行还在",
    source="手册三 模板第 4 行",
    fires=lambda: {"提示行": registration(("", "", "", "学校全称", "", "", "", "初级"), STUDENT)},
)
def hint_row_is_left(sheet: RegistrationSheet, _: Profile) -> Iterator[Problem]:
    """
    “学校全称”“申请考核站点名称”是提示，不是学生；留着会被当成一名没有姓名的学生。

    删去这一行，学生从表头的下一行开始填写。
    """
    for row in sheet.hint_rows:
        texts = [show_value(value) for value in sheet.sheet.rows[row - 1] if value != ""]
        yield Problem(sheet.at(row), f"还留着提示：{'、'.join(texts)}")


@SHEET.rule(
    "REG009",
    "模板以外的列里有内容",
    severity=Severity.WARNING,
    source=KEEP_FORMAT,
    fires=lambda: {"备注": registration((*STUDENT, "复读"))},
)
def values_beyond_the_columns(sheet: RegistrationSheet, _: Profile) -> Iterator[Problem]:
    """
    模板只有规定的几列，多出来的内容平台不读，有时会让整张表导入失败。

    删去多余的列。
    """
    if not sheet.header_row:
        return
    used = own_columns(sheet.measure, sheet.table)
    known = {normal_header(header) for header in sheet.measure.headers}
    # Of a header that stands there twice another rule speaks.
    double = {column for column, header in enumerate(sheet.headers) if normal_header(header) in known}
    found: dict[int, list[int]] = {}
    for row in sorted([sheet.header_row, *sheet.data_rows, *sheet.rows_beyond]):
        values = sheet.sheet.rows[row - 1]
        if len(values) <= len(used):
            continue
        for column, value in enumerate(values):
            if column not in used and column not in double and show_value(value).strip():
                found.setdefault(column, []).append(row)
    for column, rows in sorted(found.items()):
        value = sheet.sheet.value(rows[0], column)
        more = f"，这一列共有 {len(rows):,} 格" if len(rows) > 1 else ""
        yield Problem(
            sheet.at(rows[0], column, value),
            f"{column_letters(column)} 列有内容“{_shortened(show_value(value))}”{more}",
            (show_value(value),),
            unread=any(sheet.find_passed_over(row, column) for row in rows),
        )


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 30 else plain[:30] + "…"  # noqa: PLR2004 - what fits on a line

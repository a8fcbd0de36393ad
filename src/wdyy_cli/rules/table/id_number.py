"""IDN: what can be wrong with an ID number, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from wdyy_cli.model import Location, Place, Placed, Problem, Severity
from wdyy_cli.profile import Profile
from wdyy_cli.profile_files import replaced
from wdyy_cli.rules.registry import PRACTICE, RuleSet
from wdyy_cli.texts.id_number import (
    KIND_WORDS,
    Fault,
    IdKind,
    IdReading,
    age_on,
    is_province,
    kind_of,
    read_id_number,
)
from wdyy_cli.toml.strict_toml import toml_value

STANDARD = "GB 11643-1999 公民身份号码；手册二.2 以身份证号命名照片"


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenId:
    """
    An ID number as it is written somewhere, with what stands there and the day of the check.

    `in_number_cell`: the cell holds a number and no text, so that `text` is not to be read.
    """

    text: str
    at: Placed
    checked_on: date
    in_number_cell: bool = False
    reading: IdReading = field(init=False)

    def __post_init__(self) -> None:
        """Read it once for all rules."""
        reading = IN_NUMBER_CELL if self.in_number_cell else read_id_number(self.text, self.checked_on)
        object.__setattr__(self, "reading", reading)

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.at.place


ID_NUMBER = RuleSet[WrittenId](__name__)

IN_NUMBER_CELL = IdReading(
    "", fault=Fault.NUMBER_CELL, detail="单元格是数字格式，第 15 位以后的数字已经或将会丢失"
)
"""A number of 18 digits is never read from a cell that keeps 15: the rest would be invented."""


def written(text: str) -> WrittenId:
    """Build an example."""
    place = Place(location=Location(file="照片.zip", member=f"{text}.jpg"), id_number=None)
    return WrittenId(text=text, at=place, checked_on=date(2026, 11, 23))


def in_number_cell(shown: str) -> WrittenId:
    """Build an example of a cell that holds a number."""
    location = Location(file="花名册.xlsx", sheet="花名册", cell="B2", row=2, column="身份证号")
    place = Place(location=location, value=shown, stored_as="number")
    return WrittenId(text=shown, at=place, checked_on=date(2026, 11, 23), in_number_cell=True)


def permits() -> dict[str, WrittenId]:
    """Build examples of right numbers of people from elsewhere."""
    return {
        "港澳台居民居住证": written("810000199408230021"),
        "台湾居民居住证": written("830000199201300022"),
        "新版外国人永久居留证": written("911133198508150021"),
    }


@ID_NUMBER.right
def right() -> dict[str, WrittenId]:
    """Build the examples of which no rule here speaks."""
    return {"末位是 X 的号码": written("11010519491231002X"), **permits()}


def _if_fault(written_id: WrittenId, fault: Fault, of_a_photo: str | None = None) -> Iterator[Problem]:
    """Tell a fault; `of_a_photo` is what to do where the number is a photo's name, and in no cell."""
    reading = written_id.reading
    if reading.fault is fault:
        quotes = (written_id.text, reading.number, reading.quote)
        place = written_id.place
        fix = None if place.location.member is None else of_a_photo
        yield Problem(place, f"“{written_id.text}”：{reading.detail}", quotes, fix=fix)


RENAME = "照身份证原件上的号码改文件名；只改名字，照片不用动。"
TRULY = "对照身份证原件核对；号码真的以 000 结尾的，不用改。"


@ID_NUMBER.rule(
    "IDN001",
    "不是 18 位身份证号",
    source=STANDARD,
    fires=lambda: {
        "少一位": written("1101012008030710X"),
        "多一位": written("110101200803071007X"),
        "字母 O 当作数字 0": written("11O10120080307100X"),
        "旧版外国人永久居留证": written("USA110101990307"),
    },
)
def not_17_digits_and_a_digit_or_x(written_id: WrittenId, _: Profile) -> Iterator[Problem]:
    """
    身份证号是 17 位数字加一位数字或大写 X。

    对照身份证原件重新填写；旧版外国人永久居留证请换用 9 开头的 18 位新号码。
    """
    yield from _if_fault(written_id, Fault.SHAPE, RENAME)


@ID_NUMBER.rule(
    "IDN002",
    "身份证号里的出生日期不存在",
    source=STANDARD,
    fires=lambda: {
        "13 月": written("11010120081307100X"),
        "出生在检查日期之后": written("110101202703071036"),
    },
    silent=lambda: {"闰年 2 月 29 日": written("110101200002291037"), **right()},
)
def birth_date_does_not_exist(written_id: WrittenId, _: Profile) -> Iterator[Problem]:
    """
    第 7 到 14 位是出生日期，不存在或还没有到来的日期说明号码抄错了。

    对照身份证原件核对第 7 到 14 位。
    """
    yield from _if_fault(written_id, Fault.DATE)


@ID_NUMBER.rule(
    "IDN003",
    "身份证号校验位不对",
    source=STANDARD,
    fires=lambda: {
        "最后一位抄错": written("110105194912310021"),
        "相邻两位颠倒": written("11010519491231020X"),
    },
)
def check_digit_is_wrong(written_id: WrittenId, _: Profile) -> Iterator[Problem]:
    """
    最后一位由前 17 位算出，对不上说明 18 位中至少有一位写错。

    对照身份证原件逐位核对，不要只改最后一位。
    """
    yield from _if_fault(written_id, Fault.CHECK_DIGIT)


@ID_NUMBER.rule(
    "IDN004",
    "15 位的旧身份证号",
    source=STANDARD,
    fires=lambda: {"15 位旧号码": written("110105491231002")},
)
def old_number_of_15_digits(written_id: WrittenId, _: Profile) -> Iterator[Problem]:
    """
    15 位的第一代身份证号已经停用，平台不接收。

    请学生提供现在的 18 位身份证号，不要自己补位。
    """
    yield from _if_fault(written_id, Fault.OLD_15)


@ID_NUMBER.rule(
    "IDN005",
    "学籍系统的临时号，不是身份证号",
    source=PRACTICE,
    fires=lambda: {"999 开头的 18 位": written("999101199903071030")},
)
def stand_in_of_a_school_registry(written_id: WrittenId, _: Profile) -> Iterator[Problem]:
    """
    999 开头的 18 位号码是学籍系统给没有身份证的学生编的，通不过平台的实名认证。

    请学生提供身份证或居住证上的号码。
    """
    yield from _if_fault(written_id, Fault.STAND_IN)


@ID_NUMBER.rule(
    "IDN006",
    "年龄不像考生",
    severity=Severity.WARNING,
    source=PRACTICE,
    fires=lambda: {"8 岁": written("110101201803071039"), "76 岁": written("11010519491231002X")},
    silent=lambda: {"17 岁": written("110101200903071031")},
    profiled=lambda profile: (
        "证书规定没有写年龄范围"
        if profile.id_number.min_age_years is None and profile.id_number.max_age_years is None
        else None
    ),
)
def age_is_unlikely(written_id: WrittenId, profile: Profile) -> Iterator[Problem]:
    """
    按号码里的出生日期算，检查当天的年龄超出了常见范围，可能是出生年份抄错。

    对照身份证原件核对；确实无误时可以不管这条提醒。
    """
    reading, limits = written_id.reading, profile.id_number
    if reading.fault is not None or reading.born is None:
        return
    age = age_on(reading.born, written_id.checked_on)
    least, most = limits.min_age_years, limits.max_age_years
    if (least is not None and age < least) or (most is not None and age > most):
        usual = f"{least}～{most} 岁"
        if most is None:
            usual = f"{least} 岁以上"
        elif least is None:
            usual = f"{most} 岁以下"
        yield Problem(written_id.place, f"检查当天 {age} 岁，常见范围是 {usual}")


@ID_NUMBER.rule(
    "IDN007",
    "身份证号开头不是省份代码",
    severity=Severity.WARNING,
    source=STANDARD,
    fires=lambda: {"16 开头": written("160101200003071035")},
    silent=lambda: {"重庆 50 开头": written("500101200003071039"), **permits()},
)
def province_is_unknown(written_id: WrittenId, _: Profile) -> Iterator[Problem]:
    """
    前两位应是省、自治区、直辖市、港澳台的代码，或外国人永久居留证的 9。

    对照身份证原件核对前两位。
    """
    reading = written_id.reading
    if reading.fault is None and not is_province(reading.number):
        yield Problem(written_id.place, f"开头的 {reading.number[:2]} 不是任何省份的代码")


@ID_NUMBER.rule(
    "IDN008",
    "身份证号里夹了空格或别的符号",
    source=STANDARD,
    fires=lambda: {
        "中间有空格": written("110101 20080307 100X"),
        "全角数字": written("１１０１０１２００８０３０７１００Ｘ"),
        "前面有撇号": written("'11010120080307100X"),
        "连字符": written("110101-20080307-100X"),
        "看不见的字符": written("11010120080307100X\u200b"),
    },
)
def typing_noise_in_it(written_id: WrittenId, _: Profile) -> Iterator[Problem]:
    """
    号码本身是对的，但夹了空格、全角字符、连字符、撇号或看不见的字符，平台会当作另一个号码。

    去掉多余的字符，只留 18 位半角数字和 X。
    """
    reading = written_id.reading
    if reading.fault is None and reading.noise:
        shown = show_hidden(written_id.text)
        message = f"“{shown}”应写成“{reading.number}”"
        yield Problem(written_id.place, message, (shown, reading.number), repair=reading.number)


@ID_NUMBER.rule(
    "IDN009",
    "身份证号末尾是小写 x",
    severity=Severity.WARNING,
    source=STANDARD,
    fires=lambda: {"小写 x": written("11010120080307100x")},
)
def lower_case_x(written_id: WrittenId, _: Profile) -> Iterator[Problem]:
    """
    身份证上印的是大写 X；小写的文件名或单元格可能与平台上的号码对不上。

    把末尾的 x 改成大写 X。
    """
    reading = written_id.reading
    if reading.fault is None and reading.lower_x:
        message = f"应写成“{reading.number}”"
        yield Problem(written_id.place, message, (reading.number,), repair=reading.number)


@ID_NUMBER.rule(
    "IDN010",
    "身份证号存成了数字",
    source="手册三 注意事项 3 切记粘贴数据时不要改变导入模板的格式",
    fires=lambda: {"数字单元格": in_number_cell("1.10101200803071E+17")},
)
def cell_is_stored_as_a_number(written_id: WrittenId, _: Profile) -> Iterator[Problem]:
    """
    Excel 的数字只保留 15 位，18 位的身份证号存成数字后末尾三位变成 0，无法恢复，也不能猜。

    把这一列设成“文本”格式，再从身份证或学籍系统重新填写号码；不要直接把数字转成文本。
    """
    yield from _if_fault(written_id, Fault.NUMBER_CELL)


@ID_NUMBER.rule(
    "IDN011",
    "身份证号的末尾像是被 Excel 弄丢了",
    source=PRACTICE,
    fires=lambda: {
        "科学计数法": written("1.10101E+17"),
        "末三位变成 000": written("110101200001011000"),
        "末三位 000 而校验位正好对": written("110101200001013000"),
    },
)
def tail_is_lost(written_id: WrittenId, _: Profile) -> Iterator[Problem]:
    """
    Excel 把 18 位号码当作数字时只保留 15 位，末三位变成 000 或显示成科学计数法，丢掉的数字无法找回。

    从身份证或学籍系统重新取得号码，先把单元格设成文本再填写。
    """
    yield from _if_fault(written_id, Fault.LOST_TAIL, RENAME)
    reading = written_id.reading
    if reading.fault is None and reading.number.endswith("000"):
        message = f"“{reading.number}”末三位是 000，校验位碰巧是对的，请核对原件"
        yield Problem(written_id.place, message, (reading.number,), Severity.WARNING, fix=TRULY)


@ID_NUMBER.rule(
    "IDN012",
    "证件的种类不接收",
    source="由证书规定给出；手册没有写接收哪几种证件",
    fires=lambda: {
        "居住证": written("810000199408230021"),
        "永久居留证": written("911133198508150021"),
    },
    silent=lambda: {
        "居民身份证": written("11010120080307100X"),
        "写错的另有说明": written("810000199408230022"),
    },
    under=lambda profile: replaced(profile, id_number={"kinds": ["resident"]}),
    profiled=lambda profile: "证书规定没有写接收哪几种证件" if profile.id_number.kinds is None else None,
)
def kind_of_card_is_not_accepted(written_id: WrittenId, profile: Profile) -> Iterator[Problem]:
    """
    号码本身是对的，但这种证件不能用来报考这个证书。

    问清学生有没有可以用的证件；平台确实接收的，在 wdyy.toml 的 [id_number] 里把这一种加进 kinds。
    """
    reading, accepted = written_id.reading, profile.id_number.kinds
    if reading.fault is not None or accepted is None:
        return
    kind = kind_of(reading.number)
    if kind not in accepted:
        words = "、".join(KIND_WORDS[IdKind(name)] for name in accepted)
        fix = (
            "问清学生有没有可以用的证件；平台确实接收的，在 wdyy.toml 里写上 [id_number] 这一节，"
            f"下面一行写 kinds = {toml_value((*accepted, kind.value))}；已经写过的，只改那一行。"
        )
        yield Problem(written_id.place, f"这是{KIND_WORDS[kind]}的号码，只接收{words}", fix=fix)


def show_hidden(text: str) -> str:
    """Say in words which characters stand there that nobody sees."""
    return "".join(c if c.isprintable() else _UNSEEN.get(c, "（看不见的字符）") for c in text)


_UNSEEN = {"\r": "", "\n": "（换行）", "\v": "（换行）", "\f": "（换行）", "\t": "（制表符）"}

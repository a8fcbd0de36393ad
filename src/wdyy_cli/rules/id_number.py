"""IDN: what can be wrong with an ID number, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from wdyy_cli.id_number import Fault, Reading, age_on, is_province, read_id_number
from wdyy_cli.model import Location, Place, Problem, Severity
from wdyy_cli.profile import Profile
from wdyy_cli.rules.registry import PRACTICE, RuleSet

STANDARD = "GB 11643-1999 公民身份号码；手册二.2 以身份证号命名照片"


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenId:
    """An ID number as it is written somewhere, with its place and the day of the check."""

    text: str
    place: Place
    checked_on: date
    reading: Reading = field(init=False)

    def __post_init__(self) -> None:
        """Read it once for all rules."""
        object.__setattr__(self, "reading", read_id_number(self.text, self.checked_on))


ID_NUMBER = RuleSet[WrittenId]()


def written(text: str) -> WrittenId:
    """Build an example."""
    place = Place(location=Location(file="照片.zip", member=f"{text}.jpg"), id_number=None)
    return WrittenId(text=text, place=place, checked_on=date(2026, 11, 23))


RIGHT = {
    "末位是 X 的号码": written("11010519491231002X"),
    "港澳台居民居住证": written("810000199408230021"),
    "台湾居民居住证": written("830000199201300022"),
    "新版外国人永久居留证": written("911133198508150021"),
}


def _if_fault(written_id: WrittenId, fault: Fault) -> Iterator[Problem]:
    reading = written_id.reading
    if reading.fault is fault:
        quotes = (written_id.text, reading.number, reading.quote)
        yield Problem(written_id.place, f"“{written_id.text}”：{reading.detail}", quotes)


@ID_NUMBER.rule(
    "IDN001",
    "不是 18 位身份证号",
    source=STANDARD,
    fires={
        "少一位": written("1101012008030710X"),
        "多一位": written("110101200803071007X"),
        "字母 O 当作数字 0": written("11O10120080307100X"),
        "旧版外国人永久居留证": written("USA110101990307"),
    },
    silent=RIGHT,
)
def not_17_digits_and_a_digit_or_x(written_id: WrittenId, _: Profile) -> Iterator[Problem]:
    """
    身份证号是 17 位数字加一位数字或大写 X。

    对照身份证原件重新填写；旧版外国人永久居留证请换用 9 开头的 18 位新号码。
    """
    yield from _if_fault(written_id, Fault.SHAPE)


@ID_NUMBER.rule(
    "IDN002",
    "身份证号里的出生日期不存在",
    source=STANDARD,
    fires={"13 月": written("11010120081307100X"), "出生在检查日期之后": written("110101202703071036")},
    silent={"闰年 2 月 29 日": written("110101200002291037"), **RIGHT},
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
    fires={"最后一位抄错": written("110105194912310021"), "相邻两位颠倒": written("11010519491231020X")},
    silent=RIGHT,
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
    fires={"15 位旧号码": written("110105491231002")},
    silent=RIGHT,
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
    fires={"999 开头的 18 位": written("999101199903071030")},
    silent=RIGHT,
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
    fires={"8 岁": written("110101201803071039"), "76 岁": written("11010519491231002X")},
    silent={"17 岁": written("110101200903071031")},
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
    if not limits.min_age_years <= age <= limits.max_age_years:
        message = f"检查当天 {age} 岁，常见范围是 {limits.min_age_years}～{limits.max_age_years} 岁"
        yield Problem(written_id.place, message)


@ID_NUMBER.rule(
    "IDN007",
    "身份证号开头不是省份代码",
    severity=Severity.WARNING,
    source=STANDARD,
    fires={"16 开头": written("160101200003071035")},
    silent={"重庆 50 开头": written("500101200003071039"), **{k: RIGHT[k] for k in list(RIGHT)[1:]}},
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
    fires={
        "中间有空格": written("110101 20080307 100X"),
        "全角数字": written("１１０１０１２００８０３０７１００Ｘ"),
        "前面有撇号": written("'11010120080307100X"),
        "连字符": written("110101-20080307-100X"),
        "看不见的字符": written("11010120080307100X\u200b"),
    },
    silent=RIGHT,
)
def typing_noise_in_it(written_id: WrittenId, _: Profile) -> Iterator[Problem]:
    """
    号码本身是对的，但夹了空格、全角字符、连字符、撇号或看不见的字符，平台会当作另一个号码。

    去掉多余的字符，只留 18 位半角数字和 X。
    """
    reading = written_id.reading
    if reading.fault is None and reading.noise:
        message = f"“{show_hidden(written_id.text)}”应写成“{reading.number}”"
        yield Problem(written_id.place, message, (show_hidden(written_id.text), reading.number))


@ID_NUMBER.rule(
    "IDN009",
    "身份证号末尾是小写 x",
    severity=Severity.WARNING,
    source=STANDARD,
    fires={"小写 x": written("11010120080307100x")},
    silent=RIGHT,
)
def lower_case_x(written_id: WrittenId, _: Profile) -> Iterator[Problem]:
    """
    身份证上印的是大写 X；小写的文件名或单元格可能与平台上的号码对不上。

    把末尾的 x 改成大写 X。
    """
    reading = written_id.reading
    if reading.fault is None and reading.lower_x:
        yield Problem(written_id.place, f"应写成“{reading.number}”", (reading.number,))


@ID_NUMBER.rule(
    "IDN011",
    "身份证号的末尾像是被 Excel 弄丢了",
    source=PRACTICE,
    fires={
        "科学计数法": written("1.10101E+17"),
        "末三位变成 000": written("110101200001011000"),
        "末三位 000 而校验位正好对": written("110101200001013000"),
    },
    silent=RIGHT,
)
def tail_is_lost(written_id: WrittenId, _: Profile) -> Iterator[Problem]:
    """
    Excel 把 18 位号码当作数字时只保留 15 位，末三位变成 000 或显示成科学计数法，丢掉的数字无法找回。

    从身份证或学籍系统重新取得号码，先把单元格设成文本再填写。
    """
    yield from _if_fault(written_id, Fault.LOST_TAIL)
    reading = written_id.reading
    if reading.fault is None and reading.number.endswith("000"):
        message = f"“{reading.number}”末三位是 000，校验位碰巧是对的，请核对原件"
        yield Problem(written_id.place, message, (reading.number,), Severity.WARNING)


def show_hidden(text: str) -> str:
    """Make characters that nobody sees visible, as `<U+200B>`."""
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text)

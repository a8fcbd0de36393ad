"""The platform's template for student information: what each of its columns is filled from. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wdyy_cli.headers.field_names import ALIASES
from wdyy_cli.headers.header import is_numbering, normal_header
from wdyy_cli.sheet import Value, show_value
from wdyy_cli.texts.cell_text import squeeze, tidy
from wdyy_cli.texts.id_number import KIND_WORDS, age_on, kind_of, read_id_number

REQUIRED = ("name", "id_number")
"""Fields that every student has, marked or not."""

FIELDS = (
    *REQUIRED, "student_number", "class_name", "student_type", "phone", "school", "site", "plan",
    "certificate", "level", "major",
)  # fmt: skip
"""Fields that a template may ask for, by the usual headers."""

_STARS = re.compile(r"[*＊★※]")
_MUST = re.compile("必填|必须填|必录|不能为空|不可为空|不允许为空|不得为空")
_MAY = re.compile("非必填|不必填|不是必填|选填|可不填|可填|可选|(?<!不)可为空|可以为空|(?<!不)允许为空|时必")
_DATE_STYLE = re.compile(r"(?:[0-9]{4}|[yY]{4}|年年年年)([-/.年]?)(?:[0-9]{1,2}|[mM]{1,2}|月月)")
_DATE = re.compile(
    r"([0-9]{4})(?:[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))(?: 00:00(?::00)?)?"
)
_CODED = re.compile(r"^(?:[0-9A-Za-z]{1,4}[-_:：.、．—|)）]+|[0-9]{1,4})(?=[\u4e00-\u9fff])")
_NOTED = re.compile(r"[(（\[【].*?[)）\]】]")

_SAME = (
    ("男", "男性", "男生"),
    ("女", "女性", "女生"),
    (
        "居民身份证", "身份证", "中华人民共和国居民身份证", "二代身份证", "第二代身份证", "二代居民身份证",
        "第二代居民身份证", "大陆居民身份证", "内地居民身份证",
    ),
    ("港澳台居民居住证", "港澳台居住证", "居住证"),
    ("外国人永久居留身份证", "外国人永久居留证", "外国人居留证"),
)  # fmt: skip
"""Words that mean the same, the usual one first."""


@dataclass(frozen=True, kw_only=True)
class TemplateColumn:
    """
    A column (from 0) of the template: its header, the field that it is by its usual names, its marks.

    `allowed` are the entries of its drop-down, None where it has none. `style` is what stands between the
    parts of a date; `title` is its header, with the letters of the column where two are called alike.
    """

    header: str
    title: str
    place: int
    field: str | None
    required: bool
    allowed: tuple[str, ...] | None = None
    style: str = "-"


class ColumnSource(StrEnum):
    """Where the values of a column come from."""

    ROSTER = "roster"
    CLASS = "class"
    NUMBER = "number"
    GIVEN = "given"
    COUNT = "count"
    NOWHERE = "nowhere"


@dataclass(frozen=True, kw_only=True)
class Filling:
    """How a column is filled: from where, from which column (from 0) of the roster, with which value."""

    column: TemplateColumn
    source: ColumnSource
    place: int = -1
    value: str = ""


def field_of(header: str) -> str | None:
    """Give the field that a header is an usual name of; None for any other header."""
    form = normal_header(header)
    return next((field for field in FIELDS if form in map(normal_header, ALIASES[field])), None)


def is_marked(texts: Sequence[str], hints: Sequence[str] = ()) -> bool:
    """Whether headers (with the groups above them) or hints below say that a column must be filled."""
    words = [*texts, *hints]
    if any(_MAY.search(text) for text in words):
        return False
    # A star in a hint hides digits: 138****0000.
    return any(map(_STARS.search, texts)) or any(map(_MUST.search, words))


def date_style(texts: Sequence[str]) -> str:
    """Give what stands between the parts of a date, as header or hint have it: else as in 2008-01-02."""
    found = next((match for text in texts if (match := _DATE_STYLE.search(text)) is not None), None)
    return "-" if found is None else found[1]


def fit(text: str, allowed: Sequence[str]) -> str | None:
    """Give the entry of a list that a text means, None where there is none, or more than one may be meant."""
    plain = squeeze(text)
    same = next((words for words in _SAME if plain in words), (plain,))
    forms: tuple[Callable[[str], bool], ...] = (
        lambda entry: entry == text,
        lambda entry: squeeze(entry) == plain,
        lambda entry: _core(entry) == plain.casefold(),
        lambda entry: _core(entry) in same,
        lambda entry: _core(entry) in {f"{plain}族", plain.removesuffix("族")} - {""},
    )
    for means in forms:
        found = list(dict.fromkeys(filter(means, allowed)))
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _core(entry: str) -> str:
    """Take the code before a word off, and a note behind it: 1-男, 01 汉族, 男（男性）."""
    plain = squeeze(_NOTED.sub("", entry)) or squeeze(entry)
    return (_CODED.sub("", plain) or plain).casefold()


def choose(
    columns: Sequence[TemplateColumn],
    headers: Sequence[str],
    fields: Mapping[str, int],
    given: Mapping[int, str],
    named: frozenset[str] = frozenset(),
) -> list[Filling]:
    """
    Choose for each column of the template where its values come from.

    `headers` are those of the roster, `fields` its columns (from 0) by field, of which the user himself named
    some; `given` are values for all students, by column of the template.
    """
    forms = [normal_header(header) for header in headers]
    return [_choose(column, forms, fields, given.get(column.place), named) for column in columns]


def _choose(
    column: TemplateColumn,
    forms: Sequence[str],
    fields: Mapping[str, int],
    given: str | None,
    named: frozenset[str],
) -> Filling:
    place = _place_in_roster(column, forms, fields, named)
    if place is not None:
        return Filling(column=column, source=ColumnSource.ROSTER, place=place)
    if told_by_number(column.header) is not None:
        return Filling(column=column, source=ColumnSource.NUMBER)
    if given:
        return Filling(column=column, source=ColumnSource.GIVEN, value=given)
    if column.field == "class_name":
        return Filling(column=column, source=ColumnSource.CLASS)
    source = ColumnSource.COUNT if is_numbering(column.header) else ColumnSource.NOWHERE
    return Filling(column=column, source=source)


def _place_in_roster(
    column: TemplateColumn, forms: Sequence[str], fields: Mapping[str, int], named: frozenset[str]
) -> int | None:
    of, form = column.field or "", normal_header(column.header)
    if of in fields and (of in REQUIRED or of in named):
        return fields[of]
    # The very header comes before another name of the same thing: of two phone numbers it is the right one.
    alike = [place for place, other in enumerate(forms) if other == form]
    if len(alike) == 1:
        return alike[0]
    if of in fields:
        return fields[of]
    usual = set(map(normal_header, ALIASES.get(of, ())))
    others = [place for place, other in enumerate(forms) if other in usual]
    return others[0] if len(others) == 1 else None


Teller = Callable[[str, dt.date, dt.date], str]
"""Tells something by an ID number, the day of birth in it, and the day that counts as today."""


def told_by_number(header: str) -> Teller | None:
    """Give what tells the value of a column by an ID number; None for a column that it does not tell."""
    return _TELLERS.get(normal_header(header))


_SEX: Teller = lambda number, _born, _day: "男" if int(number[16]) % 2 else "女"  # noqa: E731 - a row of the table
_BORN: Teller = lambda _number, born, _day: born.isoformat()  # noqa: E731 - the same
_MONTH: Teller = lambda _number, born, _day: f"{born:%Y-%m}"  # noqa: E731 - the same
_AGE: Teller = lambda _number, born, day: str(age_on(born, day))  # noqa: E731 - the same
_CARD: Teller = lambda number, _born, _day: KIND_WORDS[kind_of(number)]  # noqa: E731 - the same
_TELLERS: dict[str, Teller] = {
    **dict.fromkeys(("性别", "学生性别", "考生性别"), _SEX),
    **dict.fromkeys(("出生日期", "出生年月日", "生日", "出生时间", "学生出生日期"), _BORN),
    "出生年月": _MONTH,
    "年龄": _AGE,
    **dict.fromkeys(
        ("证件类型", "证件类别", "证件种类", "身份证件类型", "身份证件类别", "有效证件类型"), _CARD
    ),
}
_CERTAIN = (_SEX, _BORN, _CARD)


def tell(column: TemplateColumn, number: str | None, day: dt.date) -> str:
    """Tell by an ID number what a column holds, as the column wants it; empty where nothing is told."""
    teller = told_by_number(column.header)
    if teller is None or number is None:
        return ""
    reading = read_id_number(number, day)
    if reading.fault is not None or reading.born is None:
        return ""
    return as_wanted(column, teller(reading.number, reading.born, day))


def contradicts(column: TemplateColumn, text: str, number: str | None, day: dt.date) -> str | None:
    """Give what the ID number says instead, where a value cannot be true beside it; else None."""
    if not text or told_by_number(column.header) not in _CERTAIN:
        return None
    told = tell(column, number, day)
    if not told or as_wanted(column, text) == told:
        return None
    if told_by_number(column.header) is _BORN:
        return told if _DATE.fullmatch(squeeze(text)) else None
    # Of a word that nobody knows it cannot be said what it means.
    one, other = _meaning(text), _meaning(told)
    return told if one and other and one != other else None


def _meaning(text: str) -> str:
    core = _core(text)
    return next((words[0] for words in _SAME if core in words), "")


def as_wanted(column: TemplateColumn, text: str) -> str:
    """Write a value as the column wants it: an entry of its list, a date in its style."""
    if column.allowed is not None:
        return fit(text, column.allowed) or text
    teller = told_by_number(column.header)
    if teller is _MONTH and column.style != "-":
        year, dash, month = text.partition("-")
        end = "月" if column.style == "年" else ""
        return f"{year}{column.style}{month}{end}" if dash and len(month) == 2 else text  # noqa: PLR2004 - digits
    if teller is _BORN and (match := _DATE.fullmatch(squeeze(text))) is not None:
        year, month, day = (part for part in match.groups() if part is not None)
        month, day = month.zfill(2), day.zfill(2)
        if column.style == "年":
            return f"{year}年{month}月{day}日"
        return column.style.join((year, month, day))
    return text


def text_of(value: Value, *, is_name: bool = False) -> str:
    """Give the tidy text of a roster's cell; a day without a time of day is only the day."""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    return tidy(show_value(value), is_name=is_name)

"""身份证号: what is wrong with a written number, what it would be without noise, its mask. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

CHECK_DIGITS = "10X98765432"
"""ISO 7064 MOD 11-2, GB 11643-1999: the check digit for each remainder."""

_BASE = 13
"""
The standard weighs the digits by 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, powers of 2 modulo 11 from the right.
As 13 leaves the same remainder as 2, that is the number read in base 13, twice.
"""

PROVINCES = frozenset(
    (
        *range(11, 16),
        *range(21, 24),
        *range(31, 38),
        *range(41, 47),
        *range(50, 55),
        *range(61, 66),
        71,
        81,
        82,
        83,
    )
)

PERMIT_PROVINCES = frozenset({81, 82, 83})
"""港澳台居民居住证 begin with 810000, 820000 and 830000."""

OLDEST_YEAR = 1900
"""
Digits that would be an earlier birth year are no ID number but, for example, the time at which a photo was
taken.
"""

HEAD, TAIL = 6, 4
"""So many characters of a masked number stay at either end."""

OLD_LENGTH, LENGTH = 15, 18

_DASHES = "-‐‑‒–—―−﹣"
_APOSTROPHES = "'`´‘’ʼ"
_LIKE_X = "×✕✖╳ХхΧχ"  # also the Cyrillic and Greek letters that look like it
_ENDS_LIKE_X = re.compile(rf"[0-9]{{17}}[{_LIKE_X}]")
_LIKELY = re.compile(r"(?!999)[0-9]{17}[0-9X]")
_WHOLE = re.compile(r"[0-9]{17}[0-9Xx]")
_INSIDE = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]{1,3}")
_MASKED = re.compile(r"[0-9]{1,14}[*＊×●•_]{4,17}[0-9]{0,5}[0-9Xx*]")
_OLD_FOREIGNER = re.compile(r"[A-Za-z]{3}[0-9]{12}")
_SHAPE_LENGTHS = range(15, 21)
_MOST_SLIPS = 2
_MOST_QUOTED = 5


class IdKind(StrEnum):
    """Which card a right number is from."""

    RESIDENT = "resident"
    RESIDENCE_PERMIT = "residence-permit"
    FOREIGNER = "foreigner"


KIND_WORDS = {
    IdKind.RESIDENT: "居民身份证",
    IdKind.RESIDENCE_PERMIT: "港澳台居民居住证",
    IdKind.FOREIGNER: "外国人永久居留身份证",
}


class Fault(StrEnum):
    """What is wrong with a number, the most exact word for it."""

    SHAPE = "shape"
    DATE = "date"
    CHECK_DIGIT = "check digit"
    OLD_15 = "15 digits"
    STAND_IN = "stand-in"
    LOST_TAIL = "lost tail"
    NUMBER_CELL = "number cell"


class IdReading(NamedTuple):
    """
    A written number, read.

    `number` is it without typing noise and with a capital X; `noise` tells whether there was any. `fault` is
    None for a right number; `detail` explains it in Chinese, `quote` is the piece of the number that it
    repeats. `born` is None where the date does not exist.
    """

    number: str
    noise: bool = False
    lower_x: bool = False
    fault: Fault | None = None
    detail: str = ""
    quote: str = ""
    born: date | None = None

    @property
    def is_whole(self) -> bool:
        """Whether there are 17 digits and a digit or X, and nothing but typing noise around them."""
        return _WHOLE.fullmatch(self.number) is not None

    @property
    def looks_like_one(self) -> bool:
        """Whether somebody meant this as an ID number; a student number or a name is none."""
        if self.fault is not Fault.SHAPE:
            return True
        if _OLD_FOREIGNER.fullmatch(self.number) or _ENDS_LIKE_X.fullmatch(self.number):
            return True
        slips = sum(not char.isdigit() for char in self.number)
        alnum = self.number.isascii() and self.number.isalnum()
        return alnum and len(self.number) in _SHAPE_LENGTHS and slips <= _MOST_SLIPS


def remove_noise(text: str) -> str:
    """Remove spaces, hyphens, apostrophes, invisible characters; turn full-width forms to plain ones."""
    if text.isascii() and text.isalnum():
        return text
    kept = []
    for char in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(char)
        if category[0] in "ZC" or char in _DASHES or char in _APOSTROPHES:
            continue
        kept.append(char)
    return "".join(kept)


def check_digit(first_17: str) -> str:
    """Return the 18th character for 17 digits."""
    return CHECK_DIGITS[2 * int(first_17, _BASE) % 11]


def sort_of(text: str, day: date) -> tuple[str, int, bool] | None:
    """
    Give all that can still be remarkable about a right number: province, age on a day, a tail of zeros.

    None where anything is wrong with it. What holds for one number holds for all of its sort.
    """
    if _LIKELY.fullmatch(text) is None or text[17] != check_digit(text[:17]):
        return None
    age = _age_told(text[6:14], day)
    return None if age is None else (text[:2], age, text.endswith("000"))


def is_province(number: str) -> bool:
    """Tell whether the first two digits are a province code, or 9x of a foreigner's card."""
    return int(number[:2]) in PROVINCES or number[0] == "9"


def kind_of(number: str) -> IdKind:
    """Tell from its first digits which card a right number is from."""
    if number[0] == "9":
        return IdKind.FOREIGNER
    return IdKind.RESIDENCE_PERMIT if int(number[:2]) in PERMIT_PROVINCES else IdKind.RESIDENT


def age_on(born: date, day: date) -> int:
    """Whole years between birth and a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


@lru_cache(maxsize=1 << 15)
def _age_told(digits: str, day: date) -> int | None:
    """Give the age on a day that a birth date in digits tells; None where there was no such day before."""
    born = _date_of(digits)
    return None if born is None or born > day else age_on(born, day)


@lru_cache(maxsize=1 << 17)
def read_id_number(text: str, checked_on: date) -> IdReading:
    """Read a number as somebody wrote it, and name at most one fault: the most exact one."""
    if _LIKELY.fullmatch(text) and text[17] == check_digit(text[:17]):
        # Nearly all are right as they stand.
        born = _date_of(text[6:14])
        if born is not None and born <= checked_on:
            return IdReading(text, False, False, None, "", "", born)  # noqa: FBT003 - by name it takes longer
    core = remove_noise(text)
    noise = core != text
    if not _WHOLE.fullmatch(core):
        return _read_misshapen(core)
    number = core.upper()
    lower_x = core[-1] == "x"
    born = _date_of(number[6:14])
    fault, detail = _find_fault(number, born, checked_on)
    if fault is not None:
        quote = number[6:14] if fault is Fault.DATE else ""
        return IdReading(number, fault=fault, detail=detail, quote=quote, born=born)
    return IdReading(number, noise, lower_x, born=born)


def find_inside(text: str, checked_on: date) -> str | None:
    """Return the only ID number, by its shape and birth date, that stands inside other text, else None."""
    found = {n.upper() for n in _INSIDE.findall(unicodedata.normalize("NFKC", text))}
    dates = {n: _date_of(n[6:14]) for n in found}
    likely = [
        n for n, born in dates.items() if born is not None and born.year >= OLDEST_YEAR and born <= checked_on
    ]
    return likely[0] if len(likely) == 1 else None


def mask(number: str) -> str:
    """Mask a number: the first six and last four characters stay, `110101********1234`."""
    if len(number) <= HEAD + TAIL:
        return number[:1] + "*" * (len(number) - 1)
    return number[:HEAD] + "*" * (len(number) - HEAD - TAIL) + number[-TAIL:]


def _find_fault(number: str, born: date | None, checked_on: date) -> tuple[Fault | None, str]:
    expected = check_digit(number[:17])
    if number.startswith("999"):
        return Fault.STAND_IN, "以 999 开头，是学籍系统给没有身份证的学生编的临时号"
    if number.endswith("000") and expected != "0":
        return Fault.LOST_TAIL, "末三位是 000 而且校验位不对，多半是 Excel 把末尾几位变成了 0"
    if born is None:
        return Fault.DATE, f"第 7～14 位“{number[6:14]}”不是存在的日期"
    if born > checked_on:
        return Fault.DATE, f"出生日期 {number[6:14]} 晚于检查日期 {checked_on}"
    if number[17] != expected:
        return (
            Fault.CHECK_DIGIT,
            f"最后一位是 {number[17]}，按前 17 位推算应为 {expected}，18 位中至少有一位写错",
        )
    return None, ""


def _read_misshapen(core: str) -> IdReading:
    if _SCIENTIFIC.fullmatch(core):
        return IdReading(core, fault=Fault.LOST_TAIL, detail="这是科学计数法，末尾几位已经丢失")
    length = len(core)
    if core.isascii() and core.isdigit():
        if length == OLD_LENGTH and _date_of("19" + core[6:12]) is not None:
            return IdReading(core, fault=Fault.OLD_15, detail="这是 15 位的旧号码")
        return IdReading(core, fault=Fault.SHAPE, detail=f"有 {length} 位数字，应为 18 位")
    if _OLD_FOREIGNER.fullmatch(core):
        return IdReading(
            core, fault=Fault.SHAPE, detail="这像是 15 位的旧版外国人永久居留证号，新版是 9 开头的 18 位"
        )
    strange = sorted({c for c in core if not (c.isascii() and c.isdigit())} - {"X", "x"})
    detail = f"有 {length} 个字符，应为 18 个" if length != LENGTH else "应为 17 位数字加一位数字或 X"
    return IdReading(core, fault=Fault.SHAPE, detail=detail + _describe_strange(strange))


def _describe_strange(strange: Sequence[str]) -> str:
    # Chinese characters may be somebody's name: they are not quoted.
    quoted = [f"“{c}”" for c in strange if not c.isalpha() or c.isascii() or c in _LIKE_X]
    if not quoted:
        return "；其中有别的文字" if strange else ""
    words = f"；其中{'、'.join(quoted[:_MOST_QUOTED])}不是数字"
    if set(strange) & set("OoIl"):
        words += "（字母 O、l、I 容易与数字 0、1 混淆）"
    return words + ("，也不是字母 X" if set(strange) & set(_LIKE_X) else "")


@lru_cache(maxsize=1 << 15)
def _date_of(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def is_masked(text: str) -> bool:
    """Whether the middle of a number was made unreadable before it was given away."""
    return _MASKED.fullmatch(text.strip()) is not None

"""What the header of a table says: which column is which field, whatever the school calls it. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from wdyy_cli.grouping import grouped
from wdyy_cli.sheet import Value, column_letters, texts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

FIRST_ROWS = 20
"""Among so many rows with content the header row is looked for."""

# Shorter ones stand inside too many other headers: 等级 in 成绩等级.
_SHORTEST_PART = 3
_IDENTITY = frozenset({"name", "id_number"})
"""Fields of which everybody has one: what else stands in their header says whose it is."""

_HARMLESS = re.compile(
    "(?:[0-9.、_*:]|考生|学生|学员|本人|个人|报考|报名|参考|参加|考试|人员|人|持证|有效|法定|居民|公民|中国|大陆"
    "|第?二代|请|填写|必填|选填|正确|准确|真实|完整|文本格式|格式|位|号码|号|证件|原件|信息|名称|全名|中文|的"
    "|主|副|任课|任教|带队)*"
)
"""What may stand around the name of an identity's column, so that it is still the person's own."""

_SOMEBODY_ELSE = re.compile(
    "家长|监护|父亲|母亲|父母|爸爸|妈妈|配偶|户主|成员|家属|亲属|亲戚|祖父|祖母|爷爷|奶奶|外公|外婆|哥哥|姐姐"
    "|弟弟|妹妹|持卡|开户|收款|缴费人|付款|担保|代理|代领|领取人|班主任|辅导员|联系人|负责人|经办|填表|制表"
    "|紧急|法人|法定代表|推荐人|介绍人|审核人|教师|老师|校长|院长|主任|监考|考务"
)
_FORMER = re.compile("曾用|原(?!件)|旧|已获|已有|已取得|已考|现有|上次|上年|上届|去年|往年|历史|以前")
_SOMETHING_ELSE = re.compile(
    "(?:类型|有效期.*|地址|照片|图片|附件|复印件|备注|说明|代码|编码|编号|签名|拼音|机关|日期)$"
)
_NOTE = re.compile(r"[(\[【〔<《].*?[)\]】〕>》]")
_BRACKETS = "()[]【】〔〕<>《》"
_EDGE = "*:;,.、。，；：＊※★#-_"
_NUMBERED = re.compile("(?<=[^0-9])[0-9]{1,2}$|(?<=[^0-9])[一二三四五六]$")
_NUMBERING = frozenset({"序号", "编号", "序", "号", "行号", "no", "排序", "序列"})
# What is longer is a note to be read, and no header.
_LONGEST_HEADER = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """
    The header row that was found.

    `row_number` counts from 1 as Excel does, `columns` gives the column (from 0) of each field that was
    found, `headers` all headers of the row as they are written, by column. A header of two `tiers` ends in
    that row and began in the one above.
    """

    row_number: int
    columns: Mapping[str, int]
    headers: tuple[str, ...]
    tiers: int = 1

    @property
    def first_row(self) -> int:
        """The row in which it begins."""
        return self.row_number - self.tiers + 1

    def title(self, field: str) -> str:
        """Give the header of a field as it is written in the file, on one line."""
        column = self.columns[field]
        text = one_line(self.headers[column]) if column < len(self.headers) else ""
        return text or f"{column_letters(column)} 列"


def one_line(text: str) -> str:
    """Take line breaks out of a header: they only make a column narrow."""
    return re.sub(r"[ \t]*[\r\n\v\f\x85\u2028\u2029]+[ \t]*", "", text).strip()


@lru_cache(maxsize=1 << 13)
def normal_header(text: str) -> str:
    """Bring a header into the form that is compared: without spaces, notes in brackets, stars, colons."""
    packed = "".join(unicodedata.normalize("NFKC", text[:_LONGEST_HEADER]).split())
    visible = "".join(letter for letter in packed if unicodedata.category(letter) != "Cf")
    plain = _NOTE.sub("", visible).strip(_EDGE) or visible.strip(_EDGE + _BRACKETS) or visible
    return plain.casefold()


@lru_cache(maxsize=1 << 13)
def unnumbered(form: str) -> str:
    """Take the number off a header of which there are several: 姓名2."""
    return _NUMBERED.sub("", form)


def is_somebody_else(header: str) -> bool:
    """Whether a column is about a parent, a teacher, anybody but the one whose row it is."""
    return _SOMEBODY_ELSE.search(normal_header(header)) is not None


@lru_cache(maxsize=1 << 13)
def is_group_of_others(text: str) -> bool:
    """Whether a text above several headers says that they are somebody else's: 家长信息, 母亲."""
    form = normal_header(text)
    return is_somebody_else(form) and (
        form.endswith(("信息", "情况", "资料")) or len(_SOMEBODY_ELSE.sub("", form)) <= 1
    )


def is_former(header: str) -> bool:
    """Whether a column says what was: a former name, a level that somebody has already."""
    return _FORMER.search(normal_header(header)) is not None


def is_numbering(header: str) -> bool:
    """Whether a column only counts the rows."""
    return normal_header(header) in _NUMBERING


def forms_of(wanted: Mapping[str, Sequence[str]], overrides: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Give the compared forms of what each field may be called; only one where the user named it."""
    fields = {**wanted, **{field: () for field in overrides if field not in wanted}}
    return {
        field: _forms((overrides[field],) if field in overrides else tuple(aliases))
        for field, aliases in fields.items()
    }


@lru_cache(maxsize=1 << 8)
def _forms(aliases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(normal_header, aliases)))


def match_columns(
    headers: Sequence[str],
    forms: Mapping[str, tuple[str, ...]],
    overrides: Collection[str] = (),
    *,
    numbered: bool = False,
) -> tuple[dict[str, tuple[int, ...]], int]:
    """
    Give the columns (from 0) of the headers that fit each field, and how many fields fit exactly.

    First those that are an alias, then those that contain one; `numbered` takes a number off first.
    """
    plain = [normal_header(header) for header in headers]
    compared = [unnumbered(form) for form in plain] if numbered else plain
    columns: dict[str, tuple[int, ...]] = {}
    taken: set[int] = set()
    at_plain = _places(plain)
    at_compared = _places(compared) if numbered else at_plain
    # A header that the user named is spoken for, even where it is the alias of another field.
    for field in sorted(forms, key=lambda field: field not in overrides):
        at = at_plain if field in overrides else at_compared
        exact = [place for form in forms[field] if form in at for place in at[form] if place not in taken]
        if exact:
            columns[field] = tuple(sorted(exact))
            taken.update(exact)
    found = len(columns)
    free = [field for field in forms if field not in columns and field not in overrides]
    filled = [(column, form) for column, form in enumerate(plain) if form and column not in taken]
    for _, column, field in sorted(_parts(filled, free, forms)):
        if field not in columns and column not in taken:
            # The same header again is as good: two blocks side by side, or a doubt that has to be told.
            same = [place for place in at_compared[compared[column]] if place not in taken]
            columns[field] = tuple(same)
            taken.update(same)
    return columns, found


def _places(forms: Sequence[str]) -> dict[str, list[int]]:
    """Give the columns (from 0) of each header."""
    return grouped((form, column) for column, form in enumerate(forms) if form)


def _parts(
    filled: Sequence[tuple[int, str]], fields: Sequence[str], forms: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[int, int, str]]:
    row = "\n".join(header for _, header in filled)  # most aliases are in none of them
    called = [(form, field) for field in fields for form in forms[field] if form in row]
    for column, header in filled:
        for form, field in called:
            if form in header and _means(header, form, identity=field in _IDENTITY):
                yield -len(form), column, field


def _means(header: str, form: str, *, identity: bool) -> bool:
    """Whether a header that contains an alias still means the same."""
    if _FORMER.search(header):
        return False
    # A title or a note is no header, though it may mention one.
    if len(header) > 3 * len(form) + 2 * identity:
        return False
    if identity:
        before, _, after = header.partition(form)
        return all(map(_HARMLESS.fullmatch, (before, after)))
    if len(form) < _SHORTEST_PART or _SOMEBODY_ELSE.search(header.replace(form, "")):
        return False
    return _SOMETHING_ELSE.search(header) is None or header.endswith(form)


def match_headers(
    row: Sequence[Value], wanted: Mapping[str, Sequence[str]], overrides: Mapping[str, str] | None = None
) -> Mapping[str, tuple[int, ...]]:
    """Give the columns (from 0) of one row that fit each wanted field, the best ones first to none."""
    named = overrides or {}
    return match_columns(texts_of(row), forms_of(wanted, named), named)[0]

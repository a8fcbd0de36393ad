"""What to say where the columns of a table were not found: what was there, and the likeliest one. Pure."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from wdyy_cli.errors import MissingColumnError, WdyyError, quoted
from wdyy_cli.headers.field_names import ALIASES, FIELD_NAMES
from wdyy_cli.headers.header import is_numbering, is_somebody_else, normal_header, one_line
from wdyy_cli.sheet import Value, column_letters, show_value

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_HEADERS_SHOWN = 30
_LONGEST_HEADER_SHOWN = 20
_LEAST_LIKELY = 0.5
_SAMPLE_ROWS = 50
_WEIGHT_OF_VALUES = 0.8

_LOOKS = {
    field: re.compile(pattern)
    for field, pattern in {
        "name": "[\u4e00-\u9fff·]{2,4}",
        "id_number": "[0-9]{17}[0-9Xx]|[0-9]{15}",
        "phone": "1[0-9]{10}",
        "student_number": "[0-9A-Za-z]{4,14}",
        "class_name": ".*[0-9]+班|.*班级?",
        "student_type": "..考生",
        "level": ".*[初中高]级.*",
        "subject": ".*(?:理论|实操|实践).*",
        "status": ".*(?:信息|照片|认证|确认|审核).*",
        "plan": ".*(?:统考|计划|考试).*",
        "site": ".*站点.*",
        "school": ".*(?:学校|学院|大学|中专|职高)",
        "certificate": ".*证书.*",
        "room": ".*(?:机房|教室|考场|实训|室)[0-9]*",
        "machines": "[1-9][0-9]{0,3}",
        "seats": "[1-9][0-9]{0,3}",
        "address": ".*[路街道号楼].*",
        "room_type": ".*[机实]考.*",
    }.items()
}
"""What stands in a column of a field, mostly."""


def missing(
    shown: str,
    fields: Sequence[str],
    row_number: int,
    headers: Sequence[str],
    *,
    overrides: Mapping[str, str],
    taken: Collection[int] = (),
    below: Sequence[Sequence[Value]] = (),
) -> MissingColumnError:
    """Say which columns were not found, what was there instead, and how to name the likeliest."""
    names = "、".join(
        f"“{overrides[field]}”" if field in overrides else f"“{FIELD_NAMES.get(field, field)}”"
        for field in fields
    )
    seen = [one_line(header) for header in headers if header]
    listed = "、".join(" ".join(header.split())[:_LONGEST_HEADER_SHOWN] for header in seen[:_HEADERS_SHOWN])
    more = f" 等 {len(seen)} 个" if len(seen) > _HEADERS_SHOWN else ""
    found = {
        field: likely
        for field in fields
        if (likely := find_likeliest(field, headers, taken=taken, below=below)) is not None
    }
    message = f"{shown} 没有找到 {names} 这一列；第 {row_number} 行有：{listed}{more}"
    if fields[0] == "name" and {"姓", "名"} <= {normal_header(header) for header in seen}:
        hint = "“姓”和“名”分在两列的，请加一列“姓名”，写完整的姓名。"
        return MissingColumnError(message, hint, likely=None)
    if any(_LOOKS["id_number"].fullmatch(header.strip()) for header in seen):
        named = "、".join(f"“{FIELD_NAMES.get(field, field)}”" for field in fields)
        hint = f"这一行像是内容，不是列名：请在它上面加一行，写上{named}。"
        return MissingColumnError(message, hint, likely=None)
    if not found:
        add = "请重新导出，选上这一列" if _TOLD_BY_THE_PLATFORM.intersection(fields) else "请补上"
        hint = f"如果这一列叫别的名字，请用 --column {fields[0]}=列名 告诉程序；没有这一列的，{add}。"
        return MissingColumnError(message, hint, likely=(fields[0], "列名"))
    field, likely = next(iter(found.items()))
    option = f"--column {field}="
    hint = f"如果这一列叫别的名字，请用 {option}列名 告诉程序，例如 {option}{quoted(likely)}"
    return MissingColumnError(message, hint, likely=(field, likely))


_TOLD_BY_THE_PLATFORM = frozenset({"status", "subject"})
"""Fields that only an export of the platform has: what somebody fills in there by hand says nothing."""


def find_likeliest(
    field: str,
    headers: Sequence[str],
    *,
    taken: Collection[int] = (),
    below: Sequence[Sequence[Value]] = (),
) -> str | None:
    """Give the header that most likely means a field, by its words and by what stands below; None: none."""
    best: tuple[float, str] = (_LEAST_LIKELY, "")
    sample = below[:_SAMPLE_ROWS]
    for column, header in enumerate(headers):
        text = one_line(header)
        if not text or column in taken or is_numbering(text) or is_somebody_else(text):
            continue
        if any(letter.isspace() for letter in text) or len(text) > _LONGEST_HEADER_SHOWN:
            continue
        score = _likeness(normal_header(text), field) + _WEIGHT_OF_VALUES * _share(field, column, sample)
        best = max(best, (score, text), key=lambda found: found[0])
    return best[1] or None


def _share(field: str, column: int, sample: Sequence[Sequence[Value]]) -> float:
    looks = _LOOKS.get(field)
    if looks is None:
        return 0.0
    values = (show_value(row[column]).strip() for row in sample if column < len(row))
    filled = [value for value in values if value]
    if not filled:
        return 0.0
    return sum(looks.fullmatch(value) is not None for value in filled) / len(filled)


@lru_cache(maxsize=1 << 13)
def _likeness(form: str, field: str) -> float:
    """Give how much a header is like the alias of a field that it is most like."""
    return max(_alike(form, normal_header(alias)) for alias in ALIASES[field])


def _alike(one: str, other: str) -> float:
    """Give the share (0..1) of characters that two headers have in common."""
    common = sum(min(one.count(letter), other.count(letter)) for letter in set(one))
    return 2 * common / max(len(one) + len(other), 1)


def ambiguous(
    shown: str, field: str, row_number: int, columns: Sequence[int], headers: Sequence[str]
) -> WdyyError:
    """Say that several columns could be meant, and what can be done without losing anybody."""
    name = FIELD_NAMES.get(field, field)
    listed = "、".join(f"{column_letters(column)} 列“{one_line(headers[column])}”" for column in columns)
    again = Counter(normal_header(headers[column]) for column in columns)
    option = f"--column {field}="
    hint = (
        f"只有一列是对的，就把别的列改名（如“{name}（旧）”）；"
        f"左右两组是同一种人的，把右边一组剪切到左边一组的下面；右边是老师、家长等别人的，移到另一个文件里。"
        if max(again.values()) > 1
        else f"请用 {option}列名 指明用哪一列，例如 {option}{quoted(one_line(headers[columns[0]]))}"
    )
    return WdyyError(f"{shown} 第 {row_number} 行有 {len(columns)} 列都像“{name}”：{listed}", hint)

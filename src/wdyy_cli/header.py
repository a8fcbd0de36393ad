"""Finding the header row of a table and the columns of its fields, whatever the school calls them. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError
from wdyy_cli.sheet import Value, column_letters, show_value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from wdyy_cli.sheet import Sheet, Workbook

FIRST_ROWS = 20
"""Among so many rows with content the header row is looked for."""

ALIASES: dict[str, tuple[str, ...]] = {
    # the student
    "name": (
        "姓名", "学生姓名", "考生姓名", "学员姓名", "中文姓名", "真实姓名", "报考人姓名",
        "教师姓名", "监考姓名", "监考教师", "监考老师", "监考员", "监考员姓名", "监考教师姓名",
        "监考老师姓名", "人员姓名", "名字",
    ),
    "id_number": (
        "身份证号", "身份证号码", "身份证件号", "身份证件号码", "公民身份号码", "公民身份证号",
        "公民身份证号码", "居民身份证号", "居民身份证号码", "证件号", "证件号码", "有效证件号",
        "有效证件号码", "学生身份证号", "学生身份证号码", "考生身份证号", "考生身份证号码", "身份证",
        "身份号码",
    ),
    "student_number": ("学号", "学生学号", "学籍号"),
    "class_name": ("班级", "行政班", "行政班级", "班级名称", "所在班级", "所属班级", "教学班"),
    "student_type": ("学生类型", "考生类型", "学生类别", "考生类别", "人员类型", "类别", "类型"),
    "phone": (
        "手机", "手机号", "手机号码", "电话", "电话号码", "联系电话", "联系方式", "移动电话", "本人电话",
        "学生电话",
    ),
    # the registration
    "school": (
        "所属院校", "院校", "院校名称", "所属学校", "学校", "学校名称", "学校全称", "所在学校", "所在院校",
        "考生院校", "所属试点院校", "试点院校",
    ),
    "site": (
        "考核站点", "考核站点名称", "申请考核站点", "申请考核站点名称", "所属考核站点", "站点", "站点名称",
        "考点", "考点名称", "所属考点",
    ),
    "plan": (
        "考试计划名称", "考试计划", "考核计划名称", "考核计划", "报考计划", "报考计划名称", "所报考计划名称",
        "计划名称",
    ),
    "certificate": (
        "报考证书", "报考证书名称", "证书名称", "证书", "职业技能等级证书", "本次组织考试的证书",
        "组织考试的证书",
    ),
    "level": ("证书等级", "报考等级", "报考证书等级", "证书级别", "报考级别", "等级", "级别"),
    # the platform's exports
    "subject": ("科目", "科目名称", "考试科目", "考核科目", "报考科目", "科目类型"),
    "status": ("状态", "信息状态", "考生状态", "考生信息状态", "审核状态", "认证状态", "信息认证状态"),
    # rooms
    "room": ("考场名称", "考场", "机房", "机房名称", "考场名"),
    "machines": (
        "机位数", "机位", "机位数量", "考场机位数", "考场机位", "电脑数", "电脑数量", "机器数", "机器数量",
    ),
    "seats": ("考场座位数", "座位数", "座位", "座位数量", "考场座位", "考场人数", "考生人数", "安排人数"),
    "address": ("考场地址", "地址", "考场位置", "考场详细地址", "详细地址", "考场地点", "地点"),
    "room_type": ("考场类型", "考场类别"),
    # pictures, as a person has sorted them
    "file_name": ("文件名", "照片文件名", "图片文件名", "照片名称", "照片文件", "原文件名"),
    # proctors
    "teaching": (
        "任教课程", "任教科目", "任教学科", "所教课程", "所授课程", "教授课程", "主讲课程", "担任课程",
        "任课课程", "任教课程名称",
    ),
    "major": ("任教专业", "任课专业", "所属专业", "所教专业", "专业"),
}  # fmt: skip
"""Headers by field, as schools and platforms write them."""

FIELD_NAMES: dict[str, str] = {
    "name": "姓名",
    "id_number": "身份证号",
    "student_number": "学号",
    "class_name": "班级",
    "student_type": "学生类型",
    "phone": "手机号码",
    "school": "所属院校",
    "site": "考核站点",
    "plan": "考试计划名称",
    "certificate": "报考证书",
    "level": "证书等级",
    "subject": "科目",
    "status": "状态",
    "room": "考场名称",
    "machines": "机位数",
    "seats": "考场座位数",
    "address": "考场地址",
    "room_type": "考场类型",
    "file_name": "文件名",
    "teaching": "任教课程",
    "major": "任教专业",
}

# Shorter ones stand inside too many other headers: 姓名 in 家长姓名, 等级 in 成绩等级.
_SHORTEST_PART = 3
_SOMEBODY_ELSE = re.compile(
    "家长|监护人|父亲|母亲|父母|配偶|班主任|辅导员|联系人|负责人|经办人|填表人|紧急|法人|推荐人|介绍人|曾用|原"
)
_SOMETHING_ELSE = re.compile(
    "(?:类型|有效期.*|地址|照片|图片|附件|复印件|备注|说明|代码|编码|编号|签名|拼音|机关|日期)$"
)
_NOTE = re.compile(r"[(\[【〔<《].*?[)\]】〕>》]")
_BRACKETS = "()[]【】〔〕<>《》"
_EDGE = "*:;,.、。，；：＊※★#-_"
# What is longer is a note to be read, and no header.
_LONGEST_HEADER = 300
_HEADERS_SHOWN = 30
_LONGEST_HEADER_SHOWN = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Header:
    """
    The header row that was found.

    `row_number` counts from 1 as Excel does, `columns` gives the column (from 0) of each field that was
    found, `headers` all headers of the row as they are written, by column.
    """

    row_number: int
    columns: Mapping[str, int]
    headers: tuple[str, ...]

    def title(self, field: str) -> str:
        """Give the header of a field as it is written in the file."""
        return self.headers[self.columns[field]]


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundSheet:
    """The sheet whose header fits best, and `others` that have rows under a header that fits as well."""

    sheet: Sheet
    header: Header
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What one row offers: the columns of each field that fit equally well, and how well altogether."""

    row_number: int
    headers: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]
    exact: int

    def rank(self, required: Collection[str]) -> tuple[int, int, int]:
        found = len(self.columns.keys() & set(required))
        return (found, len(self.columns), self.exact)


def aliases_of(fields: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Pick the aliases of some fields; raises WdyyError for a field that does not exist."""
    wanted = list(fields)
    unknown = [field for field in wanted if field not in ALIASES]
    if unknown:
        raise WdyyError(f"没有名为 {unknown[0]} 的字段", f"可用的字段有：{'、'.join(ALIASES)}。")
    return {field: ALIASES[field] for field in wanted}


def find_header(
    rows: Sequence[Sequence[Value]],
    wanted: Mapping[str, Sequence[str]],
    *,
    required: Collection[str] = (),
    overrides: Mapping[str, str] | None = None,
    first_rows: int = FIRST_ROWS,
    shown: str = "表格",
) -> Header:
    """
    Find the header row and the column of each wanted field; `rows[0]` is row 1 of the sheet.

    `wanted` maps fields to their aliases, `overrides` maps fields to the one header that the user named.
    Raises WdyyError, listing the headers seen, where a required or overridden field is missing, or where any
    field fits two columns.
    """
    overrides = overrides or {}
    must = {*required, *overrides}
    candidates = list(_candidates(rows, {**wanted, **dict.fromkeys(overrides, ())}, overrides, first_rows))
    if not candidates:
        raise WdyyError(f"{shown} 里没有内容", "请检查是不是选错了文件或工作表。")
    best = max(candidates, key=lambda candidate: (candidate.rank(must), -candidate.row_number))
    missing = [field for field in (*wanted, *overrides) if field in must and field not in best.columns]
    if missing or not best.columns:
        seen = best if best.columns else max(candidates, key=lambda row: sum(map(bool, row.headers)))
        raise _missing(shown, list(dict.fromkeys(missing)) or list(wanted), seen, overrides)
    for field, columns in best.columns.items():
        if len(columns) > 1:
            raise _ambiguous(shown, field, columns, best)
    return Header(
        row_number=best.row_number,
        columns={field: columns[0] for field, columns in best.columns.items()},
        headers=best.headers,
    )


def find_sheet(
    workbook: Workbook,
    wanted: Mapping[str, Sequence[str]],
    *,
    required: Collection[str] = (),
    overrides: Mapping[str, str] | None = None,
    first_rows: int = FIRST_ROWS,
    shown: str = "表格",
) -> FoundSheet:
    """
    Find the sheet whose header fits best, a hidden one only where no visible one has all required fields.

    Raises WdyyError as find_header does. `others` of the result names further visible sheets that would do
    and hold rows below their header: students in them would be overlooked without a word.
    """
    overrides = overrides or {}
    must = {*required, *overrides}
    ranked: list[tuple[tuple[bool, bool, tuple[int, int, int]], Sheet, int]] = []
    for sheet in workbook.sheets:
        fields = {**wanted, **dict.fromkeys(overrides, ())}
        candidates = list(_candidates(sheet.rows, fields, overrides, first_rows))
        if candidates:
            best = max(candidates, key=lambda candidate: (candidate.rank(must), -candidate.row_number))
            rank = best.rank(must)
            ranked.append(((rank[0] == len(must), sheet.visible, rank), sheet, best.row_number))
    if not ranked:
        raise WdyyError(f"{shown} 里没有内容", "请检查是不是选错了文件。")
    (complete, _, _), sheet, _ = max(ranked, key=lambda entry: entry[0])
    where = shown if len(workbook.sheets) == 1 else f"{shown} 的工作表“{sheet.name}”"
    header = find_header(
        sheet.rows, wanted, required=required, overrides=overrides, first_rows=first_rows, shown=where
    )
    others = tuple(
        other.name
        for (fits, visible, _), other, row_number in ranked
        if complete and fits and visible and other is not sheet and any(other.filled_rows(row_number))
    )
    return FoundSheet(sheet=sheet, header=header, others=others)


def has_header(workbook: Workbook, header: str, first_rows: int = FIRST_ROWS) -> bool:
    """Whether any of the first rows of any sheet has this header."""
    form = normal_header(header)
    return any(
        form == normal_header(show_value(value))
        for sheet in workbook.sheets
        for _, row in islice(sheet.filled_rows(), first_rows)
        for value in row
    )


def normal_header(text: str) -> str:
    """Bring a header into the form that is compared: without spaces, notes in brackets, stars, colons."""
    packed = "".join(unicodedata.normalize("NFKC", text[:_LONGEST_HEADER]).split())
    visible = "".join(letter for letter in packed if unicodedata.category(letter) != "Cf")
    plain = _NOTE.sub("", visible).strip(_EDGE) or visible.strip(_EDGE + _BRACKETS) or visible
    return plain.casefold()


def _candidates(
    rows: Sequence[Sequence[Value]],
    wanted: Mapping[str, Sequence[str]],
    overrides: Mapping[str, str],
    first_rows: int,
) -> Iterator[_Candidate]:
    """Yield what each of the first rows with content offers."""
    forms = {
        field: tuple(dict.fromkeys(map(normal_header, [overrides[field]] if field in overrides else aliases)))
        for field, aliases in wanted.items()
    }
    left = first_rows
    for number, row in enumerate(rows, start=1):
        headers = tuple(show_value(value).strip() for value in row)
        if not any(headers):
            continue
        if left <= 0:
            return
        left -= 1
        yield _match(number, headers, forms, overrides)


def _match(
    number: int, headers: tuple[str, ...], forms: Mapping[str, tuple[str, ...]], overrides: Mapping[str, str]
) -> _Candidate:
    """Match the headers of one row: first those that are an alias, then those that contain one."""
    plain = [normal_header(header) for header in headers]
    columns: dict[str, tuple[int, ...]] = {}
    # A header that the user named is spoken for, even where it is the alias of another field.
    for field in sorted(forms, key=lambda field: field not in overrides):
        taken = {column for found in columns.values() for column in found}
        exact = tuple(
            column
            for column, header in enumerate(plain)
            if header and header in forms[field] and column not in taken
        )
        if exact:
            columns[field] = exact
    found = len(columns)
    filled = [(column, header) for column, header in enumerate(plain) if header]
    taken = {column for places in columns.values() for column in places}
    free = [field for field in forms if field not in columns and field not in overrides]
    parts = (
        (-len(form), column, field)
        for field in free
        for form in forms[field]
        for column, header in filled
        if column not in taken and _contains(header, form)
    )
    for _, column, field in sorted(parts):
        if field not in columns and column not in taken:
            columns[field] = (column,)
            taken.add(column)
    return _Candidate(number, headers, columns, found)


def _contains(header: str, form: str) -> bool:
    """Whether a header is an alias with something about it, and still means the same."""
    if len(form) < _SHORTEST_PART or form not in header or _SOMEBODY_ELSE.search(header):
        return False
    # A title or a note is no header, though it may mention one.
    if len(header) > 3 * len(form):
        return False
    return _SOMETHING_ELSE.search(header) is None or header.endswith(form)


def _missing(shown: str, fields: Sequence[str], seen: _Candidate, overrides: Mapping[str, str]) -> WdyyError:
    """Say which columns were not found, what was there instead, and how to name them."""
    names = "、".join(
        f"“{overrides[field]}”" if field in overrides else f"“{FIELD_NAMES.get(field, field)}”"
        for field in fields
    )
    headers = [header for header in seen.headers if header]
    listed = "、".join(
        " ".join(header.split())[:_LONGEST_HEADER_SHOWN] for header in headers[:_HEADERS_SHOWN]
    )
    more = f" 等 {len(headers)} 个" if len(headers) > _HEADERS_SHOWN else ""
    option = f"--column {fields[0]}="
    return WdyyError(
        f"{shown} 没有找到 {names} 这一列；第 {seen.row_number} 行有：{listed}{more}",
        f"如果这一列叫别的名字，请用 {option}列名 告诉程序，例如 {option}{_example(headers)}",
    )


def _example(headers: Sequence[str]) -> str:
    """Pick a header to show how the option is written."""
    return next((header for header in headers if not any(letter.isspace() for letter in header)), "列名")[
        :_LONGEST_HEADER_SHOWN
    ]


def _ambiguous(shown: str, field: str, columns: tuple[int, ...], seen: _Candidate) -> WdyyError:
    """Say that two columns could be meant."""
    name = FIELD_NAMES.get(field, field)
    listed = "、".join(f"{column_letters(column)} 列“{seen.headers[column]}”" for column in columns)
    again = Counter(normal_header(seen.headers[column]) for column in columns)
    hint = (
        "请把不用的那一列改名或删除后重试。"
        if max(again.values()) > 1
        else f"请用 --column {field}=列名 指明用哪一列，例如 --column {field}={seen.headers[columns[0]]}"
    )
    return WdyyError(f"{shown} 第 {seen.row_number} 行有 {len(columns)} 列都像“{name}”：{listed}", hint)


def match_headers(
    row: Sequence[Value], wanted: Mapping[str, Sequence[str]], overrides: Mapping[str, str] | None = None
) -> Mapping[str, tuple[int, ...]]:
    """Give the columns (from 0) of one row that fit each wanted field, the best ones first to none."""
    named = overrides or {}
    forms = {
        field: tuple(dict.fromkeys(map(normal_header, [named[field]] if field in named else aliases)))
        for field, aliases in {**wanted, **{field: () for field in named if field not in wanted}}.items()
    }
    return _match(1, tuple(show_value(value).strip() for value in row), forms, named).columns

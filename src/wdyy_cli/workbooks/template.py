"""Blank templates: workbooks laid out as a profile says, and a commented wdyy.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError
from wdyy_cli.profile import Profile
from wdyy_cli.profile_files import load_profile
from wdyy_cli.toml.strict_toml import toml_value
from wdyy_cli.workbooks.plain_workbook import PlainColumn, PlainSheet, plain_workbook
from wdyy_cli.workspace_file import FILE_NAME

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

WORKSPACE, MATERIALS = "workspace", "materials"
TEMPLATES = ("registration", "roster", "rooms", "room-list", "proctors", MATERIALS, WORKSPACE)
"""Names of the blank templates; all but the workspace are workbooks."""

WIDTHS = {
    "name": 14,
    "id_number": 24,
    "student_type": 12,
    "level": 12,
    "class_name": 20,
    "phone": 16,
    "school": 28,
    "site": 40,
    "plan": 56,
    "certificate": 34,
    "room": 24,
    "room_type": 18,
    "seats": 14,
    "machines": 12,
    "address": 36,
    "item": 22,
    "pieces": 16,
    "subject": 10,
    "remark": 50,
    **dict.fromkeys(("ready", "kept", "handed_in"), 10),
    "teaching": 28,
}
"""Widths of columns in characters, by field."""

OTHER_WIDTH = 20
LONGEST_LIST = 255
"""A drop-down list of more characters makes Excel repair the file."""

_HEADER = re.compile(r"\[(\w+)\]")
_KEY = re.compile(r"(?:# )?([a-z_]+) = ")
_FOLDER = "templates"
_CHECKOUT = Path(__file__).parents[3] / _FOLDER


def read_template(name: str, profile: Profile | None = None) -> bytes:
    """
    Give the bytes of a blank template, laid out as a profile says, or the bundled one.

    Raises WdyyError where there is none of this name.
    """
    if name not in TEMPLATES:
        raise WdyyError(f"没有名为“{name}”的空白模板。", f"有这些：{'、'.join(TEMPLATES)}。")
    if name == WORKSPACE:
        return read_workspace_template().encode()
    bundled = lay_out(name, load_profile())
    blank = bundled if profile is None else lay_out(name, profile)
    # That one comes with the program, written: what writes workbooks takes long to load.
    return _kept(f"{name}.xlsx").read_bytes() if blank == bundled else _written(blank)


def lay_out(name: str, profile: Profile) -> PlainSheet:
    """Lay out a blank workbook as a profile says; raises WdyyError where that has nothing for it."""
    return check_list(profile) if name == MATERIALS else blank_sheet(name, profile)


# Of each there is one in all that a process does: it takes longer to write than to fill in.
@lru_cache(maxsize=len(TEMPLATES))
def _written(blank: PlainSheet) -> bytes:
    return plain_workbook(blank)


def read_workspace_template() -> str:
    """Give the text of the commented wdyy.toml."""
    return _kept(FILE_NAME).read_text(encoding="utf-8")


def _kept(file_name: str) -> Traversable:
    """Find a template that comes with the program; raises WdyyError where it is missing."""
    # Installed packages hold it inside; an editable install finds it where it is kept.
    for folder in (resources.files("wdyy_cli") / _FOLDER, _CHECKOUT):
        found = folder / file_name
        if found.is_file():
            return found
    raise WdyyError(f"安装不完整：缺少 {file_name} 的模板。", "请重新安装 wdyy-cli。")


def fill_workspace_template(values: Mapping[str, Mapping[str, object]]) -> str:
    """Give the text of the commented wdyy.toml with values by section and key; "" is above all sections."""
    section, lines = "", []
    for line in read_workspace_template().splitlines():
        header = _HEADER.fullmatch(line)
        if header is not None:
            section = header[1]
        lines.append(_filled(line, values.get(section, {})))
    return "\n".join(lines) + "\n"


def _filled(line: str, values: Mapping[str, object]) -> str:
    key = _KEY.match(line)
    return line if key is None or key[1] not in values else f"{key[1]} = {toml_value(values[key[1]])}"


def blank_sheet(name: str, profile: Profile, rows: Sequence[Mapping[str, str | float]] = ()) -> PlainSheet:
    """Lay out one of the workbooks; `rows` give values by field, blank where there are none."""
    choices = {
        "student_type": profile.registration.student_types or (),
        "level": profile.certificate.levels,
        "room_type": (profile.rooms.type,),
    }
    layout = profile.registration
    sheets = {
        "registration": ("报考表", layout.columns),
        "roster": ("花名册", ROSTER),
        "rooms": ("考场", profile.rooms.columns),
        "room-list": ("考场清单", ROOM_LIST),
        "proctors": ("监考", PROCTORS),
    }
    title, fields = sheets[name]
    return PlainSheet(
        name=title,
        columns=tuple(_column(field, header, choices.get(field, ())) for field, header in fields.items()),
        title=layout.title or "" if name == "registration" else "",
        note=layout.note or "" if name == "registration" else "",
        header_row=layout.header_row if name == "registration" else 1,
        rows_between=layout.rows_between if name == "registration" else 0,
        rows=tuple(tuple(row.get(field) for field in fields) for row in rows),
    )


ROSTER = {
    "name": "姓名",
    "id_number": "身份证号",
    "class_name": "班级",
    "level": "证书等级",
    "student_type": "学生类型",
}
ROOM_LIST = {"room": "考场名称", "machines": "机位数", "address": "考场地址"}
PROCTORS = {
    "name": "教师姓名",
    "phone": "手机号码",
    "school": "所属院校",
    "certificate": "监考证书",
    "teaching": "任教课程",
}
"""The first four are the platform's; what a teacher teaches tells whether another one should be asked."""


CHECK_LIST = {
    "item": "材料名称",
    "pieces": "份数",
    "room": "考场",
    "subject": "科目",
    "ready": "已备好",
    "kept": "学校留档",
    "handed_in": "已上交",
    "remark": "备注",
}
TICK = "√"
TICKED = ("ready", "kept", "handed_in")


def check_list(profile: Profile) -> PlainSheet:
    """
    Lay out the list of what is to be handed in after the exam, to be ticked; raises WdyyError without one.

    An item of which each room and subject has a piece has a row for each subject, to be copied for each room.
    """
    rules = profile.materials
    if rules is None:
        raise WdyyError(
            f"证书规定“{profile.name}”里没有写要交哪些材料。",
            "在 wdyy.toml 里写 [[materials.items]]，每项写 name。",
        )
    rows: list[dict[str, str]] = []
    for item in rules.items:
        remark = f"一式 {rules.copies} 份" if item.handed_in else "学校留存，不需要交回"
        if item.per == "site":
            rows.append({"item": item.name, "pieces": "整个考点 1 份", "remark": remark})
            continue
        for subject in profile.records.subjects:
            pieces = {"item": item.name, "pieces": "每个考场 1 份", "subject": subject.name}
            rows.append({**pieces, "remark": f"{remark}；每个考场复制一行，写上考场名称"})
    return PlainSheet(
        name="上交材料清单",
        columns=tuple(
            _column(of, header, (TICK,) if of in TICKED else ()) for of, header in CHECK_LIST.items()
        ),
        rows=tuple(tuple(row.get(of) for of in CHECK_LIST) for row in rows),
    )


def _column(field: str, header: str, choices: tuple[str, ...]) -> PlainColumn:
    fits = len(",".join(choices)) <= LONGEST_LIST
    return PlainColumn(header=header, width=WIDTHS.get(field, OTHER_WIDTH), choices=choices if fits else ())

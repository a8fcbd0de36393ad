"""wdyy.toml: a school's folder, its names and files, and what it wants checked in another way."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from wdyy_cli.about import DEFAULT_PROFILE
from wdyy_cli.errors import WdyyError, did_you_mean
from wdyy_cli.profile import Profile
from wdyy_cli.profile_files import SUFFIX, bundled_profiles, load_profile
from wdyy_cli.toml.section import Section, bounds, checked, keys_of, read_by
from wdyy_cli.toml.strict_toml import Table, parse_toml, read_text, validate
from wdyy_cli.workspace_file import FILE_NAME

SeverityName = Literal["error", "warning", "info"]


def _said(text: str) -> str:
    return text if text.strip() else ""


Text = Annotated[str, checked(_said)]
"""What a cell holds, to the letter; nothing but blanks says nothing."""


class School(Section):
    """
    学校: its full name, and the name of its exam site as the platform has it.

    借考: the sites at which own students sit for the exam, and the schools whose students do so here.
    """

    name: Text | None = None
    site: Text | None = None
    host_sites: tuple[Text, ...] = ()
    guest_schools: tuple[Text, ...] = ()


class Exam(Section):
    """考试: the plan's name as the platform has it, and what holds for all candidates."""

    plan: Text | None = None
    level: Text | None = None
    student_type: Text | None = None
    certificate: Text | None = None


def _filled(name: str) -> str:
    if not name.strip():
        raise ValueError("不能是空的")
    return name


FileName = Annotated[str, checked(_filled)]


def read_names(value: object) -> tuple[str, ...]:
    """Read one file, or a list of files."""
    return _one_or_several(value, '应是一个文件名，或几个：["一班.xlsx", "二班.xlsx"]')


def read_headers(value: object) -> tuple[str, ...]:
    """Read one header, or those of several tables."""
    if value in ("", [], ()):
        raise ValueError("不能是空的")
    return _one_or_several(value, '应是一个列名；几张表里叫法不同的写成 ["证件号", "考生证号"]')


def _one_or_several(value: object, wanted: str) -> tuple[str, ...]:
    texts = [value] if isinstance(value, str) else value
    if isinstance(texts, list | tuple) and all(isinstance(text, str) and text.strip() for text in texts):
        return tuple(texts)
    raise ValueError(wanted)


class Files(Section):
    """The school's files, relative to the workspace; what is None is not there, and not checked."""

    roster: Annotated[tuple[str, ...], read_by(read_names)] = ()
    photos: tuple[FileName, ...] = ()
    originals: Annotated[tuple[str, ...], read_by(read_names)] = ()
    registration: FileName | None = None
    template: FileName | None = None
    students_template: FileName | None = None
    students: FileName | None = None
    records: FileName | None = None
    status: FileName | None = None
    rooms: FileName | None = None
    room_list: FileName | None = None
    proctors: FileName | None = None
    materials: FileName | None = None

    @property
    def named(self) -> list[str]:
        """Every file that is named, as it is written there."""
        given = (getattr(self, key) for key in keys_of(type(self)))
        return [
            name
            for names in given
            if names is not None
            for name in ((names,) if isinstance(names, str) else names)
        ]


class Students(Section):
    """导入学生信息: what holds for all students, by the header of the platform's template."""

    values: dict[str, Annotated[str, bounds(min_length=1)]] = field(default_factory=dict)


class Ignore(Section):
    """
    Findings that are known: of a code or all codes with a prefix, why, and until which day, included.

    `id_number` and `file` narrow it to one person or file; `severity` is the gravest that it hides.
    """

    EXAMPLE: ClassVar = '{code = "PHO006", reason = "平台已确认可带文件夹"}'

    code: str
    reason: Annotated[str, bounds(min_length=1)]
    until: date | None = None
    id_number: str | None = None
    file: str | None = None
    severity: SeverityName | None = None


class Rules(Section):
    """What is ignored, and severities other than the rules' own, by code or prefix."""

    ignore: tuple[Ignore, ...] = ()
    severity: dict[str, SeverityName] = field(default_factory=dict)


class _Written(Section):
    """The sections of a wdyy.toml that are not the profile's."""

    profile: str = DEFAULT_PROFILE
    school: School = School()
    exam: Exam = Exam()
    files: Files = Files()
    students: Students = Students()
    columns: dict[str, Annotated[tuple[str, ...], read_by(read_headers)]] = field(default_factory=dict)
    rules: Rules = Rules()


class Workspace(_Written):
    """
    A wdyy.toml as it was read: `path` is its own, `changes` the sections that it lays over its profile.

    `text` is what stands in it.
    """

    path: Path
    shown: str
    changes: Table
    text: str = ""

    @property
    def folder(self) -> Path:
        """The folder to which its paths are relative."""
        return self.path.parent

    def load_profile(self, name: str | None = None) -> Profile:
        """Load its profile, or the one of this name, with its changes; raises WdyyError."""
        chosen = self._find_profile() if name is None else name
        shown = f"配置文件“{self.shown}”" if self.changes else None
        profile = load_profile(chosen, self.changes, shown, self.text)
        self._refuse_strange_values(profile)
        return profile

    def _refuse_strange_values(self, profile: Profile) -> None:
        """Raise WdyyError for a level or student type that no row of a registration sheet may have."""
        for key, values in profile.choices.items():
            given = getattr(self.exam, key)
            if given and values and given not in values:
                said = f"配置文件“{self.shown}”的 [exam]：{key} 不能是“{given}”。"
                raise WdyyError(said, f"可以写：{'、'.join(values)}。")

    def _find_profile(self) -> str:
        """Give the profile that is named here: a path is relative to the workspace."""
        named = f"配置文件“{self.shown}”的 profile：没有证书规定“{self.profile}”。"
        if self.profile.endswith(SUFFIX):
            if not (self.folder / self.profile).is_file():
                raise WdyyError(named, f"路径从 {FILE_NAME} 所在的文件夹算起，检查文件名。")
            return str(self.folder / self.profile)
        names = bundled_profiles()
        if self.profile not in names:
            own = f"自带的有：{'、'.join(names)}；也可以写 .toml 文件的路径。"
            raise WdyyError(named, did_you_mean(self.profile, names) or own)
        return self.profile


def read_workspace(path: Path, shown: str) -> Workspace:
    """Read a wdyy.toml; raises WdyyError that names the file, the key and the nearest valid key."""
    named = f"配置文件“{shown}”"
    text = read_text(path, named)
    table = parse_toml(text, named)
    own: Table = {key: value for key, value in table.items() if key in keys_of(_Written)}
    changes: Table = {key: value for key, value in table.items() if key not in own}
    sections = [key for key in keys_of(Profile) if key not in ("name", "title")]
    strange = [key for key in changes if key not in sections]
    if strange:
        near = did_you_mean(strange[0], [*keys_of(_Written), *sections])
        hint = near or "可以写的见 wdyy init 生成的 wdyy.toml。"
        raise WdyyError(f"{named}不能用：没有 {strange[0]} 这一项。", hint)
    found = validate(_Written, own, named, text)
    written = {name: getattr(found, name) for name in keys_of(_Written)}
    workspace = Workspace(**written, path=path, shown=shown, changes=changes, text=text)
    if changes:
        workspace.load_profile()
    return workspace

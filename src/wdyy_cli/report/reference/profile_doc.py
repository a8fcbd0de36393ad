"""Profiles for reading: which come along, one with all its values and their sources, and its misfits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from wdyy_cli.model import Severity
from wdyy_cli.profile import Profile
from wdyy_cli.profile_files import ProfileFile, merge_files
from wdyy_cli.report.screen.columns import cells, lay_out_columns
from wdyy_cli.report.screen.lines import ScreenLine
from wdyy_cli.report.screen.text import GOOD_STYLE, STYLES
from wdyy_cli.toml.section import Section, keys_of
from wdyy_cli.toml.strict_toml import toml_key, toml_value
from wdyy_cli.toml.toml_comments import KeyPath, drop_below, read_comments

WIDEST_VALUE = 40
"""Comments stand in one column behind values up to so many cells."""

NOT_LAID_DOWN = "没有规定，不检查"
DEFAULT = "默认"
Row = tuple[str, str]


def render_profile(profile: Profile, files: Sequence[ProfileFile]) -> str:
    """
    Write a profile as TOML with all its values, each with its source; `files` are those that it is made from.

    What it leaves open is a comment. The text is a profile itself, on nothing else.
    """
    first, *bases = files
    head = f"# {first.name}" + "".join(f"，以 {base.name} 为基础" for base in bases)
    return "\n".join([head, *_section(profile, merge_files(files), (), _comments(files))]) + "\n"


def render_list(profiles: Sequence[Profile], default: str) -> list[ScreenLine]:
    """List profiles, one line each."""
    rows = [(one.name, f"{one.title}{'，默认' if one.name == default else ''}") for one in profiles]
    return [*map(ScreenLine, lay_out_columns(rows)), ScreenLine("一份规定的全部内容：wdyy profile show 名称")]


def render_check(shown: str, profile: Profile | None, misfits: Sequence[str]) -> list[ScreenLine]:
    """Say whether a profile's file can be used, and of each misfit what it is."""
    if profile is None:
        lines = [ScreenLine(f"× {shown} 不能用，要改 {len(misfits):,} 处：", STYLES[Severity.ERROR])]
        return [*lines, *(ScreenLine(f"  {misfit}") for misfit in misfits)]
    lines = [ScreenLine(f"√ {shown} 可以用：{profile.name}，{profile.title}", GOOD_STYLE)]
    left_open = list(_left_open(profile, ()))
    if left_open:
        lines.append(ScreenLine(f"  没有规定、不会检查的：{'、'.join(left_open)}"))
    return lines


def _comments(files: Sequence[ProfileFile]) -> Mapping[KeyPath, str]:
    """Gather the comments of all files; one about a value that was changed later speaks of another value."""
    comments: dict[KeyPath, str] = {}
    for file in reversed(files):
        gone = [tuple(key.split(".")) for key in file.unset]
        for path in [*gone, *_values(file.table, ())]:
            comments = drop_below(comments, path)
            comments.pop(path[:-1], None)
        comments |= read_comments(file.text)
    return comments


def _values(table: Mapping[str, object], path: KeyPath) -> Iterator[KeyPath]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _values(value, (*path, key))
        else:
            yield (*path, key)


def _section(
    section: Section, given: object, path: KeyPath, comments: Mapping[KeyPath, str]
) -> Iterator[str]:
    """Yield the lines of a section that was given as a table: its plain values, then the sections in it."""
    table = given if isinstance(given, Mapping) else {}
    rows: list[Row] = []
    below: list[tuple[str, object]] = []
    for key in keys_of(type(section)):
        value = getattr(section, key)
        if value is None:
            rows.append((f"# {key}", comments.get((*path, key), NOT_LAID_DOWN)))
        elif _is_nested(value):
            below.append((key, value))
        else:
            said = "" if key in table else DEFAULT
            rows.append((f"{key} = {toml_value(value)}", comments.get((*path, key), said)))
    yield from _aligned(rows)
    for key, value in below:
        yield from _nested(value, table.get(key), (*path, key), comments)


def _nested(value: object, given: object, path: KeyPath, comments: Mapping[KeyPath, str]) -> Iterator[str]:
    name = ".".join(toml_key(part) for part in path if isinstance(part, str))
    if isinstance(value, Section):
        yield from _headed(f"[{name}]", comments.get(path))
        yield from _section(value, given, path, comments)
    elif isinstance(value, Mapping):
        yield from _headed(f"[{name}]", comments.get(path))
        yield from _aligned(
            [
                (f"{toml_key(key)} = {toml_value(each)}", comments.get((*path, key), ""))
                for key, each in value.items()
            ]
        )
    elif isinstance(value, tuple):
        tables = given if isinstance(given, list) else [None] * len(value)
        for index, (item, table) in enumerate(zip(value, tables, strict=True)):
            yield from _headed(f"[[{name}]]", comments.get((*path, index)) or comments.get(path))
            yield from _section(item, table, (*path, index), comments)


def _is_nested(value: object) -> bool:
    if isinstance(value, tuple):
        return any(isinstance(item, Section) for item in value)
    return isinstance(value, Section | Mapping)


def _headed(header: str, comment: str | None) -> Iterator[str]:
    yield ""
    yield f"{header}  # {comment}" if comment else header


def _aligned(rows: Sequence[Row]) -> Iterator[str]:
    """Put the comments of some lines into one column; a long line has its own right behind it."""
    width = max((cells(code) for code, comment in rows if comment and cells(code) <= WIDEST_VALUE), default=0)
    for code, comment in rows:
        if code.startswith("#"):
            yield f"{code}：{comment}"
        else:
            gap = " " * max(width - cells(code), 0)
            yield f"{code}{gap}  # {comment}" if comment else code


def _left_open(section: Section, path: tuple[str, ...]) -> Iterator[str]:
    for key in keys_of(type(section)):
        value = getattr(section, key)
        if value is None:
            yield ".".join((*path, key))
        elif isinstance(value, Section):
            yield from _left_open(value, (*path, key))

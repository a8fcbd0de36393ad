"""
Where a profile comes from: bundled TOML, a user's file, and what a workspace lays over them.

A bundled profile is built as it is, since the tests hold it against the sections; a user's file is checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from wdyy_cli.about import DEFAULT_PROFILE
from wdyy_cli.errors import WdyyError, did_you_mean
from wdyy_cli.profile import Profile
from wdyy_cli.toml.section import build
from wdyy_cli.toml.strict_toml import Table, merge, parse_toml, read_text, remove_key, validate

BUNDLED = Path(__file__).parent / "profiles"
SUFFIX = ".toml"


def load_profile(
    name: str = DEFAULT_PROFILE, changes: Table | None = None, shown: str | None = None, text: str = ""
) -> Profile:
    """
    Load a bundled profile by its name, or a user's by its path (anything that ends in .toml).

    `changes` are laid over it, section by section; `shown` says where they come from, `text` is what stands
    there. Raises WdyyError where there is no such profile, it is no TOML, or a key or value does not fit.
    """
    if not changes and name in bundled_profiles():
        return _bundled_profile(name)
    files = read_profile_files(name)
    table = _gather_rates(merge_files(files))
    own = f"证书规定“{name}”"
    if not changes:
        return validate(Profile, table, shown or own, files[0].text)
    if name not in bundled_profiles():
        # What is wrong with the profile itself is not told of what is laid over it.
        validate(Profile, table, own, files[0].text)
    return validate(Profile, _gather_rates(_lay_over(table, changes)), shown or own, text)


@cache
def _bundled_profile(name: str) -> Profile:
    """Build a profile that comes with the package, once: nothing in it changes."""
    return build(Profile, _gather_rates(merge_files(read_profile_files(name))))


def _gather_rates(table: Table) -> Table:
    """Take rates that stand in [fees] itself for those of [fees.yuan]."""
    fees = table.get("fees")
    if not isinstance(fees, dict):
        return table
    rates = fees.get("yuan", {})
    beside = {key: value for key, value in fees.items() if key != "yuan"}
    return {**table, "fees": {"yuan": {**rates, **beside}}} if isinstance(rates, dict) else table


@cache
def bundled_profiles() -> tuple[str, ...]:
    """Names of the profiles that come with the package."""
    return tuple(sorted(path.stem for path in BUNDLED.glob(f"*{SUFFIX}")))


def replaced(profile: Profile, **sections: Table) -> Profile:
    """Change some values of some sections of a profile."""
    return validate(Profile, _lay_over(asdict(profile), dict(sections)), f"证书规定“{profile.name}”")


def read_profile_text(name: str) -> str:
    """Give the TOML of a bundled profile by its name, or of a user's by its path; raises WdyyError."""
    names = bundled_profiles()
    if name in names:
        return (BUNDLED / f"{name}{SUFFIX}").read_text(encoding="utf-8")
    if not name.endswith(SUFFIX):
        own = f"自带的有：{'、'.join(names)}；也可以给出 .toml 文件的路径。"
        raise WdyyError(f"没有名为“{name}”的证书规定。", did_you_mean(name, names) or own)
    return read_text(Path(name), f"证书规定文件“{name}”")


@dataclass(frozen=True, kw_only=True)
class ProfileFile:
    """One file of a profile: its text and table; its base, and the keys that it takes away from that."""

    name: str
    text: str
    table: Table
    base: str | None
    unset: tuple[str, ...]


def read_profile_files(name: str) -> list[ProfileFile]:
    """Read a profile's file, and after it those on which it builds; raises WdyyError."""
    files: list[ProfileFile] = []
    following: str | None = name
    while following is not None:
        if any(file.name == following for file in files):
            raise WdyyError(f"证书规定“{following}”绕了一圈又以自己为基础。", "检查各文件里的 extends。")
        known = following in bundled_profiles()
        files.append(_bundled_file(following) if known else _read_file(following))
        following = files[-1].base
    return files


def merge_files(files: Sequence[ProfileFile]) -> Table:
    """Lay the files of a profile over each other; raises WdyyError where nothing is there to take away."""
    table: Table = {}
    for file in reversed(files):
        for key in file.unset:
            if not remove_key(table, key.split(".")):
                raise WdyyError(
                    f"证书规定“{file.name}”的 unset 里写了 {key}，它的基础里没有这一项。",
                    "检查写法，例如 photo.max_bytes。",
                )
        table = _lay_over(table, file.table)
    return table


def _lay_over(base: Table, over: Table) -> Table:
    """Lay one table over another; the first student of the registration moves along with its header."""
    merged = merge(base, over)
    was, now, layout = base.get("registration"), over.get("registration"), merged.get("registration")
    if isinstance(was, dict) and isinstance(now, dict) and isinstance(layout, dict):
        header, moved, first = was.get("header_row"), now.get("header_row"), was.get("first_data_row")
        if isinstance(header, int) and isinstance(moved, int) and isinstance(first, int):
            layout.update({} if "first_data_row" in now else {"first_data_row": first + moved - header})
    return merged


@cache
def _bundled_file(name: str) -> ProfileFile:
    """Read a file that comes with the package, once; its table is laid under others, never changed."""
    return _read_file(name)


def _read_file(name: str) -> ProfileFile:
    text = read_profile_text(name)
    table = parse_toml(text, f"证书规定“{name}”")
    base, unset = table.pop("extends", None), table.pop("unset", [])
    if not (base is None or isinstance(base, str)):
        raise WdyyError(f"证书规定“{name}”里的 extends 应是一个名称。", f'例如 extends = "{DEFAULT_PROFILE}"')
    if not (isinstance(unset, list) and all(isinstance(key, str) for key in unset)):
        raise WdyyError(f"证书规定“{name}”里的 unset 应是一组名称。", '例如 unset = ["photo.max_bytes"]')
    nearby = Path(name).parent / (base or "")
    return ProfileFile(
        name=name,
        text=text,
        table=table,
        base=str(nearby) if base is not None and nearby.is_file() else base,
        unset=tuple(unset),
    )

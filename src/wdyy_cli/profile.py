"""
Profiles: everything that differs between certificates, rounds and years, as checked data from TOML.

A value that is not given is None and means that nothing is known about it: it is not checked, and the
report says so.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wdyy_cli.errors import WdyyError

DEFAULT_PROFILE = "wdyy-2021"

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
ColourName = Literal["red", "blue", "white", "grey"]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class IdLimits(_Section):
    """身份证号: age in whole years on the check date, both ends included."""

    min_age_years: Count
    max_age_years: Count


class Pixels(_Section):
    """照片像素: exact size with a tolerance in pixels for each side."""

    width: int = Field(gt=0)
    height: int = Field(gt=0)
    tolerance: Count = 0


class BackgroundLimits(_Section):
    """
    照片底色: accepted colours, or "any" for no check, and the measures of the verdict.

    Looked at are two patches in the upper corners (`top_height` high, `top_width` wide) and two strips down
    the
    sides (`side_width` wide, `side_height` high), all as shares of the picture inside its frame. A sample
    is one
    pixel of the reduced picture; a black one is taken for hair.
    """

    accepted: tuple[ColourName, ...] | Literal["any"]
    top_height: Share
    top_width: Share
    side_width: Share
    side_height: Share
    # Passed: at least this share of accepted samples in all four patches together, hair in the strips
    # left out; in each upper corner and each strip, hair left out; in each corner and in both strips
    # together, hair counted; in the lower half of one strip at least, hair left out.
    pass_share: Share
    pass_share_each_top: Share
    pass_share_each_patch: Share
    pass_share_hairy_top: Share
    pass_share_both_sides: Share
    pass_share_lower_side: Share
    # Refused: at most this share of accepted samples in all four patches together.
    fail_share: Share
    # Between the parts of the background: how much saturation (0..1) may differ where at least this share
    # of the brightness is kept and the smallest channel rises by so many levels (0..255); and which share of
    # its brightness the darkest part may lack against the brightest.
    gradient_saturation_drop: Share
    gradient_value_kept: Share
    gradient_white_levels: Count
    uneven_value_drop: Share
    # From the ends of the strips the background is followed down to this share of the height, and inwards
    # to the head, as long as no channel changes by more than so many levels (0..255) from one sample to
    # the next.
    follow_height: Share
    follow_step_levels: Count


class PhotoLimits(_Section):
    """照片: what the platform accepts. Bytes are counted as 1 MB = 1024 × 1024."""

    formats: tuple[str, ...]
    extensions: tuple[str, ...]
    min_bytes: Count | None = None
    max_bytes: Count
    pixels: Pixels | None = None
    background: BackgroundLimits


class ZipLimits(_Section):
    """照片压缩包: the platform's limits, None where unknown, and the caps that keep the computer safe."""

    max_bytes: Count | None = None
    max_photos: Count | None = None
    folders_allowed: bool
    cap_members: Count
    cap_member_bytes: Count
    cap_total_bytes: Count
    cap_ratio: Count
    cap_pixels: Count


class RoomLimits(_Section):
    """考场: the only 考场类型 that the organisation accepts."""

    type: str


class ProctorLimits(_Section):
    """
    监考人数, for each room: `base` up to the threshold, above it one for each `candidates_per_proctor`.

    The number above the threshold is rounded up, and counts all candidates of the room.
    """

    threshold_candidates: Count
    base: int = Field(gt=0)
    candidates_per_proctor: int = Field(gt=0)


class Profile(_Section):
    """One certificate's rules. Each value of a bundled profile names its source in the TOML file."""

    name: str
    title: str
    id_number: IdLimits
    photo: PhotoLimits
    zip: ZipLimits
    rooms: RoomLimits
    proctors: ProctorLimits


Table = dict[str, object]

BUNDLED = "profiles"
SUFFIX = ".toml"


def load_profile(name: str = DEFAULT_PROFILE) -> Profile:
    """
    Load a bundled profile by its name, or a user's by its path (anything that ends in .toml).

    Raises WdyyError where there is no such profile, it is no TOML, or a key or value in it does not fit.
    """
    return check_profile(_read_table(name, ()), name)


def check_profile(table: Table, shown: str) -> Profile:
    """Turn a whole table into a profile; `shown` names its origin in the WdyyError that a misfit raises."""
    try:
        return Profile.model_validate(_freeze(table))
    except ValidationError as error:
        faults = [_explain(fault["type"], fault["loc"], fault.get("ctx", {})) for fault in error.errors()]
        raise WdyyError(f"证书规定“{shown}”不能用：" + "；".join(faults) + "。") from error


def bundled_profiles() -> list[str]:
    """Names of the profiles that come with the package."""
    folder = resources.files("wdyy_cli") / BUNDLED
    return sorted(
        entry.name.removesuffix(SUFFIX) for entry in folder.iterdir() if entry.name.endswith(SUFFIX)
    )


def merge(base: Table, over: Table) -> Table:
    """Lay one table over another, section by section; lists are replaced whole."""
    merged = dict(base)
    for key, value in over.items():
        below = merged.get(key)
        merged[key] = merge(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def replaced(profile: Profile, **sections: Table) -> Profile:
    """Change some values of some sections of a profile."""
    return check_profile(merge(profile.model_dump(), dict(sections)), profile.name)


def _read_table(name: str, below: tuple[str, ...]) -> Table:
    if name in below:
        raise WdyyError(f"证书规定“{name}”绕了一圈又以自己为基础。", "检查各文件里的 extends。")
    table = _parse(name)
    base = table.pop("extends", None)
    if base is None:
        return table
    if not isinstance(base, str):
        raise WdyyError(f"证书规定“{name}”里的 extends 应是一个名称。", f'例如 extends = "{DEFAULT_PROFILE}"')
    nearby = Path(name).parent / base
    return merge(_read_table(str(nearby) if nearby.is_file() else base, (*below, name)), table)


def _parse(name: str) -> Table:
    try:
        return tomllib.loads(_read_text(name))
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        at = f"第 {where[1]} 行附近" if where else "文件末尾"
        raise WdyyError(
            f"证书规定“{name}”{at}写法不对，不是 TOML。", "检查引号、括号和等号是否成对。"
        ) from error


def _read_text(name: str) -> str:
    names = bundled_profiles()
    if name in names:
        return (resources.files("wdyy_cli") / BUNDLED / f"{name}{SUFFIX}").read_text(encoding="utf-8")
    if not name.endswith(SUFFIX):
        near = difflib.get_close_matches(name, names, n=1)
        hint = (
            f"您是不是想写 {near[0]}？"
            if near
            else f"自带的有：{'、'.join(names)}；也可以给出 .toml 文件的路径。"
        )
        raise WdyyError(f"没有名为“{name}”的证书规定。", hint)
    try:
        return Path(name).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise WdyyError(f"打不开证书规定文件“{name}”。", "检查路径和权限。") from error
    except UnicodeDecodeError as error:
        raise WdyyError(f"证书规定文件“{name}”不是 UTF-8 编码。", "用记事本另存为，编码选 UTF-8。") from error


def _freeze(value: object) -> object:
    if isinstance(value, dict):
        return {key: _freeze(inner) for key, inner in value.items()}
    return tuple(_freeze(inner) for inner in value) if isinstance(value, list) else value


_WANTED = {
    "int_type": "应是整数",
    "float_type": "应是数字",
    "bool_type": "应是 true 或 false",
    "string_type": "应是加引号的文字",
    "tuple_type": "应是方括号里的一组值",
    "model_type": "应是一个小节",
    "literal_error": "不是允许的值",
    "greater_than": "太小",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
}


def _explain(kind: str, where: tuple[int | str, ...], context: Mapping[str, object]) -> str:
    key = ".".join(str(part) for part in where)
    if kind == "missing":
        return f"缺少 {key}"
    if kind == "extra_forbidden":
        near = difflib.get_close_matches(str(where[-1]), _keys_at(where[:-1]), n=1)
        return f"没有 {key} 这一项" + (f"，您是不是想写 {near[0]}" if near else "")
    expected = f"，允许的有 {context['expected']}" if "expected" in context else ""
    return f"{key} {_WANTED.get(kind, '的值不合适')}{expected}".replace(" or ", " 或 ")


def _keys_at(where: tuple[int | str, ...]) -> list[str]:
    section: type[BaseModel] = Profile
    for part in where:
        field = section.model_fields.get(str(part))
        kinds = [] if field is None else [field.annotation, *get_args(field.annotation)]
        inner = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
        if not inner:
            return []
        section = inner[0]
    return list(section.model_fields)

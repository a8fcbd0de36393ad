"""Blank templates that come with the program."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from wdyy_cli.errors import WdyyError

TEMPLATES = ("registration", "roster", "rooms")
"""Names of the blank workbooks."""

_FOLDER = "templates"
_CHECKOUT = Path(__file__).parents[3] / _FOLDER


def read_template(name: str) -> bytes:
    """Give the bytes of a blank xlsx; raises WdyyError where there is none of this name."""
    if name not in TEMPLATES:
        raise WdyyError(f"没有名为“{name}”的空白模板。", f"有这些：{'、'.join(TEMPLATES)}。")
    file = f"{name}.xlsx"
    # Installed packages hold the templates inside; an editable install finds them where they are kept.
    for folder in (resources.files("wdyy_cli") / _FOLDER, _CHECKOUT):
        found = folder / file
        if found.is_file():
            return found.read_bytes()
    raise WdyyError(f"安装不完整：缺少空白模板 {file}。", "请重新安装 wdyy-cli。")

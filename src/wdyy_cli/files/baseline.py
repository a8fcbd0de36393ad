"""Reading and writing the file of a baseline: JSON, one key on a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from wdyy_cli.errors import WdyyError, quoted
from wdyy_cli.files.atomic import write_atomically

VERSION = 1


def read_baseline(shown: str) -> Mapping[str, int]:
    """Read how many findings of each key are known; raises WdyyError where the file is no baseline."""
    again = f"用 --update-baseline {quoted(shown)} 重新生成。"
    another = "看看是不是选错了文件；还没有记过的，用 --update-baseline 已知问题.json 记一次。"
    try:
        found = json.loads(Path(shown).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise WdyyError(f"找不到已知问题的文件“{shown}”。", again) from error
    except OSError as error:
        raise WdyyError(f"打不开已知问题的文件“{shown}”。", "检查路径和权限。") from error
    except (ValueError, RecursionError) as error:
        raise WdyyError(f"“{shown}”不是 --update-baseline 记下的文件。", another) from error
    known = found.get("known") if isinstance(found, dict) and found.get("version") == VERSION else None
    if not isinstance(known, dict) or not all(type(count) is int and count > 0 for count in known.values()):
        raise WdyyError(f"“{shown}”不是 --update-baseline 记下的文件。", another)
    return known


def refuse_all_but_baseline(shown: str) -> None:
    """Raise WdyyError where a file lies that is no earlier baseline: it may be the school's only one."""
    path = Path(shown)
    try:
        if not path.is_file() or not path.stat().st_size:
            return
    except OSError:
        return  # whoever writes it says what is wrong
    try:
        read_baseline(shown)
    except WdyyError as error:
        said = f"“{shown}”已经存在，而且不是 --update-baseline 记下的文件，没有盖掉它。"
        raise WdyyError(said, "请换一个文件名，如 已知问题.json。") from error


def write_baseline(shown: str, known: Mapping[str, int]) -> None:
    """Write how many findings of each key are known, over an older file; raises WdyyError."""
    text = json.dumps({"version": VERSION, "known": dict(known)}, indent=1, ensure_ascii=True)
    write_atomically(Path(shown), shown, [text.encode("ascii"), b"\n"])

"""Writing files so that the target is always either the old file or the complete new one."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wdyy_cli.errors import WdyyError

_OPENED_IN_EXCEL = frozenset({".xlsx", ".xls", ".csv"})
_LONGEST_OF_WINDOWS = 259
"""Characters of a whole path, where nobody has set Windows to allow more."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A file that is to be written: where to, how it is called, and its bytes."""

    target: Path
    shown: str
    pieces: Iterable[bytes]


def write_atomically(
    target: Path, shown: str, pieces: Iterable[bytes], check: Callable[[Path], None] = lambda _: None
) -> None:
    """
    Write the pieces to a temporary file beside the target, flush it to the disk, and rename it.

    `check` reads the temporary file back; what it raises, it raises before the rename. Raises WdyyError where
    the folder is missing, not writable or full; the target is untouched then.
    """
    write_together([Draft(target=target, shown=shown, pieces=pieces)], lambda written: check(written[0]))


def write_together(drafts: Iterable[Draft], check: Callable[[Sequence[Path]], None]) -> None:
    """
    Write files that belong together as `write_atomically` does: none gets its name before all are whole.

    `check` reads the temporary files back, in their order, before the first one gets its name. Where one
    cannot get its name, since another program holds the old file, the others give theirs back.
    """
    waiting: list[tuple[Path, Draft]] = []
    target, shown = Path(), ""
    try:
        for draft in drafts:
            target, shown = draft.target, draft.shown
            # Named before it is made: so it is removed at whatever moment Ctrl-C comes.
            temporary = draft.target.with_name(f".wdyy-{secrets.token_hex(8)}.tmp")
            waiting.append((temporary, draft))
            with temporary.open("xb") as file:
                file.writelines(draft.pieces)
                file.flush()
                os.fsync(file.fileno())
        check([temporary for temporary, _ in waiting])
        with contextlib.ExitStack() as undoing:
            for temporary, draft in waiting:
                target, shown = draft.target, draft.shown
                if draft is not waiting[-1][1]:
                    _undo_on_failure(undoing, target)
                temporary.replace(target)
    except BaseException as error:
        for temporary, _ in waiting:
            with contextlib.suppress(OSError):
                temporary.unlink()
        if isinstance(error, OSError):
            raise _failure(target, shown, error) from error
        raise


def _undo_on_failure(undoing: contextlib.ExitStack, target: Path) -> None:
    """
    Have the file that is to get a name give it back to the one that has it now, where the block fails.

    The old file is kept under a second name. File systems without such names (USB sticks) keep the new one.
    """
    kept = target.with_name(f".wdyy-{secrets.token_hex(8)}.tmp")
    is_new = not os.path.lexists(target)

    def end(kind: type[BaseException] | None, *_: object) -> None:
        with contextlib.suppress(OSError):
            if kind is not None and is_new:
                target.unlink()
            elif kind is not None:
                kept.replace(target)
        with contextlib.suppress(OSError):
            kept.unlink()

    undoing.push(end)
    if not is_new:
        with contextlib.suppress(OSError, NotImplementedError):
            os.link(target, kept)


def make_folder(folder: Path) -> None:
    """Make a folder with those above it, where it is not there yet; raises WdyyError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WdyyError(f"建不了文件夹“{folder}”。", "检查路径和权限；同名的文件要先挪开。") from error


def refuse_existing(target: Path, shown: str, *, force: bool) -> None:
    """Raise WdyyError where something is there already that must not be replaced."""
    if target.is_dir():
        raise WdyyError(f"写不了“{shown}”：这是一个文件夹。", "请给出文件名。")
    if not force and os.path.lexists(target):
        raise WdyyError(f"“{shown}”已经存在，没有改动它。", "换一个文件名，或加上 --force 替换它。")


def _failure(target: Path, shown: str, error: OSError) -> WdyyError:
    if _is_too_long(target, error):
        return WdyyError(f"写不了“{shown}”：文件夹和文件名连起来太长了。", "换一个短一些的文件夹或文件名。")
    if isinstance(error, FileNotFoundError):
        return WdyyError(f"写不了“{shown}”：没有这个文件夹。", "先建好文件夹，或换一个位置。")
    if isinstance(error, PermissionError):
        return WdyyError(f"写不了“{shown}”：它正被别的程序打开，或没有权限。", _close_first(target))
    if isinstance(error, IsADirectoryError):
        return WdyyError(f"写不了“{shown}”：这是一个文件夹。", "请给出文件名。")
    if isinstance(error, NotADirectoryError):
        return WdyyError(f"写不了“{shown}”：它前面的不是文件夹，是一个文件。", "换一个位置。")
    return WdyyError(f"写不了“{shown}”：磁盘可能已满或断开（错误号 {error.errno}）。", "换一个位置再试。")


def is_taken(target: Path, source: Path) -> bool:
    """Whether another file has a name; not the file itself, where names may differ by capitals alone."""
    try:
        there = target.lstat()
        own = source.lstat()
    except OSError:
        return os.path.lexists(target)
    return not (os.path.samestat(there, own) and source.name.casefold() == target.name.casefold())


def _close_first(target: Path) -> str:
    """Say what to close: Excel lets nobody replace a table that is open in it."""
    where = "在 Excel 里关闭" if target.suffix.lower() in _OPENED_IN_EXCEL else "在打开它的程序里关闭"
    return f"请先{where}，再运行一次；没有打开的，换一个文件名或位置。"


def _is_too_long(target: Path, error: OSError) -> bool:
    """Say whether the path is longer than the system allows; Windows then finds no such folder."""
    path = os.path.abspath(error.filename or target)  # noqa: PTH100 - a name that is text or a path
    unfound = sys.platform == "win32" and isinstance(error, FileNotFoundError)
    return error.errno == errno.ENAMETOOLONG or (unfound and len(path) > _LONGEST_OF_WINDOWS)


def rename_new(source: Path, target: Path, shown: str) -> None:
    """Rename a file, never over another one; raises WdyyError where that is not possible."""
    if is_taken(target, source):
        raise WdyyError(f"已经有叫“{target.name}”的文件，没有盖掉它。", "先看看哪一个是对的。")
    try:
        source.rename(target)
    except OSError as error:
        raise _failure(target, shown, error) from error

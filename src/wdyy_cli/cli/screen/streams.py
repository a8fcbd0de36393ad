"""Standard output and error, whatever stands behind them. Light: `wdyy --version` loads nothing else."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError

if TYPE_CHECKING:
    from typing import TextIO


ENDED = -130
"""What a command gives back that runs until Ctrl-C, and was ended so: nothing was cut off."""


def complain(error: WdyyError) -> None:
    """Say on standard error what stopped us, and what to do."""
    note(f"× {error.message}")
    for line in error.hint.splitlines():
        note(f"  {line}")


_written: list[bool] = []
"""Whether this run has written to standard output."""


def prepare_streams() -> None:
    """Never let a character that the console cannot show, or a missing stream, end the program."""
    _written.clear()
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def terminal_width() -> int | None:
    """Cells in a line of the terminal; None where standard output is none."""
    if not sys.stdout.isatty():
        return None
    from shutil import get_terminal_size

    return get_terminal_size().columns


def is_utf8(stream: TextIO) -> bool:
    """Whether the stream can hold every character."""
    return (stream.encoding or "").lower().replace("-", "") == "utf8"


def write_unless_begun(pieces: Iterable[str]) -> None:
    """Write to standard output, unless this run has written to it: half a report is mended by nothing."""
    if not _written:
        write_out(pieces)


def write_out(pieces: Iterable[str] | Iterable[bytes]) -> None:
    """
    Write to standard output; a reader that has gone away (`| head`) is no fault.

    Bytes go there as they are, whatever the encoding of the stream.
    """
    _written.append(True)
    try:
        for piece in pieces:
            _write(piece)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
    except OSError as error:
        _silence(sys.stdout)
        raise WdyyError(
            f"结果写不出去：磁盘可能已满（错误号 {error.errno}）。", "换一个位置再试。"
        ) from error


def note(text: str, *, quiet: bool = False) -> None:
    """Say something beside the report, on standard error."""
    if quiet:
        return
    from wdyy_cli.report.said.words import visible

    with contextlib.suppress(BrokenPipeError):
        sys.stderr.write(f"{visible(text)}\n")
        sys.stderr.flush()


def _write(piece: str | bytes) -> None:
    if isinstance(piece, str):
        sys.stdout.write(piece)
    elif isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.flush()
        sys.stdout.buffer.write(piece)
    else:  # a stream that somebody put in its place, without bytes
        sys.stdout.write(piece.decode("utf-8"))


def _nowhere() -> TextIO:
    """Give a stream for a program that was started without one."""
    return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - pathlib takes long to load


def _silence(stream: TextIO) -> None:
    """Let what is still buffered go nowhere, so that the interpreter does not complain at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

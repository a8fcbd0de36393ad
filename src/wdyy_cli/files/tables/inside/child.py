"""
The process that reads what nobody vouches for: bytes come in, plain values and codes go out.

It imports no more than it needs, since every run that reads a table waits for it; nothing of it may import
the rest of the program.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from itertools import chain

from wdyy_cli.files.tables.inside.frames import read_frame, take_out_dates, write_frame
from wdyy_cli.files.tables.inside.office_zip import OfficeZip
from wdyy_cli.files.tables.inside.refused import Caps, RefusedError
from wdyy_cli.files.tables.inside.xlsx import USUAL_WORKBOOK, read_xlsx

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, BinaryIO

    from wdyy_cli.files.tables.inside.facts import Facts
    from wdyy_cli.files.tables.inside.xlsx import Found

_ROWS_PER_FRAME = 5000
_OFFICE_MARKER = "[Content_Types].xml"


def main() -> None:
    """Answer one request after the other until the parent is gone, with the memory given as an argument."""
    # Ctrl-C goes to every process of the terminal: it is the parent's, which ends this one. Ending by itself
    # it would look to the parent like a file that killed it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory(int(sys.argv[-1]))
    # A million cells form no cycles. What is loaded by now stays: looking at it takes longer than most files.
    gc.disable()
    gc.freeze()
    answers, requests = os.fdopen(1, "wb"), os.fdopen(0, "rb")
    try:
        while (request := read_frame(requests)) is not None:
            kind, limits = request
            data = requests.read(limits["bytes"])
            _limit_seconds(limits["seconds"])
            answer(answers, kind, data, limits)
            del data
            answers.flush()
            _limit_seconds(0)
            gc.collect()
    except BrokenPipeError:
        # Nobody waits for the answer any more.
        os._exit(0)


def answer(answers: BinaryIO, kind: str, data: bytes, limits: dict[str, Any]) -> None:
    """Read one table, and answer with its sheets or with the reason why there are none."""
    try:
        encoding = _read(answers, kind, data, Caps(limits))
        write_frame(answers, "end", encoding)
    except RefusedError as refused:
        write_frame(answers, "refused", refused.code, refused.values)
    except MemoryError:
        write_frame(answers, "refused", "memory", ())
    except RecursionError:
        write_frame(answers, "refused", "damaged", ())
    except BaseException as error:
        # A panic of the Rust library is no Exception, and its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        write_frame(answers, "refused", "damaged", ())


def _read(answers: BinaryIO, kind: str, data: bytes, caps: Caps) -> str | None:
    """Read one table; give the encoding of a text."""
    sender = _Sender(answers, caps)
    if kind == "text":
        from wdyy_cli.files.tables.inside.csv_table import read_csv  # noqa: PLC0415 - only where it is needed

        rows, facts, encoding = read_csv(data, caps)
        sender.send("", rows, facts, visible=True)
        return encoding
    for name, visible, rows, facts in _open_ole(data, caps) if kind == "ole" else _open_zip(data, caps):
        sender.send(name, rows, facts, visible=visible)
    return None


def _open_zip(data: bytes, caps: Caps) -> Found:
    """Tell the formats that are zips apart by their members."""
    package = OfficeZip(data, caps)
    if package.has("xl/workbook.bin"):
        from wdyy_cli.files.tables.inside.xlsb import read_xlsb  # noqa: PLC0415 - the same

        return read_xlsb(package, caps)
    if package.has("content.xml"):
        from wdyy_cli.files.tables.inside.ods import read_ods  # noqa: PLC0415 - the same

        return read_ods(package, caps)
    if package.has("word/document.xml"):
        raise RefusedError("word")
    if package.has("ppt/presentation.xml"):
        raise RefusedError("powerpoint")
    if package.has(_OFFICE_MARKER):
        workbook = package.main_part(USUAL_WORKBOOK)
        if package.has(workbook):
            return read_xlsx(package, workbook, caps)
    inside = any(name.endswith((".xlsx", ".xls", ".csv", ".et")) for name in package.parts)
    raise RefusedError("zip with tables" if inside else "zip")


def _open_ole(data: bytes, caps: Caps) -> Found:
    """Tell apart what shares the container of the old Office."""
    from wdyy_cli.files.tables.inside.ole_file import OleFile  # noqa: PLC0415 - the same
    from wdyy_cli.files.tables.inside.xls import read_xls  # noqa: PLC0415 - the same

    container = OleFile(data)
    names = container.names
    stream = container.read("Workbook") or container.read("Book")
    if "encryptedpackage" in names or "encryptioninfo" in names:
        raise RefusedError("locked")
    if stream:
        return read_xls(stream, caps)
    if "worddocument" in names:
        raise RefusedError("old word")
    raise RefusedError("old powerpoint" if "powerpoint document" in names else "no sheet")


class _Sender:
    """Sends sheets in pieces, so that the parent takes in one while the next is made."""

    def __init__(self, answers: BinaryIO, caps: Caps) -> None:
        self._answers = answers
        self._caps = caps
        self._characters = 0

    def send(self, name: str, rows: list[list[Any]], facts: Facts, *, visible: bool) -> None:
        """Send a sheet without the rows after the last one with a value; raises RefusedError."""
        end = len(rows) if self._caps.head_rows is None else min(len(rows), self._caps.head_rows)
        while end and rows[end - 1].count("") == len(rows[end - 1]):
            end -= 1
        last = max(end, *(row for row, _ in facts.formulas)) if facts.formulas else end
        facts.hidden_rows = [row for row in facts.hidden_rows if row <= last]
        write_frame(self._answers, "sheet", name, visible, vars(facts))
        for at in range(0, end, _ROWS_PER_FRAME):
            piece, characters = _with_texts_shared(rows[at : min(at + _ROWS_PER_FRAME, end)])
            self._characters += characters
            self._caps.check("characters", self._characters, name)
            try:
                write_frame(self._answers, "rows", piece, [])
            except ValueError:
                patches = take_out_dates(piece)
                write_frame(self._answers, "rows", piece, patches)
        self._answers.flush()


def _with_texts_shared(rows: list[list[Any]]) -> tuple[list[tuple[Any, ...]], int]:
    """
    Give rows in which a text is the same object as an equal one in these rows, and their characters.

    Most columns repeat a text over many rows: it is sent and kept once then.
    """
    texts: dict[Any, Any] = {}
    first = texts.setdefault
    # A sheet may have a value far below all others: what lies between costs nothing more than its place.
    blanks: dict[int, tuple[Any, ...]] = {}
    filled = [row for row in rows if row.count("") != len(row)]
    try:
        characters = sum(map(len, chain.from_iterable(filled)))
    except TypeError:
        characters = sum(len(value) for value in chain.from_iterable(filled) if type(value) is str)
        # A truth value equals 1, but is none.
        made = (tuple([first(v, v) if type(v) is str else v for v in row]) for row in filled)
    else:
        made = (tuple(map(first, row, row)) for row in filled)
    if len(filled) == len(rows):
        return list(made), characters
    told = [
        blanks.setdefault(len(row), ("",) * len(row)) if row.count("") == len(row) else next(made)
        for row in rows
    ]
    return told, characters


def _limit_memory(most: int) -> None:
    """Let the system refuse more memory, where it can; elsewhere the parent does."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    for what, limit in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(what, (limit, limit))
        except (ValueError, OSError):
            continue


def _limit_seconds(most: float) -> None:
    """Let the system end what computes too long, also when the parent is no longer there to do it."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, most)

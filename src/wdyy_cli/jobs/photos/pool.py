"""Processes for the photos: errands out, results back in order, whatever happens to a process."""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnContext
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import RawArray
from types import TracebackType
from typing import Generic, Self, TypeVar, cast

from wdyy_cli.jobs.photos.preparer import Prepared
from wdyy_cli.jobs.photos.worker import Errand, PhotoOutcome, PhotoWorker, Pulse, Task, serve
from wdyy_cli.photo import Thumbnail
from wdyy_cli.school.settings import Settings

T = TypeVar("T")

START_METHOD = "fork" if sys.platform == "linux" else "spawn"
"""A forked process has everything imported already. Elsewhere forking is missing or unsafe."""

FEWEST_PHOTOS_PER_PROCESS = 48
"""Below this, starting one more process takes longer than the work it would take over."""

ERRANDS_AHEAD = 2
"""So many errands lie with a process, so that it need not wait for us when it is done with one."""

PIECES_AHEAD = 8
"""So many errands per process may be done before the one whose turn it is: results wait in memory."""

PATIENCE_SECONDS = 30
"""So long a process may be at one photo. Pauses of the whole computer do not count."""

DIED = "打开这张照片时程序意外中断，文件多半已损坏"
STALLED = f"打开这张照片用了 {PATIENCE_SECONDS} 秒还没有打开，文件多半有问题"


@dataclass(kw_only=True)
class _Piece(Generic[T]):
    """An errand whose results are awaited; `left` counts the members without one."""

    errand: Errand
    results: list[T | None]
    left: int


@dataclass(frozen=True, kw_only=True)
class _Part(Generic[T]):
    """Members of a piece that go to a process together; `fault` is what the member did to one before."""

    piece: _Piece[T]
    start: int
    stop: int
    fault: str | None = None


@dataclass(kw_only=True)
class _Process(Generic[T]):
    """A process at the other end of a connection, and the parts that lie with it, the one it is at first."""

    process: BaseProcess
    connection: Connection
    pulse: Pulse
    parts: deque[_Part[T]] = field(default_factory=deque)
    seen: int = 0
    silent_seconds: int = 0


ASK_AGAIN = "请向摄影师要一份好的，或重新拍。"


class PhotoPool:
    """
    Processes for one run; they start when there is something to do. Use it in a `with` block.

    No picture is opened in this process: a library that dies or hangs takes only its own process along, and
    of the photos there only the one that did it is given up.
    """

    def __init__(self, settings: Settings, photos: int, *, per_process: int | None = None) -> None:
        """Be ready for so many photos, with a process more for each `per_process` of them, or as usual."""
        self._settings = settings
        self._most = max(1, min(settings.processes, photos // (per_process or FEWEST_PHOTOS_PER_PROCESS)))
        self._processes: list[_Process[object]] = []
        self._looked = time.monotonic()

    def __enter__(self) -> Self:
        """Give the pool itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes; what has not begun is dropped. Work that comes later starts new ones."""
        for one in self._processes:
            one.connection.close()
            if one.parts or error is not None:
                one.process.kill()
        for one in self._processes:
            one.process.join()
        self._processes.clear()

    def check(self, errands: Iterable[Errand]) -> Iterator[list[PhotoOutcome]]:
        """Check members, some at a time in the given order."""
        settings = self._settings
        judge = PhotoWorker(settings.profile, settings.choice, settings.checked_on)
        return self._run("check", errands, lambda errand, fault: judge.give_up(errand.members[0], fault))

    def digest(self, errands: Iterable[Errand]) -> Iterator[list[str | None]]:
        """Digest the pixels of members, some at a time in the given order."""
        return self._run("digest", errands, lambda _errand, _fault: None)

    def draw(self, errands: Iterable[Errand]) -> Iterator[list[Thumbnail | None]]:
        """Draw members small, some at a time in the given order."""
        return self._run("draw", errands, lambda _errand, _fault: None)

    def prepare(self, errands: Iterable[Errand]) -> Iterator[list[Prepared]]:
        """Make photos of members, some at a time in the given order; with small copies where wanted."""
        return self._run("prepare", errands, lambda _, fault: Prepared(left_out=fault, advice=ASK_AGAIN))

    def _run(
        self, task: Task, errands: Iterable[Errand], give_up: Callable[[Errand, str], T]
    ) -> Iterator[list[T]]:
        errands = iter(errands)
        pieces: deque[_Piece[T]] = deque()
        parts: deque[_Part[T]] = deque()
        processes = cast("list[_Process[T]]", self._processes)
        while True:
            while len(pieces) < self._most * PIECES_AHEAD and (errand := next(errands, None)) is not None:
                size = len(errand.members)
                piece = _Piece[T](errand=errand, results=[None] * size, left=size)
                pieces.append(piece)
                parts.append(_Part(piece=piece, start=0, stop=size))
            if not pieces:
                return
            self._hand_out(task, parts, processes)
            if pieces[0].left == 0:
                yield cast("list[T]", pieces.popleft().results)
                continue
            for one, fault in self._collect(processes):
                processes.remove(one)
                parts.extendleft(reversed(_share_anew(one, fault, give_up)))

    def _hand_out(self, task: Task, parts: deque[_Part[T]], processes: list[_Process[T]]) -> None:
        """Give each process something to do, and start further ones while there is more."""
        for ahead in range(ERRANDS_AHEAD):
            for one in processes:
                if parts and len(one.parts) == ahead:
                    _send(one, task, parts.popleft())
            while parts and len(processes) < self._most and ahead == 0:
                processes.append(self._start())
                _send(processes[-1], task, parts.popleft())

    def _collect(self, processes: list[_Process[T]]) -> list[tuple[_Process[T], str]]:
        """Wait for results, and take them; give the processes that died or hang, and which of both."""
        busy = {one.connection: one for one in processes if one.parts}
        lost = []
        for connection in wait(list(busy), timeout=1.0):
            one = busy[cast("Connection", connection)]
            try:
                answer, trouble = one.connection.recv()
            except (EOFError, OSError) as error:
                if one.pulse[1] == 0:
                    raise RuntimeError(
                        "a process for the photos ended before it came to the first"
                    ) from error
                lost.append((one, DIED))
                continue
            if trouble is not None:
                raise RuntimeError(trouble)
            part = one.parts.popleft()
            part.piece.results[part.start : part.stop] = answer
            part.piece.left -= part.stop - part.start
        return lost or self._find_stalled(processes)

    def _find_stalled(self, processes: list[_Process[T]]) -> list[tuple[_Process[T], str]]:
        """Count the seconds in which a process did not get to its next photo, as this process lives them."""
        if time.monotonic() - self._looked < 1:
            return []
        self._looked = time.monotonic()
        stalled = []
        for one in processes:
            at = one.pulse[1]
            one.silent_seconds = one.silent_seconds + 1 if one.parts and 0 < at == one.seen else 0
            one.seen = at
            if one.silent_seconds >= PATIENCE_SECONDS:
                stalled.append((one, STALLED))
        return stalled

    def _start(self) -> _Process[T]:
        # All methods start a process alike; that their contexts do is not in the types.
        context = cast("SpawnContext", multiprocessing.get_context(START_METHOD))
        ours, theirs = context.Pipe()
        pulse = cast("Pulse", RawArray("l", 2))
        settings = self._settings
        # A forked process has our ends of all connections as well: with them open it would outlive us.
        forked = START_METHOD == "fork"
        inherited = (ours, *(one.connection for one in self._processes)) if forked else ()
        told = (settings.profile, settings.choice, settings.checked_on, settings.thumbnails)
        arguments = (theirs, inherited, pulse, *told)
        process = context.Process(target=serve, args=arguments, daemon=True)
        process.start()
        theirs.close()
        return _Process(process=process, connection=ours, pulse=pulse)


def _send(one: _Process[T], task: Task, part: _Part[T]) -> None:
    """Send a part; a process that has just died is found out when its results are awaited."""
    one.parts.append(part)
    errand = part.piece.errand
    with suppress(OSError):
        one.connection.send((task, replace(errand, members=errand.members[part.start : part.stop])))


def _share_anew(one: _Process[T], fault: str, give_up: Callable[[Errand, str], T]) -> list[_Part[T]]:
    """
    Cut what lay with a lost process at the member that it was at, to be done by others.

    That member gets a process of its own once more; where it ends that one too, it is given up.
    """
    one.process.kill()
    one.process.join()
    one.connection.close()
    part, *rest = one.parts
    if part.fault is not None:
        errand = replace(part.piece.errand, members=part.piece.errand.members[part.start : part.stop])
        part.piece.results[part.start] = give_up(errand, fault)
        part.piece.left -= 1
        return rest
    at = min(part.start + one.pulse[0], part.stop - 1)
    cut = [
        replace(part, stop=at),
        replace(part, start=at, stop=at + 1, fault=fault),
        replace(part, start=at + 1),
    ]
    return [*(some for some in cut if some.start < some.stop), *rest]

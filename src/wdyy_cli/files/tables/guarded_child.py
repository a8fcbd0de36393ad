"""
The guarded process that reads tables: one for a run, started when it is wanted, ended with the program.

What it may take is limited by the system where that is possible, and watched from here in any case: a file
that kills or stalls it costs that file, and nothing else.
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import wdyy_cli
from wdyy_cli.files.tables.inside.entry import CHILD_ARGUMENT
from wdyy_cli.files.tables.inside.frames import read_frame, write_frame
from wdyy_cli.files.tables.sheet_caps import MEMORY_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

_START = (
    "import sys; sys.path += [path for path in sys.argv[1:-1] if path not in sys.path]\n"
    "from wdyy_cli.files.tables.inside.child import main; main()"
)
_LOOK_EVERY_SECONDS = 0.2
_BUSY = 10
_LIMITED_BY_SYSTEM = sys.platform.startswith("linux") or sys.platform == "win32"


class ChildGoneError(Exception):
    """The child ended over a file: it took too long, too much memory, or anything else."""

    def __init__(self, *, stalled: bool) -> None:
        """Keep whether it was ended for taking too long."""
        super().__init__()
        self.stalled = stalled


class GuardedChild:
    """One such process. It answers one request at a time."""

    def __init__(self) -> None:
        """Start it; it reads nothing before it is asked to."""
        flags = subprocess.CREATE_NO_WINDOW if sys.platform == "win32" else 0  # type: ignore[attr-defined,unused-ignore]
        self._popen = subprocess.Popen(  # noqa: S603 - ourselves
            _command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a library prints before it gives up
            creationflags=flags,
        )
        self.owner = os.getpid()
        self._job = None
        if sys.platform == "win32":
            from wdyy_cli.files.tables.windows_job import limit  # noqa: PLC0415 - only there

            self._job = limit(self._popen.pid, MEMORY_BYTES)
        if self._popen.stdin is None or self._popen.stdout is None:
            raise OSError
        self._requests: BinaryIO = self._popen.stdin  # type: ignore[assignment] # opened for bytes
        self._answers: BinaryIO = self._popen.stdout  # type: ignore[assignment] # the same

    @property
    def pid(self) -> int:
        """Its number."""
        return self._popen.pid

    @property
    def alive(self) -> bool:
        """Whether it can be asked, and by this process."""
        return self.owner == os.getpid() and self._popen.poll() is None

    def ask(self, kind: str, data: bytes, limits: Mapping[str, float]) -> Iterator[tuple[Any, ...]]:
        """Let it read a table, and yield its answers up to the last; raises ChildGoneError."""
        watch = _Watch(self._popen, limits["seconds"])
        done = False
        try:
            with suppress(BrokenPipeError, ConnectionResetError):
                write_frame(self._requests, kind, {**limits, "bytes": len(data)})
                self._requests.write(data)
                self._requests.flush()
            while not done:
                answer = read_frame(self._answers)
                if answer is None:
                    raise ChildGoneError(stalled=watch.stalled or self._computed_too_long())
                done = answer[0] in ("end", "refused")
                yield answer
        finally:
            watch.done.set()
            if not done:
                self.end()

    def _computed_too_long(self) -> bool:
        """Whether the system ended it for the time that it took."""
        return sys.platform != "win32" and self._popen.wait() == -signal.SIGPROF

    def end(self) -> None:
        """End it, whatever it is doing, and wait until it is gone."""
        if self.owner != os.getpid():
            return
        self._popen.kill()
        for stream in (self._requests, self._answers):
            with suppress(OSError):
                stream.close()
        self._popen.wait()
        self._job = None


class _Watch(threading.Thread):
    """Ends a process that takes too long; and one that takes too much memory, where the system does not."""

    def __init__(self, popen: subprocess.Popen[bytes], seconds: float) -> None:
        super().__init__(daemon=True)
        self.done = threading.Event()
        self.stalled = False
        self._popen = popen
        # Where the system counts the time of computing, a slow or busy computer gets more.
        self._end = time.monotonic() + (seconds if sys.platform == "win32" else seconds * _BUSY)
        self.start()

    def run(self) -> None:
        """Look now and then until the answer is there."""
        while not self.done.wait(self._end - time.monotonic() if _LIMITED_BY_SYSTEM else _LOOK_EVERY_SECONDS):
            self.stalled = time.monotonic() >= self._end
            if self.stalled or _memory_of(self._popen.pid) > MEMORY_BYTES:
                self._popen.kill()
                return


def _memory_of(pid: int) -> int:
    """Ask the system how many bytes of memory a process has; 0 where it does not say."""
    told = subprocess.run(["/bin/ps", "-o", "rss=", "-p", str(pid)], capture_output=True, check=False)  # noqa: S603 - fixed
    return int(told.stdout.strip() or 0) * 1024 if told.stdout.strip().isdigit() else 0


_child: list[GuardedChild] = []
_lock = threading.RLock()


def start() -> GuardedChild:
    """Give the child of this process, started now if there is none yet."""
    with _lock:
        if not _child or not _child[0].alive:
            stop()
            _child.append(GuardedChild())
        return _child[0]


def start_early() -> None:
    """Start it before it is wanted; where that fails, whoever wants it will hear why."""
    with suppress(OSError):
        start()


def stop() -> None:
    """End the child of this process, if it has one."""
    while _child:
        _child.pop().end()


atexit.register(stop)


def ask(kind: str, data: bytes, limits: Mapping[str, float]) -> Iterator[tuple[Any, ...]]:
    """Let the child read a table, and yield its answers; raises ChildGoneError."""
    with _lock:
        yield from start().ask(kind, data, limits)


def _command() -> list[str]:
    """Say how it is started: without the user's settings, from where this program comes from."""
    memory = str(MEMORY_BYTES)
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD_ARGUMENT, memory]
    # In a virtual environment on Windows `sys.executable` only starts another process, out of our reach.
    executable = getattr(sys, "_base_executable", "") if sys.platform == "win32" else ""
    places = [str(Path(wdyy_cli.__file__).parents[1]), *filter(None, sys.path)]
    # Isolated, it does not see the setting by which this process writes no compiled modules.
    quiet = ["-B"] if sys.dont_write_bytecode else []
    return [executable or sys.executable, "-I", "-S", *quiet, "-c", _START, *places, memory]

"""One process per core for the photos: errands out, outcomes back in order, whatever happens to a process."""

from __future__ import annotations

import contextlib
import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Self, TypeVar

from wdyy_cli.jobs.photos import worker as photo_worker
from wdyy_cli.jobs.photos.worker import Errand, Outcome, PhotoWorker
from wdyy_cli.model import Thumbnail
from wdyy_cli.school.settings import Settings

T = TypeVar("T")

FEWEST_PHOTOS_PER_PROCESS = 48
"""Below this, starting a process takes longer than the work it would take over."""

ERRAND_PHOTOS = 32
"""So many photos at a time keep all processes busy to the end, and the progress bar moving."""


class PhotoPool:
    """Workers for one run; with one process everything happens in this one. Use it in a `with` block."""

    def __init__(self, settings: Settings, photos: int) -> None:
        """Prepare for so many photos."""
        self._settings = settings
        self._own = PhotoWorker(settings.profile, settings.choice, settings.checked_on)
        processes = min(settings.processes, photos // FEWEST_PHOTOS_PER_PROCESS)
        self._pool = self._start(processes) if processes > 1 else None

    def __enter__(self) -> Self:
        """Give the pool itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes; what has not begun is dropped."""
        self._own.close()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def check(self, errands: Sequence[Errand]) -> Iterator[list[Outcome]]:
        """Check members, errand by errand in the given order."""
        return self._run(errands, photo_worker.check, self._own.check, self._own.give_up)

    def digest(self, errands: Sequence[Errand]) -> Iterator[list[str | None]]:
        """Digest the pixels of members, errand by errand in the given order."""
        return self._run(
            errands, photo_worker.digest, self._own.digest, lambda errand: [None] * len(errand.places)
        )

    def draw(self, errands: Sequence[Errand]) -> Iterator[list[Thumbnail | None]]:
        """Draw members small, errand by errand in the given order."""
        return self._run(
            errands, photo_worker.draw, self._own.draw, lambda errand: [None] * len(errand.places)
        )

    def _run(
        self,
        errands: Sequence[Errand],
        remote: Callable[[Errand], list[T]],
        here: Callable[[Errand], list[T]],
        give_up: Callable[[Errand], list[T]],
    ) -> Iterator[list[T]]:
        if self._pool is None:
            for errand in errands:
                for piece in photo_worker.split_errand(errand, ERRAND_PHOTOS):
                    yield here(piece)
            return
        pieces = [piece for errand in errands for piece in photo_worker.split_errand(errand, ERRAND_PHOTOS)]
        futures = [self._pool.submit(remote, piece) for piece in pieces]
        for piece, future in zip(pieces, futures, strict=True):
            yield self._result(future, piece, remote, give_up)

    def _result(
        self,
        future: Future[list[T]],
        piece: Errand,
        remote: Callable[[Errand], list[T]],
        give_up: Callable[[Errand], list[T]],
    ) -> list[T]:
        # A picture library that dies takes its process along, and with it all that waited there. These
        # errands get a process of their own now; where that one dies too, each photo does: so the culprit
        # is found.
        with contextlib.suppress(BrokenProcessPool):
            return future.result()
        with contextlib.suppress(BrokenProcessPool):
            return self._alone(piece, remote)
        results: list[T] = []
        for single in photo_worker.split_errand(piece, 1):
            try:
                results += self._alone(single, remote)
            except BrokenProcessPool:
                results += give_up(single)
        return results

    def _alone(self, errand: Errand, remote: Callable[[Errand], list[T]]) -> list[T]:
        with self._start(1) as pool:
            return pool.submit(remote, errand).result()

    def _start(self, processes: int) -> ProcessPoolExecutor:
        settings = self._settings
        # A forked process has everything imported already. Elsewhere forking is missing or unsafe.
        method = "fork" if sys.platform == "linux" else "spawn"
        return ProcessPoolExecutor(
            processes,
            mp_context=multiprocessing.get_context(method),
            initializer=photo_worker.start,
            initargs=(settings.profile, settings.choice, settings.checked_on),
        )

"""Packing photos for the upload: flat, stored, sorted, with fixed times; the same photos, the same bytes."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import Draft, write_together
from wdyy_cli.files.opening import place_of
from wdyy_cli.files.zips.zip_directory import LOCAL, LOCAL_SIGNATURE

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_FIRST_DAY_AS_STORED = 1 << 5 | 1
MEMBER_OVERHEAD = 250
"""More bytes than a zip needs for one photo besides the photo itself and its name, written twice."""

_CHUNK_BYTES = 1024 * 1024


def plain_zip(members: Mapping[str, bytes]) -> bytes:
    """Pack members in their order; stored, not deflated: compressed bytes differ between versions of zlib."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, FIRST_DAY), data)
    return target.getvalue()


def was_packed_here(path: Path) -> bool:
    """Whether a file begins as the zips that are packed here do: with a stored member of the first day."""
    try:
        with path.open("rb") as file:
            head = file.read(LOCAL.size)
    except OSError:  # a folder, or nobody may read it
        return False
    if len(head) < LOCAL.size or not head.startswith(LOCAL_SIGNATURE):
        return False
    _, _, _, method, time, day, *_ = LOCAL.unpack(head)
    return (method, time, day) == (zipfile.ZIP_STORED, 0, _FIRST_DAY_AS_STORED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Packed:
    """A photo that waits to be packed: its name, and where its bytes lie."""

    name: str
    start: int
    bytes: int


class PhotoSpool:
    """Photos on their way into zips: kept on the disk, for all of them may be more than the memory holds."""

    def __init__(self) -> None:
        """Begin empty; raises WdyyError where the disk has no room even for that."""
        try:
            self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `__exit__`
        except OSError as error:
            raise _full(error) from error
        self._end = 0
        self.photos: list[Packed] = []

    def __enter__(self) -> Self:
        """Give the spool itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the photos go: those too that could not be written before the disk was full."""
        with suppress(OSError):
            self._file.close()

    def add(self, name: str, data: bytes) -> None:
        """Keep a photo; raises WdyyError where the disk is full."""
        try:
            self._file.seek(self._end)
            self._file.write(data)
            self._file.flush()
        except OSError as error:
            raise _full(error) from error
        self.photos.append(Packed(name=name, start=self._end, bytes=len(data)))
        self._end += len(data)

    def read(self, photo: Packed) -> bytes:
        """Give the bytes of a photo again."""
        self._file.seek(photo.start)
        return self._file.read(photo.bytes)

    def write(self, parts: Sequence[ZipPart], check: Callable[[Mapping[str, Path]], None]) -> None:
        """
        Write the zips; none gets its name before all are whole and `check` has read them back.

        `check` is told by what each zip is called where it lies. Raises WdyyError where that is not possible.
        """
        drafts = (Draft(target=part.path, shown=part.shown, pieces=self._packed(part)) for part in parts)
        names = [part.shown for part in parts]
        write_together(drafts, lambda written: check(dict(zip(names, written, strict=True))))

    def _packed(self, part: ZipPart) -> Iterator[bytes]:
        """Give the bytes of a zip; it is put together on the disk, for its end tells where all photos are."""
        with tempfile.TemporaryFile() as packed:
            with zipfile.ZipFile(packed, "w") as archive:
                for photo in part.photos:
                    archive.writestr(zipfile.ZipInfo(photo.name, FIRST_DAY), self.read(photo))
            packed.seek(0)
            while piece := packed.read(_CHUNK_BYTES):
                yield piece


def _full(error: OSError) -> WdyyError:
    said = f"照片做到一半，磁盘可能已满（错误号 {error.errno}）。"
    return WdyyError(said, "清出一些空间再运行：临时文件一般在 C 盘。什么也没有改动。")


@dataclass(frozen=True, kw_only=True)
class ZipPart:
    """One zip that is to be written, and the photos in it."""

    path: Path
    shown: str
    photos: tuple[Packed, ...]


def split_photos(
    photos: Sequence[Packed], output: str, most_bytes: int | None, most_photos: int | None
) -> list[ZipPart]:
    """
    Share photos out to zips in the order of their names: 照片.zip, or 照片-1.zip, 照片-2.zip …

    Raises WdyyError where a single photo is larger than a zip may be.
    """
    largest = max(map(_bytes_in_zip, photos), default=0)
    if most_bytes is not None and largest > most_bytes:
        said = f"一个压缩包最多 {most_bytes:,} 字节，可是最大的一张照片就要 {largest:,} 字节。"
        raise WdyyError(said, "把 --max-zip-mb（或证书规定里的 zip.max_bytes）写大一些。")
    shares = list(_share(sorted(photos, key=lambda photo: photo.name), most_bytes, most_photos))
    path = Path(output)
    if len(shares) == 1:
        return [ZipPart(path=path, shown=output, photos=tuple(shares[0]))]
    folder = output[: len(output) - len(path.name)]
    names = [f"{path.stem}-{number}{path.suffix}" for number in range(1, len(shares) + 1)]
    return [
        ZipPart(path=path.with_name(name), shown=folder + name, photos=tuple(share))
        for name, share in zip(names, shares, strict=True)
    ]


def _share(
    photos: Sequence[Packed], most_bytes: int | None, most_photos: int | None
) -> Iterator[list[Packed]]:
    share: list[Packed] = []
    size = 0
    for photo in photos:
        own = _bytes_in_zip(photo)
        full = (most_photos is not None and len(share) >= most_photos) or (
            most_bytes is not None and size + own > most_bytes
        )
        if share and full:
            yield share
            share, size = [], 0
        share.append(photo)
        size += own
    if share:
        yield share


def _bytes_in_zip(photo: Packed) -> int:
    """Give no less than the bytes that a photo takes in a zip."""
    return photo.bytes + 2 * len(photo.name.encode("utf-8")) + MEMBER_OVERHEAD


def is_output(path: Path, output: Path) -> bool:
    """Whether a file is the zip that is to be written, or one of several of this name."""
    part = re.fullmatch(rf"{re.escape(output.stem)}(?:-[0-9]+)?", path.stem)
    same_kind = path.suffix.lower() == output.suffix.lower()
    return part is not None and same_kind and place_of(path).parent == place_of(output).parent


def find_earlier(output: Path, parts: Sequence[ZipPart]) -> list[str]:
    """Find the zips of this name that lie beside the output, and are not of this run."""
    written = {part.path.name for part in parts}
    beside = sorted(path.name for path in output.parent.glob("*") if is_output(path, output))
    return [name for name in beside if name not in written]

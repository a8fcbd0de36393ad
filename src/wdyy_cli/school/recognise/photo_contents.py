"""What stands in the photos of a zip or folder, where names and sizes do not tell enough."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.photos.holders.photo_input import open_photos
from wdyy_cli.files.photos.holders.photo_reader import PhotoReader
from wdyy_cli.files.zips.zip_reader import Unread
from wdyy_cli.profile import ZipLimits
from wdyy_cli.school.recognise.found import Contents, PhotoMember


def photo_contents(path: Path, wanted: Collection[PhotoMember], limits: ZipLimits) -> Contents:
    """Digest these photos of a zip, or of a folder and the zips in it; an unreadable one is like no other."""
    return frozenset(_contents(path, wanted, limits))


def _contents(path: Path, wanted: Collection[PhotoMember], limits: ZipLimits) -> Iterator[tuple[str, bytes]]:
    unlike = str(path).encode(errors="surrogatepass")
    try:
        source = open_photos(path, path.name, limits)
    except WdyyError:
        yield "", unlike
        return
    with source:
        reader = PhotoReader(path, source.stamp, limits)
        for member in source.members:
            name, stored = PurePosixPath(member.name).name, source.stored(member)
            if PhotoMember(name, member.bytes) in wanted:
                data = reader.read(member, stored)
                yield name, unlike if isinstance(data, Unread) else sha256(data).digest()
            elif isinstance(stored, str) and name.lower().endswith(".zip"):
                yield from _contents(Path(stored), wanted, limits)
        reader.close()

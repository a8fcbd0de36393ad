"""The photographer's pictures: found in folders, zips and by themselves, with where their bytes are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.photos.holders.photo_reader import PhotoListing, list_photos
from wdyy_cli.files.zips.zip_reader import Stored
from wdyy_cli.id_number import read_id_number
from wdyy_cli.jobs.photos.worker import Errand, Wanted
from wdyy_cli.model import InputFile, Role
from wdyy_cli.photo import Member
from wdyy_cli.photo_name import read_photo_name
from wdyy_cli.planning.whose_photo import PictureName
from wdyy_cli.school.settings import Settings

PICTURES = frozenset(
    {".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".heic", ".heif", ".bmp", ".tif", ".tiff", ".webp", ".gif"}
)
"""Endings of what cameras, phones and scanners write."""


@dataclass(frozen=True, kw_only=True)
class OriginalFile:
    """
    A picture that was found: `source` is how it is called to people, `input` the input that holds it.

    `around` are the folders and the zip around it.
    """

    source: str
    input: str
    member: Member
    stored: Stored | str
    listing: PhotoListing | None
    path: Path
    around: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its file name."""
        return PurePosixPath(self.member.name).name

    @property
    def errand(self) -> Errand:
        """What a process is told to read it."""
        stamp = None if self.listing is None else self.listing.stamp
        return Errand(path=self.path, stamp=stamp, members=(Wanted(self.member, self.stored),))

    def picture_name(self, settings: Settings) -> PictureName:
        """Give what tells whose picture it is."""
        name = read_photo_name(self.member.name, settings.checked_on, settings.profile.photo.name_pattern)
        number = None if name.id_text is None else read_id_number(name.id_text, settings.checked_on).number
        return PictureName(stem=name.stem, around=self.around, id_number=number)


@dataclass(kw_only=True)
class Originals:
    """All pictures of all sources, and what lies beside them; use `close` when they have been read."""

    files: list[OriginalFile] = field(default_factory=list)
    inputs: list[InputFile] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    stack: ExitStack = field(default_factory=ExitStack)

    def close(self) -> None:
        """Let go of the zips."""
        self.stack.close()


def find_originals(sources: Sequence[str], settings: Settings) -> Originals:
    """List the pictures of folders (with their sub-folders and zips), zips and single files."""
    found = Originals()
    seen: set[Path] = set()
    for shown in sources:
        before = len(found.files)
        try:
            path = settings.path(shown)
            if path.resolve() in seen:
                continue
            seen.add(path.resolve())
            if path.is_file() and path.suffix.lower() in PICTURES:
                found.files.append(_single(path, shown))
            else:
                _list_source(path, shown, settings, found, seen)
        except WdyyError as error:
            found.inputs.append(InputFile(path=shown, role=Role.PHOTOS, reason=error.whole))
            continue
        except OSError:
            reason = f"读不了“{shown}”。检查名称和权限，或复制到自己的文件夹后重试。"
            found.inputs.append(InputFile(path=shown, role=Role.PHOTOS, reason=reason))
            continue
        found.inputs.append(
            InputFile(path=shown, role=Role.PHOTOS, items=len(found.files) - before, unit="张图片")
        )
    return found


def _single(path: Path, shown: str) -> OriginalFile:
    member = Member(file=shown, index=0, name=path.name, bytes=path.stat().st_size, in_zip=False)
    return OriginalFile(
        source=shown,
        input=shown,
        member=member,
        stored=str(path),
        listing=None,
        path=path,
        around=(path.absolute().parent.name,),
    )


def _list_source(path: Path, shown: str, settings: Settings, found: Originals, seen: set[Path]) -> None:
    """List a folder or a zip; of a folder also the zips that lie in it."""
    listing = list_photos(path, shown, settings.profile.zip)
    found.stack.callback(listing.close)
    for member in listing.members:
        name = read_photo_name(member.name, settings.checked_on)
        if name.is_leftover:
            continue
        pure = PurePosixPath(member.name)
        source = f"{shown.rstrip('/')}/{member.name}"
        if pure.suffix.lower() in PICTURES:
            found.files.append(
                OriginalFile(
                    source=source,
                    input=shown,
                    member=member,
                    stored=listing.stored(member),
                    listing=listing,
                    path=path,
                    around=(*pure.parent.parts, PurePosixPath(shown).stem),
                )
            )
        elif (
            pure.suffix.lower() == ".zip" and not member.in_zip and (path / member.name).resolve() not in seen
        ):
            seen.add((path / member.name).resolve())
            _list_source(path / member.name, source, settings, found, seen)
        else:
            found.aside.append(source)


def errands_of(files: Sequence[OriginalFile], at_once: int) -> Iterator[Errand]:
    """Give errands for pictures in their order, those of one input together, so many at a time."""
    waiting: list[OriginalFile] = []
    for file in files:
        if waiting and (len(waiting) == at_once or file.path != waiting[0].path):
            yield _join(waiting)
            waiting = []
        waiting.append(file)
    if waiting:
        yield _join(waiting)


def _join(files: Sequence[OriginalFile]) -> Errand:
    first = files[0].errand
    return Errand(
        path=first.path,
        stamp=first.stamp,
        members=tuple(wanted for f in files for wanted in f.errand.members),
    )

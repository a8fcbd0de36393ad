"""The photographer's pictures: found in folders, zips and by themselves, with where their bytes are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path, PurePosixPath

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.opening import place_of, sha256_of
from wdyy_cli.files.photos.holders.pack import is_output
from wdyy_cli.files.photos.holders.photo_input import open_photos
from wdyy_cli.files.photos.holders.photo_source import FileStamp, PhotoSource
from wdyy_cli.files.zips.zip_reader import Stored
from wdyy_cli.jobs.photos.worker import Errand, Wanted
from wdyy_cli.model import InputFile, Role
from wdyy_cli.photo import Member
from wdyy_cli.planning.whose_photo import PictureName
from wdyy_cli.school.photos.photo_inputs import find_photo_inputs
from wdyy_cli.school.settings import Settings
from wdyy_cli.texts.id_number import read_id_number
from wdyy_cli.texts.photo_name import PICTURE_ENDINGS, PhotoName, read_photo_name

ARCHIVES = frozenset({".zip", ".rar", ".7z"})
CHANGED = "{shown} 在检查过程中变了，结果不能算数；等文件都放好、不再变动以后，再运行一次。"
INNER = "“{source}”是压缩包里的压缩包，里面的照片没有读到。先解压，把照片放进文件夹，再运行一次。"

AT_ONCE = 4
"""So many pictures go to a process together."""


@dataclass(frozen=True, kw_only=True)
class OriginalFile:
    """
    A picture that was found: `source` is how it is called to people.

    `around` are the folders and the zip around it.
    """

    source: str
    member: Member
    stored: Stored | str
    listing: PhotoSource | None
    path: Path
    around: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its file name."""
        return PurePosixPath(self.member.name).name

    def picture_name(self, settings: Settings) -> PictureName:
        """Give what tells whose picture it is."""
        name = read_photo_name(self.member.name, settings.checked_on, settings.profile.photo.name_pattern)
        number = None if name.id_text is None else read_id_number(name.id_text, settings.checked_on).number
        return PictureName(stem=name.stem, around=self.around, id_number=number)


@dataclass(kw_only=True)
class Originals:
    """
    All pictures of all sources, and what lies beside them; use `close` when they have been read.

    `aside` is what is no picture, `outputs` what is called like the zip that is to be written.
    """

    files: list[OriginalFile] = field(default_factory=list)
    inputs: list[InputFile] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    listings: list[tuple[str, PhotoSource]] = field(default_factory=list)
    alone: list[tuple[str, Path, FileStamp | None]] = field(default_factory=list)
    stack: ExitStack = field(default_factory=ExitStack)

    @property
    def unsafe(self) -> list[tuple[str, str]]:
        """The pictures whose names in their zip lead elsewhere, and how; no file is ever written there."""
        return [
            (file.source, file.member.unsafe)
            for file in self.files
            if file.member.unsafe is not None and file.member.hurdle is None
        ]

    def find_changes(self) -> dict[str, str]:
        """Say of each source that came, went or was written since it was listed that it did."""
        changes = {
            shown: change.whole
            for shown, listing in self.listings
            if (change := listing.find_change()) is not None
        }
        for shown, path, stamp in self.alone:
            if FileStamp.at(path) != stamp:
                changes[shown] = CHANGED.format(shown=shown)
        return changes

    def close(self) -> None:
        """Let go of the zips."""
        self.stack.close()


def find_originals(sources: Sequence[str], output: str, settings: Settings) -> Originals:
    """
    List the pictures of folders (with their sub-folders and zips), zips and single files.

    What an earlier run wrote as `output` is none of them. A source that cannot be read stops no other.
    """
    return _Search(settings=settings, output=settings.path(output)).run(sources)


@dataclass(kw_only=True)
class _Search:
    """The search as far as it is: `seen` are places that were looked at."""

    settings: Settings
    output: Path
    found: Originals = field(default_factory=Originals)
    seen: set[Path] = field(default_factory=set)

    def run(self, sources: Sequence[str]) -> Originals:
        """Look at all sources."""
        for shown, apart in find_photo_inputs(sources, self.settings):
            if is_output(self.settings.path(shown), self.output):
                self.found.outputs.append(shown)
                continue
            before = len(self.found.files)
            path = self.settings.path(shown)
            reason, digest = self._look(path, shown, apart=apart), None
            if reason is None:
                try:
                    digest = sha256_of(path)
                except WdyyError as error:
                    reason = error.whole
            count = len(self.found.files) - before
            self.found.inputs.append(
                InputFile(
                    path=shown, role=Role.PHOTOS, sha256=digest, items=count, reason=reason, unit="张图片"
                )
            )
        return self.found

    def _look(self, path: Path, shown: str, *, apart: bool = False) -> str | None:
        """Look at a folder, zip or picture, once; give the reason where it cannot be read."""
        try:
            place = place_of(path)
            if place in self.seen:
                return None
            self.seen.add(place)
            if path.is_file() and self._name_of(path.name).plain_ending in PICTURE_ENDINGS:
                self.found.files.append(_single(path, shown))
                self.found.alone.append((shown, path, FileStamp.at(path)))
            else:
                self._list(path, shown, apart=apart)
        except WdyyError as error:
            return error.whole
        except OSError:
            return f"读不了“{shown}”。检查名称和权限，或复制到自己的文件夹后重试。"
        return None

    def _list(self, path: Path, shown: str, *, apart: bool) -> None:
        """List a folder or a zip; of a folder also the zips that lie deeper in it."""
        listing = open_photos(path, shown, self.settings.profile.zip, zips_apart=apart)
        self.found.stack.callback(listing.close)
        self.found.listings.append((shown, listing))
        for member in listing.members:
            name = self._name_of(member.name)
            if name.is_leftover:
                continue
            pure = PurePosixPath(member.name)
            source = f"{shown.rstrip('/')}/{member.name}"
            if name.plain_ending in PICTURE_ENDINGS:
                around = (*pure.parent.parts, PurePosixPath(shown).stem)
                self.found.files.append(
                    OriginalFile(
                        source=source,
                        member=member,
                        stored=listing.stored(member),
                        listing=listing,
                        path=path,
                        around=around,
                    )
                )
            elif pure.suffix.lower() in ARCHIVES:
                self._open_inner(path / member.name, source, in_zip=member.in_zip)
            else:
                self.found.aside.append(source)

    def _name_of(self, name: str) -> PhotoName:
        return read_photo_name(name, self.settings.checked_on)

    def _open_inner(self, path: Path, source: str, *, in_zip: bool) -> None:
        """Look into a zip of a folder; one inside a zip, or of another kind, has to be unpacked first."""
        if not in_zip and is_output(path, self.output):
            self.found.outputs.append(source)
            return
        reason = self._look(path, source) if not in_zip else INNER.format(source=source)
        if reason is not None:
            self.found.inputs.append(InputFile(path=source, role=Role.PHOTOS, reason=reason))


def _single(path: Path, shown: str) -> OriginalFile:
    member = Member(file=shown, index=0, name=path.name, bytes=path.stat().st_size, in_zip=False)
    return OriginalFile(
        source=shown,
        member=member,
        stored=str(path),
        listing=None,
        path=path,
        around=(path.absolute().parent.name,),
    )


def errands_of(files: Iterable[OriginalFile]) -> Iterator[Errand]:
    """Give errands for pictures in their order, those of one input together, so many at a time."""
    for path, together in groupby(files, key=lambda file: file.path):
        inside = list(together)
        stamp = None if inside[0].listing is None else inside[0].listing.stamp
        for at in range(0, len(inside), AT_ONCE):
            members = tuple(Wanted(file.member, file.stored) for file in inside[at : at + AT_ONCE])
            yield Errand(path=path, stamp=stamp, members=members)

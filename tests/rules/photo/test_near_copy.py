"""Near copies: found when saved again, resized or cropped a little; never between different people."""

from __future__ import annotations

import errno
import io
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageEnhance, ImageFilter

from drawn import examples
from students import portrait
from wdyy_cli.files.photos.decoding.picture import read_picture
from wdyy_cli.files.photos.drawn.portrait import draw_portrait, encode_portrait
from wdyy_cli.jobs.photos import same_pictures
from wdyy_cli.jobs.photos.same_pictures import FileOfRecords
from wdyy_cli.photo import Sketch
from wdyy_cli.profile_files import load_profile
from wdyy_cli.rules.photo.near_copy import NearCopies
from wdyy_cli.rules.photo.seen_picture import see

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

PROFILE = load_profile()
CORPUS = Path(__file__).parents[4] / "shared" / "corpus" / "photos"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared test data is not here")
Change = Callable[[Image.Image], Image.Image]


@lru_cache(maxsize=256)  # the same people in several tests
def sketch_of(data: bytes) -> Sketch:
    sketch = read_picture(data, PROFILE.photo, PROFILE.zip.cap_pixels).sketch
    assert sketch is not None
    return sketch


def find_near_copies(sketches: Iterable[Sketch]) -> list[tuple[int, int]]:
    """Give the places of each copy and of the picture of which it is one."""
    copies = NearCopies()
    found = [(copies.add(see(sketch)), place) for place, sketch in enumerate(sketches)]
    return [(earlier, place) for earlier, place in found if earlier is not None]


def saved(image: Image.Image, form: str = "JPEG", quality: int = 90) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, form, quality=quality)
    return buffer.getvalue()


def cropped(left: float, top: float, right: float, bottom: float) -> Change:
    """Cut shares of the sides off and scale what is left to the old size."""

    def change(image: Image.Image) -> Image.Image:
        width, height = image.size
        box = (
            round(width * left),
            round(height * top),
            round(width * (1 - right)),
            round(height * (1 - bottom)),
        )
        return image.crop(box).resize(image.size, Image.Resampling.LANCZOS)

    return change


SAVED_AGAIN = {
    "JPEG 60": lambda image: saved(image, quality=60),
    "JPEG 40": lambda image: saved(image, quality=40),
    "PNG": lambda image: saved(image, "PNG"),
    "a little blurred": lambda image: saved(image.filter(ImageFilter.GaussianBlur(1))),
}


@pytest.mark.slow
@pytest.mark.parametrize("change", SAVED_AGAIN.values(), ids=SAVED_AGAIN)
def test_a_drawn_portrait_that_was_saved_again_is_found(change: Callable[[Image.Image], bytes]) -> None:
    missed = []
    for index in range(30):
        data = portrait(index)
        again = change(Image.open(io.BytesIO(data)))
        if find_near_copies([sketch_of(data), sketch_of(again)]) != [(0, 1)]:
            missed.append(index)
    assert len(missed) <= 1


@pytest.mark.slow
def test_different_drawn_people_are_not_the_same() -> None:
    # At half the size they are as different, and drawn in a quarter of the time.
    drawn = (encode_portrait(draw_portrait(index, size=(148, 207))) for index in range(600))
    assert find_near_copies([sketch_of(data) for data in drawn]) == []


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, 39), st.sampled_from([90, 75, 60])), max_size=30))
@examples(40)
def test_each_copy_is_paired_with_the_first_of_its_kind(shots: list[tuple[int, int]]) -> None:
    first: dict[int, int] = {}
    expected = []
    for place, (person, _) in enumerate(shots):
        if first.setdefault(person, place) != place:
            expected.append((first[person], place))
    sketches = [sketch_of(portrait(person, quality=quality)) for person, quality in shots]
    assert find_near_copies(sketches) == expected


@pytest.mark.slow
@pytest.mark.parametrize("level", [0, 255], ids=["darker", "paler"])
def test_a_drawn_portrait_in_other_tones_is_found(level: int) -> None:
    people = [Image.open(io.BytesIO(portrait(index))) for index in range(40)]
    toned = [Image.blend(image, Image.new("RGB", image.size, (level,) * 3), 0.3) for image in people]
    pairs = find_near_copies([sketch_of(saved(image)) for image in (*people, *toned)])
    assert set(pairs) <= {(index, 40 + index) for index in range(40)}
    assert len(pairs) >= 34


def test_pictures_that_were_laid_on_the_disk_are_found() -> None:
    people = [sketch_of(portrait(index)) for index in range(12)]
    again = [sketch_of(portrait(index, quality=60)) for index in range(12)]
    store = FileOfRecords(most_in_memory=1)
    copies = NearCopies(store)
    found = [copies.add(see(sketch)) for sketch in (*people, *again)]
    store.close()
    assert found == [None] * 12 + list(range(12))


class Disk(io.BytesIO):
    """A file on a disk that has room for so many bytes."""

    def __init__(self, room: int) -> None:
        """Begin empty."""
        super().__init__()
        self._room = room

    def write(self, data: ReadableBuffer) -> int:
        """Take what there is room for."""
        taken = bytes(data)[: max(0, self._room - self.tell())]
        if not taken:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(taken)


def _no_place(**_: object) -> io.BytesIO:
    raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")


DISKS: dict[str, Callable[..., io.BytesIO]] = {
    "a disk with room": lambda **_: Disk(1000),
    "a full one": lambda **_: Disk(0),
    "one that gets full": lambda **_: Disk(25),
    "one that gets full within a record": lambda **_: Disk(30),
    "no place at all": _no_place,
}


@pytest.mark.parametrize("disk", DISKS.values(), ids=DISKS)
def test_records_are_kept_whatever_the_disk_takes(
    monkeypatch: pytest.MonkeyPatch, disk: Callable[..., io.BytesIO]
) -> None:
    monkeypatch.setattr(same_pictures, "TemporaryFile", disk)
    store = FileOfRecords(most_in_memory=10)
    records = [b"%04d" % number for number in range(20)]
    for number, record in enumerate(records):
        store.append(record)
        assert [store[at] for at in range(number + 1)] == records[: number + 1]
    store.close()


def test_nothing_and_one_picture_have_no_copies() -> None:
    assert [find_near_copies([]), find_near_copies([sketch_of(portrait(1))])] == [[], []]


CHANGES: dict[str, tuple[Change, float]] = {
    "resized to 480 by 672": (lambda image: image.resize((480, 672), Image.Resampling.LANCZOS), 0.85),
    "resized to 150 by 210": (lambda image: image.resize((150, 210), Image.Resampling.LANCZOS), 0.85),
    "cropped by 1 % all round": (cropped(0.01, 0.01, 0.01, 0.01), 0.85),
    "cropped by 2 % all round": (cropped(0.02, 0.02, 0.02, 0.02), 0.75),
    "cropped by 3 % on the left": (cropped(0.03, 0, 0, 0), 0.85),
    "35 % brighter": (lambda image: ImageEnhance.Brightness(image).enhance(1.35), 0.8),
    "35 % darker": (lambda image: ImageEnhance.Brightness(image).enhance(0.65), 0.85),
    "paler by a third": (lambda image: Image.blend(image, Image.new("RGB", image.size, "white"), 0.35), 0.85),
    "10 % brighter": (lambda image: ImageEnhance.Brightness(image).enhance(1.1), 0.85),
}


@cache
def real_people() -> dict[str, Image.Image]:
    return {
        path.name.split("_")[1]: Image.open(path).convert("RGB") for path in sorted(CORPUS.glob("red_*.jpg"))
    }


@cache
def real_sketches() -> list[Sketch]:
    return [sketch_of(saved(image)) for image in real_people().values()]


@needs_corpus
def test_different_real_faces_before_red_are_not_the_same() -> None:
    sketches = real_sketches()
    assert len(sketches) > 30
    assert find_near_copies(sketches) == []


@pytest.mark.slow
@needs_corpus
@pytest.mark.parametrize(("change", "share"), CHANGES.values(), ids=CHANGES)
def test_most_changed_copies_of_real_faces_are_found(change: Change, share: float) -> None:
    people = real_people().values()
    changed = [sketch_of(saved(change(image))) for image in people]
    pairs = list(zip(real_sketches(), changed, strict=True))
    found = sum(find_near_copies(pair) == [(0, 1)] for pair in pairs)
    assert found >= share * len(pairs)

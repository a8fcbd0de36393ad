"""What is advised about photos is followed to the letter: nobody has two, none is turned twice."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from advised import advice, advised, codes, found
from conftest import Ran
from school import STUDENTS, School
from students import photo_zip, portrait


def test_who_saves_a_photo_anew_is_told_to_put_it_in_the_place_of_the_old_one() -> None:
    """Beside the old one there would be two photos of one student."""
    said = [(code, text) for code, text in advised() if "另存为" in text and code.startswith("PHO2")]
    assert len(said) > 5
    assert [each for each in said if "换下原来的文件" not in each[1]] == []


def test_a_photo_that_is_only_marked_as_turned_is_not_turned_twice(
    wdyy: Callable[..., Ran], tmp_path: Path
) -> None:
    """Two advices about one photo agree, and who follows them has a photo that is right."""
    upright = Image.open(io.BytesIO(portrait(1)))
    mark = Image.Exif()
    mark[0x0112] = 6
    marked = _jpeg(upright.transpose(Image.Transpose.ROTATE_90), mark)
    photos = {f"{each.number}.jpg": portrait(index) for index, each in enumerate(STUDENTS)}
    own = f"{STUDENTS[1].number}.jpg"
    first = found(wdyy, School(photos={**photos, own: marked}).write(tmp_path))
    by_hand = "看着是正的，直接另存为 JPG，换下原来的文件；看着是歪的，先转正再存。"
    assert codes(first) == {"PHO206", "PHO207"}
    assert all(by_hand in each["fix"] for each in first)
    shown = ImageOps.exif_transpose(Image.open(io.BytesIO(marked)))
    assert found(wdyy, School(photos={**photos, own: _jpeg(shown)}).write(tmp_path)) == []


def _jpeg(image: Image.Image, mark: Image.Exif | None = None) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=92, exif=mark or Image.Exif())
    return file.getvalue()


@pytest.mark.parametrize(
    ("size", "made"),
    [((280, 392), True), ((480, 640), True), ((330, 600), True), ((250, 350), False)],
)
def test_photos_are_to_be_prepared_where_that_makes_them_right(
    wdyy: Callable[..., Ran], tmp_path: Path, size: tuple[int, int], made: bool
) -> None:
    """Nobody is sent to a command that refuses, nor to a photographer where the command would do."""
    own = f"{STUDENTS[1].number}.jpg"
    photos = {f"{each.number}.jpg": portrait(index) for index, each in enumerate(STUDENTS)}
    photos[own] = _jpeg(_on_ground(size))
    folder = School(photos=photos).write(tmp_path)
    (fix,) = [each["fix"] for each in found(wdyy, folder) if each["code"] == "PHO206"]
    assert ("wdyy prepare-photos" in fix) is made
    out = tmp_path / "做好的.zip"
    sources = (folder / "照片.zip", "--roster", folder / "花名册.xlsx", "-o", out)
    ran = wdyy("prepare-photos", *sources, "--format", "json")
    assert (ran.report["results"]["left_out"], ran.status) == ((0, 0) if made else (1, 1))


def _on_ground(size: tuple[int, int]) -> Image.Image:
    """Give a portrait on a ground of another shape, its shoulders at the lower edge of what is kept."""
    base = Image.open(io.BytesIO(portrait(1)))
    scale = min(size[0] / base.width, size[1] / base.height)
    drawn = base.resize((round(base.width * scale), round(base.height * scale)), Image.Resampling.LANCZOS)
    ground = Image.new("RGB", size, base.getpixel((3, 3)))
    ground.paste(drawn, ((size[0] - drawn.width) // 2, 0))
    return ground


@pytest.mark.parametrize("given", ["照片", "照片.zip"])
def test_photos_that_were_made_as_advised_are_not_taken_for_a_second_set(
    wdyy: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    """The originals lie beside what was made of them: they are no second photo of each student."""
    folder = School(photos=None, records=None, status=None).write(tmp_path)
    monkeypatch.chdir(folder)
    Path("wdyy.toml").unlink()
    # What is right already is packed as it is; the others are made smaller.
    photos = {f"{each.number}.jpg": portrait(i) for i, each in enumerate(STUDENTS)}
    large = {name: _jpeg(_large(data)) for name, data in list(photos.items())[:4]}
    photo_zip(folder / "照片.zip", {**photos, **large})
    if given == "照片":
        with zipfile.ZipFile("照片.zip") as zipped:
            zipped.extractall("照片")
        Path("照片.zip").unlink()
    (fix,) = {fix for _, fix in advice(found(wdyy, folder), "PHO206")}
    assert fix.endswith("有花名册的，也可以用 wdyy prepare-photos 一次都做好。")
    made = wdyy("prepare-photos", given, "--roster", "花名册.xlsx", "-o", "做好的.zip")
    assert ("！要上传的是新生成的" in made.out) is (given == "照片.zip")
    report = wdyy("check", folder, "--format", "json").report
    assert (report["findings"], report["summary"]["verdict"]) == ([], "partial")
    unused = [(each["path"], each["reason"]) for each in report["unused"]]
    assert unused == [(given, "像是做成 做好的.zip 的原照片，没有检查；不要上传的话，移到别的文件夹")]
    Path(given).rename(tmp_path.parent / f"{tmp_path.name}.原照片")
    assert wdyy("check", folder, "--format", "json").report["summary"]["verdict"] == "clean"


def test_a_set_of_photos_that_lies_there_twice_is_moved_away_as_a_whole(
    wdyy: Callable[..., Ran], tmp_path: Path
) -> None:
    """Nobody opens the photos of a whole school one by one; a few taken anew are looked at."""
    zips = [tmp_path / "一.zip", tmp_path / "二.zip"]
    numbers = [each.number for each in STUDENTS]
    for path, first in zip(zips, (0, 20), strict=True):
        photo_zip(path, {f"{number}.jpg": portrait(first + i) for i, number in enumerate(numbers)})
    fixes = {each["fix"] for each in wdyy("check-photos", *zips, "--format", "json").report["findings"]}
    assert len(fixes) == 1
    assert "另一个移到别的文件夹" in fixes.pop()
    photo_zip(zips[1], {f"{number}.jpg": portrait(20 + i) for i, number in enumerate(numbers[:2])})
    fixes = {each["fix"] for each in wdyy("check-photos", *zips, "--format", "json").report["findings"]}
    assert len(fixes) == 1
    assert "移到别的文件夹" not in fixes.pop()


def _large(photo: bytes) -> Image.Image:
    return Image.open(io.BytesIO(photo)).resize((590, 826))


def test_the_name_of_a_photo_is_mended_as_a_name(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    """There is no cell to be made text, and nothing to be filled in."""
    names = ("110101200001011000", "1.10101E+17", "1101012008030710X")
    photos = {f"{name}.jpg": portrait(index) for index, name in enumerate(names)}
    rename = "照身份证原件上的号码改文件名；只改名字，照片不用动。"
    assert advice(found(wdyy, School(photos=photos).write(tmp_path)), "IDN001", "IDN011") == {
        ("IDN001", rename),
        ("IDN011", rename),
    }


def test_photos_of_one_name_are_renamed_before_they_come_into_one_folder(
    wdyy: Callable[..., Ran], tmp_path: Path
) -> None:
    """One would replace the other, and with the folders it would be lost who is who."""
    path = photo_zip(tmp_path / "照片.zip", {f"{c}/张伟.jpg": portrait(i) for i, c in enumerate("一二")})
    findings = wdyy("check-photos", path, "--format", "json").report["findings"]
    assert {fix[:12] for _, fix in advice(findings, "PHO006")} == {"先把文件名改成身份证号："}
    photo_zip(path, {f"一/{STUDENTS[0].number}.jpg": portrait(0)})
    findings = wdyy("check-photos", path, "--format", "json").report["findings"]
    assert {fix[:10] for _, fix in advice(findings, "PHO006")} == {"解压后把全部照片放到"}

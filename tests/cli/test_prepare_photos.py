"""`wdyy prepare-photos`: what a photographer of an invented school delivers, and what becomes of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from colour_profiles import PROPHOTO, all_white
from conftest import Ran
from photographer import (
    PEOPLE,
    SIZE,
    deliver,
    delivery,
    jpeg,
    members,
    number,
    photo_of,
    png,
    prepare,
    rgb,
    roster,
)
from wdyy_cli.files.photos.drawn.portrait import draw_portrait


def test_what_was_delivered_becomes_what_can_be_uploaded(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    source = deliver(tmp_path / "摄影师", {**delivery(), "Thumbs.db": b"x"})
    before = {path: path.read_bytes() for path in source.rglob("*") if path.is_file()}
    ran = prepare(wdyy, tmp_path, "--format", "json")
    photos = {photo["id_number"]: photo for photo in ran.report["results"]["photos"]}
    assert (ran.status, ran.report["findings"]) == (0, [])
    assert {number: photo["actions"] for number, photo in photos.items()} == {
        number(1): ["cropped", "reduced", "renamed"],
        number(2): ["rotated", "cropped", "reduced", "renamed", "metadata-removed"],
        number(3): ["cropped", "reduced", "converted", "renamed"],
        number(4): ["cropped", "reduced", "renamed"],
        number(5): ["cropped", "reduced"],
    }
    made = members(tmp_path / "照片.zip")
    assert list(made) == sorted(f"{person[1]}.jpg" for person in PEOPLE)
    for data in made.values():
        with Image.open(io.BytesIO(data)) as image:
            seen = (image.format, image.mode, image.size, image.info["dpi"], "exif" in image.info)
            assert seen == ("JPEG", "RGB", (295, 413), (300, 300), False)
    assert {path: path.read_bytes() for path in source.rglob("*") if path.is_file()} == before
    again = wdyy(
        "check-photos", tmp_path / "照片.zip", "--roster", tmp_path / "花名册.csv", "--format", "json"
    )
    assert (again.status, again.report["findings"]) == (0, [])


def test_a_turned_picture_stands_upright(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    deliver(tmp_path / "摄影师", delivery())
    prepare(wdyy, tmp_path)
    made = photo_of(tmp_path, 2).resize((30, 42))
    corners = [rgb(made, place) for place in ((1, 1), (28, 1))]
    assert all(red > 180 > green for red, green, _ in corners), "the ground is above"


@pytest.mark.slow
def test_the_same_pictures_give_the_same_bytes(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    deliver(tmp_path / "摄影师", delivery())
    prepare(wdyy, tmp_path)
    first = (tmp_path / "照片.zip").read_bytes()
    assert prepare(wdyy, tmp_path).status == 2, "an existing file is kept"
    assert prepare(wdyy, tmp_path, "--force", "--jobs", "1").status == 0
    assert (tmp_path / "照片.zip").read_bytes() == first


def test_zips_by_class_and_single_pictures_are_taken_together(
    wdyy: Callable[..., Ran], tmp_path: Path
) -> None:
    for name in ("电商2401班", "电商2402班"):
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            for path, data in delivery().items():
                if path.startswith(name) and number(5) not in path:
                    archive.writestr(path.partition("/")[2], data)
    single = tmp_path / f"{number(5)}.jpg"
    single.write_bytes(jpeg(5))
    ran = wdyy(
        "prepare-photos", tmp_path / "电商2401班.zip", tmp_path / "电商2402班.zip", single,
        "--roster", roster(tmp_path), "-o", tmp_path / "照片.zip", "--format", "json",
    )  # fmt: skip
    assert (ran.status, ran.report["results"]["prepared"]) == (0, 5)
    read = [Path(given["path"]).read_bytes() for given in ran.report["inputs"]]
    assert [given["sha256"] for given in ran.report["inputs"]] == [sha256(data).hexdigest() for data in read]


def test_a_plan_changes_nothing(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    deliver(tmp_path / "摄影师", delivery())
    ran = prepare(wdyy, tmp_path, "--dry-run")
    targets = [line.split()[-1] for line in ran.out.splitlines() if line.endswith(".jpg")]
    assert (ran.status, sorted(targets)) == (0, sorted(f"{person[1]}.jpg" for person in PEOPLE))
    assert not (tmp_path / "照片.zip").exists()


def damaged(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes(512) + data[middle + 512 :]


def huge() -> bytes:
    """Give a PNG that says it has 60,000 × 60,000 pixels."""
    data = png(1)
    header = data[:16] + (60_000).to_bytes(4, "big") * 2 + data[24:29]
    import zlib  # noqa: PLC0415 - for this one

    return header[:29] + zlib.crc32(header[12:29]).to_bytes(4, "big") + data[33:]


@pytest.mark.parametrize(
    ("files", "left_out"),
    [
        pytest.param({"王小明.jpg": damaged(jpeg(1))}, {"王小明.jpg": "坏了"}, id="中间坏了一段"),
        pytest.param({"王小明.jpg": jpeg(1)[:4000]}, {"王小明.jpg": "不完整"}, id="只有一半"),
        pytest.param({"王小明.jpg": b"not a picture"}, {"王小明.jpg": "不是图片"}, id="不是图片"),
        pytest.param({"王小明.jpg": b""}, {"王小明.jpg": "不是图片"}, id="空文件"),
        pytest.param({"王小明.png": huge()}, {"王小明.png": "太大"}, id="像素多得装不下"),
        pytest.param({"王小明.jpg": jpeg(1, (200, 280))}, {"王小明.jpg": "太小"}, id="太小"),
        pytest.param({"王小明.jpg": jpeg(1, (1500, 420))}, {"王小明.jpg": "比例"}, id="太宽"),
        pytest.param({"张伟.jpg": jpeg(3)}, {"张伟.jpg": "可能是几名学生的"}, id="同名的两人"),
        pytest.param({"赵六.jpg": jpeg(3)}, {"赵六.jpg": "看不出是谁"}, id="花名册里没有"),
        pytest.param({"IMG_2041.jpg": jpeg(3)}, {"IMG_2041.jpg": "看不出是谁"}, id="相机起的名称"),
        pytest.param(
            {"王小明.jpg": jpeg(1), "20240001.jpg": jpeg(1)},
            {"王小明.jpg": "还有别的照片", "20240001.jpg": "还有别的照片"},
            id="一名学生两张",
        ),
        pytest.param({"电商2402班/王小明.jpg": jpeg(1)}, {"电商2402班/王小明.jpg": "班级"}, id="放错了班级"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_left_out_and_told(
    wdyy: Callable[..., Ran], tmp_path: Path, files: dict[str, bytes], left_out: dict[str, str]
) -> None:
    source = deliver(tmp_path / "摄影师", {**files, f"{number(2)}.jpg": jpeg(2)})
    ran = prepare(wdyy, tmp_path, "--allow-missing", "--format", "json")
    results = ran.report["results"]
    told = {photo["source"].removeprefix(f"{source}/"): photo["left_out"] for photo in results["photos"]}
    assert {name: word in told[name] for name, word in left_out.items()} == dict.fromkeys(left_out, True)
    assert (ran.status, results["prepared"], results["left_out"]) == (1, 1, len(left_out))
    assert list(members(tmp_path / "照片.zip")) == [f"{number(2)}.jpg"]


def test_who_has_no_picture_is_told_by_class(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    deliver(tmp_path / "摄影师", {"王小明.jpg": jpeg(1)})
    ran = prepare(wdyy, tmp_path, "--no-redact")
    assert (ran.status, "电商2402班：张伟、欧阳静" in ran.out) == (1, True)
    report = prepare(wdyy, tmp_path, "--force", "--format", "json").report
    missing = [(finding["code"], finding["id_number"]) for finding in report["findings"]]
    assert sorted(missing) == sorted(("XRF001", person[1]) for person in PEOPLE[1:])
    allowed = prepare(wdyy, tmp_path, "--force", "--allow-missing", "--format", "json")
    assert (allowed.status, {finding["severity"] for finding in allowed.report["findings"]}) == (0, {"info"})


def test_a_wrong_ground_is_kept_and_reported(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    written = io.BytesIO()
    draw_portrait(1, size=SIZE, background=(67, 142, 219)).save(written, "JPEG", quality=95)
    deliver(tmp_path / "摄影师", {"王小明.jpg": written.getvalue()})
    ran = prepare(wdyy, tmp_path, "--allow-missing", "--format", "json")
    found = [finding["code"] for finding in ran.report["findings"] if finding["severity"] == "error"]
    assert (ran.status, found) == (1, ["PHO301"])
    seen = rgb(photo_of(tmp_path, 1), (5, 5))
    assert max(abs(one - other) for one, other in zip(seen, (67, 142, 219), strict=True)) < 8


def test_transparency_gets_the_ground_and_never_black(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    layered = draw_portrait(1, size=SIZE).convert("RGBA")
    hole = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    layered.paste(hole, (10, 100))
    written = io.BytesIO()
    layered.save(written, "PNG")
    deliver(tmp_path / "摄影师", {"王小明.png": written.getvalue()})
    prepare(wdyy, tmp_path, "--allow-missing")
    assert rgb(photo_of(tmp_path, 1), (30, 110))[0] > 180


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "HEIF"])
def test_colours_are_brought_to_srgb(wdyy: Callable[..., Ran], tmp_path: Path, form: str) -> None:
    if form == "HEIF":
        pytest.importorskip("pillow_heif").register_heif_opener()
    written = io.BytesIO()
    portrait = draw_portrait(1, size=SIZE, background=(157, 63, 28))
    portrait.save(written, form, icc_profile=PROPHOTO, **({"quality": 95} if form != "TIFF" else {}))
    deliver(tmp_path / "摄影师", {f"王小明.{form.lower()}": written.getvalue()})
    ran = prepare(wdyy, tmp_path, "--allow-missing", "--format", "json")
    actions = ran.report["results"]["photos"][0]["actions"]
    assert actions == ["cropped", "reduced", "converted", "renamed", "metadata-removed"]
    with Image.open(io.BytesIO(members(tmp_path / "照片.zip")[f"{number(1)}.jpg"])) as image:
        assert "icc_profile" not in image.info
    seen = rgb(photo_of(tmp_path, 1), (5, 5))
    assert max(abs(one - other) for one, other in zip(seen, (230, 9, 17), strict=True)) <= 12


def test_inks_are_mixed_as_their_profile_says(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    written = io.BytesIO()
    draw_portrait(1, size=SIZE).convert("CMYK").save(written, "JPEG", icc_profile=all_white())
    deliver(tmp_path / "摄影师", {"王小明.jpg": written.getvalue()})
    prepare(wdyy, tmp_path, "--allow-missing")
    assert min(rgb(photo_of(tmp_path, 1), (5, 5))) > 245


def test_heic_goes_all_the_way(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    heif = pytest.importorskip("pillow_heif")
    written = io.BytesIO()
    heif.from_pillow(draw_portrait(1, size=SIZE)).save(written, quality=90)
    deliver(tmp_path / "摄影师", {"王小明.HEIC": written.getvalue()})
    ran = prepare(wdyy, tmp_path, "--allow-missing", "--format", "json")
    assert (ran.status, ran.report["results"]["prepared"]) == (0, 1)


def test_large_deliveries_are_split(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    deliver(tmp_path / "摄影师", delivery())
    ran = prepare(wdyy, tmp_path, "--max-count", "2", "--format", "json")
    names = [f"照片-{part}.zip" for part in (1, 2, 3)]
    assert [Path(path).name for path in ran.report["results"]["output"]] == names
    assert [len(members(tmp_path / name)) for name in names] == [2, 2, 1]
    by_size = prepare(wdyy, tmp_path, "--max-zip-mb", "0.04", "--force")
    assert by_size.status == 0
    assert all((tmp_path / name).stat().st_size < 0.04 * 1024 * 1024 for name in names)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(("不在的文件夹", "--roster", "花名册.csv"), "找不到", id="没有这个文件夹"),
        pytest.param(("空", "--roster", "花名册.csv"), "没有照片", id="空文件夹"),
        pytest.param(("摄影师",), "--roster", id="没有花名册"),
        pytest.param(("摄影师", "--roster", "没有.csv"), "找不到", id="花名册不在"),
        pytest.param(("摄影师", "--roster", "花名册.csv", "-o", "照片.rar"), ".zip", id="结尾不对"),
        pytest.param(("摄影师", "--roster", "花名册.csv", "--max-count", "0"), "大于 0", id="张数不对"),
        pytest.param(("摄影师", "--roster", "花名册.csv", "--max-count", "1.5"), "整数", id="张数不整"),
        pytest.param(
            ("摄影师", "--roster", "花名册.csv", "--max-zip-mb", "0.001"), "一张照片就要", id="装不下一张"
        ),
    ],
)
def test_what_cannot_be_used_is_said(
    wdyy: Callable[..., Ran],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    said: str,
) -> None:
    deliver(tmp_path / "摄影师", {"王小明.jpg": jpeg(1)})
    roster(tmp_path)
    (tmp_path / "空").mkdir()
    monkeypatch.chdir(tmp_path)
    ran = wdyy("prepare-photos", *options)
    assert (ran.status, said in ran.out + ran.err, list(tmp_path.glob("*.zip"))) == (2, True, [])


def test_a_source_is_never_written_over(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    source = tmp_path / "照片.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("王小明.jpg", jpeg(1))
    before = source.read_bytes()
    ran = wdyy("prepare-photos", source, "--roster", roster(tmp_path), "-o", source, "--force")
    assert (ran.status, "输入的文件" in ran.err, source.read_bytes() == before) == (2, True, True)


def test_what_an_earlier_run_wrote_is_no_source_and_is_told(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    source = deliver(tmp_path / "摄影师", delivery())
    given = ("prepare-photos", source, "--roster", roster(tmp_path), "-o", source / "照片.zip", "--force")
    assert wdyy(*given, "--max-count", "2").status == 0
    again = wdyy(*given, "--no-redact")
    assert (again.status, len(members(source / "照片.zip"))) == (0, 5)
    assert "照片-1.zip、照片-2.zip、照片-3.zip 是以前生成的" in again.out


def test_an_archive_inside_an_archive_stops_no_other(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    source = deliver(tmp_path / "摄影师", {f"{number(2)}.jpg": jpeg(2)})
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("王小明.jpg", jpeg(1))
    with zipfile.ZipFile(source / "电商2401班.zip", "w") as archive:
        archive.writestr("里面的.zip", inner.getvalue())
    ran = prepare(wdyy, tmp_path, "--allow-missing", "--format", "json")
    reasons = [given["reason"] for given in ran.report["inputs"] if given["reason"]]
    assert (ran.status, len(members(tmp_path / "照片.zip"))) == (2, 1)
    assert any("压缩包里的压缩包" in reason for reason in reasons)


def test_one_picture_of_two_students_is_found_over_several_zips(
    wdyy: Callable[..., Ran], tmp_path: Path
) -> None:
    deliver(tmp_path / "摄影师", {f"{number(index)}.jpg": jpeg(1) for index in (1, 5)})
    ran = prepare(wdyy, tmp_path, "--allow-missing", "--max-count", "1", "--format", "json")
    errors = [finding["code"] for finding in ran.report["findings"] if finding["severity"] == "error"]
    assert (ran.status, errors) == (1, ["PHO402"])


@pytest.mark.parametrize("where", ["wdyy.toml", "本校.toml"])
def test_how_it_is_done_is_set_in_wdyy_toml_or_in_a_profile(
    wdyy: Callable[..., Ran], tmp_path: Path, where: str
) -> None:
    deliver(tmp_path / "摄影师", {"王小明.jpg": jpeg(1, (200, 280))})
    assert prepare(wdyy, tmp_path, "--allow-missing").status == 1
    is_profile = where != "wdyy.toml"
    head = 'extends = "wdyy-2021"\nname = "本校"\n' if is_profile else ""
    (tmp_path / where).write_text(f"{head}[prepare]\nmax_enlargement = 2\nquality = 50\n", "utf-8")
    chosen = ("--profile" if is_profile else "--config", tmp_path / where)
    ran = prepare(wdyy, tmp_path, "--allow-missing", *chosen, "--format", "json")
    photo = ran.report["results"]["photos"][0]
    assert (ran.status, photo["actions"]) == (0, ["enlarged", "renamed"])
    assert len(members(tmp_path / "照片.zip")[photo["target"]]) < 15_000


def test_what_is_right_already_stays_as_it_is(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    right = jpeg(1, (295, 413))
    deliver(
        tmp_path / "摄影师",
        {f"{number(1)}.jpg": right, f"{number(2)}.jpg": jpeg(2, (295, 413), comment=b"x" * 40)},
    )
    ran = prepare(wdyy, tmp_path, "--allow-missing", "--format", "json")
    made = members(tmp_path / "照片.zip")
    actions = [photo["actions"] for photo in ran.report["results"]["photos"]]
    assert (ran.status, actions) == (0, [[], ["metadata-removed"]])
    assert (made[f"{number(1)}.jpg"] == right, b"xxxx" in made[f"{number(2)}.jpg"]) == (True, False)


def test_a_student_without_a_number_is_no_less_missing(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    deliver(tmp_path / "摄影师", {"王小明.jpg": jpeg(1)})
    lost = ("赵六", "1.10101E+17", "20240009", "电商2401班")
    path = roster(tmp_path, [PEOPLE[0], lost])
    ran = wdyy(
        "prepare-photos", tmp_path / "摄影师", "--roster", path, "-o", tmp_path / "照片.zip", "--no-redact"
    )
    assert (ran.status, "电商2401班：赵六" in ran.out, "可以上传" in ran.out) == (1, True, False)


def test_several_rosters_are_one(wdyy: Callable[..., Ran], tmp_path: Path) -> None:
    deliver(tmp_path / "摄影师", delivery())
    (tmp_path / "一").mkdir()
    (tmp_path / "二").mkdir()
    one, two = roster(tmp_path / "一", PEOPLE[:4]), roster(tmp_path / "二", PEOPLE[3:])
    ran = wdyy(
        "prepare-photos", tmp_path / "摄影师", "--roster", one, "--roster", two, "-o", tmp_path / "照片.zip"
    )
    assert (ran.status, len(members(tmp_path / "照片.zip"))) == (0, 5)

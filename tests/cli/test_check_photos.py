"""`wdyy check-photos` through the front door: each planted fault gives exactly its code at its member."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageOps

import builders
from conftest import Ran
from students import CHECK_DATE, id_number, photo_zip, portrait, right_photos
from wdyy_cli.files.photos.drawn.portrait import draw_portrait, encode_portrait
from wdyy_cli.rules.catalogue import all_rules

Wdyy = Callable[..., Ran]
GOOD = 4
ME, OTHER = id_number(90), id_number(91)
ONE = f"{ME}.jpg"
MINE = portrait(90)


def image(size: tuple[int, int] = (295, 413)) -> Image.Image:
    return draw_portrait(90, size=size)


def saved(picture: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return buffer.getvalue()


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(image().transpose(Image.Transpose.ROTATE_90), exif=exif, quality=90)


def blue() -> Image.Image:
    return draw_portrait(90, background=(67, 142, 219))


def grey_person() -> Image.Image:
    """Put a black-and-white person before red."""
    green = (0, 255, 0)
    person = draw_portrait(77, background=green)
    ground = Image.eval(person.getchannel("R"), lambda level: 255 if level <= 4 else 0)
    return Image.composite(
        Image.new("RGB", person.size, (230, 9, 17)), person.convert("L").convert("RGB"), ground
    )


def blown_up() -> Image.Image:
    return image().resize((70, 98), Image.Resampling.BOX).resize((295, 413), Image.Resampling.BICUBIC)


def half_red() -> Image.Image:
    other = blue()
    other.paste(image().crop((0, 0, 147, 413)), (0, 0))
    return other


def striped() -> Image.Image:
    scan = image()
    scan.paste((255, 255, 255), (0, 0, 10, 413))
    return scan


def huge() -> bytes:
    """Give the start of a PNG of 20,000 by 20,000 pixels; no more of it is read."""
    head = b"IHDR" + struct.pack(">2L5B", 20_000, 20_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">L", 13) + head + struct.pack(">L", zlib.crc32(head))


def number(core: str) -> str:
    return f"{core}.jpg"


# words: (members, the expected findings beyond the right photos)
Members = dict[str, bytes] | Callable[[], dict[str, bytes]]
"""Members of a zip by name; drawn and large ones are made when their test runs, and do not stay."""

LINK = b"L\0\0\0\1\x14\2\0" + bytes(60)

PLANTED: dict[str, tuple[Members, list[tuple[str, str]]]] = {
    "a multiplication sign for X": ({"11010120080307100×.jpg": MINE}, [("IDN001", "11010120080307100×.jpg")]),
    "17 digits": ({number(ME[:-1]): MINE}, [("IDN001", number(ME[:-1]))]),
    "13th month": ({"110101200813071002.jpg": MINE}, [("IDN002", "110101200813071002.jpg")]),
    "wrong check digit": ({"110101200803071001.jpg": MINE}, [("IDN003", "110101200803071001.jpg")]),
    "15 digits": ({"110105491231002.jpg": MINE}, [("IDN004", "110105491231002.jpg")]),
    "stand-in number": ({"999101200803071003.jpg": MINE}, [("IDN005", "999101200803071003.jpg")]),
    "76 years old": ({"11010519491231002X.jpg": MINE}, [("IDN006", "11010519491231002X.jpg")]),
    "unknown province": ({"160101200003071035.jpg": MINE}, [("IDN007", "160101200003071035.jpg")]),
    "a space in the number": ({f"{ME[:6]} {ME[6:]}.jpg": MINE}, [("IDN008", f"{ME[:6]} {ME[6:]}.jpg")]),
    "lower-case x": ({"11010120080307100x.jpg": MINE}, [("IDN009", "11010120080307100x.jpg")]),
    "noise and lower-case x": (
        {"11010120080307100x .jpg": MINE},
        [("IDN008", "11010120080307100x .jpg"), ("IDN009", "11010120080307100x .jpg")],
    ),
    "tail lost in Excel": ({"110101200001011000.jpg": MINE}, [("IDN011", "110101200001011000.jpg")]),
    "a thumbnail store": ({"Thumbs.db": b"x"}, [("PHO005", "Thumbs.db")]),
    "a Mac's leftovers": ({f"__MACOSX/._{ME}.jpg": b"x"}, [("PHO005", f"__MACOSX/._{ME}.jpg")]),
    "a note": ({"说明.txt": "请查收".encode()}, [("PHO005", "说明.txt")]),
    "in a folder": ({f"一班/{ME}.jpg": MINE}, [("PHO006", f"一班/{ME}.jpg")]),
    "same name but for case": (
        {"11010120080307100X.jpg": MINE, "11010120080307100X.JPG": portrait(91)},
        [("PHO007", "11010120080307100X.JPG"), ("PHO103", "11010120080307100X.JPG")],
    ),
    "a direction mark in the number": (
        {f"{ME[:9]}\u202e{ME[9:]}.jpg": MINE},
        [("PHO008", f"{ME[:9]}\ufffd{ME[9:]}.jpg")],
    ),
    "a path upwards": ({f"../{ME}.jpg": MINE}, [("PHO008", f"../{ME}.jpg")]),
    "a note with a path upwards": ({"../说明.txt": b"x"}, [("PHO008", "../说明.txt")]),
    "two notes that differ in case": (
        {"Note.txt": b"x", "note.txt": b"y"},
        [("PHO005", "Note.txt"), ("PHO005", "note.txt")],
    ),
    "a name": ({"张三.jpg": MINE}, [("PHO101", "张三.jpg")]),
    "a camera's name": ({"IMG20210101123456.jpg": MINE}, [("PHO101", "IMG20210101123456.jpg")]),
    ".jpeg": ({f"{ME}.jpeg": MINE}, [("PHO102", f"{ME}.jpeg")]),
    "no ending": ({ME: MINE}, [("PHO102", ME)]),
    ".JPG": ({f"{ME}.JPG": MINE}, [("PHO103", f"{ME}.JPG")]),
    "two endings": ({f"{ME}.jpg.jpg": MINE}, [("PHO104", f"{ME}.jpg.jpg")]),
    "a backup's ending behind the ending": ({f"{ME}.jpg.bak": MINE}, [("PHO104", f"{ME}.jpg.bak")]),
    "a copy": ({f"{ME}(1).jpg": MINE}, [("PHO104", f"{ME}(1).jpg")]),
    "a name before the number": ({f"张三{ME}.jpg": MINE}, [("PHO104", f"张三{ME}.jpg")]),
    "over 5 MB": (lambda: {ONE: MINE + builders.noise(5_242_881 - len(MINE))}, [("PHO201", ONE)]),
    "over 5 MB, with nothing behind the picture": (
        lambda: {ONE: MINE + bytes(5_242_881 - len(MINE))},
        [("PHO201", ONE)],
    ),
    "just 5 MB, with nothing behind the picture": (lambda: {ONE: MINE + bytes(5_242_880 - len(MINE))}, []),
    "8 MB of nothing": (lambda: {ONE: bytes(8_388_609)}, [("PHO004", ONE)]),
    "0 bytes": ({ONE: b""}, [("PHO202", ONE)]),
    "cut off": ({ONE: MINE[: len(MINE) // 2]}, [("PHO203", ONE)]),
    "half a kilobyte of zeros in the middle": (
        {ONE: MINE[:5000] + bytes(512) + MINE[5512:]},
        [("PHO203", ONE)],
    ),
    "only the end mark is missing": ({ONE: MINE[:-2]}, [("PHO203", ONE)]),
    "text called a photo": ({ONE: b"hello, this is text"}, [("PHO203", ONE)]),
    "a PDF named like a photo": ({f"{ME}.pdf": b"%PDF-1.4"}, [("PHO203", f"{ME}.pdf")]),
    "a shortcut to a photo": ({f"{ME}.jpg.lnk": LINK}, [("PHO203", f"{ME}.jpg.lnk")]),
    "PNG called .jpg": (lambda: {ONE: portrait(90, "PNG")}, [("PHO204", ONE)]),
    "BMP called .jpg": (lambda: {ONE: saved(image(), "BMP")}, [("PHO205", ONE)]),
    "GIF called .jpg": (lambda: {ONE: saved(image(), "GIF")}, [("PHO205", ONE)]),
    "WebP called .jpg": (lambda: {ONE: saved(image(), "WEBP")}, [("PHO205", ONE)]),
    "one pixel too high": (lambda: {ONE: encode_portrait(image(size=(295, 414)))}, [("PHO206", ONE)]),
    "480 by 640": (lambda: {ONE: encode_portrait(image(size=(480, 640)))}, [("PHO206", ONE)]),
    "turned": (lambda: {ONE: turned()}, [("PHO206", ONE), ("PHO207", ONE)]),
    "lying on its left side": (
        lambda: {ONE: saved(image().transpose(Image.Transpose.ROTATE_90), quality=90)},
        [("PHO206", ONE)],
    ),
    "lying on its right side": (
        lambda: {ONE: saved(image().transpose(Image.Transpose.ROTATE_270), quality=90)},
        [("PHO206", ONE)],
    ),
    "lying, and blue": (
        lambda: {ONE: saved(blue().transpose(Image.Transpose.ROTATE_90), quality=90)},
        [("PHO206", ONE), ("PHO301", ONE)],
    ),
    "grey": (lambda: {ONE: saved(ImageOps.grayscale(image()))}, [("PHO208", ONE)]),
    "grey stored as colour": (
        lambda: {ONE: saved(ImageOps.grayscale(image()).convert("RGB"))},
        [("PHO208", ONE)],
    ),
    "CMYK": (lambda: {ONE: saved(image().convert("CMYK"), quality=95)}, [("PHO209", ONE)]),
    "palette": (
        lambda: {f"{ME}.png": saved(image().convert("P", palette=Image.Palette.ADAPTIVE), "PNG")},
        [("PHO209", f"{ME}.png")],
    ),
    "blue background": (lambda: {ONE: encode_portrait(blue())}, [("PHO301", ONE)]),
    "half of the background red": (lambda: {ONE: saved(half_red(), quality=95)}, [("PHO302", ONE)]),
    "a white frame": (
        lambda: {ONE: saved(ImageOps.expand(image(size=(279, 397)), 8, (255, 255, 255)), quality=95)},
        [("PHO303", ONE)],
    ),
    "a white stripe on one side": (lambda: {ONE: saved(striped(), quality=95)}, [("PHO303", ONE)]),
    "20,000 by 20,000 pixels": (lambda: {f"{ME}.png": huge()}, [("PHO210", f"{ME}.png")]),
    "black-and-white person before red": (lambda: {ONE: saved(grey_person())}, [("PHO305", ONE)]),
    "blown up from 70 pixels": (lambda: {ONE: saved(blown_up(), quality=90)}, [("PHO305", ONE)]),
    "nobody": (lambda: {ONE: saved(Image.new("RGB", (295, 413), (230, 9, 17)))}, [("PHO304", ONE)]),
    "two photos of one student": (
        lambda: {ONE: MINE, f"{ME}.png": portrait(91, "PNG")},
        [("PHO401", f"{ME}.png")],
    ),
    "the same file twice": ({ONE: MINE, f"{OTHER}.jpg": MINE}, [("PHO402", f"{OTHER}.jpg")]),
    "the same file beside a name": (
        {f"张三{ME}.jpg": MINE, f"{OTHER}.jpg": MINE},
        [("PHO104", f"张三{ME}.jpg"), ("PHO402", f"{OTHER}.jpg")],
    ),
    "the same file under three names": (
        {ONE: MINE, f"{ME}(1).jpg": MINE, f"{OTHER}.jpg": MINE, f"{OTHER}(1).jpg": MINE},
        [
            ("PHO104", f"{ME}(1).jpg"),
            ("PHO104", f"{OTHER}(1).jpg"),
            ("PHO402", f"{OTHER}.jpg"),
            ("PHO402", f"{OTHER}(1).jpg"),
        ],
    ),
    "the same pixels in another container": (
        lambda: {ONE: MINE, f"{OTHER}.png": saved(Image.open(io.BytesIO(MINE)), "PNG")},
        [("PHO402", f"{OTHER}.png")],
    ),
    "the same picture saved again": (
        lambda: {ONE: MINE, f"{OTHER}.jpg": portrait(90, quality=60)},
        [("PHO403", f"{OTHER}.jpg")],
    ),
}


@pytest.mark.parametrize(("members", "expected"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_gives_its_code_at_its_member_and_nothing_else(
    wdyy: Wdyy, tmp_path: Path, members: Members, expected: list[tuple[str, str]]
) -> None:
    planted = members() if callable(members) else members
    zipped = photo_zip(tmp_path / "照片.zip", {**right_photos(GOOD), **planted})
    ran = wdyy("check-photos", zipped, "--format", "json", "--date", CHECK_DATE)
    assert ran.found == sorted(expected)
    errors = [f for f in ran.report["findings"] if f["severity"] == "error"]
    assert ran.status == (1 if errors else 0)
    assert ran.err == ""


def raw(name: str = ONE, **facts: object) -> builders.RawMember:
    return builders.RawMember(name=name.encode(), data=MINE, **facts)  # type: ignore[arg-type]


RAW: dict[str, tuple[bytes, list[tuple[str, str | None]]]] = {
    "encrypted": (builders.zip_bytes(raw(flags=1)), [("PHO002", ONE)]),
    "wrong checksum": (builders.zip_bytes(raw(declared_crc=1)), [("PHO003", ONE)]),
    "a bomb by its declared size": (builders.zip_bytes(raw(declared_bytes=400_000_000)), [("PHO004", ONE)]),
    "LZMA": (builders.zip_bytes(raw(method=14)), [("PHO011", ONE)]),
    "a link": (
        builders.zip_bytes(raw(made_on=builders.UNIX, attributes=builders.LINK_ATTRIBUTES)),
        [("PHO008", ONE)],
    ),
    "exactly the same name twice": (
        builders.zip_bytes(raw(), builders.RawMember(name=ONE.encode(), data=portrait(91))),
        [("PHO007", ONE)],
    ),
    "nothing in it": (builders.zip_bytes(), [("PHO009", None)]),
    "no photo in it": (
        builders.zip_bytes(builders.RawMember(name=b"readme.txt")),
        [("PHO005", "readme.txt"), ("PHO009", None)],
    ),
}


def test_every_code_is_planted() -> None:
    planted = {code for _, expected in PLANTED.values() for code, _ in expected}
    raw_planted = {code for _, expected in RAW.values() for code, _ in expected}
    by_profile = {code for _, _, codes in PROFILES.values() for code in codes}
    needs_a_sheet = {"IDN010"}
    around_the_photos = {"PHO012", "PHO013", "PHO014"}  # planted in test_photo_wrapping
    assert (
        planted | raw_planted | by_profile
        == {c for c in all_rules() if c.startswith(("IDN", "PHO"))} - needs_a_sheet - around_the_photos
    )


@pytest.mark.parametrize(("data", "expected"), RAW.values(), ids=RAW)
def test_a_fault_of_the_zip_gives_its_code_and_nothing_else(
    wdyy: Wdyy, tmp_path: Path, data: bytes, expected: list[tuple[str, str | None]]
) -> None:
    (tmp_path / "照片.zip").write_bytes(data)
    ran = wdyy("check-photos", tmp_path / "照片.zip", "--format", "json", "--date", CHECK_DATE)
    assert (ran.status, ran.found) == (1, expected)


@pytest.mark.slow
def test_a_clean_zip_passes_with_no_finding(wdyy: Wdyy, tmp_path: Path) -> None:
    zipped = photo_zip(tmp_path / "照片.zip", right_photos(60))
    ran = wdyy("check-photos", zipped, "--format", "json", "--date", CHECK_DATE)
    assert (ran.status, ran.found) == (0, [])
    assert ran.report["summary"] == {
        "items": 60, "errors": 0, "warnings": 0, "infos": 0, "suppressed": 0,
        "verdict": "clean", "exit_code": 0,
    }  # fmt: skip


def test_gbk_names_without_the_flag_are_read(wdyy: Wdyy, tmp_path: Path) -> None:
    name = f"网店运营一班/张三{ME}.jpg"
    data = builders.zip_bytes(builders.RawMember(name=name.encode("gb18030"), data=MINE))
    (tmp_path / "照片.zip").write_bytes(data)
    ran = wdyy("check-photos", tmp_path / "照片.zip", "--format", "json", "--date", CHECK_DATE)
    assert ran.found == [("PHO006", name), ("PHO104", name)]


def test_several_inputs_are_held_against_each_other(wdyy: Wdyy, tmp_path: Path) -> None:
    folder = tmp_path / "补拍"
    folder.mkdir()
    (folder / ONE).write_bytes(portrait(91))
    zipped = photo_zip(tmp_path / "照片.zip", {ONE: MINE})
    ran = wdyy("check-photos", zipped, folder, "--format", "json", "--date", CHECK_DATE)
    assert [(f["code"], f["location"]["file"]) for f in ran.report["findings"]] == [("PHO401", str(folder))]
    assert [(i["path"], i["status"], i["items"]) for i in ran.report["inputs"]] == [
        (str(zipped), "checked", 1),
        (str(folder), "checked", 1),
    ]


UNUSABLE = {
    "missing": (None, "找不到"),
    "rar": (b"Rar!\x1a\x07\x01\x00" + bytes(50), "RAR"),
    "7z": (b"7z\xbc\xaf'\x1c" + bytes(50), "7z"),
    "empty": (b"", "0 字节"),
    "a web page": (b"<!DOCTYPE html><html><body>404</body></html>", "网页"),
    "cut off": (builders.zip_bytes(raw())[:-30], "不完整"),
    "a picture": (MINE, "单张图片"),
}


@pytest.mark.parametrize(("data", "words"), UNUSABLE.values(), ids=UNUSABLE)
def test_an_unusable_input_is_named_and_the_others_are_checked(
    wdyy: Wdyy, tmp_path: Path, data: bytes | None, words: str
) -> None:
    bad = tmp_path / "坏.zip"
    if data is not None:
        bad.write_bytes(data)
    good = photo_zip(tmp_path / "好.zip", {"张三.jpg": MINE})
    ran = wdyy("check-photos", bad, good, "--format", "json", "--date", CHECK_DATE)
    assert (ran.status, ran.found) == (2, [("PHO101", "张三.jpg")])
    first, second = ran.report["inputs"]
    assert (first["status"], second["status"]) == ("unreadable", "checked")
    assert words in first["reason"]
    assert str(bad) in first["reason"]
    assert str(bad) in ran.err


def profile_with(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "证书.toml"
    path.write_text(f'extends = "wdyy-2021"\nname = "test"\n{text}', encoding="utf-8")
    return path


PROFILES = {
    "blue wanted, blue given": ('[photo.background]\naccepted = ["blue"]', (67, 142, 219), []),
    "blue wanted, red given": ('[photo.background]\naccepted = ["blue"]', (230, 9, 17), ["PHO301"]),
    "white wanted, white given": ('[photo.background]\naccepted = ["white"]', (255, 255, 255), []),
    "red or blue wanted": ('[photo.background]\naccepted = ["red", "blue"]', (67, 142, 219), []),
    "any colour": ('[photo.background]\naccepted = "any"', (0, 128, 0), []),
    "other pixels wanted": ("[photo.pixels]\nwidth = 390\nheight = 567", (230, 9, 17), ["PHO206"]),
    "one pixel more allowed": ("[photo.pixels]\nwidth = 296\ntolerance = 1", (230, 9, 17), []),
    "more pixels than the minimum": ("[photo.pixels]\nheight = 400\nmatch = 'minimum'", (230, 9, 17), []),
    "fewer pixels than the minimum": (
        "[photo.pixels]\nheight = 414\nmatch = 'minimum'",
        (230, 9, 17),
        ["PHO206"],
    ),
    "only the shape wanted": (
        "[photo.pixels]\nwidth = 590\nheight = 826\nmatch = 'ratio'",
        (230, 9, 17),
        [],
    ),
    "another shape wanted": (
        "[photo.pixels]\nwidth = 480\nheight = 640\nmatch = 'ratio'",
        (230, 9, 17),
        ["PHO206"],
    ),
    "a byte minimum": ("[photo]\nmin_bytes = 50_000", (230, 9, 17), ["PHO211"]),
    "a name before the number wanted": (
        "[photo]\nname_pattern = '{name}_{id_number}'",
        (230, 9, 17),
        ["PHO104"],
    ),
    "only foreigners' cards accepted": ("[id_number]\nkinds = ['foreigner']", (230, 9, 17), ["IDN012"]),
    "adults only": ("[id_number]\nmin_age_years = 25", (230, 9, 17), ["IDN006"]),
    "no limits at all": (
        "unset = ['photo.pixels', 'photo.max_bytes', 'id_number']\n[id_number]",
        (230, 9, 17),
        [],
    ),
    "more bytes wanted": ("[photo]\nmin_bytes = 100_000", (230, 9, 17), ["PHO211"]),
    "a zip limit": ("[zip]\nmax_bytes = 1000", (230, 9, 17), ["PHO010"]),
    "only PNG": ('[photo]\nformats = ["PNG"]\nextensions = [".png"]', (230, 9, 17), ["PHO205"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "background", "codes"), PROFILES.values(), ids=PROFILES)
def test_a_profile_decides(
    wdyy: Wdyy, tmp_path: Path, text: str, background: tuple[int, int, int], codes: list[str]
) -> None:
    photo = encode_portrait(draw_portrait(90, background=background))
    zipped = photo_zip(tmp_path / "照片.zip", {ONE: photo})
    profile = profile_with(tmp_path, text)
    ran = wdyy("check-photos", zipped, "--profile", profile, "--format", "json", "--date", CHECK_DATE)
    assert [code for code, _ in ran.found] == codes


def test_what_was_not_checked_is_said(wdyy: Wdyy, tmp_path: Path) -> None:
    zipped = photo_zip(tmp_path / "照片.zip", {ONE: MINE})
    ran = wdyy("check-photos", zipped, "--format", "json", "--ignore", "PHO3,IDN006")
    codes = [item["code"] for item in ran.report["not_checked"]]
    looks = ["PHO301", "PHO302", "PHO303", "PHO304", "PHO305"]
    assert codes == ["IDN006", "PHO010", "PHO211", *looks, "XRF001", "XRF002"]


def test_the_right_name_has_the_ending_of_what_is_in_the_file(wdyy: Wdyy, tmp_path: Path) -> None:
    members = {f"张三{ME}.jpeg": portrait(90, "PNG"), f"{OTHER}.png.bak": MINE}
    zipped = photo_zip(tmp_path / "照片.zip", members)
    found = wdyy("check-photos", zipped, "--format", "json", "--date", CHECK_DATE).report["findings"]
    wanted = {one["message"].partition("应为")[2] for one in found if one["code"] == "PHO104"}
    assert wanted == {f"“{ME}.png”", f"“{OTHER}.jpg”"}


def test_who_it_is_stands_beside_each_place_of_a_common_fault(wdyy: Wdyy, tmp_path: Path) -> None:
    numbers = [id_number(index) for index in range(4)]
    roster = tmp_path / "花名册.csv"
    rows = [f"学生{letter},{number},一班" for letter, number in zip("甲乙丙丁", numbers, strict=True)]
    roster.write_text("\n".join(["姓名,身份证号,班级", *rows]), encoding="utf-8")
    zipped = photo_zip(
        tmp_path / "照片.zip", {f"{number}.jpg": encode_portrait(blue()) for number in numbers}
    )
    ran = wdyy("check-photos", zipped, "--roster", roster, "--date", CHECK_DATE, "--select", "PHO301")
    told = [f"{number}.jpg 学生{letter}（一班）" for letter, number in zip("甲乙丙丁", numbers, strict=True)]
    assert f"{'、'.join(told)} 都是：底色是蓝色" in ran.out

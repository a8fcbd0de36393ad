"""Names of photos, taken apart."""

from __future__ import annotations

import pytest

from students import TODAY
from wdyy_cli.texts.photo_name import PhotoName, read_photo_name, right_name

ONE = "11010120080307100X"
NAMES = {
    "a right one": (f"{ONE}.jpg", PhotoName(folder="", stem=ONE, ending=".jpg", id_text=ONE)),
    "in folders": (f"a/b/{ONE}.jpg", PhotoName(folder="a/b", stem=ONE, ending=".jpg", id_text=ONE)),
    "backslashes": (f"a\\{ONE}.jpg", PhotoName(folder="a", stem=ONE, ending=".jpg", id_text=ONE)),
    "no ending": (ONE, PhotoName(folder="", stem=ONE, ending="", id_text=ONE)),
    "two endings": (
        f"{ONE}.JPG.jpg",
        PhotoName(folder="", stem=ONE, ending=".jpg", doubled=".JPG", id_text=ONE),
    ),
    "a space after the ending": (f"{ONE}.jpg ", PhotoName(folder="", stem=ONE, ending=".jpg ", id_text=ONE)),
    "a copy": (
        f"{ONE}(1).jpg",
        PhotoName(folder="", stem=f"{ONE}(1)", ending=".jpg", id_text=ONE, attached=True),
    ),
    "noise belongs to the number": (
        f" {ONE}.jpg",
        PhotoName(folder="", stem=f" {ONE}", ending=".jpg", id_text=f" {ONE}"),
    ),
    "one digit short": (f"{ONE[1:]}.jpg", PhotoName(folder="", stem=ONE[1:], ending=".jpg", id_text=ONE[1:])),
    "a name": ("张三.jpg", PhotoName(folder="", stem="张三", ending=".jpg")),
    "a hidden file": (".DS_Store", PhotoName(folder="", stem=".DS_Store", ending="")),
    "a float": (
        "1.10101E+17.jpg",
        PhotoName(folder="", stem="1.10101E+17", ending=".jpg", id_text="1.10101E+17"),
    ),
    "a decomposed name": ("e\u0301.jpg", PhotoName(folder="", stem="\u00e9", ending=".jpg")),
}


@pytest.mark.parametrize(("member", "parts"), NAMES.values(), ids=NAMES)
def test_names_are_taken_apart(member: str, parts: PhotoName) -> None:
    assert read_photo_name(member, TODAY) == parts


PATTERNS = {
    "as the pattern says": ("{name}_{id_number}", f"张三_{ONE}", ONE, False),
    "nothing between": ("{name}{id_number}", f"张三{ONE}", ONE, False),
    "the number first": ("{id_number}-{name}", f"{ONE}-张三", ONE, False),
    "a student number too": ("{student_number} {id_number}", f"2021001 {ONE}", ONE, False),
    "a faulty number in its place": ("{name}_{id_number}", f"张三_{ONE[1:]}", ONE[1:], False),
    "the number alone": ("{name}_{id_number}", ONE, ONE, True),
    "another order": ("{name}_{id_number}", f"{ONE}_张三", ONE, True),
    "no number": ("{name}_{id_number}", "张三_一班", None, False),
}


@pytest.mark.parametrize(("pattern", "stem", "id_text", "attached"), PATTERNS.values(), ids=PATTERNS)
def test_a_pattern_says_what_may_stand_around_the_number(
    pattern: str,
    stem: str,
    id_text: str | None,
    attached: bool,
) -> None:
    assert read_photo_name(f"{stem}.jpg", TODAY, pattern) == PhotoName(
        folder="", stem=stem, ending=".jpg", id_text=id_text, attached=attached
    )


def test_the_right_name_has_words_for_what_is_not_known() -> None:
    assert right_name("{student_number}_{name}_{id_number}", ONE) == f"学号_姓名_{ONE}"


LEFTOVERS = {
    "a thumbnail store": ("Thumbs.db", True),
    "a folder's settings": ("a/desktop.ini", True),
    "a Mac's folder": (f"__MACOSX/{ONE}.jpg", True),
    "a Mac's second half": (f"a/._{ONE}.jpg", True),
    "a Mac's store": ("a/.DS_Store", True),
    "a photo": (f"{ONE}.jpg", False),
    "a note": ("说明.txt", False),
}


@pytest.mark.parametrize(("member", "left"), LEFTOVERS.values(), ids=LEFTOVERS)
def test_leftovers_of_operating_systems(member: str, left: bool) -> None:
    assert read_photo_name(member, TODAY).is_leftover is left

"""`--per-class`: a report for each class, in which nothing stands of anybody else."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Ran
from school import STUDENTS, School, changed, workbook
from students import CHECK_DATE, portrait
from wdyy_cli.report.per_class.file_names import unique_file_names

Wdyy = Callable[..., Ran]
HEADERS = ("姓名", "身份证号", "班级", "证书等级", "学生类型")
Person = tuple[str, str, str]
"""Class, ID number, name."""


def texts_of(path: Path) -> Iterator[str]:
    """Yield all that can be read in a report: each part of a workbook; a page with and without tags."""
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as parts:
            for name in parts.namelist():
                yield html.unescape(parts.read(name).decode("utf-8"))
        return
    page = html.unescape(path.read_text(encoding="utf-8"))
    yield page
    yield re.sub("<[^>]*>", "", page)


def strangers_in(folder: Path, people: Sequence[Person], files: dict[str, str]) -> list[tuple[str, str]]:
    """Find the names and numbers of anybody else in the reports of each class."""
    found = []
    for stem, class_name in files.items():
        own = {text for of, *texts in people if of == class_name for text in texts}
        others = {text for of, *texts in people if of != class_name for text in texts} - own - {""}
        for path in (folder / f"{stem}.html", folder / f"{stem}.xlsx"):
            read = "\0".join(texts_of(path))
            # A name may be the beginning of an own one.
            for text in sorted(own, key=len, reverse=True):
                read = read.replace(text, "\0") if text else read
            found += [(path.name, text) for text in others if text in read]
    return found


def people_in(path: Path, class_at: int | None = None) -> list[Person]:
    """Read a table that begins with names and ID numbers."""
    rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    shown = [[str(value or "") for value in row] for row in rows]
    students = [row for row in shown if sum(map(str.isdigit, row[1])) >= 15]
    return [(row[class_at] if class_at is not None else "?", row[1], row[0]) for row in students]


@pytest.mark.slow
def test_the_faulty_school_tells_no_class_of_another(
    wdyy: Wdyy, demo_schools: dict[str, Path], tmp_path: Path
) -> None:
    school, folder = demo_schools["faulty"], tmp_path / "各班"
    assert (
        wdyy("check", school, "--date", CHECK_DATE, "--per-class", folder, "-q", "--no-history").status == 1
    )
    people = people_in(school / "花名册.xlsx", 2)
    classes = {of for of, *_ in people}
    for other in ("报考.xlsx", "报考记录.xlsx", "考生信息.xlsx"):
        # Whoever the roster does not know is in no class.
        known = {text for _, *texts in people for text in texts}
        people += [p for p in people_in(school / other) if not known & {*p[1:]}]
    assert strangers_in(folder, people, {of: of for of in classes}) == []
    assert {path.name for path in folder.iterdir()} == {
        f"{stem}.{ending}" for stem in (*classes, "未分班", "总览") for ending in ("html", "xlsx")
    }
    overview = "".join(texts_of(folder / "总览.html")) + "".join(texts_of(folder / "总览.xlsx"))
    assert [text for _, *texts in people for text in texts if text and text in overview] == []


PORTRAITS = [(s.number, portrait(i)) for i, s in enumerate(STUDENTS)]
BY_NAME = {("孙六.jpg" if i == 5 else f"{number}.jpg"): photo for i, (number, photo) in enumerate(PORTRAITS)}
OF_FIVE = STUDENTS[4].number
SLIP = f"{STUDENTS[6].number[:16]}{STUDENTS[7].number[16:]}"
TWINS = changed(changed(STUDENTS, 1, number=STUDENTS[0].number), 2, name="孙六六")
SAME_PICTURE = {f"{s.number}.jpg": portrait(0 if i in (3, 4) else i + 20) for i, s in enumerate(STUDENTS)}
TWO_PERSONS: dict[str, tuple[School, set[str]]] = {
    "one number of two students, in two classes": (School(roster=TWINS), {"ROS201", "ROS202"}),
    "one picture of two students": (School(photos=SAME_PICTURE), {"PHO402"}),
    "the name of another student in the registration": (
        School(registration=changed(STUDENTS, 4, name=STUDENTS[5].name)), {"XRF005"},
    ),
    "a photo called by a name, where another has nearly her number": (
        School(photos=BY_NAME),
        {"PHO101"},
    ),
    "a number with a slip": (
        School(status=changed(STUDENTS, 6, number=SLIP)),
        {"XRF008"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("school", "codes"), TWO_PERSONS.values(), ids=TWO_PERSONS)
def test_what_is_told_of_two_persons_names_only_the_own_one(
    wdyy: Wdyy, tmp_path: Path, school: School, codes: set[str]
) -> None:
    school.write(tmp_path / "校")
    ran = wdyy(
        "check", tmp_path / "校", "--date", CHECK_DATE, "--per-class", tmp_path / "各班", "--format", "json"
    )
    assert codes <= {finding["code"] for finding in ran.report["findings"]}
    people = [(s.class_name, s.number, s.name) for s in school.roster or ()]
    strangers = strangers_in(tmp_path / "各班", people, {of: of for of in ("高一1班", "高一2班")})
    # Of a number in two classes each has a right to the number.
    assert [found for found in strangers if found[1] != TWINS[0].number] == []


def test_each_class_with_a_number_has_to_look_who_has_it_by_mistake(wdyy: Wdyy, tmp_path: Path) -> None:
    School(roster=TWINS, photos=None, registration=None, records=None, status=None).write(tmp_path / "校")
    wdyy("check", tmp_path / "校", "--date", CHECK_DATE, "--per-class", tmp_path / "各班", "-q")
    for of in ("高一1班", "高一2班"):
        sheet = openpyxl.load_workbook(tmp_path / "各班" / f"{of}.xlsx")["问题"]
        assert {"ROS201", "ROS202"} <= {row[1] for row in sheet.iter_rows(values_only=True)}


def test_of_two_photos_that_are_the_same_only_the_own_one_is_shown(wdyy: Wdyy, tmp_path: Path) -> None:
    School(photos=SAME_PICTURE, records=None, status=None).write(tmp_path / "校")
    wdyy("check", tmp_path / "校", "--date", CHECK_DATE, "--per-class", tmp_path / "各班", "-q")
    pages = [(tmp_path / "各班" / f"{of}.html").read_text(encoding="utf-8") for of in ("高一1班", "高一2班")]
    assert [page.count("data:image/jpeg") for page in pages] == [1, 1]
    assert all("（另一个身份证号）.jpg" in page for page in pages)


SHAPES: dict[str, dict[str, Sequence[Sequence[object]]]] = {
    "two classes side by side": {
        "全校": [
            [*HEADERS[:3], None, *HEADERS[:3]],
            *(
                [one.name, f"{one.number}1", "甲班", None, other.name, f"{other.number}2", "乙班"]
                for one, other in zip(STUDENTS[:5], STUDENTS[5:], strict=True)
            ),
        ]
    },
    "a sheet for each class": {
        of: [list(HEADERS[:2]), *([s.name, f"{s.number}1"] for s in students)]
        for of, students in (("甲班", STUDENTS[:5]), ("乙班", STUDENTS[5:]))
    },
    "a class below the other": {
        "全校": [
            ["甲班", None, None],
            [*HEADERS[:3]],
            *([s.name, f"{s.number}1", "甲班"] for s in STUDENTS[:5]),
            [None],
            [*HEADERS[:3]],
            *([s.name, f"{s.number}1", "乙班"] for s in STUDENTS[5:]),
        ]
    },
}


@pytest.mark.parametrize("sheets", SHAPES.values(), ids=SHAPES)
def test_rosters_of_every_shape_are_taken_apart(
    wdyy: Wdyy, tmp_path: Path, sheets: dict[str, Sequence[Sequence[object]]]
) -> None:
    path = workbook(tmp_path / "花名册.xlsx", sheets)
    wdyy("check-roster", path, "--date", CHECK_DATE, "--per-class", tmp_path / "各班", "-q")
    people = [("甲班" if i < 5 else "乙班", s.number, s.name) for i, s in enumerate(STUDENTS)]
    assert strangers_in(tmp_path / "各班", people, {"甲班": "甲班", "乙班": "乙班"}) == []
    for of in ("甲班", "乙班"):
        rows = openpyxl.load_workbook(tmp_path / "各班" / f"{of}.xlsx")["问题"].iter_rows(values_only=True)
        named = {row[6] for row in rows if row[1] == "IDN001"}
        assert named == {name for class_name, _, name in people if class_name == of}


def test_a_finding_stands_in_the_report_of_its_class_with_all_that_helps(wdyy: Wdyy, tmp_path: Path) -> None:
    school, folder = tmp_path / "校", tmp_path / "各班"
    School(photos={f"{number}.jpg": photo for number, photo in PORTRAITS if number != OF_FIVE}).write(school)
    rows = [(s.name, s.number, s.class_name, s.level, "院校考生") for s in STUDENTS]
    # Of whom the number is lost, nothing but her row tells the class.
    rows[2] = (STUDENTS[2].name, 1.10101200603031e17, *rows[2][2:])  # type: ignore[assignment]
    workbook(school / "花名册.xlsx", {"全校": [HEADERS, *rows]})
    wdyy("check", school, "--date", CHECK_DATE, "--per-class", folder, "-q", "--select", "IDN,XRF001")
    book = openpyxl.load_workbook(folder / "高一1班.xlsx")
    found = [(row[1], row[5], row[6], row[8]) for row in book["问题"].iter_rows(min_row=2, values_only=True)]
    assert found == [
        ("IDN010", "B4 身份证号", STUDENTS[2].name, "高一1班"),
        ("XRF001", "B6 身份证号", STUDENTS[4].name, "高一1班"),
    ]
    copy = list(book["花名册"].iter_rows(values_only=True))
    assert [row[0] for row in copy] == ["原来的行", 2, 4, 6, 8, 10]
    assert [row[1] for row in copy] == ["姓名", *(s.name for s in STUDENTS[::2])]
    assert book["花名册"]["C3"].fill.fgColor.rgb == "FFFFC7CE"
    assert "<title>高一1班：2 处错误。" in (folder / "高一1班.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_photos_and_registration_are_told_by_class_too(wdyy: Wdyy, tmp_path: Path) -> None:
    school = replace(School(), records=None, status=None).write(tmp_path / "校")
    people = [(s.class_name, s.number, s.name) for s in STUDENTS]
    roster, photos, sheet = (school / name for name in ("花名册.xlsx", "照片.zip", "报考.xlsx"))
    for command in (
        ("check-photos", photos, "--roster", roster),
        ("lint-registration", sheet, "--roster", roster),
        ("check-roster", roster),
    ):
        folder = tmp_path / command[0]
        assert wdyy(*command, "--date", CHECK_DATE, "--per-class", folder, "-q").status == 0
        assert {path.stem for path in folder.iterdir()} == {"高一1班", "高一2班", "总览"}
        assert strangers_in(folder, people, {of: of for of in ("高一1班", "高一2班")}) == []
    ran = wdyy("check-photos", photos, "--per-class", tmp_path / "x")
    assert (ran.status, "请加上 --roster 花名册.xlsx" in ran.err) == (2, True)


def test_no_file_of_the_school_is_lost(wdyy: Wdyy, tmp_path: Path) -> None:
    rows = {of: [(s.name, s.number, s.level, "院校考生") for s in STUDENTS if s.class_name == of]
            for of in ("高一1班", "高一2班")}  # fmt: skip
    header = ("姓名", "身份证号", "证书等级", "学生类型")
    files = [workbook(tmp_path / f"{of}.xlsx", {"Sheet": [header, *own]}) for of, own in rows.items()]
    before = [path.read_bytes() for path in files]
    ran = wdyy("check-roster", *files, "--date", CHECK_DATE, "--per-class", tmp_path)
    assert (ran.status, [path.read_bytes() for path in files]) == (2, before)
    assert "已经存在，而且不是 wdyy 的报告，没有盖掉它" in ran.err
    for _ in "12":  # reports of an earlier run are replaced
        assert (
            wdyy("check-roster", *files, "--date", CHECK_DATE, "--per-class", tmp_path / "各班").status == 0
        )


def test_students_without_a_class_stand_apart(wdyy: Wdyy, tmp_path: Path) -> None:
    roster = [replace(s, class_name="" if i == 0 else s.class_name) for i, s in enumerate(STUDENTS)]
    School(roster=roster, photos=None, registration=None, records=None, status=None).write(tmp_path / "校")
    wdyy("check", tmp_path / "校", "--date", CHECK_DATE, "--per-class", tmp_path / "各班", "-q")
    people = [(s.class_name or "未分班", s.number, s.name) for s in roster]
    files = {of: of for of in ("高一1班", "高一2班", "未分班")}
    assert strangers_in(tmp_path / "各班", people, files) == []
    overview = openpyxl.load_workbook(tmp_path / "各班" / "总览.xlsx").worksheets[0]
    told = [str(row[0]).split() for row in overview.iter_rows(values_only=True)]
    assert [row[:4] for row in told if row[0] in files] == [
        ["高一2班", "5", "0", "0"], ["高一1班", "4", "0", "0"], ["未分班", "1", "0", "0"],
    ]  # fmt: skip


def test_where_nobody_says_who_is_in_which_class_that_is_told(wdyy: Wdyy, tmp_path: Path) -> None:
    rows = [(s.name, s.number, s.level, "院校考生") for s in STUDENTS]
    path = workbook(
        tmp_path / "花名册.xlsx", {"Sheet": [("姓名", "身份证号", "证书等级", "学生类型"), *rows]}
    )
    ran = wdyy("check-roster", path, "--date", CHECK_DATE, "--per-class", tmp_path / "各班", "-q")
    assert (ran.status, "没有读到谁在哪个班" in ran.err) == (0, True)
    assert {file.stem for file in (tmp_path / "各班").iterdir()} == {"未分班", "总览"}


def test_masked_reports_hold_nobody_at_all(wdyy: Wdyy, tmp_path: Path) -> None:
    School(roster=TWINS, records=None, status=None).write(tmp_path / "校")
    wdyy("check", tmp_path / "校", "--date", CHECK_DATE, "--per-class", tmp_path / "各班", "-q", "--redact")
    everybody = {text for s in (*STUDENTS, *TWINS) for text in (s.name, s.number)}
    for path in (tmp_path / "各班").iterdir():
        assert [text for text in everybody if any(text in read for read in texts_of(path))] == [], path.name


NAMES = {
    "forbidden characters": (["高一/1班", "a:b*c?", 'x"<>|y\\z'], ["高一_1班", "a_b_c_", "x____y_z"]),
    "names that become one": (["1/班", "1:班", "1_班", "甲班 "], ["1_班", "1_班-2", "1_班-3", "甲班"]),
    "case does not count": (["A班", "a班"], ["A班", "a班-2"]),
    "devices of Windows": (["CON", "aux.1", "lpt9.x", "console"], ["_CON", "_aux.1", "_lpt9.x", "console"]),
    "ends in dots and blanks": (["一班. .", " 二班", ".."], ["一班", "二班", "没有名称的班"]),
    "line breaks and what nobody sees": (["一\n班", "二\u202e班"], ["一_班", "二_班"]),
    "a class called like the overview": (["总览"], ["总览-2"]),
    "what looks like an option or a lock": (["-一班", "~$二班"], ["_-一班", "_~$二班"]),
}  # fmt: skip


@pytest.mark.parametrize(("classes", "names"), NAMES.values(), ids=NAMES)
def test_file_names(classes: list[str], names: list[str]) -> None:
    assert unique_file_names(classes, reserved=("总览",)) == names


@given(st.lists(st.text(max_size=80), max_size=8))
def test_every_class_gets_a_file_of_its_own_that_every_system_takes(classes: list[str]) -> None:
    names = unique_file_names(classes, reserved=("总览",))
    assert len({name.casefold() for name in names}) == len(classes)
    for name in names:
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f]|[. ]$|^[. ]|^$', name)
        assert len(name.encode("utf-8", "surrogatepass")) < 250
        name.encode("utf-8")

"""`wdyy lint-registration --fix`: only what cannot be mended wrongly, and every other byte stays."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest
import xlwt  # type: ignore[import-untyped] # the same
from hypothesis import given
from hypothesis import strategies as st

from conftest import Ran
from drawn import examples
from school import NAMES, PLAN, SITE
from sheet_builders import HEADERS, at_cell, findings, put, registration, student
from students import CHECK_DATE, id_number
from template_builders import unpack
from wdyy_cli.cli.app import main
from wdyy_cli.files.tables.table import read_tables

Wdyy = Callable[..., Ran]
ME = id_number(2)
LINT = ("--format", "json", "--date", CHECK_DATE)

REPAIRS: dict[str, tuple[str, str, str]] = {
    "blanks in a number": ("B6", f" {ME[:6]} {ME[6:14]} {ME[14:]}", ME),
    "a full-width number": ("B6", "".join(chr(ord(c) + 0xFEE0) for c in ME), ME),
    "an apostrophe": ("B6", f"'{ME}", ME),
    "lower-case x": ("B6", "11010120080307100x", "11010120080307100X"),
    "noise and lower-case x": ("B6", "110101-20080307-100x", "11010120080307100X"),
    "blanks around a name": ("A6", " 王三　", "王三"),
    "a blank within a Chinese name": ("A6", "王　三", "王三"),
    "a line break in the plan": ("F6", f"{PLAN[:5]}\n{PLAN[5:]}", PLAN),
    "full-width figures": ("F6", PLAN.replace("2021", "２０２１"), PLAN),
    "an invisible character in the site": ("E6", f"{SITE}\ufeff", SITE),
    "a level with a blank": ("H6", "初 级", "初级"),
    "a level with a wide blank": ("H6", "初　级", "初级"),
    "a type after blanks": ("C6", "\u3000院校考生", "院校考生"),
}


@pytest.mark.parametrize(("cell", "before", "after"), REPAIRS.values(), ids=REPAIRS)
def test_a_safe_fault_is_repaired(wdyy: Wdyy, tmp_path: Path, cell: str, before: str, after: str) -> None:
    path, out = registration(tmp_path / "报考.xlsx", put(**{cell: before})), tmp_path / "改好.xlsx"
    ran = wdyy("lint-registration", path, "--fix", out, *LINT)
    assert (ran.status, ran.report["findings"]) == (0, [])
    assert ran.report["results"] == {
        "output": str(out),
        "fixes": [
            {
                "cell": cell,
                "row": 6,
                "column": HEADERS["ABCDEFGH".index(cell[0])],
                "before": before,
                "after": after,
            }
        ],
    }
    assert openpyxl.load_workbook(out).active[cell].value == after
    clean = wdyy("lint-registration", out, *LINT)
    assert (clean.status, clean.report["findings"]) == (0, [])


UNSAFE = {
    "a number": put(B6=110101200001011000),
    "a lost tail": put(B6="110101200001011000"),
    "a wrong check digit": put(B6=f"{ME[:-1]}{'1' if ME[-1] != '1' else '2'}"),
    "noise around a wrong number": put(B6=f" {ME[:-1]}"),
    "a control character": put(A6="王\x7f三"),
    "another level": put(H6="一级"),
    "no name": put(A6=None),
    "an odd name": put(A6="王san"),
    "a formula": put(D6='="某某"'),
}


@pytest.mark.parametrize("change", UNSAFE.values(), ids=UNSAFE)
def test_nothing_else_is_repaired(wdyy: Wdyy, tmp_path: Path, change: Callable[[object], None]) -> None:
    path, out = registration(tmp_path / "报考.xlsx", change), tmp_path / "改好.xlsx"
    as_it_was = wdyy("lint-registration", path, *LINT)
    ran = wdyy("lint-registration", path, "--fix", out, *LINT)
    assert ran.report["results"] == {"output": str(out), "fixes": []}
    assert findings(ran.report) == findings(as_it_was.report) != []
    assert unpack(out.read_bytes()) == unpack(path.read_bytes())


def test_what_cannot_be_repaired_is_still_reported_with_its_place_in_the_input(
    wdyy: Wdyy, tmp_path: Path
) -> None:
    path = registration(tmp_path / "报考.xlsx", put(A5=" 李二", B6=ME[:-1]))
    ran = wdyy("lint-registration", path, "--fix", tmp_path / "改好.xlsx", *LINT)
    assert ran.status == 1
    assert findings(ran.report) == [at_cell("IDN001", "B6", "身份证号", ME[:-1], who=(NAMES[2], ME[:-1]))]
    assert ran.report["findings"][0]["location"]["file"] == str(path)


def test_a_dry_run_lists_the_changes_and_writes_nothing(wdyy: Wdyy, tmp_path: Path) -> None:
    path, out = registration(tmp_path / "报考.xlsx", put(A5=" 李二", H6="初 级")), tmp_path / "改好.xlsx"
    ran = wdyy("lint-registration", path, "--fix", out, "--dry-run", "--date", CHECK_DATE)
    assert (ran.status, out.exists(), ran.err) == (1, False, "")
    assert "可以自动改正 2 处（没有写文件）：\n  A5  “ 李二”→“李二”\n  H6  “初 级”→“初级”\n" in ran.out
    assert "REG105" in ran.out


def test_the_changes_are_listed(wdyy: Wdyy, tmp_path: Path) -> None:
    path, out = registration(tmp_path / "报考.xlsx", put(A5=" 李二")), tmp_path / "改好.xlsx"
    ran = wdyy("lint-registration", path, "--fix", out, "--date", CHECK_DATE)
    assert f"已自动改正 1 处，存到 {out}：\n  A5  “ 李二”→“李二”\n" in ran.out
    assert ran.status == 0


def test_only_the_sheet_and_the_shared_strings_change(wdyy: Wdyy, tmp_path: Path) -> None:
    path, out = registration(tmp_path / "报考.xlsx", put(A5=" 李二", B6=f" {ME}")), tmp_path / "改好.xlsx"
    wdyy("lint-registration", path, "--fix", out, *LINT)
    before, after = unpack(path.read_bytes()), unpack(out.read_bytes())
    own = {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "[Content_Types].xml"}
    own |= {"xl/_rels/workbook.xml.rels"}  # openpyxl's book has no shared strings; they are new here
    assert {name: part for name, part in after.items() if name not in own} == {
        name: part for name, part in before.items() if name not in own
    }
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None


def test_an_ignored_fault_is_not_repaired(wdyy: Wdyy, tmp_path: Path) -> None:
    path, out = registration(tmp_path / "报考.xlsx", put(A5=" 李二")), tmp_path / "改好.xlsx"
    config = tmp_path / "wdyy.toml"
    config.write_text('[rules]\nignore = [{code = "REG105", reason = "平台这样写"}]\n', "utf-8")
    ran = wdyy("lint-registration", path, "--fix", out, "--config", config, *LINT)
    assert (ran.status, ran.report["results"]["fixes"]) == (0, [])
    assert openpyxl.load_workbook(out).active["A5"].value == " 李二"


def old_excel(path: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("报考表")
    for row, texts in enumerate((("按证书批量导入报考",), ("说明",), HEADERS, student(0))):
        for column, text in enumerate(texts):
            sheet.write(row, column, f" {text}" if (row, column) == (3, 0) else text)
    book.save(str(path))
    return path


def test_a_sheet_of_old_excel_is_checked_though_it_cannot_be_repaired(wdyy: Wdyy, tmp_path: Path) -> None:
    path, out = old_excel(tmp_path / "报考.xls"), tmp_path / "改好.xlsx"
    ran = wdyy("lint-registration", path, "--fix", out, *LINT)
    assert (ran.status, out.exists(), ran.report["results"]) == (1, False, {"output": None, "fixes": []})
    assert ("REG105", "A4") in [(found.code, found.cell) for found in findings(ran.report)]
    said = wdyy("lint-registration", path, "--fix", out, "--date", CHECK_DATE).out
    assert f"× 没有另存：“{path}” 是旧版 Excel 文件（xls），不是 xlsx。" in said
    assert ("REG006", "这种文件里看不到下拉列表，请另存为 .xlsx 再检查") in [
        (item["code"], item["reason"]) for item in ran.report["not_checked"]
    ]


def test_a_table_without_the_header_is_not_copied(wdyy: Wdyy, tmp_path: Path) -> None:
    path, out = tmp_path / "别的.xlsx", tmp_path / "改好.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "通知"
    book.save(path)
    ran = wdyy("lint-registration", path, "--fix", out, *LINT)
    assert (ran.status, out.exists()) == (1, False)
    assert [found.code for found in findings(ran.report)] == ["REG001"]


WRONG_LINES = {
    "dry run without an output": (["--dry-run"], "--dry-run 要和 --fix 一起用。"),
    "an ending that Excel would not open": (["--fix", "改好.xls"], "“改好.xls”要以 .xlsx 结尾"),
    "the sheet itself": (["--fix", "报考.xlsx"], "“报考.xlsx”是输入的文件，不能写到它上面。"),
    "the sheet itself in other words": (["--fix", "./报考.xlsx", "--force"], "是输入的文件"),
    "a file that is there": (["--fix", "旧.xlsx"], "“旧.xlsx”已经存在，没有改动它。"),
    "the report": (
        ["--fix", "新.xlsx", "--report", "新.xlsx"],
        "“新.xlsx”既是要生成的文件，又是报告的文件。",
    ),
    "a missing folder": (["--fix", "没有/新.xlsx"], "写不了“没有/新.xlsx”：没有这个文件夹。"),
}


@pytest.mark.parametrize(("options", "message"), WRONG_LINES.values(), ids=WRONG_LINES)
def test_an_output_that_cannot_be_is_refused_and_nothing_is_touched(
    wdyy: Wdyy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    registration(Path("报考.xlsx"), put(A5=" 李二"))
    Path("旧.xlsx").write_bytes(b"mine")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    ran = wdyy("lint-registration", "报考.xlsx", *options)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_existing_file_is_replaced_where_that_is_wanted(wdyy: Wdyy, tmp_path: Path) -> None:
    path, out = registration(tmp_path / "报考.xlsx", put(A5=" 李二")), tmp_path / "旧.xlsx"
    out.write_bytes(b"mine")
    assert wdyy("lint-registration", path, "--fix", out, "--force", *LINT).status == 0
    assert openpyxl.load_workbook(out).active["A5"].value == "李二"


messy = st.text(
    st.sampled_from("王三李初级院校考生 \u3000\xa0\n\t\u200b\ufeffＡｂ１2xX-'·"), min_size=1, max_size=9
).filter(lambda text: text.strip())


def fixes_of(path: Path, out: Path) -> list[object]:
    """Repair a sheet, and give the changes."""
    with contextlib.redirect_stdout(io.StringIO()) as said:
        main(["lint-registration", str(path), "--fix", str(out), *LINT])
    fixes: list[object] = json.loads(said.getvalue())["results"]["fixes"]
    return fixes


@pytest.mark.slow
@examples(25)
@given(st.lists(st.tuples(st.integers(4, 8), st.sampled_from("ABCDEFGH"), messy), max_size=8), st.data())
def test_a_repaired_copy_has_nothing_left_to_repair(
    tmp_path_factory: pytest.TempPathFactory,
    planted: list[tuple[int, str, str]],
    data: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("repair")
    noisy = data.draw(st.text("0123456789xX -'\u3000", max_size=4))
    cells = {f"{letter}{row}": text for row, letter, text in planted}
    path = registration(folder / "报考.xlsx", put(**{"B5": noisy + id_number(1), **cells}))
    once, twice = folder / "一.xlsx", folder / "二.xlsx"
    fixes_of(path, once)
    assert fixes_of(once, twice) == []
    rows = [read_tables(file, "x").sheets[0].rows for file in (once, twice)]
    assert rows[0] == rows[1]

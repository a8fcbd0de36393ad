"""Where the platform's own template for registrations is filled: found by its headers, whoever wrote it."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest
from python_calamine import load_workbook

from students import TODAY
from template_builders import HEADERS, WRITERS, minimal, poi, unpack
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.forms.cell_patch import patch_cells
from wdyy_cli.files.forms.registration_fill import fill_form
from wdyy_cli.files.forms.registration_sheet import Form, FormPlace, form_at
from wdyy_cli.files.forms.xlsx_package import XlsxPackage, open_package
from wdyy_cli.profile_files import load_profile
from wdyy_cli.school.form import measured, place_to_fill
from wdyy_cli.school.settings import Settings

SETTINGS = Settings(profile=load_profile(), checked_on=TODAY)
CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "sheets"
SHARED = "xl/sharedStrings.xml"
STUDENTS = [[f"第 {row} 行 {header}" for header in HEADERS] for row in range(3)]


def place_in(path: Path) -> FormPlace:
    return place_to_fill(measured(str(path), SETTINGS)[1], SETTINGS.profile.registration)


def opened(path: Path) -> tuple[XlsxPackage, Form]:
    package = open_package(path, path.name)
    return package, form_at(package, place_in(path))


def rows_of(data: bytes, sheet: str, first_row: int) -> list[list[str]]:
    found = load_workbook(io.BytesIO(data)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    rows = [[str(value) for value in row] for row in found[first_row - 1 :]]
    return [row for row in rows if any(row)]


@pytest.mark.parametrize("writer", WRITERS)
def test_form_is_found_whoever_wrote_the_template(tmp_path: Path, writer: str) -> None:
    path = tmp_path / "模板.xlsx"
    path.write_bytes(WRITERS[writer]())
    place = place_in(path)
    hints = frozenset(() if writer in {"wps", "libreoffice", "inline"} else (4,))
    assert (place.header_row, place.first_row, place.hint_rows) == (3, 4, hints)
    assert (place.columns, place.id_column) == ({header: at for at, header in enumerate(HEADERS)}, 1)


def test_columns_may_stand_in_any_order_and_place(tmp_path: Path) -> None:
    order = [7, 6, 5, 4, 3, 2, 1, 0]
    book = openpyxl.Workbook()
    book.active.append([])
    book.active.append([None, *(f" *{HEADERS[number]}：" for number in order)])
    path = tmp_path / "模板.xlsx"
    book.save(path)
    package, form = opened(path)
    assert (form.header_row, form.columns) == (2, (8, 7, 6, 5, 4, 3, 2, 1))
    found = rows_of(fill_form(package, form, STUDENTS).data, form.sheet.name, 3)
    assert found == [["", *(row[number] for number in order)] for row in STUDENTS]


def test_row_with_an_id_number_is_a_student_whatever_hint_is_left_in_it(tmp_path: Path) -> None:
    number = '<c r="B4" t="str"><v>110101200001010019</v></c>'
    row = f'<row r="4">{number}<c r="D4" t="str"><v>学校全称</v></c></row>'
    path = tmp_path / "模板.xlsx"
    found = []
    for data in (poi(), minimal(row)):
        path.write_bytes(data)
        _, form = opened(path)
        found.append((form.hint_rows, form.data_rows))
    assert found == [((4,), ()), ((), (4,))]


@pytest.mark.parametrize("hint", ["学校全称：", "*学校全称", "学 校 全 称", "学校全称 ", "学校全称（示例）"])
def test_hints_make_way_however_they_are_decorated(tmp_path: Path, hint: str) -> None:
    path = tmp_path / "模板.xlsx"
    path.write_bytes(minimal(f'<row r="4"><c r="D4" t="str"><v>{hint}</v></c></row>'))
    package, form = opened(path)
    assert (form.hint_rows, form.data_rows) == ((4,), ())
    assert rows_of(fill_form(package, form, STUDENTS).data, form.sheet.name, 4) == STUDENTS


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus beside this checkout")
def test_corpus_is_filled_without_loss_or_refused() -> None:
    """Hostile and odd files that are kept beside the checkout."""
    for path in sorted(CORPUS.glob("*")):
        done = filled_or_refused(path)
        if isinstance(done, WdyyError):
            assert path.name in done.message
            continue
        form, copy = done
        before, after = unpack(path.read_bytes()), unpack(copy)
        assert {name for name in before if before[name] != after[name]} == {form.sheet.part, SHARED}
        assert rows_of(copy, form.sheet.name, form.first_row) == STUDENTS


def filled_or_refused(path: Path) -> tuple[Form, bytes] | WdyyError:
    """Fill whatever a file has of a form, give the form and the copy, or why it was refused."""
    try:
        package = open_package(path, path.name)
        if package.sheets:
            with pytest.raises(WdyyError):
                patch_cells(package, package.sheets[0], {"XFD1048576": "x"})
        form = form_at(package, place_in(path))
        return form, fill_form(package, form, STUDENTS).data
    except WdyyError as error:
        return error

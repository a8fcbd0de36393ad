"""What xlsx sheets have besides values, and rows in every spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl  # type: ignore[import-untyped] # it brings no types
import pytest
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped] # the same

from table_builders import (
    cell_at,
    filled,
    number,
    openpyxl_book,
    read,
    read_sheet,
    row,
    strings_xml,
    text,
    xlsx,
)
from template_builders import (
    WRITERS,
)
from wdyy_cli.sheet import (
    LAST_COLUMN,
    LAST_ROW,
    NO_FACTS,
    Area,
    ErrorValue,
    SheetFacts,
    StoredAs,
    Validation,
    cell_ref,
)

if TYPE_CHECKING:
    from collections.abc import Callable

ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#BUSY!")


def test_every_error_value_is_kept() -> None:
    cells = [f'<c r="{cell_ref(2, column)}" t="e"><v>{error}</v></c>' for column, error in enumerate(ERRORS)]
    sheet = read_sheet(xlsx(row(1, text("A1", "#N/A")), row(2, *cells)))
    assert sheet.rows[1] == ERRORS
    assert {cell_at(sheet, 2, column).stored_as for column in range(len(ERRORS))} == {StoredAs.ERROR}
    assert sheet.facts.errors == {cell_ref(2, column): error for column, error in enumerate(ERRORS)}
    assert cell_at(sheet, 1, 0).stored_as is StoredAs.TEXT


FORMULAS = row(
    1,
    '<c r="A1"><f>1+1</f><v>2</v></c>',
    '<c r="B1" t="str"><f>"张"&amp;"三"</f><v>张三</v></c>',
    '<c r="C1"><f t="shared" ref="C1:D1" si="0">A1*2</f><v>4</v></c>',
    '<c r="D1"><f t="shared" si="0"/><v>6</v></c>',
    '<c r="E1" t="e"><f>NA()</f><v>#N/A</v></c>',
    '<c r="F1"><f ca="1">TODAY()</f></c>',
    '<c r="G1" t="s"><v>0</v></c>',
)


def test_formulas_are_seen_with_their_last_values() -> None:
    sheet = read_sheet(xlsx(FORMULAS, strings=strings_xml("=A1")))
    assert sheet.rows == ((2.0, "张三", 4.0, 6.0, ErrorValue("#N/A"), "", "=A1"),)
    assert sheet.facts.formulas == {
        "A1": "1+1",
        "B1": '"张"&"三"',
        "C1": "A1*2",
        "D1": "",
        "E1": "NA()",
        "F1": "TODAY()",
    }
    assert [cell_at(sheet, 1, column).stored_as for column in (0, 4, 5, 6)] == [
        StoredAs.FORMULA,
        StoredAs.FORMULA,
        StoredAs.FORMULA,
        StoredAs.TEXT,
    ]


def _merged(book: openpyxl.Workbook) -> None:
    book.active.merge_cells("A1:H1")
    book.active.merge_cells("B3:B5")


def _hidden(book: openpyxl.Workbook) -> None:
    sheet = book.active
    sheet["A9"] = "张三"
    for hidden in (3, 4, 12):
        sheet.row_dimensions[hidden].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.column_dimensions["F"].width = 3


def _filter(book: openpyxl.Workbook) -> None:
    book.active.auto_filter.ref = "A1:H20"


def _filter_in_force(book: openpyxl.Workbook) -> None:
    book.active.auto_filter.ref = "A1:H20"
    book.active.auto_filter.add_filter_column(2, ["院校考生"])


def _validations(book: openpyxl.Workbook) -> None:
    for kind, source, areas in (
        ("list", '"院校考生, 社会考生"', "C4:C200 H4"),
        ("list", "字典!$A$1:$A$2", "D4:D200"),
        ("list", '"甲""乙"', "E4"),
        ("whole", "5", "F4"),
    ):
        validation = DataValidation(type=kind, formula1=source)
        for area in areas.split():
            validation.add(area)
        book.active.add_data_validation(validation)


FACTS: dict[str, tuple[Callable[[openpyxl.Workbook], None], SheetFacts]] = {
    "merged cells": (_merged, SheetFacts(merged=(Area(1, 0, 1, 7), Area(3, 1, 5, 1)))),
    "hidden rows above the last value, and columns": (
        _hidden,
        SheetFacts(hidden_rows=frozenset({3, 4}), hidden_columns=(Area(1, 2, LAST_ROW, 2),)),
    ),
    "a filter": (_filter, SheetFacts()),
    "a filter in force": (_filter_in_force, SheetFacts(filtered=True)),
    "drop-down lists": (
        _validations,
        SheetFacts(
            validations=(
                Validation(
                    areas=(Area(4, 2, 200, 2), Area(4, 7, 4, 7)),
                    kind="list",
                    source='"院校考生, 社会考生"',
                    values=("院校考生", "社会考生"),
                ),
                Validation(areas=(Area(4, 3, 200, 3),), kind="list", source="字典!$A$1:$A$2"),
                Validation(areas=(Area(4, 4, 4, 4),), kind="list", source='"甲""乙"', values=('甲"乙',)),
                Validation(areas=(Area(4, 5, 4, 5),), kind="whole", source="5"),
            )
        ),
    ),
    "nothing": (lambda book: None, NO_FACTS),  # noqa: ARG005 - a table of functions
}


@pytest.mark.parametrize(("fill", "facts"), FACTS.values(), ids=FACTS)
def test_facts_of_a_sheet(fill: Callable[[openpyxl.Workbook], None], facts: SheetFacts) -> None:
    assert read_sheet(openpyxl_book(fill)).facts == facts


def test_lists_of_the_extension_list_are_seen() -> None:
    (sheet,) = (sheet for sheet in read(WRITERS["excel"]()).sheets if sheet.name == "按证书 报考")
    assert sheet.facts == SheetFacts(
        merged=(Area(1, 0, 1, 7),),
        validations=(Validation(areas=(Area(4, 2, 5, 2),), kind="list", source="字典!$A$1:$A$2"),),
    )


COLUMNS_TO_THE_END = '<cols><col min="3" max="16384" hidden="1"/><col min="1" max="2" hidden="0"/></cols>'


def test_filter_without_arrows_is_in_force_as_well() -> None:
    sheet = read_sheet(xlsx(row(1, text("A1", "姓名")), before='<sheetPr filterMode="1"/>'))
    assert sheet.facts == SheetFacts(filtered=True)


def test_columns_hidden_to_the_end() -> None:
    sheet = read_sheet(xlsx(row(1, text("A1", "姓名")), before=COLUMNS_TO_THE_END))
    assert sheet.facts == SheetFacts(hidden_columns=(Area(1, 2, LAST_ROW, LAST_COLUMN),))


STUDENTS = row(1, text("A1", "姓名"), text("B1", "身份证号")) + row(3, text("A3", "张三"), number("B3", 7))
READ = (("姓名", "身份证号"), ("", ""), ("张三", 7.0))


@pytest.mark.parametrize("dimension", ["A1", "A1:XFD1048576", "B9:B9", "rubbish", ""])
def test_dimension_that_lies_is_not_believed(dimension: str) -> None:
    assert read_sheet(xlsx(STUDENTS, before=f'<dimension ref="{dimension}"/>')).rows == READ


def _formatted(last: int) -> str:
    return "".join(row(at, f'<c r="A{at}" s="3"/>', f'<c r="Z{at}" s="3"></c>') for at in range(4, last + 1))


def test_formatted_rows_and_columns_without_values_are_left_out() -> None:
    assert read_sheet(xlsx(STUDENTS, _formatted(5000))).rows == READ


def test_formatted_cells_far_to_the_right_do_not_count() -> None:
    far = row(2, '<c r="XFD2" s="3"/>') + row(3, text("A3", "张三"), '<c r="XFC3" s="3"></c>')
    last = row(250_000, text("A250000", "李四"))
    sheet = read_sheet(xlsx(row(1, text("A1", "姓名")), far, last))
    assert filled(sheet) == {"A1": "姓名", "A3": "张三", "A250000": "李四"}
    assert sheet.width == 1


ODD_SPELLINGS: dict[str, str] = {
    "single quotes": STUDENTS.replace('"', "'"),
    "no places": "<row><c t='str'><v>姓名</v></c><c t='str'><v>身份证号</v></c></row><row/>"
    "<row><c t='str'><v>张三</v></c><c><v>7</v></c></row>",
    "places for rows only": '<row r="1"><c t="str"><v>姓名</v></c><c t="str"><v>身份证号</v></c></row>'
    '<row r="3"><c t="str"><v>张三</v></c><c><v>7</v></c></row>',
    "places for cells only": STUDENTS.replace('<row r="1">', "<row>").replace('<row r="3">', "<row>"),
    "other attributes first": STUDENTS.replace("<c r=", '<c cm="0" r=').replace("<row r=", '<row ht="9" r='),
    "line breaks in tags": STUDENTS.replace("<c ", "<c\n ").replace("<row ", "<row\t"),
    "indented": STUDENTS.replace("<c ", "\n    <c ").replace("</row>", "\n  </row>\n"),
    "comments": STUDENTS.replace("<c ", "<!-- <c r='Z9'> --><c "),
    "character data": STUDENTS.replace("<v>张三</v>", "<v><![CDATA[张三]]></v>"),
    "empty elements spelt out": STUDENTS + '<row r="4"></row><row r="5"><c r="A5"></c></row>',
    "rows out of order": row(3, text("A3", "张三"), number("B3", 7))
    + row(1, text("A1", "姓名"), text("B1", "身份证号")),
}


@pytest.mark.parametrize("rows", ODD_SPELLINGS.values(), ids=ODD_SPELLINGS)
def test_rows_are_read_however_they_are_spelt(rows: str) -> None:
    assert read_sheet(xlsx(rows)).rows == READ


def test_facts_are_found_however_rows_are_spelt() -> None:
    rows = FORMULAS + row(2, text("A2", "x"), attributes=' hidden="1"') + row(4, text("A4", "x"))
    after = '<mergeCells><mergeCell ref="A1:B1"/></mergeCells>'
    usual = read_sheet(xlsx(rows, after=after, strings=strings_xml("=A1")))
    odd = read_sheet(xlsx(rows.replace("<c ", "<c\n"), after=after, strings=strings_xml("=A1")))
    assert odd == usual
    assert usual.facts.hidden_rows == {2}

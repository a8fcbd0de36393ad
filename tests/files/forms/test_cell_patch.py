"""Changing single cells of a workbook: nothing else changes."""

from __future__ import annotations

import re

import pytest

from package_checks import load, same_directory
from template_builders import excel, minimal, openpyxl_inline, poi, unpack, wps
from wdyy_cli.errors import WdyyError
from wdyy_cli.files.forms.cell_patch import patch_cells
from wdyy_cli.files.forms.xlsx_package import read_package

SHARED = "xl/sharedStrings.xml"

PATCHED = {
    "poi": (poi, "sheet1", "E4"),
    "wps": (wps, "Sheet1", "B3"),
    "openpyxl": (openpyxl_inline, "Sheet", "H4"),
    "excel": (excel, "按证书 报考", "B3"),
}


@pytest.mark.parametrize("case", PATCHED)
@pytest.mark.parametrize("text", ["改好的 <值>", "初级", ""])
def test_patch_changes_one_cell_only(case: str, text: str) -> None:
    make, sheet_name, cell = PATCHED[case]
    template = make()
    package = read_package(template, "报考.xlsx")
    sheet = next(sheet for sheet in package.sheets if sheet.name == sheet_name)
    patched = patch_cells(package, sheet, {cell: text})
    before, after = unpack(template), unpack(patched)
    added = [SHARED] if SHARED not in before and text else []
    same_directory(template, patched, added)
    may_change = {SHARED, "[Content_Types].xml", "xl/_rels/workbook.xml.rels"} if added else {SHARED}
    assert [name for name in before if before[name] != after[name] and name not in may_change] == [sheet.part]
    whole = re.compile(rb'<(?:x:)?c r="%s"( s="\d+")?[^>]*?(?:/>|>.*?</(?:x:)?c>)' % cell.encode())
    # Split at the cell: what stands before it, its style, what follows.
    old, new = (whole.split(parts[sheet.part], maxsplit=1) for parts in (before, after))
    assert old == new
    assert len(old) == 3
    assert (load(patched)[sheet_name][cell].value or "") == text


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"Z9": "x"}, "没有单元格 Z9"),
        ({"A4": "x"}, "A4 里有公式"),
        ({"?": "x"}, "没有单元格 ?"),
        ({"A3": "\x00"}, "控制字符"),
    ],
)
def test_patch_that_is_not_safe_is_refused(cells: dict[str, str], words: str) -> None:
    package = read_package(minimal('<row r="4"><c r="A4"><f>1</f></c></row>'), "报考.xlsx")
    with pytest.raises(WdyyError) as caught:
        patch_cells(package, package.sheets[0], cells)
    assert words in caught.value.message

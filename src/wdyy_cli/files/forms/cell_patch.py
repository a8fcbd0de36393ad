"""Changing the text of single cells of a sheet; everything else stays byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.forms.shared_strings import SharedStrings, find_text_fault, read_strings
from wdyy_cli.files.forms.sheet_scan import ScannedCell, ScannedRow, scan_sheet
from wdyy_cli.files.forms.xml_part import Enough, XmlFault, raw_attributes, tag_end, tag_name
from wdyy_cli.sheet import cell_ref, parse_ref

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wdyy_cli.files.forms.xlsx_package import PackageSheet, XlsxPackage

_BY_HAND = "请用 Excel 或 WPS 打开，手工改正这一格。"


def patch_cells(package: XlsxPackage, sheet: PackageSheet, texts: Mapping[str, str]) -> bytes:
    """
    Give a copy of the package in which cells, named as B7, hold other texts in their own style.

    An empty text empties the cell. Raises WdyyError where a cell does not exist, holds a formula, or the text
    cannot stand in a cell.
    """
    wanted = _parse_places(package, texts)
    strings = read_strings(package)
    patcher = _Patcher(package.read(sheet.part), wanted, strings)
    try:
        content = patcher.patch()
    except XmlFault as fault:
        raise WdyyError(f"{package.shown} 的工作表“{sheet.name}”改不了：{fault.detail}", _BY_HAND) from fault
    parts = {sheet.part: content}
    if strings.has_news:
        parts |= package.with_shared_strings(strings.render(patcher.more_uses))
    return package.changed(parts)


def _parse_places(package: XlsxPackage, texts: Mapping[str, str]) -> dict[int, dict[int, str]]:
    """Sort the texts by row and column."""
    wanted: dict[int, dict[int, str]] = {}
    for reference, text in texts.items():
        place = parse_ref(reference)
        if place is None:
            raise WdyyError(f"{package.shown} 里没有单元格 {reference}", "请检查单元格的写法，例如 B7。")
        if (fault := find_text_fault(text)) is not None:
            raise WdyyError(f"要写入 {package.shown} 单元格 {reference} 的内容{fault}", _BY_HAND)
        wanted.setdefault(place[0], {})[place[1]] = text
    return wanted


class _Patcher:
    """Copies the sheet piece by piece and puts in cells."""

    def __init__(self, data: bytes, wanted: dict[int, dict[int, str]], strings: SharedStrings) -> None:
        self._data = data
        self._wanted = wanted
        self._last_row = max(wanted, default=0)
        self._strings = strings
        self._out: list[bytes] = []
        self._copied = 0
        self._missing = {(row, column) for row, columns in wanted.items() for column in columns}
        self.more_uses = 0

    def patch(self) -> bytes:
        """Give the changed part; raises XmlFault."""
        scan_sheet(self._data, self._take)
        if self._missing:
            row, column = min(self._missing)
            raise XmlFault(f"没有单元格 {cell_ref(row, column)}")
        return b"".join([*self._out, self._data[self._copied :]])

    def _take(self, row: ScannedRow) -> None:
        if row.number > self._last_row:
            raise Enough
        columns = self._wanted.get(row.number, {})
        for cell in row.cells if columns else ():
            if cell.column in columns:
                self._missing.discard((row.number, cell.column))
                self._replace(row.number, cell, columns[cell.column])

    def _replace(self, row: int, cell: ScannedCell, text: str) -> None:
        if cell.formula or cell.odd:
            what = "公式" if cell.formula else "不认识的内容"
            raise XmlFault(f"单元格 {cell_ref(row, cell.column)} 里有{what}，改动后会丢失")
        self._out.append(self._data[self._copied : cell.start])
        self._copied = cell.end
        tag = self._data[cell.start : tag_end(self._data, cell.start)]
        name = tag_name(tag)
        start = b"<" + name + raw_attributes(tag, (b"t",))
        self.more_uses += bool(text) - (cell.kind == "s" and bool(cell.value))
        if not text:
            self._out.append(start + b"/>")
            return
        prefix = name.removesuffix(b"c")
        self._strings.add([text])
        string = b"%d" % self._strings.numbers[text]
        value = b"<" + prefix + b"v>" + string + b"</" + prefix + b"v>"
        self._out.append(start + b' t="s">' + value + b"</" + name + b">")

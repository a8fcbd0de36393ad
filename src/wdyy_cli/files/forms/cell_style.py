"""Cell styles of a package, read only: which ones are text, and which of them a filled cell gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wdyy_cli.files.forms.xml_part import is_main, split_name, walk

if TYPE_CHECKING:
    from wdyy_cli.files.forms.registration_sheet import Form
    from wdyy_cli.files.forms.sheet_scan import ScannedCell, ScannedRow

_TEXT_FORMAT = "49"  # "@" among the formats that every spreadsheet program has built in
_TEXT_CODE = "@"
_FORMAT_ATTRIBUTES = frozenset({"numFmtId", "applyNumberFormat"})
_DEFAULT_STYLE = "0"
_NO_STYLES = (None, _DEFAULT_STYLE)

Shape = tuple[object, ...]


class CellStyles:
    """The cell styles of a package by their number, which cells write as attribute `s`; no `s` means 0."""

    def __init__(self, data: bytes | None) -> None:
        """Read the styles part, None where there is none; raises XmlFault."""
        self._shapes: list[list[object]] = []
        self._formats: list[str] = []
        self._text_formats = {_TEXT_FORMAT}
        self._path: list[str] = []
        if data is not None:
            walk(data, self._start, self._end)
        self._twins: dict[Shape, str] = {}
        for number, (shape, code) in enumerate(zip(self._shapes, self._formats, strict=True)):
            if code in self._text_formats:
                self._twins.setdefault(tuple(shape), str(number))

    def is_text(self, style: str | None) -> bool:
        """Whether cells of this style hold text whatever is typed into them."""
        number = self._number(style)
        return number is not None and self._formats[number] in self._text_formats

    def text_twin(self, style: str | None) -> str | None:
        """Give a style that looks the same and is text, the same style where there is none."""
        number = self._number(style)
        if number is None or self._formats[number] in self._text_formats:
            return style
        return self._twins.get(tuple(self._shapes[number]), style)

    def _number(self, style: str | None) -> int | None:
        given = _DEFAULT_STYLE if style is None else style
        if not (given.isascii() and given.isdigit()) or len(given) > len(str(len(self._formats))):
            return None
        return int(given) if int(given) < len(self._formats) else None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = split_name(name)[1] if is_main(name) else name
        self._path.append(local)
        place = self._path[1:]
        if place == ["cellXfs", "xf"]:
            self._formats.append(attributes.get("numFmtId", "0"))
            rest = sorted(pair for pair in attributes.items() if pair[0] not in _FORMAT_ATTRIBUTES)
            self._shapes.append([tuple(rest)])
        elif place[:2] == ["cellXfs", "xf"]:
            self._shapes[-1].append((len(place), local, tuple(sorted(attributes.items()))))
        elif place == ["numFmts", "numFmt"] and attributes.get("formatCode") == _TEXT_CODE:
            self._text_formats.add(attributes.get("numFmtId", ""))

    def _end(self, _name: str) -> None:
        self._path.pop()


class FormStyles:
    """
    Chooses styles for the cells of one form.

    The styles part is never changed. Where the ID column has no text format, another style that looks the
    same and is text is taken; where there is none, the template's own: a shared string is text in any style.
    """

    def __init__(self, form: Form, styles: CellStyles) -> None:
        """Take what the form lays down and what the package's styles are."""
        self._form = form
        self._styles = styles

    def of_new(self, column: int) -> str | None:
        """Choose for rows that the template lacks: the pattern's cell, its row, the column, in this order."""
        pattern = self._form.pattern
        chosen = None
        if pattern is not None:
            chosen = pattern.styles.get(column)
            if chosen in _NO_STYLES:
                chosen = pattern.row_style or chosen
        if chosen in _NO_STYLES:
            chosen = self._form.column_style(column) or chosen
        return self._as_text(chosen, column)

    def of_old(self, row: ScannedRow, cell: ScannedCell | None, column: int) -> str | None:
        """Choose in a row of the template: the cell's own style, else the row's, else that of new rows."""
        around = row.style or self.of_new(column)
        return self._as_text(around if cell is None else cell.style, column)

    def _as_text(self, style: str | None, column: int) -> str | None:
        """Choose text format for the ID column: the same look as text, else the column's, else none."""
        if column != self._form.id_column:
            return style
        twin = self._styles.text_twin(style)
        if self._styles.is_text(twin):
            return twin
        of_column = self._form.column_style(column)
        return of_column if self._styles.is_text(of_column) else style

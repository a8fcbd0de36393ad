"""Which of the template's own styles a filled cell gets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wdyy_cli.files.forms.cell_style import CellStyles
    from wdyy_cli.files.forms.registration_sheet import Form
    from wdyy_cli.files.forms.sheet_scan import ScannedCell, ScannedRow

_DEFAULT_STYLES = (None, "0")


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
            if chosen in _DEFAULT_STYLES:
                chosen = pattern.row_style or chosen
        if chosen in _DEFAULT_STYLES:
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

"""Why a table is not read: a code and its values. The sentences are made where they are printed."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Plain = str | int | None
    """What a code may carry."""


class RefusedError(Exception):
    """Nothing comes of this file; `code` has its sentence in `refusals`, which names the `values`."""

    def __init__(self, code: str, *values: Plain) -> None:
        """Keep code and values."""
        super().__init__(code, *values)
        self.code = code
        self.values = values


class Caps:
    """The caps of `SheetCaps`, and what the sheets of one workbook have taken of them together."""

    def __init__(self, limits: Mapping[str, Any]) -> None:
        """Start with nothing taken."""
        self.limits = limits
        self.head_rows: int | None = limits["head_rows"]
        self._cells = 0
        self._marks = 0

    def check_extent(self, rows: int, columns: int, sheet: str = "") -> None:
        """Look at a sheet with values down to row `rows` and out to column `columns`; raises RefusedError."""
        for what, count in (("rows", rows), ("columns", columns)):
            if count > self.limits[what]:
                raise RefusedError(what, sheet, count, self.limits[what])
        if rows * columns > self.limits["cells"]:
            raise RefusedError("cells", sheet, rows, columns, self.limits["cells"])
        if self._cells + rows * columns > self.limits["cells"]:
            raise RefusedError("all cells", self.limits["cells"])

    def add_extent(self, rows: int, columns: int, sheet: str = "") -> None:
        """Take in a sheet that reaches so far."""
        self.check_extent(rows, columns, sheet)
        self._cells += rows * columns

    def forget_extents(self) -> None:
        """Begin to take in sheets anew."""
        self._cells = 0

    def add_marks(self, count: int, sheet: str) -> None:
        """Take in formulas, errors, merged ranges and the like."""
        self._marks += count
        self.check("marks", self._marks, sheet)

    def check(self, what: str, count: int, sheet: str = "") -> None:
        """Hold a count against its cap."""
        if count > self.limits[what]:
            raise RefusedError(what, sheet, count, self.limits[what])

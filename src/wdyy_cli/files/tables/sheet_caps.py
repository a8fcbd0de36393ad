"""How large a table may be, and what reading it may take, so that no file can exhaust the computer."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024

MEMORY_BYTES = 3072 * MEGABYTE
"""What the process that reads tables may take."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetCaps:
    """
    What is refused, because no real roster comes near it.

    Of a file: `file_bytes` its size; `parts` the entries of a package; `part_bytes` one part, `total_bytes`
    all parts that are read, unpacked; `sheets` its sheets; `seconds` of computing that reading may take.

    Of a sheet: `rows` and `columns` the last one with a value.

    Of all sheets together: `cells` rows × columns of the smallest rectangles from A1 that hold all values;
    `characters` those of all texts, repeated ones counted each time; `marks` formulas, errors, merged ranges
    and the like.

    `head_rows`: of each sheet so many rows are enough, for somebody who only wants to know what it is.
    """

    file_bytes: int = 200 * MEGABYTE
    part_bytes: int = 300 * MEGABYTE
    total_bytes: int = 400 * MEGABYTE
    parts: int = 20_000
    sheets: int = 500
    rows: int = 300_000
    columns: int = 16_384
    cells: int = 6_000_000
    characters: int = 200_000_000
    marks: int = 1_000_000
    seconds: float = 60
    head_rows: int | None = None

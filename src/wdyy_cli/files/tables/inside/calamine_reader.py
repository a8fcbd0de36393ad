"""The one place that calls calamine: values of all worksheets, as lists of rows."""

from __future__ import annotations

from collections import namedtuple

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from wdyy_cli.files.tables.inside.refused import Caps, RefusedError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

    from wdyy_cli.files.tables.inside.office_zip import StoredZip


RawSheet = namedtuple("RawSheet", "index name rows merged visible")  # noqa: PYI024 - typing is slow to load
"""
One worksheet as calamine gives it; `index` is its place among all sheets of the workbook.

`merged` are areas by their four ends, None where calamine does not know them.
"""


class TooLongDurationError(Exception):
    """A number is too large for the format of a duration that its cell has."""


def read_values(data: io.BytesIO | StoredZip, caps: Caps) -> list[RawSheet]:
    """Read all worksheets of a workbook, one at least; raises RefusedError or TooLongDurationError."""
    caps.forget_extents()
    try:
        sheets = list(_read(data, caps))
    except PasswordError as error:
        raise RefusedError("locked") from error
    except OverflowError as error:
        raise TooLongDurationError from error
    except (CalamineError, OSError, ValueError) as error:
        raise RefusedError("damaged") from error
    if not sheets:
        raise RefusedError("damaged")
    return sheets


def _read(data: io.BytesIO | StoredZip, caps: Caps) -> Iterator[RawSheet]:
    workbook = CalamineWorkbook.from_filelike(data)
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_index(index)
        last_row, last_column = sheet.end or (-1, -1)
        caps.add_extent(last_row + 1, last_column + 1, about.name)
        ranges = sheet.merged_cell_ranges
        yield RawSheet(
            index,
            about.name,
            sheet.to_python(skip_empty_area=False),
            None if ranges is None else [(top[0] + 1, top[1], end[0] + 1, end[1]) for top, end in ranges],
            about.visible == SheetVisibleEnum.Visible,
        )

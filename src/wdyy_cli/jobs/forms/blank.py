"""The program's own blank sheets, to be filled."""

from __future__ import annotations

from wdyy_cli.files.forms.registration_sheet import Form, FormPlace, form_at
from wdyy_cli.files.forms.xlsx_package import XlsxPackage, read_package
from wdyy_cli.profile import Profile
from wdyy_cli.workbooks.template import blank_sheet, read_template


def open_blank(name: str, shown: str, text_header: str, profile: Profile) -> tuple[XlsxPackage, Form]:
    """Open a blank sheet that is laid out as a profile says; the column `text_header` gets text format."""
    sheet = blank_sheet(name, profile)
    columns = {column.header: at for at, column in enumerate(sheet.columns)}
    place = FormPlace(
        sheet=sheet.name,
        header_row=sheet.headers_at,
        first_row=sheet.first_row,
        columns=columns,
        id_column=columns[text_header],
        hint_rows=frozenset(),
    )
    package = read_package(read_template(name, profile), shown)
    return package, form_at(package, place)

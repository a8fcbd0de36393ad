"""What of a template does not reach down to all filled rows: drop-downs, formats, tables, print areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wdyy_cli.files.forms.xml_part import split_name, walk
from wdyy_cli.sheet import LAST_ROW, Area

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wdyy_cli.files.forms.registration_sheet import Form
    from wdyy_cli.files.forms.xlsx_package import XlsxPackage

_RULE_NAMES = {"dataValidation": "下拉列表（数据有效性）", "conditionalFormatting": "条件格式"}


def find_notes(package: XlsxPackage, form: Form, block: Area, hidden_row: int) -> Iterator[str]:
    """Say in Chinese what does not fit the filled block; `hidden_row` is a filled hidden row, or 0."""
    if block.last_row < block.first_row:
        return
    headers = sorted(zip(form.columns, form.headers, strict=True))
    yield from find_short_rules(form.around.rules, headers, block)
    blocks = [("自动筛选", reference) for reference in form.around.filters]
    blocks += [("表格（套用表格格式的区域）", reference) for reference in _find_tables(package, form)]
    if form.sheet.position in package.print_areas:
        blocks.append(("打印区域", package.print_areas[form.sheet.position]))
    yield from find_short_blocks(blocks, block)
    if hidden_row:
        yield f"模板的第 {hidden_row} 行是隐藏的，填写后仍然隐藏"
    if form.sheet.hidden:
        yield f"报考表所在的工作表“{form.sheet.name}”是隐藏的"


def find_short_rules(
    rules: Iterable[tuple[str, str]], headers: Sequence[tuple[int, str]], rows: Area
) -> Iterator[str]:
    """
    Say for which columns a rule ends above the last filled row.

    `rules` are pairs of element name and references, `headers` column numbers with their headers; `rows` is
    the filled block.
    """
    blocks = [(kind, block) for kind, references in rules for block in Area.parse_all(references)]
    for kind, shown in _RULE_NAMES.items():
        short: dict[int, list[str]] = {}
        for column, header in headers:
            spans = [
                (block.first_row, block.last_row)
                for other, block in blocks
                if other == kind and block.first_column <= column <= block.last_column
            ]
            last = _last_covered(spans, rows.first_row)
            if last is not None and last < rows.last_row:
                short.setdefault(last, []).append(header)
        for last, names in short.items():
            more = f"等 {len(names)} " if len(names) > 1 else ""
            where = f"模板里“{names[0]}”{more}列的{shown}"
            yield f"{where}只到第 {last} 行，第 {last + 1}～{rows.last_row} 行没有"


def find_short_blocks(blocks: Iterable[tuple[str, str]], rows: Area) -> Iterator[str]:
    """Say which tables, filters and print areas, given as pairs of name and references, end too early."""
    for shown, references in blocks:
        touching = [
            block
            for block in Area.parse_all(references)
            if block.touches(Area(rows.first_row - 1, rows.first_column, rows.last_row, rows.last_column))
        ]
        last = max((block.last_row for block in touching), default=LAST_ROW)
        if last < rows.last_row:
            yield f"模板里的{shown}只到第 {last} 行，没有包括第 {last + 1}～{rows.last_row} 行"


def _last_covered(spans: list[tuple[int, int]], first: int) -> int | None:
    """Give the last row that is covered without a gap from `first`, None where nothing starts there."""
    last = None
    for start, end in sorted(spans):
        if end >= first and start <= (first if last is None else last + 1):
            last = end if last is None else max(last, end)
    return last


def _find_tables(package: XlsxPackage, form: Form) -> Iterator[str]:
    """Yield the references of the sheet's tables."""
    for relation in package.relations(form.sheet.part):
        if relation.kind != "table" or not package.has(relation.target):
            continue
        found: list[str] = []

        def start(name: str, attributes: dict[str, str], found: list[str] = found) -> None:
            if split_name(name)[1] == "table":
                found.append(attributes.get("ref", ""))

        with package.parsing(relation.target):
            walk(package.read(relation.target), start)
        yield from found

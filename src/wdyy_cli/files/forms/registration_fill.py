"""Filling the form of a template: rows are spliced into its sheet, everything else stays byte for byte."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, islice, repeat
from typing import TYPE_CHECKING, NamedTuple

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.forms.cell_style import CellStyles, FormStyles
from wdyy_cli.files.forms.form_notes import find_notes
from wdyy_cli.files.forms.shared_strings import SharedStrings, find_text_fault, read_strings
from wdyy_cli.files.forms.sheet_scan import ScannedCell, ScannedRow, scan_sheet
from wdyy_cli.files.forms.xml_part import (
    Enough,
    XmlFault,
    escape_attribute,
    raw_attribute,
    raw_attributes,
    tag_name,
    with_attribute,
)
from wdyy_cli.sheet import LAST_ROW, Area, cell_ref, column_letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wdyy_cli.files.forms.registration_sheet import Form
    from wdyy_cli.files.forms.xlsx_package import XlsxPackage

_OTHER_TEMPLATE = "请从平台重新下载模板，不要在里面添加内容，再重试。"
_TRUE = (b"1", b"true")
_AT_ONCE = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Filled:
    """
    A filled copy: the bytes of the xlsx file, how many rows were written, and the number of the first.

    `notes` say in Chinese what of the template does not reach down to all rows, or is otherwise worth a look.
    """

    data: bytes
    rows: int
    first_row: int
    notes: tuple[str, ...]


class _Column(NamedTuple):
    """
    A column to fill: its number, where its value stands in a row, and the constant pieces of its new cells.

    The number of the row stands behind `head`, that of the string between `middle` and `tail`; `empty` ends a
    cell without one, if there is such.
    """

    number: int
    place: int
    head: str
    middle: str
    tail: str
    empty: str


def fill_form(package: XlsxPackage, form: Form, rows: Iterable[Sequence[str | None]]) -> Filled:
    """
    Write rows of values, in the order of the form's headers, below the header; None or "" is an empty cell.

    The hint row is replaced. Rows that the template holds already are refused. Values become shared strings
    in the template's own cell styles; text format is chosen for ID numbers where the template has it. Raises
    WdyyError where the template cannot be filled without loss.
    """
    if form.data_rows:
        raise WdyyError(
            f"{package.shown} 的工作表“{form.sheet.name}”{form.describe_data_rows()}已经有内容",
            _OTHER_TEMPLATE,
        )
    strings = read_strings(package)
    styles = _read_styles(package)
    filler = _Filler(package.read(form.sheet.part), form, strings, styles, iter(rows))
    try:
        sheet = filler.fill()
    except XmlFault as fault:
        raise WdyyError(f"{package.shown} 填不了：{fault.detail}", _OTHER_TEMPLATE) from fault
    parts = {form.sheet.part: sheet}
    if strings.has_news:
        parts |= package.with_shared_strings(strings.render(filler.more_uses))
    written = filler.number - form.first_row
    return Filled(
        data=package.changed(parts),
        rows=written,
        first_row=form.first_row,
        notes=tuple(find_notes(package, form, filler.block, filler.hidden_row)),
    )


def _read_styles(package: XlsxPackage) -> CellStyles:
    part = package.styles
    with package.parsing(part or ""):
        return CellStyles(None if part is None else package.read(part))


class _Filler:
    """Copies the sheet piece by piece and puts in rows; `number` is that of the next row to write."""

    def __init__(
        self,
        data: bytes,
        form: Form,
        strings: SharedStrings,
        styles: CellStyles,
        rows: Iterator[Sequence[str | None]],
    ) -> None:
        self._data = data
        self._form = form
        self._strings = strings
        self._styles = FormStyles(form, styles)
        self._rows = rows
        self._prefix = form.around.prefix
        self._columns = sorted(self._column(column, place) for place, column in enumerate(form.columns))
        self._own = frozenset(form.columns)
        self._to_clear = frozenset(form.hint_rows)
        self._last_to_clear = max(self._to_clear, default=0)
        self._next = next(rows, None)
        self._out: list[bytes] = []
        self._copied = 0
        self._last_end = form.around.data_start
        self.number = form.first_row
        self.more_uses = 0
        self.hidden_row = 0
        self._new_row = self._new_row_pieces()

    def fill(self) -> bytes:
        """Give the part of the sheet with all rows in it; raises XmlFault and WdyyError."""
        if self._next is None and not self._to_clear:
            return self._data
        scan_sheet(self._data, self._take)
        self._add_rows(LAST_ROW + 1)
        if self._next is not None:
            raise WdyyError(f"考生太多：一张表最多只有 {LAST_ROW:,} 行", "请分成几张表。")
        self._refuse_merged()
        self._out.append(self._data[self._copied :])
        self._out[0] = self._with_dimension(self._out[0])
        return b"".join(self._out)

    @property
    def block(self) -> Area:
        """The cells from the first row written to the last."""
        first, last = self._columns[0].number, self._columns[-1].number
        return Area(self._form.first_row, first, self.number - 1, last)

    def _take(self, row: ScannedRow) -> None:
        """Take the next row of the template: fill it, clear it or leave it, after what goes before it."""
        if row.number >= self._form.first_row:
            if self._next is None and row.number > self._last_to_clear:
                raise Enough
            self._add_rows(row.number)
            if self._next is not None:
                self._reuse(row, self._next)
                self._next = next(self._rows, None)
                self.number += 1
            elif row.number in self._to_clear:
                self._reuse(row, None)
        self._last_end = row.end

    def _add_rows(self, limit: int) -> None:
        """Write rows that the template does not have, up to the one before `limit`."""
        if self._next is None or self.number >= limit:
            return
        self._copy(self._last_end)
        rows = chain((self._next,), self._rows)
        while block := list(islice(rows, min(_AT_ONCE, limit - self.number))):
            self._out.append(self._render_new(block))
            self.number += len(block)
        self._next = next(rows, None)

    def _copy(self, end: int) -> None:
        if end > self._copied:
            self._out.append(self._data[self._copied : end])
            self._copied = end

    def _render_new(self, block: Sequence[Sequence[str | None]]) -> bytes:
        """Give the new rows of a block, put together column by column."""
        by_place = list(zip(*block, strict=True))
        columns = [by_place[column.place] for column in self._columns]
        self._number_texts(columns)
        rows = list(map(str, range(self.number, self.number + len(block))))
        start, end = self._new_row
        pieces: list[Iterable[str]] = [[f"{start}{row}{end}" for row in rows]]
        pieces += map(self._render_column, self._columns, repeat(rows), columns)
        pieces.append(repeat(f"</{self._prefix}row>", len(rows)))
        return "".join(chain.from_iterable(zip(*pieces, strict=True))).encode()

    def _number_texts(self, columns: Sequence[Sequence[str | None]]) -> None:
        """Add the texts of new rows to the strings, in the order in which they are read there."""
        known = self._strings.numbers
        # Most columns say the same of everybody.
        fresh = [texts for texts in columns if not known.keys() >= set(texts)]
        found = chain.from_iterable(zip(*fresh, strict=True))
        new = [text for text in found if text and text not in known]
        if any(map(find_text_fault, new)):
            for number, values in enumerate(zip(*columns, strict=True), self.number):
                for column, text in zip(self._columns, values, strict=True):
                    self._refuse_fault(text or "", number, column)
        self._strings.add(new)

    def _render_column(
        self, column: _Column, rows: Sequence[str], texts: Sequence[str | None]
    ) -> Sequence[str]:
        """Give the new cells of a column; an empty one without a style is none."""
        _, _, head, middle, tail, empty = column
        string = self._strings.numbers
        self.more_uses += sum(map(bool, texts))
        return [
            f"{head}{row}{middle}{string[text]}{tail}" if text else f"{head}{row}{empty}" if empty else ""
            for row, text in zip(rows, texts, strict=True)
        ]

    def _reuse(self, row: ScannedRow, values: Sequence[str | None] | None) -> None:
        """Write values into a row of the template, None empties it; cells in other columns are copied."""
        if row.odd:
            raise XmlFault(f"第 {row.number} 行有不认识的内容，填写后会丢失")
        self._copy(row.start)
        self._copied = row.end
        there = {cell.column: cell for cell in row.cells}
        rendered: list[tuple[int, bytes]] = []
        for column in self._columns:
            cell = there.get(column.number)
            if cell is None and values is None:
                continue
            if cell is not None:
                if cell.odd:
                    place = cell_ref(row.number, cell.column)
                    raise XmlFault(f"单元格 {place} 里有不认识的内容，填写后会丢失")
                self.more_uses -= cell.kind == "s" and bool(cell.value)
            style = self._styles.of_old(row, cell, column.number)
            text = None if values is None else values[column.place]
            rendered.append((column.number, self._render_cell(row.number, column, style, text)))
        rendered += [
            (cell.column, self._kept(cell, row)) for cell in row.cells if cell.column not in self._own
        ]
        tag = self._data[row.start : row.tag_end]
        if raw_attribute(tag, b"hidden") in _TRUE:
            self.hidden_row = self.hidden_row or row.number
        name = tag_name(tag)
        columns = [number + 1 for number, cell in rendered if cell]
        start = (
            b"<"
            + name
            + b' r="%d"' % row.number
            + _spans(tag, columns)
            + raw_attributes(tag, (b"r", b"spans"))
        )
        cells = b"".join(cell for _, cell in sorted(rendered))
        self._out.append(start + (b">" + cells + b"</" + name + b">" if cells else b"/>"))

    def _render_cell(self, number: int, column: _Column, style: str | None, text: str | None) -> bytes:
        p = self._prefix
        styled = _styled(style)
        if text:
            self._refuse_fault(text, number, column)
            self._strings.add([text])
            string = self._strings.numbers[text]
            self.more_uses += 1
            cell = f'{column.head}{number}"{styled} t="s"><{p}v>{string}{column.tail}'
        else:
            cell = f'{column.head}{number}"{styled}/>' if styled else ""
        return cell.encode()

    def _kept(self, cell: ScannedCell, row: ScannedRow) -> bytes:
        """Give a cell of another column as it stands, with its place written in where it was left out."""
        raw = self._data[cell.start : cell.end]
        if cell.has_place:
            return raw
        name = tag_name(raw)
        place = f' r="{cell_ref(row.number, cell.column)}"'.encode()
        return b"<" + name + place + raw[1 + len(name) :]

    def _column(self, number: int, place: int) -> _Column:
        p, styled = self._prefix, _styled(self._styles.of_new(number))
        return _Column(
            number=number,
            place=place,
            head=f'<{p}c r="{column_letters(number)}',
            middle=f'"{styled} t="s"><{p}v>',
            tail=f"</{p}v></{p}c>",
            empty=f'"{styled}/>' if styled else "",
        )

    def _new_row_pieces(self) -> tuple[str, str]:
        pattern = self._form.pattern
        first, last = self._columns[0].number, self._columns[-1].number
        spans = f' spans="{first + 1}:{last + 1}"' if pattern is not None and pattern.has_spans else ""
        attributes = "" if pattern is None else pattern.attributes.decode()
        return f'<{self._prefix}row r="', f'"{spans}{attributes}>'

    def _refuse_fault(self, text: str, number: int, column: _Column) -> None:
        if (fault := find_text_fault(text)) is not None:
            header = self._form.headers[column.place]
            raise WdyyError(f"要写入第 {number} 行“{header}”的内容{fault}", "请改正花名册或配置里的这一项。")

    def _refuse_merged(self) -> None:
        for reference in self._form.around.merged:
            merged = Area.parse(reference)
            if merged is not None and merged.touches(self.block) and self.number > self._form.first_row:
                raise XmlFault(f"要填写的行里有合并单元格 {reference}")

    def _with_dimension(self, head: bytes) -> bytes:
        """Extend the reference that says how far the sheet reaches; `head` is the start of the part."""
        if self._form.around.dimension is None or self.number == self._form.first_row:
            return head
        start, end, reference = self._form.around.dimension
        reached = replace(self.block, first_row=self._form.header_row)
        old = Area.parse(reference)
        if old is not None:
            reached = reached.joined(old)
        if reached == old:
            return head
        return head[:start] + with_attribute(head[start:end], b"ref", str(reached)) + head[end:]


def _styled(style: str | None) -> str:
    return "" if style is None else f' s="{escape_attribute(style)}"'


def _spans(tag: bytes, columns: list[int]) -> bytes:
    """Give the attribute `spans` of a row, wide enough for its cells, whose columns count from 1 there."""
    raw = raw_attribute(tag, b"spans")
    if raw is None:
        return b""
    first, _, last = raw.partition(b":")
    if columns and not (
        first.isdigit() and last.isdigit() and int(first) <= min(columns) and max(columns) <= int(last)
    ):
        raw = b"%d:%d" % (min(columns), max(columns))
    return b' spans="' + raw + b'"'

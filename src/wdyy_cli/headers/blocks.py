"""The tables in a workbook: where each begins and ends, whatever else stands on the sheets. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import islice, pairwise
from typing import NamedTuple

from wdyy_cli.errors import WdyyError
from wdyy_cli.headers.block import Block
from wdyy_cli.headers.header import (
    FIRST_ROWS,
    Header,
    forms_of,
    match_columns,
    normal_header,
    unnumbered,
)
from wdyy_cli.headers.header_hints import ambiguous, missing
from wdyy_cli.headers.tiers import beside_groups, is_lower_tier, two_tiers, under_groups
from wdyy_cli.sheet import Sheet, Value, Workbook, show_value

_NUMBER = re.compile(r"[0-9]{17}[0-9Xx]")
_FEWEST_LIKE_A_HEADER = 2


class LeftAside(NamedTuple):
    """Rows below a header that lacks a required column: they are no block, and nobody reads them."""

    sheet: str
    first_row: int
    last_row: int
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Blocks:
    """All tables that were found in a workbook, in their order, and the rows that belong to none."""

    found: tuple[Block, ...]
    aside: tuple[LeftAside, ...] = ()


class _Head(NamedTuple):
    """A header row: the blocks that stand side by side below it; `missing` fields make it no table's."""

    row: int
    tiers: int
    headers: tuple[str, ...]
    parts: tuple[tuple[Mapping[str, int], frozenset[int] | None], ...]
    rank: tuple[int, int, int]
    missing: tuple[str, ...] = ()
    taken: frozenset[int] = frozenset()
    doubt: WdyyError | None = None

    @property
    def columns(self) -> list[Mapping[str, int]]:
        return [columns for columns, _ in self.parts]


GoesOn = Callable[[Block, Sheet], bool]


def find_blocks(
    workbook: Workbook,
    wanted: Mapping[str, Sequence[str]],
    *,
    required: Collection[str] = (),
    overrides: Mapping[str, str] | None = None,
    goes_on: GoesOn = lambda _block, _sheet: False,
    shown: str = "表格",
    explained: bool = True,
) -> Blocks:
    """
    Find every table with the required columns on the visible sheets; hidden ones where no other has any.

    `wanted` maps fields to their aliases, `overrides` maps fields to the one header that the user named,
    `goes_on` tells whether a sheet without a header continues a block. Raises WdyyError, listing the headers
    seen, where no table has a required or overridden field, or where a field fits two columns of one. What
    is missing is said only where it is to be `explained`: to find that out takes as long as the search.
    """
    finder = _Finder(wanted, required, overrides or {}, shown, several=len(workbook.sheets) > 1)
    found = {id(sheet): finder.heads(sheet) for sheet in workbook.sheets}
    whole = [sheet for sheet in workbook.sheets if any(not head.missing for head in found[id(sheet)])]
    chosen = [sheet for sheet in whole if sheet.visible] or whole
    if not chosen:
        raise finder.refusal(workbook) if explained else WdyyError(shown)
    blocks: list[Block] = []
    aside: list[LeftAside] = []
    for sheet in workbook.sheets:
        heads = found[id(sheet)]
        if any(sheet is one for one in chosen):
            here, left = finder.blocks(sheet, heads)
            blocks += here
            aside += left
        elif blocks and sheet.visible and not heads and goes_on(blocks[-1], sheet):
            blocks.append(_continued(blocks[-1], sheet))
    filled = [block for block in blocks if block.rows]
    return Blocks(found=tuple(filled or blocks[:1]), aside=tuple(aside))


class _Finder:
    """Looks for headers with the same wishes on several sheets."""

    def __init__(
        self,
        wanted: Mapping[str, Sequence[str]],
        required: Collection[str],
        overrides: Mapping[str, str],
        shown: str,
        *,
        several: bool,
    ) -> None:
        self._forms = forms_of(wanted, overrides)
        # The rows that are no header are looked at once more, to say which comes nearest to one.
        remembered = lru_cache(maxsize=4 * FIRST_ROWS)
        self._columns_of = remembered(partial(match_columns, forms=self._forms, overrides=overrides))
        self._overrides = overrides
        self._must = {*required, *overrides}
        self._order = [field for field in self._forms if field in self._must] or list(self._forms)
        self._shown = shown
        self._several = several

    def where(self, sheet: Sheet) -> str:
        return f"{self._shown} 的工作表“{sheet.name}”" if self._several else self._shown

    def heads(self, sheet: Sheet) -> list[_Head]:
        """Give the header rows of a sheet, and those that would be ones but for a missing column."""
        heads: list[_Head] = []
        seen = skip = 0
        number_at = -1
        complete = False
        for row, values in sheet.filled_rows():
            seen += 1
            if row <= skip:
                continue
            if seen > FIRST_ROWS and not complete:
                break
            if 0 <= number_at < len(values) and _is_number(values[number_at]):
                continue
            if any(map(_is_number, values)):
                continue
            head = self._head(sheet, row, values)
            if head is None:
                continue
            heads.append(head)
            complete = complete or not head.missing
            skip = head.row
            number_at = head.parts[0][0].get("id_number", -1) if head.parts else number_at
        return heads

    def _head(self, sheet: Sheet, row: int, values: tuple[Value, ...]) -> _Head | None:
        """Take a row, or two, for a header; None where it is none at all."""
        upper, lower = sheet.texts(row), sheet.texts(row + 1)
        choices = [self._match(row, 1, under_groups(sheet, row, upper), sheet)]
        if is_lower_tier(sheet, row, upper, lower):
            below = under_groups(sheet, row + 1, lower)
            if self._match(row + 1, 1, below, sheet).missing:
                choices.insert(0, self._match(row + 1, 2, two_tiers(sheet, row, upper, lower), sheet))
            elif (both := beside_groups(sheet, row, upper, below)) != below:
                # The lower tier alone would do, and lose the columns that have their header in the upper one.
                choices.insert(0, self._match(row + 1, 2, both, sheet))
        best = max(choices, key=lambda head: head.rank)
        return best if not best.missing or self._is_like_one(best, values) else None

    def _is_like_one(self, head: _Head, values: Sequence[Value]) -> bool:
        """
        Whether a row without all columns is a header nevertheless: it names several, or the ID number.

        Nobody's number is 身份证号. A row with figures in a cell of its own is one of the table above it,
        though its school is called 学校.
        """
        if any(type(value) is not str or value.strip().isdigit() for value in values if value != ""):
            return False
        named = {normal_header(text) for text in head.headers if text}
        return head.rank[2] >= _FEWEST_LIKE_A_HEADER or not named.isdisjoint(self._forms.get("id_number", ()))

    def _match(self, row: int, tiers: int, headers: tuple[str, ...], sheet: Sheet) -> _Head:
        columns, exact = self._columns_of(headers, numbered=True)
        if parts := self._side_by_side(headers, columns):
            return _Head(row, tiers, headers, parts, (len(self._must), len(columns), exact))
        if any(unnumbered(form) != form for form in map(normal_header, headers)):
            columns, exact = self._columns_of(headers, numbered=False)
        lacking = tuple(field for field in self._order if field in self._must and field not in columns)
        rank = (len(columns.keys() & self._must), len(columns), exact)
        taken = frozenset(column for places in columns.values() for column in places)
        if lacking or not columns:
            return _Head(row, tiers, headers, (), rank, lacking or tuple(self._order), taken)
        doubt = next(
            (
                ambiguous(self.where(sheet), field, row, places, headers)
                for field, places in columns.items()
                if len(places) > 1
            ),
            None,
        )
        single = {field: places[0] for field, places in columns.items()}
        return _Head(row, tiers, headers, ((single, None),), rank, (), taken, doubt)

    def _side_by_side(
        self, headers: Sequence[str], columns: Mapping[str, tuple[int, ...]]
    ) -> tuple[tuple[Mapping[str, int], frozenset[int]], ...]:
        """Part a header in which every required field stands several times, block after block; else empty."""
        must = [columns.get(field, ()) for field in self._must]
        counts = {len(places) for places in must}
        if len(counts) != 1 or not must or (count := counts.pop()) < 2:  # noqa: PLR2004 - two or more blocks
            return ()
        groups = [[places[index] for places in must] for index in range(count)]
        if any(max(one) >= min(other) for one, other in pairwise(groups)):
            return ()
        starts = [0]
        for one, other in pairwise(groups):
            starts.append(_start_of_next(headers, starts[-1], max(one), min(other)))
        ends = [*starts[1:], max(len(headers), 1)]
        alone = {field: places[0] for field, places in columns.items() if len(places) == 1}
        parts = []
        for start, end in zip(starts, ends, strict=True):
            own = {
                field: inside
                for field, places in columns.items()
                if len(inside := [place for place in places if start <= place < end]) > 0
            }
            if any(len(inside) > 1 for inside in own.values()):
                return ()
            fields = {**alone, **{field: inside[0] for field, inside in own.items()}}
            ordered = {field: fields[field] for field in columns if field in fields}
            parts.append((ordered, frozenset({*range(start, end), *alone.values()})))
        return tuple(parts)

    def blocks(self, sheet: Sheet, heads: Sequence[_Head]) -> tuple[list[Block], list[LeftAside]]:
        """Give the blocks below the headers of a sheet, and what stands below those that lack a column."""
        blocks: list[Block] = []
        aside: list[LeftAside] = []
        ends = [head.row - head.tiers for head in heads[1:]] + [len(sheet.rows)]
        first = next(index for index, head in enumerate(heads) if not head.missing)
        last: _Head | None = None
        for head, end in list(zip(heads, ends, strict=True))[first:]:
            if head.missing:
                aside.append(LeftAside(sheet.name, head.row + 1, end, head.missing))
                last = None
                continue
            if head.doubt is not None:
                raise head.doubt
            if last is not None and _is_repeated(head, last):
                rows = range(head.row - head.tiers + 1, head.row + 1)
                start = len(blocks) - len(head.parts)
                blocks[start:] = [
                    replace(block, last_row=end, repeats=block.repeats | {*rows}) for block in blocks[start:]
                ]
                continue
            last = head
            for columns, span in head.parts:
                header = Header(row_number=head.row, columns=columns, headers=head.headers, tiers=head.tiers)
                blocks.append(Block(sheet=sheet, header=header, last_row=end, span=span))
        return blocks, aside

    def refusal(self, workbook: Workbook) -> WdyyError:
        """Say why no sheet will do: of the row that comes nearest to a header."""
        best: tuple[tuple[bool, tuple[int, int, int], int], Sheet, _Head] | None = None
        for sheet in workbook.sheets:
            for row, _ in islice(sheet.filled_rows(), FIRST_ROWS):
                head = self._match(row, 1, sheet.texts(row), sheet)
                key = (sheet.visible, head.rank, sum(map(bool, head.headers)))
                if any(head.headers) and (best is None or key > best[0]):
                    best = (key, sheet, head)
        if best is None:
            hint = "请检查是不是选错了文件" + ("。" if self._several else "或工作表。")
            return WdyyError(f"{self._shown} 里没有内容", hint)
        _, sheet, head = best
        lacking = head.missing or tuple(self._order)
        below = [values for _, values in sheet.filled_rows(head.row)]
        return missing(
            self.where(sheet),
            lacking,
            head.row,
            head.headers,
            overrides=self._overrides,
            taken=head.taken,
            below=below,
        )


def _is_repeated(head: _Head, last: _Head) -> bool:
    """Whether a header says the same as the one above: then its table only goes on."""
    texts = [[normal_header(text) for text in one.headers if text] for one in (head, last)]
    return head.columns == last.columns and texts[0] == texts[1]


def _start_of_next(headers: Sequence[str], start: int, last: int, following: int) -> int:
    """Find where the next block begins: where a header of this one stands again, at last at a field."""
    known = {unnumbered(normal_header(header)) for header in headers[start : last + 1] if header}
    for column in range(last + 1, following):
        form = unnumbered(normal_header(headers[column]))
        if form and form in known:
            return column
        known.add(form)
    return following


def _is_number(value: Value) -> bool:
    if type(value) is str:
        return len(value) >= 18 and _NUMBER.search(value) is not None  # noqa: PLR2004 - digits of an ID number
    return type(value) is float and value >= 1e17  # noqa: PLR2004 - the same


def _continued(block: Block, sheet: Sheet) -> Block:
    """Go on with the columns of a block on a sheet that has no header."""
    header = replace(block.header, row_number=0, tiers=1)
    return Block(
        sheet=sheet,
        header=header,
        last_row=len(sheet.rows),
        span=block.span,
        borrowed=block.borrowed or block.sheet.name,
    )


def has_header(workbook: Workbook, header: str) -> bool:
    """Whether any of the first rows of any sheet has this header."""
    form = normal_header(header)
    return any(
        form == normal_header(show_value(value))
        for sheet in workbook.sheets
        for _, row in islice(sheet.filled_rows(), FIRST_ROWS)
        for value in row
    )

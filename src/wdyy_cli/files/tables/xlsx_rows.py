"""
The rows of an xlsx worksheet, scanned at the speed of regular expressions.

All usual writers spell rows and cells alike: `<row … r="7">`, `<c r="B7" …>`, with or without a prefix. No
row may reach farther for calamine than for these expressions: any other spelling is left to SheetWalker.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import TYPE_CHECKING

from wdyy_cli.files.tables.sheet_caps import too_much
from wdyy_cli.sheet import LAST_ROW, column_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wdyy_cli.files.tables.shared_string_weight import StringWeight
    from wdyy_cli.files.tables.sheet_caps import Tally
    from wdyy_cli.files.tables.sheet_walker import SheetWalker

_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true|on)["']""")
_ROW_NUMBER = re.compile(rb'(?:^|\s)r="([0-9]+)"')
_PREFIXED = re.compile(rb":(?:c|row)\b")
_COLUMNS_BY_LETTERS = (26, 702, 17_576)


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the usual writers spell a sheet with one namespace prefix, such as `x:`, or with none."""

    prefix: bytes
    tags: re.Pattern[bytes]
    plain_row: re.Pattern[bytes]
    row: re.Pattern[bytes]
    row_attributes: re.Pattern[bytes]
    filled: re.Pattern[bytes]
    formula: re.Pattern[bytes]
    any_formula: re.Pattern[bytes]
    error: re.Pattern[bytes]
    any_error: re.Pattern[bytes]
    shared: re.Pattern[bytes]
    any_shared: re.Pattern[bytes]


@lru_cache(maxsize=8)
def spelling(prefix: bytes) -> Spelling:
    """Build the expressions for a prefix. Each of them looks at a byte a bounded number of times."""
    p = re.escape(prefix)
    cell = rb"<" + p + rb'c r="'
    ref = cell + rb'([A-Z]{1,3}[1-9][0-9]{0,6})"'
    formula = rb"<" + p + rb"f(?:\s[^<>]*)?(?:/>|>([^<]*)</" + p + rb"f>)"
    of_type = rb"<(?:[\w.-]+:)?c\s[^<>]*?\bt\s*=\s*"
    return Spelling(
        prefix=prefix,
        tags=re.compile(rb"</?" + p + rb"(?:c|row)\b"),
        plain_row=re.compile(rb"<" + p + rb'row r="([1-9][0-9]{0,6})"'),
        row=re.compile(rb"<" + p + rb'row (?:[^<>]*? )?r="([1-9][0-9]{0,6})"'),
        row_attributes=re.compile(rb"<" + p + rb"row ([^<>]*)>"),
        filled=re.compile(cell + rb'([A-Z]{1,3})([1-9][0-9]{0,6})"(?:[^<>]*[^/<>])?>(?!</)'),
        formula=re.compile(ref + rb"(?:[^<>]*[^/<>])?>" + formula),
        any_formula=re.compile(rb"<" + p + rb"f[\s/>]"),
        error=re.compile(ref + rb'(?>[^<>]*? t="e")[^<>]*+>(?:' + formula + rb")?<" + p + rb"v>([^<]*)<"),
        any_error=re.compile(rb"(" + of_type + rb")(?:\"e\"|'e')"),
        shared=re.compile(cell + rb'(?>[^<>]*? t="s")[^<>]*+><' + p + rb"v>([0-9]{1,9})</" + p + rb"v></"),
        any_shared=re.compile(of_type + rb"(?:\"s\"|'s')"),
    )


@dataclass(frozen=True, slots=True)
class UsualRows:
    """The XML of rows that is spelt as usual, as far as `scan` finds."""

    xml: bytearray
    spelling: Spelling
    sheet: str
    tally: Tally

    def scan(self, walker: SheetWalker, strings: StringWeight | None) -> bool:
        """
        Scan rows into the walker; False where they are not spelt as usual, and must be walked.

        Raises WdyyError where they exceed the caps.
        """
        values = self._count_values()
        extent = self._extent()
        if extent is None or not self._scan_formulas(walker) or not self._scan_errors(walker):
            return False
        walker.last_row, walker.last_column = extent
        if b"hidden" in self.xml:
            walker.hidden_rows.update(self._hidden_rows())
        return strings is None or self._scan_shared(walker, strings, values)

    def _count_values(self) -> int:
        """Give at least the number of values; refuse more than a sheet can have before they are kept."""
        start = b"<" + self.spelling.prefix
        rows, values = self.xml.count(start + b"row"), self.xml.count(start + b"v")
        where = self.tally.name(self.sheet)
        if rows > LAST_ROW:
            raise too_much(where, "行数达", rows, LAST_ROW, " 行")
        if values > self.tally.caps.cells:
            raise too_much(where, "有内容的单元格达", values, self.tally.caps.cells, " 个")
        return values

    def _extent(self) -> tuple[int, int] | None:
        """Give the last row and column, or more; None where rows or cells are not spelt as usual."""
        last_row = self._last_row()
        last_column = 0 if last_row is None else self._last_column(last_row)
        if last_row is None or not last_column:
            return None
        caps = self.tally.caps
        if last_row <= caps.rows and last_column <= caps.columns and last_row * last_column <= caps.cells:
            return last_row, last_column
        # Only an estimate so far: cells without a value reach far in many files, and cost nothing.
        if self.xml.count(b"<") != self.xml.count(b">"):
            return None
        last_row = last_column = 0
        for filled in self.spelling.filled.finditer(self.xml):
            last_row = max(last_row, int(filled[2]))
            last_column = max(last_column, column_index(filled[1].decode("ascii")) + 1)
        return last_row, last_column

    def _last_row(self) -> int | None:
        """Give the highest row number, None where rows are not spelt as usual."""
        xml, p = self.xml, self.spelling.prefix
        # A single byte is looked for many times faster than two, and mostly settles it.
        if b"!" in xml and b"<!" in xml:
            return None
        if not p and b":" in xml and _PREFIXED.search(xml):
            return None
        if p and (
            any(start in xml for start in (b"<c", b"<row"))
            or len(_PREFIXED.findall(xml)) != len(self.spelling.tags.findall(xml))
        ):
            return None
        count = xml.count(b"<" + p + b"row")
        for expression in (self.spelling.plain_row, self.spelling.row):
            rows = expression.findall(xml)
            if len(rows) == count:
                return max(map(int, rows), default=1)
        return None

    def _last_column(self, last_row: int) -> int:
        """Give the number of columns or more; 0 where cells are not spelt as usual or below `last_row`."""
        p = re.escape(self.spelling.prefix)
        for letters, columns in enumerate(_COLUMNS_BY_LETTERS, start=1):
            usual = rb' r="[A-Z]{1,%d}(?:%b)"[ />]' % (letters, _at_most(last_row))
            if re.search(rb"<" + p + rb"c(?!" + usual + rb")", self.xml) is None:
                return columns
        return 0

    def _scan_formulas(self, walker: SheetWalker) -> bool:
        """Find the cells with formulas; False where some are spelt in another way."""
        start = b"<" + self.spelling.prefix + b"f"
        # A letter that most rows do not have is looked for much faster than two characters.
        if b"f" not in self.xml or start not in self.xml:
            return True
        self.tally.check_marks(self.xml.count(start), self.sheet)
        found = self.spelling.formula.findall(self.xml)
        if len(found) != len(self.spelling.any_formula.findall(self.xml)):
            return False
        self.tally.add_marks(len(found), self.sheet)
        walker.formulas.update((ref.decode("ascii"), unescape(_text(formula))) for ref, formula in found)
        return True

    def _scan_errors(self, walker: SheetWalker) -> bool:
        """Find the cells with error values; False where some are spelt in another way."""
        if b't="e' not in self.xml and not (b"'" in self.xml and b"'e'" in self.xml):
            return True
        self.tally.check_marks(self.xml.count(b't="e"'), self.sheet)
        found = self.spelling.error.findall(self.xml)
        if len(found) != len(self.spelling.any_error.findall(self.xml)):
            return False
        self.tally.add_marks(len(found), self.sheet)
        walker.errors.update((ref.decode("ascii"), _text(error)) for ref, _, error in found)
        return True

    def _scan_shared(self, walker: SheetWalker, strings: StringWeight, values: int) -> bool:
        """Find the references to shared strings where they could matter; False as the others."""
        walker.shared_bytes = values * strings.longest
        if walker.shared_bytes <= self.tally.text_left:
            return True
        start = b"<" + self.spelling.prefix + b"v"
        if self.xml.count(start) == self.xml.count(start + b">"):
            bound = strings.bound(self.xml, start + b">", values)
            if bound is not None and bound <= self.tally.text_left:
                walker.shared_bytes = bound
                return True
        numbers = array("L", (int(found[1]) for found in self.spelling.shared.finditer(self.xml)))
        walker.shared_bytes = strings.weigh(numbers)
        return len(numbers) == sum(1 for _ in self.spelling.any_shared.finditer(self.xml))

    def _hidden_rows(self) -> Iterator[int]:
        for attributes in self.spelling.row_attributes.findall(self.xml):
            number = _ROW_NUMBER.search(attributes)
            if number is not None and _HIDDEN.search(attributes):
                yield int(number[1])


@lru_cache(maxsize=32)
def _at_most(number: int) -> bytes:
    """Build an expression for the whole numbers from 1 to this one, without leading zeros."""
    digits = str(number)
    choices = [digits]
    for at, digit in enumerate(digits):
        low, high = (0 if at else 1), int(digit) - 1
        if low <= high:
            choices.append(f"{digits[:at]}[{low}-{high}][0-9]{{{len(digits) - at - 1}}}")
    if len(digits) > 1:
        choices.append(f"[1-9][0-9]{{0,{len(digits) - 2}}}")
    return "|".join(choices).encode("ascii")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")

"""The platform's list of candidates (考生管理) as jobs use it: the state of each candidate's data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import ClassVar

from wdyy_cli.headers.header import one_line
from wdyy_cli.model import Finding
from wdyy_cli.profile import StatusWords
from wdyy_cli.rules.table.cell_marks import holds_id_number, id_numbers_in, is_text
from wdyy_cli.rules.table.leftover import STATUS_LEFTOVER, Leftover
from wdyy_cli.rules.table.status import STATUS, STATUS_WORD, StatusRow, unknown_words
from wdyy_cli.rules.table.table import place_in
from wdyy_cli.school.reading.account import Sought
from wdyy_cli.school.reading.listing import Listing
from wdyy_cli.school.reading.rows import find_in_numbers
from wdyy_cli.school.reading.tables import Looks
from wdyy_cli.texts.cell_text import squeeze

NO_STATUS = "（空）"


class Statuses(Listing):
    """An export of candidates, each with the state of the data."""

    unit = "名考生"
    needed = ("id_number", "status")
    fields = (*needed, "name")
    looks: ClassVar[Looks] = {"id_number": holds_id_number, "status": is_text}
    sought = Sought(field="id_number", marks=id_numbers_in, unit="个身份证号", needs="身份证号和信息状态")
    leftover = STATUS_LEFTOVER

    @cached_property
    def candidates(self) -> list[StatusRow]:
        """All candidates."""
        return [StatusRow(*row[:3], row.text("status")) for row in self.rows]

    def count(self) -> dict[str, int]:
        """Count the candidates by status: first the profile's, in its order, then others as they come."""
        counts = Counter(row.status or NO_STATUS for row in self.candidates)
        order = [squeeze(word) for words in self.settings.profile.status.by_state.values() for word in words]
        place = {word: index for index, word in enumerate(order)}
        return dict(sorted(counts.items(), key=lambda item: place.get(squeeze(item[0]), len(place))))

    def find(self) -> Iterator[Finding]:
        """Apply the rules about states and ID numbers."""
        settings, words = self.settings, self.settings.profile.status
        yield from settings.find(STATUS, self.candidates)
        yield from settings.find(STATUS_WORD, unknown_words(self.candidates, words))
        yield from find_in_numbers(self.tables, settings)
        yield from self.find_unread()
        yield from settings.find(STATUS_LEFTOVER, _unread_states(self, words))


def _unread_states(statuses: Statuses, words: StatusWords) -> Iterator[Leftover]:
    """Find columns that nobody read and that say of some that they are not ready."""
    bad = {squeeze(word) for of, spelt in words.by_state.items() if of != "accurate" for word in spelt}
    for part in statuses.counted_parts:
        taken = set(part.table.columns.values())
        for column, header in enumerate(part.block.header.headers):
            if not header or column in taken:
                continue
            told = [
                (row, text)
                for row, values in part.rows
                if column < len(values) and type(text := values[column]) is str and squeeze(text) in bad
            ]
            if told:
                first, said = told[0]
                title = one_line(header)
                file, sheet = part.table.file, part.table.sheet
                yield Leftover(
                    place=place_in(file, sheet, first, column, header=title, value=said),
                    where=f"“{title}”列没有用到，里面写着“{said.strip()}”",
                    count=len(told),
                    unit="处",
                )

"""The platform's records of registration (报考记录) as jobs use them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import ClassVar, Self

from wdyy_cli.errors import WdyyError
from wdyy_cli.model import Finding, Severity
from wdyy_cli.profile import RecordRules
from wdyy_cli.rules.across.ledger import Ledger, LedgerLine
from wdyy_cli.rules.across.record import (
    COMPARED,
    PERHAPS_THE_SAME,
    PERHAPS_UNKNOWN,
    PERHAPS_UNREAD,
    RECORD,
    RECORD_LEFTOVER,
    RECORD_SUM,
    how_subjects_are_taught,
)
from wdyy_cli.rules.across.record_state import RECORD_STATE, RecordState
from wdyy_cli.rules.table.cell_marks import holds_id_number, id_numbers_in, is_text
from wdyy_cli.rules.table.table import TableRef
from wdyy_cli.school.candidates import candidates_in, read_line
from wdyy_cli.school.form import Registration
from wdyy_cli.school.platform.record_states import find_states, with_state
from wdyy_cli.school.reading.account import Sought
from wdyy_cli.school.reading.listing import Listing
from wdyy_cli.school.reading.rows import find_in_numbers
from wdyy_cli.school.reading.tables import Looks, OpenTable
from wdyy_cli.school.settings import Settings
from wdyy_cli.sheet import Value, show_value
from wdyy_cli.texts.cell_text import squeeze

ALONE = "没有能读的报考表，不知道应有哪些记录；只看了每条记录自己写的状态和身份证号"
"""What is said where there is nothing to hold the records against."""

_TEXTS_SHOWN, _MOSTLY = 5, 0.5

OF_THE_SUM = ("REC001", "REC002", "REC003", "REC004")
"""The rules about single records that are too few or too many."""


class Records(Listing):
    """An export of records: one row for each candidate and subject."""

    unit = "条报考记录"
    needed = ("id_number", "subject")
    fields = (*needed, *COMPARED)
    looks: ClassVar[Looks] = {"id_number": holds_id_number, "subject": is_text}
    sought = Sought(
        field="id_number", marks=id_numbers_in, unit="个身份证号", needs="身份证号和科目", each_row=True
    )
    leftover = RECORD_LEFTOVER

    @classmethod
    def open(cls, shown: str, settings: Settings) -> Self:
        """Open an export; raises WdyyError as for any table, and where nothing in it names a subject."""
        subjects = _Subjects(settings.profile.records)
        blocks = super().open(shown, settings).blocks
        found = cls(tuple(with_state(_with_subjects(block, subjects)) for block in blocks), settings)
        values = dict.fromkeys(row.table.value(row.values, "subject") for row in found.rows)
        texts = [show_value(value).strip() for value in values]
        if any(texts) and not any(map(subjects.name_of, texts)):
            # Of each candidate it would be said that she has no record and should be registered again.
            header = found.table.headers["subject"]
            shown_texts = "、".join(list(filter(None, texts))[:_TEXTS_SHOWN])
            raise WdyyError(
                f"“{shown}”的“{header}”列里没有一个认得的科目，写的是：{shown_texts}。",
                "科目在别的列的，用 --column subject=列名 指明；"
                f"平台改了说法的，{how_subjects_are_taught(settings.profile.records)}，"
                "再把新的说法照样写进它那一科的方括号里。",
            )
        return found

    @cached_property
    def states(self) -> list[RecordState]:
        """The records that may not count, by what they say of themselves."""
        return list(find_states(self.every_part, self.settings.profile.records.states, self._exam_of))

    def _exam_of(self, table: TableRef, values: tuple[Value, ...]) -> tuple[str | None, ...]:
        """Give whose record of which exam it is."""
        subject = self._subjects.name_of(table.text(values, "subject"))
        fields = ("certificate", "plan", "level")
        return (table.id_number(values), subject, *(squeeze(table.text(values, of)) for of in fields))

    @cached_property
    def empty_cells(self) -> dict[str, int]:
        """Count by field the empty cells of columns that are held against the registration."""
        counts: Counter[str] = Counter()
        for table, rows in self.tables:
            for of in COMPARED:
                column = table.columns.get(of, -1)
                if column >= 0:
                    counts[of] += sum(len(row) <= column or _is_blank(row[column]) for _, row in rows)
        return {of: counts[of] for of in COMPARED if counts[of]}

    @cached_property
    def _subjects(self) -> _Subjects:
        return _Subjects(self.settings.profile.records)

    @cached_property
    def lines(self) -> list[LedgerLine]:
        """All records, but those that are not accepted and were made anew."""
        name_of = self._subjects.name_of
        redone = {state.table.key(state.row) for state in self.states if state.redone}
        return [
            read_line(row.table, row.row, row.values, name_of(row.text("subject")))
            for row in self.rows
            if row.table.key(row.row) not in redone
        ]

    def ledger(self, registration: Registration, same: Mapping[str, str] | None = None) -> Ledger:
        """Hold the records against the candidates; `same` gives other numbers of one student."""
        candidates, same = candidates_in(registration), same or {}
        known = {candidate.id_number for candidate in candidates}
        meant = {number: other for number, other in same.items() if number not in known and other in known}
        return Ledger(
            table=self.table,
            records=[
                line._replace(id_number=meant.get(line.id_number, line.id_number)) for line in self.lines
            ]
            if meant
            else self.lines,
            candidates=candidates,
            subjects=tuple(subject.name for subject in self.settings.profile.records.subjects),
            unread=frozenset(self._unread_numbers()) if any(self.find_lost()) else frozenset(),
        )

    def _unread_numbers(self) -> Iterator[str]:
        """Yield the ID numbers that stand in rows of which none is a record."""
        read = {(id(part.block.sheet), row) for part in self.counted_parts for row, _ in part.rows}
        for sheet in {id(s): s for block in self.blocks for s in block.file.workbook.sheets}.values():
            for row, values in sheet.filled_rows():
                if (id(sheet), row) not in read:
                    yield from (number for value in values for number in id_numbers_in(value))

    def find(self, ledger: Ledger) -> Iterator[Finding]:
        """Apply the rules about records that are held against candidates, and about ID numbers."""
        settings = self.settings
        # A sum that is wrong by just the records of which other rules speak is no second fault.
        if not (ledger.is_explained and all(settings.choice.includes(code) for code in OF_THE_SUM)):
            yield from settings.find(RECORD_SUM, [ledger])
        yield from settings.find(RECORD, [ledger])
        yield from self.find_alone()

    def find_alone(self) -> Iterator[Finding]:
        """Apply the rules for which nobody needs to know who is registered."""
        yield from find_in_numbers(self.tables, self.settings)
        yield from self.find_unread()
        yield from self.settings.find(RECORD_STATE, self.states)

    def not_checked(self) -> dict[str, str]:
        """Say by code what could not be looked at, and why."""
        missing = [word for of, word in COMPARED.items() if of not in self.table.columns]
        said = [f"导出的报考记录里没有这些列，没有核对：{'、'.join(missing)}"] if missing else []
        if empty := self.empty_cells:
            told = "，".join(f"{COMPARED[of]} {count:,} 格" for of, count in empty.items())
            said.append(f"有的格子是空的，没有核对：{told}")
        return {"REC006": "；".join(said)} if said else {}


def _is_blank(value: Value) -> bool:
    return value == "" or (type(value) is str and not value.strip())


class _Subjects:
    """Knows the subjects of a profile by the words for them; exports repeat a few texts many times."""

    def __init__(self, rules: RecordRules) -> None:
        self._words = [(squeeze(word), s.name) for s in rules.subjects for word in (s.name, *s.aliases)]
        self._known: dict[str, str] = {}

    def name_of(self, text: str) -> str:
        """Give the name of the one subject that a text means, empty where there is none or several."""
        if text not in self._known:
            plain = squeeze(text)
            names = {name for word, name in self._words if word in plain}
            self._known[text] = names.pop() if len(names) == 1 else ""
        return self._known[text]


def _with_subjects(block: OpenTable, subjects: _Subjects) -> OpenTable:
    """Take another column for the subject where its own has none of them, and just that one has."""
    columns, width = block.header.columns, len(block.header.headers)
    if "subject" in block.file.overrides or _share_of(block, columns["subject"], subjects):
        return block
    free = [column for column in range(width) if column not in columns.values()]
    found = [column for column in free if _share_of(block, column, subjects) > _MOSTLY]
    return block.with_columns({**columns, "subject": found[0]}) if len(found) == 1 else block


def _share_of(block: OpenTable, column: int, subjects: _Subjects) -> float:
    """Give the share (0..1) of the cells of a column that name a subject."""
    values = Counter(row[column] for _, row in block.block.rows if column < len(row) and row[column] != "")
    known = sum(count for value, count in values.items() if subjects.name_of(show_value(value)))
    return known / values.total() if values else 0.0


def advise(findings: Iterable[Finding]) -> list[str]:
    """Say what is to be done, cause by cause, in the order in which it should be."""
    counts = Counter(
        finding.code + DOUBTS.get(finding.fix, "")
        for finding in findings
        if finding.suppressed is None and finding.severity is not Severity.INFO
        if finding.severity is Severity.ERROR or finding.code not in PERHAPS
    )
    causes = [
        f"  {sum(counts[code] for code in codes):,} {what}"
        for codes, what in ADVICE
        if any(counts[code] for code in codes)
    ]
    return ["接下来要做的：", *causes] if causes else []


DOUBTS = {PERHAPS_THE_SAME: "?", PERHAPS_UNKNOWN: "?", PERHAPS_UNREAD: "? unread"}
"""Stands behind a code where the finding says that the record may be there after all."""

ADVICE = (
    (("IDN010", "IDN011"), "个身份证号的末尾丢失：重新导出，不要用 Excel 打开后再另存；先改好这个再看别的"),
    (("REC008",), "处内容没有读到：取消隐藏，或写好表头，再检查一次；先改好这个再看别的"),
    (("REC009",), "条记录没有被接受：看平台上的原因，改正后只为他们重新报考"),
    (("REC003?",), "名考生在记录里像是写着另一个身份证号：先对照身份证，不要再导入一次"),
    (("REC001?",), "名考生缺的那一科，可能就是科目不认识的那条记录：先看它，不要再导入一次"),
    (("REC003",), "名考生一条记录也没有：看考生信息是否“信息准确”，再单独为他们导入报考"),
    (("REC001",), "名考生缺一科：核对报名信息，改正后只补缺的那一科，不要把整张表再导入一次"),
    (("REC002",), "条多余的记录：在“报考记录”里删去"),
    (("REC004",), "条记录不在报考表里：不考的删去记录，要考的补进报考表"),
    (("REC006",), "处与报考表不同：看哪一边写错了，平台错了就理论、实操一起删去，只为他们重报"),
    (("REC007",), "条记录的科目不认识：只导出这个证书的记录，或照上面写的让程序认识新的说法"),
)
"""Causes by their codes, and what is to be done about each."""

PERHAPS = frozenset({"IDN011", "REC009"})
"""Codes that say of some places only that somebody should look: there nothing has to be done."""

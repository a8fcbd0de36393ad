"""Opening a table that the user named: its sheet, header row and columns, and how it is shown in a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol, TypeVar

from wdyy_cli.errors import MissingColumnError, WdyyError
from wdyy_cli.files.opening import sha256_of
from wdyy_cli.headers.block import Block, looks_like_rows
from wdyy_cli.headers.blocks import LeftAside, find_blocks, has_header
from wdyy_cli.headers.header import Header
from wdyy_cli.model import Finding, InputFile, Role, Table, UnusedFile
from wdyy_cli.rules.table.table import TableRef
from wdyy_cli.school.settings import Settings
from wdyy_cli.sheet import Sheet, Value, Workbook

T = TypeVar("T")
Looks = Mapping[str, Callable[[Value], bool]]
"""What the cells of a field hold, to know rows by it."""

XLSX, MACROS = ".xlsx", ".xlsm"


@dataclass(frozen=True, kw_only=True)
class OpenFile:
    """A file that was read, the headers that were named for it, and rows below headers that lack a column."""

    shown: str
    workbook: Workbook
    overrides: Mapping[str, str]
    aside: tuple[LeftAside, ...] = ()


@dataclass(frozen=True, kw_only=True)
class OpenTable:
    """
    A table in a file: a block on one of its sheets, with the columns that were found.

    `vague` are headers, by field, that only seem to mean the field; the columns are left out. `noticed` are
    columns (from 0), by field, that were taken for the field by their values, under a header nobody knows.
    """

    file: OpenFile
    block: Block
    vague: Mapping[str, str] = field(default_factory=dict)
    noticed: Mapping[str, int] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """The file as the user named it."""
        return self.file.shown

    @property
    def sheet(self) -> Sheet:
        """The sheet on which it stands."""
        return self.block.sheet

    @property
    def header(self) -> Header:
        """Its header, which may stand on another sheet."""
        return self.block.header

    @property
    def sheet_name(self) -> str | None:
        """The name of its sheet, None for a text file."""
        return self.sheet.name if self.file.workbook.encoding is None else None

    def with_columns(self, columns: Mapping[str, int]) -> OpenTable:
        """Give it with these columns for its fields: itself, and the rows it has read, where it has them."""
        if columns == self.header.columns:
            return self
        return replace(self, block=replace(self.block, header=replace(self.header, columns=columns)))

    def ref(
        self, settings: Settings, required: Iterable[str] = (), wanted: Mapping[str, str] | None = None
    ) -> TableRef:
        """Give what the rules are told about it."""
        return TableRef(
            file=self.shown,
            sheet=self.sheet_name,
            columns=self.header.columns,
            headers={of: self.header.title(of) for of in self.header.columns},
            checked_on=settings.checked_on,
            required=frozenset(required),
            wanted=wanted or {},
            formulas=self.sheet.facts.formulas,
        )

    @property
    def table(self) -> Table:
        """Give it as reports show it."""
        return Table(
            file=self.shown,
            sheet=self.sheet_name,
            header_row=self.header.row_number,
            columns=self.header.columns,
            rows=self.sheet.rows,
        )


def blocks_in(
    workbook: Workbook,
    shown: str,
    wanted: Mapping[str, tuple[str, ...]],
    required: Iterable[str],
    settings: Settings,
    looks: Looks,
    *,
    explained: bool = True,
) -> tuple[OpenTable, ...]:
    """
    Find every table in a workbook with the columns of some fields, by aliases or the user's names.

    `looks` tells what stands in the cells of some fields, to know rows that go on without a header. Raises
    WdyyError where a required or named column is not there: it lists the headers seen, see find_blocks.
    """
    overrides = {
        field: header
        for field, header in _named_columns(workbook, shown, settings).items()
        if field in wanted and (field in settings.insisted or has_header(workbook, header))
    }
    try:
        found = find_blocks(
            workbook,
            wanted,
            required=tuple(required),
            overrides=overrides,
            goes_on=lambda block, sheet: looks_like_rows(block, sheet, looks),
            shown=f"“{shown}”",
            explained=explained,
        )
    except MissingColumnError as error:
        if settings.workspace is None:
            raise
        raise error.in_workspace(settings.workspace.shown) from error
    file = OpenFile(shown=shown, workbook=workbook, overrides=overrides, aside=found.aside)
    return tuple(OpenTable(file=file, block=block) for block in found.found)


def _named_columns(workbook: Workbook, shown: str, settings: Settings) -> dict[str, str]:
    """Give the header of each field that was named for this file: of several the one that it has."""
    named = {**settings.columns_of.get(shown, {}), **settings.columns}
    for of, others in settings.also_called.items():
        if of not in settings.insisted and not has_header(workbook, named[of]):
            named[of] = next((one for one in others if has_header(workbook, one)), named[of])
    return named


def refuse_ending(output: str, like: str | None = None) -> None:
    """Raise WdyyError for an output that Excel would not open under its name; it will be like a workbook."""
    ending = "" if like is None else Path(like).suffix.lower()
    wanted = ending if ending == MACROS else XLSX
    if Path(output).suffix.lower() != wanted:
        raise WdyyError(
            f"“{output}”要以 {wanted} 结尾，否则 Excel 打不开它。", f"例如 {Path(output).stem}{wanted}"
        )


class Opened(Protocol):
    """A file that was read."""

    @property
    def input_file(self) -> InputFile:
        """It as an input that was checked."""


class OpenedBeside(Protocol):
    """A file that was read for the sake of another one."""

    @property
    def beside(self) -> InputFile:
        """It as an input that only helps to check another one."""


OpenedT = TypeVar("OpenedT", bound=Opened)
BesideT = TypeVar("BesideT", bound=OpenedBeside)


class Inputs:
    """The inputs of a run in their order: what was read, and what could not be read and why."""

    def __init__(self, files: Iterable[InputFile] = ()) -> None:
        """Begin with those that are known already."""
        self.files = list(files)

    def open(self, shown: str, read: Callable[[str], OpenedT], role: Role | None = None) -> OpenedT | None:
        """Read an input that is checked; where that fails it is noted as unreadable, and None is given."""
        return self.open_as(lambda found: found.input_file, shown, read, role)

    def open_beside(
        self, shown: str | None, read: Callable[[str], BesideT], role: Role | None = None
    ) -> BesideT | None:
        """Read an input that only helps to check another one, where there is one."""
        return self.open_as(lambda found: found.beside, shown, read, role)

    def open_template(
        self, shown: str | None, read: Callable[[str, Settings], T], settings: Settings
    ) -> T | None:
        """Read a template, which holds nothing to count, where there is one."""
        if shown is None:
            return None
        return self.open_as(
            lambda _: InputFile(path=shown, sha256=sha256_of(settings.path(shown)), unit="模板", beside=True),
            shown,
            lambda name: read(name, settings),
            Role.TEMPLATE,
        )

    def open_as(
        self,
        describe: Callable[[T], InputFile],
        shown: str | None,
        read: Callable[[str], T],
        role: Role | None = None,
    ) -> T | None:
        """Read an input that is noted in its own way, where there is one; `role` is what it is taken for."""
        if shown is None:
            return None
        try:
            found = read(shown)
        except WdyyError as error:
            lacking = error.message if isinstance(error, MissingColumnError) else None
            self.files.append(InputFile(path=shown, role=role, reason=error.whole, no_columns=lacking))
            return None
        self.files.append(replace(describe(found), role=role))
        return found

    def with_nothing_in(self, shown: str, unit: str) -> list[InputFile]:
        """Give the inputs where the last one of a name holds nothing that counts: then it cannot be used."""
        at = max(index for index, file in enumerate(self.files) if file.path == shown)
        reason = f"“{shown}”里一{unit}也没有。请确认选对了文件。"
        self.files[at] = replace(self.files[at], reason=reason)
        return self.files

    def set_aside(self, aside: tuple[UnusedFile, ...]) -> None:
        """Note with the last one what lies in the folders that were given and was not read."""
        self.files[-1] = replace(self.files[-1], aside=aside)

    def tell_unread(self, found: Iterable[Finding]) -> None:
        """Tell what was passed over in the last one, though it only helps to check others."""
        self.files[-1] = replace(self.files[-1], unread=tuple(found))

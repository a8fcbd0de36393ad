"""Repairs that cannot be wrong: which findings bring one, and what is told about the repaired copy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wdyy_cli.errors import WdyyError
from wdyy_cli.files.atomic import refuse_existing, write_atomically
from wdyy_cli.files.tables.table import read_tables
from wdyy_cli.model import Change, Finding, Shown
from wdyy_cli.school.reading.tables import refuse_ending
from wdyy_cli.school.settings import Settings
from wdyy_cli.sheet import Workbook


@dataclass(frozen=True, kw_only=True)
class Repair:
    """Where the repaired copy goes; `dry_run` writes nothing, `force` replaces what is there."""

    output: str
    force: bool = False
    dry_run: bool = False

    def refuse_output(self, like: str) -> None:
        """Raise WdyyError where a copy is to be written and none of this file can have its name."""
        if not self.dry_run:
            refuse_ending(self.output, like)
            refuse_existing(Path(self.output), self.output, force=self.force)


def changes_of(findings: Sequence[Finding], settings: Settings) -> list[Change]:
    """List the safe repairs, one for each cell, in the order of the rows, sheet by sheet."""
    found: dict[tuple[str | None, str], Change] = {}
    sheets: dict[str | None, int] = {}
    for finding in settings.rule_changes.apply(findings)[0]:  # what the user ignores stays as it is
        place, at = finding.place, finding.place.location
        if finding.repair is not None and at.cell is not None and finding.suppressed is None:
            sheets.setdefault(at.sheet, len(sheets))
            found[at.sheet, at.cell] = Change(place=place, before=place.value or "", after=finding.repair)

    def order(change: Change) -> tuple[int, int, str]:
        at = change.place.location
        return sheets[at.sheet], at.row or 0, at.cell or ""

    return sorted(found.values(), key=order)


def repair_copy(
    shown: str,
    settings: Settings,
    findings: list[Finding],
    changes: Sequence[Change],
    repair: Repair,
    look_again: Callable[[Workbook], Iterable[Finding]],
    *,
    with_sheet: bool = False,
) -> tuple[list[Finding], Shown, bool]:
    """
    Write a copy with the changes made, read it back and look at it again.

    Gives what is still wrong, at its place in the input, what is told about the copy, and whether none could
    be made of this file. Raises WdyyError where it cannot be written.
    """
    said = _told(shown, changes, repair, with_sheet=with_sheet)
    if repair.dry_run:
        return findings, said, False
    try:
        copy = _mended_copy(shown, settings, changes)
    except WdyyError as error:
        return findings, not_saved(error), True
    found: list[Finding] = []

    def check(written: Path) -> None:
        found.extend(look_again(read_tables(written, f"“{repair.output}”")))

    write_atomically(Path(repair.output), repair.output, [copy], check)
    return found, said, False


def _mended_copy(shown: str, settings: Settings, changes: Sequence[Change]) -> bytes:
    """Give a copy of a workbook with the changes made; raises WdyyError where one cannot be made."""
    # Most sheets are only looked at.
    from wdyy_cli.files.forms.cell_patch import patch_cells  # noqa: PLC0415
    from wdyy_cli.files.forms.xlsx_package import open_package, read_package  # noqa: PLC0415

    package = open_package(settings.path(shown), f"“{shown}”")
    by_sheet: dict[str | None, dict[str, str]] = {}
    for change in changes:
        at = change.place.location
        by_sheet.setdefault(at.sheet, {})[at.cell or ""] = change.after
    data: bytes | None = None
    for name, texts in by_sheet.items():
        part = next((each for each in package.sheets if each.name == name), None)
        if part is None:
            raise WdyyError(f"{package.shown} 里没有工作表“{name}”。", "请另存为 .xlsx 再试。")
        data = patch_cells(package, part, texts)
        package = read_package(data, package.shown)
    return package.changed({}) if data is None else data


def not_saved(error: WdyyError) -> Shown:
    """Say that no copy could be made, and why."""
    return Shown(results={"output": None, "fixes": []}, lines=(f"× 没有另存：{error.whole}",))


def _told(shown: str, changes: Sequence[Change], repair: Repair, *, with_sheet: bool) -> Shown:
    """Say what was changed, for programs and for people; with the sheets where there are several."""
    listed = [
        {
            **({"sheet": change.place.location.sheet} if with_sheet else {}),
            "cell": change.place.location.cell,
            "row": change.place.location.row,
            "column": change.place.location.column,
            "before": change.before,
            "after": change.after,
        }
        for change in changes
    ]
    if repair.dry_run:
        head = f"可以自动改正 {len(changes):,} 处（没有写文件）：" if changes else "没有能自动改正的问题。"
    elif changes:
        head = f"已自动改正 {len(changes):,} 处，存到 {repair.output}："
    else:
        head = f"没有能自动改正的问题，{repair.output} 与原表相同。"
    several = len({change.place.location.sheet for change in changes}) > 1
    lines = [f"  {_where(change, several)}  “{change.before}”→“{change.after}”" for change in changes]
    mended = None if repair.dry_run or not changes else repair.output
    if mended is not None:
        lines.append(f"{shown} 还是原来的样子：请移到别的文件夹，以后都用 {mended}。")
    return Shown(
        results={"output": None if repair.dry_run else repair.output, "fixes": listed},
        lines=(head, *lines),
        personal=frozenset(text for change in changes for text in (change.before, change.after)),
        mended=mended,
        made_file=not (repair.dry_run or changes),
    )


def _where(change: Change, several: bool) -> str:  # noqa: FBT001 - whether sheets are named
    at = change.place.location
    return f"{at.sheet} {at.cell}" if several else at.cell or ""

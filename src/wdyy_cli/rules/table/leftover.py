"""STA006, REG010 and their like: data in a sheet, block, row or column that nobody read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wdyy_cli.model import Place, Problem, Severity
from wdyy_cli.profile import Profile
from wdyy_cli.rules.registry import PRACTICE, RuleSet
from wdyy_cli.rules.table.table import place_in


@dataclass(frozen=True, kw_only=True)
class Leftover:
    """
    What was not read: `where` says in Chinese where it stands and why, `count` and `unit` how much it is.

    `counted`: it was read all the same, and only told. `severity` is that of this place.
    """

    place: Place
    where: str
    count: int
    unit: str
    severity: Severity = Severity.WARNING
    counted: bool = False


def example(where: str, *, severity: Severity = Severity.WARNING) -> Leftover:
    """Build an example."""
    return Leftover(
        place=place_in("表格.xlsx", "Sheet2"), where=where, count=3, unit="个身份证号", severity=severity
    )


def fires() -> dict[str, Leftover]:
    """Build the examples that are told."""
    return {
        "隐藏的工作表": example("工作表“Sheet2”是隐藏的"),
        "没有表头的列": example("E 列没有表头", severity=Severity.ERROR),
    }


def silent() -> dict[str, Leftover]:
    """Build the examples of which the rule does not speak."""
    return {"里面没有": Leftover(place=example("").place, where="", count=0, unit="个身份证号")}


def data_was_not_read(left: Leftover, _: Profile) -> Iterator[Problem]:
    """
    没有读到的内容谁也没有检查；里面要是有该检查的人，结果就不完整。

    看一眼那里是不是也要检查：要的，取消隐藏，或写好与前面一样的表头；不要的，从表格里移走。
    """
    if left.count:
        yield leftover_problem(left)


def leftover_problem(left: Leftover) -> Problem:
    """Give it as a problem."""
    unread = not left.counted
    return Problem(left.place, say_leftover(left), severity=left.severity, unread=unread)


def say_leftover(left: Leftover) -> str:
    """Say what was not read, or read under a doubt."""
    if left.counted:
        return f"{left.where}，里面的 {left.count:,} {left.unit}也算在内"
    return f"{left.where}，里面的 {left.count:,} {left.unit}没有算在内"


def leftovers(code: str, module: str) -> RuleSet[Leftover]:
    """Make the rules about what was not read of a kind of table: this one; `module` is where they stand."""
    rules = RuleSet[Leftover](module)
    add = rules.rule(
        code, "有内容没有读到", severity=Severity.WARNING, source=PRACTICE, fires=fires, silent=silent
    )
    add(data_was_not_read)
    return rules


STATUS_LEFTOVER, REGISTRATION_LEFTOVER = leftovers("STA006", __name__), leftovers("REG010", __name__)

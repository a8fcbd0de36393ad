"""What a rule is, how one is added, and how rules are chosen by code or prefix."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from inspect import cleandoc
from typing import Any, Generic, TypeVar

from wdyy_cli.errors import WdyyError, did_you_mean
from wdyy_cli.model import Finding, Problem, Severity, is_graver
from wdyy_cli.profile import Profile

T = TypeVar("T")
Check = Callable[[T, Profile], Iterator[Problem]]
Examples = Callable[[], Mapping[str, T]]
"""Makes examples by a word in Chinese, when they are asked for."""

PRACTICE = "惯例"
"""Source of a rule about which the guide says nothing."""


@dataclass(frozen=True, kw_only=True)
class Rule(Generic[T]):
    """
    One way in which one thing can be wrong.

    `reason` and `fix` come from the docstring of `check`. `fires` and `silent` make examples; the tests run
    them all, and `wdyy explain` shows them. `under` changes the profile for the
    examples, where the bundled one leaves the limit open. `profiled` tells why the rule does not apply
    under a profile, None where it does.
    """

    code: str
    title: str
    severity: Severity
    source: str
    reason: str
    fix: str
    check: Check[T]
    fires: Examples[T]
    silent: Examples[T]
    under: Callable[[Profile], Profile]
    profiled: Callable[[Profile], str | None]

    @property
    def ground(self) -> str:
        """The place in the guide that it rests on, or that the guide is silent."""
        return "手册没有写，按通常做法" if self.source == PRACTICE else self.source

    def find(self, subject: T, profile: Profile) -> Iterator[Finding]:
        """Apply the rule to one thing."""
        for problem in self.check(subject, profile):
            yield self.finding(problem)

    def finding(self, problem: Problem) -> Finding:
        """Say of a problem which rule found it."""
        return Finding(
            code=self.code,
            severity=problem.severity or self.severity,
            raised=is_graver(problem.severity or self.severity, self.severity),
            unread=problem.unread,
            title=self.title,
            message=problem.message,
            fix=problem.fix or self.fix,
            place=problem.place,
            quotes=problem.quotes,
            repair=problem.repair,
            measured=problem.measured,
            limit=problem.limit,
            other=problem.other,
        )


class RuleSet(Generic[T]):
    """
    The rules about one kind of thing: a number, a photo, a whole input.

    They stand in the modules of one folder, and whoever asks for them gets all of them: the whole folder is
    loaded first, and from then on none can be added.
    """

    def __init__(self, module: str) -> None:
        """Begin with nothing; `rule` adds. `module` is where the set stands, beside the rules: `__name__`."""
        self._module = module
        self._added: list[Rule[T]] = []
        self._right: Examples[T] | None = None

    @cached_property
    def rules(self) -> tuple[Rule[T], ...]:
        """All rules of the set, by code."""
        load_folder(self._module.rpartition(".")[0])
        return tuple(sorted(self._added, key=lambda rule: rule.code))

    def right(self, examples: Examples[T]) -> Examples[T]:
        """Take examples of which no rule of the set speaks: those of each rule that names no others."""
        self._right = examples
        return examples

    def rule(
        self,
        code: str,
        title: str,
        *,
        source: str,
        fires: Examples[T],
        silent: Examples[T] | None = None,
        severity: Severity = Severity.ERROR,
        under: Callable[[Profile], Profile] = lambda profile: profile,
        profiled: Callable[[Profile], str | None] = lambda _: None,
    ) -> Callable[[Check[T]], Check[T]]:
        """Add the decorated function as a rule; its docstring is the reason, a blank line, the fix."""
        if "rules" in vars(self):
            raise TypeError(f"{code} comes too late: the rules of {self._module} are in use already")
        passed = silent or self._right
        if passed is None:
            raise TypeError(f"{code}: there is no example of which it does not speak")

        def add(check: Check[T]) -> Check[T]:
            reason, _, fix = cleandoc(check.__doc__ or "").partition("\n\n")
            if not (reason and fix):
                raise TypeError(f"{code}: the docstring needs a reason and, after a blank line, a fix")
            self._added.append(
                Rule(
                    code=code,
                    title=title,
                    severity=severity,
                    source=source,
                    reason=_one_line(reason),
                    fix=_one_line(fix),
                    check=check,
                    fires=fires,
                    silent=passed,
                    under=under,
                    profiled=profiled,
                )
            )
            return check

        return add

    def finder(self, profile: Profile, choice: Choice) -> Callable[[T], list[Finding]]:
        """Give what applies the chosen rules to one thing after another: the rules are chosen only once."""
        chosen = [(rule.check, rule.finding) for rule in self.rules if choice.includes(rule.code)]

        def find(subject: T) -> list[Finding]:
            return [finding(problem) for check, finding in chosen for problem in check(subject, profile)]

        return find


def of_both(
    sets: tuple[RuleSet[T], RuleSet[T]],
    number: str,
    title: str,
    **told: Any,
) -> Callable[[Check[T]], Check[T]]:
    """
    Add a rule to the sets of registrations and of rosters under one number: `101` is REG101 and ROS101.

    `told` is what `RuleSet.rule` wants to know as well.
    """

    def add(check: Check[T]) -> Check[T]:
        for prefix, rules in zip(("REG", "ROS"), sets, strict=True):
            rules.rule(f"{prefix}{number}", title, **told)(check)
        return check

    return add


def load_folder(package: str) -> list[str]:
    """Load every module of a folder of rules, and give their names."""
    folder = import_module(package).__path__
    names = [f"{package}.{found.name}" for found in pkgutil.iter_modules(folder) if not found.ispkg]
    if not names:
        raise TypeError(f"{package}: its modules cannot be listed, so that rules would be missing")
    for name in names:
        import_module(name)
    return names


def _one_line(text: str) -> str:
    """Join lines as they are read: between two Chinese ones there is no blank."""
    lines = [line.strip() for line in text.splitlines()]
    whole = lines[0]
    for line in lines[1:]:
        apart = " " if whole[-1:].isascii() or line[:1].isascii() else ""
        whole += apart + line
    return " ".join(whole.split())


@dataclass(frozen=True)
class Choice:
    """Which rules run: those under `select` (empty: all) and not under `ignore`. Codes or prefixes."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def includes(self, code: str) -> bool:
        """Tell whether a rule runs."""
        chosen = not self.select or code.startswith(self.select)
        return chosen and not code.startswith(self.ignore or ("\0",))


def choose(select: Sequence[str], ignore: Sequence[str], known: Callable[[], Iterable[str]]) -> Choice:
    """Check codes and prefixes (`PHO206`, `PHO2`, several with commas) against the known codes."""
    if not (select or ignore):
        return Choice()
    codes = sorted(known())
    return Choice(known_prefixes(select, codes), known_prefixes(ignore, codes))


def closest_code(text: str, codes: Iterable[str]) -> str:
    """Return a hint that names the nearest known code, or where to find them."""
    return did_you_mean(text.upper(), codes, cutoff=0.5) + "全部规则见 wdyy rules。"


def known_prefixes(given: Iterable[str], codes: list[str], where: str = "") -> tuple[str, ...]:
    """Take codes and prefixes apart at commas; raises WdyyError for one under which there is no rule."""
    wanted = [part.strip().upper() for text in given for part in text.split(",") if part.strip()]
    for prefix in wanted:
        if not any(code.startswith(prefix) for code in codes):
            raise WdyyError(f"{where}没有规则“{prefix}”。", closest_code(prefix, codes))
    return tuple(wanted)

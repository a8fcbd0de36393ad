"""What the certificate organisation charges: so many yuan a candidate, by level, for each school."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from wdyy_cli.grouping import grouped


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """Who is charged for; `level` and `school` are tidy texts, empty where they are not known."""

    level: str
    school: str = ""


@dataclass(frozen=True, kw_only=True)
class LevelFee:
    """The candidates of one level; `yuan` for each of them, None where there is no rate."""

    level: str
    candidates: int
    yuan: int | None

    @property
    def sum_yuan(self) -> int | None:
        """What they cost together."""
        return None if self.yuan is None else self.yuan * self.candidates


@dataclass(frozen=True, kw_only=True)
class Bill:
    """What one school pays, or all together: the levels in the order of the certificate."""

    school: str
    levels: tuple[LevelFee, ...]

    @property
    def candidates(self) -> int:
        """All candidates of the bill."""
        return sum(fee.candidates for fee in self.levels)

    @property
    def total_yuan(self) -> int | None:
        """The sum, None where the rate of a level is not known: half a sum would be taken for the whole."""
        sums = [fee.sum_yuan for fee in self.levels]
        known = [one for one in sums if one is not None]
        return sum(known) if len(known) == len(sums) else None


def count_fees(candidates: Iterable[Candidate], rates: Mapping[str, int], levels: Sequence[str]) -> Bill:
    """Count the fees of all candidates; levels that the certificate does not have come last."""
    counts = Counter(candidate.level for candidate in candidates)
    order = [*levels, *sorted(level for level in counts if level not in levels)]
    fees = [
        LevelFee(level=level, candidates=counts[level], yuan=rates.get(level))
        for level in order
        if counts[level]
    ]
    return Bill(school="", levels=tuple(fees))


def split_by_school(
    candidates: Sequence[Candidate], rates: Mapping[str, int], levels: Sequence[str]
) -> tuple[Bill, ...]:
    """Count the fees of each school of record by itself, the largest school first."""
    schools = grouped((candidate.school, candidate) for candidate in candidates)
    by_size = sorted(schools.items(), key=lambda entry: (-len(entry[1]), entry[0]))
    return tuple(replace(count_fees(own, rates, levels), school=school) for school, own in by_size)

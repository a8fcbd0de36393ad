"""What recognising finds: files with a role, files that are left aside, files that nobody could look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from wdyy_cli.model import Role
from wdyy_cli.report.said.words import ROLE_WORDS
from wdyy_cli.school.recognise.picture_kinds import Pictures


class PhotoMember(NamedTuple):
    """A photo in a folder or zip: its name and its size."""

    name: str
    bytes: int


Contents = frozenset[tuple[str, bytes]]
"""Photos by their names and the SHA-256 of their bytes."""

STUDENTS_TEMPLATE = "students_template"


@dataclass(frozen=True, kw_only=True)
class Taken:
    """
    A file or folder that was taken for one of a school's files, and why.

    `columns` are headers that no alias knows, by field. `pictures` says of photos whose they are, `is_blank`
    of a table that nobody stands in it. `members` are the photos, by which the same ones are known again.
    `made_here`: it is a zip as `wdyy prepare-photos` makes them. `contents` reads them.
    """

    path: str
    role: Role
    why: str
    columns: Mapping[str, str] = field(default_factory=dict)
    pictures: Pictures | None = None
    is_blank: bool = False
    members: frozenset[PhotoMember] = frozenset()
    made_here: bool = False
    contents: Callable[[], Contents] = field(default=frozenset, compare=False, repr=False)

    @property
    def key(self) -> str:
        """Its key in [files]."""
        return STUDENTS_TEMPLATE if self.role is Role.STUDENTS and self.is_blank else self.role.value

    @property
    def words(self) -> str:
        """Say what it was taken for, and why."""
        return f"{ROLE_WORDS[self.role]}（{self.why}）"


@dataclass(frozen=True, kw_only=True)
class Left:
    """
    A file or folder of which no use is made, and why; `is_data` where it might be meant all the same.

    `is_unclear`: people stand in it, and nobody can say whether they are to be registered; `may_be` are the
    kinds that it is like, where they are several. `is_unseen`: nobody looked into it, and it may hold what is
    to be checked.
    """

    path: str
    reason: str
    is_data: bool = False
    is_unclear: bool = False
    may_be: tuple[Role, ...] = ()
    is_unseen: bool = False


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """What was found so far: files with a role, files left aside, and such that nobody could look at."""

    taken: list[Taken] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)


def in_order_of_roles(taken: Iterable[Taken]) -> tuple[Taken, ...]:
    """Give files in the order in which a coordinator works on them."""
    order = list(Role)
    return tuple(sorted(taken, key=lambda each: (order.index(each.role), each.path)))

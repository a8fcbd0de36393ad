"""What a sheet has besides values, while it is being found: plain values, which can be sent."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    Place = tuple[int, int]


class Facts:
    """
    Mirrors `SheetFacts`, in plain values.

    Places are a row (from 1) and a column (from 0). An area is its text, such as `A1:B2`, or its four ends.
    `unknown` names what was not looked at.
    """

    def __init__(self, *unknown: str) -> None:
        """Start with nothing found."""
        self.formulas: dict[Place, str] = {}
        self.errors: dict[Place, str] = {}
        self.merged: list[str | tuple[int, int, int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[Place] = []
        self.filtered = False
        self.validations: list[tuple[str, str, str]] = []
        self.unknown = unknown

    @property
    def count(self) -> int:
        """How much was found."""
        lists = (self.formulas, self.errors, self.merged, self.hidden_rows, self.hidden_columns)
        entries = sum(source.count(",") + areas.count(" ") + 1 for _, source, areas in self.validations)
        return sum(map(len, lists)) + entries

"""What stops us from looking, as opposed to what is wrong with what we saw (a finding)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class WdyyError(Exception):
    """
    An input, an option or a profile that cannot be used.

    `message` says in Chinese what is wrong and names the file; `hint` says what to do next.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        """Keep both sentences apart, so that a report can place them."""
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def whole(self) -> str:
        """Both sentences in one line."""
        return self.message.rstrip("。") + "。" + self.hint


class MissingColumnError(WdyyError):
    """A table lacks columns without which it is not what it was taken for."""

    def __init__(self, message: str, hint: str, *, likely: tuple[str, str] | None) -> None:
        """Keep the field that most likely is called otherwise, and its header; None: naming is no help."""
        super().__init__(message, hint)
        self.likely = likely

    def in_workspace(self, shown: str) -> WdyyError:
        """Give the same with the other way to name a column: in the workspace's own file."""
        if self.likely is None:
            return self
        field, header = self.likely
        hint = f'{self.hint.rstrip("。")}；也可以在 {shown} 的 [columns] 下面写一行 {field} = "{header}"。'
        return MissingColumnError(self.message, hint, likely=self.likely)


class OtherKindError(WdyyError):
    """The file is as it should be, but it is something else than what was asked for."""


_PLAIN = "._-/\\:~"
"""Signs that no shell takes for anything but themselves, where they stand inside a word."""


def quoted(text: str) -> str:
    """Write a path or a header as it is typed: in quotes, where cmd, PowerShell or a shell needs them."""
    return text if all(letter.isalnum() or letter in _PLAIN for letter in text) else f'"{text}"'


def did_you_mean(text: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """Give a hint that names the word that a misspelt one means most likely; empty where none is near."""
    import difflib  # noqa: PLC0415 - most runs misspell nothing

    near = difflib.get_close_matches(text, list(known), n=1, cutoff=cutoff)
    return f"您是不是想写 {near[0]}？" if near else ""

"""What stops us from looking, as opposed to what is wrong with what we saw (a finding)."""


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


class OtherKindError(WdyyError):
    """The file is as it should be, but it is something else than what was asked for."""

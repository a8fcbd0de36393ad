"""What a command takes from wdyy.toml where the command line names no file: told, and never a surprise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wdyy_cli.cli.options import Checking, Columns, read_settings
from wdyy_cli.cli.screen.help import first_example
from wdyy_cli.cli.screen.streams import complain, note
from wdyy_cli.errors import WdyyError
from wdyy_cli.school.reading.named import one_meant
from wdyy_cli.workspace_file import FILE_NAME


class FromWorkspace:
    """What one command is told, and the files that the workspace names; `tell` says which were taken."""

    def __init__(
        self, command: str, checking: Checking, columns: Columns | None = None, *, by_class: bool = False
    ) -> None:
        """Read what the options and the workspace say, and begin with nothing taken."""
        self.settings = read_settings(checking, columns, by_class=by_class)
        self._command = command
        self._quiet = checking.quiet
        self._taken: list[str] = []

    def files(self, given: Sequence[str], *keys: str, spelled: str) -> list[str]:
        """
        Give the files that were named, else those under the first of the keys in [files] that has any.

        Raises WdyyError where there are none: `spelled` is how the argument is written.
        """
        if given:
            return list(given)
        found = next((named for key in keys if (named := self.settings.named(key))), [])
        if not found:
            raise self._lacking(spelled, keys[0])
        self._taken += found
        return found

    def file(self, given: str, key: str, *, spelled: str) -> str:
        """Do the same for a single file."""
        return self.files([one_meant(given)] if given else [], key, spelled=spelled)[0]

    def beside(self, given: Sequence[str], key: str) -> list[str]:
        """Give the files that were named, else those under a key that are there: they only help."""
        if given:
            return list(given)
        found = [name for name in self.settings.named(key) if Path(name).exists()]
        self._taken += found
        return found

    def one_beside(self, given: str, key: str) -> str:
        """Do the same for a single file; empty where there is none."""
        return next(iter(self.beside([one_meant(given)] if given else [], key)), "")

    def output(self, given: str, key: str, usual: str) -> str:
        """Give the file that is to be written: as named, else as the workspace expects it, else the usual."""
        if given:
            return given
        named = [name for name in self.settings.named(key) if name not in self._taken]
        usual_here = self.settings.from_here(usual)
        if usual_here is None:
            raise self._lacking("--output 文件", key)
        return named[0] if named else usual_here

    def tell(self) -> None:
        """Say which files were taken from the workspace."""
        workspace = self.settings.workspace
        if self._taken and workspace is not None:
            note(f"用 {workspace.shown} 里写的：{'、'.join(dict.fromkeys(self._taken))}", quiet=self._quiet)

    def remember(self, key: str, written: str) -> None:
        """Write a file that was made into a wdyy.toml that names none of its kind, for the next check."""
        workspace, names = self.settings.workspace, self.settings.named(key)
        if workspace is None or written in names or not Path(written).is_file():
            return
        if getattr(workspace.files, key):
            self._tell_other(workspace.shown, key, written)
            return
        from wdyy_cli.jobs.workspace_entries import add_output

        try:
            add_output(workspace, key, written)
        except WdyyError as error:
            complain(error)
        else:
            note(f"已写进 {workspace.shown}：{key} = {written}", quiet=self._quiet)

    def tell_mended(self, key: str, shown: str, mended: str | None) -> None:
        """Say that a wdyy.toml still names the file of which a mended copy was made."""
        workspace = self.settings.workspace
        if workspace is not None and mended is not None and shown in self.settings.named(key):
            self._tell_other(workspace.shown, key, mended)

    def _tell_other(self, workspace: str, key: str, written: str) -> None:
        named = "、".join(self.settings.named(key))
        note(f"！{workspace} 的 {key} 写的是 {named}；要检查新的，请改成 {written}")

    def _lacking(self, spelled: str, key: str) -> WdyyError:
        if self.settings.workspace is None:
            hint = ""
        else:
            hint = f"写进 {FILE_NAME} 的 [files]（{key}）就不用每次写，wdyy init --update 会替您写。"
        from wdyy_cli.cli.commands import load_command

        example = first_example(load_command(self._command).epilog)
        return WdyyError(f"还要写 {spelled}。", f"{example}{hint}用法见 wdyy {self._command} --help。")

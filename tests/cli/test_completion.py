"""`wdyy completion`: what each shell completes once it has read the script."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from wdyy_cli.cli.commands import BY_NAME
from wdyy_cli.workbooks.template import TEMPLATES

Wdyy = Callable[..., Ran]

COMPLETED: dict[str, tuple[list[str], set[str]]] = {
    "a command": (["check-r"], {"check-roster", "check-rooms"}),
    "every command": ([""], set(BY_NAME)),
    "an option": (["check", "--per"], {"--per-class"}),
    "the value of an option": (["check", "--fail-on", "w"], {"warning"}),
    "a word that a command takes": (["template", ""], set(TEMPLATES)),
    "a command below another": (["profile", "s"], {"show"}),
    "an option behind a file": (["check-roster", "a.xlsx", "--fi"], {"--fix"}),
}
"""What is typed behind `wdyy`, and what fits; bash and fish leave out what does not begin so."""

BASH = """
source "$1"; shift
COMP_WORDS=(wdyy "$@"); COMP_CWORD=$#
_wdyy
printf '%s\\n' "${COMPREPLY[@]}"
"""
ZSH = """
compdef() { }
compadd() { shift; print -rl -- "$@" }
_describe() { print -rl -- "${(@P)@[-1]}" }
source "$1"; shift
words=(wdyy "$@"); CURRENT=${#words}
_wdyy
"""
FISH = 'source $argv[1]; complete -C "wdyy $argv[2]"'


def script(wdyy: Wdyy, tmp_path: Path, shell: str) -> Path:
    ran = wdyy("completion", shell)
    assert (ran.status, ran.err) == (0, "")
    path = tmp_path / f"wdyy.{shell}"
    path.write_text(ran.out, encoding="utf-8")
    return path


def said(command: list[str]) -> str:
    ran = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", timeout=60)
    assert ran.stderr == ""
    return ran.stdout


def needs(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"needs {shell}")


@needs("bash")
@pytest.mark.parametrize(("typed", "fitting"), COMPLETED.values(), ids=COMPLETED)
def test_bash(wdyy: Wdyy, tmp_path: Path, typed: list[str], fitting: set[str]) -> None:
    told = said(["bash", "--norc", "-c", BASH, "bash", str(script(wdyy, tmp_path, "bash")), *typed])
    assert set(told.split()) == fitting


@needs("zsh")
@pytest.mark.parametrize(("typed", "fitting"), COMPLETED.values(), ids=COMPLETED)
def test_zsh(wdyy: Wdyy, tmp_path: Path, typed: list[str], fitting: set[str]) -> None:
    told = said(["zsh", "-f", "-c", ZSH, "zsh", str(script(wdyy, tmp_path, "zsh")), *typed])
    offered = {line.partition(":")[0] for line in told.splitlines()}
    assert {word for word in offered if word.startswith(typed[-1])} == fitting


@needs("fish")
@pytest.mark.parametrize(("typed", "fitting"), COMPLETED.values(), ids=COMPLETED)
def test_fish(wdyy: Wdyy, tmp_path: Path, typed: list[str], fitting: set[str]) -> None:
    path = script(wdyy, tmp_path, "fish")
    told = said(["fish", "--no-config", "-c", FISH, str(path), " ".join(typed)])
    assert {line.partition("\t")[0] for line in told.splitlines()} == fitting


@pytest.mark.skipif(shutil.which("pwsh") is None, reason="needs PowerShell")
def test_powershell(wdyy: Wdyy, tmp_path: Path) -> None:
    path = script(wdyy, tmp_path, "powershell")
    asked = "wdyy check-r"
    told = said(
        [
            "pwsh",
            "-NoProfile",
            "-Command",
            f". {path}; (TabExpansion2 '{asked}' 12).CompletionMatches.ListItemText",
        ]
    )
    assert set(told.split()) == {"check-roster", "check-rooms"}


def test_the_script_for_powershell_is_ascii(wdyy: Wdyy) -> None:
    assert wdyy("completion", "PowerShell").out.isascii()


def test_another_shell_is_told_which_there_are(wdyy: Wdyy) -> None:
    ran = wdyy("completion", "cmd")
    assert (ran.status, ran.err) == (2, "× 没有“cmd”的补全脚本。\n  可以写：bash、zsh、fish、powershell。\n")

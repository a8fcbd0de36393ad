"""What documents show and is not run here: lines of other programs, settings, recipes, commands in a text."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conftest import Ran
from documents import EXAMPLES, ROOT, SHELLS, Block, blocks_of, typed_in
from wdyy_cli import __version__
from wdyy_cli.cli.commands import BY_NAME, load_command

DOCUMENTS = sorted([ROOT / "README.md", ROOT / "README.en.md", *(ROOT / "docs").glob("*.md")])
each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)

OTHERS = (
    r"(?:python3|py -3(?:\.11)?) -m venv \.venv",
    r"(?:\.venv[/\\](?:bin|Scripts)[/\\]python|py -3) -m pip install(?: -[-a-z]+)* (?P<what>\S+)",
    r"(?:uv tool|pipx) install (?P<what>\S+)",
    r"\.venv/bin/python -m pytest -n auto --dist worksteal -m \"not slow\"",
    r"certutil -hashfile (?P<made>\S+) SHA256",
    r"- pip install (?P<made>\S+)",
    r"schtasks /Create /TN \S+ /TR (?P<batch>\S+) /SC DAILY /ST \d\d:\d\d",
    r"(?:[\d*,/-]+ ){5} cd \S+",
    r"@echo off|cd /d \S+",
    r"if errorlevel 1 start (?P<report>\S+)",
)
"""Lines of other programs that documents show: whoever adds one says here what of it can be looked at."""

SAID = "√ 可以上传：花名册、照片。还没有检查：报考表。"
"""A line of ours that a document shows by itself."""

MADE = (
    f"wdyy_cli-{__version__}-py3-none-any.whl",
    f"wdyy-{__version__}-windows-amd64.exe",
)
"""What a release consists of, as `packaging/build.py` and the build of the wheel call it."""


def lines_of(path: Path, languages: frozenset[str]) -> Iterator[tuple[Block, str]]:
    """Give the lines of the blocks of some languages, one command each, without remarks."""
    text = path.read_text(encoding="utf-8")
    for block in blocks_of(re.sub(r"<!-- output -->\n```.*?```\n", "", text, flags=re.DOTALL)):
        if block.language in languages:
            whole = re.sub(r"\\\n *", "", block.body) if block.language == "bash" else block.body
            for line in whole.splitlines():
                for piece in re.sub(r"(?:^|  |\s)# .*", "", line).split(" && "):
                    if piece.strip():
                        yield block, piece.strip()


def is_ours(block: Block, line: str) -> bool:
    return any(typed_in(Block(language=block.language, body=line, first=None)))


@each_document
def test_a_line_is_ours_and_run_or_one_that_is_known(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    for block, line in lines_of(path, frozenset({"bash", "bat", "text"})):
        if is_ours(block, line) or line == SAID:
            continue
        found = next((match for other in OTHERS if (match := re.fullmatch(other, line))), None)
        assert found is not None, line
        told = found.groupdict()
        if "what" in told:
            (what,) = shlex.split(told["what"])
            extra = re.fullmatch(r"\.(?:\[(\w+)\])?", what)
            assert extra is not None, line
            assert extra[1] is None or extra[1] in extras, line
        if "made" in told:
            assert told["made"] in MADE, line
        if "batch" in told:
            assert told["batch"].rpartition("\\")[2] in text.partition(block.body)[0], line
        if "report" in told:
            assert f"--report {told['report']}" in block.body, line


def test_the_line_that_stands_by_itself_is_said(wdyy: Callable[..., Ran]) -> None:
    school = EXAMPLES / "school-clean"
    assert f"\n{SAID}\n" in wdyy("check", school / "花名册.xlsx", school / "照片.zip").out


@each_document
def test_settings_are_taken(wdyy: Callable[..., Ran], tmp_path: Path, path: Path) -> None:
    for block in blocks_of(path.read_text(encoding="utf-8")):
        if block.language == "toml" and "extends" in block.body:
            (tmp_path / "证书.toml").write_text(block.body, encoding="utf-8")
            assert wdyy("profile", "check", tmp_path / "证书.toml").status == 0, block.body
        elif block.language == "toml":
            (tmp_path / "wdyy.toml").write_text(block.body, encoding="utf-8")
            ran = wdyy(
                "fees", "--registration", EXAMPLES / "registered.csv", "--config", tmp_path / "wdyy.toml"
            )
            assert ran.status == 0, ran.err


@each_document
def test_a_recipe_calls_what_there_is(path: Path) -> None:
    hooks = re.findall(r"- id: (\S+)", (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    inputs = re.findall(r"^  (\S+):\n    description", (ROOT / "action.yml").read_text("utf-8"), re.MULTILINE)
    for block in blocks_of(path.read_text(encoding="utf-8")):
        if block.language != "yaml":
            continue
        assert {*re.findall(r"^ +- id: (\S+)", block.body, re.MULTILINE)} <= {*hooks}
        assert {*re.findall(r"(?:wdyy-cli@|rev: )(\S+)", block.body)} <= {f"v{__version__}"}
        assert {*re.findall(r"pip install (\S+)", block.body)} <= {*MADE}
        ours = re.search(r"uses: OWNER/wdyy-cli@.*\n +with:\n((?: {10}.*\n)+)", block.body)
        assert {*re.findall(r"^ +(\S+):", ours[1], re.MULTILINE)} <= {*inputs} if ours else True


@each_document
def test_every_language_is_one_of_which_something_is_asked(path: Path) -> None:
    languages = {block.language for block in blocks_of(path.read_text(encoding="utf-8"))}
    assert languages <= SHELLS | {"console", "python"}


@each_document
def test_a_command_in_a_sentence_has_its_name_and_its_options(path: Path) -> None:
    prose = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for line in re.findall(r"`(?:wdyy|py -3 -m wdyy_cli) ([^`…]+)`", prose):
        words = line.split()
        if words[0] not in BY_NAME:
            assert words[0].startswith("-") or "." in words[0] or not words[0].isascii(), line
            continue
        command = load_command(words[0])
        names = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
        below = getattr(command, "commands", {})
        for one in below.values():
            names |= {name for option in one.params for name in option.opts}
        assert not below or len(words) == 1 or words[1] in below, line
        assert {word for word in words[1:] if word.startswith("-")} <= names | {"-h", "--help"}, line

"""What runs on other computers: actions pinned to what was looked at, and hooks that call what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wdyy_cli.cli.commands import BY_NAME

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "action.yml"], ids=lambda path: path.name)
def test_actions_are_pinned_and_say_their_version(path: Path) -> None:
    used = re.findall(r"uses: (.*)", path.read_text(encoding="utf-8"))
    assert used
    assert [
        line for line in used if not re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)
    ] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_only_read_unless_a_job_says_why(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "\npermissions:\n  contents: read\n\n" in text
    assert re.findall(r"(\S+): write(?! # to )", text) == []


def test_hooks_call_commands_that_there_are() -> None:
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    hooks = re.findall(r"- id: (\S+)\n(?:  .*\n)*?  entry: wdyy (\S+)\n", text)
    assert [command for _, command in hooks] == ["check", "check-photos", "lint-registration"]
    assert [name for name, command in hooks if name != command or command not in BY_NAME] == []


def test_what_the_readme_leaves_out_is_run_before_anything_lands() -> None:
    """No test is in neither of the two; where nobody waits all are run together."""
    names = ("README.md", ".ci/run", ".github/workflows/ci.yml")
    readme, ci, workflow = ((ROOT / name).read_text(encoding="utf-8") for name in names)
    left_out = re.findall(r'-m pytest [^\n]*-m "not (\w+)"', readme)
    assert left_out == re.findall(r"/python -m pytest [^\n]*-m (\w+)\n", ci) == ["slow"]
    assert re.findall(r"-m pytest.* -m ", workflow) == []

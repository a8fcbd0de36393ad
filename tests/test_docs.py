"""Documents are true: every command in them can be used, and prints what stands there."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Ran
from documents import ROOT, as_printed, blocks_of, dated, fill_in, furnish, make_way, typed_in
from wdyy_cli.cli.commands import BY_NAME
from wdyy_cli.cli.screen.browser import SCREENS

KEPT = ("src", "tests", "docs", "examples", "templates", "benchmarks", "packaging", ".github")
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "README.en.md", *(ROOT / "docs").glob("*.md")])


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there paths are printed with its own separator")
@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_shows_is_what_is_printed(
    wdyy: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in SCREENS:
        monkeypatch.delenv(variable, raising=False)
    text = path.read_text(encoding="utf-8")
    furnish(tmp_path, text)

    def run(argv: list[str]) -> str:
        words, _, target = " ".join(argv).partition(" > ")
        argv = argv[: argv.index(">")] if target else argv
        make_way(argv)
        ran = wdyy(*dated(argv))
        fill_in(argv)
        assert ran.status in (0, 1), f"wdyy {words}\n{ran.err}"
        ran.out.encode("gbk")  # a Chinese console can show it
        if target:
            Path(target).write_text(ran.out, encoding="utf-8")
        return ran.out or ran.err

    now = as_printed(text, run)
    if os.environ.get("WDYY_WRITE_EXPECTED"):
        path.write_text(now, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == now


def test_the_walk_shows_every_command_with_what_it_prints() -> None:
    blocks = blocks_of((ROOT / "docs" / "walkthrough.md").read_text(encoding="utf-8"))
    shown = {words[0] for block in blocks if block.language == "console" for words in typed_in(block)}
    assert shown >= set(BY_NAME)


def test_links_between_documents_lead_somewhere() -> None:
    for path in [*DOCUMENTS, ROOT / "CONTRIBUTING.md"]:
        for link in re.findall(r"\]\((?!https?:|#)([\w/.-]*[/.][\w/.-]*)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


def test_the_contributing_notes_name_what_is_there() -> None:
    text = re.sub(r"```.*?```", "", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    kept = [at for folder in KEPT for at in (ROOT / folder).rglob("*") if "__pycache__" not in at.parts]
    places = {f"/{at.relative_to(ROOT).as_posix()}{'/' * at.is_dir()}": at for at in [*kept, *ROOT.iterdir()]}
    sources = {place: at.read_text("utf-8") for place, at in places.items() if at.suffix in (".py", ".toml")}
    code, counted = "\n".join(sources.values()), 0
    for paragraph in re.split(r"\n\n|\n\d\. ", text):
        spans = [span for span in re.findall(r"`([^`\n]+)`", paragraph) if not re.search(r"[<…]", span)]
        paths = [span for span in spans if re.fullmatch(r"[\w/-]+(?:/|\.\w+)", span)]
        names = [span for span in spans if re.fullmatch(r"_?[A-Za-z]\w+", span) and span not in paths]
        assert [path for path in paths if not any(place.endswith(f"/{path}") for place in places)] == []
        assert [name for name in names if not re.search(rf"\b{name}\b", code)] == []
        # A table stands in one of the files that are named beside it.
        beside = "\n".join(sources[at] for at in sources for path in paths if at.endswith(f"/{path}"))
        tables = [name for name in names if name.isupper() and beside]
        assert [name for name in tables if not re.search(rf"^{name}\b.* =", beside, re.MULTILINE)] == []
        counted += len(paths) + len(names)
    assert counted > 100

"""Documents for people: their blocks of commands are run, and what those print is what stands there."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from wdyy_cli.about import HISTORY_NAME as HISTORY
from wdyy_cli.cli.commands import BY_NAME, load_command
from wdyy_cli.report.machine.schema import ReportV1

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
TODAY = "2026-11-23"
SHELLS = frozenset({"bash", "bat", "yaml", "text", "toml"})

_FENCE = re.compile(
    r"(?P<mark><!-- (?:output|six-commands|first (?P<first>\d+) lines) -->\n)?"
    r"```(?P<language>[a-z]+)\n(?P<body>.*?)```\n",
    re.DOTALL,
)
_TYPED = re.compile(r"(?:^|[\s/\\\"'])(?:wdyy|py -3 -m wdyy_cli) ([^#&|]*)")
_FIELDS = re.compile(r"(?<=<!-- fields of the report -->\n).*?(?=<!-- end -->)", re.DOTALL)
CUT = "……"

Run = Callable[[list[str]], str]
"""Runs the words of a command line, and gives what was printed; fails where the command could not be used."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """A fenced block: its language, its text, and how many lines of output it shows, None for all."""

    language: str
    body: str
    first: int | None


def blocks_of(text: str) -> list[Block]:
    """Find the fenced blocks of a document."""
    return [_block(found) for found in _FENCE.finditer(text)]


def typed_in(block: Block) -> Iterator[list[str]]:
    """Give the words of each command line of ours in a block."""
    body = block.body if block.language == "bat" else re.sub(r"\\\n *", "", block.body)  # goes on below
    for line in body.splitlines():
        if block.language == "console" and not line.startswith("$ "):
            continue
        for found in _TYPED.finditer(line):
            said = found[1].replace("\\", "/") if block.language == "bat" else found[1]
            words = shlex.split(said.rstrip("\"' "))
            if words and (words[0] in BY_NAME or words[0].startswith("-") or "." in words[0]):
                yield words


def as_printed(text: str, run: Run) -> str:
    """Run everything in a document in its order, and give it with what is printed now."""
    output = ""
    used: list[list[str]] = []

    def replaced(found: re.Match[str]) -> str:
        nonlocal output
        block = _block(found)
        mark, body = found["mark"] or "", block.body
        if "six-commands" in mark:
            return found[0]  # they have a folder and a test of their own
        if "output" in mark:
            body = output
        elif block.language == "console":
            words = list(typed_in(block))
            typed = [line for line in body.splitlines() if line.startswith("$ ")]
            body = "".join(
                f"{line}\n{_shown(run(argv), block.first)}" for line, argv in zip(typed, words, strict=True)
            )
        elif block.language == "python":
            output = _run_python(body)
        elif block.language in SHELLS:
            for argv in typed_in(block):
                if argv not in used:  # what a recipe says once more for another system does the same
                    used.append(argv)
                    run(argv)
        return f"{mark}```{block.language}\n{body}```\n"

    done = _FENCE.sub(replaced, text)
    return _FIELDS.sub(lambda _: report_fields(), done)


def dated(argv: list[str]) -> list[str]:
    """Give a command line with the day that counts as today in all documents, where it has one."""
    command = load_command(argv[0]) if argv[0] in BY_NAME else None
    options = {name for option in getattr(command, "params", ()) for name in option.opts}
    return argv if "--date" not in options or "--date" in argv else [*argv, "--date", TODAY]


def furnish(folder: Path, text: str) -> None:
    """Put everything into a folder that a document speaks of: a school's files, the examples."""
    clean = EXAMPLES / "school-clean"
    as_made = shutil.ignore_patterns("expected", HISTORY)  # many a reader checks them where they lie
    shutil.copytree(clean, folder, dirs_exist_ok=True, ignore=as_made)
    without_settings = shutil.ignore_patterns("wdyy.toml", HISTORY)
    others: dict[str, Callable[[Path], object]] = {
        "examples": lambda to: shutil.copytree(EXAMPLES, to, ignore=as_made),
        "摄影师给的": lambda to: shutil.copytree(EXAMPLES / "photographer", to),
        "2026春": lambda to: shutil.copytree(clean, to, ignore=without_settings),
        "学校文件夹": lambda to: shutil.copytree(clean, to, ignore=without_settings),
        "全区": lambda to: [shutil.copytree(clean, to / name, ignore=as_made) for name in ("甲校", "乙校")],
        "一班.zip": lambda to: shutil.copy(EXAMPLES / "photos-good.zip", to),
        "二班.zip": lambda to: shutil.copy(EXAMPLES / "photos-good.zip", to),
        "一班.xlsx": lambda to: shutil.copy(clean / "花名册.xlsx", to),
        "二班.xlsx": lambda to: shutil.copy(clean / "花名册.xlsx", to),
        "名单.xls": lambda to: shutil.copy(clean / "花名册.xlsx", to),
        "名单.xlsx": lambda to: shutil.copy(clean / "花名册.xlsx", to),
        "补拍照片": lambda to: shutil.unpack_archive(EXAMPLES / "photos-good.zip", to),
        "录像": lambda to: shutil.copytree(clean / "上交材料" / "监控视频", to),
        "摄影师的名单.csv": lambda to: shutil.copy(EXAMPLES / "photographer-roster.csv", to),
    }
    for name, put in others.items():
        if re.search(rf"(?<![^\s\"'=(/]){re.escape(name)}(?![a-z])", text):
            put(folder / name)


def make_way(argv: list[str]) -> None:
    """Let `init` begin where nothing is, as it does for the reader."""
    if argv[0] == "init" and len(argv) > 1 and "--update" not in argv:
        shutil.rmtree(argv[1], ignore_errors=True)


def fill_in(argv: list[str]) -> None:
    """Do what the reader does after `init`: put the school's files into the folder."""
    if argv[0] == "init" and len(argv) > 1 and "--update" not in argv:
        as_made = shutil.ignore_patterns(HISTORY)
        shutil.copytree(EXAMPLES / "school-clean", argv[1], dirs_exist_ok=True, ignore=as_made)


def report_fields() -> str:
    """Write the fields of the JSON report as tables, from the model that is its schema."""
    schema = ReportV1.model_json_schema()
    parts = {"": schema, **{name: part for name, part in schema["$defs"].items() if name != "JsonValue"}}
    lines = []
    for name, part in parts.items():
        lines += [f"### {name or '整份报告'}", "", part.get("description", "").partition("\n")[0], ""]
        lines += ["| 字段 | 类型 | 说明 |", "|---|---|---|"]
        lines += [
            f"| `{field}` | {_type_of(told)} | {told.get('description', '')} |"
            for field, told in part.get("properties", {}).items()
        ]
        lines.append("")
    return "\n".join(lines)


def _type_of(told: dict[str, object]) -> str:
    if "anyOf" in told:
        return " 或 ".join(_type_of(one) for one in told["anyOf"])  # type: ignore[attr-defined] # as JSON Schema has it
    if "$ref" in told:
        return f"`{str(told['$ref']).rpartition('/')[2]}`"
    if "enum" in told or "const" in told:
        return "、".join(f"`{value}`" for value in told.get("enum", [told.get("const")]))  # type: ignore[attr-defined] # the same
    if told.get("type") == "array":
        return f"数组：{_type_of(told['items'])}"  # type: ignore[arg-type] # the same
    names = {
        "string": "文字",
        "integer": "整数",
        "number": "数",
        "boolean": "真假",
        "null": "null",
        "object": "对象",
    }
    return names.get(str(told.get("type")), "任意")


def _block(found: re.Match[str]) -> Block:
    return Block(
        language=found["language"], body=found["body"], first=int(found["first"]) if found["first"] else None
    )


def _shown(output: str, first: int | None) -> str:
    lines = output.splitlines()
    if first is not None and len(lines) > first:
        lines = [*lines[:first], CUT]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _run_python(body: str) -> str:
    """Run an example as a script of its own; gives what it prints."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(body, "example.py", "exec"), {"__name__": "__main__"})  # noqa: S102 - our own documents
    return printed.getvalue()

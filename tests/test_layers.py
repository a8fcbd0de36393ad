"""Who may import whom: one table."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).parents[1] / "src" / "wdyy_cli"
VALUES = {
    "toml",
    "headers",
    "profile",
    "profile_files",
    "profile_fields",
    "exam_round",
    "workspace",
    "workspace_file",
    "cell_text",
    "model",
    "id_number",
    "photo",
    "photo_name",
    "typed_date",
    "video_name",
    "colour",
    "sheet",
    "header",
    "errors",
    "about",
    "__init__",
}
MAY_IMPORT = {
    "cli": {"cli", "jobs", "school", "report", "files", "rules", "workbooks"} | VALUES,
    "jobs": {"jobs", "school", "demo", "files", "rules", "planning", "report", "workbooks"} | VALUES,
    "school": {"school", "files", "rules", "planning", "report"} | VALUES,
    "demo": {"demo", "files", "workbooks"} | VALUES,
    "workbooks": {"workbooks"} | VALUES,
    "files": {"files"} | VALUES,
    "rules": {"rules"} | VALUES,
    "planning": {"planning"} | VALUES,
    "report": {"report", "rules", "workbooks"} | VALUES,
    "values": VALUES,
    "__main__": {"cli", "files"},
}
LIBRARIES = {
    "typer": {"cli"},
    "PIL": {"files"},
    "simplejpeg": {"files"},
    "numpy": {"files"},
    "openpyxl": {"workbooks"},
    "python_calamine": {"files"},
    "rich": {"cli"},
    "pydantic": {"values", "report"},
    "jinja2": {"report"},
}
PURE = {"rules", "planning", "values"}
IMPURE = {"os", "time", "random", "socket", "subprocess", "zipfile", "tempfile", "multiprocessing"}

FILES = sorted(SRC.rglob("*.py"))


def layer_of(path: Path) -> str:
    parts = path.relative_to(SRC).with_suffix("").parts
    if parts[0] in VALUES:
        return "values"
    if len(parts) > 1:
        return parts[0]
    return "__main__" if parts[0] == "__main__" else "values"


def statements_of(node: ast.AST) -> Iterator[ast.AST]:
    """Yield all statements: what they compute holds no import."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.expr):
            yield child
            yield from statements_of(child)


def imports_of(path: Path) -> set[str]:
    names = set()
    for node in statements_of(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(SRC)))
def test_a_file_imports_only_what_its_layer_may(path: Path) -> None:
    layer = layer_of(path)
    for name in imports_of(path):
        top, *rest = name.split(".")
        if top == "wdyy_cli" and rest and rest != ["__version__"]:
            assert rest[0] in MAY_IMPORT[layer], f"{layer} imports {name}"
        assert layer in LIBRARIES.get(top, {layer}), f"{layer} imports {name}"
        assert not (layer in PURE and top in IMPURE), f"{layer} imports {name}"

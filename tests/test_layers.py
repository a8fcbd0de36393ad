"""Who may import whom: one table."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

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
    "texts",
    "model",
    "photo",
    "colour",
    "sheet",
    "errors",
    "grouping",
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


def strange_imports_of(path: Path) -> list[str]:
    """Give what a file imports and its layer may not."""
    layer = layer_of(path)
    strange = []
    for name in sorted(imports_of(path)):
        top, *rest = name.split(".")
        ours = top == "wdyy_cli" and rest and rest != ["__version__"]
        if (
            (ours and rest[0] not in MAY_IMPORT[layer])
            or layer not in LIBRARIES.get(top, {layer})
            or (layer in PURE and top in IMPURE)
        ):
            strange.append(f"{layer} imports {name}")
    return strange


# One test of all files: to look at one takes less time than to begin a test.
def test_a_file_imports_only_what_its_layer_may() -> None:
    assert len(FILES) > 300
    strange = {str(path.relative_to(SRC)): strange_imports_of(path) for path in FILES}
    assert {path: names for path, names in strange.items() if names} == {}

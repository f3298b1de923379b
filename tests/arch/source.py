"""The source as these tests read it."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "golive"


def files(pattern: str = "*.py", *, tests: bool = False) -> list[Path]:
    """Our own files: no migrations (generated), no tests unless asked for."""
    found = sorted(SRC.rglob(pattern))
    return [p for p in found if "migrations" not in p.parts and (tests or "tests" not in p.parts)]


def where(path: Path, node: ast.AST | None = None) -> str:
    line = f":{node.lineno}" if node is not None else ""  # type: ignore[attr-defined]
    return f"{path.relative_to(ROOT)}{line}"


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf8"))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call with its dotted name as written: `timezone.now`, `_`, `models.CharField`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))


def app_order() -> list[str]:
    """The domain apps from low to high, as the import contract has them."""
    contracts = pyproject()["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["id"] == "apps-order")
    return [name.strip("()") for name in reversed(layers)]

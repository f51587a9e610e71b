"""The repository as the architecture tests see it: its files, and its modules as syntax trees. Each is read once."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
TEMPLATES = ROOT / "templates"
VENDORED = ("app/web/static/vendor/", "tests/vendor/")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Module(NamedTuple):
    path: str  # seen from the root, with slashes
    tree: ast.Module
    lines: int


@cache
def files() -> tuple[str, ...]:
    """Every file that is, or would be, in the repository."""
    git = shutil.which("git") or "git"
    asked = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return tuple(sorted(path for path in set(listed) if path and (ROOT / path).is_file()))


@cache
def text_of(path: str) -> str | None:
    """None for what is no text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


@cache
def modules(under: str = "app/") -> tuple[Module, ...]:
    found = []
    for path in files():
        if path.startswith(under) and path.endswith(".py"):
            source = text_of(path) or ""
            found.append(Module(path, ast.parse(source, path), len(source.splitlines())))
    return tuple(found)


def templates() -> tuple[str, ...]:
    return tuple(path for path in files() if path.startswith("templates/"))


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(module.tree) if isinstance(node, FUNCTIONS))


def where(module: Module, node: ast.AST) -> str:
    return f"{module.path}:{getattr(node, 'lineno', 0)}"


def dotted(node: ast.AST) -> str:
    """`a.b.c` of a chain of names, as far as it is one; the empty text for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        front = dotted(node.value)
        return f"{front}.{node.attr}" if front else f".{node.attr}"
    return ""


def docstrings(tree: ast.AST) -> set[int]:
    """The ids of the constants that document a module, a class or a function."""
    holders = (ast.Module, ast.ClassDef, *FUNCTIONS)
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, holders) and node.body and isinstance(node.body[0], ast.Expr):
            found.add(id(node.body[0].value))
    return found


def texts(module: Module) -> Iterator[tuple[str, str]]:
    """Every text of a module that is no docstring, with its place."""
    silent = docstrings(module.tree)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield where(module, node), node.value

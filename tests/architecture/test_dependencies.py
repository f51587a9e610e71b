"""Nothing is installed for nobody: each runtime dependency is imported by app/, or its reason stands here."""

import ast
import re
import tomllib
from importlib.metadata import packages_distributions

from tests.architecture.tree import ROOT, modules

USED_BY_NAME = {
    "httptools": "uvicorn parses requests with it",
    "uvloop": "uvicorn's event loop",
    "psycopg": "SQLAlchemy loads it by the database's address",
    "python-multipart": "Starlette parses forms with it",
    "tzdata": "zoneinfo falls back on it",
}
# Parts of a direct dependency that are packages of their own.
COMPANIONS = {
    "anyio": "starlette",
    "httpcore": "httpx",
    "markupsafe": "jinja2",
    "pydantic": "fastapi",
    "pydantic-core": "fastapi",
}


def imported() -> set[str]:
    """The packages whose modules app/ and migrations/ name, by the name on the registry."""
    names = set()
    for module in (*modules("app/"), *modules("migrations/")):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    owners = packages_distributions()
    return {owner.lower().replace("_", "-") for name in names for owner in owners.get(name, ())}


def asked_for() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {re.split(r"[\[<>=~;! ]", requirement)[0] for requirement in project["dependencies"]}


def test_every_runtime_dependency_is_used():
    assert asked_for() - imported() - USED_BY_NAME.keys() == set()


def test_app_imports_nothing_that_only_came_along():
    assert imported() - asked_for() - COMPANIONS.keys() - {"unsung"} == set()

"""House rules that a linter cannot know, read from the syntax trees of app/."""

import ast
import re

from tests.architecture.tree import FUNCTIONS, Module, dotted, functions, modules, templates, text_of, where

CLOCKS = re.compile(r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.time(_ns)?|func\.(now|current_\w+))$")
BROAD = ("app/worker/loop.py", "app/web/errors.py")
WITHOUT_SESSION = ("app/domain/", "app/publishing/", "app/connectors/")
# Templates that may print markup made elsewhere, each with the place that made it.
SAFE: dict[str, str] = {}
# `importlib` loads one command of the table, or a tool when it is first needed: `serve` never loads what others need.
LOADS_BY_NAME = ("app/cli/__init__.py", "app/wiring.py")


def test_only_the_clock_reads_the_clock():
    assert [
        where(module, node)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and CLOCKS.search(dotted(node)) and module.path != "app/kit/clock.py"
    ] == []


def test_only_the_store_commits():
    assert [
        where(module, node)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
        and module.path != "app/database.py"
    ] == []


def test_nouns_letters_and_tools_hold_no_session():
    assert [
        where(module, node)
        for module in modules()
        if module.path.startswith(WITHOUT_SESSION)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").split(".")[0] in {"sqlmodel", "sqlalchemy"}
        and any(alias.name in {"Session", "sessionmaker"} for alias in node.names)
    ] == []


def test_no_import_hides_in_a_function():
    assert [
        where(module, node)
        for module in modules()
        for function in functions(module)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ] == []


def test_only_the_table_of_commands_loads_by_name():
    assert [
        where(module, node)
        for module in modules()
        for node in ast.walk(module.tree)
        if dotted(node) in {"importlib.import_module", "__import__", "import_module"}
        and module.path not in LOADS_BY_NAME
    ] == []


def caught(handler: ast.ExceptHandler) -> set[str]:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return {dotted(kind) if kind is not None else "everything" for kind in kinds}


def test_nobody_catches_everything_and_goes_on():
    everything = {"everything", "Exception", "BaseException"}
    handlers = [
        where(module, node)
        for module in modules()
        if module.path not in BROAD
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler) and caught(node) & everything
    ]
    suppressed = [
        where(module, node)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and dotted(node.func).endswith("suppress")
        if any(dotted(kind) in everything for kind in node.args)
    ]
    assert handlers + suppressed == []


def test_nobody_imports_a_private_name():
    assert [
        f"{where(module, node)} {alias.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app")
        for alias in node.names
        if alias.name.startswith("_") and not alias.name.startswith("__")
    ] == []


def test_rows_know_no_other_rows():
    """No Relationship(): SQL would start inside a template."""
    assert [where(module, node) for module in modules() for node in called(module, "Relationship")] == []


def test_pages_are_found_by_key_not_counted_off():
    assert [where(module, node) for module in modules() for node in called(module, "offset")] == []


def called(module: Module, name: str) -> list[ast.Call]:
    calls = (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))
    return [call for call in calls if dotted(call.func).split(".")[-1] == name]


def test_templates_print_nothing_unescaped():
    unescaped = re.compile(r"\|\s*safe\b|autoescape\s+false")
    assert {path for path in templates() if unescaped.search(text_of(path) or "")} == set(SAFE)


def test_nothing_is_left_for_later():
    later = re.compile(r"\b(TODO|FIXME|NotImplementedError)\b")
    paths = [module.path for folder in ("app/", "benchmarks/", "migrations/") for module in modules(folder)]
    assert [path for path in [*paths, *templates()] if later.search(text_of(path) or "")] == []


def test_no_function_is_a_stub():
    assert [
        f"{where(module, node)} {node.name}"
        for module in modules()
        for holder in ast.walk(module.tree)
        if isinstance(holder, ast.Module | ast.ClassDef) and not is_protocol(holder)
        for node in holder.body
        if isinstance(node, FUNCTIONS) and all(says_nothing(line) for line in node.body)
    ] == []


def is_protocol(holder: ast.Module | ast.ClassDef) -> bool:
    return isinstance(holder, ast.ClassDef) and any("Protocol" in ast.dump(base) for base in holder.bases)


def says_nothing(line: ast.stmt) -> bool:
    return isinstance(line, ast.Pass) or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))

"""Every deed leaves a trace: what writes a row in app/actions writes an audit event in the same transaction."""

import ast
from functools import cache
from typing import NamedTuple

from tests.architecture.tree import dotted, modules, where

WRITES = {"add", "add_all", "delete", "bulk_insert_mappings", "merge"}
STATEMENTS = {"insert", "update", "delete", "text"}
AUDITS = {"app.actions.write_audit.write_audit", "app.actions.write_audit.write_audits"}
# Book-keeping of the machine itself, no deed of a person: the reason stands beside each.
NO_DEEDS: dict[str, str] = {
    "app.actions.renew.renew": "columns that follow from others; the deed that changed those is audited",
    "app.actions.enrol.rebuild_reporting_lines": "rows that follow from who reports to whom; each move is audited",
    "app.actions.keep_time.enqueue": "due work is a list of the machine's own; the deed that calls for it is audited",
    "app.actions.keep_time.claim": "the worker's hold on a job",
    "app.actions.keep_time.renew_lease": "the worker's hold on a job",
    "app.actions.keep_time.finish": "the worker's hold on a job; what the job did is audited by its own deed",
    "app.actions.keep_time.fail": "the worker's hold on a job",
    "app.actions.deliver_notices.deliver_notices": "time alone delivers a notice; the deed behind it is audited",
    "app.actions.carry.settle_letter": "what came of a letter stands in its own row; the deed behind it is audited",
    "app.actions.hold_text.hold_text": "nobody is signed in yet, so there is nobody to name",
    "app.actions.sign_in.touch_session": "notes that a session is alive, beside a deed that is audited",
    "app.actions.issue_token.note_use": "the day of last use, which its owner reads beside the token",
    "app.actions.work_out_again.work_out_again": "doctor's look at the data; its transaction is thrown away",
    "app.actions.keep_looks.keep_looks": "columns that follow from a change and the weights; the candidate is audited",
    "app.actions.remember.keep": "the deed whose answer it keeps writes the row",
}


class Action(NamedTuple):
    place: str
    node: ast.FunctionDef
    calls: frozenset[str]
    writes: bool


@cache
def actions() -> dict[str, Action]:
    """Every function of the room by its full name, with the full names of those it calls."""
    found: dict[str, Action] = {}
    for module in modules("app/actions/"):
        home = module.path.removesuffix(".py").replace("/", ".")
        known = {node.name: f"{home}.{node.name}" for node in module.tree.body if isinstance(node, ast.FunctionDef)}
        known |= imported(module.tree)
        for node in module.tree.body:
            if isinstance(node, ast.FunctionDef):
                calls = frozenset(known[name] for name in names_called(node) if name in known)
                found[f"{home}.{node.name}"] = Action(where(module, node), node, calls, writes_rows(node))
    return found


def imported(tree: ast.Module) -> dict[str, str]:
    """What other files of the room gave, by the spelling used here: `verb`, or `file.verb`."""
    names, files = {}, {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "app.actions":
            files |= {alias.asname or alias.name: f"app.actions.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app.actions."):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in files:
            names[f"{node.value.id}.{node.attr}"] = f"{files[node.value.id]}.{node.attr}"
    return names


def names_called(node: ast.FunctionDef) -> set[str]:
    """Handed-on functions count as called."""
    return {dotted(inner) for inner in ast.walk(node) if isinstance(inner, ast.Name | ast.Attribute)}


def writes_rows(node: ast.FunctionDef) -> bool:
    for call in (inner for inner in ast.walk(node) if isinstance(inner, ast.Call)):
        name = dotted(call.func).split(".")
        if name[-1] in WRITES and name[0] == "db":
            return True
        if name[-1] in STATEMENTS and len(name) == 1:
            return True
    return False


@cache
def reached(name: str) -> frozenset[str]:
    """The function itself, and whatever of this room it calls, however deep."""
    seen: set[str] = set()
    ahead = [name]
    while ahead:
        current = ahead.pop()
        if current not in seen and current in actions():
            seen.add(current)
            ahead += actions()[current].calls
    return frozenset(seen)


def writes_in_the_end(name: str) -> bool:
    return any(actions()[one].writes for one in reached(name))


def public() -> dict[str, Action]:
    return {name: action for name, action in actions().items() if not action.node.name.startswith("_")}


@cache
def opened_by_doors() -> frozenset[str]:
    """What web, worker and cli ask for. The rest are steps: parts of a deed that is audited as a whole."""
    doors = [module for folder in ("app/web/", "app/worker/", "app/cli/", "app/main.py") for module in modules(folder)]
    return frozenset(name for module in doors for name in imported(module.tree).values())


def is_step(name: str) -> bool:
    taken = {called for caller, action in actions().items() for called in action.calls if caller != name}
    return name in taken and name not in opened_by_doors()


def deeds() -> dict[str, Action]:
    found = {name: action for name, action in public().items() if writes_in_the_end(name) and not is_step(name)}
    return {name: action for name, action in found.items() if not name.startswith("app.actions.write_audit.")}


def test_every_deed_is_audited():
    silent = {name for name in deeds() if not reached(name) & AUDITS}
    assert silent == set(NO_DEEDS)


def test_a_deed_takes_the_session_first_then_what_it_is_about_and_the_rest_by_keyword():
    assert [
        f"{action.place} {action.node.name}"
        for action in deeds().values()
        if not is_in_order([argument.arg for argument in (*action.node.args.posonlyargs, *action.node.args.args)])
    ] == []


def is_in_order(positional: list[str]) -> bool:
    return positional[:1] == ["db"] and all(name.endswith(("_id", "_ids")) for name in positional[1:])


def test_a_deed_is_handed_the_time_last():
    assert [
        f"{action.place} {action.node.name}"
        for action in deeds().values()
        if "now" in (names := [argument.arg for argument in action.node.args.kwonlyargs]) and names[-1] != "now"
    ] == []

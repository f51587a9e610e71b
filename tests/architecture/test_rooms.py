"""Whoever reads the list of folders has seen the house: rooms carry cards, and README's tree is the real one."""

import ast
import re

from tests.architecture.tree import ROOT, files, modules

DRAWERS = re.compile(r"(^|_)(utils?|helpers?|common|misc|managers?|services?_?layer|base|stuff|tools)$")
MARKER = "<!-- tree -->"
TREE_LINE = re.compile(r"^(?P<indent>[\s│├└─|`+-]*)(?P<name>[\w.-]+/?)")


def packages() -> dict[str, str | None]:
    """Every folder of app/ that holds modules, with what its `__init__.py` says first."""
    cards = {
        module.path.rsplit("/", 1)[0]: ast.get_docstring(module.tree)
        for module in modules()
        if module.path.endswith("/__init__.py")
    }
    return {module.path.rsplit("/", 1)[0]: cards.get(module.path.rsplit("/", 1)[0]) for module in modules()}


def test_every_room_has_a_card_of_at_most_six_lines():
    wrong = {room: card for room, card in packages().items() if not card or len(card.splitlines()) > 6}
    assert wrong == {}


def test_the_list_of_tools_holds_its_card_and_nothing_else():
    (card,) = (module for module in modules("app/kit/") if module.path == "app/kit/__init__.py")
    assert len(card.tree.body) == 1


def test_there_are_no_drawers():
    names = {part for path in files() if path.endswith(".py") for part in path.removesuffix(".py").split("/")}
    assert {name for name in names if DRAWERS.search(name)} == set()


def drawn() -> dict[str, set[str]]:
    """README's tree: the names at the top, and the names under app/."""
    block = (ROOT / "README.md").read_text().split(MARKER, 1)[1].split("```", 2)[1]
    lines = [match for match in map(TREE_LINE.match, block.splitlines()[1:]) if match]
    lines = [line for line in lines if line["name"] != "unsung/"]
    top = min(len(line["indent"]) for line in lines)
    tree: dict[str, set[str]] = {"": set()}
    parent = ""
    for line in lines:
        if len(line["indent"]) == top:
            parent = line["name"]
            tree[""].add(parent)
        else:
            tree.setdefault(parent, set()).add(line["name"])
    return tree


def real(under: str) -> set[str]:
    """Folders with a slash at their end, and files."""
    inside = (path.removeprefix(under) for path in files() if path.startswith(under))
    return {f"{path.split('/')[0]}/" if "/" in path else path for path in inside}


def folders(names: set[str]) -> set[str]:
    return {name for name in names if name.endswith("/") and not name.startswith(".")}


def test_the_tree_in_the_readme_is_the_real_one():
    tree = drawn()
    assert folders(tree[""]) == folders(real(""))
    assert folders(tree["app/"]) == folders(real("app/"))
    assert tree[""] - real("") == set()
    assert tree["app/"] - real("app/") == set()

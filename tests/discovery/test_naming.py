"""An effort is called by what is special about it, in the words that people wrote."""

from app.discovery.naming import Names, common_place
from app.domain.sighting import Change, TouchedFile


def change(title: str, *paths: str) -> Change:
    return Change(external_id=f"{title} {paths}", title=title, files=tuple(TouchedFile(path) for path in paths))


PLANNER = [
    change("Query planner keeps statistics", "src/db/planner.py", "CHANGELOG.md"),
    change("fix the query planner for joins", "src/db/joins.py", "CHANGELOG.md"),
    change("measure queries of the planner", "src/db/planner.py", "CHANGELOG.md"),
    change("fix typo", "docs/start.md"),
]
USUAL = [change(f"fix the page {number}", "web/page.py") for number in range(30)]


def test_the_words_that_are_rare_elsewhere_and_the_deepest_shared_place() -> None:
    assert Names(PLANNER + USUAL).name_of(PLANNER) == "query planner, src/db"


def test_a_change_log_is_no_place() -> None:
    assert common_place(PLANNER) == "src/db"
    assert common_place([change("a", "CHANGES.md"), change("b", "CHANGES.md")]) == ""


def test_without_shared_words_the_place_and_without_a_place_the_first_title() -> None:
    apart = [change("one", "a/b/c.py"), change("two", "a/b/d.py")]
    assert Names(apart).name_of(apart) == "a/b"
    assert Names(apart).name_of([change("alpha"), change("beta")]) == "alpha"
    assert Names([]).name_of([change("")]) == "work without a title"


def test_a_name_says_a_word_once() -> None:
    types = [change("rename ObjectType field"), change("ObjectType of links"), change("drop ObjectType")]
    assert Names(types + USUAL).name_of(types) == "objecttype"

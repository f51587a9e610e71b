"""The second reading brings what is new and nothing twice; a push by force replaces, and keeps who is who."""

from pathlib import Path

from app.connectors.git import open_clone
from app.discovery.reading import read_commits
from app.discovery.rewritten import replaced
from app.domain.sighting import Change
from tests.made_clone import GRACE, NOON, Made, git


def read(folder: Path, known: str | None = None) -> list[Change]:
    clone = open_clone(folder)
    span = clone.resume(known).span
    return [one.change for one in read_commits(clone, span)] if span else []


def begun() -> Made:
    made = Made()
    for number in range(4):
        made.commit(f"Step {number}", {"a.py": f"{number}\n" * 9})
    return made


def test_what_was_added_is_read_and_nothing_twice(tmp_path: Path):
    made = begun()
    first = made.into(tmp_path / "shop")
    head = git(first, "rev-parse", "HEAD")
    assert [one.title for one in read(first)] == ["Step 3", "Step 2", "Step 1", "Step 0"]
    assert read(first, head) == []
    made.commit("Step 4", {"b.py": "4"})
    later = made.into(tmp_path / "later")
    assert [one.title for one in read(later, head)] == ["Step 4"]
    resumed = open_clone(later).resume(head)
    assert (resumed.rewritten, resumed.head) == (False, git(later, "rev-parse", "HEAD"))


def rewritten_copy(folder: Path) -> tuple[Path, Path]:
    """A branch of five, and the same after a rebase that drops one, words one anew, changes one and adds one."""
    old, new = begun(), begun()
    old.commit("Cache the plans", {"cache.py": "plans\n" * 5}, at=NOON)
    old.commit("Pool the connectons", {"pool.py": "pool\n" * 5}, at=NOON, author=GRACE)
    old.commit("Log the waits", {"log.py": "waits\n" * 5}, at=NOON)
    old.commit("A dead end", {"dead.py": "end\n"}, at=NOON)
    new.commit("Between", {"between.py": "x\n"}, at=NOON + 5)
    new.commit("Cache the plans", {"cache.py": "plans\n" * 5}, at=NOON)
    new.commit("Pool the connections", {"pool.py": "pool\n" * 5}, at=NOON, author=GRACE)
    new.commit("Log the waits", {"log.py": "waits\n" * 6}, at=NOON)
    return old.into(folder / "old"), new.into(folder / "new")


def test_a_push_by_force_replaces_what_is_gone_and_knows_it_again(tmp_path: Path):
    old, new = rewritten_copy(tmp_path)
    before, head = read(old), git(old, "rev-parse", "HEAD")
    git(new, "fetch", "-q", str(old), "main:refs/heads/before")
    clone = open_clone(new)
    resumed = clone.resume(head)
    assert resumed.rewritten
    assert resumed.span is not None
    come = [one.change for one in read_commits(clone, resumed.span)]
    assert [one.title for one in come] == ["Log the waits", "Pool the connections", "Cache the plans", "Between"]
    lost = clone.gone(resumed.head, [one.external_id for one in before])
    missing = [one for one in before if one.external_id in lost]
    assert {one.title for one in missing} == {"Cache the plans", "Pool the connectons", "Log the waits", "A dead end"}
    marks = clone.patch_ids([one.external_id for one in [*missing, *come]])
    titles = {one.external_id: one.title for one in [*missing, *come]}
    pairs = replaced(missing, come, marks)
    assert {titles[one]: titles[other] for one, other in pairs.items()} == {
        "Cache the plans": "Cache the plans",
        "Pool the connectons": "Pool the connections",
        "Log the waits": "Log the waits",
    }


def test_where_git_has_dropped_the_old_head_everything_is_read_again_and_found_again(tmp_path: Path):
    old, new = rewritten_copy(tmp_path)
    before = read(old)
    clone = open_clone(new)
    resumed = clone.resume(git(old, "rev-parse", "HEAD"))
    assert (resumed.rewritten, resumed.span and resumed.span.without) == (True, ())
    lost = clone.gone(resumed.head, [one.external_id for one in before])
    assert len(lost) == 4
    assert clone.patch_ids(lost) == {}
    missing = [one for one in before if one.external_id in lost]
    assert {len(one) for one in replaced(missing, read(new), {})} == {40}


def test_of_two_changes_that_are_alike_each_is_replaced_by_one(tmp_path: Path):
    old, new = Made(), Made()
    for made, extra in ((old, "one"), (new, "two")):
        made.commit(f"Start {extra}", {"x": extra})
        made.commit("Again", {"a": f"1{extra}"}, at=NOON)
        made.commit("Again", {"a": f"2{extra}"}, at=NOON)
    gone_ones, come = read(old.into(tmp_path / "old")), read(new.into(tmp_path / "new"))
    pairs = replaced(gone_ones, come, {})
    assert len(pairs) == len(set(pairs.values())) == 2
    place = {one.external_id: one.position for one in [*gone_ones, *come]}
    assert all(place[one] == place[other] for one, other in pairs.items())

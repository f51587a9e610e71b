"""Discovery in the worker, on real clones: read by watermark, kept once, and never in each other's way."""

import re
import subprocess
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlmodel import select

from app.actions.connect import ask_to_read, connect
from app.cli.amnesty import amnesty
from app.discovery.declared import declaration_of
from app.domain import Candidate, CandidatePerson, Connection, Effort, KnownHand, RecordedChange
from app.domain.connection_draft import ConnectionDraft
from app.wiring import Wiring
from app.worker.jobs import scout
from tests.planted import FIXES, TODAY, commits, write
from tests.site import Site, text_of
from tests.world import NOW

PEOPLE = [f"{part.lower()}@lanternfish.example" for part in ("SUBJECT", "TEAMMATE", "PEER", "NOMINATOR")]


@pytest.fixture
def roots(site: Site, tmp_path: Path) -> Path:
    """The folder that the operator lists."""
    folder = tmp_path / "git"
    folder.mkdir()
    object.__setattr__(site.wiring.settings, "git_roots", (folder,))
    return folder


def connected(site: Site, folder: Path) -> str:
    with site.wiring.store.write() as db:
        draft = ConnectionDraft(name=folder.name, address=str(folder))
        roots = site.wiring.settings.git_roots
        return connect(db, by=site.world.viewer("ADMIN"), draft=draft, roots=roots, now=site.clock.now).id


def kept(wiring: Wiring) -> list[str]:
    with wiring.store.read() as db:
        nouns = (RecordedChange, KnownHand, Effort, Candidate, CandidatePerson)
        return sorted(row.model_dump_json() for noun in nouns for row in db.exec(select(noun)))


def state_of(site: Site, connection_id: str) -> Connection:
    with site.wiring.store.read() as db:
        return db.get_one(Connection, connection_id)


def test_ten_slow_fixes_among_a_thousand_other_pieces_stand_first(site: Site, roots: Path):
    """No nomination anywhere: at least 8 of the 10 are among the first 20 candidates."""
    connected(site, write(roots / "shop.git", commits(PEOPLE)))
    scout.run(site.wiring, NOW)
    with site.wiring.store.read() as db:
        assert len(db.exec(select(RecordedChange.id)).all()) > 1_500
    listed = site.api("TOP", "GET", "/candidates?limit=20").json()["items"]
    found = {fix.name for fix in FIXES for one in listed if _shows(site, one["id"], fix)}
    assert len(found) >= 8, sorted({fix.name for fix in FIXES} - found)


def _shows(site: Site, candidate_id: str, fix) -> bool:
    """Most of its changes, in one candidate."""
    told = {one["title"] for one in site.api("TOP", "GET", f"/candidates/{candidate_id}").json()["changes"]}
    planted = {declaration_of(title).title for title in fix.titles}
    return len(told & planted) * 2 > len(planted)


def test_read_again_nothing_changes_and_new_commits_join_what_is_there(site: Site, roots: Path):
    folder = write(roots / "shop.git", commits(PEOPLE, fixes=FIXES[:2], others=20))
    connection = connected(site, folder)
    scout.run(site.wiring, NOW)
    first, head = kept(site.wiring), state_of(site, connection).watermark["head"]
    scout.run(site.wiring, NOW + timedelta(days=1))
    assert kept(site.wiring) == first
    _commit(folder, "Cache plans of the query planner for a day", "src/db/planner/main.py", PEOPLE[0])
    scout.run(site.wiring, NOW + timedelta(days=2))
    after = state_of(site, connection)
    assert after.watermark["head"] != head
    assert after.figures["read"] == len(commits(PEOPLE, fixes=FIXES[:2], others=20)) + 1


def test_a_clone_that_cannot_be_read_says_why_and_keeps_nobody_waiting(site: Site, roots: Path):
    empty = roots / "aaa-empty"
    empty.mkdir()
    broken = connected(site, empty)
    good = connected(site, write(roots / "shop.git", commits(PEOPLE, fixes=FIXES[:1], others=5)))
    scout.run(site.wiring, NOW)
    assert "is no git repository" in state_of(site, broken).trouble
    assert state_of(site, broken).read_at is None
    assert state_of(site, good).read_at == NOW
    write(roots / "later.git", commits(PEOPLE, fixes=FIXES[:1], others=5)).rename(roots / "aaa-later")
    empty.rmdir()
    (roots / "aaa-later").rename(empty)
    with site.wiring.store.write() as db:
        ask_to_read(db, broken, by=site.world.viewer("ADMIN"), now=NOW + timedelta(minutes=1))
    scout.run(site.wiring, NOW + timedelta(minutes=2))
    assert state_of(site, broken).trouble == ""


def test_after_a_push_by_force_corrections_stay_with_the_change(site: Site, roots: Path):
    folder = write(roots / "shop.git", commits(PEOPLE, fixes=FIXES[:1], others=3))
    connected(site, folder)
    scout.run(site.wiring, NOW)
    found = site.api("SUBJECT", "GET", "/candidates").json()["items"][0]
    site.api("SUBJECT", "POST", f"/candidates/{found['id']}/kind", json={"kind": "security"})
    _rewrite(folder)
    scout.run(site.wiring, NOW + timedelta(days=1))
    again = site.api("SUBJECT", "GET", "/candidates").json()["items"]
    assert [(one["id"], one["category"]) for one in again] == [(found["id"], "security")]
    with site.wiring.store.read() as db:
        ids = set(db.exec(select(RecordedChange.external_id)))
    assert ids == set(_git(folder, "rev-list", "main").split())


def test_what_people_put_right_outlives_the_next_look(site: Site, roots: Path):
    connected(site, write(roots / "shop.git", commits(PEOPLE, fixes=FIXES[:1], others=30)))
    scout.run(site.wiring, NOW)
    path = f"/candidates/{site.api('SUBJECT', 'GET', '/candidates').json()['items'][0]['id']}"
    changes = site.api("SUBJECT", "GET", path).json()["changes"]
    site.api("SUBJECT", "POST", f"{path}/splits", json={"change": changes[4]["id"]})
    parts = _sizes(site)
    scout.run(site.wiring, NOW + timedelta(days=1))
    assert _sizes(site) == parts == [4, 4]
    site.api("SUBJECT", "POST", f"{path}/hiding")
    scout.run(site.wiring, NOW + timedelta(days=2))
    assert _sizes(site) == [4]


def _sizes(site: Site) -> list[int]:
    return [one["size"] for one in site.api("SUBJECT", "GET", "/candidates").json()["items"]]


def _commit(folder: Path, title: str, path: str, author: str) -> None:
    work = folder.with_suffix(".work")
    _git(folder.parent, "clone", "--quiet", str(folder), str(work))
    (work / path).write_text("one more line\n")
    who = f"Hana <{author}>"
    day = f"{TODAY.isoformat()}T12:00:00Z"
    ident = ["-c", "user.name=Hana", "-c", f"user.email={author}"]
    _git(work, *ident, "commit", "--quiet", "-a", f"--author={who}", f"--date={day}", "-m", title)
    _git(work, "push", "--quiet", "origin", "HEAD:main")


def _rewrite(folder: Path) -> None:
    """Every commit gets another name, as after a filter."""
    exported = subprocess.run(["git", "-C", str(folder), "fast-export", "main"], check=True, capture_output=True).stdout
    first = exported.index(b"committer ")
    mail = exported.index(b"<", first)
    changed = exported[:first] + b"committer Somebody Else " + exported[mail:]
    subprocess.run(["git", "-C", str(folder), "fast-import", "--quiet", "--force"], input=changed, check=True)


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True)
    return done.stdout


def test_the_amnesty_stores_two_years_and_prints_what_nobody_spoke_of(
    site: Site, roots: Path, capsys: pytest.CaptureFixture[str]
):
    folder = write(roots / "shop.git", commits(PEOPLE, fixes=FIXES[:3], others=40))
    terminal = SimpleNamespace(wiring=lambda: site.wiring)
    for _ in range(2):
        assert amnesty(folder, "24.months", terminal) == 0  # type: ignore[arg-type]
        told = capsys.readouterr().out
        assert re.search(r"(?m)^[1-9]\. .*src/db/planner \(Hana Sato\), from .*\d+ months ago, (clear|likely)$", told)
        assert told.splitlines()[-1].endswith("/candidates/amnesty")
    with site.wiring.store.read() as db:
        assert [one.state for one in db.exec(select(Connection))] == ["stopped"]
    page = site.page("SUBJECT", "GET", "/candidates/amnesty")
    assert "src/db/planner" in text_of(page)

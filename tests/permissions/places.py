"""Which piece of work, and which scene of the database, a row's state speaks of."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlmodel import Session

from app.actions.act import act
from app.actions.amend import amend
from app.actions.enrol import change_manager
from app.actions.review import decline
from app.database import Store, sqlite_url
from app.domain import Person
from app.domain.act_draft import ActDraft
from app.domain.person_draft import PersonChange, Right
from app.domain.review_draft import WordsDraft
from tests.permissions.stage import EARLIER, MINUTES_AGO, Stage
from tests.permissions.table import Row
from tests.world import NOW

STATES = {
    "withdrawn": "withdrawn",
    "publicity declined": "declined",
    "company asked, one of two agreed": "asked",
    "reported as harassment": "reported",
    "self-reported, private": "self",
    "self-reported, company": "self_company",
    "thanks on private {c}": "thanked",
    "bonus or review note on company {c}": "bonus",
    "within 10 minutes (later 409)": "fresh",
    "open incident": "open incident",
    "restricted, SUBJECT responded": "restricted",
    "restricted": "restricted",
    "purpose unsubscribe": "stop",
    "open": "candidate",
    "maybe": "maybe candidate",
    "within its head start": "young candidate",
}
SCENES = {
    "SUBJECT moved to another chain": "moved",
    "HR role removed, old session": "no hr",
    "taken 5 minutes ago": "acted",
    "planned by MGR1": "planned",
    "turned down by MGR1": "declined",
}


def place_of(row: Row) -> str:
    """By the whole state, else by its first word: "company, facts" plays on the company's piece of work."""
    word = row.state.split(",")[0].split(" ")[0]
    state = row.state.removeprefix("form page, ")
    if "{i}" in row.path and state not in STATES:
        return "open incident"
    return STATES.get(state) or (word if word in ("team", "company") else "private")


def scene_of(row: Row) -> str:
    """M065 takes back what M064 did."""
    return "acted" if row.path.endswith("{j}/undo") else SCENES.get(row.state, "")


def _move(db: Session, stage: Stage) -> None:
    by = stage.viewer("ADMIN")
    change_manager(db, person_id=stage.id("SUBJECT"), manager=stage.id("TOP"), by=by, now=NOW)


def _take_hr(db: Session, stage: Stage) -> None:
    person = db.get_one(Person, stage.id("HR"))
    draft = PersonChange(roles=[Right.MEMBER])
    amend(db, person_id=person.id, by=stage.viewer("ADMIN"), draft=draft, version=person.version, now=NOW)


def _act(db: Session, stage: Stage) -> None:
    draft = ActDraft(act="pass_up", sentence="This deserves a word from further up.")
    stage.places["-"]["b"] = _by_mgr1(db, stage, draft)


def _plan(db: Session, stage: Stage) -> None:
    draft = ActDraft(act="schedule", occasion="one_to_one")
    stage.places["-"]["p"] = _by_mgr1(db, stage, draft)


def _by_mgr1(db: Session, stage: Stage, draft: ActDraft) -> str:
    place, by = stage.places["private"], stage.viewer("MGR1")
    return act(db, place["c"], by=by, draft=draft, item_id=place["j"], now=MINUTES_AGO).id


def _turn_down(db: Session, stage: Stage) -> None:
    words = WordsDraft(words="This was thanked in March.")
    decline(db, stage.places["private"]["c"], by=stage.viewer("MGR1"), draft=words, now=EARLIER)


CHANGES: dict[str, Callable[[Session, Stage], None]] = {
    "moved": _move, "acted": _act, "planned": _plan, "no hr": _take_hr, "declined": _turn_down,
}  # fmt: skip


def build_scenes(template: Path, folder: Path) -> tuple[Stage, dict[str, Path]]:
    """The files that every cell starts from. A scene is the stage with one more thing done on it."""
    scenes = {name: folder / f"scene-{name.replace(' ', '-')}.db" for name in ("", *CHANGES)}
    shutil.copyfile(template, scenes[""])
    with opened(scenes[""]) as store:
        stage = Stage.build(store)
    for name, change in CHANGES.items():
        shutil.copyfile(scenes[""], scenes[name])
        with opened(scenes[name]) as store, store.write() as db:
            change(db, stage)
    return stage, scenes


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    """Closed as one file that can be copied."""
    store = Store.open(sqlite_url(path))
    yield store
    store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

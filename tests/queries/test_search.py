"""Words are found alike on both databases, whatever their script, and only in what the reader may see."""

import random

import pytest
from sqlalchemy import select
from sqlmodel import Session

from app.database import Store
from app.domain import Contribution, Contributor, SearchEntry, Viewer
from app.domain.contribution_draft import ListQuery
from app.domain.search import body_of, tokens
from app.kit.ids import new_id
from app.queries import search
from app.queries.contribution_lists import listed
from app.queries.search import Term, parse
from tests.queries.small_worlds import NOON, SmallWorld, small_world

TITLES = (
    "Zoë's retry budget for the checkout",
    "Straße und Größe of the index",
    "İstanbul region: capacity",
    "性能修复完成 for the queue",
    "Привет from the replica",
    "NEAR miss AND recovery",
    "col: the 5xx rate, p99 at 100% of _load_",
    "Fix C++ build (NOT the Rust one)",
)
# The title's place, and what finds it alone; under None what finds nothing.
FINDS = {
    0: ("zoe", "ZOË", "Zoe\u0308", "retr*", '"retry budget"', "'Zoë's'"),
    1: ("strasse", "straße größe", "STRASSE"),
    2: ("istanbul", "İSTANBUL"),
    3: ("修复", "性能", "性能修复"),
    4: ("привет", "ПРИВ*"),
    5: ("NEAR", "near and", "NEAR("),
    6: ("col:", "5xx", "5x*", "p99 100", "_load_"),
    7: ('"build not"', "the -retry -5xx -index -queue -replica"),
    None: (
        "STRASSE groesse", "复修", "%", "***", '" AND OR NEAR( * col: ^', '"not build"', "' OR 1=1 --", "retry AND",
        '-"retry budget" zoe', '"retry unclosed',
    ),
}  # fmt: skip


def tell(db: Session, world: SmallWorld, titles: tuple[str, ...]) -> Viewer:
    """One private contribution of the first person for each title."""
    owner = world.viewers[0]
    for title in titles:
        row = Contribution(
            id=new_id(NOON), kind="preventive_fix", title=title, finished_on=NOON.date(), silent_from=NOON.date(),
            recorded_by_id=owner.person_id, recorded_at=NOON, changed_at=NOON,
        )  # fmt: skip
        db.add(row)
        db.flush()
        db.add(
            Contributor(
                id=new_id(NOON), contribution_id=row.id, person_id=owner.person_id, role="led", added_at=NOON,
                added_by_id=owner.person_id, finished_on=NOON.date(), silent_from=NOON.date(),
            )
        )  # fmt: skip
        db.add(SearchEntry(contribution_id=row.id, body=body_of(title=title, summary="", ref=None, category="other")))
    return owner


def titles(db: Session, viewer: Viewer, q: str) -> set[str]:
    return {row.title for row in listed(db, viewer=viewer, query=ListQuery(q=q), cursor=None).rows}


@pytest.fixture
def world(store: Store) -> SmallWorld:
    return small_world(store, 1, people=3, contributions=0)


def test_a_query_finds_the_title_it_means(store: Store, world: SmallWorld):
    with store.write() as db:
        owner = tell(db, world, TITLES)
    with store.read() as db:
        for place, queries in FINDS.items():
            for q in queries:
                assert titles(db, owner, q) == ({TITLES[place]} if place is not None else set()), q


def test_words_that_many_hold_are_found_the_same_way(store: Store, world: SmallWorld, monkeypatch: pytest.MonkeyPatch):
    with store.write() as db:
        owner = tell(db, world, TITLES)
    with store.read() as db:
        few = {q: titles(db, owner, q) for q in ("the", "the -index", "-the", '"of the" -checkout')}
        monkeypatch.setattr(search, "FEW", 0)
        assert {q: titles(db, owner, q) for q in few} == few
        assert few["-the"] == {TITLES[2], TITLES[5]}


def test_a_query_finds_nothing_in_what_the_reader_cannot_see(store: Store, world: SmallWorld):
    with store.write() as db:
        tell(db, world, TITLES)
    with store.read() as db:
        outsider = Viewer(person_id=world.viewers[-1].person_id, name="Ada", pseudonym="p", is_admin=True)
        assert titles(db, outsider, "zoe") == set()


def test_both_databases_keep_every_token_whole(store: Store, world: SmallWorld):
    """Digits, numbers with an e, and words that look like addresses must not fall apart on one side."""
    dice = random.Random(7)
    made = ["".join(dice.choice("019aexz") for _ in range(dice.randrange(1, 8))) for _ in range(60)]
    made = sorted({*made, "1e5", "0x1f", "5e", "007", "1e5a", "wwwx", "httpx"})
    with store.write() as db:
        owner = tell(db, world, tuple(made))
    with store.read() as db:
        missed = [word for word in made if word not in titles(db, owner, word)]
        assert missed == []


def test_signs_mean_only_what_they_say():
    assert parse('a -b "c d" -"e f" g* --h "" -').wanted == (Term(("a",)), Term(("c", "d")), Term(("g",), prefix=True))
    assert parse("-b --h").unwanted == (Term(("b",)), Term(("h",)))
    assert parse("well-known").wanted == (Term(("well", "known")),)
    assert parse("*").is_nothing


def test_a_word_is_cut_where_no_database_would_keep_it():
    assert len(tokens("a" * 4000)[0]) == 60
    assert tokens("x" * 70) == tokens("x" * 60)


def test_no_query_can_break_out_of_its_words(store: Store, world: SmallWorld):
    dice = random.Random(13)
    alphabet = "ab\"'*-:()^&|!<>\\%_ AND NEAR \u202eß李"
    with store.read() as db:
        for _ in range(200):
            q = "".join(dice.choice(alphabet) for _ in range(dice.randrange(1, 30)))
            titles(db, world.viewers[0], q)
        assert db.execute(select(Contribution.id)).all() == []

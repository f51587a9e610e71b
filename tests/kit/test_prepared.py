"""A prepared question answers as any other statement does, on both databases and in every kind of session."""

from datetime import date

import pytest
from sqlalchemy import Date, bindparam, column, func, select, table
from sqlalchemy.exc import DBAPIError

from app.database import Store
from app.domain import metadata
from app.kit.prepared import asked, prepared, prepared_form
from tests.world import World

P = metadata.tables["person"]
PLAIN = (
    select(P.c.id, P.c.name, P.c.active, P.c.is_hr, func.length(P.c.name).label("letters"))
    .where(P.c.id.in_(bindparam("ids", expanding=True)), P.c.locale.in_(["en", "de"]), P.c.name != bindparam("not_me"))
    .order_by(P.c.name)
    .limit(bindparam("most"))
)


@pytest.mark.parametrize("count", [0, 1, 3, 9])
def test_it_gives_the_rows_that_the_statement_gives(store: Store, count: int) -> None:
    ids = list(World.make(store).ids.values())[:count]
    values = {"ids": ids, "not_me": "Nobody", "most": 50}
    question = prepared(PLAIN.where(P.c.active))
    with store.read() as db:
        plain = [tuple(row) for row in db.execute(PLAIN.where(P.c.active), values)]
        quick = db.execute(question, values)
    assert [tuple(row) for row in quick] == plain
    assert [row.letters for row in quick.all()] == [len(row.name) for row in quick]
    with store.write() as db:
        assert [tuple(row) for row in db.execute(question, values)] == plain
        assert [tuple(row) for row in asked(db, question, values)] == plain


def test_dates_and_truths_come_as_what_they_are(store: Store) -> None:
    World.make(store)
    question = prepared(select(bindparam("day", type_=Date).label("day"), P.c.active).limit(1))
    with store.read() as db:
        row = db.execute(question, {"day": date(2026, 5, 18)}).one()
    assert (row.day, row.active is True or row.active is False) == (date(2026, 5, 18), True)


def test_two_lists_keep_their_lengths_in_whatever_order_they_are_given(store: Store) -> None:
    World.make(store)
    with store.read() as db:
        ids = list(db.execute(select(P.c.id).order_by(P.c.id)).scalars())
    some, more = (P.c.id.in_(bindparam(name, expanding=True)) for name in ("some", "more"))
    question = prepared(select(P.c.id).where(some | more).order_by(P.c.id))
    with store.read() as db:
        first = db.execute(question, {"some": ids[:1], "more": ids[1:9]})
        second = db.execute(question, {"more": ids[:1], "some": ids[1:9]})
    assert [row.id for row in first] == [row.id for row in second] == ids[:9]


def test_what_the_driver_refuses_is_told_in_the_words_that_doors_know(store: Store) -> None:
    question = prepared(select(column("gone")).select_from(table("nowhere")))
    with store.read() as db, pytest.raises(DBAPIError, match="nowhere"):
        db.execute(question, {})
    with store.write() as db, pytest.raises(DBAPIError, match="nowhere"):
        asked(db, question, {})


def test_what_is_derived_from_a_prepared_question_is_another(store: Store) -> None:
    question = prepared(select(P.c.id))
    assert prepared_form(question) is not None
    assert prepared_form(question.where(P.c.active)) is None


def test_one_visit_sees_one_moment_whatever_it_asks(store: Store) -> None:
    World.make(store)
    count, quick = select(func.count()).select_from(P), prepared(select(func.count().label("people")).select_from(P))
    with store.read() as db:
        before = db.execute(quick, {}).scalar()
        assert db.execute(count).scalar() == before
        if store.engine.dialect.name == "sqlite":
            with store.write() as other:
                other.execute(P.update().values(name="Changed"))
            names = set(db.execute(select(P.c.name)).scalars())
            assert names != {"Changed"}

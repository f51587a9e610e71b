"""A list is exactly what policy lets its reader see, page by page, in both directions."""

from dataclasses import replace

import pytest
from sqlalchemy import event, select
from sqlmodel import Session, col

from app.database import Store
from app.domain import Contribution, Contributor, Viewer
from app.domain.contribution_draft import ListQuery
from app.domain.draft import read_values
from app.domain.policy import can_see
from app.queries import contribution_lists, people_around
from app.queries.contribution_lists import listed, of_person
from app.queries.standings import standing_of
from app.queries.visibility import values_of, visible
from tests.queries.small_worlds import SmallWorld, small_world

SEEDS = (3, 14)


def in_order(db: Session, viewer: Viewer, world: SmallWorld) -> list[str]:
    """All rows of the table through policy, one by one: the slow truth."""
    question = select(Contribution.id).order_by(col(Contribution.finished_on).desc(), col(Contribution.id).desc())
    standings = {id_: standing_of(db, viewer, id_) for id_ in db.execute(question).scalars()}
    return [id_ for id_, standing in standings.items() if standing is not None and can_see(viewer, standing)]


def read_through(db: Session, viewer: Viewer, **filters: str) -> list[str]:
    """Every page forward, then every page back; both ways must tell the same."""
    query = read_values(ListQuery, {"limit": "3", **filters})
    pages, cursor = [], None
    while True:
        page = listed(db, viewer=viewer, query=query, cursor=cursor)
        pages.append([row.id for row in page.rows])
        if page.next is None:
            break
        cursor = page.next
    backward = []
    while page.previous is not None:
        page = listed(db, viewer=viewer, query=query, cursor=page.previous)
        backward.append([row.id for row in page.rows])
    assert backward[::-1] == pages[:-1]
    return [id_ for page in pages for id_ in page]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_list_shows_what_policy_shows_to_every_reader(store: Store, seed: int):
    world = small_world(store, seed)
    with store.read() as db:
        for viewer in world.viewers:
            assert read_through(db, viewer) == in_order(db, viewer, world)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_condition_in_sql_says_what_policy_says(store: Store, seed: int):
    world = small_world(store, seed)
    with store.read() as db:
        for viewer in world.viewers:
            seen = db.execute(select(Contribution.id).where(visible(is_hr=viewer.is_hr)), values_of(viewer)).scalars()
            assert set(seen) == set(in_order(db, viewer, world))


def test_a_reader_above_many_sees_the_same_without_a_branch_for_each(store: Store, monkeypatch: pytest.MonkeyPatch):
    world = small_world(store, 26)
    monkeypatch.setattr(people_around, "MOST_BRANCHES", 0)
    with store.read() as db:
        for viewer in world.viewers:
            assert read_through(db, viewer) == in_order(db, viewer, world)


def test_filters_keep_exactly_the_rows_that_they_name(store: Store):
    world = small_world(store, 5)
    with store.read() as db:
        rows = {row.id: row for row in db.execute(select(Contribution)).scalars()}
        for viewer in world.viewers:
            mine = [rows[id_] for id_ in in_order(db, viewer, world)]
            for filters, keeps in (
                ({"kind": "preventive_fix"}, lambda row: row.kind == "preventive_fix"),
                ({"grade": "estimated"}, lambda row: row.grade == 2),
                ({"state": "withdrawn"}, lambda row: row.state == "withdrawn"),
                ({"state": "merged"}, lambda row: row.state == "merged"),
                ({"unit": world.teams[0]}, lambda row: row.team_id == world.teams[0]),
                ({"from": "2026-05-03", "to": "2026-05-04"}, lambda row: row.finished_on.day in {3, 4}),
                ({"category": "cost"}, lambda row: row.category == "cost"),
            ):
                assert read_through(db, viewer, **filters) == [row.id for row in mine if keeps(row)], filters


@pytest.mark.parametrize("seed", SEEDS)
def test_a_person_s_list_holds_their_work_as_far_as_the_reader_sees_it(store: Store, seed: int):
    world = small_world(store, seed)
    with store.read() as db:
        theirs: dict[str, set[str]] = {}
        for contribution_id, person_id in db.execute(select(Contributor.contribution_id, Contributor.person_id)):
            theirs.setdefault(person_id, set()).add(contribution_id)
        for viewer in world.viewers:
            for person in world.viewers[:4]:
                query = ListQuery(limit=100)
                page = of_person(db, viewer=viewer, person_id=person.person_id, query=query, cursor=None)
                expected = [id_ for id_ in in_order(db, viewer, world) if id_ in theirs.get(person.person_id, set())]
                assert [row.id for row in page.rows] == expected


def test_someone_who_moves_to_another_manager_takes_their_work_out_of_the_old_chain(store: Store):
    world = small_world(store, 9)
    with store.read() as db:
        viewer = next(one for one in world.viewers if one.manager_id)
        stranger = replace(viewer, manager_id=None)
        assert read_through(db, stranger) == in_order(db, stranger, world)


def test_a_page_takes_three_statements_however_many_rows_it_has(sqlite_store: Store):
    world = small_world(sqlite_store, 3)
    asked: list[str] = []
    event.listen(sqlite_store.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    with sqlite_store.read() as db:
        contribution_lists.listed(db, viewer=world.viewers[0], query=ListQuery(), cursor=None)
    assert len([statement for statement in asked if not statement.startswith("BEGIN")]) <= 3

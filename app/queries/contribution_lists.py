"""Lists of contributions, by date and by nothing else: all that a reader may see, one person's, one team's."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import String, bindparam, cast, func, select
from sqlmodel import Session

from app.domain import Viewer, metadata
from app.domain.contribution_draft import ListQuery, PageQuery
from app.domain.impact import GRADE_WORDS
from app.kit.errors import Invalid, NotFound
from app.kit.ids import is_id
from app.kit.paging import Cursor, Page, cut
from app.kit.prepared import prepared
from app.queries import contribution_scope, search, services, teams
from app.queries.contribution_scope import Shape
from app.queries.people_around import branches_for, people_around
from app.queries.search import Sought
from app.queries.visibility import values_of

K = metadata.tables["contributor"]
P = metadata.tables["person"]
LINE = metadata.tables["reporting_line"]
NOTHING: Page[Any] = Page([], None, None)


class ContributorShape(NamedTuple):
    id: str
    name: str
    role: str


class ContributionRow(NamedTuple):
    """One line of a list. `grade` is a word; there is no tier, no count and no total.

    A named tuple: made 25 times for a page, and the key under which its line is kept once drawn.
    """

    id: str
    ref: str | None
    kind: str
    title: str
    contributors: tuple[ContributorShape, ...]
    grade: str
    finished_on: date
    state: str
    self_reported: bool


def listed(db: Session, *, viewer: Viewer, query: ListQuery, cursor: Cursor | None) -> Page[ContributionRow]:
    """Everything in the reader's scope that the filters leave, in at most three statements (a search asks one more)."""
    return found(db, viewer=viewer, query=query, sought=search.parse(query.q) if query.q else None, cursor=cursor)


def found(
    db: Session, *, viewer: Viewer, query: ListQuery, sought: Sought | None, cursor: Cursor | None
) -> Page[ContributionRow]:
    """The same for what somebody else has read out of their words."""
    values = _values(db, query)
    if "" in values.values():
        return NOTHING
    if sought is not None and sought.is_nothing:
        return NOTHING
    shape = Shape(
        is_hr=viewer.is_hr,
        below=0,
        mates=0,
        filters=frozenset(values),
        backward=cursor is not None and cursor.backward,
        withdrawn=values.get("state") == "withdrawn",
    )
    if sought is not None:
        values |= search.values_of(db, sought)
        shape = replace(
            shape,
            dialect=search.dialect_of(db),
            wanted=len(sought.wanted),
            unwanted=len(sought.unwanted),
            few_hits=search.are_few(db, sought),
        )
    if not viewer.is_hr and not shape.withdrawn and not shape.few_hits:
        below, mates = people_around(db, viewer)
        below_count, below_values = branches_for(below, "below")
        mate_count, mate_values = branches_for(mates, "mate")
        shape = replace(shape, below=below_count, mates=mate_count)
        values |= below_values | mate_values
    return _page(db, viewer, shape, values, query, cursor)


def of_person(
    db: Session, *, viewer: Viewer, person_id: str, query: PageQuery, cursor: Cursor | None
) -> Page[ContributionRow]:
    """One person's work as far as the reader may see it. A leaver is known to HR and administrators alone."""
    require_person(db, viewer, person_id)
    backward = cursor is not None and cursor.backward
    shape = Shape(is_hr=viewer.is_hr, below=0, mates=0, filters=frozenset(), backward=backward, of_person=True)
    return _page(db, viewer, shape, {"person": person_id}, query, cursor)


def of_team(
    db: Session, *, viewer: Viewer, team_id: str, query: PageQuery, cursor: Cursor | None
) -> Page[ContributionRow]:
    """A team's work is listed for the chain above it and for HR; for everybody else there is no such list."""
    require_above_team(db, viewer, team_id)
    filters = ListQuery(unit=team_id, limit=query.limit)
    return listed(db, viewer=viewer, query=filters, cursor=cursor)


def require_person(db: Session, viewer: Viewer, person_id: str) -> None:
    active = db.execute(_ACTIVE, {"person": person_id}).scalar() if is_id(person_id) else None
    if active is None or not (active or viewer.is_hr or viewer.is_admin):
        raise NotFound()


def require_above_team(db: Session, viewer: Viewer, team_id: str) -> None:
    if not is_id(team_id):
        raise NotFound()
    there, above = db.execute(_TEAM_STANDING, {"team": team_id, "me": viewer.person_id}).one()
    if not there or not (above or viewer.is_hr):
        raise NotFound()


def people_on(db: Session, contribution_ids: Sequence[str]) -> dict[str, tuple[ContributorShape, ...]]:
    """Those who did each piece of work, in the order in which they were named."""
    rows = db.execute(_PEOPLE, {"ids": list(contribution_ids)})
    return {contribution_id: _people(text) for contribution_id, text in rows}


@lru_cache(maxsize=4096)
def _people(text: str) -> tuple[ContributorShape, ...]:
    """Lines begin with the moment at which somebody was added, and with the id of that row."""
    parts = (line.split(_WITHIN) for line in sorted(text.split(_BETWEEN)))
    return tuple(ContributorShape(person_id, name, role) for _, _, person_id, name, role in parts)


def _values(db: Session, query: ListQuery) -> dict[str, Any]:
    """The filters that are set, as the statement names them; "" for a unit or service that nobody knows."""
    given = {
        "kind": query.kind and query.kind.value,
        "category": query.category,
        "unit": query.unit and _id_of(teams.id_of, db, query.unit),
        "grade": query.grade and query.grade.grade.value,
        "state": query.state and query.state.value,
        "service": query.service and _id_of(services.id_of, db, query.service),
        "since": query.since,
        "until": query.until,
    }
    return {name: value for name, value in given.items() if value is not None}


def _id_of(look_up: Callable[[Session, str], str | None], db: Session, text: str) -> str:
    """By id or name. Unknown is no fault of a filter: nothing matches."""
    try:
        return look_up(db, text) or ""
    except Invalid:
        return ""


def _page(
    db: Session, viewer: Viewer, shape: Shape, values: dict[str, Any], query: PageQuery, cursor: Cursor | None
) -> Page[ContributionRow]:
    place = cursor.values if cursor else None
    bounds = {"since": values.get("since"), "until": values.get("until")}
    values = values | values_of(viewer)
    values |= contribution_scope.values_for(shape, limit=query.limit, place=place, **bounds)
    rows = list(db.execute(contribution_scope.statement(shape), values).all())
    page = cut(rows, limit=query.limit, cursor=cursor, place=lambda row: (row.finished_on.isoformat(), row.id))
    return Page(_rows(db, page.rows), page.next, page.previous)


def _rows(db: Session, rows: Iterable[Any]) -> list[ContributionRow]:
    rows = list(rows)
    people = people_on(db, [row.id for row in rows]) if rows else {}
    return [
        ContributionRow(
            id=row.id,
            ref=row.ref,
            kind=row.kind,
            title=row.title,
            contributors=people.get(row.id, ()),
            grade=GRADE_WORDS[row.grade],
            finished_on=row.finished_on,
            state=row.state,
            self_reported=row.self_reported,
        )
        for row in rows
    ]


# The people on one piece of work as one text: a page of 25 then takes 25 rows and not 50, and is read once.
_BETWEEN, _WITHIN = "\x1e", "\x1f"  # no text of ours holds them: control characters are refused at every door
_WHO: Any = cast(K.c.added_at, String) + _WITHIN + K.c.id + _WITHIN + P.c.id + _WITHIN + P.c.name + _WITHIN + K.c.role
_PEOPLE = prepared(
    select(K.c.contribution_id, func.aggregate_strings(_WHO, _BETWEEN))
    .join(P, P.c.id == K.c.person_id)
    .where(K.c.contribution_id.in_(bindparam("ids", expanding=True)))
    .group_by(K.c.contribution_id)
)
_ACTIVE = prepared(select(P.c.active).where(P.c.id == bindparam("person")))
_TEAM = metadata.tables["team"]
_TEAM_STANDING = prepared(
    select(
        select(_TEAM.c.id).where(_TEAM.c.id == bindparam("team")).exists().label("there"),
        select(P.c.id)
        .join(LINE, LINE.c.below_id == P.c.id)
        .where(P.c.team_id == bindparam("team"), LINE.c.above_id == bindparam("me"), LINE.c.distance > 0)
        .exists()
        .label("above"),
    )
)

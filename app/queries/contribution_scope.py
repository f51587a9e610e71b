"""The visible contributions by date, newest first, without a look at history.

A filter over the date index would walk all the years of a company to find the 25 rows of a person who sees few.
So each reason to see something is a branch of its own: a walk along the index that has its rows in order, cut after
one page. The widest branch goes first, and its last row bounds the others: what is older than a full page of the
widest cannot stand on it. Statements are built once for each Shape, so that SQLAlchemy finds them compiled.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Select,
    String,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    union,
)  # fmt: skip

from app.domain import Visibility, metadata
from app.kit.prepared import prepared
from app.queries import search
from app.queries.people_around import WALK
from app.queries.visibility import IS_HIDDEN, IS_WITHDRAWN, ME, C, K, N, is_above, is_teammates, visible

_TEAM = metadata.tables["team"]
_LIMIT = bindparam("limit", type_=Integer)
_PLACE = (bindparam("place_day", type_=Date), bindparam("place_id", type_=String))


@dataclass(frozen=True)
class Shape:
    """What a statement looks like, whatever it is bound to. `below` and `mates`: a branch each, or WALK for many.

    `wanted` and `unwanted` count the terms of a search; `few_hits`: the index of words leads, and policy follows.
    """

    is_hr: bool
    below: int
    mates: int
    filters: frozenset[str]
    backward: bool
    withdrawn: bool = False
    of_person: bool = False
    dialect: str = ""
    wanted: int = 0
    unwanted: int = 0
    few_hits: bool = False


@lru_cache(maxsize=1024)
def statement(shape: Shape) -> Select[Any]:
    """(id, ref, kind, title, grade, finished_on, state, self_reported), one row more than a page, in page order."""
    return prepared(_built(shape))


def _built(shape: Shape) -> Select[Any]:
    columns = (C.c.id, C.c.ref, C.c.kind, C.c.title, C.c.grade, C.c.finished_on, C.c.state, C.c.self_reported)
    seen = select(*columns).where(visible(is_hr=shape.is_hr), *_filters(shape))
    if shape.of_person:
        theirs = seen.join(K, K.c.contribution_id == C.c.id).where(K.c.person_id == bindparam("person"))
        return _ordered(theirs, shape, K.c.finished_on, K.c.contribution_id)
    if shape.few_hits or (shape.is_hr and not shape.withdrawn):  # HR sees nearly all: one walk is enough
        return _ordered(seen, shape, C.c.finished_on, C.c.id)
    branches = union(*_branches(shape)).subquery("page")
    found = select(*columns).join(branches, branches.c.id == C.c.id)
    return found.order_by(*_order(shape, C.c.finished_on, C.c.id)).limit(_LIMIT)


def _branches(shape: Shape) -> Iterator[Any]:
    first = None if shape.withdrawn and not shape.is_hr else _widest(shape).cte("widest").prefix_with("MATERIALIZED")
    bound = _bound(shape, first)
    if first is not None:
        yield select(first.c.finished_on, first.c.id)
    unreported = or_(~IS_HIDDEN, C.c.hidden_by_id == ME)
    yield _branch(_by_contributor(shape, K.c.person_id == ME, unreported, *bound(K.c.finished_on, K.c.contribution_id)))
    yield _branch(_by_date(shape, C.c.recorded_by_id == ME, unreported, *bound(C.c.finished_on, C.c.id)))
    mine = _nominated(shape, unreported)
    yield _branch(_ordered(select(mine), shape, mine.c.finished_on, mine.c.id, *bound(mine.c.finished_on, mine.c.id)))
    if not shape.withdrawn and not shape.is_hr:
        yield from _of_others(shape, bound)


def _widest(shape: Shape) -> Select[Any]:
    if shape.is_hr:
        scope = or_(IS_HIDDEN, ~IS_WITHDRAWN)
    else:
        scope = (C.c.visibility == Visibility.COMPANY.value) & ~IS_HIDDEN & ~IS_WITHDRAWN
    return _by_date(shape, scope)


def _of_others(shape: Shape, bound: Any) -> Iterator[Any]:
    """The work of those below, and what teammates agreed to show; person by person, or a walk where they are many."""
    plain = ~IS_HIDDEN & ~IS_WITHDRAWN
    for_team = C.c.visibility == Visibility.TEAM.value
    agreed = or_(K.c.agreed_team, K.c.agreed_company)
    by_line, by_date = bound(K.c.finished_on, K.c.contribution_id), bound(C.c.finished_on, C.c.id)
    for place in range(shape.below):
        yield _branch(_by_contributor(shape, K.c.person_id == bindparam(f"below_{place}"), plain, *by_line))
    for place in range(shape.mates):
        mate = K.c.person_id == bindparam(f"mate_{place}")
        yield _branch(_by_contributor(shape, mate, agreed, for_team, plain, *by_line))
    if shape.below == WALK:
        yield _branch(_by_date(shape, plain, is_above(), *by_date))
    if shape.mates == WALK:
        yield _branch(_by_date(shape, plain, is_teammates(), *by_date))


def _by_contributor(shape: Shape, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Along the index (person, day, contribution)."""
    day, id_ = K.c.finished_on, K.c.contribution_id
    question = select(day.label("finished_on"), id_.label("id")).join(C, C.c.id == id_)
    return _ordered(question.where(*conditions, *_filters(shape)), shape, day, id_)


def _nominated(shape: Shape, unreported: ColumnElement[bool]) -> CTE:
    """Read in full before anything else: neither order nor days may tempt a planner into walking the date index."""
    conditions = (unreported, *_filters(replace(shape, filters=shape.filters - {"since", "until"})))
    nominated = select(C.c.finished_on, C.c.id).join(N, N.c.contribution_id == C.c.id)
    return nominated.where(N.c.author_id == ME, *conditions).cte("mine").prefix_with("MATERIALIZED")


def _by_date(shape: Shape, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Along the date index of contributions, or of those of one recorder."""
    question = select(C.c.finished_on, C.c.id).where(*conditions, *_filters(shape))
    return _ordered(question, shape, C.c.finished_on, C.c.id)


def _ordered(
    question: Select[Any], shape: Shape, day: ColumnElement[date], id_: ColumnElement[str], *more: ColumnElement[bool]
) -> Select[Any]:
    """One row more than a page, from the reader's place on."""
    place, here = tuple_(*_PLACE), tuple_(day, id_)
    question = question.where(*more, here > place if shape.backward else here < place)
    return question.order_by(*_order(shape, day, id_)).limit(_LIMIT)


def _branch(question: Select[Any]) -> Any:
    """Order and limit inside a UNION need a SELECT around them."""
    return select(question.subquery())


def _bound(shape: Shape, first: CTE | None) -> Any:
    """A condition that keeps a branch within the days asked for, and within the page that the widest branch fills."""
    day: Any = bindparam("open_end", type_=Date)
    id_: Any = literal_column("''", type_=String)
    if first is not None:
        last = _last_of(first, shape)
        day = func.coalesce(select(last.c.finished_on).scalar_subquery(), day, type_=Date)
        id_ = func.coalesce(select(last.c.id).scalar_subquery(), id_, type_=String)
    edge = tuple_(day, id_)
    return lambda *place: (tuple_(*place) <= edge if shape.backward else tuple_(*place) >= edge,)


def _last_of(first: CTE, shape: Shape) -> CTE:
    """The row that is farthest from the reader's place; no row where the page is not full."""
    is_full = select(func.count()).select_from(first).scalar_subquery() >= _LIMIT
    farthest = _order(shape, first.c.finished_on, first.c.id, reverse=True)
    last = select(first.c.finished_on, first.c.id).where(is_full).order_by(*farthest).limit(1).cte("last_row")
    return last.prefix_with("MATERIALIZED")


def _order(shape: Shape, *columns: ColumnElement[Any], reverse: bool = False) -> list[ColumnElement[Any]]:
    ascending = shape.backward != reverse
    return [column.asc() if ascending else column.desc() for column in columns]


def values_for(
    shape: Shape, *, limit: int, place: tuple[str, ...] | None, since: date | None, until: date | None
) -> dict[str, Any]:
    """What a shape's paging is bound to. The days asked for are where a walk begins and ends, not only a filter."""
    first = until + timedelta(days=1) if until else date.max
    last = since or date.min
    day, id_ = (date.fromisoformat(place[0]), place[1]) if place else (first, "")
    return {"limit": limit + 1, "place_day": day, "place_id": id_, "open_end": first if shape.backward else last}


def _filters(shape: Shape) -> list[ColumnElement[bool]]:
    found = [condition for name, condition in _CONDITIONS.items() if name in shape.filters]
    if shape.few_hits:
        found.append(C.c.id.in_(search.found(shape.dialect)))
    if shape.unwanted or (shape.wanted and not shape.few_hits):
        wanted = 0 if shape.few_hits else shape.wanted
        found.append(search.holds(C.c.id, wanted=wanted, unwanted=shape.unwanted))
    return found


def _with_parts() -> Select[Any]:
    """A unit and all that lies below it."""
    tree = select(_TEAM.c.id).where(_TEAM.c.id == bindparam("unit")).cte("unit_tree", recursive=True)
    return select(tree.union(select(_TEAM.c.id).where(_TEAM.c.parent_id == tree.c.id)).c.id)


_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "kind": C.c.kind == bindparam("kind"),
    "category": C.c.category == bindparam("category"),
    "unit": C.c.team_id.in_(_with_parts()),
    "grade": C.c.grade == bindparam("grade"),
    "state": C.c.state == bindparam("state"),
    "service": C.c.service_id == bindparam("service"),
    "since": C.c.finished_on >= bindparam("since", type_=Date),
    "until": C.c.finished_on <= bindparam("until", type_=Date),
}

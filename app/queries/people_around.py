"""Whose work may be a reader's to see: those below, and those who share a manager. A few by name, or many."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select
from sqlmodel import Session

from app.domain import Viewer
from app.kit.prepared import prepared
from app.queries.visibility import LINE, MANAGER, ME, P, values_of

MOST_BRANCHES = 60
_STEPS = (0, 4, 12, 30, MOST_BRANCHES)
WALK = -1


def people_around(db: Session, viewer: Viewer) -> tuple[list[str], list[str]]:
    """Those below the viewer and those who share the viewer's manager, up to one more than MOST_BRANCHES of each."""
    below, mates = db.execute(_AROUND, values_of(viewer)).one()
    return (below or "").split(), (mates or "").split()


def branches_for(people: Sequence[str], name: str) -> tuple[int, dict[str, str]]:
    """How many branches, in a few steps so that shapes repeat, and what they are bound to; "" is nobody's id."""
    if len(people) > MOST_BRANCHES:
        return WALK, {}
    count = next(step for step in _STEPS if step >= len(people))
    padded = [*people, *[""] * (count - len(people))]
    return count, {f"{name}_{place}": person_id for place, person_id in enumerate(padded)}


_BELOW = select(LINE.c.below_id.label("id")).where(LINE.c.above_id == ME, LINE.c.distance > 0).limit(MOST_BRANCHES + 1)
_MATES = select(P.c.id).where(P.c.manager_id == MANAGER, P.c.id != ME).limit(MOST_BRANCHES + 1)


def _in_one(people: Select[Any]) -> ScalarSelect[Any]:
    """Sixty ids as one text: handed over at once."""
    return select(func.aggregate_strings(people.subquery().c.id, " ")).scalar_subquery()


_AROUND = prepared(select(_in_one(_BELOW), _in_one(_MATES)))

"""What waits for a word of each manager: the first few of every lane of every report, in one statement a batch.

A lane is a contributor's rows of one slot in ready-made order (index `ix_contributor_waiting`), so that a history of
ten years costs what a history of one does. Rows of the slot OTHER hold no slot of their own: which one they stand in
depends on the day, which their sort key tells (its characters 3 to 10, see `domain.digest.sort_key`).
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, func, or_, select
from sqlmodel import Session, col

from app.domain import Act, ActKind, Contributor, Person, ReportingLine, Slot, Waiting
from app.domain.digest import LONG_UNSEEN, MOST_ITEMS
from app.domain.recognition import UNDO_TIME
from app.kit.prepared import asked, prepared

# A person appears at most twice; one more, because a shared piece may have no room left for somebody else on it.
DEEP = 3
MOST_KEPT = 50
_KEY_DAY, _KEY_ID = slice(2, 10), slice(10, None)
_NOTHING_KNOWN = "99"

_report = Person.__table__.alias("report")  # type: ignore[attr-defined]
_line = Contributor.__table__.alias("line")  # type: ignore[attr-defined]
_day = func.substr(_line.c.sort_key, 3, 8)


def _lane(slot: Slot, *more: ColumnElement[bool]) -> ScalarSelect[Any]:
    first = (
        select(_line.c.sort_key)
        .where(_line.c.person_id == _report.c.id, _line.c.waiting, _line.c.slot == slot.value, *more)
        .where(or_(_line.c.rests_until.is_(None), _line.c.rests_until <= bindparam("today")))
        .order_by(_line.c.sort_key)
        .limit(DEEP)
        .correlate(_report)
        .subquery()
    )
    return select(func.aggregate_strings(first.c.sort_key, " ")).scalar_subquery()


_SLOTS = (Slot.QUIET_AND_LARGE, Slot.BEHIND_A_FAMOUS_FIRE, Slot.RESPONSE_NOT_THANKED, Slot.HELPED_ANOTHER_TEAM)
_LANES = prepared(
    select(
        _report.c.manager_id,
        _report.c.id,
        *(_lane(slot) for slot in _SLOTS),
        _lane(Slot.OTHER, _day <= bindparam("long_ago")),
        _lane(Slot.OTHER, _line.c.sort_key < _NOTHING_KNOWN, _day > bindparam("long_ago")),
    ).where(_report.c.manager_id.in_(bindparam("managers", expanding=True)), _report.c.active)
)
_STANDS_AS = (*_SLOTS, Slot.LONG_UNSEEN, Slot.QUIET_AND_LARGE)


def waiting(db: Session, manager_ids: Sequence[str], *, today: date) -> dict[str, list[Waiting]]:
    """By manager. `people` of a line is the report whose lane it stands in; a shared piece stands once for each."""
    found: dict[str, list[Waiting]] = defaultdict(list)
    long_ago = f"{today - LONG_UNSEEN:%Y%m%d}"
    values = {"managers": list(manager_ids), "today": today, "long_ago": long_ago}
    for manager_id, person_id, *lanes in asked(db, _LANES, values):
        for slot, keys in zip(_STANDS_AS, lanes, strict=True):
            if keys:
                found[manager_id] += [Waiting(key[_KEY_ID], slot, key, (person_id,)) for key in keys.split(" ")]
    return found


def passed_up(db: Session, manager_ids: Sequence[str], *, now: datetime) -> dict[str, list[tuple[str, Waiting]]]:
    """What the managers below have handed on since the last edition: (id of the act, what waits), oldest first."""
    act, on = Act, Contributor
    question: Any = (
        select(
            col(act.to_person_id),
            col(act.id),
            col(on.contribution_id),
            col(on.slot),
            col(on.sort_key),
            col(on.person_id),
        )
        .join(on, col(on.contribution_id) == col(act.contribution_id))
        .join(ReportingLine, col(ReportingLine.below_id) == col(on.person_id))
        .where(
            col(act.to_person_id).in_(manager_ids),
            col(act.kind) == ActKind.PASS_UP.value,
            col(act.undone_at).is_(None),
            col(act.settled_at).is_(None),
            col(act.acted_at) <= now - UNDO_TIME,
            col(on.waiting),
            col(ReportingLine.above_id) == col(act.to_person_id),
            col(ReportingLine.distance) > 0,
        )
        .order_by(col(act.acted_at), col(act.id), col(on.sort_key), col(on.person_id))
    )
    found: dict[str, list[tuple[str, Waiting]]] = defaultdict(list)
    for manager_id, act_id, contribution_id, slot, key, person_id in db.execute(question):
        # Handed on by a person: an item of no slot of its own has found one.
        stands_as = Slot(slot) if slot != Slot.OTHER else Slot.LONG_UNSEEN
        found[manager_id].append((act_id, Waiting(contribution_id, stands_as, key, (person_id,))))
    return found


def sentences(db: Session, act_ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """Who handed each on, and with which words."""
    question: Any = (
        select(col(Act.id), col(Person.id).label("person_id"), col(Person.name), col(Act.sentence))
        .join(Person, col(Person.id) == col(Act.person_id))
        .where(col(Act.id).in_(act_ids))
    )
    rows = db.execute(question).all()
    return {row.id: {"id": row.person_id, "name": row.name, "words": row.sentence} for row in rows}


_some: Any = (
    select(func.substr(_line.c.sort_key, _KEY_ID.start + 1))
    .join(_report, _report.c.id == _line.c.person_id)
    .where(_report.c.manager_id == Person.__table__.c.id, _report.c.active, _line.c.waiting)  # type: ignore[attr-defined]
    .distinct()
    .limit(MOST_KEPT + MOST_ITEMS + 1)
    .correlate(Person.__table__)  # type: ignore[attr-defined]
    .subquery()
)
_KEPT = prepared(
    select(col(Person.id), select(func.count()).select_from(_some).scalar_subquery()).where(
        col(Person.id).in_(bindparam("managers", expanding=True))
    )
)


def count_waiting(db: Session, manager_ids: Sequence[str]) -> dict[str, int]:
    """How many contributions wait for each manager in all, counted up to a bound just beyond what is ever said."""
    return {row[0]: row[1] for row in asked(db, _KEPT, {"managers": list(manager_ids)})}

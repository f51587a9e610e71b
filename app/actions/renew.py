"""Bring what a contribution repeats of its parts up to date: grade, tier, circle, clock of silence, place in a digest.

Called by every action that changes an impact, a contributor, a recognition, a link or a state, in its transaction.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select, update
from sqlmodel import Session, col

from app.domain import (
    OPEN_STATES,
    Contribution,
    Contributor,
    Grade,
    Impact,
    IncidentLink,
    Person,
    Recognition,
    Relation,
)
from app.domain.contribution import visibility_of
from app.domain.digest import slot_of, sort_key
from app.domain.impact import best

CHUNK = 400


def renew(db: Session, contribution_ids: Sequence[str]) -> None:
    """Set-based in chunks; the same rows in give the same rows out, however often it runs."""
    db.flush()
    for start in range(0, len(contribution_ids), CHUNK):
        _renew_chunk(db, contribution_ids[start : start + CHUNK])


def _renew_chunk(db: Session, ids: Sequence[str]) -> None:
    impacts = _impacts(db, ids)
    fires = _behind_thanked_response(db, ids)
    contributors = _contributors(db, ids)
    for row in db.execute(_contributions(ids)).all():
        grade, tier = best(impacts[row.id])
        silent_from = max(row.finished_on, row.effect_confirmed_on or row.finished_on)
        people = contributors[row.id]
        db.execute(
            update(Contribution)
            .where(col(Contribution.id) == row.id)
            .values(
                grade=int(grade),
                tier=int(tier),
                silent_from=silent_from,
                visibility=visibility_of([one for one, _team in people]).value,
            )
        )
        _renew_contributors(db, row, people, grade=grade, tier=int(tier), silent_from=silent_from, fire=row.id in fires)


def _renew_contributors(
    db: Session,
    row: Row[Any],
    people: list[tuple[Contributor, str | None]],
    *,
    grade: Grade,
    tier: int,
    silent_from: date,
    fire: bool,
) -> None:
    is_open = row.state in OPEN_STATES and row.hidden_by_id is None
    for one, team_id in people:
        one.finished_on = row.finished_on
        one.silent_from = silent_from
        one.waiting = is_open and one.recognised_at is None
        one.sort_key = sort_key(tier=tier, grade=int(grade), silent_from=silent_from, contribution_id=row.id)
        other_team = row.team_id is not None and row.team_id != team_id
        one.slot = slot_of(
            kind=row.kind, tier=tier, behind_thanked_response=fire, role=one.role, other_team=other_team
        ).value
        db.add(one)
    db.flush()


def _contributions(ids: Sequence[str]) -> Any:
    c = Contribution
    return select(
        col(c.id), col(c.kind), col(c.state), col(c.hidden_by_id), col(c.team_id),
        col(c.finished_on), col(c.effect_confirmed_on),
    ).where(col(c.id).in_(ids))  # fmt: skip


def _impacts(db: Session, ids: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    question = select(col(Impact.contribution_id), col(Impact.grade), col(Impact.tier)).where(
        col(Impact.contribution_id).in_(ids), col(Impact.current)
    )
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for contribution_id, grade, tier in db.execute(question):
        found[contribution_id].append((grade, tier))
    return found


def _contributors(db: Session, ids: Sequence[str]) -> dict[str, list[tuple[Contributor, str | None]]]:
    question = (
        select(Contributor, col(Person.team_id))
        .join(Person, col(Person.id) == col(Contributor.person_id))
        .where(col(Contributor.contribution_id).in_(ids))
        .order_by(col(Contributor.added_at), col(Contributor.id))
    )
    found: dict[str, list[tuple[Contributor, str | None]]] = defaultdict(list)
    for contributor, team_id in db.execute(question):
        found[contributor.contribution_id].append((contributor, team_id))
    return found


def _behind_thanked_response(db: Session, ids: Sequence[str]) -> set[str]:
    """Fixes linked to an incident whose response somebody has thanked."""
    fix, response = IncidentLink.__table__.alias("fix"), IncidentLink.__table__.alias("response")  # type: ignore[attr-defined]
    question = (
        select(fix.c.contribution_id)
        .join(response, response.c.incident_id == fix.c.incident_id)
        .join(Recognition, col(Recognition.contribution_id) == response.c.contribution_id)
        .where(
            fix.c.contribution_id.in_(ids),
            fix.c.relation.in_([Relation.PREVENTS.value, Relation.FOLLOWS_UP.value]),
            response.c.relation == Relation.RESPONDED_TO.value,
            col(Recognition.undone_at).is_(None),
        )
        .distinct()
    )
    return set(db.execute(question).scalars())

"""Bring what a contribution repeats of its parts up to date: grade, tier, circle, clock of silence, place in a digest.

Called by every action that changes an impact, a contributor, a recognition, a link or a state, in its transaction.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key
from sqlmodel import Session, col

from app.domain import OPEN_STATES, Contribution, Contributor, Impact, IncidentLink, Person, Recognition, Relation
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
    works: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for row in db.execute(_contributions(ids)).all():
        grade, tier = best(impacts[row.id])
        facts = {
            "grade": int(grade),
            "tier": int(tier),
            "silent_from": max(row.finished_on, row.effect_confirmed_on or row.finished_on),
            "visibility": visibility_of(contributors[row.id]).value,
        }
        works += _differing(row, facts)
        for one in contributors[row.id]:
            lines += _differing(one, _line(row, one, facts, fire=row.id in fires))
    write_columns(db, Contribution, works)
    write_columns(db, Contributor, lines)


def write_columns(db: Session, noun: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Many rows by their id in one statement; what the session holds of them already is brought along."""
    if not rows:
        return
    table = noun.__table__
    names = [name for name in rows[0] if name != "id"]
    statement = update(table).where(table.c.id == bindparam("its_id"))
    values = [{"its_id": row["id"], **{f"new_{name}": row[name] for name in names}} for row in rows]
    db.connection().execute(statement.values({name: bindparam(f"new_{name}") for name in names}), values)
    for row in rows:
        held = db.identity_map.get(identity_key(noun, row["id"]))
        if held is not None:
            for name in names:
                set_committed_value(held, name, row[name])


def _line(row: Row[Any], one: Row[Any], facts: Mapping[str, Any], *, fire: bool) -> dict[str, Any]:
    """What a contributor's line repeats."""
    tier, grade, silent_from = facts["tier"], facts["grade"], facts["silent_from"]
    other_team = row.team_id is not None and row.team_id != one.their_team
    slot = slot_of(kind=row.kind, tier=tier, behind_thanked_response=fire, role=one.role, other_team=other_team)
    return {
        "finished_on": row.finished_on,
        "silent_from": silent_from,
        "waiting": row.state in OPEN_STATES and row.hidden_by_id is None and one.recognised_at is None,
        "sort_key": sort_key(tier=tier, grade=grade, silent_from=silent_from, contribution_id=row.id),
        "slot": slot.value,
    }


def _differing(row: Row[Any], values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The row's new values, or nothing where it has them already."""
    return [{"id": row.id, **values}] if any(getattr(row, name) != value for name, value in values.items()) else []


def _contributions(ids: Sequence[str]) -> Any:
    c = Contribution
    return select(
        col(c.id), col(c.kind), col(c.state), col(c.hidden_by_id), col(c.team_id), col(c.finished_on),
        col(c.effect_confirmed_on), col(c.grade), col(c.tier), col(c.silent_from), col(c.visibility),
    ).where(col(c.id).in_(ids))  # fmt: skip


def _impacts(db: Session, ids: Sequence[str]) -> dict[str, list[tuple[int, int]]]:
    question = select(col(Impact.contribution_id), col(Impact.grade), col(Impact.tier)).where(
        col(Impact.contribution_id).in_(ids), col(Impact.current)
    )
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for contribution_id, grade, tier in db.execute(question):
        found[contribution_id].append((grade, tier))
    return found


def _contributors(db: Session, ids: Sequence[str]) -> dict[str, list[Any]]:
    one = Contributor
    question: Any = (
        select(
            col(one.id), col(one.contribution_id), col(one.role), col(one.agreed_team), col(one.agreed_company),
            col(one.recognised_at), col(one.finished_on), col(one.silent_from), col(one.waiting),
            col(one.sort_key), col(one.slot), col(Person.team_id).label("their_team"),
        )
        .join(Person, col(Person.id) == col(one.person_id))
        .where(col(one.contribution_id).in_(ids))
    )  # fmt: skip
    found: dict[str, list[Any]] = defaultdict(list)
    for row in db.execute(question):
        found[row.contribution_id].append(row)
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

"""What an edition says about each piece of work it holds: read for the chosen few only, and frozen with them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from app.domain import (
    Contribution,
    Contributor,
    Evidence,
    Impact,
    Incident,
    IncidentLink,
    Nomination,
    Person,
    Recipient,
    Recognition,
    Relation,
    Team,
)
from app.queries.recognitions import OnIt

LONGEST_QUOTE = 280
_ids: Any = bindparam("ids", expanding=True)


@dataclass
class Facts:
    """One contribution, as far as a digest speaks of it. `about` is ready for JSON."""

    about: dict[str, Any]
    silent_from: date
    people: list[OnIt] = field(default_factory=list)


def of(db: Session, contribution_ids: Sequence[str]) -> dict[str, Facts]:
    values = {"ids": list(contribution_ids)}
    found = {row.id: _begun(row) for row in db.execute(_WORK, values)}
    for row in db.execute(_PEOPLE, values):
        found[row.contribution_id].people.append(OnIt(*row[1:]))
    for row in db.execute(_IMPACTS, values):
        about = found[row.contribution_id].about
        if about["effect"] is None or (row.tier, row.grade) > (about["effect"]["tier"], about["effect"]["grade"]):
            about["effect"] = _effect(row)
    for row in db.execute(_EVIDENCE, values):
        about = found[row.contribution_id].about
        about["evidence"] = about["evidence"] or {"id": row.id, "kind": row.kind, "url": row.url, "title": row.title}
    for row in db.execute(_WORDS, values):
        about = found[row.contribution_id].about
        about["quote"] = about["quote"] or {"id": row.author_id, "name": row.name, "words": shortened(row.words)}
    for contribution_id in db.execute(_PEERS, values).scalars():
        found[contribution_id].about["peers"] = True
    return found


def famous_fires(db: Session, contribution_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """By fix: the incident whose response was thanked most, and how often."""
    rows = db.execute(_FIRES, {"ids": list(contribution_ids)})
    most: dict[str, dict[str, Any]] = {}
    for contribution_id, incident_id, ref, thanked in rows:
        if contribution_id not in most or thanked > most[contribution_id]["thanked"]:
            most[contribution_id] = {"id": incident_id, "ref": ref, "thanked": thanked}
    return most


def shortened(words: str) -> str:
    """The first lines of a nomination; its whole text stands on the contribution's page."""
    text = " ".join(words.split())
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE].rsplit(' ', 1)[0]} ..."


def _begun(row: Any) -> Facts:
    about = {
        "ref": row.ref, "title": row.title, "kind": row.kind, "grade": row.grade, "tier": row.tier, "team": row.team,
        "finished_on": row.finished_on.isoformat(), "silent_from": row.silent_from.isoformat(),
        "effect": None, "evidence": None, "quote": None, "peers": False, "fire": None, "passed_by": None,
    }  # fmt: skip
    return Facts(about, row.silent_from)


def _effect(row: Any) -> dict[str, Any]:
    return {
        "sentence": " ".join(row.sentence.split()), "author": row.name, "kind": row.kind, "unit": row.unit,
        "period": row.period, "low": _text(row.low), "high": _text(row.high), "tier": row.tier, "grade": row.grade,
    }  # fmt: skip


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")


_c, _on, _i = Contribution, Contributor, Impact
_WORK: Any = (
    select(
        col(_c.id), col(_c.ref), col(_c.title), col(_c.kind), col(_c.grade), col(_c.tier), col(_c.finished_on),
        col(_c.silent_from), col(Team.name).label("team"),
    )
    .outerjoin(Team, col(Team.id) == col(_c.team_id))
    .where(col(_c.id).in_(_ids))
)  # fmt: skip
_PEOPLE = (
    select(
        col(_on.contribution_id), col(_on.person_id), col(Person.name), col(_on.role), col(Person.manager_id),
        col(_on.recognised_at),
    )
    .join(Person, col(Person.id) == col(_on.person_id))
    .where(col(_on.contribution_id).in_(_ids))
    .order_by(col(_on.added_at), col(_on.id))
)  # fmt: skip
_IMPACTS = (
    select(
        col(_i.contribution_id), col(_i.sentence), col(_i.kind), col(_i.unit), col(_i.period), col(_i.low),
        col(_i.high), col(_i.tier), col(_i.grade), col(Person.name),
    )
    .join(Person, col(Person.id) == col(_i.author_id))
    .where(col(_i.contribution_id).in_(_ids), col(_i.current))
    .order_by(col(_i.stated_at), col(_i.id))
)  # fmt: skip
_EVIDENCE = (
    select(col(Evidence.contribution_id), col(Evidence.id), col(Evidence.kind), col(Evidence.url), col(Evidence.title))
    .where(col(Evidence.contribution_id).in_(_ids), col(Evidence.removed_at).is_(None), col(Evidence.url) != "")
    .order_by(col(Evidence.added_at), col(Evidence.id))
)
_WORDS = (
    select(col(Nomination.contribution_id), col(Nomination.author_id), col(Person.name), col(Nomination.words))
    .join(Person, col(Person.id) == col(Nomination.author_id))
    .where(col(Nomination.contribution_id).in_(_ids), col(Nomination.words) != "")
    .order_by(col(Nomination.written_at), col(Nomination.id))
)
_PEERS = (
    select(col(Recognition.contribution_id))
    .join(Recipient, col(Recipient.recognition_id) == col(Recognition.id))
    .where(col(Recognition.contribution_id).in_(_ids), col(Recognition.undone_at).is_(None))
    .where(col(Recipient.ends_silence).is_(False))
    .distinct()
)
_fix, _response = IncidentLink.__table__.alias("fix"), IncidentLink.__table__.alias("response")  # type: ignore[attr-defined]
_FIRES = (
    select(_fix.c.contribution_id, col(Incident.id), col(Incident.ref), func.count(col(Recognition.id).distinct()))
    .join(Incident, col(Incident.id) == _fix.c.incident_id)
    .join(_response, _response.c.incident_id == _fix.c.incident_id)
    .join(Recognition, col(Recognition.contribution_id) == _response.c.contribution_id)
    .where(_fix.c.contribution_id.in_(_ids), _fix.c.relation != Relation.RESPONDED_TO.value)
    .where(_response.c.relation == Relation.RESPONDED_TO.value, col(Recognition.undone_at).is_(None))
    .where(col(Incident.restricted).is_(False))
    .group_by(_fix.c.contribution_id, col(Incident.id), col(Incident.ref))
    .order_by(_fix.c.contribution_id, col(Incident.id))
)

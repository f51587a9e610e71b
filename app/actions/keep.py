"""Keep a candidate: it becomes a contribution, with its evidence. Nothing is published by that."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from app.actions.hold_candidate import changes_of, decide, hold_candidate, named_people
from app.actions.record import record
from app.actions.renew import renew
from app.actions.write_audit import write_audit
from app.domain import (
    Candidate,
    CandidateState,
    Connection,
    Contribution,
    Evidence,
    EvidenceKind,
    FollowUp,
    IncidentLink,
    RecordedChange,
    Relation,
    Role,
    Viewer,
)
from app.domain.candidate_draft import KeepDraft
from app.domain.change import commit_url
from app.domain.contribution_draft import ContributionDraft, ContributorDraft
from app.domain.evidence import url_key
from app.kit.errors import Code, Invalid
from app.kit.ids import new_id
from app.kit.text import is_blank

MOST_LINKS = 5
MOST_LINES = 40
LONGEST_LINE = 90


def keep(db: Session, candidate_id: str, *, by: Viewer, draft: KeepDraft, now: datetime) -> Contribution:
    """With what the draft says, else as it was found. What changed because of it is asked of the people who did it."""
    candidate = hold_candidate(db, candidate_id, by=by, now=now)
    people = draft.contributors or _as_found(db, candidate)
    made = record(
        db,
        by=by,
        draft=ContributionDraft(
            title=draft.title or candidate.title,
            category=draft.category or candidate.category,
            words=draft.words,
            effect_unknown=is_blank(draft.words),
            contributors=people,
            incident=draft.incident,
            service=draft.service,
            started_on=candidate.first_on,
            finished_on=candidate.last_on,
        ),
        now=now,
    )
    made.source_key = f"candidate:{candidate.id}"
    made.sample = candidate.sample
    db.add(made)
    add_changes_as_evidence(db, made.id, candidate=candidate, by=by, now=now)
    _follow_up(db, made, candidate, by=by, now=now)
    candidate.contribution_id = made.id
    decide(db, candidate, to=CandidateState.KEPT, by=by, now=now)
    write_audit(
        db, by=by, action="kept", object_type="candidate", object_id=candidate.id,
        changes={"contribution": made.id}, now=now,
    )  # fmt: skip
    return made


def add_changes_as_evidence(
    db: Session, contribution_id: str, *, candidate: Candidate, by: Viewer, now: datetime
) -> None:
    """The list of its changes in words, and links to those that speak most clearly. No author stands beside any."""
    changes = changes_of(db, candidate)
    connection = db.get(Connection, candidate.connection_id) if candidate.connection_id else None
    if not changes or connection is None:
        return
    common: dict[str, Any] = {
        "contribution_id": contribution_id, "added_by_id": by.person_id, "kind": EvidenceKind.COMMIT.value,
    }  # fmt: skip
    title = f"{connection.name}: {len(changes)} changes"[:200]
    db.add(Evidence(id=new_id(now), title=title, words=_listed(changes), added_at=now, **common))
    for place, one in enumerate(_strongest(changes) if connection.browse_url else (), start=1):
        at, url = now + timedelta(microseconds=place), commit_url(connection.browse_url, one.external_id)
        row: dict[str, Any] = {"url": url, "url_key": url_key(url), "title": one.title[:200], "added_at": at}
        db.add(Evidence(id=new_id(now), **row, **common))
    db.flush()


def _strongest(changes: Sequence[RecordedChange]) -> list[RecordedChange]:
    """Those that say most clearly what they prevent, in their own order."""
    chosen = sorted(changes, key=lambda one: (-one.preventive, one.position, one.external_id))[:MOST_LINKS]
    return [one for one in changes if one in chosen]


def _as_found(db: Session, candidate: Candidate) -> list[ContributorDraft]:
    people = [ContributorDraft(person=one, role=Role(role)) for one, role in named_people(db, candidate.id)]
    if not people:
        words = "Nobody on it is known here. Choose Edit, then keep, and name the people who did it."
        raise Invalid.one("contributors", Code.REQUIRED, words)
    return people


def _follow_up(db: Session, made: Contribution, candidate: Candidate, *, by: Viewer, now: datetime) -> None:
    if candidate.follow_up_id is None or candidate.incident_id is None:
        return
    task = db.get_one(FollowUp, candidate.follow_up_id)
    task.contribution_id = made.id
    db.add(task)
    db.add(
        IncidentLink(
            id=new_id(now),
            contribution_id=made.id,
            incident_id=candidate.incident_id,
            relation=Relation.FOLLOWS_UP.value,
            added_by_id=by.person_id,
            added_at=now,
        )
    )
    renew(db, [made.id])


def _listed(changes: Sequence[RecordedChange]) -> str:
    lines = [
        f"{one.day.isoformat() if one.day else 'no date'} {one.external_id.removeprefix('git:')[:12]} {one.title}"[
            :LONGEST_LINE
        ]
        for one in changes[:MOST_LINES]
    ]
    more = len(changes) - len(lines)
    return "\n".join([*lines, *([f"and {more} more"] if more else [])])

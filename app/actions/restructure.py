"""Two records of one piece of work become one; one record of two becomes two. Nothing that was said is lost."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.actions.change_state import change_state, hold, touch
from app.actions.deliver import queue_letters
from app.actions.note_change import note_change
from app.actions.settle_silence import settle_silence
from app.actions.write_audit import trace
from app.domain import (
    OPEN_STATES,
    Act,
    Contribution,
    Contributor,
    Evidence,
    FollowUp,
    Impact,
    IncidentLink,
    Nomination,
    Note,
    Recognition,
    SearchEntry,
    State,
    Viewer,
    Visibility,
)  # fmt: skip
from app.domain.contribution import MOST_CONTRIBUTORS, NoteKind, visibility_of
from app.domain.measurement import Measurement, Result
from app.domain.review_draft import MergeDraft, SplitDraft
from app.domain.rights import require_open, to_add_people
from app.domain.search import body_of
from app.kit.errors import Code, FieldError, Invalid, NotFound
from app.kit.ids import new_id
from app.queries import standings
from app.queries.evidence import contribution_meant, people_beside

MOVED_WHOLE: tuple[Any, ...] = (Evidence, Impact, Measurement, Result, Note, Recognition, Act, FollowUp)
WIDTH = list(Visibility)


def merge(db: Session, contribution_id: str, *, by: Viewer, draft: MergeDraft, now: datetime) -> str:
    """Everything moves to the one that stays, whose id is returned; the old address answers with it.

    Of two circles the narrower holds. The words of somebody who has a nomination there already stand beside the text.
    """
    require_open(to_add_people(by, standings.sighted(db, by, contribution_id)))
    target_id = _target(db, contribution_id, by=by, draft=draft)
    for one in sorted((contribution_id, target_id)):
        hold(db, one)
    told = {*people_beside(db, contribution_id), *people_beside(db, target_id)} - {by.person_id}
    _join_people(db, contribution_id, target_id)
    for part in MOVED_WHOLE:
        _move(db, part, contribution_id, target_id)
    _move_unless_there(db, Nomination, contribution_id, target_id, "author_id")
    _keep_second_words(db, contribution_id, target_id)
    _move_unless_there(db, IncidentLink, contribution_id, target_id, "incident_id", "relation")
    earlier = update(Contribution).where(col(Contribution.merged_into_id) == contribution_id)
    db.execute(earlier.values(merged_into_id=target_id))
    change_state(db, contribution_id, at=OPEN_STATES, to=State.MERGED, now=now, merged_into_id=target_id)
    touch(db, target_id, now=now)
    note_change(db, contribution_id, by=by, action="merged", changes={"into": target_id}, now=now)
    note_change(db, target_id, by=by, action="merged_in", changes={"from": contribution_id}, now=now)
    _tell(db, kind="merged", subject=contribution_id, contribution_id=target_id, people=told, now=now)
    settle_silence(db, [contribution_id, target_id])
    return target_id


def split(db: Session, contribution_id: str, *, by: Viewer, draft: SplitDraft, now: datetime) -> str:
    """The chosen parts become a contribution of their own, whose id is returned; thanks stay where they were said.

    The new one begins private: what was agreed to was another record.
    """
    require_open(to_add_people(by, standings.sighted(db, by, contribution_id)))
    hold(db, contribution_id)
    old = db.get_one(Contribution, contribution_id)
    people = _chosen(db, contribution_id, draft)
    new = _part_of(old, draft, people, now=now)
    db.add(new)
    db.add(SearchEntry(contribution_id=new.id, body=_body(new)))
    db.flush()
    _seat(db, old, new, people, by=by, now=now)
    for part, chosen in ((Evidence, draft.evidence), (Nomination, draft.nominations)):
        db.execute(update(part).where(part.id.in_(chosen)).values(contribution_id=new.id))  # type: ignore[attr-defined]
    touch(db, contribution_id, now=now)
    note_change(db, contribution_id, by=by, action="split", changes={"to": new.id}, now=now)
    changes = {"from": contribution_id, "title": trace(new.title)}
    note_change(db, new.id, by=by, action="split_from", changes=changes, now=now)
    told = [one.person_id for one in people if one.person_id != by.person_id]
    _tell(db, kind="split", subject=new.id, contribution_id=new.id, people=told, now=now)
    settle_silence(db, [contribution_id, new.id])
    return new.id


def _target(db: Session, contribution_id: str, *, by: Viewer, draft: MergeDraft) -> str:
    unknown = Invalid.one("into", Code.BAD_CHOICE, "We cannot find this contribution, or it is not shared with you.")
    if (target_id := contribution_meant(db, draft.into)) is None:
        raise unknown
    if target_id == contribution_id:
        raise Invalid.one("into", Code.BAD_CHOICE, "A contribution cannot be merged into itself.")
    try:
        standing = standings.sighted(db, by, target_id)
    except NotFound:
        raise unknown from None
    require_open(to_add_people(by, standing))
    return target_id


def _join_people(db: Session, source_id: str, target_id: str) -> None:
    """Whoever stands on both keeps the line on the record that stays."""
    source, target = _people(db, source_id), _people(db, target_id)
    narrower = min(visibility_of(source), visibility_of(target), key=WIDTH.index)
    there = {one.person_id for one in target}
    coming = [one for one in source if one.person_id not in there]
    if len(target) + len(coming) > MOST_CONTRIBUTORS:
        raise Invalid.one("into", Code.TOO_MANY, f"Together they name more than {MOST_CONTRIBUTORS} people.")
    shares = sum(one.share or 0 for one in (*target, *coming))
    for one in coming:
        one.contribution_id = target_id
        one.share = one.share if shares <= 100 else None
    for one in (*target, *coming):
        one.agreed_company = one.agreed_company and narrower is Visibility.COMPANY
        one.asked_company = one.asked_company and narrower is Visibility.COMPANY
        one.agreed_team = one.agreed_team and narrower is not Visibility.PRIVATE
        one.rests_until = None
        db.add(one)
    db.flush()


def _people(db: Session, contribution_id: str) -> list[Contributor]:
    question = select(Contributor).where(col(Contributor.contribution_id) == contribution_id)
    return list(db.execute(question.order_by(col(Contributor.id))).scalars())


def _move(db: Session, part: Any, source_id: str, target_id: str) -> None:
    db.execute(update(part).where(part.contribution_id == source_id).values(contribution_id=target_id))


def _move_unless_there(db: Session, part: Any, source_id: str, target_id: str, *keys: str) -> None:
    """Skips those that would stand twice on the target: the table allows one of each."""
    columns = [getattr(part, key) for key in keys]
    there = {tuple(row) for row in db.execute(select(*columns).where(part.contribution_id == target_id))}
    rows = db.execute(select(part.id, *columns).where(part.contribution_id == source_id)).all()
    moving = [row[0] for row in rows if tuple(row[1:]) not in there]
    db.execute(update(part).where(part.id.in_(moving)).values(contribution_id=target_id))


def _keep_second_words(db: Session, source_id: str, target_id: str) -> None:
    """One nomination of a person to a contribution: what they wrote on the other record is shown as a note."""
    left = select(Nomination).where(col(Nomination.contribution_id) == source_id).order_by(col(Nomination.id))
    for one in db.execute(left).scalars():
        db.add(
            Note(
                id=new_id(one.written_at),
                contribution_id=target_id,
                author_id=one.author_id,
                kind=NoteKind.NOMINATION.value,
                words=one.words,
                written_at=one.written_at,
            )
        )


def _chosen(db: Session, contribution_id: str, draft: SplitDraft) -> list[Contributor]:
    """Raises Invalid for whatever does not belong to this contribution."""
    people = {one.person_id: one for one in _people(db, contribution_id)}
    faults = [
        FieldError(f"contributors.{place}", Code.CONTRIBUTOR_UNKNOWN, "This person is not a contributor.")
        for place, person_id in enumerate(draft.contributors)
        if person_id not in people
    ]
    for name, part, chosen in (("evidence", Evidence, draft.evidence), ("nominations", Nomination, draft.nominations)):
        known = set(db.execute(select(col(part.id)).where(col(part.contribution_id) == contribution_id)).scalars())
        faults += [
            FieldError(f"{name}.{place}", Code.EVIDENCE_UNKNOWN, "This does not belong to the contribution.")
            for place, one in enumerate(chosen)
            if one not in known
        ]
    if faults:
        raise Invalid.many(faults)
    return [people[person_id] for person_id in dict.fromkeys(draft.contributors)]


def _part_of(old: Contribution, draft: SplitDraft, people: Sequence[Contributor], *, now: datetime) -> Contribution:
    return Contribution(
        id=new_id(now),
        kind=old.kind,
        category=old.category,
        title=draft.title,
        effect_unknown=True,
        team_id=old.team_id,
        service_id=old.service_id,
        started_on=old.started_on,
        finished_on=old.finished_on,
        silent_from=old.finished_on,
        recorded_by_id=old.recorded_by_id,
        self_reported=any(one.person_id == old.recorded_by_id for one in people),
        split_from_id=old.id,
        sample=old.sample,
        recorded_at=now,
        changed_at=now,
    )


def _seat(
    db: Session, old: Contribution, new: Contribution, people: Sequence[Contributor], *, by: Viewer, now: datetime
) -> None:
    """The chosen move over; where that would leave nobody behind, they stand on both."""
    if len(people) == len(_people(db, old.id)):
        db.add_all(_same_person(one, new, by=by, now=now) for one in people)
    else:
        for one in people:
            one.contribution_id, one.share = new.id, None
            one.agreed_team = one.agreed_company = one.asked_company = False
            db.add(one)
    db.flush()


def _same_person(one: Contributor, new: Contribution, *, by: Viewer, now: datetime) -> Contributor:
    return Contributor(
        id=new_id(now),
        contribution_id=new.id,
        person_id=one.person_id,
        role=one.role,
        added_by_id=by.person_id,
        added_at=now,
        finished_on=new.finished_on,
        silent_from=new.silent_from,
    )


def _body(new: Contribution) -> str:
    return body_of(title=new.title, summary=new.summary, ref=new.ref, category=new.category)


def _tell(db: Session, *, kind: str, subject: str, contribution_id: str, people: Iterable[str], now: datetime) -> None:
    queue_letters(
        db,
        kind=kind,
        occasion=f"{kind}:{subject}",
        recipients=sorted(people),
        contribution_id=contribution_id,
        subject_id=subject,
        now=now,
    )

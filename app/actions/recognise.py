"""Say thank you for one contribution, in words of one's own; and take it back while nobody has seen it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select, update
from sqlmodel import Session, col

from app.actions.deliver import queue_letters, take_back_letters
from app.actions.settle_silence import settle_silence
from app.actions.write_audit import trace, write_audit
from app.domain import OPEN_STATES, Contribution, Nomination, Recipient, Recognition, State, Viewer
from app.domain.policy import require, require_member
from app.domain.recognition import BULK_COUNT, UNDO_TIME, Level, RecognitionDraft, can_undo, hash_of, highest, level_of
from app.kit.errors import Code, Conflict, FieldError, Invalid, NotFound
from app.kit.ids import is_id, new_id
from app.queries import recognitions, standings


def recognise(
    db: Session, contribution_id: str, *, by: Viewer, draft: RecognitionDraft, channel: str = "app", now: datetime
) -> Recognition:
    """It reaches the contributors when the time to undo ends. From the chain above, it ends their silence."""
    standing = standings.sighted(db, by, contribution_id)
    require_member(by)
    if standing.state not in OPEN_STATES:
        raise Conflict(Code.WRONG_STATE, "This is no longer open: it was withdrawn, declined or merged.")
    people = _named(db, contribution_id, by=by, draft=draft, now=now)
    levels = _levels(db, by.person_id, people)
    bulk = _is_bulk(db, contribution_id, by=by, words=draft.words, now=now)
    said = Recognition(
        id=new_id(now),
        contribution_id=contribution_id,
        giver_id=by.person_id,
        form=draft.form.value,
        words=draft.words,
        words_hash=hash_of(draft.words),
        said_on=draft.said_on or now.date(),
        level=highest(list(levels.values())).value,
        channel=channel,
        bulk=bulk,
        given_at=now,
        delivered_at=now + UNDO_TIME,
    )
    db.add(said)
    db.flush()
    db.add_all(_recipients(said, levels))
    touched = [contribution_id, *(_mark_copies(db, by=by, said=said, now=now) if bulk else [])]
    _confirm(db, contribution_id, by=by, now=now)
    settle_silence(db, touched)
    _announce(db, said, people=people, by=by, now=now)
    return said


def undo_recognition(db: Session, recognition_id: str, *, by: Viewer, now: datetime) -> Recognition:
    """The giver's, within ten minutes; a second time shows the first answer."""
    said = db.get(Recognition, recognition_id) if is_id(recognition_id) else None
    if said is None or not recognitions.in_scope(db, said, viewer=by):
        raise NotFound
    require(said.giver_id == by.person_id, "Only whoever said it can take it back.")
    require_member(by)
    if said.undone_at:
        return said
    if not can_undo(said.given_at, now):
        raise Conflict(Code.TOO_LATE, "This was delivered. You can add a correction.")
    said.undone_at = now
    said.version += 1
    db.add(said)
    take_back_letters(db, occasion=f"recognised:{said.id}")
    _unconfirm(db, said)
    settle_silence(db, [said.contribution_id, *_unmark_copies(db, by=by, said=said)])
    write_audit(db, by=by, action="unrecognised", object_type="recognition", object_id=said.id, now=now)
    return said


def _named(db: Session, contribution_id: str, *, by: Viewer, draft: RecognitionDraft, now: datetime) -> list[str]:
    """Everything that can be wrong with whom and when, at once."""
    known = {row.person_id for row in recognitions.contributors_of(db, contribution_id)}
    faults = [] if draft.contributors else [_unknown("contributors", "Name at least one contributor.")]
    for place, person_id in enumerate(draft.contributors):
        if person_id == by.person_id:
            faults.append(FieldError(f"contributors.{place}", Code.SELF_RECOGNITION, "Nobody thanks themself."))
        elif person_id not in known:
            faults.append(_unknown(f"contributors.{place}", "This person is not a contributor."))
    if draft.said_on and draft.said_on > now.date() + timedelta(days=1):
        faults.append(FieldError("said_on", Code.BAD_DATE, "Choose a day that is not in the future."))
    if faults:
        raise Invalid.many(faults)
    return list(dict.fromkeys(draft.contributors))


def _unknown(field: str, message: str) -> FieldError:
    return FieldError(field, Code.CONTRIBUTOR_UNKNOWN, message)


def _levels(db: Session, giver_id: str, people: Sequence[str]) -> dict[str, Level]:
    far = recognitions.distances(db, giver_id, people)
    top = recognitions.is_top(db, giver_id)
    return {person_id: level_of(far.get(person_id), giver_is_top=top) for person_id in people}


def _recipients(said: Recognition, levels: Mapping[str, Level]) -> list[Recipient]:
    return [
        Recipient(
            recognition_id=said.id,
            person_id=person_id,
            level=level.value,
            ends_silence=level is not Level.PEER and not said.bulk,
        )
        for person_id, level in levels.items()
    ]


def _copies(by: Viewer, words_hash: str, now: datetime) -> ColumnElement[bool]:
    """What the giver said in the same words within ten minutes."""
    one = Recognition
    return and_(
        col(one.giver_id) == by.person_id,
        col(one.words_hash) == words_hash,
        col(one.given_at) > now - UNDO_TIME,
        col(one.undone_at).is_(None),
    )


def _is_bulk(db: Session, contribution_id: str, *, by: Viewer, words: str, now: datetime) -> bool:
    """Nothing said is no copy of nothing."""
    if not words:
        return False
    others = select(col(Recognition.contribution_id)).where(_copies(by, hash_of(words), now))
    return len({*db.execute(others).scalars(), contribution_id}) >= BULK_COUNT


def _mark_copies(db: Session, *, by: Viewer, said: Recognition, now: datetime) -> list[str]:
    """The earlier ones were copies too: kept, marked, and the silence they ended opens again."""
    one = Recognition
    question = select(col(one.id), col(one.contribution_id)).where(_copies(by, said.words_hash, now))
    earlier = db.execute(question.where(col(one.id) != said.id).order_by(col(one.id))).all()
    ids = [row.id for row in earlier]
    db.execute(update(one).where(col(one.id).in_(ids)).values(bulk=True, version=col(one.version) + 1))
    db.execute(update(Recipient).where(col(Recipient.recognition_id).in_(ids)).values(ends_silence=False))
    return list(dict.fromkeys(row.contribution_id for row in earlier if row.contribution_id != said.contribution_id))


def _unmark_copies(db: Session, *, by: Viewer, said: Recognition) -> list[str]:
    """With one copy taken back, what is left may be too few to be called copies."""
    if not said.bulk:
        return []
    db.flush()
    one = Recognition
    question = select(col(one.id), col(one.contribution_id)).where(_copies(by, said.words_hash, said.given_at))
    left = db.execute(question.where(col(one.bulk)).order_by(col(one.id))).all()
    if len({row.contribution_id for row in left}) >= BULK_COUNT:
        return []
    ids = [row.id for row in left]
    db.execute(update(one).where(col(one.id).in_(ids)).values(bulk=False, version=col(one.version) + 1))
    heard = col(Recipient.recognition_id).in_(ids), col(Recipient.level) != Level.PEER.value
    db.execute(update(Recipient).where(*heard).values(ends_silence=True))
    return [row.contribution_id for row in left if row.contribution_id != said.contribution_id]


def _confirm(db: Session, contribution_id: str, *, by: Viewer, now: datetime) -> None:
    """Whoever thanks for another's record stands behind it."""
    work = db.get_one(Contribution, contribution_id)
    if work.state != State.PROPOSED or work.recorded_by_id == by.person_id:
        return
    work.state, work.confirmed_by_id, work.confirmed_at = State.CONFIRMED.value, by.person_id, now
    work.version += 1
    db.add(work)


def _unconfirm(db: Session, said: Recognition) -> None:
    """What only the taken-back thanks had confirmed is proposed again."""
    work = db.get_one(Contribution, said.contribution_id)
    if work.confirmed_by_id != said.giver_id or work.confirmed_at != said.given_at:
        return
    if work.state != State.CONFIRMED or _someone_else(db, work):
        return
    work.state, work.confirmed_by_id, work.confirmed_at = State.PROPOSED.value, None, None
    work.version += 1
    db.add(work)


def _someone_else(db: Session, work: Contribution) -> bool:
    db.flush()
    thanks = select(col(Recognition.id)).where(
        col(Recognition.contribution_id) == work.id,
        col(Recognition.giver_id) != work.recorded_by_id,
        col(Recognition.undone_at).is_(None),
    )
    words = select(col(Nomination.id)).where(
        col(Nomination.contribution_id) == work.id, col(Nomination.author_id) != work.recorded_by_id
    )
    return db.execute(thanks.limit(1)).first() is not None or db.execute(words.limit(1)).first() is not None


def _announce(db: Session, said: Recognition, *, people: Sequence[str], by: Viewer, now: datetime) -> None:
    queue_letters(
        db,
        kind="recognised",
        occasion=f"recognised:{said.id}",
        recipients=people,
        contribution_id=said.contribution_id,
        subject_id=said.id,
        due_at=said.delivered_at,
        now=now,
    )
    changes = {"contribution": said.contribution_id, "form": said.form, "level": said.level, "bulk": said.bulk}
    changes |= {"named": len(people), "words": trace(said.words)}
    write_audit(db, by=by, action="recognised", object_type="recognition", object_id=said.id, changes=changes, now=now)

"""Bring in what was said before: each thanks on the day it was said, with its level, and no letter about the past.

A recognition is known by all that it is (work, giver, form, day, words): what somebody has said is never changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.actions.bring_in import CHUNK, Change, Run, Said, chunks, keep_changes, row_of
from app.actions.mark_copies import mark_copies
from app.actions.settle_silence import settle_silence
from app.domain import OPEN_STATES, Contribution, Recipient, Recognition, State, Viewer
from app.domain.import_draft import LATE, RecognitionRow
from app.domain.policy import require_admin
from app.domain.recognition import Level, hash_of, highest, level_of, spoken_at
from app.kit.errors import Code
from app.kit.ids import new_id
from app.queries import earlier_thanks
from app.queries.earlier_thanks import Key, Thanked

FROM_A_FILE = "import"
Recipients = dict[str, list[dict[str, Any]]]


def bring_in_recognitions(
    db: Session, *, rows: Iterable[Said[RecognitionRow]], run: Run, by: Viewer | None, now: datetime
) -> None:
    if by:
        require_admin(by)
    seen: dict[Key, int] = {}
    for chunk in chunks(rows):
        here = earlier_thanks.around(
            db,
            refs=[said.draft.contribution_ref for said in chunk],
            people=[text for said in chunk for text in (said.draft.giver, *said.draft.recipients)],
        )
        recipients: Recipients = {}
        changes = [_compared(said, here, recipients, seen, run, now=now) for said in chunk]
        for change in changes:
            run.settle(change)
        if run.may_write:
            _keep(db, changes, recipients, by=by, now=now)


def _compared(
    said: Said[RecognitionRow], here: Thanked, recipients: Recipients, seen: dict[Key, int], run: Run, *, now: datetime
) -> Change:
    draft = said.draft
    work = here.works.get(draft.contribution_ref)
    giver = here.people.get(draft.giver)
    people = _people(said, here, work, giver.id if giver else "", run)
    if work is None:
        words = f"There is no contribution {draft.contribution_ref}. Import the contributions first."
        run.refuse(said.line, "contribution_ref", Code.NOT_FOUND, words)
    if giver is None:
        run.refuse(said.line, "giver", Code.PERSON_UNKNOWN, _nobody(draft.giver))
    if draft.said_on > now.date() + timedelta(days=1):
        run.refuse(said.line, "said_on", Code.BAD_DATE, LATE)
    if work is None or giver is None:
        return Change.old(said.line, draft.contribution_ref, "", (), {})
    key: Key = (work.id, giver.id, draft.form.value, draft.said_on, hash_of(draft.words))
    if key in seen:
        run.refuse(said.line, "words", Code.DUPLICATE_KEY, f"The same stands in the file already, on line {seen[key]}.")
    seen.setdefault(key, said.line)
    old = here.said.get(key)
    missing = [person_id for person_id in people if old is None or person_id not in old.people]
    if missing and work.state not in OPEN_STATES:
        words = f"{draft.contribution_ref} was {work.state}, and stays as it is."
        run.refuse(said.line, "contribution_ref", Code.WRONG_STATE, words)
    levels = {one: level_of(here.distances.get((giver.id, one)), giver_is_top=giver.id in here.tops) for one in missing}
    id_ = old.id if old else new_id(now)
    recipients[id_] = [_recipient(id_, one, level, copy=bool(old and old.bulk)) for one, level in levels.items()]
    label = f"{draft.contribution_ref}, by {draft.giver}"
    if old is not None:
        fields = ("recipients",) if missing else ()
        return Change.old(said.line, label, id_, fields, {"version": old.version + 1} if missing else {})
    made = _made(draft, id_, work.id, giver.id, list(levels.values()), now=now)
    return Change.new(said.line, label, id_, tuple(sorted(draft.model_fields_set)), made)


def _people(said: Said[RecognitionRow], here: Thanked, work: Any, giver_id: str, run: Run) -> list[str]:
    """Whom it names: contributors of the work, and never the giver."""
    found = []
    for text in said.draft.recipients:
        person = here.people.get(text)
        if person is None:
            run.refuse(said.line, "recipients", Code.PERSON_UNKNOWN, _nobody(text))
        elif person.id == giver_id:
            run.refuse(said.line, "recipients", Code.SELF_RECOGNITION, "Nobody thanks themself.")
        elif work is not None and (work.id, person.id) not in here.contributors:
            words = f"{text} is not a contributor of {said.draft.contribution_ref}."
            run.refuse(said.line, "recipients", Code.CONTRIBUTOR_UNKNOWN, words)
        else:
            found.append(person.id)
    if not said.draft.recipients:
        run.refuse(said.line, "recipients", Code.REQUIRED, "Name at least one contributor.")
    return list(dict.fromkeys(found))


def _nobody(text: str) -> str:
    return f"Nobody is meant by {text}, or more than one. Write an e-mail address."


def _made(
    draft: RecognitionRow, id_: str, contribution_id: str, giver_id: str, levels: list[Level], *, now: datetime
) -> dict[str, Any]:
    """Delivered when it was said: there is nothing left to undo."""
    spoken = spoken_at(draft.said_on, now)
    return row_of(
        Recognition,
        id=id_,
        contribution_id=contribution_id,
        giver_id=giver_id,
        form=draft.form.value,
        words=draft.words,
        words_hash=hash_of(draft.words),
        said_on=draft.said_on,
        level=highest(levels).value,
        channel=FROM_A_FILE,
        given_at=spoken,
        delivered_at=spoken,
    )


def _recipient(recognition_id: str, person_id: str, level: Level, *, copy: bool) -> dict[str, Any]:
    return {
        "recognition_id": recognition_id,
        "person_id": person_id,
        "level": level.value,
        "ends_silence": level is not Level.PEER and not copy,
    }


def _keep(db: Session, changes: Sequence[Change], recipients: Recipients, *, by: Viewer | None, now: datetime) -> None:
    keep_changes(db, Recognition, changes, object_type="recognition", by=by, now=now)
    if rows := [row for each in recipients.values() for row in each]:
        db.execute(insert(Recipient), rows)
    new = [change.values for change in changes if change.is_new]
    _confirm(db, new)
    touched = {str(one["contribution_id"]) for one in new} | _of_recognitions(db, changes)
    settled = sorted(touched | mark_copies(db, new))
    for start in range(0, len(settled), CHUNK):
        settle_silence(db, settled[start : start + CHUNK])


def _confirm(db: Session, new: Sequence[Mapping[str, Any]]) -> None:
    """Whoever thanks for another's record stands behind it."""
    ids = [one["contribution_id"] for one in new]
    work = Contribution
    question = select(col(work.id), col(work.recorded_by_id)).where(
        col(work.id).in_(ids), col(work.state) == State.PROPOSED.value
    )
    recorders: dict[str, str] = dict(db.execute(question).all())
    for one in new:
        id_ = one["contribution_id"]
        if id_ in recorders and recorders[id_] != one["giver_id"]:
            confirmed = {"confirmed_by_id": one["giver_id"], "confirmed_at": one["given_at"]}
            values = {"state": State.CONFIRMED.value, "version": col(work.version) + 1, **confirmed}
            db.execute(update(work).where(col(work.id) == id_).values(**values))
            del recorders[id_]


def _of_recognitions(db: Session, changes: Sequence[Change]) -> set[str]:
    ids = [change.id for change in changes if not change.is_new and not change.is_none]
    return set(db.execute(select(col(Recognition.contribution_id)).where(col(Recognition.id).in_(ids))).scalars())

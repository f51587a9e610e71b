"""Settle one's own affairs: how pages look, when the digest comes, which password opens the door."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlmodel import Session

from app.actions.keep_handles import keep_handles
from app.actions.leave import end_sessions
from app.actions.sign_in import find_by_password, hash_password
from app.actions.write_audit import trace, write_audit
from app.domain import DigestSetting, Mailbox, Person, Viewer
from app.domain.policy import require_manager
from app.domain.settings_draft import Channel, DigestDraft, OwnSettings, PasswordDraft
from app.kit.errors import Code, Invalid, NotFound, Stale
from app.kit.text import fold

PAUSE = timedelta(weeks=4)
STALE = "This was changed since you opened it. Look again."


def arrange(db: Session, *, by: Viewer, draft: OwnSettings, version: int | None, now: datetime) -> Person:
    """Each setting saves alone: what is not given stays."""
    person = _self(db, by)
    if version is not None and person.version != version:
        raise Stale(person.version, STALE)
    given = draft.model_dump(exclude_none=True, exclude={"name", "handles"}, mode="json")
    changes = given | ({"name": trace(draft.name)} if draft.name else {})
    write_audit(db, by=by, action="settled", object_type="person", object_id=person.id, changes=changes, now=now)
    if draft.name is not None:
        person.name, person.name_folded = draft.name, fold(draft.name)[:400]
    if draft.handles is not None:
        keep_handles(db, person_id=person.id, handles=draft.handles, now=now)
    for name, value in given.items():
        setattr(person, name, value)
    person.version += 1
    db.add(person)
    return person


def arrange_digest(
    db: Session, *, by: Viewer, draft: DigestDraft, connected: Collection[Channel], version: int | None, now: datetime
) -> DigestSetting:
    """Applies from the next edition on. `connected`: the channels that this installation can carry."""
    require_manager(by)
    if draft.channel not in connected:
        raise Invalid.one("channel", Code.CHANNEL_MISSING, "Mail is not connected here. The digest waits in the app.")
    setting = _digest(db, by)
    if version is not None and setting.version != version:
        raise Stale(setting.version, STALE)
    setting.weekday, setting.hour, setting.channel = draft.weekday, draft.hour, draft.channel.value
    return _keep(db, setting, by=by, action="digest_settled", now=now)


def pause_digest(db: Session, *, by: Viewer, now: datetime) -> DigestSetting:
    """Four weeks without a letter; the page goes on and nothing is lost."""
    require_manager(by)
    setting = _digest(db, by)
    setting.paused_until = now + PAUSE
    return _keep(db, setting, by=by, action="digest_paused", now=now)


def stop_digest(db: Session, *, by: Viewer, now: datetime) -> DigestSetting:
    """No letter any more; the page stays."""
    require_manager(by)
    setting = _digest(db, by)
    setting.stopped_at = setting.stopped_at or now
    return _keep(db, setting, by=by, action="digest_stopped", now=now)


def resume_digest(db: Session, *, by: Viewer, now: datetime) -> DigestSetting:
    require_manager(by)
    setting = _digest(db, by)
    setting.paused_until = setting.stopped_at = None
    return _keep(db, setting, by=by, action="digest_resumed", now=now)


def stop_notices(db: Session, *, by: Viewer, now: datetime) -> None:
    """No letter about one's own work any more; the first page keeps showing what was written."""
    _set_notices(db, by, now, now)


def resume_notices(db: Session, *, by: Viewer, now: datetime) -> None:
    """Letters come again, also where the address had been refused so often that mail rested."""
    _set_notices(db, by, None, now)


def change_password(db: Session, *, by: Viewer, draft: PasswordDraft, now: datetime) -> None:
    """Ends every other session of this person, in this transaction."""
    person = _self(db, by)
    if person.password_hash and find_by_password(db, email=person.email, password=draft.current) is None:
        raise Invalid.one("current", Code.BAD_PASSWORD, "This is not your password as it is now.")
    person.password_hash, person.version = hash_password(draft.new), person.version + 1
    db.add(person)
    end_sessions(db, person_id=person.id, but=by.session_id, now=now)
    write_audit(db, by=by, action="password_changed", object_type="person", object_id=person.id, now=now)


def _set_notices(db: Session, by: Viewer, stopped_at: datetime | None, now: datetime) -> None:
    box = db.get(Mailbox, by.person_id) or Mailbox(person_id=by.person_id)
    box.notices_stopped_at = (box.notices_stopped_at or stopped_at) if stopped_at else None
    if stopped_at is None:
        box.refusals, box.paused_at = 0, None
    db.add(box)
    action = "letters_stopped" if stopped_at else "letters_resumed"
    write_audit(db, by=by, action=action, object_type="person", object_id=by.person_id, now=now)


def _self(db: Session, by: Viewer) -> Person:
    person = db.get(Person, by.person_id)
    if person is None:
        raise NotFound
    return person


def _digest(db: Session, by: Viewer) -> DigestSetting:
    return db.get(DigestSetting, by.person_id) or DigestSetting(person_id=by.person_id)


def _keep(db: Session, setting: DigestSetting, *, by: Viewer, action: str, now: datetime) -> DigestSetting:
    setting.version += 1
    db.add(setting)
    changes = {"weekday": setting.weekday, "hour": setting.hour, "channel": setting.channel}
    write_audit(db, by=by, action=action, object_type="person", object_id=by.person_id, changes=changes, now=now)
    return setting

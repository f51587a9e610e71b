"""What somebody has settled for themself."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain import DigestSetting, Mailbox, Person, Viewer
from app.domain.policy import require_manager
from app.domain.settings_draft import Channel
from app.kit.errors import NotFound
from app.queries.people import HandleShape, handles_of


@dataclass(frozen=True)
class SettingsShape:
    id: str
    name: str
    email: str
    time_zone: str
    locale: str
    week_start: str
    theme: str
    keys_on: bool
    handles: tuple[HandleShape, ...]
    has_password: bool
    version: int


@dataclass(frozen=True)
class DigestShape:
    """When and where the digest comes. `channels` are those that this installation can carry."""

    weekday: int
    hour: int
    time_zone: str
    channel: str
    channels: tuple[Channel, ...]
    paused_until: datetime | None
    stopped_at: datetime | None
    version: int


@dataclass(frozen=True)
class LettersShape:
    """Letters about one's own work. `mail_rests_since`: the address was refused too often to be tried."""

    email: str
    stopped_at: datetime | None
    mail_rests_since: datetime | None


def of(db: Session, viewer: Viewer) -> SettingsShape:
    row = db.get(Person, viewer.person_id)
    if row is None:
        raise NotFound
    return SettingsShape(
        id=row.id,
        name=row.name,
        email=row.email,
        time_zone=row.time_zone,
        locale=row.locale,
        week_start=row.week_start,
        theme=row.theme,
        keys_on=row.keys_on,
        handles=handles_of(db, row.id),
        has_password=row.password_hash is not None,
        version=row.version,
    )


def digest_of(db: Session, viewer: Viewer, *, connected: tuple[Channel, ...], now: datetime) -> DigestShape:
    """For people with at least one report. A pause that has ended is none."""
    require_manager(viewer)
    row = db.get(DigestSetting, viewer.person_id) or DigestSetting(person_id=viewer.person_id)
    channel = row.channel if row.channel in connected else Channel.APP.value
    return DigestShape(
        weekday=row.weekday,
        hour=row.hour,
        time_zone=viewer.time_zone,
        channel=channel,
        channels=connected,
        paused_until=row.paused_until if row.paused_until and row.paused_until > now else None,
        stopped_at=row.stopped_at,
        version=row.version,
    )


def letters_of(db: Session, viewer: Viewer) -> LettersShape:
    row = db.get_one(Person, viewer.person_id)
    box = db.get(Mailbox, viewer.person_id) or Mailbox(person_id=viewer.person_id)
    return LettersShape(row.email, box.notices_stopped_at, box.paused_at)

"""Keep what somebody typed before their session ended."""

from datetime import datetime

from sqlmodel import Session

from app.domain import HeldText
from app.kit.crypto import fingerprint


def hold_text(db: Session, *, secret: str, path: str, fields: list[list[str]], now: datetime) -> None:
    """Found again by the secret alone, which only that browser holds."""
    db.add(HeldText(id=fingerprint(secret), path=path[:300], fields=fields, created_at=now))


def take_text(db: Session, *, secret: str, since: datetime) -> list[list[str]] | None:
    """The text, if it is not older than `since`. It is swept later: reading it twice does no harm."""
    held = db.get(HeldText, fingerprint(secret))
    return held.fields if held is not None and held.created_at >= since else None

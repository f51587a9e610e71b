"""The first answer to a request that may come again, kept in the transaction of its effect."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain import IdempotencyKey


@dataclass(frozen=True)
class Answer:
    request_hash: str
    status: int
    body: str = ""
    location: str = ""
    etag: str = ""


def recall(db: Session, *, person_id: str, key: str) -> Answer | None:
    kept = db.get(IdempotencyKey, (person_id, key))
    if kept is None:
        return None
    return Answer(kept.request_hash, kept.status, kept.body, kept.location, kept.etag)


def keep(db: Session, *, person_id: str, key: str, answer: Answer, now: datetime) -> None:
    db.add(
        IdempotencyKey(
            person_id=person_id,
            key=key,
            request_hash=answer.request_hash,
            status=answer.status,
            body=answer.body,
            location=answer.location,
            etag=answer.etag,
            created_at=now,
        )
    )

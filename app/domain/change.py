"""A change as it is kept: what a tool saw, and what discovery made of it. Users meet it on a candidate's timeline."""

from datetime import date
from typing import Any

from sqlalchemy import Index, UniqueConstraint

from app.domain.noun import Noun
from app.domain.sighting import LONGEST_TITLE
from app.kit.columns import document, key, link, long_text, maybe_link, maybe_word, word

LONGEST_KEPT_TEXT = 500  # what the classifier reads; more of a message is not kept


class RecordedChange(Noun, table=True):
    """Dates only: no time of day and no zone. Hands are ids of `hand`, an unknown one stays one and is never dropped.

    What follows `reviewers` is discovery's: `model` names the weights they were made with, empty for none yet.
    """

    __tablename__ = "change"
    __table_args__ = (
        UniqueConstraint("connection_id", "external_id"),
        Index("ix_change_position", "connection_id", "position"),
    )

    id: str = key()
    connection_id: str = link("connection")
    external_id: str = word(200)
    kind: str = word(16)
    position: int
    day: date | None = None
    title: str = word(LONGEST_TITLE, "")
    text: str = long_text()
    declared_type: str | None = maybe_word(16)
    declared_scope: str | None = maybe_word(200)
    labels: list[str] = document(list)
    refs: list[str] = document(list)
    branch: str | None = maybe_word(300)
    merged_on: date | None = None
    files: list[Any] = document(list)
    n_files: int | None = None
    added: int | None = None
    deleted: int | None = None
    hand_id: str | None = maybe_link("hand")
    co_hands: list[str] = document(list)
    reviewers: list[str] = document(list)
    model: str = word(80, "")
    change_type: str = word(16, "")
    tags: list[str] = document(list)
    preventive: float = 0.0
    reasons: list[Any] = document(list)
    effort_id: str | None = maybe_link("effort", index=True)


def commit_url(browse_url: str, external_id: str) -> str:
    """Where a commit can be read, or nothing where no address is known."""
    sha = external_id.removeprefix("git:")
    return f"{browse_url}/commit/{sha}" if browse_url else ""

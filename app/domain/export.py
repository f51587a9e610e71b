"""A file that HR made: what was asked for, what it held, and until when it can be fetched."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from app.domain.noun import Noun
from app.kit.columns import document, key, link, long_text, maybe_link, maybe_moment, maybe_word, moment, word

EXPORT_LIFE = timedelta(hours=24)
SCHEMA_VERSION = "1"


class Dataset(StrEnum):
    CONTRIBUTIONS = "contributions"
    IMPACTS = "impacts"
    RECOGNITIONS = "recognitions"
    SUMMARY = "summary"


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


class Purpose(StrEnum):
    """A closed list: never sanctions, dismissal or redundancy. It is code on purpose, not data."""

    THANK = "thank"
    REVIEW = "review_preparation"
    PROMOTION = "promotion_file"


class ExportState(StrEnum):
    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class Export(Noun, table=True):
    __tablename__ = "export"

    id: str = key()
    by_id: str = link("person", index=True)
    dataset: str = word(16)
    format: str = word(8)
    purpose: str = word(24)
    from_on: date
    to_on: date
    team_id: str | None = maybe_link("team")
    columns: list[str] = document(list)
    names: bool = False
    state: str = word(8, ExportState.WAITING.value)
    rows: int | None = None
    bytes: int | None = None
    sha256: str | None = maybe_word(64)
    error: str = long_text()
    manifest: dict[str, Any] = document()
    asked_at: datetime = moment()
    ready_at: datetime | None = maybe_moment()
    expires_at: datetime = moment()
    version: int = 1


class ExportSubject(Noun, table=True):
    """A person whom an export held: each can see that it happened."""

    __tablename__ = "export_subject"

    export_id: str = link("export", primary=True)
    person_id: str = link("person", primary=True, index=True)

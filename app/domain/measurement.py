"""A question that is put to a system before its answer is known, the answers it got, and the data they came from.

No row is edited: a changed question is a new version, every look at the data a new result.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from app.domain.impact import ImpactKind
from app.domain.noun import Noun
from app.kit.columns import document, key, link, long_text, maybe_link, maybe_moment, moment, word

LOOKS = (30, 90, 180, 365)  # days after the change on which a measured fix is looked at again
MEASURED_KINDS = (
    ImpactKind.OTHER,
    ImpactKind.BAD_MINUTES,
    ImpactKind.CUSTOMER_TIME,
    ImpactKind.INCIDENTS,
    ImpactKind.ENGINEER_TIME,
    ImpactKind.MONEY_SAVED,
)
MOST_ROWS, MOST_BYTES = 50_000, 5 * 1024 * 1024


class Source(StrEnum):
    """CSV: a file that somebody hands in. PROMETHEUS: a connection. INCIDENTS: those of the linked services."""

    CSV = "csv"
    PROMETHEUS = "prometheus"
    INCIDENTS = "incidents"


class ResultState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Measurement(Noun, table=True):
    """One version of one question; `question_id` is the id of the first.

    `moved_after_result`: the question was changed when an answer was known already, so it counts for nothing until
    a second person has confirmed it. `impact_statement_id`: the statement of effect that its answers write.
    """

    __tablename__ = "measurement"
    __table_args__ = (UniqueConstraint("question_id", "version"),)

    id: str = key()
    question_id: str = word(36, index=True)
    version: int = 1
    current: bool = True
    contribution_id: str = link("contribution", index=True)
    source: str = word(16)
    kind: str = word()
    metric: str = word(200)
    unit: str = word(40)
    direction: str = word(20)
    shape: str = word(12)
    time_zone: str = word(64)
    changed_on: date
    rolled_out_on: date | None = None
    days_before: int = 112
    days_after: int = 56
    trigger: str = word(12)
    others_asked: bool = False
    other_changes: list[dict[str, str]] = document(list)
    common_cause: str = long_text()
    connection_id: str | None = maybe_link("connection")
    query: str = long_text()
    author_id: str = link("person", index=True)
    registered_at: datetime = moment()
    moved_after_result: bool = False
    confirmed_by_id: str | None = maybe_link("person")
    confirmed_at: datetime | None = maybe_moment()
    impact_statement_id: str = word(36, "")
    stopped_at: datetime | None = maybe_moment()
    stopped_why: str = word(300, "")


class ResultData(Noun, table=True):
    """The readings an answer was made of, as the CSV text that was measured, packed. `sha256` is of the text.

    `question_id` is the first version of the question.
    """

    __tablename__ = "result_data"

    id: str = key()
    question_id: str = link("measurement", index=True)
    sha256: str = word(64)
    rows: int
    origin: str = word(300)
    packed: bytes = Field(sa_type=LargeBinary)
    kept_at: datetime = moment()


class Result(Noun, table=True):
    """One look. `task` and `answer` are the very bytes that went to the estimator and came back.

    `occasion`: "asked", "again" (a second person runs it from the kept data), or the days after the change.
    `drawn` are the daily figures of the picture; `same_as_id` the result that a second run reproduced.
    """

    __tablename__ = "result"
    __table_args__ = (
        UniqueConstraint("question_id", "number"),
        Index("ix_result_contribution", "contribution_id", "state"),
    )

    id: str = key()
    measurement_id: str = link("measurement", index=True)
    question_id: str = word(36)
    contribution_id: str = link("contribution")
    number: int
    occasion: str = word(8)
    state: str = word(8, ResultState.WAITING.value)
    asked_by_id: str | None = maybe_link("person")
    asked_at: datetime = moment()
    answered_at: datetime | None = maybe_moment()
    data_id: str | None = maybe_link("result_data")
    task: str = long_text()
    answer: str = long_text()
    status: str = word(16, "")
    grade: int = 0
    sentence: str = long_text()
    ask_again_on: date | None = None
    drawn: list[Any] = document(list)
    impact_id: str | None = maybe_link("impact")
    same_as_id: str | None = maybe_link("result")
    trouble: str = word(300, "")


@dataclass(frozen=True)
class Windows:
    """First and last day of the data that a question asks for; both included."""

    first: date
    last: date

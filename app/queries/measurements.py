"""Questions put to a system for one contribution, with their answers: for its page, its API and the worker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from app.domain import Connection, Person, metadata
from app.domain.connection import ConnectionKind, ConnectionState
from app.domain.impact import GRADE_WORDS
from app.kit.errors import NotFound
from app.kit.ids import is_id


@dataclass(frozen=True)
class Look:
    """One result. `answer`: the estimator's own bytes; `reproduced`: a second person's run gave the same ones."""

    id: str
    number: int
    question_version: int
    occasion: str
    state: str
    asked_by_id: str | None
    asked_by: str
    asked_on: date
    answered_on: date | None
    status: str
    grade: str
    sentence: str
    ask_again_on: date | None
    answer: str
    data_sha256: str
    data_rows: int
    data_origin: str
    drawn: tuple[tuple[str, float], ...]
    impact_id: str | None
    same_as_id: str | None
    reproduced: bool | None
    trouble: str


@dataclass(frozen=True)
class Asked:
    """The current version of a question, its looks newest first. `version` is what an update is made on."""

    id: str
    contribution_id: str
    source: str
    kind: str
    metric: str
    unit: str
    direction: str
    shape: str
    time_zone: str
    changed_on: date
    rolled_out_on: date | None
    days_before: int
    days_after: int
    trigger: str
    others_asked: bool
    other_changes: tuple[Mapping[str, str], ...] = field(hash=False)
    common_cause: str
    connection_id: str | None
    connection: str
    query: str
    author_id: str
    author: str
    registered_on: date
    first_registered_on: date
    moved_after_result: bool
    confirmed_by: str
    confirmed_on: date | None
    impact_statement_id: str
    stopped_on: date | None
    stopped_why: str
    authors: tuple[str, ...]
    looks: tuple[Look, ...]
    version: int

    @property
    def newest(self) -> Look | None:
        """The last look with an answer that is not a second person's run."""
        return next((one for one in self.looks if one.state == "done" and one.occasion != "again"), None)

    @property
    def is_waiting(self) -> bool:
        return any(one.state == "waiting" for one in self.looks)


@dataclass(frozen=True)
class Gauge:
    """A connection that can be asked."""

    id: str
    name: str


def of_contribution(db: Session, contribution_id: str) -> tuple[Asked, ...]:
    """Oldest question first."""
    return _asked(db, contribution_id)


def one(db: Session, contribution_id: str, question_id: str) -> Asked:
    """Raises NotFound."""
    found = _asked(db, contribution_id) if is_id(question_id) else ()
    for asked in found:
        if asked.id == question_id:
            return asked
    raise NotFound


def look_of(asked: Asked, result_id: str) -> Look:
    """Raises NotFound."""
    for look in asked.looks:
        if look.id == result_id:
            return look
    raise NotFound


def gauges(db: Session) -> list[Gauge]:
    question = (
        select(col(Connection.id), col(Connection.name))
        .where(
            col(Connection.kind) == ConnectionKind.PROMETHEUS.value,
            col(Connection.state) == ConnectionState.ACTIVE.value,
        )
        .order_by(col(Connection.name), col(Connection.id))
        .limit(100)
    )
    return [Gauge(*row) for row in db.execute(question)]


def _asked(db: Session, contribution_id: str) -> tuple[Asked, ...]:
    versions = db.execute(_QUESTIONS, {"contribution": contribution_id}).all()
    if not versions:
        return ()
    looks: dict[str, list[Look]] = {}
    rows = db.execute(_LOOKS, {"contribution": contribution_id}).all()
    answers = {row.id: row.answer for row in rows}
    for row in rows:
        looks.setdefault(row.question_id, []).append(_look(row, answers))
    found = []
    for row in versions:
        if row.current:
            mine = [each for each in versions if each.question_id == row.question_id]
            found.append(_question(row, mine, tuple(looks.get(row.question_id, ()))))
    return tuple(found)


def _question(row: Any, versions: Sequence[Any], looks: tuple[Look, ...]) -> Asked:
    plain = {name: getattr(row, name) for name in _PLAIN}
    return Asked(
        **plain,
        id=row.question_id,
        other_changes=tuple(row.other_changes),
        connection=row.connection or "",
        author=row.author,
        registered_on=row.registered_at.date(),
        first_registered_on=min(each.registered_at for each in versions).date(),
        confirmed_by=row.confirmer or "",
        confirmed_on=row.confirmed_at.date() if row.confirmed_at else None,
        stopped_on=row.stopped_at.date() if row.stopped_at else None,
        authors=tuple(sorted({each.author_id for each in versions})),
        looks=looks,
    )


def _look(row: Any, answers: Mapping[str, str]) -> Look:
    answered: datetime | None = row.answered_at
    reproduced = None
    if row.same_as_id and row.state == "done":
        reproduced = answers.get(row.same_as_id) == row.answer
    return Look(
        id=row.id,
        number=row.number,
        question_version=row.question_version,
        occasion=row.occasion,
        state=row.state,
        asked_by_id=row.asked_by_id,
        asked_by=row.asker or "",
        asked_on=row.asked_at.date(),
        answered_on=answered.date() if answered else None,
        status=row.status,
        grade=GRADE_WORDS[row.grade],
        sentence=row.sentence,
        ask_again_on=row.ask_again_on,
        answer=row.answer,
        data_sha256=row.sha256 or "",
        data_rows=row.rows or 0,
        data_origin=row.origin or "",
        drawn=tuple((str(day), float(value)) for day, value in row.drawn),
        impact_id=row.impact_id,
        same_as_id=row.same_as_id,
        reproduced=reproduced,
        trouble=row.trouble,
    )


_PLAIN = (
    "contribution_id", "source", "kind", "metric", "unit", "direction", "shape", "time_zone", "changed_on",
    "rolled_out_on", "days_before", "days_after", "trigger", "others_asked", "common_cause", "connection_id", "query",
    "author_id", "moved_after_result", "impact_statement_id", "stopped_why", "version",
)  # fmt: skip
_T = metadata.tables
_M, _R, _D, _P, _C = _T["measurement"], _T["result"], _T["result_data"], _T["person"], _T["connection"]
_SECOND = Person.__table__.alias("second")  # type: ignore[attr-defined]
_QUESTIONS = (
    select(
        *(_M.c[name] for name in _PLAIN), _M.c.question_id, _M.c.current, _M.c.other_changes, _M.c.registered_at,
        _M.c.confirmed_at, _M.c.stopped_at, _P.c.name.label("author"), _SECOND.c.name.label("confirmer"),
        _C.c.name.label("connection"),
    )
    .join(_P, _P.c.id == _M.c.author_id)
    .outerjoin(_SECOND, _SECOND.c.id == _M.c.confirmed_by_id)
    .outerjoin(_C, _C.c.id == _M.c.connection_id)
    .where(_M.c.contribution_id == bindparam("contribution"))
    .order_by(_M.c.question_id, _M.c.version)
)  # fmt: skip
_LOOKS = (
    select(
        _R.c.id, _R.c.question_id, _R.c.number, _R.c.occasion, _R.c.state, _R.c.asked_at, _R.c.answered_at,
        _R.c.status, _R.c.grade, _R.c.sentence, _R.c.ask_again_on, _R.c.answer, _R.c.drawn, _R.c.impact_id,
        _R.c.same_as_id, _R.c.trouble, _R.c.asked_by_id,
        _P.c.name.label("asker"), _M.c.version.label("question_version"),
        _D.c.sha256, _D.c.rows, _D.c.origin,
    )
    .join(_M, _M.c.id == _R.c.measurement_id)
    .outerjoin(_P, _P.c.id == _R.c.asked_by_id)
    .outerjoin(_D, _D.c.id == _R.c.data_id)
    .where(_R.c.contribution_id == bindparam("contribution"))
    .order_by(_R.c.question_id, _R.c.number.desc())
    .limit(200)
)  # fmt: skip

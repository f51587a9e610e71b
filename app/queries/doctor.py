"""Whether the data are as they should be: each question with a plain verdict and what to do. Nothing is changed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col

from app.database import faults_inside, is_durable
from app.domain import AuditEvent, AuditHead, Delivery, DeliveryState, Job, Person, ReportingLine
from app.domain.reporting import lines_of
from app.kit.errors import Fault
from app.queries.audit_events import verify

MOST_DRIFT, NOTABLE_DRIFT = timedelta(minutes=5), timedelta(seconds=5)
LATE = timedelta(minutes=30)
SAMPLE = 300
Question = Callable[[Engine], "Check"]
UNSETTLED = [state.value for state in (DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.RETRY_AT)]


class Verdict(StrEnum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"
    NOT_CONFIGURED = "not configured"


@dataclass(frozen=True)
class Check:
    """`found` says what is, `advice` what to do about it; empty where all is well."""

    name: str
    verdict: Verdict
    found: str
    advice: str = ""


def stoppers(engine: Engine) -> list[Check]:
    """What must keep the service from starting, found in a few milliseconds however large the database is."""
    try:
        durable = is_durable(engine)
        with engine.connect() as connection:
            whole = _ends_as_written(connection)
    except SQLAlchemyError as error:
        return [Check("database", Verdict.ERROR, _reason(error), "Restore a backup, or make the database reachable.")]
    return [check for check in (_durable(durable), whole) if check.verdict is Verdict.ERROR]


def checks(engine: Engine, *, machine: datetime, now: datetime, quick: bool = False) -> Iterator[Check]:
    """`machine` is its own time, `now` that of the installation: the demo lives at another. The database is migrated;
    a question that cannot be answered ends none of the others. `quick` leaves out what grows with the data."""
    cheap: list[Question] = [_durability, _last_link, _clock_against(machine), _letters(now), _jobs(now)]
    thorough: list[Question] = [_inside, _audit, _zones, _tree, _keepers]
    for question in cheap if quick else [*cheap, *thorough]:
        try:
            yield question(engine)
        except SQLAlchemyError as error:
            yield Check("database", Verdict.ERROR, _reason(error), "Make the database reachable, or restore a backup.")


def _durability(engine: Engine) -> Check:
    return _durable(is_durable(engine))


def _durable(durable: bool) -> Check:
    if durable:
        return Check("durability", Verdict.OK, "What is acknowledged survives a loss of power.")
    advice = "Set fsync and synchronous_commit to on in PostgreSQL."
    return Check("durability", Verdict.ERROR, "The database acknowledges before it has written.", advice)


def _last_link(engine: Engine) -> Check:
    with engine.connect() as connection:
        return _ends_as_written(connection)


def _ends_as_written(connection: Connection) -> Check:
    """The last link of the audit log is the one that its head names: a cut or torn file shows here first."""
    event = AuditEvent
    head = connection.execute(select(col(AuditHead.seq), col(AuditHead.hash))).first()
    last = connection.execute(select(col(event.seq), col(event.hash)).order_by(col(event.seq).desc()).limit(1)).first()
    seen = tuple(last) if last else (0, None)
    if head is None or head.seq != seen[0] or (last and head.hash != seen[1]):
        advice = "Restore a backup, and keep this database for those who look."
        return Check(
            "end of the audit log", Verdict.ERROR, "The audit log does not end where it was last written.", advice
        )
    return Check("end of the audit log", Verdict.OK, f"It ends at row {head.seq}.")


def _inside(engine: Engine) -> Check:
    faults = faults_inside(engine)
    if faults:
        return Check("integrity", Verdict.ERROR, "; ".join(faults), "Stop the service and restore a backup.")
    return Check("integrity", Verdict.OK, "Pages are whole and rows point at rows.")


def _audit(engine: Engine) -> Check:
    with engine.connect() as connection:
        verdict = verify(connection.execution_options(stream_results=True, yield_per=2_000))
    if verdict.holds:
        return Check("audit log", Verdict.OK, f"The chain holds: {verdict.rows:,} rows.")
    return Check("audit log", Verdict.ERROR, verdict.reason, "Restore a backup, and keep this one for those who look.")


def _clock_against(machine: datetime) -> Question:
    def check(engine: Engine) -> Check:
        with engine.connect() as connection:
            # SQLite answers with text in UTC, PostgreSQL with a time.
            said = connection.execute(text("SELECT CURRENT_TIMESTAMP")).scalar_one()
        theirs = datetime.fromisoformat(said).replace(tzinfo=UTC) if isinstance(said, str) else said
        drift = abs(theirs - machine)
        found = f"This machine and the database are {drift.total_seconds():.0f} seconds apart."
        if drift > MOST_DRIFT:
            return Check("clock", Verdict.ERROR, found, "Set both clocks by the network.")
        verdict = Verdict.WARNING if drift > NOTABLE_DRIFT else Verdict.OK
        return Check("clock", verdict, found, "Set both clocks by the network." if verdict is not Verdict.OK else "")

    return check


def _zones(engine: Engine) -> Check:
    with engine.connect() as connection:
        named = list(connection.execute(select(col(Person.time_zone)).distinct()).scalars())
    unknown = sorted(name for name in {*named, "Europe/Oslo"} if not _is_zone(name))
    if unknown:
        found = f"Unknown to this machine: {', '.join(unknown[:5])}."
        return Check("time zones", Verdict.ERROR, found, "Install the package tzdata.")
    return Check("time zones", Verdict.OK, f"All {len(named)} that people use are known.")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return False
    return True


def _tree(engine: Engine) -> Check:
    """The lines of a sample of people against their managers, read upwards."""
    with engine.connect() as connection:
        parents = dict(connection.execute(select(col(Person.id), col(Person.manager_id))).all())
        sample = sorted(parents)[-SAMPLE:]
        line = ReportingLine
        question = select(col(line.above_id), col(line.below_id), col(line.distance))
        kept = {tuple(row) for row in connection.execute(question.where(col(line.below_id).in_(sample)))}
    try:
        wanted = {row for row in lines_of(_above(sample, parents)) if row[1] in set(sample)}
    except Fault as fault:
        return Check("reporting tree", Verdict.ERROR, fault.message, "Correct the managers of these people.")
    if kept != wanted:
        advice = "Import the people again with one manager changed: the tree is built anew."
        return Check("reporting tree", Verdict.ERROR, "It does not say what the managers of people say.", advice)
    return Check("reporting tree", Verdict.OK, f"It follows the managers of people ({len(sample)} looked at).")


def _above(sample: list[str], parents: dict[str, str | None]) -> dict[str, str | None]:
    """The sample and everybody above it."""
    found: dict[str, str | None] = {}
    for person_id in sample:
        one: str | None = person_id
        while one is not None and one not in found:
            found[one] = parents.get(one)
            one = found[one]
    return found


def _letters(now: datetime) -> Question:
    def check(engine: Engine) -> Check:
        with engine.connect() as connection:
            due = select(func.min(col(Delivery.due_at))).where(col(Delivery.state).in_(UNSETTLED))
            return _lateness("letters", connection.execute(due).scalar(), now)

    return check


def _jobs(now: datetime) -> Question:
    def check(engine: Engine) -> Check:
        with engine.connect() as connection:
            due = select(func.min(col(Job.run_at))).where(col(Job.done_at).is_(None))
            return _lateness("due work", connection.execute(due).scalar(), now)

    return check


def _lateness(name: str, oldest: Any, now: datetime) -> Check:
    if oldest is None or oldest > now - LATE:
        return Check(name, Verdict.OK, "Nothing is late.")
    found = f"The oldest has been due since {oldest:%Y-%m-%d %H:%M} UTC."
    return Check(name, Verdict.WARNING, found, "See that `unsung work` runs; `unsung work --once` runs what is due.")


def _keepers(engine: Engine) -> Check:
    with engine.connect() as connection:
        question = select(col(Person.id)).where(col(Person.is_admin), col(Person.active)).limit(1)
        if connection.execute(question).first() is None:
            advice = "`unsung person add --email EMAIL --role member --role admin` prints a link to sign in with."
            return Check("administrators", Verdict.WARNING, "Nobody can administer this installation.", advice)
    return Check("administrators", Verdict.OK, "There is at least one.")


def _reason(error: SQLAlchemyError) -> str:
    """The driver's own words, without the statement."""
    first = str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__]
    return first[0][:200]

"""The repair's own figures: the daily p95 of the database, 32 weeks before and eight after, handed in by who did it.

The worker measures them within seconds of its first start, like any file that somebody hands in.
"""

import math
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlmodel import Session

from app.actions.keep_readings import Given
from app.actions.measure_impact import ask
from app.actions.register_question import register_question
from app.cli.lanternfish.calendar import at, day
from app.cli.lanternfish.company import Company
from app.domain import Source
from app.domain.measurement_draft import MeasurementDraft
from app.domain.metric_data import pack
from app.domain.reading import Reading

CHANGED, HANDED_IN = day("2026-03-20"), at("2026-05-15 10:30")
BEFORE_MS, AFTER_MS = 1_840, 410  # the planted truth: a fall of 77.7 %
DAYS_BEFORE, DAYS_AFTER = 224, 56
SEED, MEMORY, NOISE = 77, 0.4, 0.07


def hand_in(db: Session, company: Company, *, work_id: str, login: str) -> None:
    """The question first, then its file: as anybody would."""
    by, now = company.viewers[login], company.calendar.moment(HANDED_IN)
    changed = company.calendar.day(CHANGED)
    question = MeasurementDraft(
        source=Source.CSV,
        metric="p95_query_ms",
        unit="ms",
        changed_on=changed,
        trigger="bad_run",
        no_other_changes=True,
    )
    asked = register_question(db, work_id, by=by, draft=question, now=now)
    db.flush()
    given = Given(pack(readings(changed)), "p95_query_ms.csv")
    ask(db, work_id, asked.question_id, by=by, given=given, now=now)


def readings(changed: date) -> list[Reading]:
    """The planted figures around a change on that day."""
    chance, wander, found = Random(SEED), 0.0, []  # noqa: S311 - the same figures twice are the point
    for place in range(-DAYS_BEFORE, DAYS_AFTER):
        wander = MEMORY * wander + chance.gauss(0, NOISE)
        value = (BEFORE_MS if place < 0 else AFTER_MS) * math.exp(wander)
        stamp = datetime.combine(changed + timedelta(days=place), time(), UTC)
        found.append(Reading(stamp, round(value, 1)))
    return found

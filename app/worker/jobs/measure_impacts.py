"""Gets the data of one look, has it measured in a child process, and keeps what comes back. The wire is out of any
transaction; what goes wrong is kept in words and touches nothing else.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from app.actions.keep_answer import Came, keep_answer, keep_trouble
from app.actions.keep_readings import Given
from app.actions.keep_time import Claim
from app.domain import Measurement, Result, Source
from app.domain.answer import BadAnswer, read_answer
from app.domain.measure_task import (
    EVERY_KIND,
    LINKED,
    as_bytes,
    as_days,
    change_of,
    days_shown,
    filled,
    incidents_task,
    query_of,
    series_task,
    span_of,
    within,
)
from app.domain.metric_data import by_day, pack, unpack
from app.domain.metric_file import read_metric
from app.domain.reading import Reading
from app.kit.errors import Code, Fault, Invalid, ToolFailed
from app.queries import incident_counts, looks
from app.queries.incident_counts import Happened
from app.wiring import Wiring
from app.worker.estimator import estimate

DRAWN_DAYS_BEFORE, DRAWN_DAYS = 112, 540


def run(wiring: Wiring, job: Claim, now: datetime) -> None:
    result_id = str(job.payload["result"])
    with wiring.store.read() as db:
        found = looks.waiting(db, result_id)
    if found is None:
        return
    result, asked = found
    try:
        came = (_counted if asked.source == Source.INCIDENTS else _series)(wiring, asked, result, now)
        read_answer(came.answer)
    except BadAnswer:
        _end(wiring, result_id, "The measurement ended without an answer.", now)
    except Fault as fault:
        _end(wiring, result_id, " ".join([fault.message, *(one.message for one in fault.errors[1:4])]), now)
    else:
        with wiring.store.write() as db:
            keep_answer(db, result_id=result_id, came=came, now=now)


def _series(wiring: Wiring, asked: Measurement, result: Result, now: datetime) -> Came:
    given = None
    if result.data_id:
        with wiring.store.read() as db:
            text = unpack(looks.data_of(db, result.id)[1])
        readings = read_metric(text, zone="UTC")
    else:
        readings = _fetched(wiring, asked, days_shown(asked, result.occasion), now)
        given = Given(pack(readings), asked.query)
    task = json.loads(result.task) if result.task else series_task(asked, readings)
    answer = estimate(as_bytes(filled(task, within(asked, readings))))
    return Came(as_bytes(task), answer, given, _drawn(asked, readings))


def _fetched(wiring: Wiring, asked: Measurement, days: int, now: datetime) -> list[Reading]:
    """From the connection that was registered. Raises ToolFailed."""
    with wiring.store.read() as db:
        config = looks.connection_of(db, asked.connection_id or "")
    if config is None:
        raise ToolFailed(Code.ADDRESS_REFUSED, "The connection of this question is no longer in use.", permanent=True)
    gauge = wiring.gauges[config["kind"]]
    query = query_of(asked, now, days_after=days)
    if query.last <= query.first:
        raise Invalid(Code.BAD_RANGE, "The days of this question lie in the future.")
    return as_days(asked, gauge.read(query, config=config, secret=""))


def _counted(wiring: Wiring, asked: Measurement, result: Result, now: datetime) -> Came:
    if result.task:
        return Came(result.task, estimate(result.task), None, list(result.drawn))
    span = span_of(asked, now, days_after=days_shown(asked, result.occasion))
    with wiring.store.read() as db:
        mine = set(incident_counts.services_of(db, asked.contribution_id))
        happened = incident_counts.between(db, first=span.first, last=span.end)
        others = [one for one in incident_counts.services(db) if one not in mine]
    if span.end <= datetime.fromisoformat(change_of(asked)["t0"]):
        raise Invalid(Code.BAD_RANGE, "The days of this question lie in the future.")
    if not mine:
        words = "Link an incident that this work ends, or name its service: there is nothing to count yet."
        raise Invalid(Code.INCIDENT_UNKNOWN, words)
    task = as_bytes(incidents_task(asked, _incidents(happened, mine), others, span=span))
    linked = [one for one in happened if one.service_id in mine]
    return Came(task, estimate(task), None, _weeks(asked, linked, span.end.date()))


def _incidents(happened: Sequence[Happened], mine: set[str]) -> list[Mapping[str, Any]]:
    """Each once for a service; the linked services count as one."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for one in happened:
        service = LINKED if one.service_id in mine else one.service_id
        found.setdefault(
            (one.id, service),
            {
                "id": f"{one.id}:{service}",
                "service": service,
                "kind": EVERY_KIND,
                "started": one.started_at.isoformat(),
                "ended": one.ended_at.isoformat() if one.ended_at else None,
                "severity": one.severity,
                "users_fraction": None if one.customer_share is None else one.customer_share / 1000,
            },
        )
    return list(found.values())


def _drawn(asked: Measurement, readings: Sequence[Reading]) -> list[Any]:
    """One figure a day, as far as the picture goes."""
    first = asked.changed_on - timedelta(days=max(asked.days_before, DRAWN_DAYS_BEFORE))
    days = by_day(readings, asked.time_zone)
    return [[day.isoformat(), value] for day, value in days.items() if day >= first][:DRAWN_DAYS]


def _weeks(asked: Measurement, happened: Sequence[Happened], last: date) -> list[Any]:
    """Incidents for each whole week counted from the change, with its first day."""
    seen = {one.id: one.started_at.date() for one in happened}
    first = asked.changed_on - timedelta(weeks=asked.days_before // 7)
    weeks = range((last - first).days // 7)
    starts = [first + timedelta(weeks=week) for week in weeks]
    return [[day.isoformat(), sum(day <= on < day + timedelta(weeks=1) for on in seen.values())] for day in starts]


def _end(wiring: Wiring, result_id: str, trouble: str, now: datetime) -> None:
    with wiring.store.write() as db:
        keep_trouble(db, result_id=result_id, trouble=trouble, now=now)

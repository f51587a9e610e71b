"""The question as the estimator is asked it (app/cli/measure_task.py): the same bytes for the same question."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.impact import ImpactKind
from app.domain.measurement import Measurement, Source
from app.domain.metric_data import step_of
from app.domain.metric_file import as_csv
from app.domain.reading import MetricQuery, Reading
from app.kit.errors import Code, Invalid

WHOLE_BASELINE = 112  # days; from here on everything older is handed over too, for placebo dates
OLDER = 224
HOUR, DAY = 3_600, 86_400
LINKED, EVERY_KIND = "linked", "any"


@dataclass(frozen=True)
class Span:
    """From `first` on and before `end`: whole days on either side of the change, each of 24 hours."""

    first: datetime
    end: datetime


def span_of(asked: Measurement, now: datetime, *, days_after: int) -> Span:
    """Clocks that are put forward or back in between make no day shorter here. The last whole day has passed."""
    t0 = datetime.fromisoformat(midnight(asked.changed_on, asked.time_zone).isoformat())  # keeps its offset for good
    passed = max(0, (now - t0) // timedelta(days=1))
    return Span(t0 - timedelta(days=asked.days_before), t0 + timedelta(days=min(days_after, passed)))


def midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def series_task(asked: Measurement, readings: Sequence[Reading]) -> dict[str, Any]:
    """Without its readings: `filled` puts them in. Raises Invalid where figures to be summed came by the hour."""
    step = step_of(readings)
    if step != "1d" and asked.kind != ImpactKind.OTHER:
        words = "For minutes, hours, incidents and money give one figure a day: that day's sum."
        raise Invalid.one("file", Code.BAD_FILE, words)
    series = {
        "metric": asked.metric,
        "unit": asked.unit,
        "tz": asked.time_zone,
        "step": step if step == "1d" else None,
        "direction": asked.direction,
        "kind": asked.shape,
    }
    return {"task": "series", "series": series, "change": change_of(asked)}


def filled(task: Mapping[str, Any], readings: Sequence[Reading]) -> Mapping[str, Any]:
    return {**task, "series": {**task["series"], "csv": as_csv(readings)}}


def incidents_task(
    asked: Measurement, happened: Sequence[Mapping[str, Any]], services: Sequence[str], *, span: Span
) -> dict[str, Any]:
    """`happened` carry LINKED as the service where it is one of those that the work is linked to."""
    return {
        "task": "incidents",
        "service": LINKED,
        "kind": EVERY_KIND,
        "what": asked.metric,
        "first": span.first.isoformat(),
        "end": span.end.isoformat(),
        "change": change_of(asked),
        "services": [LINKED, *services],
        "incidents": list(happened),
    }


def within(asked: Measurement, readings: Sequence[Reading]) -> list[Reading]:
    """The days that were registered. A baseline of 112 days brings what is older as well: days to try in vain on."""
    last = midnight(asked.changed_on + timedelta(days=asked.days_after), asked.time_zone)
    first = midnight(asked.changed_on - timedelta(days=asked.days_before), asked.time_zone)
    whole = asked.days_before >= WHOLE_BASELINE
    return [one for one in readings if one.ts < last and (whole or one.ts >= first)]


def change_of(asked: Measurement) -> Mapping[str, Any]:
    zone = asked.time_zone
    others = [
        {"ts": _stamp(midnight(date.fromisoformat(one["on"]), zone)), "text": one["text"]}
        for one in asked.other_changes
    ]
    return {
        "t0": midnight(asked.changed_on, zone).isoformat(),
        "t1": midnight(asked.rolled_out_on, zone).isoformat() if asked.rolled_out_on else None,
        "recorded_at": _stamp(asked.registered_at),
        "trigger": asked.trigger,
        "other_changes": others if asked.others_asked else None,
        "common_cause": asked.common_cause or None,
        "moved_after_result": asked.moved_after_result,
        "confirmed_by": asked.confirmed_by_id,
    }


def query_of(asked: Measurement, now: datetime, *, days_after: int) -> MetricQuery:
    """By the hour, as far as a range query reaches; figures that are summed by the day are asked at the day's end."""
    back = max(asked.days_before, WHOLE_BASELINE) + (OLDER if asked.days_before >= WHOLE_BASELINE else 0)
    first = midnight(asked.changed_on - timedelta(days=back), asked.time_zone).astimezone(UTC)
    last = min(now, midnight(asked.changed_on + timedelta(days=days_after), asked.time_zone).astimezone(UTC))
    step = HOUR if asked.kind == ImpactKind.OTHER else DAY
    if asked.source == Source.PROMETHEUS and step == DAY:
        first += timedelta(days=1)
    if (last - first).total_seconds() / step > 10_000:
        step = DAY
    return MetricQuery(asked.query, first, max(first, last), step)


def days_shown(asked: Measurement, occasion: str) -> int:
    """A look after 90 days shows 90 days, also where fewer are compared."""
    return max(asked.days_after, int(occasion)) if occasion.isdigit() else asked.days_after


def as_days(asked: Measurement, readings: Sequence[Reading]) -> list[Reading]:
    """A figure asked at the end of a day belongs to that day, whose beginning is its stamp."""
    place = ZoneInfo(asked.time_zone)
    if asked.kind == ImpactKind.OTHER:
        return list(readings)
    shifted = ((ts.astimezone(place) - timedelta(hours=12), value) for ts, value in readings)
    return [Reading(midnight(ts.date(), asked.time_zone).astimezone(UTC), value) for ts, value in shifted]


def _stamp(ts: datetime) -> str:
    return ts.astimezone(UTC).isoformat().replace("+00:00", "Z")


def as_bytes(task: Mapping[str, Any]) -> str:
    return json.dumps(task, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))

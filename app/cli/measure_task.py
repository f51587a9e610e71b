"""One question for the measurement room as JSON, and its answer as JSON: how the worker's child process is asked.

`unsung measure --task -` reads one object from standard input and writes the bytes of the answer to standard output.
Times are ISO 8601 with an offset. `null` and a missing field are the same; a field that is not known is refused.

series     {"task": "series",
            "series": {"metric": "p95 checkout latency", "unit": "ms", "tz": "Europe/Paris", "step": null | "1h" | "1d",
                       "direction": "lower_is_better", "kind": "positive", "redefined_on": ["2026-02-01"],
                       "points": [["2026-01-05T00:00:00Z", 1840.5], ["2026-01-06T00:00:00Z", null]]},
            "change": {"t0": ..., "recorded_at": ..., "t1": null, "trigger": "planned", "common_cause": null,
                       "other_changes": [{"ts": ..., "text": ...}],   (null: nobody was asked; []: none is known)
                       "moved_after_result": false, "confirmed_by": null},
            "controls": [{"name": ..., "unaffected_by": ..., "points": [...]}], "until": "2026-05-01"}
           In place of "points": "csv", the text of a file `timestamp,value`. Without "step" the points tell it.
           "labels": ["{job=\"a\"}", ...] says that the source holds several series: refused as `multi_series`.
counts     {"task": "counts", "before": {"events": 9, "days": 180, "halves": [5, 4]}, "after": {...}, "fleet": [...],
            "what": "database incidents", "episodes_before": [{"minutes": 30, "users_fraction": 0.5}],
            "episodes_after": [...], "trigger": "unknown", "change": null | {...}}
incidents  {"task": "incidents", "service": "checkout", "kind": "database", "what": ..., "first": ..., "end": ...,
            "change": {...}, "services": ["checkout", "search"],
            "incidents": [{"id", "service", "kind", "started", "ended", "severity", "users_fraction", "duplicate_of"}]}
           Counted from "first" to "change.t0" and from there to "end"; the other services are the fleet.
risk       {"task": "risk", "seed": "the record's id", "before": {"ttd_min": RANGE, "ttr_min": RANGE,
            "users_fraction": RANGE, "days_between": RANGE}, "after": {the same; {"factor": 0.5}: the same draw,
            halved; "days_between": null: it no longer happens}, "rates": null | RATES}
money      {"task": "money", "seed": ..., "unit": "hours" | a card's unit, "quantity": RANGE, "rates": RATES}
           RANGE is {"p5", "p50", "p95", "source"}. RATES is {"cards": [{"id", "unit", "p5", "p50", "p95", "currency",
           "owner", "valid_from", "valid_to"}], "active_users", "recovered_share", "margin": RANGE or null}.

The answer is `as_json` of SeriesEffect, CountEffect, RiskEffect or Priced ({"money", "reason"}): the fields of
app/measurement/values.py and results.py under their names, sorted, `null` for absent. Exit status 0: answered;
3: refused (an answer too: "status" is "refused"); 2: bad input, every fault on a line of standard error, no answer.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Discriminator, Field, TypeAdapter

from app.domain.metric_file import read_metric
from app.measurement import (
    BadInput,
    Change,
    Control,
    CountEffect,
    Counts,
    DeclaredRisk,
    Episode,
    Incident,
    Point,
    Quantiles,
    Rates,
    RiskEffect,
    Series,
    SeriesEffect,
    compare_incident_counts,
    estimate_series_effect,
    retire_risk,
)
from app.measurement.episodes import count, merge, within
from app.measurement.inputs import points_of, require_zones, several_series, stepped, until
from app.measurement.money import HOURS, Priced, price_hours, price_quantity
from app.measurement.values import Direction, Kind, Step, Trigger

MOST_ROWS, MOST_CONTROLS = 200_000, 3
Timed = tuple[AwareDatetime, float | None]


class _Task(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Points(_Task):
    """Readings in one of two spellings."""

    points: tuple[Timed, ...] = ()
    csv: str = ""

    def read(self, tz: str) -> tuple[Point, ...]:
        return points_of(read_metric(self.csv.encode(), zone=tz, most_rows=MOST_ROWS) if self.csv else self.points)


class _Metric(_Points):
    metric: str
    unit: str
    tz: str = "UTC"
    step: Step | None = None
    direction: Direction = "lower_is_better"
    kind: Kind = "positive"
    redefined_on: tuple[date, ...] = ()
    labels: tuple[str, ...] = ()


class _Control(_Points):
    name: str
    unaffected_by: str


class SeriesTask(_Task):
    task: Literal["series"]
    series: _Metric
    change: Change
    controls: Annotated[tuple[_Control, ...], Field(max_length=MOST_CONTROLS)] = ()
    until: date | None = None

    def answer(self) -> SeriesEffect:
        asked, tz = self.series, self.series.tz
        if len(asked.labels) > 1:
            return several_series(asked.labels)
        require_zones(tz, self.change)
        points, step = stepped(until(asked.read(tz), self.until, tz), tz, asked.step)
        series = Series(
            metric=asked.metric, unit=asked.unit, points=points, step=step, tz=tz, direction=asked.direction,
            kind=asked.kind, redefined_on=asked.redefined_on,
        )  # fmt: skip
        controls = [
            Control(
                name=one.name,
                points=stepped(until(one.read(tz), self.until, tz), tz)[0],
                unaffected_by=one.unaffected_by,
            )
            for one in self.controls
        ]
        return estimate_series_effect(series, self.change, controls)


class CountsTask(_Task):
    task: Literal["counts"]
    before: Counts
    after: Counts
    fleet: tuple[Counts, ...] = ()
    what: str = "incidents"
    trigger: Trigger = "unknown"
    episodes_before: tuple[Episode, ...] = ()
    episodes_after: tuple[Episode, ...] = ()
    change: Change | None = None

    def answer(self) -> CountEffect:
        if self.change is not None:
            require_zones("UTC", self.change)
        return compare_incident_counts(
            self.before, self.after, self.fleet, what=self.what, trigger=self.trigger, change=self.change,
            episodes_before=self.episodes_before, episodes_after=self.episodes_after,
        )  # fmt: skip


class IncidentsTask(_Task):
    task: Literal["incidents"]
    service: str
    kind: str
    first: AwareDatetime
    end: AwareDatetime
    change: Change
    incidents: tuple[Incident, ...]
    services: tuple[str, ...] = ()
    what: str = "incidents"

    def answer(self) -> CountEffect:
        require_zones("UTC", self.change)
        t0 = self.change.t0
        if not self.first < t0 < self.end:
            raise BadInput(None, "the change lies between the first day and the end")
        found = [one for one in merge(self.incidents) if one.kind == self.kind]
        mine = [one for one in found if one.service == self.service]
        others = sorted({*self.services} - {self.service})
        fleet = [count([one for one in found if one.service == name], self.first, t0) for name in others]
        return compare_incident_counts(
            count(mine, self.first, t0), count(mine, t0, self.end), fleet, what=self.what, change=self.change,
            episodes_before=within(mine, self.first, t0), episodes_after=within(mine, t0, self.end),
        )  # fmt: skip


class RiskTask(_Task):
    task: Literal["risk"]
    seed: str
    before: DeclaredRisk
    after: DeclaredRisk
    rates: Rates | None = None

    def answer(self) -> RiskEffect:
        return retire_risk(self.before, self.after, seed=self.seed, rates=self.rates)


class MoneyTask(_Task):
    task: Literal["money"]
    seed: str
    unit: str
    quantity: Quantiles
    rates: Rates

    def answer(self) -> Priced:
        if self.unit == HOURS:
            return price_hours(self.quantity, self.rates, seed=self.seed)
        return price_quantity(self.quantity, self.unit, self.rates, seed=self.seed)


Task = SeriesTask | CountsTask | IncidentsTask | RiskTask | MoneyTask
_TASKS: TypeAdapter[Task] = TypeAdapter(Annotated[Task, Discriminator("task")])


def read_task(text: bytes) -> Task:
    """Raises pydantic's ValidationError with every fault of the task at once."""
    return _TASKS.validate_json(text, extra="forbid")

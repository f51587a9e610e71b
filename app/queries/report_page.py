"""The reports page: who hears thank you, unit by unit, for one period; with what a file of it would weigh."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session

from app.domain import Dataset, Viewer
from app.domain.coverage import KINDS, Line, Tally, asymmetry, total
from app.domain.export_ask import team_words
from app.domain.policy import require_hr
from app.domain.withholding import TOO_SMALL
from app.kit.errors import Code, Invalid
from app.queries import exports, units
from app.queries.exports import ExportPage
from app.queries.reports import coverage
from app.queries.units import Units

NO_DIFFERENCE = "There is no difference to speak of."
# Measured: bytes of a row as CSV, and rows a second as it is sent (docs/performance.md).
ROW_BYTES = {Dataset.CONTRIBUTIONS: 200, Dataset.IMPACTS: 320, Dataset.RECOGNITIONS: 300}
ROWS_A_SECOND = 120_000


@dataclass(frozen=True)
class Figure:
    """One kind of work: counts, share with its 90 % interval, median days to the first thanks."""

    kind: str
    contributions: int
    recognised: int
    share: float | None
    low: float
    high: float
    median_days: float | None


@dataclass(frozen=True)
class UnitLine:
    name: str
    figures: list[Figure]


@dataclass(frozen=True)
class Estimate:
    dataset: str
    rows: int
    bytes: int
    seconds: int


@dataclass(frozen=True)
class Report:
    """`hidden` is the sentence in place of all figures; `withheld` the one beside those that are shown."""

    from_on: date
    to_on: date
    unit: str | None
    unit_name: str
    figures: list[Figure] = field(default_factory=list)
    difference: str = ""
    units: list[UnitLine] = field(default_factory=list)
    withheld: str = ""
    hidden: str = ""
    estimates: list[Estimate] = field(default_factory=list)


@dataclass(frozen=True)
class ReportPage:
    report: Report
    choices: list[tuple[str, str]]
    exports: list[ExportPage]

    @property
    def is_empty(self) -> bool:
        return not self.report.hidden and not any(figure.contributions for figure in self.report.figures)


def page_for(
    db: Session, *, viewer: Viewer, from_on: date, to_on: date, unit: str | None, now: datetime
) -> ReportPage:  # fmt: skip
    require_hr(viewer)
    known = units.read(db)
    report = _report(db, known, from_on=from_on, to_on=to_on, unit=unit, now=now)
    return ReportPage(report, known.choices, exports.listed(db, viewer=viewer, now=now))


def report_for(
    db: Session, *, viewer: Viewer, from_on: date, to_on: date, unit: str | None, now: datetime
) -> Report:  # fmt: skip
    require_hr(viewer)
    return _report(db, units.read(db), from_on=from_on, to_on=to_on, unit=unit, now=now)


def _report(
    db: Session, known: Units, *, from_on: date, to_on: date, unit: str | None, now: datetime
) -> Report:  # fmt: skip
    if unit is not None and unit not in known.names:
        raise Invalid.one("unit", Code.TEAM_UNKNOWN, "There is no such unit.")
    name = known.names[unit] if unit else ""
    if not known.may_be_shown(unit):
        return Report(from_on, to_on, unit, name, hidden=TOO_SMALL)
    scope = exports.scope_of(known, from_on, to_on, unit, now)
    lines = list(coverage(db, scope, team_words(known.names, known.kept, fold=True)))
    tallies = {kind: total(lines, kind=kind) for kind in KINDS}
    folded = known.kept.hidden if scope.teams is None else known.kept.hidden & scope.teams
    return Report(
        from_on, to_on, unit, name,
        figures=[_figure(kind, tally) for kind, tally in tallies.items()],
        difference=_difference(tallies),
        units=_by_unit(lines),
        withheld=TOO_SMALL if folded else "",
        estimates=[_estimate(dataset, exports.count(db, dataset, scope)) for dataset in ROW_BYTES],
    )  # fmt: skip


def _figure(kind: str, tally: Tally) -> Figure:
    share = tally.share
    return Figure(kind, share.whole, share.part, share.value, share.low, share.high, tally.median_days)


def _difference(tallies: Mapping[str, Tally]) -> str:
    """In words, with its interval; nothing is called a difference while zero lies inside."""
    response, prevention = (tallies[kind] for kind in KINDS)
    found = asymmetry(response, prevention)
    if found is None:
        return "There is nothing to compare: one of the two kinds has no work in this period."
    if not found.speaks:
        return NO_DIFFERENCE
    words = "Incident responses were recognised more often than preventive fixes"
    if found.value < 0:
        words = "Preventive fixes were recognised more often than incident responses"
    low, high = sorted((abs(found.low), abs(found.high)))
    return f"{words}, by {low * 100:.0f} to {high * 100:.0f} percentage points (90 % interval)."


def _by_unit(lines: list[Line]) -> list[UnitLine]:
    tallies: dict[str, dict[str, Tally]] = {}
    for line in lines:
        of_unit = tallies.setdefault(line.team, {kind: Tally() for kind in KINDS})
        of_unit[line.kind].add(line.tally)
    return [UnitLine(name, [_figure(*one) for one in tallies[name].items()]) for name in sorted(tallies)]


def _estimate(dataset: Dataset, rows: int) -> Estimate:
    return Estimate(dataset.value, rows, rows * ROW_BYTES[dataset], max(1, round(rows / ROWS_A_SECOND)))

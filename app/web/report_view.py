"""The reports page in words: what templates show of a report, and what its form offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.domain import Dataset, Format, Purpose
from app.domain.coverage import Quarter
from app.domain.export_columns import Group
from app.publishing.manifest import PURPOSE_WORDS
from app.queries.report_page import Estimate, Figure, UnitLine

DATASETS = [
    (Dataset.CONTRIBUTIONS.value, "List of contributions"),
    (Dataset.IMPACTS.value, "Impacts"),
    (Dataset.RECOGNITIONS.value, "Recognitions"),
    (Dataset.SUMMARY.value, "Coverage by unit and quarter"),
]
PURPOSES = [(purpose.value, PURPOSE_WORDS[purpose].capitalize()) for purpose in Purpose]
FORMATS = [(Format.CSV.value, "CSV"), (Format.XLSX.value, "XLSX"), (Format.JSONL.value, "JSON Lines")]
GROUPS = [(group.value, group.value.capitalize()) for group in Group]
KIND_WORDS = {"incident_response": "Incident response", "preventive_fix": "Preventive fix"}


@dataclass(frozen=True)
class Bar:
    """One kind as components/figure.html draws it; shares in per cent."""

    kind: str
    label: str
    share: float
    low: float
    high: float
    words: str
    n: int
    recognised: int
    interval: str
    days: str
    href: str | None = None


def dataset_options(estimates: Sequence[Estimate]) -> list[tuple[str, str, str]]:
    """Each kind of file with what it would weigh for the period shown; none where figures are hidden."""
    weights = {estimate.dataset: weight(estimate) for estimate in estimates}
    return [(key, words, weights.get(key, "Quarters by units by kinds: a small file.")) for key, words in DATASETS]


def year_up_to(today: date) -> tuple[date, date]:
    """The quarter of today and the three before it."""
    start = Quarter.of(today).first
    for _ in range(3):
        start = Quarter.of(start - timedelta(days=1)).first
    return start, today


def bar_of(figure: Figure) -> Bar:
    share, low, high = (100 * (value or 0.0) for value in (figure.share, figure.low, figure.high))
    return Bar(
        kind=figure.kind,
        label=KIND_WORDS[figure.kind],
        share=round(share, 1),
        low=round(low, 1),
        high=round(high, 1),
        words=counted(figure),
        n=figure.contributions,
        recognised=figure.recognised,
        interval=interval(figure),
        days=days(figure),
    )


def unit_cells(line: UnitLine) -> list[str]:
    """Name, counts of both kinds, days of both kinds."""
    return [line.name, *map(counted, line.figures), *map(days, line.figures)]


def counted(figure: Figure) -> str:
    """ "5 of 9 (56 %)": never a share without its counts."""
    if figure.share is None:
        return "none"
    return f"{figure.recognised} of {figure.contributions} ({figure.share * 100:.0f} %)"


def interval(figure: Figure) -> str:
    return "" if figure.share is None else f"{figure.low * 100:.0f} to {figure.high * 100:.0f} %"


def days(figure: Figure) -> str:
    return "none yet" if figure.median_days is None else f"{figure.median_days:g}"


def weight(estimate: Estimate) -> str:
    """ "312,004 rows, about 96 MB. Usually 6 seconds." """
    if not estimate.rows:
        return "No rows in this period."
    size = size_words(estimate.bytes)
    time = "1 second" if estimate.seconds == 1 else f"{estimate.seconds} seconds"
    rows = "1 row" if estimate.rows == 1 else f"{estimate.rows:,} rows"
    return f"{rows}, about {size}. Usually {time}."


def size_words(size: int) -> str:
    return f"{size / 1e6:.0f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} KB"

"""What changed for the business: a kind, a range, a unit, a method and a source; the grade is computed, never typed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum, StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.domain.noun import Noun
from app.kit.columns import Amount, document, key, link, long_text, maybe_link, maybe_moment, moment, word


class ImpactKind(StrEnum):
    CUSTOMER_TIME = "customer_time"
    BAD_MINUTES = "bad_minutes"
    INCIDENTS = "incidents"
    MONEY_SAVED = "money_saved"
    MONEY_AVOIDED = "money_avoided"
    GROWTH_UNBLOCKED = "growth_unblocked"
    ENGINEER_TIME = "engineer_time"
    RISK_RETIRED = "risk_retired"
    OTHER = "other"


class Grade(IntEnum):
    """How well an impact is supported. 0 reads "not yet known": an invitation, not a fault."""

    UNKNOWN = 0
    ASSERTED = 1
    ESTIMATED = 2
    MEASURED = 3
    VERIFIED = 4


GRADE_WORDS = ("not yet known", "asserted", "estimated", "measured", "verified")


class Tier(IntEnum):
    NONE = 0
    SMALL = 1
    MEDIUM = 2
    LARGE = 3
    CRITICAL = 4


TIER_WORDS = ("none", "small", "medium", "large", "critical")


class Method(StrEnum):
    """STATED: somebody says so. WORKED: inputs and a formula. The last two come from a system."""

    STATED = "stated"
    WORKED = "worked_by_hand"
    DECLARED_RISK = "declared_risk"
    SERIES = "series"
    COUNT = "count"


MONEY_KINDS = (ImpactKind.MONEY_SAVED, ImpactKind.MONEY_AVOIDED, ImpactKind.GROWTH_UNBLOCKED)
PERIODS = ("year", "quarter", "month", "week", "day", "once")
PER_YEAR = {"year": 1, "quarter": 4, "month": 12, "week": 52, "day": 365, "once": 1}
UNITS: Mapping[ImpactKind, tuple[str, ...]] = {
    ImpactKind.CUSTOMER_TIME: ("customer_minutes",),
    ImpactKind.BAD_MINUTES: ("minutes",),
    ImpactKind.RISK_RETIRED: ("minutes",),
    ImpactKind.INCIDENTS: ("incidents",),
    ImpactKind.ENGINEER_TIME: ("hours",),
}
DEFAULT_TIERS: Mapping[str, tuple[int, int, int, int]] = {
    "customer_time": (1_000, 10_000, 100_000, 1_000_000),
    "bad_minutes": (10, 60, 300, 1_000),
    "risk_retired": (10, 60, 300, 1_000),
    "money": (1_000, 10_000, 100_000, 1_000_000),
    "engineer_time": (10, 50, 250, 1_000),
    "incidents": (1, 4, 12, 52),
    "customers": (1, 5, 20, 100),
}


class Impact(Noun, table=True):
    """One version of one statement. A change makes a new row with the same `statement_id`; none is ever edited.

    `baseline_on` is the day on which the "before" was written down: after `changed_on`, it is labelled so.
    """

    __tablename__ = "impact"
    __table_args__ = (UniqueConstraint("statement_id", "version"),)

    id: str = key()
    statement_id: str = word(36, index=True)
    version: int = 1
    current: bool = True
    contribution_id: str = link("contribution", index=True)
    kind: str = word()
    low: Decimal | None = Field(default=None, sa_type=Amount)
    likely: Decimal | None = Field(default=None, sa_type=Amount)
    high: Decimal | None = Field(default=None, sa_type=Amount)
    unit: str = word(40)
    period: str = word(8, "year")
    method: str = word(16, Method.STATED.value)
    formula: str = long_text()
    inputs: dict[str, str] = document()
    source: str = long_text()
    sentence: str = long_text()
    changed_on: date | None = None
    baseline_on: date | None = None
    grade: int = Grade.ASSERTED.value
    tier: int = Tier.NONE.value
    author_id: str = link("person", index=True)
    stated_at: datetime = moment()


class Verification(Noun, table=True):
    """A second person looked at question and data of one version. It lifts only what is measured."""

    __tablename__ = "verification"
    __table_args__ = (UniqueConstraint("impact_id", "person_id"),)

    id: str = key()
    impact_id: str = link("impact")
    person_id: str = link("person")
    words: str = long_text()
    verified_at: datetime = moment()
    withdrawn_at: datetime | None = maybe_moment()
    by_token_id: str | None = maybe_link("api_token")


@dataclass(frozen=True)
class Bounds:
    """low <= likely <= high, in one unit."""

    low: Decimal
    likely: Decimal
    high: Decimal


@dataclass(frozen=True)
class DeclaredRisk:
    """Bad minutes a year = (detect + repair) x share of customers x frequency a year. Minutes; share in 0..1."""

    detect: Decimal
    repair: Decimal
    share: Decimal
    frequency: Decimal

    def minutes_a_year(self) -> Decimal:
        return (self.detect + self.repair) * self.share * self.frequency


def retired(before: DeclaredRisk, after: DeclaredRisk) -> Decimal:
    """What the fix took away, in bad minutes a year. (30 + 60) min x 50 % x 12 a year -> 540; once a year -> 495."""
    return before.minutes_a_year() - after.minutes_a_year()


def grade_of(method: Method, *, has_inputs: bool, has_formula: bool, verified: bool) -> Grade:
    """asserted < estimated (inputs, a formula) < measured (a system, before and after) < verified (measured, twice)."""
    if method in (Method.SERIES, Method.COUNT):
        return Grade.VERIFIED if verified else Grade.MEASURED
    return Grade.ESTIMATED if has_inputs and has_formula else Grade.ASSERTED


def tier_of(
    kind: ImpactKind,
    low: Decimal | None,
    *,
    unit: str,
    period: str,
    currency: str,
    tiers: Mapping[str, tuple[int, ...]] = DEFAULT_TIERS,
) -> Tier:
    """From the low end alone, so that widening a range never raises it. Money counts only in the own currency.

    Amounts by the month or the week are counted for a year; "once" counts as it stands.
    """
    scale = tiers.get(_tier_row(kind, unit, currency))
    if low is None or scale is None:
        return Tier.NONE
    yearly = low * PER_YEAR.get(period, 1)
    return Tier(sum(1 for threshold in scale if yearly >= threshold))


def best(impacts: Iterable[tuple[int, int]]) -> tuple[Grade, Tier]:
    """The grade and tier a contribution stands with: its highest tier, and the best grade that reaches it."""
    tier, grade = max(((tier, grade) for grade, tier in impacts), default=(0, 0))
    return Grade(grade), Tier(tier)


def _tier_row(kind: ImpactKind, unit: str, currency: str) -> str:
    if kind in MONEY_KINDS:
        if unit == "customers":
            return "customers"
        return "money" if unit == currency else ""
    return kind.value

"""What is stated about the effect of a contribution, in every version, and the scale it is measured against."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlmodel import Session, col

from app.domain import Impact, Person, Setting, Verification
from app.domain.formula import Working
from app.domain.impact import DEFAULT_TIERS, GRADE_WORDS, TIER_WORDS, ImpactKind, Tier, tier_of
from app.domain.impact_figures import Figures, worked_again
from app.kit.errors import NotFound
from app.kit.prepared import prepared

DEFAULT_CURRENCY = "EUR"


@dataclass(frozen=True)
class Scale:
    """The installation's own currency and tiers."""

    currency: str
    tiers: Mapping[str, tuple[int, ...]]

    def tier(self, kind: ImpactKind, figures: Figures) -> Tier:
        """Where an amount stands here, judged by its low end."""
        low = figures.ends[0]
        return tier_of(kind, low, unit=figures.unit, period=figures.period, currency=self.currency, tiers=self.tiers)


@dataclass(frozen=True)
class Verified:
    person_id: str
    name: str
    words: str
    on: date


@dataclass(frozen=True)
class Stated:
    """One version of one statement, with who stated it and who looked at it again."""

    id: str
    statement_id: str
    version: int
    current: bool
    kind: str
    low: Decimal | None
    likely: Decimal | None
    high: Decimal | None
    unit: str
    period: str
    method: str
    formula: str
    inputs: Mapping[str, str] = field(hash=False)
    source: str
    sentence: str
    changed_on: date | None
    baseline_on: date | None
    grade: str
    tier: str
    author_id: str
    author: str
    stated_on: date
    verified: tuple[Verified, ...]
    working: Working | None


def one(db: Session, contribution_id: str, impact_id: str) -> Stated:
    """One version by its id. Raises NotFound."""
    for stated in of_contribution(db, contribution_id):
        if stated.id == impact_id:
            return stated
    raise NotFound


def scale(db: Session) -> Scale:
    question = select(col(Setting.name), col(Setting.value)).where(col(Setting.name).in_(("currency", "tiers")))
    rows: Any = db.execute(question).all()
    found = dict(rows)
    tiers = {name: tuple(steps) for name, steps in (found.get("tiers") or {}).items()}
    return Scale(str(found.get("currency") or DEFAULT_CURRENCY), {**DEFAULT_TIERS, **tiers})


def of_contribution(db: Session, contribution_id: str) -> tuple[Stated, ...]:
    """Every version, statements in the order in which they were first made, newest version first."""
    versions: dict[str, Any] = {}
    verified: dict[str, list[Verified]] = {}
    for row in db.execute(_ALL, {"contribution_id": contribution_id}):
        versions.setdefault(row.id, row)
        if row.verifier_id:
            on: datetime = row.verified_at
            mark = Verified(row.verifier_id, row.verifier, row.verified_words, on.date())
            verified.setdefault(row.id, []).append(mark)
    return tuple(_stated(row, tuple(verified.get(key, ()))) for key, row in versions.items())


def _stated(row: Row[Any], verified: tuple[Verified, ...]) -> Stated:
    fields = {name: getattr(row, name) for name in _PLAIN}
    return Stated(
        **fields,
        grade=GRADE_WORDS[row.grade],
        tier=TIER_WORDS[row.tier],
        author=row.author,
        stated_on=row.stated_at.date(),
        verified=verified,
        working=worked_again(row.formula, row.inputs, row.unit),
    )


_PLAIN = (
    "id", "statement_id", "version", "current", "kind", "low", "likely", "high", "unit", "period", "method", "formula",
    "inputs", "source", "sentence", "changed_on", "baseline_on", "author_id",
)  # fmt: skip
_I, _P, _V = Impact.__table__, Person.__table__, Verification.__table__  # type: ignore[attr-defined]
_SECOND = Person.__table__.alias("second")  # type: ignore[attr-defined]
_ALL = prepared(
    select(
        *(_I.c[name] for name in _PLAIN),
        _I.c.grade,
        _I.c.tier,
        _I.c.stated_at,
        _P.c.name.label("author"),
        _V.c.person_id.label("verifier_id"),
        _V.c.words.label("verified_words"),
        _V.c.verified_at,
        _SECOND.c.name.label("verifier"),
    )
    .join(_P, _P.c.id == _I.c.author_id)
    .outerjoin(_V, (_V.c.impact_id == _I.c.id) & _V.c.withdrawn_at.is_(None))
    .outerjoin(_SECOND, _SECOND.c.id == _V.c.person_id)
    .where(_I.c.contribution_id == bindparam("contribution_id"))
    .order_by(_I.c.statement_id, _I.c.version.desc(), _V.c.verified_at)
)

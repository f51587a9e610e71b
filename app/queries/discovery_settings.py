"""How this installation handles candidates: which rules are on, and how long people see theirs first."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import Rule, Setting
from app.domain.candidate import HEAD_START_DAYS

HEAD_START = "discovery.head_start_days"
RULES = "discovery.rules"


@dataclass(frozen=True)
class DiscoverySettings:
    head_start_days: int = HEAD_START_DAYS
    rules: tuple[str, ...] = tuple(Rule)


def read(db: Session) -> DiscoverySettings:
    question = select(col(Setting.name), col(Setting.value)).where(col(Setting.name).in_((HEAD_START, RULES)))
    kept = {row.name: row.value for row in db.execute(question)}
    days, rules = kept.get(HEAD_START), kept.get(RULES)
    return DiscoverySettings(
        head_start_days=days if isinstance(days, int) else HEAD_START_DAYS,
        rules=tuple(str(rule) for rule in rules) if isinstance(rules, list) else tuple(Rule),
    )

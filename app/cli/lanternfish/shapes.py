"""The forms in which the invented company is written down."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.cli.lanternfish.effects import Effect
from app.domain import EvidenceKind, Form, Role


@dataclass(frozen=True)
class Fix:
    """Preventive work of a team, in the words of whoever wrote it down."""

    title: str
    category: str
    service: str
    effect: Effect | None = None


@dataclass(frozen=True)
class Fire:
    """An incident, what its response is remembered as, and what was agreed after it."""

    title: str
    service: str
    minutes: int
    percent: int
    factors: tuple[str, ...]
    restored: str
    after: tuple[Fix, ...] = ()
    still_open: tuple[str, ...] = ()


@dataclass(frozen=True)
class TeamWork:
    """What one team did in eighteen months, oldest first; `services` also say which repositories its links name."""

    team: str
    services: tuple[str, ...]
    fires: tuple[Fire, ...]
    fixes: tuple[Fix, ...]


@dataclass(frozen=True)
class OnIt:
    login: str
    role: Role = Role.LED
    share: int | None = None


@dataclass(frozen=True)
class Said:
    """Thanks, at a moment of the written calendar. Nobody named: everybody but the giver."""

    by: str
    at: datetime
    words: str
    to: tuple[str, ...] = ()
    form: Form = Form.THANKS


@dataclass(frozen=True)
class Proof:
    kind: EvidenceKind
    url: str
    title: str


@dataclass
class Episode:
    """An incident with its own times, before it has a number."""

    title: str
    service: str
    team: str
    started: datetime
    minutes: int
    percent: int
    factors: tuple[str, ...]
    responders: tuple[str, ...]
    follow_ups: list["FollowUpPlan"] = field(default_factory=list)
    ref: str = ""
    summary: str = ""


@dataclass
class FollowUpPlan:
    title: str
    owner: str
    done_on: date | None = None
    work: "Work | None" = None


@dataclass
class Work:
    """One contribution with everything that hangs on it, before it is rows."""

    title: str
    kind: str
    category: str
    team: str
    service: str
    people: Sequence[OnIt]
    started: date
    finished: date
    recorded: datetime
    recorder: str
    summary: str = ""
    ref: str | None = None
    effects: tuple[Effect, ...] = ()
    nominations: tuple[tuple[str, str], ...] = ()
    proofs: tuple[Proof, ...] = ()
    thanks: tuple[Said, ...] = ()
    links: tuple[tuple[Episode, str], ...] = ()
    shared_with: str = "team"
    confirmer: str = ""

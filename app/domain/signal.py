"""A recurring signal, as values: an alert or a cluster of tickets, when it fired, and what was done to its rule."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class SignalKind(StrEnum):
    ALERT = "alert"
    TICKETS = "tickets"


class RuleEventKind(StrEnum):
    """LOOSENED: towards silence, by threshold, duration, selector, severity or interval. CHANGED: only a hash is known.

    INTAKE_CHANGED is for tickets: a form closed, a component renamed or archived, a label removed, a project closed.
    """

    MUTED = "muted"
    UNMUTED = "unmuted"
    DELETED = "deleted"
    DISABLED = "disabled"
    LOOSENED = "loosened"
    TIGHTENED = "tightened"
    RENAMED = "renamed"
    REROUTED = "rerouted"
    CHANGED = "changed"
    INTAKE_CHANGED = "intake_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """`source` and `key` together name it. `paths` are folders of its services, `rule_files` where its rule is written.

    `references` are its tickets and incidents. `rule_is_readable` is False where the source shows no rules.
    """

    source: str
    key: str
    name: str
    kind: SignalKind = SignalKind.ALERT
    service_ids: frozenset[str] = frozenset()
    labels: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    rule_files: tuple[str, ...] = ()
    references: frozenset[str] = frozenset()
    rule_is_readable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """One notice of a tool, which may repeat it: fingerprint and start tell firings apart. `end` is None at first."""

    start: datetime
    end: datetime | None = None
    fingerprint: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Episode:
    """Firings less than 60 minutes apart. `end` is the last moment that is known of it."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEvent:
    """What was done to a rule, never by whom. `until` ends a mute; None is open.

    `successor` is the key that a renamed signal goes on under, or where a rerouted one is still heard; "" for none.
    `is_harmless`: a person has looked at it and says that it does not explain a silence.
    """

    day: date
    kind: RuleEventKind
    until: date | None = None
    successor: str = ""
    is_harmless: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """The days on which a source was read, and the last day on which another signal fired or its rules were read."""

    covered: frozenset[date]
    last_sign: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLife:
    """`last_sign`: the last day of traffic, a change or another signal."""

    exists: bool = True
    last_sign: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """As far as recurring tickets ask. `labels` are those that the installation has chosen for it."""

    external_id: str
    project: str
    component: str
    title: str
    created: datetime
    labels: tuple[str, ...] = ()

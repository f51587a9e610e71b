"""What letters say and to whom: read for a batch of them at once, just before they leave.

The items are those that were frozen; what went out of the reader's sight since is left out, by the same rule as on
the page.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Text, bindparam, cast, exists, select
from sqlmodel import Session

from app.domain import OPEN_STATES, ActKind, Viewer, metadata
from app.domain.delivery import DIGEST, TEST
from app.domain.policy import can_see
from app.kit.prepared import prepared
from app.kit.weeks import Week
from app.queries import plans, standings
from app.queries.plans import Plan
from app.queries.visibility import C


@dataclass(frozen=True)
class Reader:
    """Whom a letter is for, as things stand now. `leads`: the team, or the reports, that make them get a digest."""

    person_id: str
    name: str
    email: str
    active: bool
    locale: str
    time_zone: str
    manager_id: str | None
    is_hr: bool
    is_manager: bool
    leads: str
    paused_until: datetime | None
    stopped_at: datetime | None
    mail_paused_at: datetime | None
    notices_stopped_at: datetime | None

    def reason_against(self, kind: str, now: datetime) -> str:
        """Why a letter of this kind is not to leave; empty where it may."""
        if not self.active:
            return "has left"
        if not self.email:
            return "has no address"
        if self.mail_paused_at:
            return "mail to this address rests: it was refused three times"
        if kind == DIGEST:
            return self._against_digest(now)
        return "wants no letters like this" if self.notices_stopped_at and kind != TEST else ""

    def _against_digest(self, now: datetime) -> str:
        if not self.is_manager:
            return "leads nobody any more"
        if self.stopped_at:
            return "has stopped the weekly letter"
        return "has paused the weekly letter" if self.paused_until and self.paused_until > now else ""

    @property
    def viewer(self) -> Viewer:
        return Viewer(
            self.person_id,
            self.name,
            "",
            manager_id=self.manager_id,
            is_hr=self.is_hr,
            is_manager=self.is_manager,
            time_zone=self.time_zone,
            locale=self.locale,
        )


@dataclass(frozen=True)
class IssueItem:
    """`settled`: a word was said, or it was put away, since it was frozen."""

    id: str
    contribution_id: str
    facts: Mapping[str, Any]
    settled: bool


@dataclass(frozen=True)
class Issue:
    """One edition as its letter carries it."""

    week: Week
    monday: date
    items: tuple[IssueItem, ...]
    kept: int
    kept_is_more: bool
    late_sources: tuple[Mapping[str, str], ...]
    plans: tuple[Plan, ...] = ()


def readers(db: Session, person_ids: Collection[str]) -> dict[str, Reader]:
    return {row.person_id: Reader(*row) for row in db.execute(_READERS, {"ids": sorted(set(person_ids))}).all()}


def issues(db: Session, wanted: Mapping[str, Reader], *, now: datetime) -> dict[str, Issue]:
    """By edition: the ids of `wanted`, each with the reader it is for."""
    ids = sorted(wanted)
    rows = db.execute(_EDITIONS, {"ids": ids}).all()
    items = _items(db, wanted)
    ahead = _plans(db, list(wanted.values()), today=now.date())
    return {
        row.id: Issue(
            Week.of(row.monday),
            row.monday,
            tuple(items.get(row.id, ())),
            row.kept,
            row.kept_is_more,
            tuple(row.facts.get("late_sources", ())),
            ahead.get(wanted[row.id].person_id, ()),
        )
        for row in rows
    }


def _items(db: Session, wanted: Mapping[str, Reader]) -> dict[str, list[IssueItem]]:
    rows = db.execute(_ITEMS, {"ids": sorted(wanted)}).all()
    seen = _in_sight(db, [row for row in rows if row.state in OPEN_STATES], wanted)
    works = sorted({row.contribution_id for row in seen})
    silent = _silent(db, works)
    acted = _acted(db, {reader.person_id for reader in wanted.values()}, works)
    found: dict[str, list[IssueItem]] = defaultdict(list)
    for row in seen:
        last = acted.get((wanted[row.digest_id].person_id, row.contribution_id))
        put_away = last is not None and last[1] >= row.composed_at
        facts: dict[str, Any] = json.loads(row.frozen)
        waiting = silent.get(row.contribution_id, set())
        settled = put_away or not any(one["named"] and one["id"] in waiting for one in facts["people"])
        found[row.digest_id].append(IssueItem(row.id, row.contribution_id, facts, settled))
    return found


def _in_sight(db: Session, rows: Sequence[Any], wanted: Mapping[str, Reader]) -> list[Any]:
    """By `policy.can_see`. What is not hidden and stands below its reader is seen for sure, which is nearly all; how
    the reader stands to the rest is asked one by one."""
    doubtful: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row.hidden_by_id is not None or not row.is_above:
            doubtful[row.digest_id].append(row.contribution_id)
    hidden = set()
    for digest_id, works in doubtful.items():
        viewer = wanted[digest_id].viewer
        found = standings.standings_of(db, viewer, works)
        hidden |= {(digest_id, one) for one in works if one not in found or not can_see(viewer, found[one])}
    return [row for row in rows if (row.digest_id, row.contribution_id) not in hidden]


def _silent(db: Session, works: Sequence[str]) -> dict[str, set[str]]:
    """Who on each piece of work has not heard a word yet."""
    found: dict[str, set[str]] = defaultdict(set)
    for contribution_id, person_id in db.execute(_WAITING, {"works": works}) if works else ():
        found[contribution_id].add(person_id)
    return found


def _acted(db: Session, people: Collection[str], works: Sequence[str]) -> dict[tuple[str, str], tuple[str, datetime]]:
    """The last act of each reader on each piece of work that puts it away; thanks show in who has heard."""
    if not works:
        return {}
    rows = db.execute(_ACTS, {"people": sorted(people), "works": works})
    return {(person_id, work): (kind, at) for person_id, work, kind, at in rows}


def _plans(db: Session, wanted: Sequence[Reader], *, today: date) -> dict[str, tuple[Plan, ...]]:
    """Few have any on a given day, so those are found first."""
    people = {reader.person_id: reader for reader in wanted}
    some = db.execute(_PLANNERS, {"people": sorted(people), "today": today}).all()
    return {row.person_id: tuple(plans.due(db, viewer=people[row.person_id].viewer, today=today)) for row in some}


# Made once: building a statement costs more than running it.
_person, _team, _setting, _mailbox, _digest, _entry, _line, _act = (
    metadata.tables[name]
    for name in ("person", "team", "digest_setting", "mailbox", "digest", "digest_item", "contributor", "act")
)
_report, _above = _person.alias("report"), metadata.tables["reporting_line"]
_READERS = prepared(
    select(
        _person.c.id.label("person_id"), _person.c.name, _person.c.email, _person.c.active, _person.c.locale,
        _person.c.time_zone, _person.c.manager_id, _person.c.is_hr,
        exists().where(_report.c.manager_id == _person.c.id, _report.c.active).label("is_manager"),
        _team.c.name.label("leads"), _setting.c.paused_until, _setting.c.stopped_at, _mailbox.c.paused_at,
        _mailbox.c.notices_stopped_at,
    )
    .outerjoin(_team, _team.c.id == _person.c.team_id)
    .outerjoin(_setting, _setting.c.person_id == _person.c.id)
    .outerjoin(_mailbox, _mailbox.c.person_id == _person.c.id)
    .where(_person.c.id.in_(bindparam("ids", expanding=True)))
)  # fmt: skip
_EDITIONS = prepared(
    select(_digest.c.id, _digest.c.monday, _digest.c.kept, _digest.c.kept_is_more, _digest.c.facts).where(
        _digest.c.id.in_(bindparam("ids", expanding=True))
    )
)
_ITEMS = prepared(
    select(
        _entry.c.id, _entry.c.digest_id, _digest.c.composed_at, cast(_entry.c.facts, Text).label("frozen"),
        C.c.id.label("contribution_id"), C.c.state, C.c.hidden_by_id,
        exists()
        .where(
            _line.c.contribution_id == C.c.id, _above.c.below_id == _line.c.person_id,
            _above.c.above_id == _digest.c.manager_id, _above.c.distance > 0,
        )
        .label("is_above"),
    )
    .select_from(_entry)
    .join(_digest, _digest.c.id == _entry.c.digest_id)
    .join(C, C.c.id == _entry.c.contribution_id)
    .where(_entry.c.digest_id.in_(bindparam("ids", expanding=True)))
    .order_by(_entry.c.digest_id, _entry.c.position)
)  # fmt: skip
_WAITING = prepared(
    select(_line.c.contribution_id, _line.c.person_id).where(
        _line.c.contribution_id.in_(bindparam("works", expanding=True)), _line.c.recognised_at.is_(None)
    )
)
_ACTS = prepared(
    select(_act.c.person_id, _act.c.contribution_id, _act.c.kind, _act.c.acted_at)
    .where(
        _act.c.person_id.in_(bindparam("people", expanding=True)),
        _act.c.contribution_id.in_(bindparam("works", expanding=True)),
        _act.c.undone_at.is_(None),
        _act.c.kind.not_in((ActKind.THANK.value, ActKind.ALREADY_DONE.value)),
    )
    .order_by(_act.c.acted_at, _act.c.id)
)
_PLANNERS = prepared(
    select(_act.c.person_id)
    .where(
        _act.c.person_id.in_(bindparam("people", expanding=True)),
        _act.c.kind == ActKind.SCHEDULE.value,
        _act.c.settled_at.is_(None),
        _act.c.undone_at.is_(None),
        _act.c.on_date <= bindparam("today"),
    )
    .distinct()
)

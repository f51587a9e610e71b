"""Make the weekly editions: the few things each manager would not want to have missed, frozen when made."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from app.actions.deliver import queue_digests
from app.actions.write_audit import Entry, write_audits
from app.domain import Act, Contributor, Digest, DigestItem, DigestSetting, Slot, Waiting
from app.domain.digest import REST_AFTER_SHOWN, choose
from app.kit.ids import new_id
from app.kit.weeks import Week
from app.queries import item_facts, lanes
from app.queries.item_facts import Facts
from app.queries.recognitions import OnIt

MOST_ROUNDS = 4


@dataclass(frozen=True)
class Drawn:
    """What one manager's edition will hold, before it is written."""

    items: list[Waiting]
    acts: Mapping[str, str]
    waiting: int


def compose_digests(
    db: Session,
    *,
    week: Week,
    managers: Sequence[str],
    late_sources: Sequence[Mapping[str, str]] = (),
    sample: bool = False,
    connected: Collection[str] = (),
    now: datetime,
) -> int:
    """One batch in one transaction; who has an edition of this week keeps it. Returns how many were made.

    Hand in a hundred managers or so at a time: memory follows the batch, never the company. `late_sources` are tools
    that have been silent, each with `name` and `since`, an ISO time. `connected`: the channels that carry a letter.
    """
    missing = _without_edition(db, week, managers)
    if not missing:
        return 0
    today = day_within(week, now)
    drawn, facts = draw(db, managers=missing, today=today, now=now)
    fires = item_facts.famous_fires(db, _chosen(drawn, Slot.BEHIND_A_FAMOUS_FIRE))
    said = _sentences(db, [act_id for one in drawn.values() for act_id in one.acts.values()])
    editions, items = [], []
    for manager_id, one in drawn.items():
        edition = _edition(manager_id, one, week=week, late_sources=late_sources, sample=sample, now=now)
        editions.append(edition)
        for place, item in enumerate(one.items):
            found = frozen(facts[item.contribution_id], item, manager_id=manager_id, fires=fires, today=today)
            found["passed_by"] = said.get(one.acts.get(item.contribution_id, ""))
            items.append(_item(edition["id"], place, item, found, now=now))
    _write(db, editions, items)
    _rest(db, drawn, facts, today=today)
    _settle(db, drawn, now=now)
    worth_a_letter = [(one["id"], one["manager_id"]) for one in editions if drawn[one["manager_id"]].items]
    queue_digests(db, monday=week.monday, editions=worth_a_letter, connected=connected, now=now)
    entries = [Entry("composed", "digest", edition["id"], {"week": str(week)}) for edition in editions]
    write_audits(db, by=None, entries=entries, now=now)
    return len(editions)


def draw(
    db: Session, *, managers: Sequence[str], today: date, now: datetime
) -> tuple[dict[str, Drawn], dict[str, Facts]]:
    """What each edition would hold today. Writes nothing: a preview asks for this too.

    Who is on a shared piece is known only once it is chosen, and may make room for another: hence the rounds.
    """
    lines = lanes.waiting(db, managers, today=today)
    handed = lanes.passed_up(db, managers, now=now)
    for manager_id, more in handed.items():
        lines[manager_id] = [*lines.get(manager_id, []), *(line for _act, line in more)]
    most = _fewer(db, managers, now=now)
    people: dict[str, list[OnIt]] = {}
    chosen: dict[str, list[Waiting]] = {}
    unsure = list(managers)
    for _round in range(MOST_ROUNDS):
        for manager_id in unsure:
            known = _with_people(lines.get(manager_id, []), people, manager_id)
            chosen[manager_id] = choose(known, most_of=most.get(manager_id))
        new = {item.contribution_id for manager_id in unsure for item in chosen[manager_id]} - people.keys()
        if not new:
            break
        people |= item_facts.people(db, sorted(new))
        unsure = [one for one in unsure if any(_grew(item, people, one) for item in chosen[one])]
    facts = item_facts.of(db, {item.contribution_id for items in chosen.values() for item in items}, people)
    counts = lanes.count_waiting(db, managers)
    acts = {one: {line.contribution_id: act_id for act_id, line in handed.get(one, [])} for one in managers}
    return {one: Drawn(chosen[one], acts[one], counts.get(one, 0)) for one in managers}, facts


def day_within(week: Week, now: datetime) -> date:
    """The day an edition speaks of: today, or the end of the week that it is made for."""
    return min(max(now.date(), week.monday), week.monday + timedelta(days=6))


def frozen(
    facts: Facts, item: Waiting, *, manager_id: str, fires: Mapping[str, dict[str, Any]], today: date
) -> dict[str, Any]:
    """The facts of one item. `named` are those whose silence this manager can end."""
    named = _silent(facts.people, manager_id) or item.people
    people = [
        {"id": one.person_id, "name": one.name, "role": one.role, "thanked": one.heard, "named": one.person_id in named}
        for one in facts.people
    ]
    days = max(0, (today - facts.silent_from).days)
    more = {"people": people, "days": days, "slot": int(item.slot), "fire": fires.get(item.contribution_id)}
    return facts.about | more


def _without_edition(db: Session, week: Week, managers: Sequence[str]) -> list[str]:
    question = select(col(Digest.manager_id)).where(
        col(Digest.monday) == week.monday, col(Digest.manager_id).in_(managers)
    )
    there = set(db.execute(question).scalars())
    return [manager_id for manager_id in dict.fromkeys(managers) if manager_id not in there]


def _fewer(db: Session, managers: Sequence[str], *, now: datetime) -> dict[str, dict[Slot, int]]:
    chosen = DigestSetting
    question = select(col(chosen.person_id), col(chosen.fewer_slot)).where(
        col(chosen.person_id).in_(managers), col(chosen.fewer_slot).is_not(None), col(chosen.fewer_until) > now
    )
    return {person_id: {Slot(slot): 1} for person_id, slot in db.execute(question)}


def _with_people(lines: list[Waiting], people: Mapping[str, list[OnIt]], manager_id: str) -> list[Waiting]:
    """Most work has one contributor, whose line says so already."""
    return [
        Waiting(
            line.contribution_id,
            line.slot,
            line.sort_key,
            _silent(people[line.contribution_id], manager_id) or line.people,
        )
        if len(people.get(line.contribution_id, ())) > 1
        else line
        for line in lines
    ]


def _grew(item: Waiting, people: Mapping[str, list[OnIt]], manager_id: str) -> bool:
    """More people stand on it than it was chosen with."""
    silent = _silent(people[item.contribution_id], manager_id)
    return bool(silent) and silent != item.people


def _silent(people: Iterable[OnIt], manager_id: str) -> tuple[str, ...]:
    """Reports of this manager who have heard nothing yet."""
    return tuple([one.person_id for one in people if _is_silent(one, manager_id)])


def _is_silent(one: OnIt, manager_id: str) -> bool:
    return one.manager_id == manager_id and not one.heard


def _chosen(drawn: Mapping[str, Drawn], slot: Slot) -> list[str]:
    return sorted({item.contribution_id for one in drawn.values() for item in one.items if item.slot is slot})


def _sentences(db: Session, act_ids: Sequence[str]) -> dict[str, dict[str, str]]:
    return lanes.sentences(db, act_ids) if act_ids else {}


def _edition(
    manager_id: str, drawn: Drawn, *, week: Week, late_sources: Sequence[Mapping[str, str]], sample: bool, now: datetime
) -> dict[str, Any]:
    kept = max(0, drawn.waiting - len(drawn.items))
    return {
        "id": new_id(now),
        "manager_id": manager_id,
        "monday": week.monday,
        "composed_at": now,
        "kept": min(kept, lanes.MOST_KEPT),
        "kept_is_more": kept > lanes.MOST_KEPT,
        "facts": {"late_sources": [dict(source) for source in late_sources]},
        "sample": sample,
    }


def _item(digest_id: str, place: int, item: Waiting, facts: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(now),
        "digest_id": digest_id,
        "position": place + 1,
        "contribution_id": item.contribution_id,
        "slot": int(item.slot),
        "facts": facts,
    }


def _write(db: Session, editions: list[dict[str, Any]], items: list[dict[str, Any]]) -> None:
    """Rows without entities: nobody looks at them again in this transaction."""
    connection = db.connection()
    connection.execute(insert(Digest.__table__), editions)  # type: ignore[attr-defined]
    if items:
        connection.execute(insert(DigestItem.__table__), items)  # type: ignore[attr-defined]


def _rest(db: Session, drawn: Mapping[str, Drawn], facts: Mapping[str, Facts], *, today: date) -> None:
    """What was shown comes back after eight weeks, or with new evidence."""
    shown = [
        on_it.line_id
        for manager_id, one in drawn.items()
        for item in one.items
        for on_it in facts[item.contribution_id].people
        if _is_silent(on_it, manager_id)
    ]
    if shown:
        resting = update(Contributor).where(col(Contributor.id).in_(shown)).values(rests_until=today + REST_AFTER_SHOWN)
        db.execute(resting.execution_options(synchronize_session=False))


def _settle(db: Session, drawn: Mapping[str, Drawn], *, now: datetime) -> None:
    """What was handed on stands in an edition once."""
    shown = [
        one.acts[item.contribution_id]
        for one in drawn.values()
        for item in one.items
        if item.contribution_id in one.acts
    ]
    if shown:
        db.execute(update(Act).where(col(Act.id).in_(shown)).values(settled_at=now))

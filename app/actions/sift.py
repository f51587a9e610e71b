"""Turn what a run of discovery found into candidates: open, refresh, let lapse. Decisions and corrections stand.

Run again on the same findings it changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.actions.keep_efforts import keep_efforts
from app.actions.name_people import name_people
from app.actions.write_audit import Entry, write_audits
from app.domain import Candidate, CandidateState, Connection, Effort, FoundEffort, Rule
from app.domain.candidate import ALIVE, is_ripe, place_of, returns, shown_from
from app.domain.contribution import LONGEST_TITLE
from app.domain.sighting import CATEGORY_OF_TAG, Tag
from app.kit.ids import new_id
from app.queries import already_recorded, corrections
from app.queries.corrections import Said
from app.queries.discovery_settings import DiscoverySettings
from app.queries.known_hands import Named, named_on

CHUNK = 400


@dataclass
class Sifted:
    """What one batch came to."""

    opened: int = 0
    refreshed: int = 0
    left_out: dict[str, int] = field(default_factory=dict)


def sift(
    db: Session, connection_id: str, *, found: Sequence[FoundEffort], settings: DiscoverySettings, now: datetime
) -> Sifted:
    """One batch of efforts, each a slow fix that is at least *maybe*."""
    connection = db.get_one(Connection, connection_id)
    said = corrections.of_connection(db, connection_id)
    efforts = keep_efforts(db, connection_id, found=found, now=now)
    people = named_on(db, connection_id, {one.key: one.people for one in found})
    there = _there(db, [efforts[one.key] for one in found])
    recorded = already_recorded.among(db, connection, found, people)
    done = Sifted()
    entries: list[Entry] = []
    for one in found:
        kept = there.get(efforts[one.key])
        named = people[one.key].without(said.gone_from(one.changes))
        verdict = _verdict(one, kept, named, settings, is_recorded=one.key in recorded, now=now)
        if verdict:
            done.left_out[verdict] = done.left_out.get(verdict, 0) + 1
            entries += _close(db, kept, verdict, now=now)
            continue
        facts = _facts(one, said, connection)
        if kept is None:
            kept = _open(db, connection, efforts[one.key], one, facts, settings, now=now)
            entries.append(Entry("opened", "candidate", kept.id, {"rule": kept.rule, "word": kept.confidence_word}))
            done.opened += 1
        elif _refresh(db, kept, facts, now=now):
            entries.append(Entry("refreshed", "candidate", kept.id, {"word": kept.confidence_word}))
            done.refreshed += 1
        name_people(db, kept.id, named=named, now=now)
    write_audits(db, by=None, entries=entries, now=now)
    return done


def let_lapse(db: Session, connection_id: str, *, keys: Sequence[str], now: datetime) -> int:
    """What was found before and is no longer: open candidates close, without anybody's word."""
    known = set(keys)
    question = (
        select(col(Candidate.id), col(Effort.key))
        .join(Effort, col(Effort.id) == col(Candidate.effort_id))
        .where(
            col(Candidate.connection_id) == connection_id,
            col(Candidate.rule) == Rule.SLOW_FIX.value,
            col(Candidate.state) == CandidateState.OPEN.value,
        )
    )
    lost = sorted(id_ for id_, key in db.execute(question) if key not in known)
    for start in range(0, len(lost), CHUNK):
        part = lost[start : start + CHUNK]
        values = {"state": CandidateState.LAPSED.value, "changed_at": now, "version": col(Candidate.version) + 1}
        db.execute(update(Candidate).where(col(Candidate.id).in_(part)).values(**values))
    write_audits(db, by=None, entries=[Entry("lapsed", "candidate", one) for one in lost], now=now)
    return len(lost)


def _verdict(
    one: FoundEffort,
    kept: Candidate | None,
    named: Named,
    settings: DiscoverySettings,
    *,
    is_recorded: bool,
    now: datetime,
) -> str:
    """Why none is opened, or the empty word."""
    if kept is not None and kept.state not in (*ALIVE, CandidateState.DISMISSED):
        return "decided"
    if kept is not None and kept.state == CandidateState.DISMISSED:
        return "" if returns(size=one.size, decided_size=kept.decided_size) else "decided"
    if Rule.SLOW_FIX not in settings.rules:
        return "rule_off"
    if not is_ripe(one.last_on, now.date()):
        return "still_going"
    if is_recorded:
        return "recorded"
    return "opted_out" if named.is_emptied else ""


def _close(db: Session, kept: Candidate | None, verdict: str, *, now: datetime) -> list[Entry]:
    """What is open and should not be any more. What people decided stays as it is."""
    if kept is None or kept.state != CandidateState.OPEN or verdict == "still_going":
        return []
    kept.state = CandidateState.LAPSED.value
    kept.changed_at, kept.version = now, kept.version + 1
    db.add(kept)
    return [Entry("lapsed", "candidate", kept.id, {"why": verdict})]


def _facts(one: FoundEffort, said: Said, connection: Connection) -> dict[str, Any]:
    tag = said.kind_of(one.changes) or (one.tags[0] if one.tags else Tag.OTHER.value)
    return {
        "title": _title(one.name),
        "why": one.joins[0].text if one.joins else "",
        "category": CATEGORY_OF_TAG[Tag(tag)],
        "confidence_word": one.word,
        "confidence": round(one.confidence, 4),
        "first_on": one.first_on,
        "last_on": one.last_on,
        "active_days": one.active_days,
        "size": one.size,
        "team_id": connection.team_id,
        "place": place_of(is_linked=False, active_days=one.active_days, share=one.share, reach=1),
    }


def _title(name: str) -> str:
    """As a heading: the first letter large, and no longer than a contribution's title may be."""
    text = name.strip() or "Work without a name"
    return (text[:1].upper() + text[1:])[:LONGEST_TITLE]


def _open(
    db: Session,
    connection: Connection,
    effort_id: str,
    one: FoundEffort,
    facts: Mapping[str, Any],
    settings: DiscoverySettings,
    *,
    now: datetime,
) -> Candidate:
    made = Candidate(
        id=new_id(now),
        rule=Rule.SLOW_FIX.value,
        key=effort_id,
        connection_id=connection.id,
        effort_id=effort_id,
        opened_at=now,
        shown_from=shown_from(now, one.last_on, head_start_days=settings.head_start_days),
        changed_at=now,
        sample=connection.sample,
        **facts,
    )
    db.add(made)
    db.flush()
    return made


def _refresh(db: Session, kept: Candidate, facts: Mapping[str, Any], *, now: datetime) -> bool:
    """A dismissed or lapsed one comes back as it now is. False where nothing differs."""
    values = {**facts, "state": CandidateState.OPEN.value}
    if kept.state == CandidateState.DISMISSED:
        values |= {"reason": None, "decided_by_id": None, "decided_at": None}
    if all(getattr(kept, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(kept, name, value)
    kept.changed_at, kept.version = now, kept.version + 1
    db.add(kept)
    return True


def _there(db: Session, effort_ids: Sequence[str]) -> dict[str, Candidate]:
    question = select(Candidate).where(
        col(Candidate.rule) == Rule.SLOW_FIX.value, col(Candidate.key).in_(list(effort_ids))
    )
    return {row.key: row for row in db.execute(question).scalars()}

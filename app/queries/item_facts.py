"""What an edition says about each piece of work it holds: read for the chosen few only, and frozen with them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import String, bindparam, func, select, type_coerce
from sqlmodel import Session

from app.domain import Relation, metadata
from app.kit.prepared import asked, prepared
from app.queries.recognitions import OnIt

LONGEST_QUOTE = 280
_ids: Any = bindparam("ids", expanding=True)


@dataclass
class Facts:
    """One contribution, as far as a digest speaks of it. `about` is ready for JSON."""

    about: dict[str, Any]
    silent_from: date
    people: list[OnIt]


def people(db: Session, contribution_ids: Collection[str]) -> dict[str, list[OnIt]]:
    """Everybody on each of them, in the order in which they were added."""
    found: dict[str, list[OnIt]] = {one: [] for one in contribution_ids}
    for row in asked(db, _PEOPLE, {"ids": list(contribution_ids)}):
        found[row[0]].append(OnIt._make(row[1:]))
    return found


def of(db: Session, contribution_ids: Collection[str], on_it: Mapping[str, list[OnIt]]) -> dict[str, Facts]:
    values = {"ids": sorted(contribution_ids)}
    found = {row[0]: _begun(row, on_it[row[0]]) for row in asked(db, _WORK, values)}
    for contribution_id, *stated in asked(db, _IMPACTS, values):
        about, effect = found[contribution_id].about, dict(zip(_EFFECT, stated, strict=True))
        if about["effect"] is None or (effect["tier"], effect["grade"]) > (
            about["effect"]["tier"],
            about["effect"]["grade"],
        ):
            about["effect"] = effect | {"sentence": " ".join(effect["sentence"].split())}
    for contribution_id, *proof in asked(db, _EVIDENCE, values):
        about = found[contribution_id].about
        about["evidence"] = about["evidence"] or dict(zip(("id", "kind", "url", "title"), proof, strict=True))
    for contribution_id, author_id, name, words in asked(db, _WORDS, values):
        about = found[contribution_id].about
        about["quote"] = about["quote"] or {"id": author_id, "name": name, "words": shortened(words)}
    for (contribution_id,) in asked(db, _PEERS, values):
        found[contribution_id].about["peers"] = True
    return found


def famous_fires(db: Session, contribution_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """By fix: the incident whose response was thanked most, and how often."""
    rows = db.execute(_FIRES, {"ids": list(contribution_ids)})
    most: dict[str, dict[str, Any]] = {}
    for contribution_id, incident_id, ref, thanked in rows:
        if contribution_id not in most or thanked > most[contribution_id]["thanked"]:
            most[contribution_id] = {"id": incident_id, "ref": ref, "thanked": thanked}
    return most


def shortened(words: str) -> str:
    """The first lines of a nomination; its whole text stands on the contribution's page."""
    text = " ".join(words.split())
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE].rsplit(' ', 1)[0]} ..."


def _begun(row: Any, on_it: list[OnIt]) -> Facts:
    _id, ref, title, kind, grade, tier, finished_on, silent_from, team = row
    about = {
        "ref": ref, "title": title, "kind": kind, "grade": grade, "tier": tier, "team": team,
        "finished_on": finished_on.isoformat(), "silent_from": silent_from.isoformat(),
        "effect": None, "evidence": None, "quote": None, "peers": False, "fire": None, "passed_by": None,
    }  # fmt: skip
    return Facts(about, silent_from, on_it)


_EFFECT = ("sentence", "kind", "unit", "period", "low", "high", "tier", "grade", "author")
# Tables, not entities: a row of columns costs half as much to read, and an edition for everybody reads many.
_c, _on, _i, _p, _e, _n, _r, _to, _link, _team, _incident = (
    metadata.tables[name]
    for name in (
        "contribution", "contributor", "impact", "person", "evidence", "nomination", "recognition", "recipient",
        "incident_link", "team", "incident",
    )
)  # fmt: skip
_fix, _response = _link.alias("fix"), _link.alias("response")
_WORK = prepared(
    select(
        _c.c.id, _c.c.ref, _c.c.title, _c.c.kind, _c.c.grade, _c.c.tier, _c.c.finished_on, _c.c.silent_from,
        _team.c.name.label("team"),
    )
    .outerjoin(_team, _team.c.id == _c.c.team_id)
    .where(_c.c.id.in_(_ids))
)  # fmt: skip
_PEOPLE = prepared(
    select(
        _on.c.contribution_id, _on.c.id, _on.c.person_id, _p.c.name, _on.c.role, _p.c.manager_id,
        _on.c.recognised_at.is_not(None),
    )
    .join(_p, _p.c.id == _on.c.person_id)
    .where(_on.c.contribution_id.in_(_ids))
    .order_by(_on.c.added_at, _on.c.id)
)  # fmt: skip
_IMPACTS = prepared(
    select(
        _i.c.contribution_id, _i.c.sentence, _i.c.kind, _i.c.unit, _i.c.period, type_coerce(_i.c.low, String),
        type_coerce(_i.c.high, String), _i.c.tier, _i.c.grade, _p.c.name,
    )
    .join(_p, _p.c.id == _i.c.author_id)
    .where(_i.c.contribution_id.in_(_ids), _i.c.current)
    .order_by(_i.c.stated_at, _i.c.id)
)  # fmt: skip
_EVIDENCE = prepared(
    select(_e.c.contribution_id, _e.c.id, _e.c.kind, _e.c.url, _e.c.title)
    .where(_e.c.contribution_id.in_(_ids), _e.c.removed_at.is_(None), _e.c.url != "")
    .order_by(_e.c.added_at, _e.c.id)
)
_WORDS = prepared(
    select(_n.c.contribution_id, _n.c.author_id, _p.c.name, _n.c.words)
    .join(_p, _p.c.id == _n.c.author_id)
    .where(_n.c.contribution_id.in_(_ids), _n.c.words != "")
    .order_by(_n.c.written_at, _n.c.id)
)
_PEERS = prepared(
    select(_r.c.contribution_id)
    .join(_to, _to.c.recognition_id == _r.c.id)
    .where(_r.c.contribution_id.in_(_ids), _r.c.undone_at.is_(None), _to.c.ends_silence.is_(False))
    .distinct()
)
_FIRES = prepared(
    select(_fix.c.contribution_id, _incident.c.id, _incident.c.ref, func.count(_r.c.id.distinct()))
    .join(_incident, _incident.c.id == _fix.c.incident_id)
    .join(_response, _response.c.incident_id == _fix.c.incident_id)
    .join(_r, _r.c.contribution_id == _response.c.contribution_id)
    .where(_fix.c.contribution_id.in_(_ids), _fix.c.relation != Relation.RESPONDED_TO.value)
    .where(_response.c.relation == Relation.RESPONDED_TO.value, _r.c.undone_at.is_(None))
    .where(_incident.c.restricted.is_(False))
    .group_by(_fix.c.contribution_id, _incident.c.id, _incident.c.ref)
    .order_by(_fix.c.contribution_id, _incident.c.id)
)

"""One contribution whole, as one reader may see it: eight statements at most, whatever hangs on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, String, bindparam, select
from sqlmodel import Session

from app.domain import OPEN_STATES, Standing, State, Viewer, metadata
from app.domain.impact import GRADE_WORDS, TIER_WORDS
from app.domain.policy import can_add_people, can_edit, can_recognise, can_take_back
from app.kit.errors import NotFound
from app.kit.ids import is_id
from app.kit.prepared import prepared
from app.queries import impacts, measurements, standings
from app.queries.contribution_parts import Line, Link, Parts, Proof, Someone, Thanks, Words, parts_of
from app.queries.contribution_since import Since, since_fix


@dataclass(frozen=True)
class OnIt:
    """`added_by_themself` holds until a colleague on the same work stands behind the line."""

    id: str
    name: str
    role: str
    share: int | None
    added_by_themself: bool


@dataclass(frozen=True)
class Sharing:
    """The question of publicity, for contributors alone. `waiting_for` have not agreed to the company yet."""

    asked: bool
    i_agreed: bool
    waiting_for: tuple[Someone, ...]


@dataclass(frozen=True)
class Can:
    """What this reader may do here."""

    edit: bool
    support: bool
    add_people: bool
    share: bool
    contest: bool
    review: bool
    confirm: bool
    withdraw: bool
    answer: bool
    recognise: bool
    nominate: bool


@dataclass(frozen=True)
class ContributionPage:
    id: str
    ref: str | None
    kind: str
    category: str
    title: str
    summary: str
    effect_unknown: bool
    state: str
    state_reason: str
    visibility: str
    team: Someone | None
    service: Someone | None
    started_on: date | None
    finished_on: date
    effect_confirmed_on: date | None
    grade: str
    tier: str
    recorded_by: Someone
    recorded_on: date
    self_reported: bool
    confirmed_by: Someone | None
    confirmed_on: date | None
    split_from: str | None
    hidden: bool
    contributors: tuple[OnIt, ...]
    silence: str
    impacts: tuple[impacts.Stated, ...]
    measurements: tuple[measurements.Asked, ...]
    nominations: tuple[Words, ...]
    notes: tuple[Words, ...]
    recognitions: tuple[Thanks, ...]
    evidence: tuple[Proof, ...]
    links: tuple[Link, ...]
    since: Since | None
    sharing: Sharing | None
    can: Can
    version: int


@dataclass(frozen=True)
class Seen:
    """The page, how its reader stands to it, and the lines of its contributors: for the doors alone."""

    page: ContributionPage
    standing: Standing
    people: tuple[Line, ...]


def page_for(db: Session, contribution_id: str, *, viewer: Viewer, now: datetime) -> ContributionPage:
    """What was merged answers with the one that stayed. Raises NotFound outside the reader's scope."""
    return seen(db, contribution_id, viewer=viewer, now=now).page


def seen(db: Session, contribution_id: str, *, viewer: Viewer, now: datetime) -> Seen:
    row = db.execute(_MAIN, {"contribution": contribution_id}).one_or_none() if is_id(contribution_id) else None
    if row is not None and row.merged_into_id:
        row = db.execute(_MAIN, {"contribution": row.merged_into_id}).one_or_none()
    if row is None:
        raise NotFound
    standing = standings.sighted(db, viewer, row.id)
    parts = parts_of(db, standing, viewer=viewer, now=now)
    people = parts.people
    plain = {name: getattr(row, name) for name in _AS_THEY_ARE}
    page = ContributionPage(
        **plain,
        grade=GRADE_WORDS[row.grade],
        tier=TIER_WORDS[row.tier],
        team=_someone(row.team_id, row.team),
        service=_someone(row.service_id, row.service),
        recorded_by=Someone(row.recorded_by_id, row.recorder),
        recorded_on=row.recorded_at.date(),
        confirmed_by=_someone(row.confirmed_by_id, row.confirmer),
        confirmed_on=row.confirmed_at.date() if row.confirmed_at else None,
        split_from=row.split_from_id,
        hidden=row.hidden_by_id is not None,
        contributors=tuple(_on_it(one, people, row) for one in people),
        silence=_silence(people, parts, standing, row),
        impacts=impacts.of_contribution(db, row.id),
        measurements=measurements.of_contribution(db, row.id) if parts.has_questions else (),
        nominations=parts.nominations,
        notes=parts.notes,
        recognitions=parts.recognitions,
        evidence=parts.evidence,
        links=parts.links,
        since=since_fix(db, parts.links, finished_on=row.finished_on, today=now.date()),
        sharing=_sharing(people, viewer) if standing.is_contributor else None,
        can=_can(viewer, standing, row, people, parts),
    )
    return Seen(page, standing, people)


def _someone(person_id: str | None, name: str | None) -> Someone | None:
    return Someone(person_id, name or "") if person_id else None


def _on_it(one: Line, people: Sequence[Line], row: Row[Any]) -> OnIt:
    alone = len(people) == 1 or row.self_reported
    return OnIt(one.person_id, one.name, one.role, one.share, one.added_by_id == one.person_id and not alone)


def _silence(people: Sequence[Line], parts: Parts, standing: Standing, row: Row[Any]) -> str:
    """Who has spoken: "nobody", "colleagues", "some" or "". For those on it and above; of the work, not of a person."""
    waiting = [one for one in people if one.person_id not in parts.heard]
    if not waiting or row.state not in OPEN_STATES or not (standing.is_contributor or standing.is_above):
        return ""
    if len(waiting) < len(people):
        return "some"
    return "colleagues" if parts.recognitions else "nobody"


def _sharing(people: Sequence[Line], viewer: Viewer) -> Sharing:
    asked = any(one.agreed_company for one in people)
    waiting = tuple(Someone(one.person_id, one.name) for one in people if not one.agreed_company) if asked else ()
    return Sharing(asked, any(one.agreed_company for one in people if one.person_id == viewer.person_id), waiting)


def _can(viewer: Viewer, standing: Standing, row: Row[Any], people: Sequence[Line], parts: Parts) -> Can:
    is_open = row.state in OPEN_STATES
    kept = is_open or row.state == State.DECLINED
    other = not standing.is_contributor and row.recorded_by_id != viewer.person_id
    answered = any(note.kind == "answer" for note in parts.notes)
    return Can(
        edit=is_open and can_edit(viewer, standing),
        support=kept and viewer.is_member,
        add_people=is_open and can_add_people(viewer, standing),
        share=is_open and standing.is_contributor,
        contest=kept and standing.is_contributor,
        review=is_open and viewer.is_member and standing.is_above and not standing.is_contributor,
        confirm=row.state == State.PROPOSED and viewer.is_member and other,
        withdraw=kept and can_take_back(viewer, standing),
        answer=row.state == State.DECLINED and standing.is_contributor and not answered,
        recognise=is_open and can_recognise(viewer, standing, only_contributor=len(people) == 1),
        nominate=is_open
        and viewer.is_member
        and not standing.is_contributor
        and all(one.author.id != viewer.person_id for one in parts.nominations),
    )


_T = metadata.tables
_C, _K, _TEAM, _SERVICE, _P = _T["contribution"], _T["contributor"], _T["team"], _T["service"], _T["person"]
_RECORDER, _CONFIRMER = _P.alias("recorder"), _P.alias("confirmer")
_AS_THEY_ARE = (
    "id", "ref", "kind", "category", "title", "summary", "effect_unknown", "state", "state_reason", "visibility",
    "started_on", "finished_on", "effect_confirmed_on", "self_reported", "version",
)  # fmt: skip
_RESHAPED = (
    "grade", "tier", "team_id", "service_id", "recorded_by_id", "recorded_at", "confirmed_by_id", "confirmed_at",
    "merged_into_id", "split_from_id", "hidden_by_id",
)  # fmt: skip
_HERE = bindparam("contribution", type_=String())
_MAIN = prepared(
    select(
        *(_C.c[name] for name in _AS_THEY_ARE),
        *(_C.c[name] for name in _RESHAPED),
        _TEAM.c.name.label("team"), _SERVICE.c.name.label("service"),
        _RECORDER.c.name.label("recorder"), _CONFIRMER.c.name.label("confirmer"),
    )
    .join(_RECORDER, _RECORDER.c.id == _C.c.recorded_by_id)
    .outerjoin(_CONFIRMER, _CONFIRMER.c.id == _C.c.confirmed_by_id)
    .outerjoin(_TEAM, _TEAM.c.id == _C.c.team_id)
    .outerjoin(_SERVICE, _SERVICE.c.id == _C.c.service_id)
    .where(_C.c.id == _HERE)

)  # fmt: skip

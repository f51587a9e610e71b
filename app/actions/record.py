"""Put a piece of work on record, with everything that was said of it at once."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.assess import state_impact
from app.actions.index_words import index_words
from app.actions.note_change import note_change
from app.actions.renew import renew
from app.actions.tell_contributors import tell_contributors
from app.actions.write_audit import trace
from app.domain import Contribution, Contributor, Evidence, IncidentLink, Person, Relation, Role, State, Viewer
from app.domain.contribution import ContributionKind
from app.domain.contribution_draft import ContributionDraft, ContributorDraft
from app.domain.evidence import kind_of
from app.domain.policy import require_member
from app.kit.errors import FieldError, Invalid
from app.kit.ids import new_id
from app.queries.capture import Meant, meant_by

RELATIONS = {
    ContributionKind.PREVENTIVE_FIX: Relation.PREVENTS,
    ContributionKind.INCIDENT_RESPONSE: Relation.RESPONDED_TO,
}


def record(db: Session, *, by: Viewer, draft: ContributionDraft, now: datetime) -> Contribution:
    """One's own work, or work one knows of. Naming nobody means oneself; oneself alone reads "self-reported"."""
    require_member(by)
    if not draft.contributors:
        own = ContributorDraft(person=by.person_id, role=Role.LED)
        draft = draft.model_copy(update={"contributors": [own]})
    meant = meant_by(db, draft, by=by, today=local_day(by, now))
    made = put_on_record(db, by=by, draft=draft, meant=meant, now=now)
    changes = {"kind": made.kind, "self_reported": made.self_reported, "words": trace(draft.words)}
    note_change(db, made.id, by=by, action="recorded", changes=changes, now=now)
    others = [person_id for person_id, _ in meant.people if person_id != by.person_id]
    tell_contributors(db, made.id, others, kind="recorded", by=by, subject_id=made.id, words=draft.words, now=now)
    return made


def put_on_record(db: Session, *, by: Viewer, draft: ContributionDraft, meant: Meant, now: datetime) -> Contribution:
    """The rows of a new contribution. Private until its contributors say otherwise."""
    day = draft.finished_on or local_day(by, now)
    made = Contribution(
        id=new_id(now),
        kind=draft.kind.value,
        category=draft.category,
        title=draft.title,
        summary=draft.words,
        effect_unknown=draft.effect_unknown,
        state=State.PROPOSED.value,
        team_id=_team_of_lead(db, meant),
        service_id=meant.service_id,
        started_on=draft.started_on,
        finished_on=day,
        silent_from=day,
        recorded_by_id=by.person_id,
        self_reported=[person_id for person_id, _ in meant.people] == [by.person_id],
        recorded_at=now,
        changed_at=now,
    )
    db.add(made)
    db.flush()
    db.add_all(contributors_from(meant.people, made.id, by=by, finished_on=day, now=now))
    if draft.url:
        _add_link(db, made, by=by, url=draft.url, now=now)
    if meant.incident_id:
        _add_incident(db, made, by=by, incident_id=meant.incident_id, now=now)
    index_words(db, made.id)
    renew(db, [made.id])
    state_drafted_impact(db, made.id, by=by, draft=draft, now=now)
    return made


def contributors_from(
    people: Sequence[tuple[str, ContributorDraft]],
    contribution_id: str,
    *,
    by: Viewer,
    finished_on: date,
    now: datetime,
) -> list[Contributor]:
    """In the order in which they were named: a microsecond apart, since ids of one moment sort at random."""
    return [
        Contributor(
            id=new_id(now),
            contribution_id=contribution_id,
            person_id=person_id,
            role=row.role.value,
            share=row.share,
            added_by_id=by.person_id,
            added_at=now + timedelta(microseconds=place),
            finished_on=finished_on,
            silent_from=finished_on,
        )
        for place, (person_id, row) in enumerate(people)
    ]


def _add_link(db: Session, made: Contribution, *, by: Viewer, url: str, now: datetime) -> None:
    """The address is kept as evidence; nobody follows it."""
    kind = kind_of(url).value
    db.add(
        Evidence(id=new_id(now), contribution_id=made.id, kind=kind, url=url, added_by_id=by.person_id, added_at=now)
    )


def _add_incident(db: Session, made: Contribution, *, by: Viewer, incident_id: str, now: datetime) -> None:
    """The one it responded to, or keeps from coming back."""
    relation = RELATIONS[ContributionKind(made.kind)].value
    db.add(
        IncidentLink(
            id=new_id(now),
            contribution_id=made.id,
            incident_id=incident_id,
            relation=relation,
            added_by_id=by.person_id,
            added_at=now,
        )
    )


def state_drafted_impact(
    db: Session, contribution_id: str, *, by: Viewer, draft: ContributionDraft, now: datetime
) -> None:
    """What is wrong with it is told at its own fields of the form."""
    if draft.impact is None:
        return
    try:
        state_impact(db, contribution_id, by=by, draft=draft.impact, now=now)
    except Invalid as fault:
        raise Invalid.many(FieldError(f"impact.{one.field}", one.code, one.message) for one in fault.errors) from None


def local_day(by: Viewer, now: datetime) -> date:
    """Today where the writer is: in Auckland a day begins before it does in Greenwich."""
    return now.astimezone(ZoneInfo(by.time_zone)).date()


def _team_of_lead(db: Session, meant: Meant) -> str | None:
    """Whose work it counts as: the team of whoever led, or of the first who is named."""
    led = [person_id for person_id, row in meant.people if row.role is Role.LED]
    first = led[0] if led else meant.people[0][0]
    team_id: str | None = db.execute(select(col(Person.team_id)).where(col(Person.id) == first)).scalar()
    return team_id

"""What the words of a draft mean here: which people, incident and service, and which work is already recorded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import CATEGORIES, OPEN_STATES, Contribution, Evidence, Person, Viewer, metadata
from app.domain.contribution_draft import ContributionDraft, ContributorDraft
from app.domain.evidence import url_key
from app.kit.errors import Code, FieldError, Invalid
from app.kit.prepared import prepared
from app.queries import services
from app.queries.evidence import incident_meant
from app.queries.people_named import Named, named

_SETTING = metadata.tables["setting"]


@dataclass(frozen=True)
class Meant:
    """`people` in the order of the draft, each with the lines it came from."""

    people: tuple[tuple[str, ContributorDraft], ...]
    incident_id: str | None
    service_id: str | None


@dataclass(frozen=True)
class AlreadyHere:
    id: str
    title: str
    added_by: str
    added_on: date


def categories(db: Session) -> tuple[str, ...]:
    """Ours, and what the installation has added."""
    own = db.execute(_OWN_CATEGORIES).scalar()
    added = [str(name) for name in own] if isinstance(own, list) else []
    return tuple(dict.fromkeys([*CATEGORIES[:-1], *added, CATEGORIES[-1]]))


def meant_by(db: Session, draft: ContributionDraft, *, by: Viewer, today: date) -> Meant:
    """Raises Invalid with everything that means nothing here, each at its field."""
    known = named(db, [row.person for row in draft.contributors])
    people = [known.get(row.person) for row in draft.contributors]
    faults = list(_people_faults(people))
    faults += _plain_faults(db, draft, today=today)
    incident_id = incident_meant(db, draft.incident, viewer_id=by.person_id) if draft.incident else None
    if draft.incident and incident_id is None:
        faults.append(FieldError("incident", Code.INCIDENT_UNKNOWN, "We cannot find this incident. Give its number."))
    service_id = None
    try:
        service_id = services.id_of(db, draft.service)
    except Invalid as unknown:
        faults += unknown.errors
    if faults:
        raise Invalid.many(faults)
    found = [(one.id, row) for one, row in zip(people, draft.contributors, strict=True) if one is not None]
    return Meant(tuple(found), incident_id, service_id)


def open_with_link(db: Session, url: str) -> str | None:
    """Work that is open, not reported, and already has this address among its evidence; the oldest, if several."""
    key = url_key(url)
    if key is None:
        return None
    question = (
        select(col(Contribution.id))
        .join(Evidence, col(Evidence.contribution_id) == col(Contribution.id))
        .where(col(Evidence.url_key) == key, col(Evidence.removed_at).is_(None))
        .where(col(Contribution.state).in_(OPEN_STATES), col(Contribution.hidden_by_id).is_(None))
        .order_by(col(Contribution.id))
        .limit(1)
    )
    found: str | None = db.execute(question).scalar()
    return found


def already_here(db: Session, contribution_id: str) -> AlreadyHere:
    """Who added it and when, for somebody who may see it."""
    c = Contribution
    question = select(col(c.id), col(c.title), col(Person.name), col(c.recorded_at)).join(
        Person, col(Person.id) == col(c.recorded_by_id)
    )
    id_, title, name, recorded_at = db.execute(question.where(col(c.id) == contribution_id)).one()
    return AlreadyHere(id_, title, name, recorded_at.date())


def _people_faults(people: list[Named | None]) -> Iterator[FieldError]:
    seen: set[str] = set()
    for place, one in enumerate(people):
        field = f"contributors.{place}.person"
        if one is None:
            words = "We know nobody by this name or address. Write their e-mail address, or leave the line empty."
            yield FieldError(field, Code.PERSON_UNKNOWN, words)
        elif not one.active:
            yield FieldError(field, Code.PERSON_NOT_ACTIVE, "This person has left.")
        elif one.id in seen:
            yield FieldError(field, Code.DUPLICATE_PERSON, "This person is named twice.")
        if one is not None:
            seen.add(one.id)


def _plain_faults(db: Session, draft: ContributionDraft, *, today: date) -> Iterator[FieldError]:
    if draft.category not in categories(db):
        yield FieldError("category", Code.BAD_CHOICE, "Choose one of the categories that are offered.")
    for field in ("started_on", "finished_on"):
        day = getattr(draft, field)
        if day and day > today:
            yield FieldError(field, Code.BAD_DATE, "Choose a day that is not in the future.")


# Made once: every list of contributions asks this for its filter.
_OWN_CATEGORIES = prepared(select(_SETTING.c.value).where(_SETTING.c.name == "categories"))

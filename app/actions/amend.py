"""Change what is kept of a person: their own part by themself, place and roles by an administrator."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.actions.enrol import change_manager
from app.actions.keep_handles import keep_handles
from app.actions.leave import end_sessions, keep_an_admin
from app.actions.write_audit import trace, write_audit
from app.domain import Person, Viewer
from app.domain.person_draft import PersonChange, Right, fold_address
from app.domain.policy import require
from app.kit.errors import Code, Conflict, NotAllowed, Stale
from app.kit.text import fold
from app.queries import people, people_named, teams

OWN = {"name", "locale", "time_zone", "handles"}
MAY_BE_NONE = {"team", "manager"}


def amend(
    db: Session, *, person_id: str, by: Viewer, draft: PersonChange, version: int | None, now: datetime
) -> Person:
    """Only what the draft gives. Nobody changes their own roles, an administrator included."""
    person = people.row_for(db, person_id, viewer=by)
    given = _given(draft)
    _require_right(by, person, given)
    if version is not None and person.version != version:
        raise Stale(person.version, "This was changed since you opened it. Look again.")
    changes = _changes(draft, given)
    write_audit(db, by=by, action="changed", object_type="person", object_id=person.id, changes=changes, now=now)
    _set_plain(db, person, draft, given)
    if draft.roles is not None:
        _set_roles(db, person, draft.roles, now=now)
    if draft.handles is not None:
        keep_handles(db, person_id=person.id, handles=draft.handles, now=now)
    person.version += 1
    db.add(person)
    db.flush()
    if "manager" in given:
        change_manager(db, person_id=person.id, manager=draft.manager or "", by=by, now=now)
        db.refresh(person)
    return person


def _given(draft: PersonChange) -> set[str]:
    """`null` says "none" of a team or manager; of anything else it says nothing."""
    return {name for name in draft.model_fields_set if getattr(draft, name) is not None or name in MAY_BE_NONE}


def _require_right(by: Viewer, person: Person, given: set[str]) -> None:
    if "roles" in given and person.id == by.person_id:
        raise NotAllowed(Code.SELF_GRANT, "Nobody changes their own roles. Ask another administrator.")
    own = person.id == by.person_id and given <= OWN
    require(
        own or by.is_admin, "Name, language, time zone and handles are the person's own; the rest an administrator's."
    )


def _set_plain(db: Session, person: Person, draft: PersonChange, given: set[str]) -> None:
    if draft.name is not None:
        person.name, person.name_folded = draft.name, fold(draft.name)[:400]
    if draft.email is not None:
        holder = people_named.by_email(db, [draft.email]).get(fold_address(draft.email))
        if holder is not None and holder.id != person.id:
            raise Conflict(Code.EMAIL_TAKEN, "Somebody with this e-mail address is already here.")
        person.email, person.email_folded = draft.email, fold_address(draft.email)
    if "team" in given:
        person.team_id = teams.id_of(db, draft.team or "")
    person.locale = draft.locale or person.locale
    person.time_zone = draft.time_zone or person.time_zone


def _set_roles(db: Session, person: Person, roles: list[Right], *, now: datetime) -> None:
    """Whoever is signed in signs in again: an open session must not carry rights of before."""
    if person.is_admin and person.active and Right.ADMIN not in roles:
        keep_an_admin(db, but=person.id)
    person.is_member = Right.MEMBER in roles
    person.is_hr = Right.HR in roles
    person.is_admin = Right.ADMIN in roles
    end_sessions(db, person_id=person.id, now=now)


def _changes(draft: PersonChange, given: set[str]) -> dict[str, Any]:
    """Roles and settings stand in the log as they are, personal texts as a trace."""
    kept: dict[str, Any] = {"fields": sorted(given)}
    if draft.name is not None:
        kept["name"] = trace(draft.name)
    if draft.email is not None:
        kept["email"] = trace(draft.email)
    if draft.roles is not None:
        kept["roles"] = [role.value for role in draft.roles]
    return kept

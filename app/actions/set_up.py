"""Set up teams and services: with whom, and for what system, people work."""

from datetime import datetime

from sqlmodel import Session

from app.actions.write_audit import trace, write_audit
from app.domain import Service, Team, Viewer
from app.domain.person_draft import ServiceDraft, TeamDraft
from app.domain.policy import require_admin
from app.kit.errors import Code, Conflict, Invalid, NotFound, Stale
from app.kit.ids import is_id, new_id
from app.kit.text import fold
from app.queries import services, teams


def add_team(db: Session, *, by: Viewer | None, draft: TeamDraft, now: datetime) -> Team:
    if by:
        require_admin(by)
    _refuse_taken_team(db, draft.name)
    parent_id = teams.id_of(db, draft.parent, field="parent")
    team = Team(id=new_id(now), name=draft.name, name_folded=fold(draft.name)[:200], parent_id=parent_id)
    db.add(team)
    changes = {"parent": parent_id}
    write_audit(db, by=by, action="added", object_type="team", object_id=team.id, changes=changes, now=now)
    return team


def change_team(db: Session, *, team_id: str, by: Viewer, draft: TeamDraft, version: int, now: datetime) -> Team:
    require_admin(by)
    team = _team(db, team_id)
    if team.version != version:
        raise Stale(team.version, "Somebody else has changed this team since you opened it.")
    _refuse_taken_team(db, draft.name, but=team_id)
    parent_id = teams.id_of(db, draft.parent, field="parent")
    if parent_id and teams.is_within(db, parent_id, unit_id=team_id):
        raise Invalid.one("parent", Code.BAD_CHOICE, "A team cannot stand within itself.")
    changes = {"name": trace(draft.name), "parent": parent_id}
    team.name, team.name_folded, team.parent_id = draft.name, fold(draft.name)[:200], parent_id
    team.version += 1
    db.add(team)
    write_audit(db, by=by, action="changed", object_type="team", object_id=team_id, changes=changes, now=now)
    return team


def remove_team(db: Session, *, team_id: str, by: Viewer, version: int, now: datetime) -> None:
    """Only an empty one: nothing that carries the name of a team loses it."""
    require_admin(by)
    team = _team(db, team_id)
    if team.version != version:
        raise Stale(team.version, "Somebody else has changed this team since you opened it.")
    if teams.is_used(db, team_id):
        raise Conflict(Code.NOT_EMPTY, "This team still holds people, teams, services or work.")
    db.delete(team)
    write_audit(db, by=by, action="removed", object_type="team", object_id=team_id, now=now)


def add_service(db: Session, *, by: Viewer | None, draft: ServiceDraft, now: datetime) -> Service:
    if by:
        require_admin(by)
    if services.name_is_taken(db, draft.name):
        raise Conflict(Code.NAME_TAKEN, "There is a service of this name already.")
    team_id = teams.id_of(db, draft.team)
    service = Service(id=new_id(now), name=draft.name, name_folded=fold(draft.name)[:200], team_id=team_id)
    db.add(service)
    changes = {"team": team_id}
    write_audit(db, by=by, action="added", object_type="service", object_id=service.id, changes=changes, now=now)
    return service


def _refuse_taken_team(db: Session, name: str, *, but: str = "") -> None:
    if teams.name_is_taken(db, name, but=but):
        raise Conflict(Code.NAME_TAKEN, "There is a team of this name already.")


def _team(db: Session, team_id: str) -> Team:
    team = db.get(Team, team_id) if is_id(team_id) else None
    if team is None:
        raise NotFound
    return team

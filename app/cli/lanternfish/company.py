"""Everybody and everything as rows: teams, people, their handles, services."""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session

from app.actions.enrol import rebuild_reporting_lines
from app.cli.lanternfish.calendar import Calendar, at
from app.cli.lanternfish.people import DIVISIONS, PERSONAS, TEAMS, Member, everybody
from app.cli.lanternfish.shapes import TeamWork
from app.domain import Handle, Person, Service, Setting, Team, Viewer
from app.domain.person_draft import HandleKind, fold_address
from app.kit.ids import new_id
from app.kit.text import fold
from app.queries.demo import PERSONAS as KEPT_AS

FOUNDED = at("2024-11-11 09:00")
LEFT = {"henrik.solberg": at("2026-03-27 16:00"), "valentina.rossi": at("2025-11-28 15:00")}


@dataclass
class Company:
    """The ids that the rest hangs on, by login, by name of a team and by name of a service."""

    calendar: Calendar
    ids: dict[str, str] = field(default_factory=dict)
    teams: dict[str, str] = field(default_factory=dict)
    services: dict[str, str] = field(default_factory=dict)
    viewers: dict[str, Viewer] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)


def found(db: Session, calendar: Calendar, works: list[TeamWork], chance: Random) -> Company:
    company = Company(calendar)
    now = calendar.moment(FOUNDED)
    _add_teams(db, company, now)
    _add_people(db, company, chance, now)
    _add_services(db, company, works, now)
    pairs = [[f"{login}@lanternfish.example", part] for login, part in PERSONAS.items()]
    db.add(Setting(name=KEPT_AS, value=pairs))
    db.flush()
    return company


def _add_teams(db: Session, company: Company, now: datetime) -> None:
    for division, names in DIVISIONS.items():
        company.teams[division] = new_id(now)
        company.teams |= {name: new_id(now) for name in names}
    parents = {name: division for division, names in DIVISIONS.items() for name in names}
    rows = [
        {
            "id": team_id,
            "name": name,
            "name_folded": fold(name),
            "parent_id": company.teams.get(parents.get(name, "")),
            "sample": True,
            "version": 1,
        }
        for name, team_id in company.teams.items()
    ]
    db.execute(insert(Team), rows)


def _add_people(db: Session, company: Company, chance: Random, now: datetime) -> None:
    members = everybody()
    leads = {rows[0][1] for rows in TEAMS.values()} | {"dana.whitfield", "layla.haddad"}
    rows = []
    for member in members:
        person = _person(member, company, chance, now)
        company.ids[member.login], company.zones[member.login] = person.id, member.zone
        person.manager_id = company.ids[member.manager] if member.manager else None
        rows.append(person.model_dump())
        company.viewers[member.login] = Viewer(
            person_id=person.id, name=person.name, pseudonym=person.pseudonym, team_id=person.team_id,
            manager_id=person.manager_id, is_member=person.is_member, is_manager=member.login in leads,
            time_zone=member.zone,
        )  # fmt: skip
    db.execute(insert(Person), rows)
    db.execute(insert(Handle), [row for member in members for row in _handles(company.ids[member.login], member, now)])
    rebuild_reporting_lines(db)


def _person(member: Member, company: Company, chance: Random, now: datetime) -> Person:
    left = LEFT.get(member.login)
    return Person(
        id=new_id(now),
        name=member.name,
        name_folded=fold(member.name),
        email=member.email,
        email_folded=fold_address(member.email),
        team_id=company.teams.get(member.team),
        is_member="member" in member.roles,
        is_hr="hr" in member.roles,
        is_admin="admin" in member.roles,
        active=not member.left,
        left_at=company.calendar.moment(left) if left else None,
        pseudonym=str(UUID(int=chance.getrandbits(128), version=4)),
        time_zone=member.zone,
        sample=True,
        created_at=now,
    )


def _handles(person_id: str, member: Member, now: datetime) -> list[dict[str, str]]:
    first, _, last = member.login.partition(".")
    values = {
        HandleKind.CODE_HOST: f"{first[0]}{last}" if last else first,
        HandleKind.GIT_EMAIL: f"{member.login}@git.lanternfish.example",
        HandleKind.PAGER: f"pager-{member.login}",
    }
    return [
        {"id": new_id(now), "person_id": person_id, "kind": kind.value, "value": value}
        for kind, value in values.items()
        if "member" in member.roles
    ]


def _add_services(db: Session, company: Company, works: list[TeamWork], now: datetime) -> None:
    named = {name: work.team for work in works for name in work.services} | {"merchant-portal": "Payments"}
    company.services = {name: new_id(now) for name in named}
    rows = [
        {
            "id": company.services[name],
            "name": name,
            "name_folded": fold(name),
            "team_id": company.teams[team],
            "sample": True,
            "version": 1,
        }
        for name, team in named.items()
    ]
    db.execute(insert(Service), rows)

"""Incidents as rows, with numbers by time, responders, services and what was agreed after them."""

from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from app.cli.lanternfish.company import Company
from app.cli.lanternfish.shapes import Episode
from app.cli.lanternfish.story import INC_1042
from app.domain import FollowUp, Incident, IncidentService, Responder, ResponderRole
from app.kit.ids import new_id

PAGER = "https://pager.lanternfish.example/incidents"


def number(episodes: list[Episode]) -> None:
    """By time, around the one whose number the story gives."""
    open_ones = sorted((one for one in episodes if one.ref in ("", INC_1042)), key=lambda one: one.started)
    middle = next(place for place, one in enumerate(open_ones) if one.ref == INC_1042)
    for place, episode in enumerate(open_ones):
        episode.ref = f"INC-{int(INC_1042[4:]) + place - middle}"


def enter(db: Session, company: Company, episodes: list[Episode], chance: Random) -> dict[str, str]:
    """Returns title -> id."""
    ids, rows = {}, []
    people: list[dict[str, Any]] = []
    services: list[dict[str, Any]] = []
    for episode in episodes:
        row = _incident(episode, company, chance)
        ids[episode.title] = row["id"]
        rows.append(row)
        services.append({"incident_id": row["id"], "service_id": company.services[episode.service]})
        for place, login in enumerate(episode.responders):
            role = ResponderRole.RESPONDER if place else ResponderRole.LEAD
            people.append({"incident_id": row["id"], "person_id": company.ids[login], "role": role.value})
    db.execute(insert(Incident), rows)
    db.execute(insert(Responder), people)
    db.execute(insert(IncidentService), services)
    return ids


def agree(
    db: Session, company: Company, episodes: list[Episode], incidents: dict[str, str], works: dict[str, str]
) -> None:
    """Follow-ups come last, since those that are done name the work they became."""
    rows: list[dict[str, Any]] = []
    for episode in episodes:
        at = company.calendar.moment(episode.started + timedelta(days=2))
        rows += [
            {
                "id": new_id(at),
                "incident_id": incidents[episode.title],
                "title": plan.title,
                "owner_id": company.ids[plan.owner],
                "url": "",
                "done_on": company.calendar.day(plan.done_on) if plan.done_on else None,
                "contribution_id": works[plan.work.title] if plan.work else None,
            }
            for plan in episode.follow_ups
        ]
    db.execute(insert(FollowUp), rows)


def _incident(episode: Episode, company: Company, chance: Random) -> dict[str, Any]:
    started = company.calendar.moment(episode.started)
    mitigated = started + timedelta(minutes=episode.minutes)
    level = 1 if episode.percent >= 30 else 2 if episode.percent >= 8 else 3
    return Incident(
        id=new_id(started),
        ref=episode.ref,
        title=episode.title,
        summary=episode.summary,
        severity=f"SEV{level}",
        priority=f"P{level}",
        urgency="high" if level < 3 else "low",
        started_at=started,
        detected_at=started + timedelta(minutes=min(episode.minutes // 3, chance.randrange(2, 25))),
        mitigated_at=mitigated,
        resolved_at=mitigated + timedelta(minutes=chance.randrange(20, 120)),
        customer_share=episode.percent * 10,
        factors=list(episode.factors),
        url=f"{PAGER}/{episode.ref}",
        recorded_at=started + timedelta(minutes=5),
        sample=True,
    ).model_dump()

"""The story behind the product as rows: CEO > CTO > a manager > Erik and five peers, an incident and a quiet repair."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from uuid import uuid4

from sqlmodel import Session

from app.actions.enrol import rebuild_reporting_lines
from app.actions.recognise import recognise
from app.actions.renew import renew
from app.domain import (
    Contribution,
    ContributionKind,
    Contributor,
    Grade,
    Impact,
    ImpactKind,
    Incident,
    IncidentLink,
    Method,
    Person,
    Relation,
    Viewer,
)
from app.domain.recognition import RecognitionDraft
from app.kit.ids import new_id
from app.kit.text import fold

NOW = datetime(2026, 5, 18, 8, 5, tzinfo=UTC)
TODAY = NOW.date()
_serial = count(1)


def ident() -> str:
    return new_id(NOW - timedelta(days=400) + timedelta(milliseconds=next(_serial)))


def person(db: Session, name: str, manager: Person | None = None, **more: object) -> Person:
    address = f"p{next(_serial)}@lanternfish.example"
    row = Person(
        id=ident(), name=name, name_folded=fold(name), email=address, email_folded=address, pseudonym=str(uuid4()),
        manager_id=manager.id if manager else None, created_at=NOW, **more,
    )  # fmt: skip
    db.add(row)
    db.flush()
    return row


def as_viewer(who: Person, *, is_manager: bool = True) -> Viewer:
    return Viewer(
        person_id=who.id, name=who.name, pseudonym=who.pseudonym, team_id=who.team_id, manager_id=who.manager_id,
        is_member=who.is_member, is_hr=who.is_hr, is_admin=who.is_admin, is_manager=is_manager,
    )  # fmt: skip


def work(
    db: Session, title: str, *people: Person, days_ago: int = 20, kind: str = ContributionKind.PREVENTIVE_FIX,
    role: str = "led", recorder: Person | None = None, **more: object,
) -> Contribution:  # fmt: skip
    """A proposed contribution that finished `days_ago`."""
    finished = TODAY - timedelta(days=days_ago)
    row = Contribution(
        id=ident(), kind=str(kind), title=title, finished_on=finished, silent_from=finished,
        recorded_by_id=(recorder or people[0]).id, recorded_at=NOW, changed_at=NOW, **more,
    )  # fmt: skip
    db.add(row)
    db.flush()
    for each in people:
        db.add(
            Contributor(
                id=ident(),
                contribution_id=row.id,
                person_id=each.id,
                role=role,
                added_by_id=each.id,
                agreed_team=True,
                added_at=NOW + timedelta(milliseconds=next(_serial)),
                finished_on=finished,
                silent_from=finished,
            )
        )
    renew(db, [row.id])
    return row


def effect(
    db: Session, on: Contribution, sentence: str, author: Person, *, grade: int = Grade.MEASURED, tier: int = 3
) -> Impact:
    row = Impact(
        id=ident(), statement_id=ident(), contribution_id=on.id, kind=ImpactKind.BAD_MINUTES.value, unit="minutes",
        method=Method.SERIES.value, sentence=sentence, source="p95_query_ms", grade=int(grade), tier=tier,
        author_id=author.id, stated_at=NOW,
    )  # fmt: skip
    db.add(row)
    renew(db, [on.id])
    return row


def incident(db: Session, ref: str) -> Incident:
    row = Incident(id=ident(), ref=ref, title="Half of the customers were away", started_at=NOW, recorded_at=NOW)
    db.add(row)
    db.flush()
    return row


def link(db: Session, on: Contribution, to: Incident, relation: Relation) -> None:
    db.add(
        IncidentLink(
            id=ident(),
            contribution_id=on.id,
            incident_id=to.id,
            relation=relation.value,
            added_by_id=on.recorded_by_id,
            added_at=NOW,
        )
    )
    renew(db, [on.id])


def thank(db: Session, on: Contribution, giver: Person, *people: Person, words: str = "", now: datetime = NOW) -> str:
    draft = RecognitionDraft(
        words=words or f"Because of {on.title} nobody woke up.", contributors=[p.id for p in people]
    )
    return recognise(db, on.id, by=as_viewer(giver), draft=draft, now=now).id


class Thunderdome:
    """INC-1 thanked by three levels of management; PW-1, which ended the daily trouble, by nobody."""

    def __init__(self, db: Session) -> None:
        self.ceo = person(db, "Layla Haddad")
        self.cto = person(db, "Dana Whitfield", self.ceo)
        self.manager = person(db, "Marcus Adeyemi", self.cto)
        self.erik = person(db, "Erik Nyman", self.manager)
        self.peers = [person(db, f"Peer {letter}", self.manager) for letter in "ABCDE"]
        rebuild_reporting_lines(db)
        response = ContributionKind.INCIDENT_RESPONSE
        self.fire = work(
            db, "Brought half of the customers back", self.erik, *self.peers[:2], days_ago=40, kind=response, ref="F-1"
        )
        self.incident = incident(db, "INC-1")
        link(db, self.fire, self.incident, Relation.RESPONDED_TO)
        self.repair = work(db, "Database slow every afternoon", self.erik, days_ago=60, ref="PW-1")
        effect(db, self.repair, "Degraded afternoons went from daily to none", self.erik)
        link(db, self.repair, self.incident, Relation.PREVENTS)
        for ago, giver in ((39, self.manager), (38, self.cto), (37, self.ceo)):
            words = f"{giver.name} saw customers come back in three hours."
            thank(db, self.fire, giver, self.erik, *self.peers[:2], words=words, now=NOW - timedelta(days=ago))


def day(days_ago: int) -> date:
    return TODAY - timedelta(days=days_ago)

"""Small companies drawn at random from a seed, with every reason to see something and every reason not to."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

from app.actions.renew import renew
from app.database import Store
from app.domain import Contribution, Contributor, Nomination, Person, ReportingLine, SearchEntry, Team, Viewer
from app.domain.reporting import lines_of
from app.domain.search import body_of
from app.kit.ids import new_id
from app.kit.text import fold

NOON = datetime(2026, 5, 18, 12, tzinfo=UTC)
WORDS = ("retry", "cache", "queue", "index", "Zoë's", "Straße", "İstanbul", "李明", "timeouts", "p99")


@dataclass(frozen=True)
class SmallWorld:
    viewers: list[Viewer]
    contributions: list[str]
    teams: list[str]


def small_world(store: Store, seed: int, *, people: int = 12, contributions: int = 40) -> SmallWorld:
    """The last two people are HR alone and an administrator alone."""
    dice = random.Random(seed)
    with store.write() as db:
        teams = [_team(db, dice) for _ in range(2)]
        ids = [new_id(NOON, dice.getrandbits) for _ in range(people)]
        parents = {
            person: (ids[dice.randrange(place)] if place and place < people - 2 else None)
            for place, person in enumerate(ids)
        }
        viewers = [_person(db, dice, person, parents[person], dice.choice(teams)) for person in ids]
        viewers[-2:] = [_only(viewers[-2], is_hr=True), _only(viewers[-1], is_admin=True)]
        db.flush()
        for above, below, distance in lines_of(parents):
            db.add(ReportingLine(above_id=above, below_id=below, distance=distance))
        made = [_contribution(db, dice, ids[:-2], teams) for _ in range(contributions)]
        renew(db, made)
    return SmallWorld(viewers, made, teams)


def _team(db: Session, dice: random.Random) -> str:
    team = Team(id=new_id(NOON, dice.getrandbits), name="Payments", name_folded="payments")
    db.add(team)
    db.flush()
    return team.id


def _person(db: Session, dice: random.Random, person_id: str, manager_id: str | None, team_id: str) -> Viewer:
    name = f"Person {dice.randrange(1000)}"
    address = f"{person_id}@lanternfish.example"
    db.add(
        Person(
            id=person_id, name=name, name_folded=fold(name), email=address, email_folded=address, team_id=team_id,
            manager_id=manager_id, pseudonym=person_id, created_at=NOON,
        )
    )  # fmt: skip
    db.flush()
    return Viewer(person_id=person_id, name=name, pseudonym=person_id, team_id=team_id, manager_id=manager_id)


def _only(viewer: Viewer, *, is_hr: bool = False, is_admin: bool = False) -> Viewer:
    return Viewer(viewer.person_id, viewer.name, viewer.pseudonym, is_member=False, is_hr=is_hr, is_admin=is_admin)


def _contribution(db: Session, dice: random.Random, people: list[str], teams: list[str]) -> str:
    day = date(2026, 5, 1) + timedelta(days=dice.randrange(6))
    on_it = dice.sample(people, dice.choice((1, 1, 2, 3)))
    title = " ".join(dice.sample(WORDS, 3))
    state = dice.choice(("proposed", "proposed", "confirmed", "confirmed", "withdrawn", "declined", "merged"))
    row = Contribution(
        id=new_id(NOON, dice.getrandbits), kind=dice.choice(("preventive_fix", "incident_response")), title=title,
        state=state, team_id=dice.choice(teams), finished_on=day, silent_from=day, grade=dice.randrange(5),
        recorded_by_id=dice.choice(people), hidden_by_id=on_it[0] if dice.random() < 0.1 else None,
        recorded_at=NOON, changed_at=NOON,
    )  # fmt: skip
    db.add(row)
    db.flush()
    circle = dice.choice(("private", "team", "company", "mixed"))
    for person in on_it:
        agreed = dice.choice(("private", "team", "company")) if circle == "mixed" else circle
        db.add(
            Contributor(
                id=new_id(NOON, dice.getrandbits), contribution_id=row.id, person_id=person, role="led",
                added_by_id=row.recorded_by_id, added_at=NOON, finished_on=day, silent_from=day,
                agreed_team=agreed == "team", agreed_company=agreed == "company",
            )
        )  # fmt: skip
    for author in dice.sample(people, dice.choice((0, 0, 1, 2))):
        db.add(
            Nomination(
                id=new_id(NOON, dice.getrandbits),
                contribution_id=row.id,
                author_id=author,
                words="It held.",
                written_at=NOON,
            )
        )
    db.add(SearchEntry(contribution_id=row.id, body=body_of(title=title, summary="", ref=None, category="other")))
    db.flush()
    return row.id

"""A record for reports: two units that may be shown, a small one, and cells that a spreadsheet would run."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlmodel import Session

from app.database import Store
from app.domain import Contribution, Contributor, Impact, Note, Person, Recipient, Recognition, Team, Viewer
from app.domain.export_draft import ExportDraft
from app.domain.recognition import hash_of
from app.kit.ids import new_id

NOW = datetime(2026, 5, 18, 8, 5, tzinfo=UTC)
TITLES = (
    "=cmd|' /C calc'!A0",
    '  @SUM(A1), "quoted"',
    "＋1 broad",
    "-1\nsecond line",
    "Plain title, with a comma",
    "Zoë 修正",
)


@dataclass(frozen=True)
class Reported:
    store: Store
    hr: Viewer
    teams: dict[str, str]
    people: list[str]


def reported(store: Store) -> Reported:
    """Payments (6 people), Platform (5) and Data (3) lie under Engineering, where HR sits with 5 more."""
    made = Reported(store, Viewer("", "", ""), {}, [])
    with store.write() as db:
        for number, (name, parent) in enumerate(
            (("Engineering", None), ("Payments", "Engineering"), ("Platform", "Engineering"), ("Data", "Engineering"))
        ):
            made.teams[name] = _id(number)
            above = made.teams[parent] if parent else None
            db.add(Team(id=made.teams[name], name=name, name_folded=name.lower(), parent_id=above))
            db.flush()
        for name, size in (("Engineering", 6), ("Payments", 6), ("Platform", 5), ("Data", 3)):
            first = 100 + len(made.people)
            made.people.extend([_person(db, first + step, made.teams[name]) for step in range(size)])
        for number in range(24):
            _work(db, made, number)
    with store.read() as db:
        hr = db.get_one(Person, made.people[0])
    return Reported(store, Viewer(hr.id, hr.name, hr.pseudonym, is_member=False, is_hr=True), made.teams, made.people)


def draft(**changes: object) -> ExportDraft:
    given = {"dataset": "contributions", "from": "2026-01-01", "to": "2026-12-31", "purpose": "promotion_file"}
    return ExportDraft.model_validate(given | changes)


def _person(db: Session, number: int, team_id: str) -> str:
    person_id = _id(number)
    name = f"=Name, “{number}”" if number % 5 == 0 else f"Łukasz {number}"
    address = f"p{number}@lanternfish.example"
    db.add(
        Person(
            id=person_id, name=name, name_folded=name.lower(), email=address, email_folded=address, team_id=team_id,
            pseudonym=f"p-{number:04d}", is_hr=number == 100, is_member=number != 100, created_at=NOW,
        )
    )  # fmt: skip
    db.flush()
    return person_id


def _work(db: Session, made: Reported, number: int) -> None:
    team = ("Payments", "Platform", "Data")[number % 3]
    place = {"Payments": 6, "Platform": 12, "Data": 17}[team] + number % 3
    contribution_id = _id(1_000 + number)
    finished = date(2026, 1, 5) + timedelta(days=5 * number)
    response = number % 4 == 0
    db.add(
        Contribution(
            id=contribution_id, ref=f"PW-{number}" if number % 2 else None, title=TITLES[number % len(TITLES)],
            kind="incident_response" if response else "preventive_fix", category="reliability",
            state=("proposed", "confirmed", "withdrawn")[min(number % 8, 2) if number == 10 else number % 2],
            team_id=made.teams[team], finished_on=finished, silent_from=finished, grade=number % 5, tier=number % 5,
            recorded_by_id=made.people[place], self_reported=number % 3 == 0, recorded_at=NOW, changed_at=NOW,
        )
    )  # fmt: skip
    db.flush()
    thanked = response or number % 5 == 0
    when = datetime(finished.year, finished.month, finished.day, 23, 30, tzinfo=UTC) + timedelta(days=number)
    for step in range(1 + number % 3):
        db.add(
            Contributor(
                id=_id(5_000 + number * 10 + step), contribution_id=contribution_id,
                person_id=made.people[place - step],
                role="led" if step == 0 else "helped", added_by_id=made.people[place], added_at=NOW,
                finished_on=finished, silent_from=finished, recognised_at=when if thanked and step == 0 else None,
            )
        )  # fmt: skip
    _extras(db, made, number, contribution_id, made.people[place], thanked, when)


def _extras(
    db: Session, made: Reported, number: int, contribution_id: str, person_id: str, thanked: bool, when: datetime
) -> None:
    giver = made.people[1]
    if thanked:
        recognition_id = _id(3_000 + number)
        words = 'Thank you, "Łukasz"\nfor this'
        db.add(
            Recognition(
                id=recognition_id, contribution_id=contribution_id, giver_id=giver, words=words,
                words_hash=hash_of(words), said_on=when.date(), level="manager", given_at=when, delivered_at=when,
                undone_at=when if number == 20 else None,
            )
        )  # fmt: skip
        db.flush()
        db.add(Recipient(recognition_id=recognition_id, person_id=person_id, level="manager", ends_silence=True))
        note = Note(id=_id(4_000 + number), contribution_id=contribution_id, author_id=person_id, kind="reply",
                    words="=Thanks", written_at=when)  # fmt: skip
        db.add(note)
    if number % 2:
        db.add(
            Impact(
                id=_id(2_000 + number), statement_id=_id(2_000 + number), contribution_id=contribution_id,
                kind="bad_minutes", low=Decimal("495.5"), likely=Decimal(540), high=None, unit="minutes",
                method="worked_by_hand",
                formula="=(30 + 60) * 0.5", source="-runbook", author_id=giver, stated_at=NOW,
            )
        )  # fmt: skip


def _id(number: int) -> str:
    return new_id(NOW - timedelta(days=600) + timedelta(minutes=number), lambda bits: number % (1 << bits))

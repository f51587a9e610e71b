"""What a file changes, and what it leaves alone."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from app.database import Store
from app.domain import (
    AuditEvent,
    Contribution,
    Contributor,
    Delivery,
    Impact,
    Incident,
    Nomination,
    Person,
    Recipient,
    Recognition,
    ReportingLine,
    State,
    Team,
)
from tests.cli.conftest import Command
from tests.cli.import_files import ORDER, examples, file

LEAD = "soren.lindqvist@harbourlight.example"
TOP = "amara.diallo@harbourlight.example"
MISAKI = "misaki.tanaka@harbourlight.example"
ZOLA = "zola.mbeki@harbourlight.example"


@pytest.fixture
def company(unsung: Command, tmp_path: Path) -> Command:
    """The example company of docs/import.md."""
    files = examples(tmp_path)
    for kind in ORDER:
        assert unsung("import", kind, files[kind]).status == 0
    return unsung


@pytest.fixture
def bring(company: Command, tmp_path: Path) -> Any:
    """Rows as JSON Lines, and what the command said of them."""

    def bring_in(kind: str, *rows: dict[str, Any], **more: Any) -> str:
        path = file(tmp_path, "rows.jsonl", "\n".join(json.dumps(row) for row in rows))
        said = company("import", kind, path, *more.get("flags", ()))
        assert (said.status, said.err) == (0, "")
        return said.out

    return bring_in


def values(store: Store, *columns: Any, **where: Any) -> list[Any]:
    with store.read() as db:
        question = select(*columns)
        for name, value in where.items():
            question = question.where(columns[0].class_.__table__.c[name] == value)
        return list(db.execute(question).all())


def count(store: Store, noun: Any) -> int:
    with store.read() as db:
        return int(db.execute(select(func.count()).select_from(noun)).scalar_one())


def test_a_changed_row_changes_only_what_the_file_says(bring: Any, store: Store):
    changed = bring("people", {"email": MISAKI.upper(), "name": "Misaki Tanaka"})
    assert changed == "people: 0 were added, 1 were changed, 0 stay.\n"
    with store.read() as db:
        misaki = db.execute(select(Person).where(col(Person.email_folded) == MISAKI)).scalar_one()
        lead = db.execute(select(Person).where(col(Person.email_folded) == LEAD)).scalar_one()
    assert (misaki.name, misaki.time_zone, misaki.manager_id) == ("Misaki Tanaka", "Asia/Tokyo", lead.id)
    assert misaki.version == 2


def test_a_move_moves_everybody_below(bring: Any, store: Store):
    bring("people", {"email": LEAD, "name": "Søren Lindqvist", "manager": "noor.haddad@harbourlight.example"})
    with store.read() as db:
        ids = dict(db.execute(select(col(Person.email_folded), col(Person.id))).all())
        noor = ids["noor.haddad@harbourlight.example"]
        line = select(col(ReportingLine.distance)).where(
            col(ReportingLine.above_id) == noor, col(ReportingLine.below_id) == ids[MISAKI]
        )
        assert db.execute(line).scalar_one() == 2


def test_an_empty_cell_means_none_where_that_can_be(bring: Any, store: Store):
    bring("people", {"email": ZOLA, "name": "Zola Mbeki", "manager": "", "team": "", "roles": "", "time_zone": ""})
    ((manager, team, zone, member),) = values(
        store,
        col(Person.manager_id),
        col(Person.team_id),
        col(Person.time_zone),
        col(Person.is_member),
        email_folded=ZOLA,
    )
    assert (manager, team, zone, member) == (None, None, "Africa/Johannesburg", True)


def test_a_dry_run_says_what_would_change_and_changes_nothing(bring: Any, store: Store):
    before = count(store, AuditEvent)
    said = bring(
        "people",
        {"email": MISAKI, "name": "Misaki Tanaka", "manager": TOP},
        {"email": "new@harbourlight.example", "name": "New", "manager": MISAKI},
        flags=["--dry-run"],
    )
    assert said == (
        "  line 1: misaki.tanaka@harbourlight.example: changes name, manager\n"
        "  line 2: new@harbourlight.example: new\n"
        "people: 1 would be added, 1 would be changed, 0 stay.\n"
        "Nothing was changed.\n"
    )
    assert count(store, AuditEvent) == before
    assert values(store, col(Person.id), email_folded="new@harbourlight.example") == []


def test_every_new_or_changed_row_is_audited_without_its_words(bring: Any, store: Store):
    before = count(store, AuditEvent)
    bring("teams", {"name": "Storage", "parent": "Harbourlight"}, {"name": "Secret team"}, {"name": "Checkout"})
    with store.read() as db:
        rows = db.execute(select(AuditEvent).where(col(AuditEvent.seq) > before)).scalars().all()
    assert [(row.action, row.object_type, row.actor) for row in rows] == [("imported", "team", "system")] * 2
    assert "Secret" not in json.dumps([row.changes for row in rows])
    assert count(store, Team) == 5


def test_what_came_in_is_private_and_nobody_gets_a_letter(company: Command, store: Store):
    assert {row[0] for row in values(store, col(Contribution.visibility))} == {"private"}
    assert count(store, Delivery) == 0


def test_states_recorders_and_silence_follow_the_rules_of_the_application(company: Command, store: Store):
    with store.read() as db:
        people = dict(db.execute(select(col(Person.id), col(Person.email))).all())
        works = {row.ref: row for row in db.execute(select(Contribution)).scalars()}
        waiting = {
            (row.contribution_id, people[row.person_id]): (row.recognised_at is None)
            for row in db.execute(select(Contributor)).scalars()
        }
    assert people[works["FIX-1"].recorded_by_id] == ZOLA
    assert (works["FIX-1"].state, works["FIX-1"].tier, works["FIX-1"].grade) == (State.PROPOSED, 2, 1)
    assert works["RES-1"].state == State.CONFIRMED
    assert (works["FIX-2"].self_reported, works["FIX-2"].effect_unknown) == (True, True)
    assert waiting[works["RES-1"].id, "lukasz.wojcik@harbourlight.example"] is False
    assert waiting[works["RES-1"].id, ZOLA] is False
    assert waiting[works["FIX-1"].id, MISAKI] is True
    levels = {row[0]: row[1] for row in values(store, col(Recognition.form), col(Recognition.level))}
    assert levels == {"thanks": "manager", "public_praise": "executive", "said_in_person": "peer"}


def test_a_new_figure_is_a_new_version_and_an_old_file_does_not_undo_what_people_changed(bring: Any, store: Store):
    row = {"ref": "FIX-1", "title": "Warm connection pool before every sale", "kind": "preventive_fix",
           "contributors": [{"person": MISAKI, "share": 80}], "finished_on": "2026-08-28",
           "impact_kind": "bad_minutes", "impact": "Sales open without a minute of waiting orders", "low": 300,
           "likely": 480, "high": 900, "unit": "minutes", "period": "year", "method": "stated",
           "source": "Incident INC-7 and the sale calendar, 12 sales a year"}  # fmt: skip
    assert "1 were changed" in bring("contributions", row)
    assert "0 changes" in bring("contributions", row)
    assert "0 changes" in bring("contributions", row | {"low": "240"})
    rows = values(store, col(Impact.version), col(Impact.current), col(Impact.low))
    assert sorted((version, current, str(low)) for version, current, low in rows) == [
        (1, False, "240"),
        (2, True, "300"),
    ]
    ((tier,),) = values(store, col(Contribution.tier), ref="FIX-1")
    assert tier == 3


def test_nobody_is_taken_off_and_words_are_brought_up_to_date(bring: Any, store: Store):
    row = {"ref": "FIX-1", "title": "Warm connection pool before every sale", "kind": "preventive_fix",
           "contributors": f"{MISAKI}:led:70", "finished_on": "2026-08-28", "nominated_by": ZOLA,
           "words": "Nothing happens any more."}  # fmt: skip
    bring("contributions", row)
    people = values(store, col(Contributor.role), col(Contributor.share))
    assert ("reviewed", 20) in [tuple(one) for one in people]
    assert ("led", 70) in [tuple(one) for one in people]
    assert values(store, col(Nomination.words), col(Nomination.version)) == [("Nothing happens any more.", 2)]


def test_withdrawn_work_stays_as_it_is(bring: Any, company: Command, store: Store, tmp_path: Path):
    with store.write() as db:
        work = db.execute(select(Contribution).where(col(Contribution.ref) == "FIX-2")).scalar_one()
        work.state = State.WITHDRAWN.value
    row = {"ref": "FIX-2", "kind": "preventive_fix", "contributors": MISAKI, "finished_on": "2026-03-02"}
    path = file(tmp_path, "w.jsonl", json.dumps(row | {"title": "Another name"}))
    said = company("import", "contributions", path)
    assert said.status == 2
    assert "FIX-2 was withdrawn, and stays as it is. (wrong_state)" in said.err


def test_copies_end_nobodys_silence(bring: Any, store: Store):
    work = {"kind": "preventive_fix", "contributors": MISAKI, "finished_on": "2026-04-01"}
    bring("contributions", *({"ref": f"C-{n}", "title": f"Work {n}", **work} for n in range(3)))
    said = {"giver": LEAD, "recipients": MISAKI, "words": "Great job", "said_on": "2026-04-02"}
    bring("recognitions", *({"contribution_ref": f"C-{n}", **said} for n in range(2)))
    ended = select(func.count()).where(col(Recipient.ends_silence))
    with store.read() as db:
        before = db.execute(ended).scalar_one()
    bring("recognitions", {"contribution_ref": "C-2", **said})
    with store.read() as db:
        assert db.execute(ended).scalar_one() == before - 2
        bulk = db.execute(select(func.count()).where(col(Recognition.bulk))).scalar_one()
        open_again = select(func.count()).where(
            col(Contributor.waiting), col(Contributor.finished_on) == date(2026, 4, 1)
        )
        assert (bulk, db.execute(open_again).scalar_one()) == (3, 3)


def test_the_last_administrator_stays_one(bring: Any, company: Command, tmp_path: Path):
    row = {"email": "petra.novak@harbourlight.example", "name": "Petra Novak", "roles": "hr"}
    said = company("import", "people", file(tmp_path, "p.jsonl", json.dumps(row)))
    assert said.status == 2
    assert "last_admin" in said.err


def test_incidents_keep_their_lists_and_follow_ups(bring: Any, store: Store):
    row = {"ref": "INC-7", "title": "Orders could not be saved", "started_at": "2026-08-04T09:12:00+02:00"}
    assert "0 changes" in bring("incidents", row)
    bring("incidents", row | {"responders": f"{ZOLA}:lead", "follow_ups": "Alarm on waiting connections|" + ZOLA})
    assert "0 changes" in bring("incidents", row | {"responders": [{"person": ZOLA, "role": "lead"}]})
    ((share, version),) = values(store, col(Incident.customer_share), col(Incident.version))
    assert (share, version) == (500, 2)

"""The invented company: everything it is told for is in it, it is the same twice, and it goes without trace."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from app.actions.enrol import enrol
from app.actions.issue_token import issue_token
from app.actions.sign_in import open_session
from app.cli.copies import copy_out
from app.cli.demo import keep_a_copy
from app.cli.lanternfish.load import load
from app.cli.lanternfish.remove import remove
from app.cli.schema import migrate_down
from app.cli.terminal import Terminal
from app.database import Store, current_revision, newest_revision, sqlite_url
from app.domain import (
    Contribution,
    Contributor,
    Digest,
    Evidence,
    FollowUp,
    Incident,
    Person,
    Recognition,
    Setting,
    Team,
    Viewer,
    metadata,
)
from app.domain.person_draft import PersonDraft
from app.domain.token_draft import TokenDraft
from app.kit.errors import Conflict
from app.publishing import digest_wording
from app.queries import digests, incident_page, incidents, team_figures
from app.queries.demo import personas
from app.wiring import shipped

NOW = datetime(2026, 5, 18, 6, 5, tzinfo=UTC)
INES = (
    "Checkout timeouts fell from 41 a day to none after Hana Sato's change (measured). No manager has said thank you"
    " yet.",
    "The response to INC-1042 was thanked 3 times. The fix that followed it, finished by Jun Park, has not had a word"
    " yet.",
    "Priya Nair and Olga Petrova restored logins in 38 minutes on 9 May. It has been 9 days.",
    "Billing reports that its ledger move, which Chidi Eze reviewed, shipped without an outage (asserted).",
    "The deploy runbook that Tove Berg finished on 16 February has waited 13 weeks for a word.",
    "Pages from nightly settlement fell from 14 in eight weeks to none after Hana Sato's and Jun Park's rewrite"
    " (measured). No manager has said thank you yet.",
)
META = (
    ("preventive_fix", "measured", "12 May", "6 days"),
    ("preventive_fix", "estimated", "27 March", "52 days"),
    ("incident_response", "asserted", "9 May", "9 days"),
    ("preventive_fix", "asserted", "30 April", "18 days"),
    ("preventive_fix", "not yet known", "16 February", "91 days"),
    ("preventive_fix", "measured", "20 March", "59 days"),
)


@pytest.fixture(scope="module")
def company(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The company once, for everybody who only looks."""
    path = tmp_path_factory.mktemp("lanternfish") / "unsung.db"
    path.write_bytes(sqlite_template.read_bytes())
    store = Store.open(sqlite_url(path))
    with store.write() as db:
        load(db, now=NOW)
    yield store
    store.close()


@pytest.fixture
def db(company: Store) -> Iterator[Session]:
    with company.read() as session:
        yield session


def viewer(db: Session, login: str) -> Viewer:
    found = db.execute(select(Person).where(col(Person.email) == f"{login}@lanternfish.example")).scalar_one()
    return Viewer(
        person_id=found.id, name=found.name, pseudonym=found.pseudonym, team_id=found.team_id,
        manager_id=found.manager_id, is_member=found.is_member, is_manager=True,
    )  # fmt: skip


def facts(db: Session, login: str, *, now: datetime = NOW) -> list[dict[str, object]]:
    edition = digests.edition(db, viewer=viewer(db, login), week="current", now=now)
    return [dict(item.facts) for item in edition.items]


def dump(store: Store, *, but: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Every row of every table, as text that is alike on both databases."""
    found = {}
    with store.read() as db:
        for table in metadata.sorted_tables:
            if table.name not in but:
                rows = (dict(row._mapping) for row in db.execute(select(table)))
                found[table.name] = sorted(json.dumps(row, sort_keys=True, default=str) for row in rows)
    return found


def test_ines_finds_six_things_worth_a_word(db: Session):
    found = facts(db, "ines.moreau")
    assert tuple(str(digest_wording.reason(item)) for item in found) == INES
    meta = (digest_wording.grade_word, digest_wording.finished, digest_wording.waited)
    assert tuple((item["kind"], *(say(item) for say in meta)) for item in found) == META
    assert digest_wording.quotes(found[4]) == [("Rosa Lindqvist", "The runbook saved my first on-call week.")]
    assert [bool(digest_wording.quotes(item)) for item in found] == [False, False, False, False, True, False]


def test_ines_planned_one_word_and_twelve_more_are_kept(db: Session):
    edition = digests.edition(db, viewer=viewer(db, "ines.moreau"), week="current", now=NOW)
    assert (str(edition.week), edition.kept, edition.kept_is_more) == ("2026-W21", 12, False)
    assert [plan.people for plan in edition.plans] == [("Olga Petrova",)]
    assert len(digests.kept(db, viewer=viewer(db, "ines.moreau"))) == 18
    past = digests.past(db, viewer=viewer(db, "ines.moreau"), cursor=None, limit=20)
    assert len(past.rows) > 5


def test_payments_heard_of_five_responses_and_three_fixes(db: Session):
    payments = db.execute(select(col(Team.id)).where(col(Team.name) == "Payments")).scalar_one()
    figures = team_figures.of_team(db, payments, before=NOW.date())
    assert figures is not None
    assert (figures.responses, figures.fixes) == ((5, 9), (3, 21))


def test_the_repair_comes_first_for_marcus_and_the_fire_is_not_there(db: Session):
    found = facts(db, "marcus.adeyemi")
    assert (found[0]["ref"], found[0]["title"]) == ("PW-1", "Database slow every afternoon")
    assert (digest_wording.grade_word(found[0]), digest_wording.tier_word(found[0])) == ("measured", "critical")
    assert "INC-1" not in json.dumps(found)
    repair = db.execute(select(Contribution).where(col(Contribution.ref) == "PW-1")).scalar_one()
    thanked = select(func.count()).where(col(Recognition.contribution_id) == repair.id)
    assert db.execute(thanked).scalar() == 0


def test_the_fire_was_thanked_three_times_and_what_prevents_it_never(db: Session):
    found = db.execute(select(Incident).where(col(Incident.ref) == "INC-1")).scalar_one()
    thanks = incidents.thanks_for(db, [found.id])[found.id]
    assert (thanks.response, thanks.prevention) == (3, 0)
    page = incident_page.page_for(db, found.id, viewer=viewer(db, "marcus.adeyemi"))
    assert sorted(one.name for one in page.responders) == ["Erik Nyman", "Søren Kjær", "Wanjiku Kamau"]
    assert [one.ref for one in page.fixes if one.ref] == ["PW-1"]
    assert len(page.factors) == 4
    done = db.execute(select(col(FollowUp.done_on)).where(col(FollowUp.incident_id) == found.id)).scalars().all()
    assert (len(done), len([day for day in done if day])) == (4, 2)


def test_the_company_has_the_size_and_the_imbalance_that_are_told(db: Session):
    teams = select(func.count()).select_from(Team).where(col(Team.parent_id).is_not(None))
    assert db.execute(teams).scalar() == 9
    assert 58 <= (db.execute(select(func.count()).where(col(Person.active))).scalar() or 0) <= 66
    heard = (
        select(col(Contributor.contribution_id))
        .where(col(Contributor.recognised_at).is_not(None))
        .distinct()
        .subquery()
    )
    question = select(
        col(Contribution.kind), func.count(), func.count(heard.c.contribution_id)
    ).outerjoin(heard, heard.c.contribution_id == col(Contribution.id)).group_by(col(Contribution.kind))  # fmt: skip
    counts = {kind: (whole, part) for kind, whole, part in db.execute(question)}
    assert 390 <= sum(whole for whole, _ in counts.values()) <= 410
    assert 0.5 <= counts["incident_response"][1] / counts["incident_response"][0] <= 0.6
    assert 0.1 <= counts["preventive_fix"][1] / counts["preventive_fix"][0] <= 0.14


def test_no_title_stands_twice_and_no_link_leads_out_of_the_example(db: Session):
    titles = db.execute(select(col(Contribution.title))).scalars().all()
    assert len(titles) == len(set(titles))
    hosts = {urlsplit(url).hostname for url in db.execute(select(col(Evidence.url))).scalars()}
    assert all(host and host.endswith(".example") for host in hosts)
    assert db.execute(select(func.count()).where(col(Recognition.bulk))).scalar() == 0


def test_ten_people_can_be_continued_as_in_the_order_of_the_story(db: Session):
    parts = [(one.name, one.part) for one in personas(db)]
    assert parts[0] == ("Hana Sato", "engineer, Payments")
    assert parts[5] == ("Ines Moreau", "manager, Payments")
    assert [part for _name, part in parts[-3:]] == ["CTO", "HR", "administrator"]
    assert len(parts) == 10


def test_it_is_the_same_company_twice_and_on_both_databases(company: Store, store: Store):
    with store.write() as db:
        load(db, now=NOW)
    first, second = dump(company), dump(store)
    assert {name for name in first if first[name] != second[name]} == set()


def test_it_goes_without_trace_with_everything_that_came_to_hang_on_it(store: Store):
    with store.write() as db:
        db.add(Setting(name="currency", value="NOK"))
    kept = ("audit_event", "audit_head")
    before = dump(store, but=kept)
    with store.write() as db:
        load(db, now=NOW)
        hana = viewer(db, "hana.sato")
        open_session(db, person=db.get_one(Person, hana.person_id), way="demo", now=NOW)
        issue_token(db, person_id=hana.person_id, by=hana, draft=TokenDraft(name="laptop", scopes=["read"]), now=NOW)
    with store.write() as db:
        remove(db, now=NOW)
    after = dump(store, but=kept)
    assert {name for name in before if before[name] != after[name]} == set()


def test_it_does_not_move_in_with_people_who_are_real(sqlite_store: Store):
    with sqlite_store.write() as db:
        enrol(db, by=None, draft=PersonDraft(name="Somebody", email="somebody@company.example"), now=NOW)
    with pytest.raises(Conflict), sqlite_store.write() as db:
        load(db, now=NOW)
    with pytest.raises(Conflict), sqlite_store.write() as db:
        remove(db, now=NOW)


def test_somebody_real_who_came_later_stays(company: Store, tmp_path: Path):
    copy_out(company.engine.url.render_as_string(), tmp_path / "copy.db")
    store = Store.open(sqlite_url(tmp_path / "copy.db"))
    draft = PersonDraft(name="Somebody", email="somebody@company.example", manager="ines.moreau@lanternfish.example")
    with store.write() as db:
        enrol(db, by=None, draft=draft, now=NOW)
    with store.write() as db:
        remove(db, now=NOW)
    with store.read() as db:
        assert db.execute(select(col(Person.name), col(Person.manager_id))).all() == [("Somebody", None)]
    store.close()


def test_a_file_that_holds_data_is_copied_before_its_schema_moves_on(sqlite_template: Path, tmp_path: Path):
    (tmp_path / "unsung.db").write_bytes(sqlite_template.read_bytes())
    terminal = Terminal({"UNSUNG_DATA": str(tmp_path), "UNSUNG_DEMO": "1"})
    keep_a_copy(terminal)
    assert not list(tmp_path.glob("unsung.db.*")), "what is up to date needs no copy"
    migrate_down(terminal.settings.database_url, shipped("migrations"))
    keep_a_copy(terminal)
    (copy,) = tmp_path.glob("unsung.db.*")
    kept = Store.open(sqlite_url(copy))
    assert current_revision(kept.engine) != newest_revision(shipped("migrations"))
    kept.close()


def test_all_days_move_by_whole_weeks(sqlite_store: Store):
    """A Thursday in winter, beyond the change of the clocks: the same edition, 26 weeks later."""
    now = datetime(2026, 11, 19, 15, 30, tzinfo=UTC)
    with sqlite_store.write() as db:
        load(db, now=now)
    with sqlite_store.read() as db:
        found = facts(db, "ines.moreau", now=now)
        mondays = set(db.execute(select(col(Digest.monday))).scalars())
        started = db.execute(select(col(Incident.started_at)).where(col(Incident.ref) == "INC-1042")).scalar_one()
    assert [item["days"] for item in found] == [6, 52, 9, 18, 91, 59]
    assert found[0]["finished_on"] == "2026-11-10"
    assert max(mondays) == datetime(2026, 11, 16, tzinfo=UTC).date()
    assert started == datetime(2026, 3, 12, 8, 12, tzinfo=UTC) + timedelta(weeks=26) - timedelta(hours=1)

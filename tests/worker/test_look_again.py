"""Measured fixes speak again after 30, 90, 180 and 365 days; something of the same kind ends that, in neutral words."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from app.actions.report_incident import report_incident
from app.connectors.http import Wire
from app.domain import IncidentLink, Measurement, Relation, Result, Service
from app.domain.draft import read_values
from app.domain.incident_draft import IncidentDraft
from app.kit.reach import Reach
from app.publishing.measured_wording import holding_of
from app.queries import measurements
from app.worker.jobs import look_again
from app.worker.loop import run_due
from tests.connectors.loopback import Loopback, loopback, range_of
from tests.series import CHANGED, daily
from tests.site import Site, text_of
from tests.thunderdome import ident
from tests.web.contribution_site import put_forward

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)  # each answer is a process of its own
QUESTION = {
    "source": "prometheus", "metric": "p95 of the order query", "unit": "ms", "kind": "other", "query": "p95",
    "direction": "lower_is_better", "changed_on": CHANGED.isoformat(), "trigger": "planned", "no_other_changes": True,
}  # fmt: skip


def incidents(site: Site, work: str, days: Sequence[date]) -> None:
    """On one service; the first of them is the one that the work is meant to end."""
    with site.world.store.write() as db:
        db.add(Service(id=(service := ident()), name="orders-db", name_folded="orders-db"))
        db.flush()
        for place, day in enumerate(days):
            start = datetime.combine(day, time(10), UTC)
            values = {"title": "The database was slow", "started_at": start, "services": ["orders-db"]}
            values |= {"resolved_at": start + timedelta(hours=1)}
            made = report_incident(
                db, by=site.world.viewer("NOMINATOR"), draft=read_values(IncidentDraft, values), now=site.clock()
            )
            if place == 0:
                link = IncidentLink(
                    id=ident(), contribution_id=work, incident_id=made.id, relation=Relation.PREVENTS.value,
                    added_by_id=site.world.ids["NOMINATOR"], added_at=site.clock(),
                )  # fmt: skip
                db.add(link)
        assert service


def measured(site: Site, work: str, server: Loopback) -> str:
    """The address of a question that a server has answered."""
    reach = Reach.of([server.host])
    object.__setattr__(site.wiring.settings, "reach", reach)
    object.__setattr__(site.wiring, "wire", Wire(reach, pause=lambda _seconds: None))
    gauge = site.api("ADMIN", "POST", "/settings/gauges", json={"name": "Metrics", "address": server.url}).json()["id"]
    body = QUESTION | {"connection_id": gauge}
    answer = site.api("SUBJECT", "POST", f"/contributions/{work}/measurements", json=body)
    assert answer.status_code == 201, answer.text
    question = f"/contributions/{work}/measurements/{answer.json()['id']}"
    assert site.api("SUBJECT", "POST", f"{question}/results").status_code == 202
    run_due(site.wiring, site.clock())
    return question


def occasions(site: Site) -> list[str]:
    with site.world.store.read() as db:
        return sorted(row.occasion for row in db.execute(select(Result)).scalars())


def test_a_fix_that_holds_says_so_once_for_each_look(site: Site):
    work = put_forward(site)
    site.clock.now = datetime.combine(CHANGED + timedelta(days=29), time(8), UTC)
    with loopback(range_of(daily(before=1800, after=420, days_before=240, days_after=400))) as server:
        question = measured(site, work, server)
        assert occasions(site) == ["asked"]
        for days, seen in ((2, ["30"]), (10, ["30"]), (60, ["30", "90"]), (400 - 101, ["30", "365", "90"])):
            site.clock.pass_by(days=days)
            look_again.run(site.wiring, site.clock())
            run_due(site.wiring, site.clock())
            assert occasions(site) == [*seen, "asked"]
    with site.world.store.read() as db:  # nobody's session lasts that long
        words = holding_of(measurements.one(db, work, question.rsplit("/", 1)[1]), "en")
    assert words.startswith("Looked at again after 365 days, on ")
    assert "still holding" in words


def test_figures_that_are_back_are_said_without_blame(site: Site):
    work = put_forward(site)
    site.clock.now = datetime.combine(CHANGED + timedelta(days=57), time(8), UTC)
    fell = daily(before=1800, after=420, days_before=240, days_after=57)
    back = daily(before=420, after=1790, days_before=1, days_after=60, changed=CHANGED + timedelta(days=57))[1:]
    with loopback(range_of([*fell, *back])) as server:
        question = measured(site, work, server)
        site.clock.pass_by(days=40)
        look_again.run(site.wiring, site.clock())
        run_due(site.wiring, site.clock())
        page = text_of(site.page("SUBJECT", "GET", question))
    assert "Looked at again after 90 days" in page
    assert "the latest days are nearer to those before the change" in page


def test_something_of_the_same_kind_ends_the_looks(site: Site):
    work = put_forward(site)
    incidents(site, work, [CHANGED - timedelta(days=20), CHANGED + timedelta(days=40)])
    site.clock.now = datetime.combine(CHANGED + timedelta(days=60), time(8), UTC)
    with loopback(range_of(daily(before=1800, after=420, days_before=240, days_after=120))) as server:
        question = measured(site, work, server)
        look_again.run(site.wiring, site.clock())
        run_due(site.wiring, site.clock())
        assert occasions(site) == ["asked"]
        page = text_of(site.page("SUBJECT", "GET", question))
        look_again.run(site.wiring, site.clock())
    assert "was recorded on the same service on 11 April 2026, so this is no longer looked at again." in page
    with site.world.store.read() as db:
        assert [row.stopped_at is not None for row in db.execute(select(Measurement)).scalars()] == [True]


def test_linked_incidents_are_counted_before_and_after(site: Site):
    work = put_forward(site)
    incidents(site, work, [CHANGED - timedelta(days=day) for day in range(3, 178, 10)])
    body = {
        "source": "incidents", "kind": "incidents", "metric": "database incidents", "unit": "incidents",
        "changed_on": CHANGED.isoformat(), "days_before": 180, "days_after": 70, "trigger": "planned",
    }  # fmt: skip
    question = site.api("SUBJECT", "POST", f"/contributions/{work}/measurements", json=body).json()["id"]
    here = f"/contributions/{work}/measurements/{question}"
    site.api("SUBJECT", "POST", f"{here}/results")
    run_due(site.wiring, site.clock())
    page = text_of(site.page("SUBJECT", "GET", here))
    assert "18 database incidents in the 180 days before 2 March 2026, 0 in the 70 days after." in page
    assert "incidents a year" in text_of(site.page("SUBJECT", "GET", f"/contributions/{work}"))


def test_without_a_link_there_is_nothing_to_count(site: Site):
    work = put_forward(site)
    body = {
        "source": "incidents", "kind": "incidents", "metric": "incidents", "unit": "incidents",
        "changed_on": CHANGED.isoformat(),
    }  # fmt: skip
    question = site.api("SUBJECT", "POST", f"/contributions/{work}/measurements", json=body).json()["id"]
    here = f"/contributions/{work}/measurements/{question}"
    site.api("SUBJECT", "POST", f"{here}/results")
    run_due(site.wiring, site.clock())
    assert "there is nothing to count yet." in text_of(site.page("SUBJECT", "GET", here))

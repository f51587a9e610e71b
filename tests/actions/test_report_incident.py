"""An incident is kept as it happened, seen by those it is for, and says how often each side was thanked."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from app.actions.enrol import enrol
from app.actions.follow_up import add_follow_up, complete_follow_up
from app.actions.report_incident import amend_incident, report_incident
from app.actions.set_up import add_service
from app.domain import Incident, Person, Viewer
from app.domain.draft import read_values
from app.domain.incident_draft import (
    CompletionDraft,
    FollowUpDraft,
    IncidentChange,
    IncidentDraft,
    IncidentQuery,
    ResponderDraft,
)
from app.domain.person_draft import PersonDraft, Right, ServiceDraft
from app.kit.errors import Code, Fault
from app.queries import incident_page, incidents
from tests.thunderdome import Thunderdome, as_viewer

NOW = datetime(2026, 5, 18, 8, 5, tzinfo=UTC)
BEGAN = NOW - timedelta(days=3)


def viewer_of(person: Person) -> Viewer:
    return as_viewer(person, is_manager=False)


def join(db, name, **more) -> Person:
    return enrol(
        db, by=None, draft=PersonDraft(name=name, email=f"{name.lower()}@lanternfish.example", **more), now=NOW
    )


def reported(db, by, **given) -> Incident:
    values = {"title": "Checkout timed out", "started_at": BEGAN} | given
    return report_incident(db, by=viewer_of(by), draft=read_values(IncidentDraft, values), now=NOW)


def refs(db, viewer, **query):
    page = incidents.listed(db, viewer=viewer, query=read_values(IncidentQuery, query), cursor=None)
    return [row.ref for row in page.rows]


def faults_of(attempt):
    with pytest.raises(Fault) as caught:
        attempt()
    return [(one.field, one.code) for one in caught.value.errors] or caught.value.code


def test_the_page_tells_what_was_given_and_no_cause(store):
    with store.write() as db:
        erik, hana = join(db, "Erik"), join(db, "Hana")
        add_service(db, by=None, draft=ServiceDraft(name="Ledger"), now=NOW)
        kept = reported(
            db, erik, ref="INC-7", severity="sev 1", urgency="high", customer_share="12.5", services=["ledger"],
            responders=[{"person": "hana", "role": "lead"}], factors=["No validation in the script"],
            resolved_at=BEGAN + timedelta(hours=3),
        )  # fmt: skip
        page = incident_page.page_for(db, kept.id, viewer=viewer_of(hana))
        assert (page.severity, page.priority, page.urgency) == ("sev 1", "", "high")
        assert page.customer_share == Decimal("12.5")
        assert [one.name for one in page.services] == ["Ledger"]
        assert [(one.name, one.role) for one in page.responders] == [("Hana", "lead")]
        assert not [name for name in vars(page) if "cause" in name or "blame" in name or "author" in name]


def test_an_incident_without_a_number_gets_one_from_its_day(store):
    with store.write() as db:
        erik = join(db, "Erik")
        assert [reported(db, erik).ref for _ in range(2)] == ["INC-20260515-1", "INC-20260515-2"]


def test_all_faults_of_a_report_come_together(store):
    with store.write() as db:
        erik = join(db, "Erik")
        unknown = [{"person": "erik"}, {"person": "erik@lanternfish.example"}, {"person": "nobody"}]
        assert faults_of(lambda: reported(db, erik, services=["Nowhere"], responders=unknown)) == [
            ("services.0", Code.SERVICE_UNKNOWN),
            ("responders.1.person", Code.DUPLICATE_PERSON),
            ("responders.2.person", Code.PERSON_UNKNOWN),
        ]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"started_at": NOW + timedelta(minutes=1)}, Code.BAD_DATE),
        ({"resolved_at": BEGAN - timedelta(minutes=1)}, Code.BAD_DATE),
        ({"started_at": "2026-05-12T10:00:00"}, Code.BAD_TIME),
        ({"started_at": "2026-05-12T23:59:60Z"}, Code.BAD_DATE),
        ({"customer_share": "100.1"}, Code.BAD_SHARE),
        ({"customer_share": "NaN"}, Code.OUT_OF_RANGE),
        ({"cause": "Erik"}, Code.UNKNOWN_FIELD),
    ],
)
def test_what_cannot_be_is_refused(store, given, code):
    with store.write() as db:
        erik = join(db, "Erik")
        (found,) = faults_of(lambda: reported(db, erik, **given))
        assert found[1] == code


def test_a_number_is_taken_once(store):
    with store.write() as db:
        erik = join(db, "Erik")
        reported(db, erik, ref="INC-7")
        assert faults_of(lambda: reported(db, erik, ref="INC-7")) == Code.REF_TAKEN


def test_a_restricted_incident_is_for_its_responders_and_the_chain_above_them(store):
    with store.write() as db:
        boss = join(db, "Boss")
        marcus = join(db, "Marcus", manager=boss.id)
        erik, jun = join(db, "Erik", manager=marcus.id), join(db, "Jun", manager=marcus.id)
        petra = join(db, "Petra", roles=[Right.HR])
        kept = reported(db, erik, ref="INC-9", restricted=True, responders=[{"person": erik.id}])
        for who, sees in ((erik, True), (marcus, True), (boss, True), (jun, False), (petra, False)):
            viewer = viewer_of(who)
            assert refs(db, viewer) == (["INC-9"] if sees else []), who.name
            assert refs(db, viewer, q="checkout") == (["INC-9"] if sees else [])
            assert refs(db, viewer, ref="INC-9") == (["INC-9"] if sees else [])
            if not sees:
                assert faults_of(lambda: incident_page.page_for(db, kept.id, viewer=viewer)) == Code.NOT_FOUND  # noqa: B023


def test_nobody_restricts_an_incident_out_of_their_own_sight(store):
    with store.write() as db:
        erik, jun = join(db, "Erik"), join(db, "Jun")
        people = [{"person": jun.id}]
        assert faults_of(lambda: reported(db, erik, restricted=True, responders=people)) == [
            ("restricted", Code.BAD_CHOICE)
        ]


def test_only_those_close_to_it_change_it(store):
    with store.write() as db:
        marcus = join(db, "Marcus")
        erik = join(db, "Erik", manager=marcus.id)
        jun, hana = join(db, "Jun"), join(db, "Hana")
        kept = reported(db, hana, responders=[{"person": erik.id}])
        change = IncidentChange(
            severity="sev 2", responders=[ResponderDraft(person=erik.id), ResponderDraft(person="Jun")]
        )
        for version, who in enumerate((hana, erik, marcus), start=1):
            amend_incident(db, incident_id=kept.id, by=viewer_of(who), draft=change, version=version, now=NOW)
        other = viewer_of(join(db, "Other"))
        attempt = lambda by: amend_incident(  # noqa: E731
            db, incident_id=kept.id, by=by, draft=change, version=1, now=NOW
        )
        assert faults_of(lambda: attempt(other)) == Code.NOT_ALLOWED
        assert faults_of(lambda: attempt(viewer_of(jun))) == Code.PRECONDITION_FAILED


def test_a_follow_up_is_done_once(store):
    with store.write() as db:
        erik = join(db, "Erik")
        kept, by = reported(db, erik), viewer_of(erik)
        draft = FollowUpDraft(title="Restart instances after a change", owner="Erik")
        row = add_follow_up(db, incident_id=kept.id, by=by, draft=draft, now=NOW)
        done = {"incident_id": kept.id, "follow_up_id": row.id, "by": by, "draft": CompletionDraft(), "now": NOW}
        complete_follow_up(db, **done)
        (shown,) = incident_page.page_for(db, kept.id, viewer=by).follow_ups
        assert (shown.owner.name, shown.done_on) == ("Erik", date(2026, 5, 18))
        assert faults_of(lambda: complete_follow_up(db, **done)) == Code.WRONG_STATE


def test_thunderdome_says_three_and_none(store):
    with store.write() as db:
        story = Thunderdome(db)
        viewer = as_viewer(story.manager)
        page = incident_page.page_for(db, story.incident.id, viewer=viewer)
        assert (page.thanks.response, page.thanks.prevention) == (3, 0)
        assert [one.ref for one in page.fixes] == ["PW-1"]
        query = read_values(IncidentQuery, {"ref": "INC-1"})
        (row,) = incidents.listed(db, viewer=viewer, query=query, cursor=None).rows
        assert (row.thanks.response, row.thanks.prevention) == (3, 0)


def test_a_fix_that_is_not_for_the_reader_is_neither_shown_nor_counted(store):
    with store.write() as db:
        story = Thunderdome(db)
        page = incident_page.page_for(db, story.incident.id, viewer=viewer_of(join(db, "Outsider")))
        assert (page.fixes, page.responses) == ((), ())


def test_the_list_is_cut_by_day_severity_and_service_and_paged(store):
    with store.write() as db:
        erik = join(db, "Erik")
        add_service(db, by=None, draft=ServiceDraft(name="Ledger"), now=NOW)
        for day in range(1, 6):
            more = {"services": ["Ledger"], "severity": "sev 1"} if day == 3 else {}
            reported(db, erik, ref=f"INC-{day}", started_at=datetime(2026, 5, day, 12, tzinfo=UTC), **more)
        viewer = viewer_of(erik)
        assert refs(db, viewer, **{"from": "2026-05-02", "to": "2026-05-04"}) == ["INC-4", "INC-3", "INC-2"]
        assert refs(db, viewer, service="ledger") == refs(db, viewer, severity="sev 1") == ["INC-3"]
        query = read_values(IncidentQuery, {"limit": "2"})
        first = incidents.listed(db, viewer=viewer, query=query, cursor=None)
        second = incidents.listed(db, viewer=viewer, query=query, cursor=first.next)
        back = incidents.listed(db, viewer=viewer, query=query, cursor=second.previous)
        assert [[row.ref for row in page.rows] for page in (first, second, back)] == [
            ["INC-5", "INC-4"], ["INC-3", "INC-2"], ["INC-5", "INC-4"],
        ]  # fmt: skip

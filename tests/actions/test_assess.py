"""What an effect was: stated, changed in a new version, looked at by somebody else."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from app.actions.assess import replace_impact, state_impact, verify_impact
from app.domain import AuditEvent, Contribution, Contributor, Grade, Method, Setting, Tier
from app.domain.draft import read_values
from app.domain.impact_draft import ImpactDraft
from app.domain.review_draft import VerificationDraft
from app.kit.errors import Code, Fault, NotFound
from app.queries import impacts
from tests.thunderdome import NOW, Thunderdome, as_viewer, effect, person, work

RISK = {
    "kind": "risk_retired", "sentence": "Failover needs no hands now.", "method": "declared_risk", "source": "On-call",
    "before": {"detect": 30, "repair": 60, "share_percent": 50, "times_a_year": 12},
    "after": {"detect": 30, "repair": 60, "share_percent": 50, "times_a_year": 1},
}  # fmt: skip
MONEY = {
    "kind": "money_saved", "sentence": "The nightly cluster is gone.", "method": "stated", "low": "20000",
    "likely": "40000", "high": "60000", "unit": "EUR", "period": "year", "source": "Invoices",
}  # fmt: skip
SEEN = VerificationDraft(words="I ran the query again.")


def draft(base, **changes):
    return read_values(ImpactDraft, {**base, **changes})


def refused(attempt):
    with pytest.raises(Fault) as caught:
        attempt()
    return caught.value.code


def grade_and_tier(db, on):
    question = select(col(Contribution.grade), col(Contribution.tier)).where(col(Contribution.id) == on.id)
    return tuple(db.execute(question).one())


def test_a_declared_risk_is_estimated_and_large(store):
    with store.write() as db:
        world = Thunderdome(db)
        fix = work(db, "Failover runs by itself", world.peers[0])
        stated = state_impact(db, fix.id, by=as_viewer(world.peers[0]), draft=draft(RISK), now=NOW)
        assert (stated.low, stated.likely, stated.high, stated.unit) == (495, 495, 495, "minutes")
        assert grade_and_tier(db, fix) == (Grade.ESTIMATED, Tier.LARGE)


def test_a_stated_amount_is_asserted_whatever_its_size(store):
    with store.write() as db:
        world = Thunderdome(db)
        fix = work(db, "Nightly cluster switched off", world.erik)
        stated = state_impact(db, fix.id, by=as_viewer(world.manager), draft=draft(MONEY), now=NOW)
        assert (stated.grade, stated.tier) == (Grade.ASSERTED, Tier.MEDIUM)


def test_the_low_end_alone_makes_the_tier(store):
    with store.write() as db:
        world = Thunderdome(db)
        fix = work(db, "Nightly cluster switched off", world.erik)
        wide = draft(MONEY, low="500", high="9000000")
        assert state_impact(db, fix.id, by=as_viewer(world.erik), draft=wide, now=NOW).tier == Tier.NONE


def test_an_amount_in_another_currency_counts_for_no_tier(store):
    with store.write() as db:
        world = Thunderdome(db)
        fix = work(db, "Nightly cluster switched off", world.erik)
        stated = state_impact(db, fix.id, by=as_viewer(world.erik), draft=draft(MONEY, unit="SEK"), now=NOW)
        assert stated.tier == Tier.NONE
        db.add(Setting(name="currency", value="SEK"))
        db.flush()
        assert state_impact(db, fix.id, by=as_viewer(world.erik), draft=draft(MONEY, unit="SEK"), now=NOW).tier


def test_a_changed_mind_is_a_new_version_and_the_old_one_stays_readable(store):
    with store.write() as db:
        world = Thunderdome(db)
        fix = work(db, "Failover runs by itself", world.erik)
        first = state_impact(db, fix.id, by=as_viewer(world.erik), draft=draft(RISK), now=NOW)
        smaller = {**RISK["before"], "times_a_year": 4}
        change = draft(RISK, before=smaller)
        again = replace_impact(db, fix.id, first.id, by=as_viewer(world.erik), draft=change, version=1, now=NOW)
        versions = impacts.of_contribution(db, fix.id)
        assert [(one.version, one.current, one.likely) for one in versions] == [(2, True, 135), (1, False, 495)]
        stale = lambda: replace_impact(  # noqa: E731
            db, fix.id, again.id, by=as_viewer(world.erik), draft=change, version=1, now=NOW
        )
        assert refused(stale) is Code.PRECONDITION_FAILED
        assert grade_and_tier(db, fix) == (Grade.ESTIMATED, Tier.MEDIUM)


def test_a_baseline_is_of_the_day_it_was_written_and_of_a_new_day_once_it_is_written_anew(store):
    with store.write() as db:
        world = Thunderdome(db)
        fix, later = work(db, "Failover runs by itself", world.erik), NOW + timedelta(days=9)
        first = state_impact(db, fix.id, by=as_viewer(world.erik), draft=draft(RISK), now=NOW)
        assert first.baseline_on == NOW.date()
        words = draft(RISK, sentence="Said better.")
        second = replace_impact(db, fix.id, first.id, by=as_viewer(world.erik), draft=words, version=1, now=later)
        assert second.baseline_on == NOW.date()
        figures = draft(RISK, before={**RISK["before"], "detect": 31})
        third = replace_impact(db, fix.id, first.id, by=as_viewer(world.erik), draft=figures, version=2, now=later)
        assert third.baseline_on == later.date()


def test_a_day_in_the_future_is_refused(store):
    with store.write() as db:
        world = Thunderdome(db)
        tomorrow = draft(RISK, changed_on=str(NOW.date() + timedelta(days=1)))
        attempt = lambda: state_impact(db, world.repair.id, by=as_viewer(world.erik), draft=tomorrow, now=NOW)  # noqa: E731
        assert refused(attempt) is Code.BAD_DATE


def test_a_second_person_verifies_and_only_what_is_measured_rises(store):
    with store.write() as db:
        world = Thunderdome(db)
        by = as_viewer(world.manager)
        series = effect(db, world.repair, "p95 fell", world.erik)
        by_hand = state_impact(db, world.repair.id, by=as_viewer(world.erik), draft=draft(RISK), now=NOW)
        grades = [
            verify_impact(db, world.repair.id, one.id, by=by, draft=SEEN, now=NOW).grade for one in (series, by_hand)
        ]
        assert grades == [Grade.VERIFIED, Grade.ESTIMATED]
        seen = {one.id: one.verified for one in impacts.of_contribution(db, world.repair.id)}
        assert [mark.name for mark in seen[by_hand.id]] == [world.manager.name]
        verify_impact(db, world.repair.id, series.id, by=by, draft=SEEN, now=NOW)
        assert len({one.id: one.verified for one in impacts.of_contribution(db, world.repair.id)}[series.id]) == 1


def test_nobody_verifies_their_own_work_or_their_own_words(store):
    with store.write() as db:
        world = Thunderdome(db)
        stated = state_impact(db, world.repair.id, by=as_viewer(world.manager), draft=draft(RISK), now=NOW)
        for who in (world.manager, world.erik):
            attempt = lambda who=who: verify_impact(  # noqa: E731
                db, world.repair.id, stated.id, by=as_viewer(who), draft=SEEN, now=NOW
            )
            assert refused(attempt) is Code.OWN_IMPACT


def test_a_new_statement_ends_the_rest_and_is_on_record(store):
    with store.write() as db:
        world = Thunderdome(db)
        mine = col(Contributor.contribution_id) == world.repair.id
        db.execute(update(Contributor).where(mine).values(rests_until=date(2026, 8, 1)))
        state_impact(db, world.repair.id, by=as_viewer(world.erik), draft=draft(RISK), now=NOW)
        assert db.execute(select(col(Contributor.rests_until)).where(mine)).scalar() is None
        written = db.execute(select(AuditEvent).where(col(AuditEvent.action) == "impact_stated")).scalar_one()
        assert "Failover" not in str(written.changes)


def test_a_stranger_finds_nothing_and_hr_writes_nothing(store):
    with store.write() as db:
        world = Thunderdome(db)
        stranger = person(db, "Nadia Rossi")
        hr = person(db, "Petra Novak", is_member=False, is_hr=True)
        with pytest.raises(NotFound):
            state_impact(db, world.repair.id, by=as_viewer(stranger), draft=draft(RISK), now=NOW)
        attempt = lambda: state_impact(db, world.repair.id, by=as_viewer(hr), draft=draft(RISK), now=NOW)  # noqa: E731
        assert refused(attempt) is Code.NOT_ALLOWED
        assert Method.DECLARED_RISK not in {one.method for one in impacts.of_contribution(db, world.repair.id)}

"""A recurring signal that stopped: found when it did, and only when nobody merely made it silent."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.discovery.quiet import Finding, QuietState, came_back, carried_over, find_quiet
from app.discovery.silence import episodes_of
from app.discovery.suspicion import Suspect
from app.domain.sighting import Change, Hand, Tag, TouchedFile
from app.domain.signal import Episode, Firing, RuleEvent, RuleEventKind, ServiceLife, Signal, SignalKind, SourceHealth

STOP = date(2026, 6, 1)  # a Monday: the day of the last episode
TODAY = STOP + timedelta(days=28)
DB_SLOW = Signal(
    source="alerts", key="db-slow/orders", name="db slow", service_ids=frozenset({"orders"}), paths=("src/db",),
    rule_files=("alerts/db.yaml",),
)  # fmt: skip


def at(day: int, hour: int = 3, minute: int = 0) -> datetime:
    return datetime(STOP.year, STOP.month, STOP.day, hour, minute, tzinfo=UTC) + timedelta(days=day)


def episode(day: int) -> Episode:
    return Episode(at(day), at(day, 4))


WEEKLY = [episode(-7 * week) for week in range(12)]


def covered(*, until: date = TODAY, missing: tuple[int, ...] = ()) -> frozenset[date]:
    days = {STOP + timedelta(days=at) for at in range(-400, (until - STOP).days + 1)}
    return frozenset(days - {STOP + timedelta(days=at) for at in missing})


def suspect(
    name: str, day: int, title: str, path: str = "src/web/page.py", *, by: str = "ada", **more: object
) -> Suspect:
    change = Change(
        external_id=name, author=Hand(by), date=STOP + timedelta(days=day), title=title, files=(TouchedFile(path),),
        service_ids=("orders",) if more.pop("same_service", False) else (),
    )  # fmt: skip
    return Suspect(change=change, preventive=0.7, tags=frozenset({Tag.PERFORMANCE}), **more)  # type: ignore[arg-type]


POOL = suspect("pool", -2, "larger pool for slow queries", "src/db/pool.yaml", same_service=True)


def look(
    *, signal: Signal = DB_SLOW, episodes: list[Episode] = WEEKLY, today: date = TODAY, **more: object
) -> Finding | None:
    asked: dict[str, object] = {
        "health": SourceHealth(covered=covered(until=today), last_sign=today),
        "service": ServiceLife(last_sign=today),
        "suspects": (POOL,),
    }
    return find_quiet(signal, episodes, today=today, **(asked | more))  # type: ignore[arg-type]


def test_twelve_weekly_alerts_and_four_quiet_weeks_are_found_with_the_change_before_the_stop() -> None:
    found = look()
    assert found is not None
    assert found.state is QuietState.STOPPED
    assert [one.changes for one in found.proposed] == [("pool",)]
    assert found.word == "likely"
    assert found.sentence.startswith(
        "12 episodes in 12 weeks, none in the 28 days since; by luck alone 1 time in 55. It stopped after this work."
    )


def test_a_longer_silence_makes_it_clear() -> None:
    found = look(today=TODAY + timedelta(days=14))
    assert found is not None
    assert found.word == "clear"


def test_three_quiet_weeks_are_not_yet_enough_for_a_weekly_alert() -> None:
    assert look(today=STOP + timedelta(days=20)) is None


@pytest.mark.parametrize(
    "event",
    [
        RuleEvent(day=STOP + timedelta(days=1), kind=RuleEventKind.MUTED, until=STOP + timedelta(days=40)),
        RuleEvent(day=STOP - timedelta(days=3), kind=RuleEventKind.MUTED, until=STOP + timedelta(days=6)),
        RuleEvent(day=STOP + timedelta(days=2), kind=RuleEventKind.DELETED),
        RuleEvent(day=STOP - timedelta(days=2), kind=RuleEventKind.LOOSENED),
        RuleEvent(day=STOP, kind=RuleEventKind.DISABLED),
        RuleEvent(day=STOP, kind=RuleEventKind.CHANGED),
        RuleEvent(day=STOP, kind=RuleEventKind.REROUTED),
        RuleEvent(day=STOP, kind=RuleEventKind.RENAMED),
    ],
)
def test_a_rule_that_was_made_silent_is_no_repair(event: RuleEvent) -> None:
    found = look(events=(event,))
    assert found is not None
    assert found.state is QuietState.SILENCED
    assert found.sentence == f"Signal was silenced on {event.day.isoformat()}."
    assert (found.word, found.proposed) == ("", ())


@pytest.mark.parametrize(
    "event",
    [
        RuleEvent(day=STOP + timedelta(days=2), kind=RuleEventKind.MUTED, until=STOP + timedelta(days=4)),
        RuleEvent(day=STOP - timedelta(days=30), kind=RuleEventKind.LOOSENED),
        RuleEvent(day=STOP, kind=RuleEventKind.CHANGED, is_harmless=True),
        RuleEvent(day=STOP, kind=RuleEventKind.REROUTED, successor="another team"),
    ],
)
def test_what_does_not_explain_a_silence_leaves_the_finding(event: RuleEvent) -> None:
    found = look(events=(event,))
    assert found is not None
    assert found.state is QuietState.STOPPED


def test_a_mute_that_was_lifted_counts_until_then() -> None:
    mute = RuleEvent(day=STOP + timedelta(days=1), kind=RuleEventKind.MUTED)
    lifted = RuleEvent(day=STOP + timedelta(days=3), kind=RuleEventKind.UNMUTED)
    still, over = look(events=(mute,)), look(events=(mute, lifted))
    assert still is not None
    assert over is not None
    assert (still.state, over.state) == (QuietState.SILENCED, QuietState.STOPPED)


def test_a_change_that_edits_the_rule_is_no_repair() -> None:
    edit = suspect("edit", -1, "alerting: wait ten minutes more", "alerts/db.yaml")
    found = look(suspects=(POOL, edit))
    assert found is not None
    assert found.state is QuietState.SILENCED


def test_a_source_that_was_down_says_no_data() -> None:
    health = SourceHealth(covered=covered(missing=tuple(range(5, 25))), last_sign=TODAY)
    found = look(health=health)
    assert found is not None
    assert found.sentence == f"No data since {(STOP + timedelta(days=5)).isoformat()}."
    deaf = look(health=SourceHealth(covered=covered(), last_sign=TODAY - timedelta(days=8)))
    assert deaf is not None
    assert deaf.state is QuietState.NO_DATA


def test_a_retired_service_is_quiet_for_its_own_reason() -> None:
    for life in (ServiceLife(exists=False, last_sign=TODAY), ServiceLife(last_sign=STOP - timedelta(days=3))):
        found = look(service=life)
        assert found is not None
        assert found.state is QuietState.RETIRED


def test_of_two_changes_the_one_in_the_same_service_is_proposed() -> None:
    other = suspect("css", -1, "rounder corners", by="grace")
    found = look(suspects=(other, POOL))
    assert found is not None
    assert [one.changes for one in found.proposed] == [("pool",)]
    assert [one.changes for one in found.others] == [("css",)]


def test_changes_of_one_effort_add_up_and_are_proposed_whole() -> None:
    parts = [
        suspect(f"part-{day}", day, "pool for slow queries", "src/db/pool.py", effort="e-1") for day in (-6, -4, -2, 1)
    ]
    found = look(suspects=(suspect("css", 0, "rounder corners"), *parts))
    assert found is not None
    assert [(one.effort, one.changes) for one in found.proposed] == [
        ("e-1", ("part--6", "part--4", "part--2", "part-1"))
    ]


def test_several_likely_changes_are_one_of_these_and_no_more_than_maybe() -> None:
    twin = suspect("twin", -2, "larger pool for slow queries", "src/db/pool.yaml", by="grace", same_service=True)
    found = look(suspects=(POOL, twin))
    assert found is not None
    assert {one.changes for one in found.proposed} == {("pool",), ("twin",)}
    assert found.word == "maybe"
    assert "one of these" in found.sentence


def test_without_a_likely_change_somebody_is_asked() -> None:
    found = look(suspects=(suspect("css", -7, "rounder corners"),))
    assert found is not None
    assert found.proposed == ()
    assert found.word == "maybe"
    assert "no recorded change explains it. Did somebody do something?" in found.sentence


def test_time_alone_is_never_more_than_maybe() -> None:
    found = look(suspects=(suspect("css", 0, "rounder corners"),), today=TODAY + timedelta(days=60))
    assert found is not None
    assert found.word == "maybe"


def test_a_rule_that_cannot_be_read_stays_at_maybe() -> None:
    found = look(signal=replace(DB_SLOW, rule_is_readable=False))
    assert found is not None
    assert (found.word, found.rule_checked) == ("maybe", False)


def test_bursts_are_nothing_until_the_silence_is_twice_the_gap() -> None:
    bursts = [episode(-day) for day in range(21)] + [episode(-182 - day) for day in range(21)]
    assert look(episodes=bursts) is None
    assert look(episodes=bursts, today=STOP + timedelta(days=300)) is None
    assert look(episodes=bursts, today=STOP + timedelta(days=330)) is not None


def test_closed_intake_of_tickets_is_no_repair() -> None:
    tickets = replace(DB_SLOW, kind=SignalKind.TICKETS)
    found = look(signal=tickets, events=(RuleEvent(day=STOP, kind=RuleEventKind.INTAKE_CHANGED),))
    assert found is not None
    assert found.sentence == f"Intake changed on {STOP.isoformat()}."


def test_a_signal_that_returns_costs_one_word() -> None:
    found = look(today=TODAY + timedelta(days=14))
    assert found is not None
    again = came_back(found, [*WEEKLY, episode(50)])
    assert (again.word, again.came_back_on) == ("likely", STOP + timedelta(days=50))
    assert came_back(again, [*WEEKLY, episode(50)]) == again


def test_a_renamed_rule_keeps_its_history() -> None:
    renamed = RuleEvent(day=STOP - timedelta(days=40), kind=RuleEventKind.RENAMED, successor="new")
    both = carried_over({"old": WEEKLY[6:], "new": WEEKLY[:6]}, {"old": [renamed]})
    assert both == {"new": sorted(WEEKLY)}


def test_firings_of_one_hour_and_repeated_notices_are_one_episode() -> None:
    first = Firing(start=at(0), end=at(0, 3, 20), fingerprint="a")
    again = Firing(start=at(0), end=at(0, 3, 40), fingerprint="a")
    soon = Firing(start=at(0, 4, 39), end=at(0, 4, 50), fingerprint="b")
    later = Firing(start=at(0, 5, 50), fingerprint="c")
    assert episodes_of([later, soon, again, first]) == [
        Episode(at(0), at(0, 4, 50)),
        Episode(at(0, 5, 50), at(0, 5, 50)),
    ]

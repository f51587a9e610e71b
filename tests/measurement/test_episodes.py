"""Tickets become episodes: duplicates follow their original, what is four hours apart or less is one outage."""

from datetime import UTC, datetime, timedelta

import pytest

from app.measurement import BadInput, Incident
from app.measurement.episodes import count, merge, within

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def ticket(
    name: str, starts: float, ends: float | None, *, service: str = "checkout", of: str | None = None,
    share: float | None = None, kind: str = "database",
) -> Incident:  # fmt: skip
    """Hours after noon."""
    ended = None if ends is None else NOON + timedelta(hours=ends)
    started = NOON + timedelta(hours=starts)
    return Incident(
        id=name, service=service, kind=kind, started=started, ended=ended, duplicate_of=of, users_fraction=share
    )


def test_five_tickets_of_one_outage_are_one_episode():
    outages = merge(ticket(f"T{n}", n / 10, 1 + n / 10, share=n / 10) for n in range(5))
    assert [one.ids for one in outages] == [("T0", "T1", "T2", "T3", "T4")]
    assert outages[0].episode.minutes == pytest.approx(84)
    assert outages[0].episode.users_fraction == 0.4


def test_four_hours_join_and_a_minute_more_does_not():
    assert len(merge([ticket("A", 0, 1), ticket("B", 5, 6)])) == 1
    assert len(merge([ticket("A", 0, 1), ticket("B", 5 + 1 / 60, 6)])) == 2


def test_a_short_ticket_inside_a_long_one_does_not_end_it():
    assert len(merge([ticket("A", 0, 10), ticket("B", 1, 2), ticket("C", 13, 14)])) == 1


def test_the_quiet_between_two_tickets_is_not_a_bad_minute():
    (outage,) = merge([ticket("A", 0, 1), ticket("B", 3, 4)])
    assert outage.episode.minutes == 120


def test_other_services_and_other_classes_stay_apart():
    given = [ticket("A", 0, 1), ticket("B", 0, 1, service="search"), ticket("C", 0, 1, kind="network")]
    assert len(merge(given)) == 3


def test_duplicates_are_followed_first_wherever_they_were_filed():
    given = [
        ticket("A", 0, 1),
        ticket("B", 9, 10, service="search", of="A"),
        ticket("C", 2, 3, of="B", service="search"),
        ticket("D", 6, 7),
    ]
    outages = merge(given)
    assert [one.ids for one in outages] == [("A", "C", "D")]
    assert (outages[0].service, outages[0].episode.minutes) == ("checkout", 180)


def test_a_duplicate_filed_weeks_later_joins_nothing_and_keeps_nothing_open():
    given = [ticket("A", 0, 1), ticket("B", 48, 49), ticket("C", 500, 501, of="A"), ticket("D", 0.5, None, of="A")]
    assert [(one.ids, one.episode.minutes) for one in merge(given)] == [(("A", "D"), 60), (("B",), 60)]


def test_a_duplicate_of_something_unknown_stands_for_itself():
    assert len(merge([ticket("A", 0, 1, of="elsewhere")])) == 1


def test_an_open_ticket_leaves_its_episode_open():
    (outage,) = merge([ticket("A", 0, 1), ticket("B", 2, None)])
    assert outage.episode.minutes is None


def test_episodes_are_counted_from_the_first_moment_to_before_the_last_in_halves():
    outages = merge(ticket(f"T{day}", 24 * day, 24 * day + 1) for day in range(10))
    window = NOON, NOON + timedelta(days=9)
    found = count(outages, *window)
    assert (found.events, found.days, found.halves) == (9, 9, (5, 4))
    assert [one.minutes for one in within(outages, *window)] == [60] * 9


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([ticket("A", 1, 0)], "A ends before it starts"),
        ([ticket("A", 0, 1), ticket("A", 2, 3)], "A is given twice"),
        ([ticket("A", 0, 1, of="B"), ticket("B", 0, 1, of="A")], "duplicate of itself"),
        ([ticket("A", 0, 1, share=50)], "between 0 and 1"),
    ],
)
def test_incidents_that_cannot_be_are_bad_input(given: list[Incident], says: str):
    with pytest.raises(BadInput, match=says):
        merge(given)

"""Did incidents become rarer, and by how much: the exact figures, the fleet, selection, and what cannot be told."""

from datetime import UTC, date, datetime, timedelta
from math import exp

import numpy as np
import pytest

from app.measurement import BadInput, Change, Counts, Episode, OtherChange, as_json, compare_incident_counts

T0 = datetime(2026, 3, 3, tzinfo=UTC)


def counts(events: int, days: float, halves: tuple[int, int] | None = None) -> Counts:
    return Counts(events=events, days=days, halves=halves)


def change(**facts: object) -> Change:
    return Change(**{"t0": T0, "recorded_at": T0, "trigger": "planned", "other_changes": (), **facts})


def test_nine_before_and_none_after_is_a_fall_by_the_exact_interval():
    found = compare_incident_counts(counts(9, 180), counts(0, 90), what="database incidents")
    assert (found.status, found.method, found.flags) == ("ok", "exact", ("no_fleet",))
    assert (found.ratio.low, found.ratio.likely) == (0, 0)
    assert found.ratio.high == pytest.approx(0.790, abs=5e-4)
    assert found.if_nothing_changed.probability == pytest.approx(exp(-4.5))
    assert found.sentence == (
        "9 database incidents in the 180 days before, 0 in the 90 days after. If nothing had changed, 0 would be seen"
        " 1 time in 90. 90 % interval of the reduction: 21-100 %."
    )


def test_three_before_and_none_after_is_no_clear_change():
    found = compare_incident_counts(counts(3, 180), counts(0, 90))
    assert found.status == "inconclusive"
    assert (found.ratio.low, round(found.ratio.high, 2)) == (0, 3.43)
    assert found.if_nothing_changed.probability == pytest.approx(exp(-1.5))
    assert "1 time in 4 to 5" in found.sentence
    assert "No clear change" in found.sentence


def test_fourteen_before_and_two_after():
    found = compare_incident_counts(counts(14, 182), counts(2, 182))
    assert [round(one, 3) for one in (found.ratio.likely, found.ratio.low, found.ratio.high)] == [0.143, 0.023, 0.524]
    assert "reduction: 48-98 %" in found.sentence


def test_the_exact_interval_is_the_one_of_the_binomial():
    """Its ends are where the data would be seen in 5 % of cases: sums of the binomial, by hand."""
    found = compare_incident_counts(counts(7, 100), counts(4, 100))
    high, low = (one / (1 + one) for one in (found.ratio.high, found.ratio.low))
    chances = [np.array([_choose(11, k) * p**k * (1 - p) ** (11 - k) for k in range(12)]) for p in (high, low)]
    assert chances[0][:5].sum() == pytest.approx(0.05)
    assert chances[1][4:].sum() == pytest.approx(0.05)


def test_none_before_has_no_upper_limit():
    found = compare_incident_counts(counts(0, 180), counts(5, 90))
    assert (found.ratio.high, found.reduction.low) == (None, None)
    assert found.ratio.low < found.ratio.likely
    assert "times or more" in found.sentence
    assert "%." not in found.sentence.replace("90 % interval", "")


def test_nothing_before_and_nothing_after_is_no_events_and_says_when_to_ask_again():
    found = compare_incident_counts(counts(0, 180), counts(0, 90), change=change())
    assert (found.status, found.reason_code) == ("refused", "no_events")
    assert (found.ratio, found.exact_ratio, found.fleet_services, found.if_nothing_changed) == (None,) * 4
    assert found.ask_again_on == date(2026, 8, 30)  # the window ends on 1 June; as long again
    assert found.sentence.endswith("Ask again on 30 August 2026.")
    assert compare_incident_counts(counts(0, 180), counts(0, 90)).ask_again_on is None


def test_a_silent_fleet_tells_no_usual_rate():
    fleet = [counts(0, 180, (0, 0))] * 12
    assert compare_incident_counts(counts(0, 180), counts(0, 90), fleet).reason_code == "no_events"
    found = compare_incident_counts(counts(4, 180), counts(0, 90), fleet)
    assert (found.method, found.flags) == ("exact", ("no_fleet",))


def test_an_incident_without_an_end_is_undercounted():
    open_one = Episode(minutes=None, users_fraction=None)
    found = compare_incident_counts(counts(1, 180), counts(0, 90), episodes_before=[open_one])
    assert (found.reason_code, found.ratio) == ("undercounted", None)
    assert "1 incident is still open" in found.sentence


def test_a_date_moved_after_the_result_waits_for_a_second_person():
    moved = change(moved_after_result=True)
    assert compare_incident_counts(counts(9, 180), counts(0, 90), change=moved).reason_code == "t0_after_result"
    confirmed = change(moved_after_result=True, confirmed_by="Grace")
    assert compare_incident_counts(counts(9, 180), counts(0, 90), change=confirmed).status == "ok"


def test_services_without_halves_do_not_count_towards_the_ten():
    fleet = [counts(2, 180, (1, 1))] * 9 + [counts(2, 180)] * 5
    found = compare_incident_counts(counts(9, 180), counts(0, 90), fleet)
    assert (found.method, found.fleet_services) == ("exact", 9)
    found = compare_incident_counts(counts(9, 180), counts(0, 90), [*fleet, counts(3, 180, (2, 1))])
    assert (found.method, found.fleet_services, found.flags) == ("eb", 10, ())


def test_halves_are_scaled_to_the_services_own_window():
    long = [counts(4 * n, 360, (2 * n, 2 * n)) for n in range(1, 13)]
    own = [counts(2 * n, 180, (n, n)) for n in range(1, 13)]
    scaled = compare_incident_counts(counts(9, 180), counts(2, 90), long)
    assert scaled.ratio == compare_incident_counts(counts(9, 180), counts(2, 90), own).ratio


def test_halves_that_differ_widen_the_interval():
    calm = [counts(2 * n, 180, (n, n)) for n in range(1, 13)]
    wild = [counts(2 * n, 180, (2 * n, 0)) for n in range(1, 13)]
    found = [compare_incident_counts(counts(9, 180), counts(2, 90), fleet) for fleet in (calm, wild)]
    assert [one.over_dispersion for one in found] == [1, 5]
    assert found[0].ratio.high < found[1].ratio.high


def test_the_worst_of_thirty_over_dispersed_services_seldom_reads_as_improved():
    """Nothing changed; the service was picked for being at its worst. An exact interval claims a fall in a quarter."""
    rng = np.random.default_rng(4711)
    claims = exact = 0
    for _ in range(250):
        rates = rng.gamma(1.5, 2.5 / 1.5, 30)
        halves = rng.negative_binomial(rates[:, None] / 2 + 1e-9, 0.5, (30, 2))
        chosen = int(rng.choice(np.argsort(-halves.sum(1), kind="stable")[:3]))
        after = int(rng.negative_binomial(rates[chosen] * 0.75 + 1e-9, 0.5))
        fleet = [counts(int(h.sum()), 120, (int(h[0]), int(h[1]))) for i, h in enumerate(halves) if i != chosen]
        found = compare_incident_counts(counts(int(halves[chosen].sum()), 120), counts(after, 90), fleet)
        claims += found.ratio.high < 1
        exact += found.exact_ratio.high is not None and found.exact_ratio.high < 1
    assert claims <= 0.04 * 250
    assert exact >= 0.15 * 250


def test_the_grade_asks_for_a_fleet_or_a_plan_and_for_other_changes():
    nine, none = counts(9, 180), counts(0, 90)
    assert compare_incident_counts(nine, none, trigger="planned").grade == "measured"
    assert compare_incident_counts(nine, none).grade == "estimated"
    assert compare_incident_counts(nine, none, change=change()).grade == "measured"
    assert compare_incident_counts(nine, none, change=change(other_changes=None)).grade == "estimated"
    long_ago = OtherChange(ts=T0 - timedelta(days=181), text="old disks")
    assert compare_incident_counts(nine, none, change=change(other_changes=(long_ago,))).grade == "measured"
    moved = change(other_changes=(OtherChange(ts=T0, text="new disks"),), trigger="bad_run")
    found = compare_incident_counts(nine, none, change=moved)
    assert (found.grade, len(found.grade_reasons)) == ("asserted", 2)
    assert found.sentence.startswith("The counts report 9 incidents in the 180 days before 3 March 2026, 0 in")


def test_bad_minutes_are_compared_over_the_same_time_and_repeat_themselves():
    before = [Episode(minutes=60 + n, users_fraction=0.5) for n in range(12)]
    after = [Episode(minutes=10, users_fraction=0.2)]
    found = compare_incident_counts(
        counts(12, 180), counts(1, 90), episodes_before=before, episodes_after=after, trigger="planned"
    )
    plain = sum(one.minutes * 0.5 for one in before) / 2
    assert found.bad_minutes.low < 2 - plain < found.bad_minutes.high < 0
    assert found.bad_minutes.unit == "bad minutes"
    again = compare_incident_counts(
        counts(12, 180), counts(1, 90), episodes_before=before, episodes_after=after, trigger="planned"
    )
    assert as_json(again) == as_json(found)
    few = compare_incident_counts(counts(4, 180), counts(1, 90), episodes_before=before[:4], episodes_after=after)
    assert few.bad_minutes is None


@pytest.mark.filterwarnings("error")
def test_counts_of_any_size_give_an_ordered_interval():
    rng = np.random.default_rng(11)
    for _ in range(400):
        most = int(rng.choice([3, 20, 1000, 1_000_000]))
        halves = rng.integers(0, most // 2 + 1, (12, 2)) * rng.integers(0, 2, (12, 1))
        fleet = [counts(int(h.sum()), 90, (int(h[0]), int(h[1]))) for h in halves][: int(rng.choice([0, 12]))]
        x0, x1 = (int(one) for one in rng.integers(0, most + 1, 2) * rng.integers(0, 2, 2))
        found = compare_incident_counts(counts(x0, 90), counts(x1, float(rng.choice([0.5, 90, 30_000]))), fleet)
        for one in () if found.status == "refused" else (found.ratio, found.exact_ratio):
            assert 0 <= one.low <= one.likely <= (np.inf if one.high is None else one.high)
        assert "nan" not in as_json(found).lower()


@pytest.mark.parametrize(
    ("before", "episodes", "says"),
    [
        (counts(-1, 90), (), "cannot be counted"),
        (counts(1, 0), (), "cannot be counted"),
        (counts(1, float("nan")), (), "cannot be counted"),
        (counts(1_000_001, 90), (), "cannot be counted"),
        (counts(3, 90, (1, 1)), (), "do not add up to 3"),
        (counts(2, 90), (Episode(minutes=1, users_fraction=None),), "2 events and 1 episode are given"),
        (counts(1, 90), (Episode(minutes=-1, users_fraction=None),), "an episode of -1 minutes"),
        (counts(1, 90), (Episode(minutes=1, users_fraction=50),), "between 0 and 1"),
    ],
)
def test_counts_that_do_not_add_up_are_bad_input(before: Counts, episodes: tuple[Episode, ...], says: str):
    with pytest.raises(BadInput, match=says):
        compare_incident_counts(before, counts(0, 90), episodes_before=episodes)


def _choose(n: int, k: int) -> float:
    return float(np.prod([(n - i) / (i + 1) for i in range(k)]))

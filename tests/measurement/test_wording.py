"""What a reader is told: the interval, both windows, a verb that fits the grade, and nothing that was not shown."""

import re
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from app.measurement import (
    Control,
    Counts,
    Point,
    Series,
    SeriesEffect,
    compare_incident_counts,
    estimate_series_effect,
)
from app.measurement.figures import amounts, left_out, outward, pair, percents, plain, span
from app.measurement.refusals import REFUSALS, refusal
from app.measurement.wording import series_sentence
from tests.architecture.tree import ROOT
from tests.measurement.made import T0, change, other, series

CAUSAL = re.compile(r"\b(caus|sav(ed|es|ing)|prevent|thanks to|because|due to|led to|improv|no impact)", re.IGNORECASE)
WINDOWS = re.compile(r"\d+ (weeks|days) before against \d+ (weeks|days) after \d+ [A-Z][a-z]+ 20\d\d")
INTERVAL = re.compile(r"90 % interval [+-]?[\d.,]+ to [+-]?[\d.,]+|\([+-]?[\d.,]+.* to [+-]?[\d.,]+.*; 90 % interval\)")
VERBS = {
    "measured": re.compile(r" (fell|rose) (from|below|above) "),
    "estimated": re.compile(r"^After the change, .* was "),
    "asserted": re.compile(r"^The series reports that after the change .* was "),
}


def errors(rate: float, later: float) -> dict[str, object]:
    def counted(rng: np.random.Generator, after: np.ndarray) -> np.ndarray:
        return rng.poisson(np.where(after, later, rate)).astype(float)

    return {"metric": "errors", "unit": "errors a day", "kind": "count", "shape": counted}


ASKED = [
    (made, asked)
    for made in (
        *(series(factor, seed=seed, sd=sd) for seed, (factor, sd) in enumerate(
            [(0.22, 0.15), (1.0, 0.15), (1.0, 0.3), (1.6, 0.2), (0.99, 0.01), (20, 0.1), (0.003, 0.1), (0.9, 0.05)])),
        series(0.6, missing=0.15), series(0.6, ramp=21), series(0.5, before=33), series(0.6, before=40, after=20),
        series(0.7, level=3e-7, unit=""), series(0.7, level=4e10, unit="bytes"), series(0.7, unit="%", level=3),
        series(**errors(2, 0.2)), series(**errors(0.3, 0.3)), series(**errors(0.2, 3)),
    )
    for asked in (
        change(), change(other_changes=None), change(other_changes=(other(3), other(9)), t1=T0 + timedelta(days=21)),
    )
]  # fmt: skip


@pytest.mark.parametrize(("made", "asked"), ASKED)
def test_every_sentence_holds_the_interval_both_windows_and_the_verb_of_its_grade(made: Series, asked):
    found = estimate_series_effect(made, asked)
    assert found.status != "refused"
    assert WINDOWS.search(found.sentence), found.sentence
    assert INTERVAL.search(found.sentence), found.sentence
    assert not CAUSAL.search(found.sentence), found.sentence
    assert made.metric in found.sentence
    if found.status == "inconclusive":
        assert found.sentence.startswith("No clear change in ")
    for grade, verb in VERBS.items():
        assert bool(verb.search(found.sentence)) == (found.status == "ok" and found.grade == grade), found.sentence
    assert "nan" not in found.sentence
    assert "  " not in found.sentence
    if found.effect_rel is None:
        assert "%" not in found.sentence.replace("90 % interval", "")


def test_the_sentence_of_a_measured_fall():
    found = estimate_series_effect(series(0.22), change(trigger="incident"))
    assert found.sentence == (
        "p95 checkout latency fell from 1,840 to 398 ms (-78 %, 90 % interval -77 to -79 %), 14 weeks before against"
        " 6 weeks after 3 March 2026. Two weeks before the change are left out. No other recorded change in the window."
    )


def test_no_clear_change_says_neither_improved_nor_no_impact():
    found = estimate_series_effect(series(1.0, seed=3), change())
    assert re.match(
        r"No clear change in p95 checkout latency \(-\d+ % to \+\d+ %, -\d+ to \+\d+ ms; 90 % interval\), 14",
        found.sentence,
    )


def test_gaps_a_roll_out_and_other_changes_are_said():
    found = estimate_series_effect(
        series(0.6, missing=0.15, ramp=21), change(t1=T0 + timedelta(days=21), other_changes=(other(3),))
    )
    before, after = found.before, found.after
    gaps = f"Without a value: {before.days - before.valid} of the {before.days} days before and"
    assert f"{gaps} {after.days - after.valid} of the {after.days} days after." in found.sentence
    assert "After the roll-out ended on 24 March 2026: -" in found.sentence
    assert found.sentence.endswith("1 other change is recorded in the window.")


def with_controls(asked) -> SeriesEffect:
    """Everything fell by a quarter, and the metric by less than its controls: it rose against them."""
    rng = np.random.default_rng(1)
    row = np.arange(154)
    common = 0.15 * rng.standard_normal(154) + np.where(row >= 112, np.log(0.75), 0.0)
    points = [
        tuple(Point(T0 + timedelta(days=int(day) - 112), float(value)) for day, value in zip(row, values, strict=True))
        for values in (
            1840 * np.exp(common + 0.05 * rng.standard_normal(154) + np.where(row >= 112, np.log(1.3), 0.0)),
            300 * np.exp(common + 0.05 * rng.standard_normal(154)),
        )
    ]
    made = replace(series(), points=points[0])
    return estimate_series_effect(made, asked, [Control(name="orders", points=points[1], unaffected_by="Grace")])


def test_where_the_plain_means_tell_another_story_the_expected_level_is_named():
    found = with_controls(change(common_cause="a quiet season"))
    assert found.after.mean < found.before.mean
    assert found.effect_rel.low > 0.15
    assert re.search(r"was 1,7\d0 ms where its past and its controls predict 1,\d\d0 ms \(\+\d\d %", found.sentence)
    measured = series_sentence(series(), change(), replace(found, grade="measured"))
    assert " rose above what its past and its controls predict, 1,7" in measured


def test_a_refusal_has_no_sentence_of_an_answer():
    refused = estimate_series_effect(series(0.6, after=9), change())
    assert refused.sentence == "Too early to tell: 9 days after the change, 14 needed. Ask again on 17 March 2026."
    with pytest.raises(ValueError, match="its own words"):
        series_sentence(series(), change(), refused)


def test_every_refusal_is_explained_in_the_docs():
    page = (ROOT / "docs" / "measurement.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page.partition("no answer")[2], re.MULTILINE)) == set(REFUSALS)


def test_no_refusal_scolds_or_claims():
    facts = dict.fromkeys(
        "found needed percent window metric day control count labels what first second".split(), "some"
    )
    for code in REFUSALS:
        said = refusal(code, date(2026, 3, 17), **facts)
        assert said.endswith(" Ask again on 17 March 2026.")
        assert not CAUSAL.search(said)
        assert "{" not in said


@pytest.mark.parametrize(("before", "after"), [(9, 0), (3, 0), (14, 2), (0, 5), (20, 60), (4, 0), (1, 1), (900, 3)])
@pytest.mark.parametrize("trigger", ["planned", "bad_run"])
def test_every_sentence_about_counts_holds_both_windows_the_interval_and_its_verb(
    before: int, after: int, trigger: str
):
    found = compare_incident_counts(Counts(events=before, days=180), Counts(events=after, days=90), trigger=trigger)
    assert re.match(
        r"(The counts report )?[\d,]+ incidents? in the 180 days before, \d+ in the 90 days after", found.sentence
    )
    assert "90 % interval of the r" in found.sentence
    assert (": the rate fell" in found.sentence or ": the rate rose" in found.sentence) == (found.grade == "measured")
    assert ("No clear change" in found.sentence) == (found.status == "inconclusive")
    assert not CAUSAL.search(found.sentence)
    if before < 5:
        assert "reduction" not in found.sentence


def test_of_few_events_a_clear_fall_is_told_as_a_ratio_and_not_in_percent():
    found = compare_incident_counts(Counts(events=4, days=20), Counts(events=0, days=200))
    assert found.status == "ok"
    assert found.sentence.endswith("90 % interval of the rate, after against before: 0 to 0.11 times.")


def test_means_that_fall_further_than_the_estimate_do_not_tell_it():
    found = estimate_series_effect(series(0.5), change())
    assert " fell from 1," in found.sentence
    less = replace(found, effect_rel=replace(found.effect_rel, low=-0.22, likely=-0.2, high=-0.18))
    assert " fell below what its past predicts, " in series_sentence(series(0.5), change(), less)


def test_how_often_luck_alone_shows_it():
    seventh = compare_incident_counts(Counts(events=2, days=100), Counts(events=0, days=97.3))
    assert "0 would be seen 1 time in 7." in seventh.sentence

    def luck(before: int, after: int) -> str:
        found = compare_incident_counts(Counts(events=before, days=100), Counts(events=after, days=100))
        return found.sentence.partition("If nothing had changed, ")[2].partition(".")[0]

    assert luck(1, 0) == "0 would be seen 1 time in 2 to 3"
    assert luck(2, 1) == "1 or fewer would be seen 1 time in 2 to 3"
    assert luck(5, 5) == "5 or fewer would be seen 6 times in 10"
    assert luck(30, 0) == "0 would be seen less than 1 time in a million"
    assert luck(5, 15) == ""


def test_figures_are_no_finer_than_the_interval_allows():
    assert percents(-0.777, -0.742, -0.812, low=-0.812, high=-0.742) == ("-78", "-74", "-81")
    assert percents(-0.0823, 0.1139, low=-0.0823, high=0.1139) == ("-8", "+11")
    assert percents(-0.0153, low=-0.018, high=-0.0128) == ("-1.5",)
    assert amounts(-1428, -1371, -1495, low=-1495, high=-1371) == ("-1,400", "-1,400", "-1,500")
    assert amounts(0.3, -150, 204, low=-150, high=204) == ("0", "-150", "+200")


def test_what_is_not_zero_is_never_shown_as_zero_and_what_is_left_never_as_all():
    assert percents(-0.001, low=-0.19, high=-0.001) == ("-0.1",)
    assert percents(-0.997, -1.0, low=-1.0, high=-0.9) == ("-99.7", "-100")
    assert amounts(-0.04, low=-19, high=-0.04) == ("-0.04",)


def test_plain_figures_and_spans():
    assert [plain(one) for one in (1836.2, 0.02345, 1234567, 3, -0.5, 0, 999.7)] == [
        "1,840", "0.0234", "1,230,000", "3", "-0.5", "0", "1,000",
    ]  # fmt: skip
    assert pair(100.21, 100.12) == ("100.2", "100.1")
    assert [span(one) for one in (56, 84.5, 13, 7, 1)] == ["8 weeks", "84.5 days", "13 days", "7 days", "1 day"]
    assert [left_out(one) for one in (0, 1, 7, 9, 14)] == [
        "",
        "The day before the change is left out.",
        "One week before the change is left out.",
        "The 9 days before the change are left out.",
        "Two weeks before the change are left out.",
    ]


def test_ranges_are_rounded_outward():
    assert outward(236, 631, 1411) == (230, 630, 1500)
    assert outward(-0.0236, 0.1, 0.29) == (-0.024, 0.1, 0.29)
    assert outward(495, 495, 495) == (495, 495, 495)

"""When an effort is a slow fix, who is named on it and how, and what word of confidence stands beside it."""

from datetime import date, timedelta

import pytest

from app.discovery.links import Group
from app.discovery.naming import Names
from app.discovery.slow_fix import Trouble, found_effort, roles_of, word_of
from app.discovery.tagger import Tagged
from app.domain.effort import FoundEffort
from app.domain.sighting import Change, ChangeType, Hand, Tag, TouchedFile

MONDAY = date(2026, 3, 2)
ADA, GRACE, LINUS, MARGO = Hand("ada", "Ada"), Hand("grace", "Grace"), Hand("linus", "Linus"), Hand("margo", "Margo")
ALL = (1 / len(ChangeType),) * len(ChangeType)


def change(name: str, day: int, *, by: Hand = ADA, lines: int | None = 20, **more: object) -> Change:
    return Change(
        external_id=name, repository="orders", author=by, date=MONDAY + timedelta(days=day), title=f"work on {name}",
        files=(TouchedFile("src/db/query.py"),), added=lines, deleted=None if lines is None else 0, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def tagged(*tags: Tag, preventive: float = 0.9) -> Tagged:
    chances = {tag: 0.9 if tag in tags else 0.05 for tag in Tag}
    return Tagged(ChangeType.FIX, ALL, tags, chances, preventive)


def judge(*work: tuple[Change, Tagged], troubles: list[Trouble] | None = None, cohesion: float = 1.0) -> FoundEffort:
    changes = tuple(one for one, _ in work)
    group = Group(key="e-1", changes=changes, cohesion=cohesion)
    found = found_effort(group, {one.external_id: said for one, said in work}, names=Names(changes), troubles=troubles)
    assert found is not None
    return found


PERF, FEATURE, FIX = tagged(Tag.PERFORMANCE), tagged(Tag.FEATURE, preventive=0.1), tagged(Tag.RELIABILITY)


def test_three_preventive_changes_over_a_week_are_a_slow_fix() -> None:
    assert judge((change("a", 0), PERF), (change("b", 3), PERF), (change("c", 7), PERF)).is_slow_fix


@pytest.mark.parametrize("days", [(0, 3), (0, 2, 6)])
def test_fewer_changes_or_a_shorter_time_are_not(days: tuple[int, ...]) -> None:
    assert not judge(*((change(f"c{day}", day), PERF) for day in days)).is_slow_fix


def test_half_of_the_changes_and_half_of_the_lines_must_be_preventive() -> None:
    small = [(change("a", 0, lines=5), PERF), (change("b", 4, lines=5), PERF)]
    by_lines = judge(*small, (change("c", 9, lines=300), FEATURE))
    assert (by_lines.share, by_lines.is_slow_fix) == (2 / 3, False)
    uncounted = [(change(f"u{day}", day, lines=None), PERF if day else FEATURE) for day in (0, 4, 9)]
    assert judge(*uncounted).line_share is None
    assert judge(*uncounted).is_slow_fix


def test_a_fix_soon_after_an_incident_of_the_same_service_or_paths_is_a_response() -> None:
    work = [(change(f"c{day}", day, service_ids=("shop",)), FIX) for day in (0, 4, 9)]
    assert judge(*work, troubles=[]).is_slow_fix
    for trouble in (
        Trouble(day=MONDAY - timedelta(days=4), service_ids=frozenset({"shop"})),
        Trouble(day=MONDAY - timedelta(days=4), paths=("src/db/",)),
    ):
        found = judge(*work, troubles=[trouble])
        assert not found.is_slow_fix
        assert found.confidence < 0.5
    for elsewhere in (
        Trouble(day=MONDAY - timedelta(days=15), service_ids=frozenset({"shop"})),
        Trouble(day=MONDAY + timedelta(days=10), service_ids=frozenset({"shop"})),
        Trouble(day=MONDAY, paths=("src/d",), service_ids=frozenset({"other"})),
    ):
        assert judge(*work, troubles=[elsewhere]).is_slow_fix


def test_without_a_source_of_incidents_the_reasons_say_so() -> None:
    work = [(change(f"c{day}", day), FIX) for day in (0, 4, 9)]
    said = "no source of incidents is connected, so every fix counts as made in time"
    assert said in [one.text for one in judge(*work).joins]
    assert said not in [one.text for one in judge(*work, troubles=[]).joins]


def test_who_did_most_led_and_the_others_helped_or_reviewed() -> None:
    changes = [
        change("a", 0, reviewers=(LINUS,)), change("b", 2), change("c", 4), change("d", 6, co_authors=(MARGO,)),
        change("e", 8, by=GRACE, lines=4, reviewers=(ADA,)),
    ]  # fmt: skip
    assert roles_of(changes) == (("ada", "led"), ("grace", "helped"), ("margo", "helped"), ("linus", "reviewed"))


def test_two_who_share_the_work_both_led_and_one_huge_change_weighs_no_more_than_400_lines() -> None:
    assert roles_of([change("a", 0), change("b", 1, by=GRACE)]) == (("ada", "led"), ("grace", "led"))
    vendored = [change("big", 0, by=GRACE, lines=90_000), *(change(f"s{day}", day, lines=300) for day in range(1, 9))]
    assert roles_of(vendored) == (("ada", "led"), ("grace", "helped"))


@pytest.mark.parametrize(("c", "word"), [(0.8, "clear"), (0.79, "likely"), (0.6, "likely"), (0.4, "maybe"), (0.39, "")])
def test_a_word_needs_its_confidence(c: float, word: str) -> None:
    assert word_of(c) == word


def test_confidence_is_the_mean_probability_times_the_cohesion() -> None:
    work = [(change(f"c{day}", day), tagged(Tag.TESTS, preventive=p)) for day, p in ((0, 1.0), (4, 0.8), (9, 0.9))]
    assert judge(*work, cohesion=0.5).confidence == pytest.approx(0.45)
    assert judge(*work, cohesion=0.5).word == "maybe"


def test_what_an_effort_is_about_comes_with_the_preventive_first() -> None:
    both = tagged(Tag.FEATURE, Tag.PERFORMANCE)
    assert judge((change("a", 0), FEATURE), (change("b", 4), FEATURE), (change("c", 9), both)).tags == (
        "performance",
        "feature",
    )


def test_what_joins_it_is_said_in_words() -> None:
    joins = judge((change("query", 0), PERF), (change("query again", 4), PERF)).joins
    assert joins[0].text == "same person, 1 shared file, words work, query"
    assert joins[0].changes == ("query", "query again")


def test_changes_without_a_date_are_no_effort_to_tell_of() -> None:
    undated = Change(external_id="a", repository="orders")
    assert found_effort(Group(key="e-1", changes=(undated,)), {"a": PERF}, names=Names([undated])) is None

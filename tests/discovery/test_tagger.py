"""What a change is said to be: by its words and files, by its author's own word where there is one."""

import dataclasses
import math

import pytest

from app.discovery.changes import change_of
from app.discovery.model import TYPES, shipped_model
from app.discovery.tagger import FEWEST_DECLARED, prior_of, tag_change
from app.domain.sighting import Change, ChangeType, Tag, TouchedFile

CODE = (TouchedFile("src/store/rows.py", 14, 9),)


def of(title: str, *, text: str = "", files: tuple[TouchedFile, ...] = CODE) -> Change:
    added, deleted = (sum(file[place] or 0 for file in files) for place in (1, 2))
    row = {"id": "x", "subject": title, "body": text, "n_files": len(files), "ins": added, "del": deleted}
    return dataclasses.replace(change_of(row), files=files)


def test_a_change_without_a_declared_type_is_judged_by_its_words():
    tagged = tag_change(of("speed up parsing of large files"))
    assert tagged.type is ChangeType.PERF
    assert Tag.PERFORMANCE in tagged.tags


def test_the_declared_type_wins_with_95_per_cent():
    tagged = tag_change(of("perf: rename the settings page"))
    assert tagged.type is ChangeType.PERF
    assert tagged.probabilities[TYPES.index(ChangeType.PERF)] == pytest.approx(0.95)
    assert math.isclose(sum(tagged.probabilities), 1.0, abs_tol=1e-9)
    assert Tag.PERFORMANCE in tagged.tags


@pytest.mark.parametrize(
    "title", ["chore(perf): rename the settings page", "rename the settings page (perf)", "rename: perf: settings page"]
)
def test_the_word_of_a_type_elsewhere_declares_nothing(title: str):
    change = dataclasses.replace(of(title), branch="perf", declared_scope="perf", labels=("perf",))
    assert change.declared_type is not ChangeType.PERF
    assert tag_change(change).probabilities[TYPES.index(ChangeType.PERF)] < 0.9


@pytest.mark.parametrize(
    "title",
    [
        "fix: make the CSV import faster by batching inserts",
        "refactor: reuse one buffer instead of cloning each row",
        "fix: faster JSON parsing",
        "chore: avoid unnecessary allocations when sorting rows",
    ],
)
def test_performance_work_that_was_filed_as_something_else_gets_the_tag(title: str):
    tagged = tag_change(of(title))
    assert tagged.type is of(title).declared_type
    assert Tag.PERFORMANCE in tagged.tags


@pytest.mark.parametrize(
    ("title", "files"),
    [
        ("optimizer rule refactored", (TouchedFile("src/optimizer/rules.rs", 20, 25),)),
        ("add cache-control header docs", (TouchedFile("docs/headers.md", 9, 0),)),
        ("bump fast-glob", (TouchedFile("package.json", 1, 1), TouchedFile("package-lock.json", 5, 5))),
        ("performance review page", (TouchedFile("src/pages/review.tsx", 80, 4),)),
    ],
)
def test_words_that_only_sound_like_speed_do_not_get_it(title: str, files: tuple[TouchedFile, ...]):
    assert Tag.PERFORMANCE not in tag_change(of(title, files=files)).tags


@pytest.mark.parametrize(
    ("title", "files", "wanted"),
    [
        ("add missing cases", (TouchedFile("tests/test_rows.py", 30, 0),), Tag.TESTS),
        ("run the checks on two versions", (TouchedFile(".github/workflows/ci.yml", 6, 2),), Tag.CI_BUILD),
        ("explain how to restore a copy", (TouchedFile("docs/restore.md", 30, 2),), Tag.DOCS),
        ("fix crash when the list is empty", CODE, Tag.RELIABILITY),
        ("sanitize file names to prevent path traversal (CVE-2026-0001)", CODE, Tag.SECURITY),
        ("export request metrics and traces to Prometheus", CODE, Tag.OBSERVABILITY),
        ("add support for nested orders", (TouchedFile("src/orders.py", 400, 3),), Tag.FEATURE),
    ],
)  # fmt: skip
def test_the_other_tags(title: str, files: tuple[TouchedFile, ...], wanted: Tag):
    assert wanted in tag_change(of(title, files=files)).tags


def test_every_change_has_a_tag_and_chances_that_sum_to_one():
    for title in ("", "x", "wip", "日本語の題", "🎉" * 50, "a" * 300):
        tagged = tag_change(of(title, files=()))
        assert tagged.tags
        assert math.isclose(sum(tagged.probabilities), 1.0, abs_tol=1e-9)
        assert 0.0 <= tagged.preventive <= 1.0


def test_preventive_work_is_told_from_features():
    chance = {title: tag_change(of(title)).preventive for title in ("speed up index queries", "add a dark theme")}
    assert chance["speed up index queries"] > 0.6 > 0.35 > chance["add a dark theme"]


def test_a_repository_with_fifty_declared_types_sets_its_own_prior():
    change = of("update the tool chain")
    plain = tag_change(change).probabilities
    places = {one: place for place, one in enumerate(TYPES)}
    expected = [100 * chance for chance in plain]
    prior = prior_of({ChangeType.BUILD: 90, ChangeType.FIX: 10}, expected)
    ours = tag_change(change, prior=prior).probabilities
    assert ours[places[ChangeType.BUILD]] > plain[places[ChangeType.BUILD]]
    assert ours[places[ChangeType.CHORE]] < plain[places[ChangeType.CHORE]]
    assert math.isclose(sum(ours), 1.0, abs_tol=1e-9)


def test_fewer_declared_types_say_nothing_about_a_custom():
    assert prior_of({ChangeType.BUILD: FEWEST_DECLARED - 1}, [1.0] * len(TYPES)) is None


def test_the_shipped_model_is_small_and_knows_nothing_of_people():
    model = shipped_model()
    names = [*model.words, *model.numbers]
    assert not [
        name for name in names if name.split(":")[0] in {"author", "team", "repository", "date", "hour", "weekday"}
    ]

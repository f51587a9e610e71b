"""Features are of the change itself: its words, its files, its sizes; nothing of people, places or days."""

import dataclasses
import datetime as dt
import random

from app.discovery.changes import change_of
from app.discovery.features import features_of
from app.discovery.file_kinds import kinds_of
from app.discovery.tagger import tag_change
from app.discovery.words import stem_of, words_of
from app.domain.sighting import Change, Hand, TouchedFile

WORDS = (
    "add fix faster index query cache test docs bump parser retry the of on when slow move rename release ci".split()
)
PATHS = [
    "src/db/query.py",
    "tests/test_query.py",
    "docs/index.md",
    ".github/workflows/ci.yml",
    "Cargo.lock",
    "lib/a.rs",
]


def some_change(chance: random.Random, number: int) -> Change:
    files = tuple(
        TouchedFile(path, chance.randrange(90), chance.randrange(90), chance.choice("AMD"))
        for path in chance.sample(PATHS, chance.randrange(1, 4))
    )
    return Change(
        external_id=str(number),
        title=" ".join(chance.choices(WORDS, k=chance.randrange(1, 9))),
        text=" ".join(chance.choices(WORDS, k=chance.randrange(20))),
        files=files,
        n_files=len(files),
        added=sum(file.added or 0 for file in files),
        deleted=sum(file.deleted or 0 for file in files),
    )


def test_the_answer_does_not_change_when_the_author_or_the_day_does():
    chance = random.Random(9)
    for number in range(1_000):
        change = some_change(chance, number)
        other = dataclasses.replace(
            change,
            author=Hand(f"hand{chance.random()}", "Ada"),
            co_authors=(Hand("grace"),),
            reviewers=(Hand("linus"),),
            repository=f"tidewater/{number}",
            date=dt.date(2026, 1, 1) + dt.timedelta(days=number),
            branch="perf",
            labels=("perf",),
            declared_scope="perf",
        )
        assert tag_change(other) == tag_change(change)


def test_the_same_change_has_the_same_features_in_the_same_order():
    change = some_change(random.Random(4), 1)
    assert list(features_of(change).numbers) == list(features_of(dataclasses.replace(change)).numbers)


def test_camel_case_is_taken_apart_and_forms_of_a_word_meet():
    assert words_of("useQueryCache HTTPServer don't v1.2") == [
        "use",
        "query",
        "cache",
        "http",
        "server",
        "don't",
        "v",
        "1.2",
    ]
    assert {stem_of(word) for word in ("optimize", "Optimized", "optimizing", "optimization", "optimise")} == {"optim"}
    assert stem_of("optimizer") != "optim"


def test_the_first_word_after_a_prefix_counts_as_a_first_word_too():
    assert {"first:pars", "first:avoid"} <= set(
        features_of(Change(external_id="x", title="parser: avoid a copy")).title
    )


def test_files_are_known_by_their_folders_and_names():
    kinds = {
        "src/app/orders.py": {"code"},
        "tests/test_orders.py": {"test"},
        "src/orders_test.go": {"test"},
        ".github/workflows/release.yml": {"ci", "configuration", "forge"},
        "docs/orders.md": {"docs"},
        "Cargo.lock": {"configuration", "lock"},
        "Dockerfile": {"build"},
        "benches/orders.rs": {"bench"},
        "db/migrations/0001.sql": {"code", "migration"},
        "grafana/orders.json": {"configuration", "observability"},
        "notes": set(),
    }
    assert {path: set(kinds_of(path)) for path in kinds} == kinds


def test_a_change_of_only_tests_says_so():
    change = change_of({"id": "x", "subject": "cover empty orders", "files": [["tests/test_a.py", 5, 0, "A"]]})
    numbers = features_of(change).numbers
    assert numbers["all:test"] == numbers["new test file"] == 1.0
    assert "any:code" not in numbers


def test_sizes_that_were_not_counted_are_told_as_unknown():
    numbers = features_of(Change(external_id="x", title="a", files=(TouchedFile("a.py"),))).numbers
    assert numbers["sizes unknown"] == 1.0
    assert not [name for name in numbers if name.startswith(("log", "lines<="))]


def test_an_empty_change_has_features():
    assert features_of(Change(external_id="x")).title == ()

"""A line of a file becomes a change, or a reason; nothing in a line ends the reading."""

from datetime import date
from typing import Any

import pytest

from app.discovery.changes import BadRow, Unreadable, change_of, line_of, parse_line, read_changes, row_of
from app.discovery.declared import declaration_of
from app.domain.sighting import Change, ChangeKind, ChangeType, Hand, TouchedFile

WHOLE = Change(
    external_id="ledger@0123456789",
    source="git",
    repository="tidewater/ledger",
    kind=ChangeKind.PULL_REQUEST,
    author=Hand("a1"),
    co_authors=(Hand("b2"),),
    reviewers=(Hand("c3"),),
    date=date(2026, 3, 2),
    position=7,
    title="read the index once",
    text="Each row read it again.",
    declared_type=ChangeType.PERF,
    declared_scope="store",
    labels=("database",),
    references=("#12",),
    files=(TouchedFile("src/store/index.py", 4, 9), TouchedFile("logo.png", None, None, "A")),
    n_files=2,
    added=4,
    deleted=9,
    branch="faster",
    merged_at=date(2026, 3, 4),
    service_ids=("s1",),
)


def test_a_change_written_and_read_again_is_the_same():
    assert change_of(parse_line(line_of(row_of(WHOLE)))) == WHOLE


def test_every_field_but_the_id_may_be_missing_or_null():
    names = ["repo", "author", "date", "subject", "scope", "body", "n_files", "ins", "del", "files", "refs", "declared"]
    assert change_of({"id": "x"}) == change_of({"id": "x"} | dict.fromkeys(names))


def test_a_time_with_an_offset_becomes_its_day_of_utc():
    assert change_of({"id": "x", "date": "2026-08-21T01:51:46+05:30"}).date == date(2026, 8, 20)


@pytest.mark.parametrize(
    ("title", "declared", "scope", "rest"),
    [
        ("perf: read less", ChangeType.PERF, None, "read less"),
        ("Perf(Parser)!: read less (#12)", ChangeType.PERF, "parser", "read less"),
        ("bugfix: close the file", ChangeType.FIX, None, "close the file"),
        ("fix the perf: it was slow", None, None, "fix the perf: it was slow"),
        ("api(perf): read less", None, None, "api(perf): read less"),
        ("perf read less", None, None, "perf read less"),
    ],
)
def test_only_a_type_before_the_first_colon_is_declared(title: str, declared: object, scope: object, rest: str):
    assert declaration_of(title) == (declared, scope, rest)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({}, "id"),
        ({"id": 7}, "id"),
        ({"id": "x", "subject": 1}, "subject"),
        ({"id": "x", "date": "yesterday"}, "date"),
        ({"id": "x", "ins": -1}, "ins"),
        ({"id": "x", "n_files": True}, "n_files"),
        ({"id": "x", "files": [["a", "b"]]}, "number of lines"),
        ({"id": "x", "files": [[]]}, "path"),
        ({"id": "x", "declared": "hotfix"}, "declared"),
    ],
)
def test_a_field_of_the_wrong_form_is_named(row: dict[str, Any], reason: str):
    with pytest.raises(BadRow, match=reason):
        change_of(row)


def test_a_broken_line_is_told_by_its_number_and_the_others_are_read():
    lines = [b'{"id": "a"}\n', b"\n", b"{broken\n", b"[1]\n", b'{"id": "\xff"}\n', b'{"n": NaN}\n', b'{"id": "b"}']
    lines.append(b"[" * 100_000)
    read = dict(read_changes(lines))
    assert {number for number, one in read.items() if isinstance(one, Unreadable)} == {3, 4, 5, 6, 8}
    assert [one.external_id for one in read.values() if isinstance(one, Change)] == ["a", "b"]


def test_what_is_too_long_is_cut():
    long = change_of({"id": "x", "subject": "a" * 900, "body": "b" * 9_000, "files": [["p", 1, 1, "M"]] * 90})
    assert (len(long.title), len(long.text), len(long.files)) == (300, 4_000, 40)

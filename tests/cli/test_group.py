"""`unsung group`: a file of changes in, the effort of each out, in the same order, whatever some lines hold."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

INDEX = ["add an index for order lookups", "measure order lookups", "drop the index nobody reads"]
BANNER = ["new banner on the start page", "banner wording", "close button for the banner"]


def row(name: str, day: int, title: str, path: str, repo: str = "shop") -> dict[str, Any]:
    return {
        "id": name, "repo": repo, "author": "5f1d", "date": f"2026-03-{day:02d}T10:00:00+02:00",
        "subject": title, "scope": None, "body": "", "n_files": 1, "ins": 3, "del": 1,
        "files": [[path, 3, 1, "M"]], "refs": [],
    }  # fmt: skip


ROWS = [row(f"i{at}", 2 + at, title, "src/db/index.sql") for at, title in enumerate(INDEX)] + [
    row(f"b{at}", 2 + at, title, "web/banner.css") for at, title in enumerate(BANNER)
]


def lines(rows: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in rows)


def effort_of(out: str) -> dict[str, str]:
    return {one["id"]: one["effort"] for one in map(json.loads, out.splitlines())}


def partition(efforts: dict[str, str]) -> set[frozenset[str]]:
    return {frozenset(name for name, effort in efforts.items() if effort == one) for one in efforts.values()}


@pytest.fixture
def group(terminal: Callable[..., Any], tmp_path: Path) -> Callable[..., Any]:
    def run(data: bytes, name: str = "in.jsonl", out: object = "-") -> Any:
        (tmp_path / name).write_bytes(data)
        return terminal("group", tmp_path / name, "--out", out)

    return run


def test_every_line_has_its_effort_in_the_order_of_the_file(group: Callable[..., Any]) -> None:
    mixed = [ROWS[at] for at in (3, 0, 4, 1, 5, 2)]
    said = group(lines(mixed))
    assert (said.status, said.err) == (0, "")
    assert [json.loads(one)["id"] for one in said.out.splitlines()] == [one["id"] for one in mixed]
    assert partition(effort_of(said.out)) == {frozenset({"i0", "i1", "i2"}), frozenset({"b0", "b1", "b2"})}


def test_a_packed_file_and_a_file_as_answer_give_the_same_bytes(group: Callable[..., Any], tmp_path: Path) -> None:
    plain = group(lines(ROWS)).out
    assert group(gzip.compress(lines(ROWS)), "in.jsonl.gz", tmp_path / "out.jsonl").status == 0
    assert (tmp_path / "out.jsonl").read_text() == plain
    assert effort_of(group(lines(ROWS[::-1])).out) == effort_of(plain)


def test_a_broken_line_is_named_and_the_others_are_done(group: Callable[..., Any]) -> None:
    data = lines(ROWS[:2]) + b'{"id": 7}\nno json\n\n' + lines(ROWS[2:])
    said = group(data)
    assert said.status == 1
    assert "in.jsonl:3: this line has no id" in said.err
    assert "in.jsonl:4: this line is not JSON" in said.err
    assert len(said.err.splitlines()) == 2
    assert list(effort_of(said.out)) == [one["id"] for one in ROWS]


def test_efforts_never_cross_a_repository(group: Callable[..., Any]) -> None:
    other = [one | {"id": f"other {one['id']}", "repo": "till"} for one in ROWS[:3]]
    efforts = effort_of(group(lines(ROWS[:3] + other)).out)
    assert len(set(efforts.values())) == 2
    assert {efforts["i0"]}.isdisjoint({efforts["other i0"]})


def test_rows_with_an_id_alone_stand_alone(group: Callable[..., Any]) -> None:
    said = group(b'{"id": "a"}\n{"id": "b", "date": null, "files": null}\n')
    assert said.status == 0
    assert len(set(effort_of(said.out).values())) == 2


def test_an_empty_file_gives_an_empty_answer(group: Callable[..., Any]) -> None:
    assert (group(b"").status, group(b"").out) == (0, "")


@pytest.mark.parametrize("out", ["-", "out.jsonl"])
def test_a_file_that_is_not_there_ends_with_a_sentence(terminal: Callable[..., Any], tmp_path: Path, out: str) -> None:
    said = terminal("group", tmp_path / "nothing.jsonl", "--out", out if out == "-" else tmp_path / out)
    assert said.status == 2
    assert "nothing.jsonl cannot be read" in said.err
    assert not (tmp_path / "out.jsonl").exists()

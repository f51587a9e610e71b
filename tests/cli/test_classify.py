"""`unsung classify`: a line in, a line out; what is broken is named, the rest is done."""

import gzip
import io
import json
import math
import sys
from pathlib import Path
from typing import Any

import pytest

from app.cli import main

ROWS: list[dict[str, Any]] = [
    {"id": "a", "repo": "tidewater/ledger", "subject": "speed up parsing", "files": [["src/a.py", 3, 4, "M"]]},
    {"id": "b", "subject": None, "files": None, "body": None},
    {"id": "c", "subject": "fix: faster JSON parsing"},
    {"id": "d", "subject": "whatever it is", "declared": "ci"},
    {"id": "e", "repo": "tidewater/rigging", "subject": "call(rows): nothing declared here"},
]  # fmt: skip


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    text = "".join(json.dumps(row) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def classified(source: Path, out: Path) -> list[dict[str, Any]]:
    assert main(["classify", str(source), "--out", str(out)]) == 0
    return [json.loads(line) for line in out.read_text().splitlines()]


@pytest.mark.parametrize("name", ["in.jsonl", "in.jsonl.gz"])
def test_every_line_gets_its_answer_in_order(tmp_path: Path, name: str):
    answers = classified(written(tmp_path / name, ROWS), tmp_path / "out.jsonl")
    assert [answer["id"] for answer in answers] == ["a", "b", "c", "d", "e"]
    for answer in answers:
        assert set(answer) == {"id", "type", "probs", "tags"}
        assert len(answer["probs"]) == 10
        assert math.isclose(sum(answer["probs"].values()), 1.0, abs_tol=1e-6)
        assert answer["probs"][answer["type"]] == max(answer["probs"].values())
    assert [answer["type"] for answer in answers[2:4]] == ["fix", "ci"]
    assert {"performance", "reliability"} <= set(answers[2]["tags"])


def test_the_same_input_gives_the_same_bytes(tmp_path: Path):
    source = written(tmp_path / "in.jsonl", ROWS)
    for name in ("one", "two"):
        classified(source, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_broken_lines_are_named_with_their_numbers_and_the_others_are_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    source = tmp_path / "in\x1b[31m.jsonl"
    source.write_bytes(b'{"id": "a"}\n{"id": \n\n["x"]\n{"subject": "\\u001b[31mno id"}\n{"id": "b"}')
    assert main(["classify", str(source), "--out", str(tmp_path / "out.jsonl")]) == 1
    assert [json.loads(line)["id"] for line in (tmp_path / "out.jsonl").read_text().splitlines()] == ["a", "b"]
    said = capsys.readouterr().err
    assert [line.split(":")[1] for line in said.splitlines()] == ["2", "4", "5"]
    assert "\x1b" not in said


def test_standard_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    caught = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(caught, write_through=True))
    assert main(["classify", str(written(tmp_path / "in.jsonl", ROWS)), "--out", "-"]) == 0
    assert len(caught.getvalue().splitlines()) == len(ROWS)


def test_a_repository_with_fifty_declared_types_follows_its_custom(tmp_path: Path):
    asked = {
        "id": "asked",
        "repo": "tidewater/tools",
        "subject": "update the tool chain",
        "files": [["rust-toolchain", 1, 1, "M"]],
    }
    custom = [
        {"id": f"d{n}", "repo": "tidewater/tools", "subject": f"update part {n}", "declared": "build"}
        for n in range(60)
    ]
    elsewhere = [row | {"repo": "tidewater/other"} for row in custom]
    (alone, *_) = classified(written(tmp_path / "a.jsonl", [asked, *elsewhere]), tmp_path / "a")
    (ours, *_) = classified(written(tmp_path / "b.jsonl", [asked, *custom]), tmp_path / "b")
    assert ours["probs"]["build"] > alone["probs"]["build"]
    assert ours["probs"]["chore"] < alone["probs"]["chore"]


@pytest.mark.parametrize(
    ("content", "words"), [(None, "cannot be read"), (b"\x1f\x8b\x08\x00broken", "damaged")], ids=["missing", "damaged"]
)
def test_a_file_that_cannot_be_read_ends_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, words: str
):
    source = tmp_path / "in.jsonl.gz"
    if content is not None:
        source.write_bytes(content)
    out = tmp_path / "out.jsonl"
    assert main(["classify", str(source), "--out", str(out)]) == 2
    assert words in capsys.readouterr().err
    assert not out.exists()


def test_a_place_that_cannot_be_written_ends_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["classify", str(written(tmp_path / "in.jsonl", ROWS)), "--out", str(tmp_path)]) == 2
    assert "is a folder" in capsys.readouterr().err


def test_on_a_terminal_a_bar_shows_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    class Watched(io.StringIO):
        def isatty(self) -> bool:
            return True

    watched = Watched()
    monkeypatch.setattr(sys, "stderr", watched)
    rows = [{"id": str(number), "subject": "speed up parsing"} for number in range(600)]
    classified(written(tmp_path / "in.jsonl", rows), tmp_path / "out.jsonl")
    assert "Classifying [" in watched.getvalue()

"""A file with faults: every one of them at once, with its line and column, and nothing is changed."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.cli.import_files import ORDER, examples, file

PEOPLE = "name,email,manager\n"


def refused(command: Command, path: Path, kind: str = "people") -> list[str]:
    """The lines of standard error, without the last one that counts them."""
    said = command("import", kind, path)
    assert (said.status, said.out) == (2, "")
    assert said.err.endswith("Nothing was changed.\n")
    return said.err.splitlines()[:-1]


def test_every_fault_is_listed_at_once_with_line_and_column(unsung: Command, tmp_path: Path):
    path = file(
        tmp_path,
        "people.csv",
        PEOPLE
        + "Ada,ada@firm.example,\n"
        + ",no address,\n"
        + '"Two\nlines",two@firm.example,\n'
        + "Eve,eve@firm.example,nobody@firm.example\n"
        + "Ada again,ADA@firm.example,\n"
        + "=HYPERLINK(1),sum@firm.example,\n"
        + "Self,self@firm.example,self@firm.example\n",
    )
    lines = refused(unsung, path)
    assert [line.split(": ")[:2] for line in lines] == [
        ["people.csv:3", "name"],
        ["people.csv:3", "email"],
        ["people.csv:4", "name"],
        ["people.csv:8", "name"],
        ["people.csv:7", "email"],
        ["people.csv:6", "manager"],
        ["people.csv:9", "manager"],
    ]
    codes = [line.rsplit("(", 1)[1].rstrip(")") for line in lines]
    assert codes == [
        "required", "bad_email", "bad_character", "formula_refused", "email_taken", "manager_not_active", "org_cycle",
    ]  # fmt: skip
    assert (
        "0 changes" not in unsung("import", "people", file(tmp_path, "ok.csv", PEOPLE + "Ada,ada@firm.example,\n")).out
    )


def test_a_circle_across_rows_is_refused(unsung: Command, tmp_path: Path):
    rows = [f"P{n},p{n}@firm.example,p{(n + 1) % 15}@firm.example\n" for n in range(15)]
    lines = refused(unsung, file(tmp_path, "people.csv", PEOPLE + "".join(rows)))
    assert len(lines) == 15
    assert all("org_cycle" in line for line in lines)


def test_a_tree_of_a_hundred_and_one_levels_is_refused(small: Command, tmp_path: Path):
    rows = [f"P{n},p{n}@firm.example,{f'p{n - 1}@firm.example' if n else ''}\n" for n in range(102)]
    assert all("tree_too_deep" in line for line in refused(small, file(tmp_path, "p.csv", PEOPLE + "".join(rows))))


def test_unknown_missing_and_double_columns_are_named_together(small: Command, tmp_path: Path):
    lines = refused(small, file(tmp_path, "people.csv", "nmae,team,team\nAda,,\n"))
    assert [line.split(": ", 2)[1:] for line in lines] == [
        ["nmae", "There is no such column. Is name meant? (bad_column)"],
        ["team", "This column stands here more than once. (bad_column)"],
        ["name", "This column is needed. (bad_column)"],
        ["email", "This column is needed. (bad_column)"],
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbfname,email\nZo\xc3\xab,zoe@firm.example\n",
        b"name;email\r\nZo\xc3\xab;zoe@firm.example\r\n",
        b"email,name\rzoe@firm.example,Zo\xc3\xab\r",
        b'\xef\xbb\xbf"name";"email"\r\n\r\n"Zo\xc3\xab";"zoe@firm.example"',
        b"Name, EMAIL \nZoe\xcc\x88,zoe@firm.example\n",
    ],
    ids=["mark", "semicolons and CRLF", "CR", "quotes and an empty line", "capitals, spaces and loose accents"],
)
def test_every_common_form_of_csv_is_taken(small: Command, tmp_path: Path, body: bytes):
    said = small("import", "people", file(tmp_path, "people.csv", body))
    assert (said.status, said.err) == (0, "")
    same = small("import", "people", file(tmp_path, "same.csv", "name,email\nZoë,zoe@firm.example\n"))
    assert same.out.startswith("people: 0 changes; ")


@pytest.mark.parametrize(
    ("name", "body", "place", "code"),
    [
        ("a.csv", b"PK\x03\x04workbook", "a.csv:1", "bad_file"),
        ("a.csv", b"", "a.csv:1", "bad_file"),
        ("a.csv", b"name,email\nAda,ada@firm.example\n\"left open,x@firm.example\n", "a.csv:3", "bad_file"),
        ("a.csv", b"name,email\n" + b"x" * (1 << 20) + b",x@firm.example\n", "a.csv:2", "bad_file"),
        ("a.csv", b"name,email\nAda,ada@firm.example\nJos\xe9,jose@firm.example\n", "a.csv:3", "bad_encoding"),
        ("a.csv", "name,email\nAda,ada@firm.example\n".encode("utf-16"), "a.csv:1", "bad_encoding"),
        ("a.csv", b"name,email\nAda\x00,ada@firm.example\n", "a.csv:2", "bad_character"),
        ("a.csv", b"name,email\nAda,ada@firm.example,more\n", "a.csv:2", "bad_row"),
        ("a.csv", "name,email\n＝1+1,ada@firm.example\n".encode(), "a.csv:2", "formula_refused"),
        ("a.jsonl", b"", "a.jsonl:1", "bad_file"),
        ("a.jsonl", b'{"name": "Ada", "email": "ada@firm.example"}\n{"name": \n', "a.jsonl:2", "bad_json"),
        ("a.jsonl", b"[" * 100_000, "a.jsonl:1", "bad_json"),
        ("a.jsonl", b'["Ada"]', "a.jsonl:1", "not_an_object"),
        ("a.jsonl", b'{"name": "Ada", "name": "Eve", "email": "a@firm.example"}', "a.jsonl:1", "duplicate_key"),
        ("a.jsonl", b'{"name": "\\ud800", "email": "a@firm.example"}', "a.jsonl:1", "bad_character"),
        ("a.jsonl", b'{"name": NaN, "email": "a@firm.example"}', "a.jsonl:1", "bad_json"),
        ("a.jsonl", b'{"name": {"a": 1}, "email": "a@firm.example"}', "a.jsonl:1", "wrong_type"),
        ("a.jsonl", b'{"name": "Ada", "email": "a@firm.example", "age": 7}', "a.jsonl:1", "bad_column"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused_at_its_line(
    small: Command, tmp_path: Path, name: str, body: bytes, place: str, code: str
):
    lines = refused(small, file(tmp_path, name, body))
    assert any(line.startswith(f"{place}: ") and line.endswith(f"({code})") for line in lines), lines


def test_a_path_that_is_no_file_is_said_in_one_line(small: Command, tmp_path: Path):
    for path in (tmp_path / "none.csv", file(tmp_path, "people.xlsx", "x"), tmp_path):
        said = small("import", "people", path)
        assert (said.status, said.out, said.err.count("\n")) == (2, "", 1)


def test_a_thousand_faults_are_counted_and_fifty_are_shown(small: Command, tmp_path: Path):
    said = small("import", "teams", file(tmp_path, "teams.csv", "name,parent\n" + "A,\n" * 1_001))
    assert said.err.count("\n") == 52
    assert "... and 950 more.\n1,000 faults. Nothing was changed." in said.err


def test_what_a_row_refers_to_must_be_here(unsung: Command, tmp_path: Path):
    files = examples(tmp_path)
    assert any("team_unknown" in line for line in refused(unsung, files["people"]))
    assert any("team_unknown" in line for line in refused(unsung, files["services"], "services"))
    incidents = refused(unsung, files["incidents"], "incidents")
    assert {line.split(": ")[1] for line in incidents} == {"services", "responders", "follow_ups"}
    works = refused(unsung, files["contributions"], "contributions")
    assert {line.split(": ")[1] for line in works} == {"contributors", "service", "incident_ref", "nominated_by"}
    thanks = refused(unsung, files["recognitions"], "recognitions")
    assert {line.split(": ")[1] for line in thanks} == {"contribution_ref", "giver", "recipients"}


def test_what_work_cannot_say_is_refused_cell_by_cell(unsung: Command, tmp_path: Path):
    files = examples(tmp_path)
    for kind in ORDER[:4]:
        unsung("import", kind, files[kind])
    misaki, zola = "misaki.tanaka@harbourlight.example", "zola.mbeki@harbourlight.example"
    row = {"ref": "X-1", "title": "T", "kind": "preventive_fix", "contributors": misaki, "finished_on": "2026-02-02"}
    cases = [
        ({"finished_on": "2199-01-01"}, "finished_on"),
        ({"started_on": "2026-03-01"}, "finished_on"),
        ({"contributors": ""}, "contributors"),
        ({"contributors": f"{misaki}:led:70; {zola}:helped:40"}, "contributors"),
        ({"contributors": f"{misaki}:chief"}, "contributors"),
        ({"contributors": f"{misaki}; {misaki}"}, "contributors"),
        ({"category": "heroics"}, "category"),
        ({"relation": "prevents"}, "incident_ref"),
        ({"low": "5"}, "impact_kind"),
        ({"impact_kind": "bad_minutes", "low": "5", "likely": "4", "high": "9", "unit": "minutes", "period": "year",
          "method": "stated", "source": "log"}, "low"),
        ({"impact_kind": "bad_minutes", "method": "series"}, "method"),
        ({"nominated_by": zola}, "words"),
        ({"nominated_by": misaki, "words": "Mine"}, "nominated_by"),
        ({"evidence_url": "http://10.0.0.1/x"}, "evidence_url"),
    ]  # fmt: skip
    for place, (more, column) in enumerate(cases):
        path = file(tmp_path, f"{place}.jsonl", json.dumps(row | more))
        assert column in {line.split(": ")[1] for line in refused(unsung, path, "contributions")}, more
    for more, column in (
        ({"giver": misaki}, "recipients"),
        ({"words": ""}, "words"),
        ({"said_on": "2199-01-01"}, "said_on"),
    ):
        unsung("import", "contributions", files["contributions"])
        said = {"contribution_ref": "FIX-2", "giver": zola, "recipients": misaki, "words": "W", "said_on": "2026-03-03"}
        path = file(tmp_path, "said.jsonl", json.dumps(said | more))
        assert column in {line.split(": ")[1] for line in refused(unsung, path, "recognitions")}, more

"""The data map is the database: nothing is kept that nobody can ask about."""

import json
import subprocess
import sys

from app.domain import metadata
from app.domain.data_map import data_map


def test_every_column_that_is_kept_has_a_purpose_a_reader_and_a_retention():
    kept = {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}
    explained = [(one.table, one.column) for one in data_map()]
    assert set(explained) == kept
    assert len(explained) == len(kept)


def test_no_line_of_the_map_is_empty():
    assert [one for one in data_map() if not (one.purpose and one.about and one.readers and one.retention)] == []


def test_secrets_are_the_hashes_and_nothing_else():
    secrets = {(one.table, one.column) for one in data_map() if one.kind == "secret"}
    known = {("person", "password_hash"), ("session", "id"), ("api_token", "secret_hash"), ("sign_in_link", "id")}
    assert known <= secrets


def test_the_command_prints_it_for_people_and_for_machines():
    plain = _run()
    assert "contribution: work worth recognising" in plain
    assert "seen by: the circle of its contribution" in plain
    rows = [json.loads(line) for line in _run("--json").splitlines()]
    assert {"table": "person", "column": "email"}.items() <= next(
        row.items() for row in rows if row["table"] == "person" and row["column"] == "email"
    )
    assert len(rows) == len(data_map())


def _run(*arguments: str) -> str:
    command = [sys.executable, "-m", "app", "data-map", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout

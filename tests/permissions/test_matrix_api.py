"""Every persona at every address of the API, with a token of every scope and with a token of none."""

import pytest

from tests.permissions.judge import faults_by_token, faults_without_power
from tests.permissions.table import HERE, PERSONAS, Row
from tests.permissions.walker import Walker

ROWS = [row for row in HERE if row.face in ("both", "api")]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_persona_gets_what_the_table_says(row: Row, walker: Walker) -> None:
    found = {persona: faults for persona in PERSONAS if (faults := faults_by_token(walker, row, persona))}
    assert not found, found


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_token_without_scopes_does_nothing(row: Row, walker: Walker) -> None:
    personas = PERSONAS[1:]
    found = {persona: faults for persona in personas if (faults := faults_without_power(walker, row, persona))}
    assert not found, found

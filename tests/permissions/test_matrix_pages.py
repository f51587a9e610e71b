"""Every persona at every page and every form, with the cookie of their own session."""

import pytest

from tests.permissions.judge import faults_by_page
from tests.permissions.table import HERE, PERSONAS, Row
from tests.permissions.walker import Walker

ROWS = [row for row in HERE if row.face in ("both", "web", "root")]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_persona_gets_what_the_table_says(row: Row, walker: Walker) -> None:
    found = {persona: faults for persona in PERSONAS if (faults := faults_by_page(walker, row, persona))}
    assert not found, found

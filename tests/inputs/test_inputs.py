"""Every row of the input table: refused in words or taken as it is meant, never a fault of ours."""

import pytest

from tests.inputs import attempts_bodies, attempts_lists, attempts_own, attempts_pages, attempts_transport
from tests.inputs.sender import ATTEMPTS, Sender
from tests.inputs.table import NOT_HERE, ROWS, STRINGS, why_not
from tests.permissions.walker import Walker

MODULES = (attempts_transport, attempts_bodies, attempts_own, attempts_pages, attempts_lists)
HERE = [row for row in ROWS.values() if not why_not(row.id)]


@pytest.mark.parametrize("row", HERE, ids=str)
def test_an_input_is_answered_as_the_table_says(row, walker: Walker) -> None:
    walker.reset("")
    sender = Sender(walker, row)
    ATTEMPTS[row.id](sender)
    assert sender.judged, "nothing was sent"
    assert not sender.faults, "\n".join(sender.faults[:10])


def test_no_row_is_left_out_silently() -> None:
    left_out = {row.id: why for row in ROWS.values() if (why := why_not(row.id))}
    print("\n" + "\n".join(f"{row_id}: {why}" for row_id, why in left_out.items()))
    assert set(ATTEMPTS) == set(ROWS) - set(left_out)
    assert set(NOT_HERE) <= set(ROWS) | set(STRINGS)

"""docs/operating.md names every setting and no command that does not exist."""

import re
from pathlib import Path

from app.cli import COMMANDS
from app.settings import PORT, VARIABLES
from tests.cli.conftest import Command

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")


def test_the_table_of_settings_is_the_one_that_is_checked():
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.+) \|$", PAGE, re.MULTILINE))
    assert rows.pop(PORT) == "the port to listen on (default 8000)"
    assert rows == VARIABLES


def test_every_command_on_the_page_exists_with_its_flags(terminal: Command):
    lines = re.findall(r"(?:^    |`)unsung ([a-z-]+)((?: [^`\n]*)?)", PAGE, re.MULTILINE)
    assert {"serve", "work", "migrate", "backup", "restore", "doctor", "person"} <= {name for name, _rest in lines}
    for name, rest in lines:
        assert name in COMMANDS
        words = rest.split()
        action = [word for word in words[:1] if re.fullmatch(r"[a-z]+", word) and name in ("person", "audit")]
        helped = terminal(name, *([] if name == "audit" else action), "--help").out
        assert all(flag in helped for flag in re.findall(r"--[a-z-]+", rest)), (name, rest)

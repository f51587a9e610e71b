"""The page about importing is true: its files come in, fit together, and change nothing the second time."""

import re
from pathlib import Path

import pytest

from app.cli.importing.kinds import KINDS
from tests.cli.conftest import Command
from tests.cli.import_files import ORDER, PAGE, examples

LEAD = "soren.lindqvist@harbourlight.example"


def test_the_example_company_comes_in_and_a_second_time_changes_nothing(unsung: Command, tmp_path: Path):
    files = examples(tmp_path)
    assert set(ORDER) <= set(files)
    for kind in ORDER:
        said = unsung("import", kind, files[kind])
        assert (said.status, said.err) == (0, "")
        assert re.fullmatch(rf"{kind}: \d were added, 0 were changed, 0 stay\.\n", said.out)

    digest = unsung("digest", "preview", "--manager", LEAD)
    assert digest.status == 0
    assert "The response to INC-7 was thanked twice." in digest.out
    assert "田中 美咲" in digest.out
    assert "Restore drill" in digest.out
    assert "avoid 240 to 900 bad minutes a year, as stated by Zola Mbeki" in digest.out

    for name in (*ORDER, "services.jsonl"):
        again = unsung("import", name.partition(".")[0], files[name])
        assert (again.status, again.err) == (0, "")
        assert f"{name.partition('.')[0]}: 0 changes; " in again.out
    assert unsung("audit", "verify").out.startswith("The audit log holds: 20 rows")
    assert wrong(unsung("doctor").out) == []


def wrong(report: str) -> list[str]:
    """What doctor calls an error, but for the haste of the PostgreSQL that the tests start."""
    return [line for line in report.splitlines() if line.startswith("error") and "durability" not in line]


def test_what_came_in_goes_out_again(unsung: Command, tmp_path: Path):
    files = examples(tmp_path)
    for kind in ORDER:
        unsung("import", kind, files[kind])
    out = tmp_path / "out.csv"
    period = ("--from", "2026-01-01", "--to", "2026-12-31")
    hr = ("--as", "petra.novak@harbourlight.example", "--purpose", "review_preparation")
    said = unsung("export", "--dataset", "contributions", *period, *hr, "--out", out)
    assert (said.status, said.err) == (0, "")
    text = out.read_text(encoding="utf-8-sig")
    assert all(ref in text for ref in ("RES-1", "FIX-1", "FIX-2"))


@pytest.mark.parametrize("kind", ORDER)
def test_the_page_explains_every_column_and_no_other(kind: str):
    section = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    (text,) = (part for part in section if part.casefold().startswith(f"{kind}\n"))
    rows = [line for line in text.splitlines() if line.startswith("|") and "`" in line]
    explained = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert explained == set(KINDS[kind].columns.all)


def test_a_preview_keeps_nothing(small: Command, tmp_path: Path, data: Path):
    files = examples(tmp_path)
    for kind in ORDER:
        small("import", kind, files[kind])
    before = small("audit", "verify").out
    first = small("digest", "preview", "--manager", LEAD, "--week", "2026-W40")
    second = small("digest", "preview", "--manager", LEAD, "--week", "2026-W40")
    assert first.out == second.out
    assert "2026-W40, as it would be made now" in first.out
    assert small("audit", "verify").out == before


def test_a_preview_says_what_it_cannot_show(small: Command, tmp_path: Path):
    files = examples(tmp_path)
    for kind in ORDER[:2]:
        small("import", kind, files[kind])
    nobody = small("digest", "preview", "--manager", "nobody@harbourlight.example")
    assert (nobody.status, nobody.out) == (2, "")
    assert "Nobody has the address nobody@harbourlight.example." in nobody.err
    alone = small("digest", "preview", "--manager", "zola.mbeki@harbourlight.example")
    assert "leads nobody" in alone.err
    week = small("digest", "preview", "--manager", LEAD, "--week", "2025-W53")
    assert "Write an ISO week such as 2026-W48." in week.err

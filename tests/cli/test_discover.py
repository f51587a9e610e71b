"""`unsung discover` on real clones: what a user reads, what a script reads, and what is said when it cannot be done."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command
from tests.made_clone import ADA, DAY, GRACE, NOON, Made, git

TITLES = (
    *["perf: add an index for the order query", "perf: batch the writes of the order table"],
    *["perf: pool the database connections", "test: cover slow order queries", "perf: cache the query plan"],
    *["refactor: split the order query", "perf: avoid a full scan of the order table"],
)


def history() -> Made:
    """Nine weeks of Ada at the database of orders, among pages of others; a bot, a release, a lock file, a merge."""
    made = Made()
    made.commit("Start", {"README.md": "shop\n"}, at=NOON)
    for number in range(23):
        path = f"src/db/orders{number % 3}.py"
        made.commit(
            f"{TITLES[number % len(TITLES)]} ({number})", {path: f"{number}\n" * 9}, at=NOON + number * 65 * DAY // 23
        )
        for other in range(4):
            place = number * 4 + other
            made.commit(
                f"feat: page {place} of the catalogue of {('hats', 'boots', 'maps', 'tents')[other]}",
                {f"web/{('hats', 'boots', 'maps', 'tents')[other]}/{place}.html": "x\n" * 5},
                author=f"{('Bo', 'Cy', 'Di', 'Ed')[other]} Example <{other}@company.example>",
                at=NOON + number * 65 * DAY // 23 + 60,
            )
    made.commit("Bump x", {"a.txt": "1"}, author="renovate[bot] <1+renovate[bot]@users.noreply.host.example>")
    made.commit("Release 1.2.0", {"CHANGELOG.md": "1.2"}, author=GRACE)
    tip = made.commit("Lock", {"yarn.lock": "x"}, author=GRACE)
    side = made.commit("Side", {"side.txt": "x"}, author=GRACE)
    made.commit("Merge branch", parents=[tip, side], author=GRACE)
    return made


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return history().into(tmp_path_factory.mktemp("clones") / "shop.git")


def document(terminal: Command, *arguments: object) -> dict[str, Any]:
    said = terminal("discover", *arguments, "--json")
    assert (said.status, said.err) == (0, "")
    found: dict[str, Any] = json.loads(said.out)
    return found


def test_the_slow_fix_is_found_whole_with_its_person_and_its_reasons(terminal: Command, shop: Path):
    (effort,) = [one for one in document(terminal, shop)["efforts"] if "db" in one["name"]]
    ours = [
        one
        for one in effort["commits"]
        if "order" in one["title"] or "database" in one["title"] or "plan" in one["title"]
    ]
    assert (len(ours) >= 22, len(effort["commits"]) - len(ours)) == (True, 0)
    assert effort["people"] == [{"name": "Ada Example", "role": "led"}]
    assert effort["word"] == "clear"
    assert effort["span_days"] >= 55
    assert effort["tags"][0] == "performance"
    assert any("same person" in one["text"] for one in effort["reasons"])
    assert all(one["reasons"] and one["type"] for one in effort["commits"])
    assert effort["first"] == "2026-06-01"


def test_all_commits_are_read_or_set_aside(terminal: Command, shop: Path):
    repository = document(terminal, shop)["repository"]
    assert repository["head"] == git(shop, "rev-parse", "HEAD")
    assert repository["commits"] == int(git(shop, "rev-list", "--count", "HEAD"))
    assert repository["read"] + sum(repository["set_aside"].values()) == repository["commits"]
    aside = {name: number for name, number in repository["set_aside"].items() if number}
    assert aside == {"bot": 1, "release": 1, "lock_file": 1, "merge": 1}
    assert (repository["shallow"], repository["lines_missing"]) == (False, 0)


def test_a_user_reads_a_table_then_reasons_and_no_address(terminal: Command, shop: Path):
    said = terminal("discover", shop)
    assert (said.status, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[0].startswith("shop: 117 changes read of 121 commits, the newest of 2026-08-06.")
    assert re.match(r"  1\. .*src/db.*  2026-06-01 to 2026-08-0\d   2\d changes  clear", lines[4])
    assert "Ada Example (led)" in said.out
    assert re.search(r"2026-06-01  [0-9a-f]{10}  add an index for the order query", said.out)
    assert "@" not in said.out
    assert max(map(len, lines)) <= 120


def test_the_same_clone_gives_the_same_bytes_and_a_work_tree_the_same_efforts(
    terminal: Command, shop: Path, tmp_path: Path
):
    first = terminal("discover", shop, "--json").out
    assert terminal("discover", shop, "--json").out == first
    git(tmp_path, "clone", "-q", str(shop), "shop")
    assert terminal("discover", tmp_path / "shop", "--json").out == first


def test_since_reads_from_that_day_on(terminal: Command, shop: Path):
    found = document(terminal, shop, "--since", "2026-07-01")
    assert found["since"] == "2026-07-01"
    listed = git(shop, "rev-list", "--count", "--since=2026-07-01T00:00:00Z", "HEAD")
    assert found["repository"]["commits"] == int(listed) < 121
    assert document(terminal, shop, "--since", "1.month")["since"] == "2026-07-07"
    assert document(terminal, shop, "--since", "10.days")["since"] == "2026-07-28"
    assert document(terminal, shop, "--since", "24.months")["since"] == "2024-08-07"


def test_a_cut_history_says_so_and_where(terminal: Command, shop: Path, tmp_path: Path):
    git(tmp_path, "clone", "-q", "--depth=9", f"file://{shop}", "cut")
    said = terminal("discover", tmp_path / "cut")
    assert re.search(r"The history is cut: this clone ends at [0-9a-f]{10} of 2026-0\d-\d\d", said.out)
    repository = document(terminal, tmp_path / "cut")["repository"]
    assert repository["shallow"]
    assert repository["cut_at"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nowhere"], "There is no folder"),
        (["plain"], "is no git repository: name the folder of a clone"),
        (["empty"], "has no commits yet"),
        (["shop", "--since", "soon"], "--since: not a day: 2026-01-31, or 24.months"),
        (["shop", "--since", "9999.years"], "--since: not a day"),
        (["shop", "--since", "--upload-pack=x"], "expected one argument"),
    ],
)
def test_what_cannot_be_done_ends_with_a_sentence_and_two(
    terminal: Command, tmp_path: Path, arguments: list[str], sentence: str
):
    (tmp_path / "plain").mkdir()
    Made().into(tmp_path / "empty")
    made = Made()
    made.commit("Start")
    made.into(tmp_path / "shop")
    said = terminal("discover", tmp_path / arguments[0], *arguments[1:])
    assert (said.status, said.out) == (2, "")
    assert sentence in said.err
    assert "Traceback" not in said.err


def test_nothing_in_a_history_can_steer_a_terminal_or_end_a_line(terminal: Command, tmp_path: Path):
    made = Made()
    evil = "\x1b]0;gone\x07\x1b[2J \u202egnp.\u2066 \x9b31m \u2028 \r"
    for number in range(6):
        made.commit(
            f"perf: cache {evil} plans {number}\n\n{evil}\nCo-authored-by: Gr{evil}ace <g@company.example>",
            {f"src/\x1b[31m/{number % 2}\u202e.py": f"{number}\n" * 4},
            author=f"Ada {chr(0x202E)}\x1b[1m Example <ada@company.example>",
            at=NOON + number * 4 * DAY,
        )
    folder = made.into(tmp_path / "\x1b[31mshop")
    for flags in ([], ["--json"]):
        said = terminal("discover", folder, *flags)
        assert said.status == 0
        assert "cache" in said.out
        assert [hex(ord(one)) for one in said.out if one != "\n" and not one.isprintable()] == []
    failed = terminal("discover", tmp_path / "\x1b[2Jnone")
    assert "\x1b" not in failed.err


def test_no_setting_no_database_and_no_file_are_needed(shop: Path, tmp_path: Path):
    environment = {"PATH": os.environ["PATH"], "UNSUNG_LOG": "nonsense", "UNSUNG_DATA": str(tmp_path / "data")}
    command = [sys.executable, "-m", "app", "discover", str(shop), "--json"]
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, check=True)
    assert json.loads(done.stdout)["schema"] == 1
    assert list(tmp_path.iterdir()) == []


def test_two_addresses_of_one_person_are_one_hand(terminal: Command, tmp_path: Path):
    made = Made()
    for number in range(6):
        author = ADA if number % 2 else "Ada Example <ada@home.example>"
        made.commit(
            f"perf: cache the plans {number}",
            {"src/plans.py": f"{number}\n" * 4},
            author=author,
            at=NOON + number * 4 * DAY,
        )
    (effort,) = document(terminal, made.into(tmp_path / "shop"))["efforts"]
    assert effort["people"] == [{"name": "Ada Example", "role": "led"}]


def test_on_a_terminal_each_step_shows_how_far_it_is(tmp_path: Path):
    made = Made()
    for number in range(700):
        made.commit(
            f"perf: cache plan {number}", {f"src/plans{number % 7}.py": f"{number}\n"}, at=NOON + number * 3_600
        )
    folder = made.into(tmp_path / "shop")
    watcher, shown = os.openpty()
    command = [sys.executable, "-m", "app", "discover", str(folder), "--json"]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=shown) as process:
        os.close(shown)
        out = process.stdout.read() if process.stdout else b""
        drawn = os.read(watcher, 100_000).decode()
    os.close(watcher)
    assert json.loads(out)["repository"]["commits"] == 700
    for step in ("Reading", "Classifying", "Grouping"):
        assert re.search(rf"{step} \[[#-]{{24}}\] +\d+ %", drawn)
    assert drawn.endswith("\r\x1b[K")

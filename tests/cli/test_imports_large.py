"""A hundred thousand rows: memory does not follow the file, and whoever watches sees how far it is."""

import io
import os
import subprocess
import sys
from pathlib import Path

from app.actions.bring_in import Run
from app.cli.importing.kinds import KINDS
from app.cli.importing.table import Table
from app.cli.progress import Progress
from tests.cli.import_files import file

MEBIBYTE = 1 << 20
MEASURE = """
import resource, sys
from app.cli import main
status = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
sys.exit(status)
"""


class Watched(io.StringIO):
    def isatty(self) -> bool:
        return True


def people(folder: Path, count: int) -> Path:
    rows = (f'Person {n},"p{n}@firm.example",{f"p{(n - 1) // 9}@firm.example" if n else ""}\n' for n in range(count))
    return file(folder, f"{count}.csv", "name,email,manager\n" + "".join(rows))


def peak(path: Path, url: str, *flags: str) -> int:
    """Bytes at the highest, of a process that imports this file."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("UNSUNG_")}
    environment |= {"UNSUNG_DATABASE_URL": url, "UNSUNG_DATA": str(path.parent)}
    command = [sys.executable, "-c", MEASURE, "import", "people", str(path), *flags]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return int(said.stderr.split()[-1]) * 1024


def test_memory_does_not_follow_the_file(sqlite_database: str, tmp_path: Path):
    small = peak(people(tmp_path, 1_000), sqlite_database, "--dry-run")
    large = peak(people(tmp_path, 100_000), sqlite_database, "--dry-run")
    assert large - small <= 96 * MEBIBYTE


def test_the_rows_of_a_file_are_read_as_they_are_asked_for(tmp_path: Path):
    table = Table(people(tmp_path, 5_000), KINDS["people"])
    rows = table.rows(Run(), Progress("", table.size, io.StringIO()))
    assert [next(rows).line for _ in range(3)] == [2, 3, 4]
    rows.close()


def test_a_bar_is_drawn_where_somebody_watches_and_taken_away_at_the_end(tmp_path: Path):
    table = Table(people(tmp_path, 5_000), KINDS["people"])
    screen, pipe = Watched(), io.StringIO()
    for stream in (screen, pipe):
        with Progress("Checking people", table.size, stream) as progress:
            assert sum(1 for _row in table.rows(Run(), progress)) == 5_000
    drawn = screen.getvalue().split("\r")
    assert pipe.getvalue() == ""
    assert 3 < len(drawn) <= 103
    assert drawn[-2].startswith("Checking people [########################] 100 %")
    assert drawn[-1] == "\x1b[K"

"""Writes the synthetic data: six CSV files whose bytes depend on the number of contributions alone.

python -m benchmarks.data OUT N [P]     prints the fingerprint
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from benchmarks.chance import Chance
from benchmarks.company import Company
from benchmarks.deeds import deeds

PEOPLE = 10_000
HEADERS = {
    "team": "id,name,parent_id",
    "person": "id,name,email,team_id,manager_id,role,tz",
    "contribution": "id,kind,title,summary,occurred_on,created_at,team_id,lead_id,"
    "grade,amount,unit,severity,status,source_url",
    "contributor": "contribution_id,person_id,role",
    "recognition": "id,contribution_id,person_id,by_id,kind,note,at",
    "link": "incident_id,prevention_id,kind",
}
TABLES = tuple(HEADERS)
EXPECTED = {10_000: "a6b2595c2f6df5c2", 100_000: "b3f31ba6e1d3bf56", 1_000_000: "39c40523f803460e"}


class WrongData(Exception):
    """The files are not those that the goals were set on."""


def ready(folder: Path, size: int) -> tuple[Path, str]:
    """The folder of CSV files for `size` contributions, written if absent, and its fingerprint, checked either way."""
    out = folder / f"data-{size}"
    if not out.exists():
        unfinished = out.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        write(unfinished, size)
        unfinished.rename(out)
    found = fingerprint(out)
    if found != EXPECTED[size]:
        raise WrongData(f"{out.name} has fingerprint {found}, not {EXPECTED[size]}: remove the folder and run again")
    return out, found


def write(out: Path, size: int, people: int = PEOPLE) -> None:
    out.mkdir(parents=True)
    chance = Chance()
    company = Company(people, chance)
    files = {table: (out / f"{table}.csv").open("w", encoding="utf-8", newline="\n") for table in TABLES}
    try:
        for table, file in files.items():
            file.write(HEADERS[table] + "\n")
        files["team"].writelines(company.team_rows())
        files["person"].writelines(company.person_rows())
        _write_deeds(files, company, chance, size)
    finally:
        for file in files.values():
            file.close()


def _write_deeds(files: Mapping[str, TextIO], company: Company, chance: Chance, size: int) -> None:
    contributions, contributors = files["contribution"].write, files["contributor"].writelines
    recognitions, links = files["recognition"].writelines, files["link"].write
    for deed in deeds(company, chance, size):
        contributions(deed.contribution)
        contributors(deed.contributors)
        recognitions(deed.recognitions)
        links(deed.link)


def fingerprint(out: Path) -> str:
    """First 16 hex digits of SHA-256 over the six files in their order."""
    digest = hashlib.sha256()
    for table in TABLES:
        with (out / f"{table}.csv").open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()[:16]


if __name__ == "__main__":
    target, number, *rest = sys.argv[1:]
    write(Path(target), int(number), *map(int, rest))
    print(fingerprint(Path(target)))

"""People, teams, services and lines of report of the synthetic company in unsung's own tables."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from app.domain import Person, ReportingLine, Service, Team
from app.kit.text import fold
from benchmarks.batch import Batch
from benchmarks.deeds import SERVICES
from benchmarks.identities import Kind, made_id, when
from benchmarks.sheets import sheet

BEGINNING = when("2023-05-01T08:00:00Z")

# Who looks at the pages: what each may see differs, and so does the cost of asking for it.
HR, TOP, FIRST_LINE, ENGINEER = 9_999, 2, 1_000, 5_000
VIEWERS = {"hr": HR, "top": TOP, "manager": FIRST_LINE, "engineer": ENGINEER}

PERSON = sheet(
    Person, "id", "name", "name_folded", "email", "email_folded", "team_id", "manager_id", "is_hr", "pseudonym",
    "time_zone", "created_at",
)  # fmt: skip
TEAM = sheet(Team, "id", "name", "name_folded", "parent_id")
SERVICE = sheet(Service, "id", "name", "name_folded", "team_id")
LINE = sheet(ReportingLine, "above_id", "below_id", "distance")


def person_id(number: int) -> str:
    return made_id(Kind.PERSON, number, BEGINNING)


def team_id(number: int) -> str:
    return made_id(Kind.TEAM, number, BEGINNING)


def service_id(number: int) -> str:
    return made_id(Kind.SERVICE, number, BEGINNING)


@dataclass(frozen=True)
class PeopleRows:
    """Lines of person.csv by number, and each one's managers from the nearest upwards."""

    lines: dict[int, list[str]]
    chains: dict[int, tuple[int, ...]]

    @classmethod
    def read(cls, data: Path) -> PeopleRows:
        with (data / "person.csv").open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            next(reader)
            lines = {int(line[0]): line for line in reader}
        managers = {number: int(line[4]) if line[4] else None for number, line in lines.items()}
        return cls(lines, {number: _chain(number, managers) for number in lines})

    def name(self, number: int) -> str:
        return self.lines[number][1]

    def team_of(self, number: int) -> int:
        return int(self.lines[number][3])

    def write_to(self, batch: Batch) -> None:
        for number, line in self.lines.items():
            batch.add(PERSON, self._person(number, line))
            batch.add(LINE, (person_id(number), person_id(number), 0))
            for distance, above in enumerate(self.chains[number], start=1):
                batch.add(LINE, (person_id(above), person_id(number), distance))
        managers = sorted({chain[0] for chain in self.chains.values() if chain})
        for number in managers:
            parent = team_id(self.chains[number][0]) if self.chains[number] else None
            batch.add(TEAM, (team_id(number), f"Team {number}", f"team {number}", parent))
        for number in range(1, SERVICES + 1):
            owner = team_id(managers[number % len(managers)])
            batch.add(SERVICE, (service_id(number), f"service-{number}", f"service-{number}", owner))

    def _person(self, number: int, line: list[str]) -> tuple[object, ...]:
        chain = self.chains[number]
        return (
            person_id(number),
            line[1],
            fold(line[1]),
            line[2],
            fold(line[2]),
            team_id(int(line[3])),
            person_id(chain[0]) if chain else None,
            int(number == HR),
            made_id(Kind.PSEUDONYM, number, BEGINNING),
            line[6],
            BEGINNING.text,
        )


def _chain(number: int, managers: dict[int, int | None]) -> tuple[int, ...]:
    above = []
    current = managers[number]
    while current is not None:
        above.append(current)
        current = managers[current]
    return tuple(above)

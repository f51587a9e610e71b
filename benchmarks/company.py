"""The people of the synthetic company: a tree of managers with fan-out 8, everybody else dealt round."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.chance import Chance, Weighted
from benchmarks.words import person_name

ZONES = ("UTC", "Europe/Oslo", "Asia/Tokyo", "America/Lima", "Asia/Kolkata")
MANAGER_FAN_OUT = 8
ACTIVITY_SIGMA = 1.1


class Company:
    """Person ids are 1..size, the first `managers` of them lead; a team has its manager's id."""

    def __init__(self, size: int, chance: Chance) -> None:
        self.size = size
        self.managers = size // 5
        self.names = [person_name(chance) for _ in range(size)]
        self.zones = [chance.one_of(ZONES) for _ in range(size)]
        self._activity = Weighted(chance.lognormal(0.0, ACTIVITY_SIGMA) for _ in range(size))
        self._chance = chance

    def manager_of(self, person: int) -> int | None:
        if person == 1:
            return None
        if person <= self.managers:
            return (person - 2) // MANAGER_FAN_OUT + 1
        return (person - self.managers - 1) % self.managers + 1

    def team_of(self, person: int) -> int:
        return person if person <= self.managers else self.manager_of(person) or 1

    def active(self) -> int:
        """Somebody, drawn by how much they usually take part."""
        return self._activity.draw(self._chance.unit()) + 1

    def anybody(self) -> int:
        return self._chance.below(self.size) + 1

    def in_team(self, team: int) -> int:
        """One of the team: its manager or one of those dealt to it."""
        seats = (self.size - team) // self.managers
        seat = self._chance.below(seats + 1)
        return team + seat * self.managers

    def team_rows(self) -> Iterator[str]:
        for team in range(1, self.managers + 1):
            yield f"{team},Team {team},{self.manager_of(team) or ''}\n"

    def person_rows(self) -> Iterator[str]:
        for person in range(1, self.size + 1):
            manager = self.manager_of(person) or ""
            role = "manager" if person <= self.managers else "engineer"
            name, zone = self.names[person - 1], self.zones[person - 1]
            yield f"{person},{name},p{person}@example.test,{self.team_of(person)},{manager},{role},{zone}\n"

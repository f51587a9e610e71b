"""Contributions of the synthetic company and what hangs on each: people, thanks, links; all as finished CSV lines."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks import words
from benchmarks.calendar_days import DAY_TEXTS, DAYS, moments, stamp
from benchmarks.chance import Chance
from benchmarks.company import Company

UNITS = ("EUR", "USD", "GBP", "hours", "incidents", "ms")
SERVICES = 400
HELPING_ROLES = ("helped", "reviewed", "advised", "responded")
LINKABLE_RESPONSES = 5000


@dataclass(slots=True)
class Deed:
    """The CSV lines of one contribution."""

    contribution: str
    contributors: list[str]
    recognitions: list[str]
    link: str


def deeds(company: Company, chance: Chance, count: int) -> Iterator[Deed]:
    responses: deque[int] = deque(maxlen=LINKABLE_RESPONSES)
    recognition_id = 0
    for number, (day, second) in enumerate(moments(chance, count), start=1):
        is_response = chance.unit() < 0.22
        people = _people(company, chance)
        givers = _thanks(company, chance, people, is_response)
        link = "" if is_response else _link(chance, number, responses)
        if is_response:
            responses.append(number)
        yield Deed(
            contribution=_contribution(company, chance, number, people[0], is_response, day, second),
            contributors=_contributors(chance, number, people, is_response),
            recognitions=[
                _recognition(chance, recognition_id + nth, number, person, giver, day)
                for nth, (person, giver) in enumerate(givers, start=1)
            ],
            link=link,
        )
        recognition_id += len(givers)


def _people(company: Company, chance: Chance) -> list[int]:
    """The lead first. Others mostly come from the lead's team; in one of ten the last is drawn evenly from all."""
    people = [company.active()]
    wanted = _how_many(chance)
    if wanted == 1:
        return people
    team = company.team_of(people[0])
    outsider = chance.unit() < 0.10
    while len(people) < wanted:
        if outsider and len(people) == wanted - 1:
            other = company.anybody()
        elif chance.unit() < 0.70:
            other = company.in_team(team)
        else:
            other = company.active()
        if other not in people:
            people.append(other)
    return people


def _how_many(chance: Chance) -> int:
    share = chance.unit()
    if share < 0.62:
        return 1
    if share < 0.84:
        return 2
    if share < 0.98:
        return 3 + chance.below(3)
    return 6 + chance.below(9)


def _thanks(company: Company, chance: Chance, people: list[int], is_response: bool) -> list[tuple[int, int]]:
    """(who is thanked, by whom): the gap itself. A response is thanked far more often than what prevents one."""
    if chance.unit() >= (0.55 if is_response else 0.12):
        return []
    times = 1 + (chance.unit() < 0.50) + (chance.unit() < 0.30)
    lead_manager = company.manager_of(people[0])
    thanks = []
    for _ in range(times):
        person = chance.one_of(people)
        giver = lead_manager if chance.unit() < 0.60 else None
        while giver is None or giver == person:
            giver = company.active()
        thanks.append((person, giver))
    return thanks


def _contribution(
    company: Company, chance: Chance, number: int, lead: int, is_response: bool, day: int, second: int
) -> str:
    kind = "incident_response" if is_response else "preventive_fix"
    title = words.title(chance, words.RESPONSE_VERBS if is_response else words.FIX_VERBS)
    grade, amount, unit = _impact(chance)
    severity = _severity(chance) if is_response else ""
    status = "contribution" if chance.unit() < 0.80 else "candidate"
    source = (
        f"https://incidents.example.test/{number}"
        if is_response
        else f"https://code.example.test/service-{chance.below(SERVICES) + 1}/changes/{number}"
    )
    return (
        f"{number},{kind},{title},{words.summary(chance)},{DAY_TEXTS[day]},{stamp(day, second)},"
        f"{company.team_of(lead)},{lead},{grade},{amount},{unit},{severity},{status},{source}\n"
    )


def _impact(chance: Chance) -> tuple[str, str, str]:
    share = chance.unit()
    if share < 0.50:
        return "asserted", "", ""
    grade = "estimated" if share < 0.80 else "measured" if share < 0.94 else "verified"
    return grade, str(int(chance.lognormal(9.2, 1.6))), chance.one_of(UNITS)


def _severity(chance: Chance) -> str:
    share = chance.unit()
    return "1" if share < 0.03 else "2" if share < 0.15 else "3" if share < 0.55 else "4"


def _contributors(chance: Chance, number: int, people: list[int], is_response: bool) -> list[str]:
    roles = HELPING_ROLES if is_response else HELPING_ROLES[:3]
    lines = [f"{number},{people[0]},led\n"]
    lines.extend(f"{number},{person},{chance.one_of(roles)}\n" for person in people[1:])
    return lines


def _recognition(chance: Chance, identity: int, number: int, person: int, giver: int, day: int) -> str:
    share = chance.unit()
    kind = "thank" if share < 0.86 else "pass_up" if share < 0.96 else "schedule"
    at = stamp(min(day + 1 + chance.below(20), DAYS - 1), 8 * 3600 + chance.below(10 * 3600))
    return f"{identity},{number},{person},{giver},{kind},{words.note(chance)},{at}\n"


def _link(chance: Chance, number: int, responses: deque[int]) -> str:
    if chance.unit() >= 0.035 or not responses:
        return ""
    return f"{chance.one_of(responses)},{number},prevents\n"

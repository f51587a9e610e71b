"""Contributions of the synthetic company in unsung's own tables, with all that the product derives from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.domain import Contribution, Contributor, Evidence, IncidentLink, SearchEntry
from app.domain.contribution import CATEGORIES
from app.domain.digest import slot_of, sort_key
from app.kit.text import fold
from benchmarks.batch import Batch
from benchmarks.deed_parts import ImpactRows, IncidentRows, ThanksRows, standing_of_impact
from benchmarks.identities import Kind, When, made_id, when
from benchmarks.people_rows import PeopleRows, person_id, service_id, team_id
from benchmarks.sheets import sheet

CONTRIBUTION = sheet(
    Contribution, "id", "kind", "category", "title", "summary", "state", "visibility", "team_id", "service_id",
    "finished_on", "silent_from", "grade", "tier", "recorded_by_id", "source_key", "recorded_at", "changed_at",
)  # fmt: skip
CONTRIBUTOR = sheet(
    Contributor, "id", "contribution_id", "person_id", "role", "added_by_id", "added_at", "agreed_team",
    "agreed_company", "finished_on", "recognised_at", "waiting", "slot", "sort_key", "silent_from",
)  # fmt: skip
EVIDENCE = sheet(Evidence, "id", "contribution_id", "kind", "url", "title", "added_by_id", "added_at")
SEARCH = sheet(SearchEntry, "seq", "contribution_id", "body")
LINK = sheet(IncidentLink, "id", "contribution_id", "incident_id", "relation", "added_by_id", "added_at")

# Of a hundred contributions, how many everybody on them opened to the company, and to the team. The rest are private.
COMPANY, TEAM = 60, 20


class DeedRows:
    """Fed in the order of time, because a fix is linked to a response that came before it."""

    def __init__(self, people: PeopleRows) -> None:
        self._people = people
        self._incidents = IncidentRows()
        self._thanks = ThanksRows(people)
        self._impacts = ImpactRows(people)

    def add(
        self,
        batch: Batch,
        deed: list[str],
        contributors: Sequence[list[str]],
        recognitions: Sequence[list[str]],
        prevented: int | None,
    ) -> None:
        number, moment = int(deed[0]), when(deed[5])
        identity = made_id(Kind.CONTRIBUTION, number, moment)
        lead = int(deed[7])
        circle = _circle(number)
        grade, tier = standing_of_impact(deed)
        self._write(batch, deed, identity, moment, circle, grade, tier)
        self._impacts.add(batch, deed, identity, moment, lead, grade, tier)
        recognised = self._thanks.add(batch, identity, recognitions)
        if deed[1] == "incident_response":
            self._incidents.add(batch, deed, identity, moment, contributors, thanked=bool(recognitions))
        elif prevented is not None:
            self._incidents.link(batch, number, identity, prevented, moment, lead)
        fire = prevented is not None and self._incidents.is_thanked(prevented)
        for line in contributors:
            person = int(line[1])
            slot = slot_of(
                kind=deed[1],
                tier=tier,
                behind_thanked_response=fire,
                role=line[2],
                other_team=self._people.team_of(person) != int(deed[6]),
            )
            silent_from = date.fromisoformat(deed[4])
            order = sort_key(tier=tier, grade=grade, silent_from=silent_from, contribution_id=identity)
            when_recognised = recognised.get(person)
            row = (
                made_id(Kind.CONTRIBUTOR, number * 20_000 + person, moment), identity, person_id(person), line[2],
                person_id(lead), moment.text, int(circle != "private"), int(circle == "company"), deed[4],
                when_recognised, int(when_recognised is None), slot.value, order, deed[4],
            )  # fmt: skip
            batch.add(CONTRIBUTOR, row)

    def _write(
        self, batch: Batch, deed: list[str], identity: str, moment: When, circle: str, grade: int, tier: int
    ) -> None:
        number, lead = int(deed[0]), person_id(int(deed[7]))
        state = "confirmed" if deed[12] == "contribution" else "proposed"
        service = service_id(number % 400 + 1)
        row = (
            identity, deed[1], CATEGORIES[number % len(CATEGORIES)], deed[2], deed[3], state, circle,
            team_id(int(deed[6])), service, deed[4], deed[4], grade, tier, lead, deed[13], moment.text, moment.text,
        )  # fmt: skip
        batch.add(CONTRIBUTION, row)
        kind = "incident" if deed[1] == "incident_response" else "pull_request"
        evidence = made_id(Kind.EVIDENCE, number, moment)
        batch.add(EVIDENCE, (evidence, identity, kind, deed[13], "", lead, moment.text))
        words = f"{deed[2]} {deed[3]}"
        batch.add(SEARCH, (number, identity, words.lower() if words.isascii() else fold(words)))


def _circle(number: int) -> str:
    """Spread evenly over all rows, not in runs."""
    share = number * 2_654_435_761 % (1 << 32) * 100 >> 32
    return "company" if share < COMPANY else "team" if share < COMPANY + TEAM else "private"

"""What hangs on a contribution in unsung's own tables: its impact, its incident, its thanks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal

from app.domain import Impact, Incident, IncidentLink, Recipient, Recognition, Responder, Verification
from app.domain.impact import ImpactKind, tier_of
from app.domain.recognition import hash_of, level_of
from benchmarks.batch import Batch
from benchmarks.identities import Kind, When, made_id, when
from benchmarks.people_rows import PeopleRows, person_id
from benchmarks.sheets import sheet

IMPACT = sheet(
    Impact, "id", "statement_id", "contribution_id", "kind", "low", "likely", "high", "unit", "method", "formula",
    "inputs", "source", "sentence", "grade", "tier", "author_id", "stated_at",
)  # fmt: skip
VERIFICATION = sheet(Verification, "id", "impact_id", "person_id", "words", "verified_at")
INCIDENT = sheet(Incident, "id", "ref", "title", "severity", "started_at", "resolved_at", "url", "source_key",
                 "recorded_by_id", "recorded_at")  # fmt: skip
RESPONDER = sheet(Responder, "incident_id", "person_id", "role")
LINK = sheet(IncidentLink, "id", "contribution_id", "incident_id", "relation", "added_by_id", "added_at")
RECOGNITION = sheet(
    Recognition, "id", "contribution_id", "giver_id", "words", "words_hash", "said_on", "level", "given_at",
    "delivered_at",
)  # fmt: skip
RECIPIENT = sheet(Recipient, "recognition_id", "person_id", "level", "ends_silence")

CURRENCY = "EUR"
GRADES = {"asserted": 1, "estimated": 2, "measured": 3, "verified": 4}
METHODS = {"asserted": "stated", "estimated": "worked_by_hand", "measured": "count", "verified": "count"}
UNITS = {"hours": (ImpactKind.ENGINEER_TIME, "hours"), "incidents": (ImpactKind.INCIDENTS, "incidents")}


def standing_of_impact(deed: list[str]) -> tuple[int, int]:
    """(grade, tier) as the product computes them for a contribution with one impact."""
    kind, unit = _measure(deed[10])
    low = _bounds(deed[9])[0] if deed[9] else None
    tier = tier_of(kind, low, unit=unit, period="year", currency=CURRENCY)
    return GRADES[deed[8]], int(tier)


class ImpactRows:
    def __init__(self, people: PeopleRows) -> None:
        self._people = people

    def add(self, batch: Batch, deed: list[str], identity: str, moment: When, lead: int, grade: int, tier: int) -> None:
        number = int(deed[0])
        kind, unit = _measure(deed[10])
        bounds = tuple(map(str, _bounds(deed[9]))) if deed[9] else (None, None, None)
        worked = deed[8] == "estimated"
        impact = made_id(Kind.IMPACT, number, moment)
        row = (
            impact, made_id(Kind.STATEMENT, number, moment), identity, kind.value, *bounds, unit, METHODS[deed[8]],
            "before - after" if worked else "", json.dumps({"before": deed[9], "after": "0"} if worked else {}),
            deed[13], "", grade, tier, person_id(lead), moment.text,
        )  # fmt: skip
        batch.add(IMPACT, row)
        chain = self._people.chains[lead]
        if deed[8] == "verified" and chain:
            verification = made_id(Kind.VERIFICATION, number, moment)
            batch.add(VERIFICATION, (verification, impact, person_id(chain[0]), "Checked.", moment.text))


class IncidentRows:
    """Every response has its incident; a fix may prevent one of an earlier response."""

    def __init__(self) -> None:
        self._ids: dict[int, str] = {}
        self._thanked: set[int] = set()

    def is_thanked(self, number: int) -> bool:
        return number in self._thanked

    def add(
        self,
        batch: Batch,
        deed: list[str],
        identity: str,
        moment: When,
        contributors: Sequence[list[str]],
        *,
        thanked: bool,
    ) -> None:
        number, lead = int(deed[0]), person_id(int(deed[7]))
        incident = made_id(Kind.INCIDENT, number, moment)
        self._ids[number] = incident
        if thanked:
            self._thanked.add(number)
        row = (
            incident, f"INC-{number}", deed[2], f"SEV-{deed[11]}", moment.text, moment.text, deed[13], deed[13], lead,
            moment.text,
        )  # fmt: skip
        batch.add(INCIDENT, row)
        for line in contributors:
            role = "lead" if line[2] == "led" else "responder"
            batch.add(RESPONDER, (incident, person_id(int(line[1])), role))
        self._link(batch, number, identity, incident, "responded_to", lead, moment)

    def link(self, batch: Batch, number: int, identity: str, prevented: int, moment: When, lead: int) -> None:
        incident = self._ids.get(prevented)
        if incident:
            self._link(batch, number, identity, incident, "prevents", person_id(lead), moment)

    def _link(
        self, batch: Batch, number: int, identity: str, incident: str, relation: str, by: str, moment: When
    ) -> None:
        batch.add(LINK, (made_id(Kind.LINK, number, moment), identity, incident, relation, by, moment.text))


class ThanksRows:
    def __init__(self, people: PeopleRows) -> None:
        self._chains = people.chains

    def add(self, batch: Batch, identity: str, recognitions: Sequence[list[str]]) -> dict[int, str]:
        """When each person was first thanked from the chain above, which is what ends their silence."""
        recognised: dict[int, str] = {}
        for line in sorted(recognitions, key=lambda one: one[6]):
            person, giver, moment = int(line[2]), int(line[3]), when(line[6])
            chain = self._chains[person]
            distance = chain.index(giver) + 1 if giver in chain else None
            level = level_of(distance, giver_is_top=giver == 1).value
            recognition = made_id(Kind.RECOGNITION, int(line[0]), moment)
            given = (recognition, identity, person_id(giver), line[5], hash_of(line[5]), moment.day, level)
            batch.add(RECOGNITION, (*given, moment.text, moment.text))
            batch.add(RECIPIENT, (recognition, person_id(person), level, int(distance is not None)))
            if distance is not None:
                recognised.setdefault(person, moment.text)
        return recognised


def _measure(unit: str) -> tuple[ImpactKind, str]:
    if unit in UNITS:
        return UNITS[unit]
    if unit in ("EUR", "USD", "GBP"):
        return ImpactKind.MONEY_SAVED, unit
    return ImpactKind.OTHER, unit or "unknown"


def _bounds(amount: str) -> tuple[Decimal, Decimal, Decimal]:
    """A range of a fifth to either side."""
    likely = Decimal(amount)
    return likely * 4 / 5, likely, likely * 6 / 5

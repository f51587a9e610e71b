"""A manager's weekly edition: what enters it, in which order, and the acts taken on it.

The order is a function of impact, evidence and silence alone. Each contributor row carries its share of that order
ready made (`slot`, `sort_key`, `waiting`), renewed in the transaction of every write that could change it, so that
composing reads the first few of each person instead of all history.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Index, UniqueConstraint

from app.domain.contribution import SUPPORTING_ROLES, ContributionKind
from app.domain.impact import Tier
from app.domain.noun import Noun
from app.kit.columns import document, key, link, long_text, maybe_link, maybe_moment, maybe_word, moment, word

MOST_ITEMS = 7
MOST_PER_PERSON = 2
LONG_UNSEEN = timedelta(weeks=12)
REST_AFTER_SHOWN = timedelta(weeks=8)
REST_AFTER_NOT_NOW = timedelta(weeks=4)


class Slot(IntEnum):
    """An item takes the first slot that fits. OTHER waits until it is LONG_UNSEEN or its impact is known."""

    QUIET_AND_LARGE = 1
    BEHIND_A_FAMOUS_FIRE = 2
    RESPONSE_NOT_THANKED = 3
    HELPED_ANOTHER_TEAM = 4
    LONG_UNSEEN = 5
    OTHER = 6


class ActKind(StrEnum):
    THANK = "thank"
    PASS_UP = "pass_up"  # noqa: S105 - handed to the next manager, no secret
    SCHEDULE = "schedule"
    ALREADY_DONE = "already_done"
    NOT_NOW = "not_now"


class NotNowReason(StrEnum):
    NOT_MY_AREA = "not_my_area"
    NOT_ACCURATE = "not_accurate"
    OTHER = "other"


class Occasion(StrEnum):
    TEAM_MEETING = "team_meeting"
    ONE_TO_ONE = "one_to_one"
    ALL_HANDS = "all_hands"
    DATE = "date"


class Digest(Noun, table=True):
    """A frozen edition for one manager and one ISO week, known by its Monday."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("manager_id", "monday"),)

    id: str = key()
    manager_id: str = link("person")
    monday: date
    composed_at: datetime = moment()
    kept: int = 0
    kept_is_more: bool = False
    facts: dict[str, Any] = document()
    sample: bool = False


class DigestItem(Noun, table=True):
    """One contribution in an edition; `facts` are frozen with it, so that page and letter never differ."""

    __tablename__ = "digest_item"
    __table_args__ = (UniqueConstraint("digest_id", "position"),)

    id: str = key()
    digest_id: str = link("digest")
    position: int
    contribution_id: str = link("contribution", index=True)
    slot: int
    facts: dict[str, Any] = document()


class Act(Noun, table=True):
    """What a manager did about a contribution, from an edition or from its page. Undone acts stay, marked."""

    __tablename__ = "act"
    __table_args__ = (
        Index("ix_act_person_contribution", "person_id", "contribution_id"),
        Index("ix_act_due", "person_id", "kind", "settled_at"),
    )

    id: str = key()
    person_id: str = link("person")
    contribution_id: str = link("contribution")
    item_id: str | None = maybe_link("digest_item", index=True)
    kind: str = word(16)
    sentence: str = long_text()
    reason: str | None = maybe_word(16)
    occasion: str | None = maybe_word(16)
    on_date: date | None = None
    to_person_id: str | None = maybe_link("person", index=True)
    recognition_id: str | None = maybe_link("recognition")
    acted_at: datetime = moment()
    undone_at: datetime | None = maybe_moment()
    settled_at: datetime | None = maybe_moment()


class Waiting(NamedTuple):
    """One contribution that waits for a word of one manager, as the digest sees it."""

    contribution_id: str
    slot: Slot
    sort_key: str
    people: tuple[str, ...]


def slot_of(*, kind: str, tier: int, behind_thanked_response: bool, role: str, other_team: bool) -> Slot:
    """The slot a contributor's line has whatever the day is; silence and known impact are looked at when composing."""
    if kind == ContributionKind.PREVENTIVE_FIX and tier >= Tier.LARGE:
        return Slot.QUIET_AND_LARGE
    if kind == ContributionKind.PREVENTIVE_FIX and behind_thanked_response:
        return Slot.BEHIND_A_FAMOUS_FIRE
    if kind == ContributionKind.INCIDENT_RESPONSE:
        return Slot.RESPONSE_NOT_THANKED
    if role in SUPPORTING_ROLES and other_team:
        return Slot.HELPED_ANOTHER_TEAM
    return Slot.OTHER


def sort_key(*, tier: int, grade: int, silent_from: date, contribution_id: str) -> str:
    """Text that sorts by tier, then grade (both highest first), then days of silence (longest first), then id."""
    return f"{9 - tier}{9 - grade}{silent_from:%Y%m%d}{contribution_id}"


def choose(waiting: Iterable[Waiting], *, most_of: Mapping[Slot, int] | None = None) -> list[Waiting]:
    """One item from each slot in turn, then a second round, until seven or none is left; a person at most twice.

    `most_of` bounds a slot ("Show me fewer like this"); it never changes the order.
    """
    lanes = _lanes(waiting)
    room = dict.fromkeys(Slot, MOST_ITEMS) | dict(most_of or {})
    people: Counter[str] = Counter()
    chosen: list[Waiting] = []
    found = True
    while found:
        found = False
        for slot, lane in lanes.items():
            if len(chosen) == MOST_ITEMS:
                return chosen
            item = _next(lane, people) if room[slot] > 0 else None
            if item is not None:
                room[slot] -= 1
                people.update(item.people)
                chosen.append(item)
                found = True
    return chosen


def _lanes(waiting: Iterable[Waiting]) -> dict[Slot, list[Waiting]]:
    """By slot, in order; a contribution that several people bring stands once, in its first slot."""
    first: dict[str, Waiting] = {}
    for item in sorted(waiting, key=attrgetter("slot", "sort_key")):
        first.setdefault(item.contribution_id, item)
    lanes: dict[Slot, list[Waiting]] = {}
    for item in first.values():
        lanes.setdefault(item.slot, []).append(item)
    return lanes


def _next(lane: list[Waiting], people: Counter[str]) -> Waiting | None:
    """Takes the first of a lane whose people still have room."""
    for place, item in enumerate(lane):
        if all(people[person] < MOST_PER_PERSON for person in item.people):
            return lane.pop(place)
    return None

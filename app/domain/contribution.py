"""A piece of work worth recognising, the people on it, and its links to incidents."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint

from app.domain.noun import Noun
from app.kit.columns import key, link, long_text, maybe_link, maybe_moment, maybe_word, moment, word

MOST_CONTRIBUTORS = 50
LONGEST_TITLE = 120


class ContributionKind(StrEnum):
    INCIDENT_RESPONSE = "incident_response"
    PREVENTIVE_FIX = "preventive_fix"


class State(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    MERGED = "merged"


OPEN_STATES = (State.PROPOSED, State.CONFIRMED)


class Role(StrEnum):
    LED = "led"
    HELPED = "helped"
    REVIEWED = "reviewed"
    ADVISED = "advised"
    RESPONDED = "responded"


SUPPORTING_ROLES = (Role.HELPED, Role.REVIEWED, Role.ADVISED)


class Visibility(StrEnum):
    PRIVATE = "private"
    TEAM = "team"
    COMPANY = "company"


class Relation(StrEnum):
    RESPONDED_TO = "responded_to"
    PREVENTS = "prevents"
    FOLLOWS_UP = "follows_up"


class NoteKind(StrEnum):
    """What words beside a contribution are. DECLINE and ANSWER belong to its review, DECISION is HR's on a report.

    NOMINATION keeps the second words of somebody who had put two records forward that are one now.
    """

    REPLY = "reply"
    OBJECTION = "objection"
    CORRECTION = "correction"
    QUESTION = "question"
    REPORT = "report"
    DECISION = "decision"
    DECLINE = "decline"
    ANSWER = "answer"
    NOMINATION = "nomination"


CATEGORIES = (
    "performance", "reliability", "security", "observability", "testing", "tooling", "cost", "capacity",
    "refactoring", "documentation", "on-call", "mentoring", "other",
)  # fmt: skip


class Contribution(Noun, table=True):
    """`grade` and `tier` repeat the best current impact, so that lists and digests need no second look.

    `silent_from` is the day on which the clock of silence starts: the day the work finished, or the day its effect
    was confirmed if that came later. `hidden_by_id` is the contributor who reported the item.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        UniqueConstraint("ref"),
        Index("ix_contribution_finished", "finished_on", "id"),
        Index("ix_contribution_visibility_finished", "visibility", "finished_on", "id"),
        Index("ix_contribution_team_finished", "team_id", "finished_on", "id"),
        Index("ix_contribution_recorder_finished", "recorded_by_id", "finished_on", "id"),
    )

    id: str = key()
    ref: str | None = maybe_word(40)
    kind: str = word()
    category: str = word(40, "other")
    title: str = word(LONGEST_TITLE)
    summary: str = long_text()
    effect_unknown: bool = False
    state: str = word(16, State.PROPOSED.value)
    state_reason: str = long_text()
    visibility: str = word(16, Visibility.PRIVATE.value)
    team_id: str | None = maybe_link("team")
    service_id: str | None = maybe_link("service")
    started_on: date | None = None
    finished_on: date
    effect_confirmed_on: date | None = None
    silent_from: date
    grade: int = 0
    tier: int = 0
    recorded_by_id: str = link("person")
    self_reported: bool = False
    confirmed_by_id: str | None = maybe_link("person")
    confirmed_at: datetime | None = maybe_moment()
    merged_into_id: str | None = maybe_link("contribution")
    split_from_id: str | None = maybe_link("contribution")
    hidden_by_id: str | None = maybe_link("person")
    source_key: str | None = maybe_word(300)
    sample: bool = False
    recorded_at: datetime = moment()
    changed_at: datetime = moment()
    version: int = 1


class Contributor(Noun, table=True):
    """A person on a contribution. The last five columns serve the digest (app/domain/digest.py explains them)."""

    __tablename__ = "contributor"
    __table_args__ = (
        UniqueConstraint("contribution_id", "person_id"),
        Index("ix_contributor_person_finished", "person_id", "finished_on", "contribution_id"),
        Index("ix_contributor_waiting", "person_id", "waiting", "slot", "sort_key"),
        # Lists and exports name everybody on a piece of work: the index alone answers them, in the order of naming.
        Index("ix_contributor_people", "contribution_id", "added_at", "id", "person_id", "role", "recognised_at"),
    )

    id: str = key()
    contribution_id: str = link("contribution")
    person_id: str = link("person")
    role: str = word(16)
    share: int | None = None
    added_by_id: str = link("person")
    added_at: datetime = moment()
    agreed_team: bool = False
    agreed_company: bool = False
    asked_company: bool = False
    finished_on: date
    recognised_at: datetime | None = maybe_moment()
    waiting: bool = False
    slot: int = 0
    sort_key: str = word(64, "")
    silent_from: date
    rests_until: date | None = None


class IncidentLink(Noun, table=True):
    """Why a contribution belongs to an incident; seen from both sides."""

    __tablename__ = "incident_link"
    __table_args__ = (UniqueConstraint("contribution_id", "incident_id", "relation"),)

    id: str = key()
    contribution_id: str = link("contribution")
    incident_id: str = link("incident", index=True)
    relation: str = word(16)
    added_by_id: str = link("person")
    added_at: datetime = moment()


class Note(Noun, table=True):
    """Words beside a contribution, of one NoteKind."""

    __tablename__ = "note"

    id: str = key()
    contribution_id: str = link("contribution", index=True)
    author_id: str = link("person", index=True)
    kind: str = word(16)
    words: str = long_text()
    written_at: datetime = moment()
    settled_at: datetime | None = maybe_moment()


def visibility_of(contributors: Sequence[Contributor]) -> Visibility:
    """The widest circle that its contributors have agreed to: the company needs every one of them."""
    if contributors and all(one.agreed_company for one in contributors):
        return Visibility.COMPANY
    if any(one.agreed_team for one in contributors):
        return Visibility.TEAM
    return Visibility.PRIVATE

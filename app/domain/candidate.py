"""Work that discovery found and no human has confirmed yet, who is named on it, and what people said of it.

Rules are pure: when one is opened, who may see it, when a dismissed one returns, in which order the list stands.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint

from app.domain.contribution import LONGEST_TITLE
from app.domain.noun import Noun
from app.kit.columns import document, key, link, long_text, maybe_link, maybe_moment, maybe_word, moment, word
from app.kit.text import fold

QUIET_DAYS = 14
HEAD_START_DAYS = 3
LONG_AGO_DAYS = 30
REST = timedelta(weeks=4)
SLACK = timedelta(days=7)


class Rule(StrEnum):
    """Each can be switched off by the installation."""

    SLOW_FIX = "slow_fix"
    WENT_QUIET = "went_quiet"
    FOLLOW_UP_DONE = "follow_up_done"


class Confidence(StrEnum):
    CLEAR = "clear"
    LIKELY = "likely"
    MAYBE = "maybe"


LEAST = ((0.8, Confidence.CLEAR), (0.6, Confidence.LIKELY), (0.4, Confidence.MAYBE))
FOR_THE_CHAIN = (Confidence.CLEAR.value, Confidence.LIKELY.value)


class CandidateState(StrEnum):
    """LAPSED: what was found no longer holds, without anybody's word. HIDDEN: everybody on it has hidden it."""

    OPEN = "open"
    KEPT = "kept"
    MERGED = "merged"
    DISMISSED = "dismissed"
    HIDDEN = "hidden"
    LAPSED = "lapsed"


ALIVE = (CandidateState.OPEN.value, CandidateState.LAPSED.value)


class Dismissal(StrEnum):
    ORDINARY = "ordinary_work"
    WRONG_PEOPLE = "wrong_people"
    WRONG_KIND = "wrong_kind"
    RECORDED = "already_recorded"


class CorrectionKind(StrEnum):
    NOT_MINE = "not_mine"
    HIDE = "hide"
    WRONG_KIND = "wrong_kind"
    SPLIT = "split"
    JOIN = "join"


class Candidate(Noun, table=True):
    """`place` orders the list and orders work, never people. `shown_from`: from when the chain above sees it.

    `size` is how many changes it stands on now, `decided_size` how many when somebody decided on it.
    """

    __tablename__ = "candidate"
    __table_args__ = (UniqueConstraint("rule", "key"), Index("ix_candidate_place", "state", "place", "id"))

    id: str = key()
    rule: str = word(24)
    key: str = word(160)
    connection_id: str | None = maybe_link("connection")
    effort_id: str | None = maybe_link("effort", index=True)
    follow_up_id: str | None = maybe_link("follow_up")
    incident_id: str | None = maybe_link("incident")
    team_id: str | None = maybe_link("team")
    title: str = word(LONGEST_TITLE)
    why: str = long_text()
    category: str = word(40, "other")
    confidence_word: str = word(8)
    confidence: float = 0.0
    first_on: date
    last_on: date
    active_days: int = 0
    size: int = 0
    place: str = word(40)
    state: str = word(16, CandidateState.OPEN.value)
    reason: str | None = maybe_word(24)
    decided_by_id: str | None = maybe_link("person")
    decided_at: datetime | None = maybe_moment()
    decided_size: int = 0
    contribution_id: str | None = maybe_link("contribution", index=True)
    merged_into_id: str | None = maybe_link("candidate")
    opened_at: datetime = moment()
    shown_from: datetime = moment()
    changed_at: datetime = moment()
    sample: bool = False
    version: int = 1


class CandidatePerson(Noun, table=True):
    """Somebody named on it, or a hand that nobody knows. `left_as` says how they took their name off, if they did."""

    __tablename__ = "candidate_person"
    __table_args__ = (
        UniqueConstraint("candidate_id", "person_id"),
        Index("ix_candidate_person_person", "person_id", "left_as"),
    )

    id: str = key()
    candidate_id: str = link("candidate")
    person_id: str | None = maybe_link("person")
    hand_id: str | None = maybe_link("hand")
    role: str = word(16)
    left_as: str | None = maybe_word(16)


class CandidateRest(Noun, table=True):
    """Somebody's "Not now": it leaves their own list for a while, and nobody else's."""

    __tablename__ = "candidate_rest"

    candidate_id: str = link("candidate", primary=True)
    person_id: str = link("person", primary=True)
    until: datetime = moment()


class Correction(Noun, table=True):
    """What a person put right. `changes` are the external ids it was said of, so that it outlives every re-run.

    `value` is the kind meant, the first change of the later part, or the candidate that it was joined with.
    """

    __tablename__ = "correction"
    __table_args__ = (Index("ix_correction_connection", "connection_id", "undone_at"),)

    id: str = key()
    kind: str = word(16)
    connection_id: str | None = maybe_link("connection")
    candidate_id: str = link("candidate", index=True)
    person_id: str | None = maybe_link("person")
    value: str = word(200, "")
    changes: list[str] = document(list)
    others: list[str] = document(list)
    by_id: str = link("person")
    made_at: datetime = moment()
    undone_at: datetime | None = maybe_moment()


class OptOut(Noun, table=True):
    """Somebody who wants to be named on no candidate."""

    __tablename__ = "opt_out"

    person_id: str = link("person", primary=True)
    since: datetime = moment()


def word_of(confidence: float) -> str:
    """Empty where it is too little to be said to anybody."""
    return next((word.value for least, word in LEAST if confidence >= least), "")


def shown_from(opened_at: datetime, last_on: date, *, head_start_days: int) -> datetime:
    """The people named see it first; work that ended long ago needs no head start."""
    if last_on < opened_at.date() - timedelta(days=LONG_AGO_DAYS):
        return opened_at
    return opened_at + timedelta(days=head_start_days)


def is_ripe(last_on: date, today: date) -> bool:
    """Ended, or quiet for two weeks: nothing is proposed while it is being done."""
    return last_on <= today - timedelta(days=QUIET_DAYS)


def returns(*, size: int, decided_size: int) -> bool:
    """New evidence for what was dismissed: at least 2 more changes, and 30 % more than before."""
    return size >= decided_size + 2 and size * 10 >= decided_size * 13


def place_of(*, is_linked: bool, active_days: int, share: float, reach: int) -> str:
    """Quiet signals and incident links first, then active days x preventive share x services reached. Ascending."""
    weight = min(round(active_days * share * max(1, reach) * 100), 99_999_999)
    return f"{0 if is_linked else 1}{99_999_999 - weight:08d}"


def speaks_of(name: str, title: str) -> bool:
    """Whether two names of work share their words: half of the shorter one's, and at least one."""
    ours, theirs = _words(name), _words(title)
    shared = ours & theirs
    return bool(shared) and len(shared) * 2 >= min(len(ours), len(theirs))


def covers(said_of: Iterable[str], changes: Iterable[str]) -> bool:
    """Whether a correction speaks of this effort: of at least half of its changes."""
    ours = set(changes)
    return bool(ours) and len(ours & set(said_of)) * 2 >= len(ours)


def _words(text: str) -> set[str]:
    return {one for one in re.findall(r"[^\W_]{3,}", fold(text)) if one not in _PLAIN}


_PLAIN = frozenset("the and for with from into src lib app main core test tests".split())

"""What a tool saw, as values: a change of code, of a setting or of a ticket. Nothing here is stored as it is."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

LONGEST_TITLE = 300
LONGEST_TEXT = 4_000
MOST_FILES = 40
MOST_LABELS = 20


class ChangeKind(StrEnum):
    COMMIT = "commit"
    PULL_REQUEST = "pull_request"
    TICKET = "ticket"
    LOG_ENTRY = "log_entry"  # a console setting, a script run, a call to a vendor


class ChangeType(StrEnum):
    """The types of Conventional Commits. Their order decides ties."""

    FEAT = "feat"
    FIX = "fix"
    PERF = "perf"
    REFACTOR = "refactor"
    TEST = "test"
    CI = "ci"
    BUILD = "build"
    DOCS = "docs"
    CHORE = "chore"
    STYLE = "style"


class Tag(StrEnum):
    """What a change is about; several may hold at once."""

    PERFORMANCE = "performance"
    RELIABILITY = "reliability"
    REFACTORING = "refactoring"
    TESTS = "tests"
    CI_BUILD = "ci_build"
    SECURITY = "security"
    OBSERVABILITY = "observability"
    DOCS = "docs"
    FEATURE = "feature"
    OTHER = "other"


TAG_OF_TYPE: Mapping[ChangeType, Tag] = MappingProxyType(
    {
        ChangeType.FEAT: Tag.FEATURE,
        ChangeType.FIX: Tag.RELIABILITY,
        ChangeType.PERF: Tag.PERFORMANCE,
        ChangeType.REFACTOR: Tag.REFACTORING,
        ChangeType.TEST: Tag.TESTS,
        ChangeType.CI: Tag.CI_BUILD,
        ChangeType.BUILD: Tag.CI_BUILD,
        ChangeType.DOCS: Tag.DOCS,
        ChangeType.CHORE: Tag.OTHER,
        ChangeType.STYLE: Tag.OTHER,
    }
)
# The category of the Contribution that a Candidate becomes.
CATEGORY_OF_TAG: Mapping[Tag, str] = MappingProxyType(
    {
        Tag.PERFORMANCE: "performance",
        Tag.RELIABILITY: "reliability",
        Tag.REFACTORING: "refactoring",
        Tag.TESTS: "testing",
        Tag.CI_BUILD: "tooling",
        Tag.SECURITY: "security",
        Tag.OBSERVABILITY: "observability",
        Tag.DOCS: "documentation",
        Tag.FEATURE: "other",
        Tag.OTHER: "other",
    }
)
# Reliability counts only where no incident of the same service or paths came in the 14 days before.
PREVENTIVE_TAGS = frozenset(
    {
        Tag.PERFORMANCE, Tag.RELIABILITY, Tag.REFACTORING, Tag.TESTS, Tag.CI_BUILD, Tag.SECURITY, Tag.OBSERVABILITY,
    }
)  # fmt: skip
PREVENTIVE_TYPES = frozenset(
    {ChangeType.PERF, ChangeType.REFACTOR, ChangeType.TEST, ChangeType.CI, ChangeType.BUILD}
)  # fmt: skip


class Hand(NamedTuple):
    """Who did something, as the tool knows them. `handle` tells hands apart; `name` is for reading and may be empty."""

    handle: str
    name: str = ""


class TouchedFile(NamedTuple):
    """`status` is A, M, D, R or T. Lines are None for a binary file and where they were not counted."""

    path: str
    added: int | None = None
    deleted: int | None = None
    status: str = "M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change. `source` and `external_id` together are unique.

    `title` stands without the declared type, scope and trailing number; `text` without trailers. `date` is a day of
    UTC, None where unknown: no time of day is kept. `position` orders the changes of one repository. `files` holds the
    40 largest; `n_files`, `added` and `deleted` are totals, None where they were not counted.
    """

    external_id: str
    source: str = "git"
    repository: str = ""
    kind: ChangeKind = ChangeKind.COMMIT
    author: Hand | None = None
    co_authors: tuple[Hand, ...] = ()
    reviewers: tuple[Hand, ...] = ()
    date: dt.date | None = None
    position: int = 0
    title: str = ""
    text: str = ""
    declared_type: ChangeType | None = None
    declared_scope: str | None = None
    labels: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    files: tuple[TouchedFile, ...] = ()
    n_files: int | None = None
    added: int | None = None
    deleted: int | None = None
    branch: str | None = None
    merged_at: dt.date | None = None
    service_ids: tuple[str, ...] = ()

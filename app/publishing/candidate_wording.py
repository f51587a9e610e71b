"""What is said of a candidate: plain sentences from facts. Work is described, never the person."""

from collections.abc import Mapping, Sequence
from datetime import date

from app.domain import Confidence, CorrectionKind, Dismissal, Rule
from app.domain.sighting import Tag
from app.kit.templating import long_day, short_day
from app.publishing.phrases import and_names

TAGS: Mapping[str, str] = {
    Tag.PERFORMANCE: "performance",
    Tag.RELIABILITY: "reliability",
    Tag.REFACTORING: "refactoring",
    Tag.TESTS: "tests",
    Tag.CI_BUILD: "build and release",
    Tag.SECURITY: "security",
    Tag.OBSERVABILITY: "observability",
    Tag.DOCS: "documentation",
    Tag.FEATURE: "a new feature",
    Tag.OTHER: "something else",
}
REASONS: Mapping[str, str] = {
    Dismissal.ORDINARY: "Ordinary work",
    Dismissal.WRONG_PEOPLE: "Wrong people",
    Dismissal.WRONG_KIND: "Wrong kind",
    Dismissal.RECORDED: "Already recorded",
}
CORRECTIONS: Mapping[str, str] = {
    CorrectionKind.NOT_MINE: "Not mine",
    CorrectionKind.HIDE: "Hidden for good",
    CorrectionKind.WRONG_KIND: "Another kind",
    CorrectionKind.SPLIT: "Split",
    CorrectionKind.JOIN: "Joined with another",
}
MEANS: Mapping[str, str] = {
    Confidence.CLEAR: "Nine of ten findings like this one should hold.",
    Confidence.LIKELY: "Seven of ten findings like this one should hold.",
    Confidence.MAYBE: "Too little to show to anybody but the people named here.",
}
SET_ASIDE: Mapping[str, str] = {
    "merge": "merges",
    "bot": "changes by bots",
    "release": "releases and version numbers",
    "revert": "changes that were taken back on the same day",
    "lock_file": "lock files",
    "generated": "generated files",
    "vendored": "code of others",
}
MOST_TAGS = 3
CLOSE = 0.85
SURE = 0.8


def why(rule: str, *, tags: Sequence[str], first: date, last: date, days: int, size: int, source: str) -> str:
    """Why it was proposed, in one sentence."""
    if rule == Rule.FOLLOW_UP_DONE:
        return f"A follow-up of {source} that was completed on {long_day(last)}. It is on nobody's record."
    what = about(tags)
    changes = f"{size} changes" if size != 1 else "One change"
    on = f"on {days} days" if days != 1 else "on one day"
    return f"{changes} {on}, {span(first, last)}, mostly for {what}. It is on nobody's record."


def about(tags: Sequence[str]) -> str:
    """ "performance and tests"."""
    words = [TAGS.get(tag, tag) for tag in tags if tag != Tag.OTHER][:MOST_TAGS]
    return and_names(words) if words else TAGS[Tag.OTHER]


def span(first: date, last: date) -> str:
    """ "from 1 July to 2 September 2026"."""
    if first == last:
        return long_day(last)
    return f"from {short_day(first) if first.year == last.year else long_day(first)} to {long_day(last)}"


def to_be_surer(
    word: str, *, cohesion: float | None, probability: float | None, knows_incidents: bool, is_linked: bool
) -> list[str]:
    """What would raise the word, as far as it is known."""
    found = []
    if word != Confidence.CLEAR and cohesion is not None and cohesion < CLOSE:
        found.append("Its changes lie apart from each other. A ticket or a branch that they share would join them.")
    if word != Confidence.CLEAR and (cohesion is None or cohesion >= CLOSE or (probability or SURE) < SURE):
        found.append("Not every change says what it prevents. A declared type or a sentence in the message would.")
    if not is_linked:
        found.append(
            "No incident is linked to it; one that it follows or prevents would speak for it."
            if knows_incidents
            else "No incidents are recorded here, so a repair may answer one that we do not know of."
        )
    return found


def late(last: date, today: date) -> str:
    """How long ago, for work that nobody has spoken of; empty for what is fresh."""
    months = (today.year - last.year) * 12 + today.month - last.month
    if months < 2:
        return ""
    return f"{months} months ago" if months < 24 else "about two years ago"


def set_aside(counts: Sequence[tuple[str, int]]) -> str:
    """ "Set aside there: 310 merges, 90 changes by bots." """
    words = [f"{number:,} {SET_ASIDE.get(reason, reason.replace('_', ' '))}" for reason, number in counts]
    return f"Set aside in this repository: {', '.join(words)}." if words else ""


def as_text(lines: Sequence[tuple[str, str, str]]) -> str:
    """The list for a chat or a letter: title, who, when."""
    return "\n".join(f"{number}. {title} ({who}), {when}" for number, (title, who, when) in enumerate(lines, start=1))

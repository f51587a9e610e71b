"""What a notice says before the words of whoever wrote them."""

from collections.abc import Mapping
from typing import Any

SEEN_BY = {
    "private": "Seen by its contributors, whoever put it forward, their managers and HR.",
    "team": "Seen by the team as well.",
    "company": "Seen by the whole company.",
}
_WITH_NAME = {
    "recognised": "{by} thanked you for",
    "nominated": "{by} put your work forward:",
    "recorded": "{by} wrote down your work:",
    "contributor_added": "{by} named you on",
    "asked": "{by} asks about",
    "question_written": "{by} asks about",
    "handed_to_you": "{by} passed this up to you:",
    "reply_written": "{by} replied on",
}
_WITHOUT = {
    "recognised": "You were thanked for",
    "nominated": "Your work was put forward:",
    "recorded": "Your work was written down:",
    "contributor_added": "You were named on",
    "passed_up": "Your work was passed on to the next manager:",
    "handed_to_you": "This was handed to you:",
    "confirmed": "A second person stands behind",
    "declined": "There is a reason given on",
    "company_asked": "You are asked whether the company may see",
    "merged": "This was merged with other work:",
    "split": "This was split from other work:",
    "withdrawn": "This was withdrawn:",
    "asked": "There is a question about",
}


def lead(kind: str, by: str, facts: Mapping[str, Any]) -> str:
    """The sentence before the work's name."""
    if kind == "passed_up" and facts.get("to_name"):
        return f"Your work was passed on to {facts['to_name']}:"
    if by and kind in _WITH_NAME:
        return _WITH_NAME[kind].format(by=by)
    return _WITHOUT.get(kind, "There is news about")

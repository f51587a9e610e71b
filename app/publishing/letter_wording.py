"""What is said of a letter's fate, without a word of what it holds."""

from datetime import datetime
from zoneinfo import ZoneInfo

STATES = {
    "due": "about to leave",
    "claimed": "about to leave",
    "sending": "on its way",
    "sent": "taken by the mail server",
    "retry_at": "not taken yet, tried again",
    "failed": "failed",
    "uncertain": "uncertain",
    "skipped": "not sent",
}
ABOUT = {"digest": "Weekly digest", "test": "Test letter"}
_TROUBLE = {
    "uncertain": "We cannot tell whether {day}'s letter arrived. Everything in it is here.",
    "failed": "{day}'s letter did not arrive. Everything in it is here.",
    "retry_at": "{day}'s letter is late: the mail server has not taken it yet. Everything in it is here.",
}


def about(kind: str) -> str:
    """Whose work a letter was about is nobody's business but its reader's."""
    return ABOUT.get(kind, "Letter about somebody's work")


def trouble(state: str, due_at: datetime, time_zone: str) -> str:
    """For the page of the edition; empty where nothing is wrong that its reader could mend."""
    day = f"{due_at.astimezone(ZoneInfo(time_zone)):%A}"
    return _TROUBLE.get(state, "").format(day=day)

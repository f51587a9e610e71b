"""The sentences around the items of an edition: what is late, what was planned, and the end of it."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from app.kit.templating import short_day, week_day
from app.publishing.phrases import and_names
from app.queries.plans import Plan

END = "That is all for this week."
_OCCASIONS = {"team_meeting": "at the team meeting", "one_to_one": "in your 1:1", "all_hands": "at the all-hands"}


def kept_words(kept: int, kept_is_more: bool) -> str:
    """What follows END; empty where nothing more waits."""
    if kept_is_more:
        return f"More than {kept} are kept; none will be lost."
    if kept == 1:
        return "1 more is kept; it will not be lost."
    return f"{kept} more are kept; none will be lost." if kept else ""


def late_words(source: Mapping[str, str], time_zone: str) -> str:
    """ "No events from PagerDuty since Thursday 14 May, 14:20. Digest items may be missing." """
    since = datetime.fromisoformat(source["since"]).astimezone(ZoneInfo(time_zone))
    return (
        f"No events from {source['name']} since {week_day(since.date())}, {since:%H:%M}. Digest items may be missing."
    )


def plan_words(plan: Plan) -> str:
    when = _OCCASIONS.get(plan.occasion, "")
    when = f"{when} on {short_day(plan.on_date)}" if when else f"on {short_day(plan.on_date)}"
    return f"You planned to thank {and_names(plan.people)} {when}. Did you?"

"""Words to begin a thank-you with: facts of the item and nothing else. Nobody sends them unread."""

from collections.abc import Mapping
from typing import Any

from app.domain import Grade
from app.publishing.digest_wording import LONGEST_SENTENCE, finished
from app.publishing.phrases import and_names, first_name, is_done_to, lower_first, without_stop


def thanks_draft(facts: Mapping[str, Any]) -> str:
    """ "Hana, checkout timeouts fell from 41 a day to none." No number, name or claim that the item does not hold."""
    named = [one["name"] for one in facts["people"] if one["named"]] or [one["name"] for one in facts["people"]]
    to = and_names([first_name(name) for name in named])
    kept = {word for one in facts["people"] for word in one["name"].split()}
    effect = facts["effect"]
    sentence = without_stop(effect["sentence"]) if effect else ""
    if sentence and len(sentence) <= LONGEST_SENTENCE and facts["grade"] >= Grade.MEASURED:
        return f"{to}, {lower_first(sentence, kept)}."
    title = without_stop(facts["title"])
    if is_done_to(title):
        return f"{to}, you {lower_first(title, kept)} on {finished(facts)}."
    return f'{to}, "{title}" was finished on {finished(facts)}.'

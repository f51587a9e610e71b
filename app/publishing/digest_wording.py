"""The sentences of a digest item, from its frozen facts: the same on the page, in the API and in the letter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.domain import Grade, Role, Slot
from app.domain.impact import GRADE_WORDS, TIER_WORDS
from app.kit.templating import long_day, short_day
from app.publishing.impact_phrases import amount_phrase
from app.publishing.phrases import (
    SUPPORT_WORDS,
    and_names,
    is_done_to,
    is_noun_phrase,
    lower_first,
    possessive,
    times,
    without_stop,
)

SILENT = "No manager has said thank you yet."
BY_COLLEAGUES = "Thanked by colleagues, not yet by a manager."
UNPROVEN = "Effect unproven"
LONGEST_SENTENCE = 200


@dataclass(frozen=True)
class Reason:
    """One sentence; the work's name in its middle is the link."""

    before: str
    work: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.work}{self.after}"


def reason(facts: Mapping[str, Any]) -> Reason:
    slot = Slot(facts["slot"])
    if slot is Slot.BEHIND_A_FAMOUS_FIRE and facts["fire"]:
        return _behind_fire(facts)
    if slot is Slot.RESPONSE_NOT_THANKED:
        return _response(facts)
    if slot is Slot.HELPED_ANOTHER_TEAM:
        return _helped(facts)
    if slot is Slot.LONG_UNSEEN:
        return _unseen(facts)
    return _effect(facts)


def grade_word(facts: Mapping[str, Any]) -> str:
    return GRADE_WORDS[facts["grade"]]


def tier_word(facts: Mapping[str, Any]) -> str:
    return TIER_WORDS[facts["tier"]]


def finished(facts: Mapping[str, Any]) -> str:
    """The year is said where it is not the one of the edition."""
    return _day(facts, "finished_on")


def waited(facts: Mapping[str, Any]) -> str:
    days = facts["days"]
    return "" if days <= 0 else f"{days} day{'' if days == 1 else 's'}"


def note(facts: Mapping[str, Any]) -> str:
    return UNPROVEN if facts["grade"] == Grade.UNKNOWN else ""


def quotes(facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who handed it on stands first, then a colleague's nomination."""
    said = [facts["passed_by"], facts["quote"]]
    return [(one["name"], one["words"]) for one in said if one and one["words"]]


def why(facts: Mapping[str, Any]) -> list[str]:
    """Facts and the rule used, in whole sentences."""
    kind = "Preventive fix" if facts["kind"] == "preventive_fix" else "Incident response"
    about = f"{kind}; impact {grade_word(facts)}"
    lines = [f"{about}, of tier {tier_word(facts)}." if facts["tier"] else f"{about}."]
    if facts["effect"] and (phrase := amount_phrase(facts["effect"])):
        lines.append(f"Impact: {phrase}, as stated by {facts['effect']['author']}.")
    lines.append(f"{SILENT[:-5]} to {_names(facts)} since {_day(facts, 'silent_from')}: {_days(facts['days'])}.")
    if facts["passed_by"]:
        lines.append(f"Passed up by {facts['passed_by']['name']}.")
    lines.append(f"Place: {_RULES[Slot(facts['slot'])]}")
    lines.append(
        "Within a place: tier, then grade, then days of silence. Names, nominations and length of text move nothing."
    )
    return lines


def subject(items: Sequence[Mapping[str, Any]]) -> str:
    """At most 60 characters, carrying content and naming nobody."""
    if not items:
        return "A quiet week"
    first = without_stop(items[0]["title"])
    others = len(items) - 1
    rest = f", and {others} other{'' if others == 1 else 's'} worth a word" if others else " is worth a word"
    room = 60 - len(rest)
    return f"{first if len(first) <= room else first[: room - 4].rstrip() + ' ...'}{rest}"


def _effect(facts: Mapping[str, Any]) -> Reason:
    """Slot 1, and everything that no other template fits."""
    effect, grade = facts["effect"], facts["grade"]
    end = BY_COLLEAGUES if facts["peers"] else SILENT
    phrase = amount_phrase(effect) if effect else ""
    if grade == Grade.ESTIMATED and phrase:
        return _quoted("", facts, f", finished by {_names(facts)}, is estimated to {phrase}. {end}")
    sentence = without_stop(effect["sentence"]) if effect else ""
    if not sentence or len(sentence) > LONGEST_SENTENCE:
        return _quoted("", facts, f", finished by {_names(facts)} on {finished(facts)}. {end}")
    if grade == Grade.ESTIMATED:
        return _quoted("", facts, f", finished by {_names(facts)}: {sentence} (estimated). {end}")
    if grade == Grade.ASSERTED:
        sentence = f"{effect['author']} reports that {lower_first(sentence, _people(facts))}"
    return _linked(sentence, facts, f" ({grade_word(facts)}). {end}")


def _linked(sentence: str, facts: Mapping[str, Any], end: str) -> Reason:
    """The work's name is linked where the sentence says it; else it is added after whose change it was."""
    words = facts["title"].split()
    for length in range(len(words), min(2, len(words)) - 1, -1):
        name, rest = " ".join(words[:length]), words[length:]
        place = sentence.casefold().find(name.casefold())
        if place >= 0 and len(sentence.casefold()) == len(sentence):
            noun = rest[0] if len(rest) == 1 else "change"
            stop = place + len(name)
            after = f"{sentence[stop:]} after {possessive(_named(facts))} {noun}{end}"
            return Reason(sentence[:place], sentence[place:stop], after)
    return _quoted(f"{sentence} after {possessive(_named(facts))} change, ", facts, end)


def _behind_fire(facts: Mapping[str, Any]) -> Reason:
    fire = facts["fire"]
    before = f"The response to {fire['ref']} was thanked {times(fire['thanked'])}. The "
    return Reason(before, "fix that followed it", f", finished by {_names(facts)}, has not had a word yet.")


def _response(facts: Mapping[str, Any]) -> Reason:
    title = without_stop(facts["title"])
    since = f" on {finished(facts)}." + (f" It has been {_days(facts['days'])}." if facts["days"] > 0 else "")
    if is_done_to(title):
        return Reason(f"{_names(facts)} ", lower_first(title, _people(facts)), since)
    return _quoted(f"{_names(facts)} responded: ", facts, f",{since}")


def _helped(facts: Mapping[str, Any]) -> Reason:
    title, effect = without_stop(facts["title"]), facts["effect"]
    sentence = without_stop(effect["sentence"]) if effect else ""
    who = f"which {_names(facts)} {SUPPORT_WORDS.get(_role(facts), 'helped with')}"
    grade = grade_word(facts)
    if facts["team"] and sentence.casefold().startswith(f"{title.casefold()} "):
        rest = f", {who}, {sentence[len(title) + 1 :]} ({grade})."
        begin = f"{facts['team']} reports that its " if facts["grade"] <= Grade.ESTIMATED else f"{facts['team']}'s "
        return Reason(begin, lower_first(title, _people(facts)), rest)
    for_team = f" for {facts['team']}" if facts["team"] else ""
    if not sentence or len(sentence) > LONGEST_SENTENCE:
        return _quoted("", facts, f", {who}{for_team}, was finished on {finished(facts)}. {SILENT}")
    by = f"{effect['author']} reports: " if facts["grade"] == Grade.ASSERTED else ""
    return _quoted("", facts, f", {who}{for_team}, was finished on {finished(facts)}. {by}{sentence} ({grade}).")


def _unseen(facts: Mapping[str, Any]) -> Reason:
    title, weeks = without_stop(facts["title"]), facts["days"] // 7
    done = "finished" if _role(facts) in (Role.LED, Role.RESPONDED) else SUPPORT_WORDS.get(_role(facts), "finished")
    has = f"has waited {weeks} weeks for a word." if weeks > 1 else "waits for a word."
    if is_noun_phrase(title):
        before, name = "The ", lower_first(title, _people(facts))
        return Reason(before, name, f" that {_names(facts)} {done} on {finished(facts)} {has}")
    return _quoted("", facts, f", which {_names(facts)} {done} on {finished(facts)}, {has}")


def _quoted(before: str, facts: Mapping[str, Any], after: str) -> Reason:
    """A title can be a sentence of its own: within ours it stands in quotation marks."""
    return Reason(f"{before}“", without_stop(facts["title"]), f"”{after}")


def _named(facts: Mapping[str, Any]) -> list[str]:
    return [one["name"] for one in facts["people"] if one["named"]] or [one["name"] for one in facts["people"]]


def _names(facts: Mapping[str, Any]) -> str:
    return and_names(_named(facts))


def _people(facts: Mapping[str, Any]) -> set[str]:
    """Words that keep their capital: names of people and of the team."""
    names = [one["name"] for one in facts["people"]] + [facts["team"] or ""]
    return {word for name in names for word in name.split()}


def _role(facts: Mapping[str, Any]) -> str:
    return next((one["role"] for one in facts["people"] if one["named"]), Role.LED.value)


def _day(facts: Mapping[str, Any], name: str) -> str:
    on, silent_from = date.fromisoformat(facts[name]), date.fromisoformat(facts["silent_from"])
    edition = silent_from + timedelta(days=facts["days"])
    return short_day(on) if on.year == edition.year else long_day(on)


def _days(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'}"


_RULES = {
    Slot.QUIET_AND_LARGE: "1, quiet and large: a preventive fix of tier large or above, or one whose impact is known"
    " and that fits no other place.",
    Slot.BEHIND_A_FAMOUS_FIRE: "2, a fix behind a famous fire: it is linked to an incident whose response was thanked.",
    Slot.RESPONSE_NOT_THANKED: "3, a response not yet thanked.",
    Slot.HELPED_ANOTHER_TEAM: "4, help for another team: reviewed, advised or helped.",
    Slot.LONG_UNSEEN: "5, long unseen: 12 weeks of silence or more, or passed up.",
    Slot.OTHER: "none of its own.",
}  # fmt: skip

"""Who said thank you for what: responses often, preventive work seldom, as everywhere."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from app.cli.lanternfish import words
from app.cli.lanternfish.calendar import WRITTEN
from app.cli.lanternfish.deeds import UNTHANKED
from app.cli.lanternfish.people import LEAVERS, TEAMS, first_name, lead_of
from app.cli.lanternfish.shapes import Said, Work
from app.domain import ContributionKind, Form

SHARE_OF_RESPONSES, SHARE_OF_FIXES = 0.6, 0.105
Phrase = Callable[[Work, str, str, Random], str]
# Of all its fires Storage was thanked for the one that everybody saw.
ONE_FAMOUS_FIRE = "Storage"
ELSEWHERE = (Form.IN_PERSON, Form.PUBLIC_PRAISE, Form.BONUS, Form.TIME_OFF, Form.REVIEW_NOTE)


def spread(works: Sequence[Work], chance: Random, *, all_of_it: bool = False) -> None:
    """Chooses, by kind, a fixed share of the works that have had a word from their manager."""
    response = ContributionKind.INCIDENT_RESPONSE.value
    for kind, part in ((response, SHARE_OF_RESPONSES), ("", SHARE_OF_FIXES)):
        some = [work for work in works if (work.kind == response) == bool(kind) and work.title not in UNTHANKED]
        if kind:
            some = [work for work in some if work.team != ONE_FAMOUS_FIRE]
        heard = some if all_of_it else chance.sample(some, round(len(some) * part))
        for work in heard:
            work.thanks = _from_above(work, chance, whole=all_of_it)
        for work in some:
            if work not in heard and work.shared_with != "private" and chance.random() < 0.1:
                work.thanks = _from_beside(work, chance)


def _from_above(work: Work, chance: Random, *, whole: bool) -> tuple[Said, ...]:
    """Their manager; for a fire sometimes the CTO, and now and then the CEO."""
    response = work.kind == ContributionKind.INCIDENT_RESPONSE
    team = {row[1] for row in TEAMS[work.team]} | {one.login for one in LEAVERS}
    people = [one.login for one in work.people if one.login in team]
    named = people if whole or chance.random() < 0.8 else people[:1]
    said = [_said(work, lead_of(work.team), words.manager, named, chance, days=(1, 9) if response else (2, 45))]
    if not whole and chance.random() < 0.15:
        said[0] = _elsewhere(said[0], chance)
    if response and chance.random() < 0.4:
        said.append(_said(work, "dana.whitfield", words.executive, people, chance, days=(1, 6)))
    if response and chance.random() < 0.12:
        said.append(_said(work, "layla.haddad", words.executive, people, chance, days=(2, 9)))
    texts = {one.words: one for one in said}
    return tuple(one for one in texts.values() if one.at < WRITTEN)


def _from_beside(work: Work, chance: Random) -> tuple[Said, ...]:
    lead = work.people[0].login
    beside = [row[1] for row in TEAMS[work.team][1:] if row[1] not in {one.login for one in work.people}]
    if not beside or lead not in {row[1] for row in TEAMS[work.team]}:
        return ()
    said = _said(work, chance.choice(beside), words.peer, [lead], chance, days=(1, 20))
    return (said,) if said.at < WRITTEN else ()


def _said(work: Work, giver: str, phrase: Phrase, named: list[str], chance: Random, *, days: tuple[int, int]) -> Said:
    on = _workday(work.recorded.date() + timedelta(days=chance.randrange(*days)))
    names = words.joined([first_name(login) for login in named])
    moment = datetime.combine(on, time(chance.randrange(8, 18), chance.randrange(0, 60)))
    return Said(giver, moment, phrase(work, names, work.service, chance), tuple(named))


def _elsewhere(said: Said, chance: Random) -> Said:
    """Said in a meeting or given as a day off, and written down here."""
    return Said(said.by, said.at, said.words, said.to, chance.choice(ELSEWHERE))


def _workday(on: date) -> date:
    return on + timedelta(days=7 - on.weekday()) if on.weekday() > 4 else on

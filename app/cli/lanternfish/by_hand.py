"""From lines written by hand to works: nothing here is left to chance."""

from collections.abc import Mapping
from datetime import timedelta

from app.cli.lanternfish import payments, story
from app.cli.lanternfish.calendar import at, day
from app.cli.lanternfish.lines import RESPONSE, Line
from app.cli.lanternfish.shapes import Episode, OnIt, Proof, Work
from app.domain import EvidenceKind, Relation, Role

CODE_HOST = "https://github.example/lanternfish"
REFS = {story.REPAIR: "PW-1"}


def works(episodes: list[Episode]) -> list[Work]:
    by_title = {one.title: one for one in episodes}
    by_ref = {one.ref: one for one in episodes if one.ref}
    found = [_work("Payments", line, by_title, by_ref) for line in payments.LINES]
    for team, lines in story.LINES.items():
        found += [_work(team, line, by_title, by_ref) for line in lines]
    _settle_follow_ups(episodes, {work.title: work for work in found})
    return found


def _work(team: str, line: Line, by_title: Mapping[str, Episode], by_ref: Mapping[str, Episode]) -> Work:
    recorder = line.recorder or line.people[0]
    finished = day(line.finished)
    effects = [line.effect] if line.effect else []
    if line.title in story.SECOND_EFFECTS:
        effects.append(story.SECOND_EFFECTS[line.title])
    return Work(
        title=line.title,
        kind=line.kind,
        category=line.category,
        team=team,
        service=line.service,
        people=_people(line),
        started=day(line.started) if line.started else finished - timedelta(days=0 if line.kind == RESPONSE else 10),
        finished=finished,
        recorded=at(line.recorded),
        recorder=recorder,
        summary=line.summary,
        ref=REFS.get(line.title),
        effects=tuple(effects),
        nominations=((recorder, line.words),) if line.words else (),
        proofs=_proofs(line),
        thanks=line.thanks,
        links=_links(line, by_title, by_ref),
        shared_with=line.shared_with,
    )


def _people(line: Line) -> list[OnIt]:
    if line.kind == RESPONSE:
        return [OnIt(login, Role.RESPONDED) for login in line.people]
    shares = line.shares or (None,) * len(line.people)
    roles = (Role.LED, *(Role.HELPED for _ in line.people[1:])) if not line.shares else (Role.LED,) * len(line.people)
    people = [OnIt(login, role, part) for login, role, part in zip(line.people, roles, shares, strict=True)]
    return [*people, OnIt(line.reviewer, Role.REVIEWED)] if line.reviewer else people


def _proofs(line: Line) -> tuple[Proof, ...]:
    if not line.pull:
        return ()
    url = f"{CODE_HOST}/{line.service}/pull/{line.pull}"
    return (Proof(EvidenceKind.PULL_REQUEST, url, f"{line.service} #{line.pull}"),)


def _links(
    line: Line, by_title: Mapping[str, Episode], by_ref: Mapping[str, Episode]
) -> tuple[tuple[Episode, str], ...]:
    found = []
    if line.fire:
        found.append((by_title[line.fire], Relation.RESPONDED_TO.value))
    if line.follows:
        found.append((by_ref[line.follows], Relation.FOLLOWS_UP.value))
    if line.prevents:
        found.append((by_ref[line.prevents], Relation.PREVENTS.value))
    return tuple(found)


def _settle_follow_ups(episodes: list[Episode], by_title: Mapping[str, Work]) -> None:
    """What was agreed and has become work is done on the day that work finished."""
    for plan in (plan for one in episodes for plan in one.follow_ups):
        plan.work = by_title.get(plan.title)
        plan.done_on = plan.work.finished if plan.work else None

"""From what a team wrote down to works with days, people and links, spread over eighteen months by one seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from app.cli.lanternfish import words
from app.cli.lanternfish.by_hand import CODE_HOST
from app.cli.lanternfish.calendar import FIRST_DAY, day
from app.cli.lanternfish.people import LEAVERS, engineers_of, first_name
from app.cli.lanternfish.shapes import Episode, Fire, Fix, FollowUpPlan, OnIt, Proof, TeamWork, Work
from app.domain import ContributionKind, EvidenceKind, Relation, Role

LAST_DAY = day("2026-05-08")
LAST_RECORDED = datetime(2026, 5, 15, 17)  # noqa: DTZ001 - the wall clock of the written calendar
LAST_DAY_OF_LEAVERS = day("2025-11-14")
# Payments is written by hand, to the last line: nobody of it turns up in the work of others by chance.
CLOSED = "Payments"


@dataclass
class Chronicle:
    """One team's eighteen months. `until` ends them earlier; the next pull request takes the next number."""

    work: TeamWork
    chance: Random
    others: Sequence[str]
    until: date = LAST_DAY

    def __post_init__(self) -> None:
        self.pulls = dict.fromkeys(self.work.services, 100)
        self.phrase = self.chance.randrange(100)
        self.episodes: list[Episode] = []
        self.works: list[Work] = []

    def written(self) -> None:
        for place, fire in enumerate(self.work.fires):
            self._burn(fire, self._day(place, len(self.work.fires)))
        for place, fix in enumerate(self.work.fixes):
            self._mend(fix, _workday(self._day(place, len(self.work.fixes))))

    def _burn(self, fire: Fire, on: date) -> None:
        chance = self.chance
        started = datetime.combine(on, time(chance.randrange(6, 22), chance.randrange(0, 60)))
        responders = self._some(on, chance.choice((1, 2, 2, 3)))
        episode = Episode(
            fire.title, fire.service, self.work.team, started, fire.minutes, fire.percent, fire.factors,
            tuple(responders), summary=f"What the system allowed: {'; '.join(fire.factors)}.",
        )  # fmt: skip
        self.episodes.append(episode)
        finished = (started + timedelta(minutes=fire.minutes)).date()
        people = [OnIt(login, Role.RESPONDED) for login in responders]
        link = ((episode, Relation.RESPONDED_TO.value),)
        self.works.append(self._work(fire.restored, ContributionKind.INCIDENT_RESPONSE, "on-call", fire.service, people,
                                     started.date(), finished, links=link))  # fmt: skip
        for agreed in fire.after:
            self._agree(episode, agreed, finished)
        episode.follow_ups += [FollowUpPlan(title, self._some(on, 1)[0]) for title in fire.still_open]

    def _agree(self, episode: Episode, fix: Fix, since: date) -> None:
        """Follow-ups take their weeks; the youngest are not done yet."""
        done = _workday(since + timedelta(days=self.chance.randrange(8, 40)))
        plan = FollowUpPlan(fix.title, self._some(since, 1)[0])
        episode.follow_ups.append(plan)
        if done > self.until:
            return
        plan.done_on = done
        summary = f"Agreed after “{episode.title}”: {episode.factors[0]}."
        plan.work = self._mend(fix, done, lead=plan.owner, episode=episode, summary=summary)

    def _mend(
        self, fix: Fix, finished: date, *, lead: str = "", episode: Episode | None = None, summary: str = ""
    ) -> Work:
        chance = self.chance
        started = _workday(finished - timedelta(days=chance.randrange(4, 60)))
        links: tuple[tuple[Episode, str], ...] = ((episode, Relation.FOLLOWS_UP.value),) if episode else ()
        earlier = [one for one in self.episodes if one.service == fix.service and one.started.date() < started]
        if not episode and earlier and chance.random() < 0.25:
            links = ((earlier[-1], Relation.PREVENTS.value),)
        made = self._work(fix.title, ContributionKind.PREVENTIVE_FIX, fix.category, fix.service,
                          self._crew(finished, lead), started, finished, fix=fix, links=links,
                              summary=summary)  # fmt: skip
        self.works.append(made)
        return made

    def _work(
        self,
        title: str,
        kind: ContributionKind,
        category: str,
        service: str,
        people: list[OnIt],
        started: date,
        finished: date,
        *,
        fix: Fix | None = None,
        links: tuple[tuple[Episode, str], ...] = (),
        summary: str = "",
    ) -> Work:
        chance = self.chance
        late = datetime.combine(finished + timedelta(days=chance.randrange(1, 9)), time(chance.randrange(9, 17), 10))
        made = Work(
            title, kind.value, category, self.work.team, service, people, started, finished,
            min(_workday_of(late), LAST_RECORDED), people[0].login, summary, links=links,
            effects=(fix.effect,) if fix and fix.effect else (),
            shared_with=chance.choice(("team", "team", "team", "company", "private")),
        )  # fmt: skip
        self._supported(made)
        made.proofs = self._proofs(made)
        return made

    def _supported(self, made: Work) -> None:
        """A third is put forward by a colleague, who then wrote it down; the rest is self-reported."""
        on_it = {one.login for one in made.people}
        free = [login for login in self._here(made.finished) if login not in on_it]
        if free and self.chance.random() < 0.34:
            made.recorder = self.chance.choice(free)
            first = first_name(made.people[0].login)
            self.phrase += 1
            made.nominations = ((made.recorder, words.nomination(made, first, made.service, self.phrase)),)
        stands_behind = [login for login in free if login != made.recorder]
        if stands_behind and self.chance.random() < 0.5:
            made.confirmer = self.chance.choice(stands_behind)

    def _proofs(self, made: Work) -> tuple[Proof, ...]:
        if made.kind == ContributionKind.INCIDENT_RESPONSE:
            episode = made.links[0][0]
            slug = "-".join(episode.title.lower().replace("'", "").split()[:6])
            return (
                Proof(EvidenceKind.REVIEW, f"https://docs.lanternfish.example/reviews/{slug}", "Post-incident review"),
            )
        found = []
        if self.chance.random() < 0.8 and made.service in self.pulls:
            self.pulls[made.service] += self.chance.randrange(3, 11)
            number = self.pulls[made.service]
            url = f"{CODE_HOST}/{made.service}/pull/{number}"
            found.append(Proof(EvidenceKind.PULL_REQUEST, url, f"{made.service} #{number}"))
        if any(effect.figures.method in ("series", "count") for effect in made.effects):
            board = f"https://dash.lanternfish.example/{made.service}"
            found.append(Proof(EvidenceKind.DASHBOARD, board, "Dashboard with the series before and after"))
        return tuple(found)

    def _crew(self, on: date, lead: str) -> list[OnIt]:
        chance = self.chance
        size = chance.choice((1, 1, 1, 2, 2, 3))
        team = [lead] if lead else []
        team += [login for login in self._some(on, size + 1) if login not in team]
        roles = (Role.LED, Role.HELPED, chance.choice((Role.HELPED, Role.REVIEWED)))
        crew = [OnIt(login, role) for login, role in zip(team[:size], roles, strict=False)]
        if size == 2 and chance.random() < 0.3:
            crew = [OnIt(crew[0].login, Role.LED, 60), OnIt(crew[1].login, Role.HELPED, 40)] if len(crew) == 2 else crew
        if chance.random() < 0.1:
            crew.append(OnIt(chance.choice(list(self.others)), chance.choice((Role.REVIEWED, Role.ADVISED))))
        return crew

    def _some(self, on: date, size: int) -> list[str]:
        here = self._here(on)
        return self.chance.sample(here, min(size, len(here)))

    def _here(self, on: date) -> list[str]:
        left = [one.login for one in LEAVERS if one.team == self.work.team and on < LAST_DAY_OF_LEAVERS]
        return [*engineers_of(self.work.team), *left]

    def _day(self, place: int, whole: int) -> date:
        span = (self.until - FIRST_DAY).days
        step = span / whole
        return FIRST_DAY + timedelta(days=int(step * (place + 0.5) + self.chance.uniform(-0.4, 0.4) * step))


def _workday(on: date) -> date:
    return on - timedelta(days=max(0, on.weekday() - 4))


def _workday_of(moment: datetime) -> datetime:
    return moment + timedelta(days=7 - moment.weekday()) if moment.weekday() > 4 else moment

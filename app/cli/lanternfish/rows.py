"""From works and episodes to rows, in a few statements for each week of the company's life."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from app.actions.renew import renew
from app.actions.write_audit import trace, write_audit
from app.cli.lanternfish.company import Company
from app.cli.lanternfish.effects import Effect
from app.cli.lanternfish.shapes import Work
from app.domain import (
    Contribution,
    Contributor,
    Evidence,
    Impact,
    ImpactKind,
    IncidentLink,
    Method,
    Nomination,
    SearchEntry,
    State,
    Verification,
)
from app.domain.impact import grade_of
from app.domain.search import body_of
from app.kit.ids import new_id
from app.queries.impacts import Scale, scale

Rows = dict[type[Any], list[dict[str, Any]]]
# In the order in which they may point at each other.
ORDER = (Contribution, Contributor, Nomination, Evidence, IncidentLink, Impact, Verification, SearchEntry)


class Books:
    """Keeps works as rows; remembers under which id, by title."""

    def __init__(self, db: Session, company: Company, incidents: dict[str, str]) -> None:
        self.db = db
        self.company = company
        self.incidents = incidents
        self.ids: dict[str, str] = {}
        self.works: dict[str, Work] = {}
        self._scale: Scale = scale(db)

    def enter(self, works: Sequence[Work]) -> None:
        rows: Rows = defaultdict(list)
        for work in works:
            self._write(rows, work)
        for table in ORDER:
            if rows[table]:
                self.db.execute(insert(table), rows[table])
        renew(self.db, [self.ids[work.title] for work in works])
        for work in works:
            self._note(work)

    def recorded(self, title: str, days: int) -> datetime | None:
        """So many days after, on the written calendar; None for what is not on record yet."""
        work = self.works.get(title)
        return work.recorded + timedelta(days=days) if work else None

    def _write(self, rows: Rows, work: Work) -> None:
        at = self.company.calendar.moment(work.recorded)
        work_id = self.ids[work.title] = new_id(at)
        recorder = self.company.ids[work.recorder]
        self.works[work.title] = work
        rows[Contribution].append(self._contribution(work, work_id, at))
        rows[Contributor] += self._contributors(work, work_id, at)
        rows[SearchEntry].append(
            {
                "contribution_id": work_id,
                "body": body_of(title=work.title, summary=work.summary, ref=work.ref, category=work.category),
            }
        )
        common = {"contribution_id": work_id}
        for author, words in work.nominations:
            row = {"id": new_id(at), "author_id": self.company.ids[author], "words": words, "written_at": at}
            rows[Nomination].append(common | row | {"version": 1})
        for proof in work.proofs:
            row = {"id": new_id(at), "kind": proof.kind.value, "url": proof.url, "title": proof.title, "words": ""}
            rows[Evidence].append(common | row | {"added_by_id": recorder, "added_at": at})
        for episode, relation in work.links:
            row = {"id": new_id(at), "incident_id": self.incidents[episode.title], "relation": relation}
            rows[IncidentLink].append(common | row | {"added_by_id": recorder, "added_at": at})
        for place, effect in enumerate(work.effects):
            self._effect(rows, work, work_id, effect, at + timedelta(minutes=4 + place))

    def _contribution(self, work: Work, work_id: str, at: datetime) -> dict[str, Any]:
        day, ids = self.company.calendar.day, self.company.ids
        confirmed_at = at + timedelta(hours=20) if work.confirmer else None
        return Contribution(
            id=work_id,
            ref=work.ref,
            kind=work.kind,
            category=work.category,
            title=work.title,
            summary=work.summary,
            effect_unknown=not work.effects,
            state=(State.CONFIRMED if work.confirmer else State.PROPOSED).value,
            team_id=self.company.teams[work.team],
            service_id=self.company.services[work.service],
            started_on=day(work.started),
            finished_on=day(work.finished),
            silent_from=day(work.finished),
            recorded_by_id=ids[work.recorder],
            self_reported=[one.login for one in work.people] == [work.recorder],
            confirmed_by_id=ids.get(work.confirmer),
            confirmed_at=confirmed_at,
            recorded_at=at,
            changed_at=confirmed_at or at,
            sample=True,
        ).model_dump()

    def _contributors(self, work: Work, work_id: str, at: datetime) -> list[dict[str, Any]]:
        day, ids = self.company.calendar.day(work.finished), self.company.ids
        return [
            Contributor(
                id=new_id(at),
                contribution_id=work_id,
                person_id=ids[one.login],
                role=one.role.value,
                share=one.share,
                added_by_id=ids[work.recorder],
                added_at=at + timedelta(milliseconds=place),
                agreed_team=work.shared_with != "private",
                agreed_company=work.shared_with == "company",
                finished_on=day,
                silent_from=day,
            ).model_dump()
            for place, one in enumerate(work.people)
        ]

    def _effect(self, rows: Rows, work: Work, work_id: str, effect: Effect, at: datetime) -> None:
        kept, day, author = effect.figures, self.company.calendar.day, self.company.ids[work.people[0].login]
        low, likely, high = kept.ends
        impact_id = new_id(at)
        grade = grade_of(
            kept.method, has_inputs=bool(kept.inputs), has_formula=bool(kept.formula), verified=effect.verified
        )
        tier = self._scale.tier(effect.kind, kept)
        was_known = kept.method in (Method.SERIES, Method.COUNT) or effect.kind is ImpactKind.GROWTH_UNBLOCKED
        rows[Impact].append(
            Impact(
                id=impact_id, statement_id=impact_id, contribution_id=work_id, kind=effect.kind.value, low=low,
                likely=likely, high=high, unit=kept.unit, period=kept.period, method=kept.method.value,
                formula=kept.formula, inputs=dict(kept.inputs), source=effect.source, sentence=effect.sentence,
                changed_on=day(work.finished) if kept.bounds else None,
                baseline_on=(day(work.started) if was_known else at.date()) if kept.bounds else None,
                grade=int(grade), tier=int(tier), author_id=author, stated_at=at,
            ).model_dump()
        )  # fmt: skip
        if effect.verified:
            second = self.company.viewers[work.people[0].login].manager_id
            words = "I asked the same question of the same data and came to the same figure."
            row = {"id": new_id(at), "impact_id": impact_id, "person_id": second, "words": words}
            rows[Verification].append(row | {"verified_at": at + timedelta(minutes=2), "withdrawn_at": None})

    def _note(self, work: Work) -> None:
        """Whoever looks into the history of a piece of work finds who put it on record."""
        write_audit(
            self.db,
            by=self.company.viewers[work.recorder],
            action="nominated" if work.nominations else "recorded",
            object_type="contribution",
            object_id=self.ids[work.title],
            changes={"kind": work.kind, "people": len(work.people), "words": trace(work.summary)},
            now=self.company.calendar.moment(work.recorded),
        )

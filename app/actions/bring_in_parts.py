"""The parts of work that a file brings in: its people, evidence, incident, effect, and the words put forward for it.

Parts are added or brought up to date, never taken away: nobody is taken off work by a file.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, col

from app.actions.bring_in import Run, Said, differing, row_of
from app.actions.record import RELATIONS
from app.domain import Contributor, Evidence, Impact, IncidentLink, Nomination
from app.domain.contribution import MOST_CONTRIBUTORS
from app.domain.contribution_draft import ContributorDraft
from app.domain.draft import read_values
from app.domain.evidence import kind_of, url_key
from app.domain.impact import Method, grade_of
from app.domain.impact_draft import ImpactDraft, figures
from app.domain.import_draft import ContributionRow
from app.kit.errors import Code, Invalid
from app.kit.ids import new_id
from app.queries.earlier_work import Here, Surroundings

STATED = ("kind", "low", "likely", "high", "unit", "period", "method", "source", "sentence")


@dataclass(frozen=True)
class Meant:
    """`people` by id in the order of the file; `author_id` put the work forward."""

    people: Mapping[str, ContributorDraft]
    author_id: str | None
    incident_id: str | None

    @property
    def signs(self) -> str:
        """In whose name the parts come in."""
        return self.author_id or next(iter(self.people), "")


@dataclass
class Parts:
    """What a chunk will write, by table. `woken`: work with something new to see returns to a digest at once."""

    new: dict[Any, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    old: dict[Any, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    woken: list[str] = field(default_factory=list)


def compare_parts(
    said: Said[ContributionRow],
    id_: str,
    meant: Meant,
    around: Surroundings,
    here: Here,
    parts: Parts,
    run: Run,
    *,
    now: datetime,
) -> list[str]:
    """The columns whose part is new or different, with what is to be written of them noted in `parts`."""
    found = {
        "contributors": _people(said, id_, meant, here, parts, run, now=now),
        "evidence_url": _evidence(said, id_, meant, here, parts, now=now),
        "incident_ref": _link(said, id_, meant, here, parts, now=now),
        "impact": _impact(said, id_, meant, around, here, parts, run, now=now),
        "nominated_by": _words(said, id_, meant, here, parts, now=now),
    }
    if found["impact"] or found["evidence_url"]:
        parts.woken.append(id_)
    return [name for name, differs in found.items() if differs]


def keep_parts(db: Session, parts: Parts) -> None:
    for noun in (Contributor, Evidence, IncidentLink, Impact, Nomination):
        if rows := parts.old[noun]:
            db.execute(update(noun), rows)
        if rows := parts.new[noun]:
            db.execute(insert(noun), rows)
    woken = update(Contributor).where(col(Contributor.contribution_id).in_(parts.woken))
    db.execute(woken.where(col(Contributor.rests_until).is_not(None)).values(rests_until=None))


def _people(
    said: Said[ContributionRow], id_: str, meant: Meant, here: Here, parts: Parts, run: Run, *, now: datetime
) -> bool:
    there = {row.person_id: row for row in here.contributors.get(id_, [])}
    shares = {person_id: row.share or 0 for person_id, row in there.items()}
    shares |= {person_id: one.share or 0 for person_id, one in meant.people.items()}
    if sum(shares.values()) > 100:
        run.refuse(said.line, "contributors", Code.BAD_SHARE, "Together the shares are more than 100 per cent.")
    if len(shares) > MOST_CONTRIBUTORS:
        run.refuse(said.line, "contributors", Code.TOO_MANY, f"At most {MOST_CONTRIBUTORS} people can be named.")
    differs = False
    # People are shown in the order in which they were added: that of the file.
    for place, (person_id, one) in enumerate(meant.people.items()):
        values: dict[str, Any] = {"role": one.role.value, "share": one.share}
        if person_id not in there:
            made = row_of(
                Contributor,
                id=new_id(now),
                contribution_id=id_,
                person_id=person_id,
                added_by_id=meant.signs,
                added_at=now + timedelta(microseconds=place),
                finished_on=said.draft.finished_on,
                silent_from=said.draft.finished_on,
                **values,
            )
            parts.new[Contributor].append(made)
            differs = True
        elif different := differing(there[person_id], values):
            parts.old[Contributor].append({"id": there[person_id].id, **different})
            differs = True
    return differs


def _evidence(said: Said[ContributionRow], id_: str, meant: Meant, here: Here, parts: Parts, *, now: datetime) -> bool:
    """One that somebody has taken away stays away."""
    url = said.draft.evidence_url
    if not url or url_key(url) in {url_key(row.url) for row in here.evidence.get(id_, [])}:
        return False
    made = row_of(
        Evidence,
        id=new_id(now),
        contribution_id=id_,
        kind=kind_of(url).value,
        url=url,
        added_by_id=meant.signs,
        added_at=now,
    )
    parts.new[Evidence].append(made | {"url_key": url_key(url)})
    return True


def _link(said: Said[ContributionRow], id_: str, meant: Meant, here: Here, parts: Parts, *, now: datetime) -> bool:
    relation = (said.draft.relation or RELATIONS[said.draft.kind]).value
    there = {(row.incident_id, row.relation) for row in here.links.get(id_, [])}
    if meant.incident_id is None or (meant.incident_id, relation) in there:
        return False
    made = row_of(
        IncidentLink,
        id=new_id(now),
        contribution_id=id_,
        incident_id=meant.incident_id,
        relation=relation,
        added_by_id=meant.signs,
        added_at=now,
    )
    parts.new[IncidentLink].append(made)
    return True


def _impact(
    said: Said[ContributionRow],
    id_: str,
    meant: Meant,
    around: Surroundings,
    here: Here,
    parts: Parts,
    run: Run,
    *,
    now: datetime,
) -> bool:
    """A new statement, or a new version of the one of its kind. What people changed since stays as they left it."""
    draft = _stated(said, run)
    if draft is None:
        return False
    made = _impact_row(draft, id_, meant, around, now=now)
    same_kind = [row for row in here.impacts.get(id_, []) if row.kind == made["kind"]]
    if any(not differing(row, {name: made[name] for name in STATED}) for row in same_kind):
        return False
    current = next((row for row in same_kind if row.current), None)
    if current is not None:
        parts.old[Impact].append({"id": current.id, "current": False})
        made |= {"statement_id": current.statement_id, "version": current.version + 1}
    parts.new[Impact].append(made)
    return True


def _stated(said: Said[ContributionRow], run: Run) -> ImpactDraft | None:
    stated = said.draft.stated()
    if not stated:
        return None
    if stated.get("method", Method.STATED) != Method.STATED:
        words = "A file brings what somebody states: write stated. Other figures are worked out on the page."
        run.refuse(said.line, "method", Code.BAD_CHOICE, words)
        return None
    try:
        return read_values(ImpactDraft, stated)
    except Invalid as fault:
        run.refuse_all(said.line, fault.errors, columns={"kind": "impact_kind", "sentence": "impact"})
        return None


def _impact_row(draft: ImpactDraft, id_: str, meant: Meant, around: Surroundings, *, now: datetime) -> dict[str, Any]:
    made = figures(draft)
    low, likely, high = made.ends
    impact_id = new_id(now)
    return row_of(
        Impact,
        id=impact_id,
        statement_id=impact_id,
        contribution_id=id_,
        kind=draft.kind.value,
        low=low,
        likely=likely,
        high=high,
        unit=made.unit,
        period=made.period,
        method=made.method.value,
        source=draft.source,
        sentence=draft.sentence,
        baseline_on=now.date() if made.bounds else None,
        grade=int(grade_of(made.method, has_inputs=False, has_formula=False, verified=False)),
        tier=int(around.scale.tier(draft.kind, made)),
        author_id=meant.signs,
        stated_at=now,
    )


def _words(said: Said[ContributionRow], id_: str, meant: Meant, here: Here, parts: Parts, *, now: datetime) -> bool:
    if meant.author_id is None or not said.draft.words:
        return False
    there = next((row for row in here.nominations.get(id_, []) if row.author_id == meant.author_id), None)
    if there is None:
        made = row_of(
            Nomination,
            id=new_id(now),
            contribution_id=id_,
            author_id=meant.author_id,
            words=said.draft.words,
            written_at=now,
        )
        parts.new[Nomination].append(made)
        return True
    if there.words == said.draft.words:
        return False
    parts.old[Nomination].append({"id": there.id, "words": said.draft.words, "version": there.version + 1})
    return True

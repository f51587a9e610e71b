"""Bring in finished work with everything said of it. It begins private, and nobody is sent a letter about the past."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from app.actions.bring_in import Change, Run, Said, chunks, differing, keep_changes, row_of
from app.actions.bring_in_parts import Meant, Parts, compare_parts, keep_parts
from app.actions.index_words import index_words
from app.actions.settle_silence import settle_silence
from app.domain import OPEN_STATES, Contribution, Role, SearchEntry, State, Viewer
from app.domain.import_draft import LATE, ContributionRow
from app.domain.person_draft import fold_address
from app.domain.policy import require_admin
from app.domain.search import body_of
from app.kit.errors import Code
from app.kit.ids import new_id
from app.queries import earlier_work
from app.queries.earlier_work import Here, Surroundings

PLAIN = ("title", "category", "summary", "started_on", "finished_on")
WORDS = {"title", "summary", "category"}


def bring_in_contributions(
    db: Session, *, rows: Iterable[Said[ContributionRow]], run: Run, by: Viewer | None, now: datetime
) -> None:
    if by:
        require_admin(by)
    around = earlier_work.surroundings(db)
    seen: dict[str, int] = {}
    for chunk in chunks(rows):
        here = earlier_work.of_refs(db, [said.draft.ref for said in chunk], _texts(chunk), _incidents(chunk))
        parts = Parts()
        changes = [_compared(said, around, here, parts, seen, run, now=now) for said in chunk]
        for change in changes:
            run.settle(change)
        if run.may_write:
            _keep(db, changes, parts, by=by, now=now)


def _texts(chunk: Sequence[Said[ContributionRow]]) -> list[str]:
    named = [one.person for said in chunk for one in said.draft.contributors]
    return [*named, *(said.draft.nominated_by for said in chunk if said.draft.nominated_by)]


def _incidents(chunk: Sequence[Said[ContributionRow]]) -> list[str]:
    return [said.draft.incident_ref for said in chunk if said.draft.incident_ref]


def _compared(
    said: Said[ContributionRow],
    around: Surroundings,
    here: Here,
    parts: Parts,
    seen: dict[str, int],
    run: Run,
    *,
    now: datetime,
) -> Change:
    draft = said.draft
    _refuse_plain(said, around, seen, run, now=now)
    row = here.contributions.get(draft.ref)
    meant = _meant(said, here, run)
    values = {name: getattr(draft, name) for name in PLAIN if said.says(name)}
    values |= {"kind": draft.kind.value} | _places(said, around)
    if row is None:
        made = _made(draft, meant, values, here, now=now)
        compare_parts(said, made["id"], meant, around, here, parts, run, now=now)
        return Change.new(said.line, draft.ref, made["id"], tuple(sorted(draft.model_fields_set)), made)
    different = differing(row, values)
    fields = (*different, *compare_parts(said, row.id, meant, around, here, parts, run, now=now))
    if "nominated_by" in fields and row.state == State.PROPOSED and meant.author_id != row.recorded_by_id:
        different |= {"state": State.CONFIRMED.value, "confirmed_by_id": meant.author_id, "confirmed_at": now}
    if fields and row.state not in OPEN_STATES:
        run.refuse(said.line, "ref", Code.WRONG_STATE, f"{draft.ref} was {row.state}, and stays as it is.")
    return Change.old(said.line, draft.ref, row.id, fields, different | {"version": row.version + 1, "changed_at": now})


def _refuse_plain(
    said: Said[ContributionRow], around: Surroundings, seen: dict[str, int], run: Run, *, now: datetime
) -> None:
    draft = said.draft
    if draft.ref in seen:
        line = seen[draft.ref]
        run.refuse(said.line, "ref", Code.REF_TAKEN, f"{draft.ref} stands in the file already, on line {line}.")
    seen.setdefault(draft.ref, said.line)
    if draft.category not in around.categories:
        run.refuse(said.line, "category", Code.BAD_CHOICE, f"Choose one of: {', '.join(around.categories)}.")
    for name in ("started_on", "finished_on"):
        day = getattr(draft, name)
        if day and day > now.date():
            run.refuse(said.line, name, Code.BAD_DATE, LATE)
    for name, known, code in (
        ("team", around.teams, Code.TEAM_UNKNOWN),
        ("service", around.services, Code.SERVICE_UNKNOWN),
    ):
        if (text := getattr(draft, name)) and fold_address(text) not in known:
            run.refuse(said.line, name, code, f"There is no {name} {text}. Import the {name}s first.")
    if draft.relation and not draft.incident_ref:
        run.refuse(said.line, "incident_ref", Code.REQUIRED, "A relation needs the incident that it is to.")


def _meant(said: Said[ContributionRow], here: Here, run: Run) -> Meant:
    """The people and the incident that the row speaks of; whom it does not know it says at once."""
    draft = said.draft
    people: dict[str, Any] = {}
    for one in draft.contributors:
        person = here.people.get(one.person)
        if person is None:
            words = f"Nobody is meant by {one.person}, or more than one. Write an e-mail address."
            run.refuse(said.line, "contributors", Code.PERSON_UNKNOWN, words)
        elif person.id in people:
            run.refuse(said.line, "contributors", Code.DUPLICATE_PERSON, f"{one.person} is named twice.")
        else:
            people[person.id] = one
    author = here.people.get(draft.nominated_by)
    if draft.nominated_by and author is None:
        words = f"Nobody is meant by {draft.nominated_by}, or more than one. Write an e-mail address."
        run.refuse(said.line, "nominated_by", Code.PERSON_UNKNOWN, words)
    if author and list(people) == [author.id]:
        run.refuse(said.line, "nominated_by", Code.SELF_NOMINATION, "Words for one's own work alone are no nomination.")
    incident_id = here.incidents.get(draft.incident_ref)
    if draft.incident_ref and incident_id is None:
        words = f"There is no incident {draft.incident_ref}. Import the incidents first."
        run.refuse(said.line, "incident_ref", Code.INCIDENT_UNKNOWN, words)
    return Meant(people, author.id if author else None, incident_id)


def _places(said: Said[ContributionRow], around: Surroundings) -> dict[str, Any]:
    """An empty team means the team of whoever led; that is settled when the work comes in."""
    found: dict[str, Any] = {}
    if said.draft.team:
        found["team_id"] = around.teams.get(fold_address(said.draft.team))
    if said.says("service"):
        found["service_id"] = around.services.get(fold_address(said.draft.service))
    return found


def _made(draft: ContributionRow, meant: Meant, values: dict[str, Any], here: Here, *, now: datetime) -> dict[str, Any]:
    """Recorded by whoever put it forward, or else by its first contributor."""
    people = list(meant.people)
    led = [person_id for person_id, one in meant.people.items() if one.role is Role.LED]
    recorder = meant.author_id or (people[0] if people else "")
    lead = (led or people or [""])[0]
    return row_of(
        Contribution,
        id=new_id(now),
        ref=draft.ref,
        effect_unknown=not draft.summary,
        silent_from=draft.finished_on,
        recorded_by_id=recorder,
        self_reported=people == [recorder],
        recorded_at=now,
        changed_at=now,
        **({"team_id": here.team_of.get(lead)} | values),
    )


def _keep(db: Session, changes: Sequence[Change], parts: Parts, *, by: Viewer | None, now: datetime) -> None:
    keep_changes(db, Contribution, changes, object_type="contribution", by=by, now=now)
    keep_parts(db, parts)
    entries = [
        {"contribution_id": change.id, "body": body_of(**{name: change.values[name] for name in (*WORDS, "ref")})}
        for change in changes
        if change.is_new
    ]
    if entries:
        db.execute(insert(SearchEntry), entries)
    for change in changes:
        if not change.is_new and WORDS & set(change.fields):
            index_words(db, change.id)
    settle_silence(db, [change.id for change in changes if not change.is_none])

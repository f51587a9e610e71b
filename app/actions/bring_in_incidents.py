"""Bring in incidents as they happened, with who helped and what was agreed. There is no column for who caused one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from app.actions.bring_in import Change, Run, Said, chunks, differing, keep_changes, row_of
from app.actions.bring_in_follow_ups import compare_follow_ups, keep_follow_ups
from app.domain import Incident, IncidentService, Responder, Viewer
from app.domain.import_draft import IncidentRow
from app.domain.incident_draft import TIMES
from app.domain.person_draft import fold_address
from app.domain.policy import require_admin
from app.kit.errors import Code
from app.kit.ids import new_id
from app.queries import people_named, services
from app.queries.people_named import Named

PLAIN = ("title", "summary", "severity", "priority", "urgency", "factors", "url", "restricted", *TIMES)
NOBODY = "Nobody is meant by {text}, or more than one. Write an e-mail address."


@dataclass(frozen=True)
class _Chunk:
    """What a few hundred rows refer to."""

    here: Mapping[str, Any]
    people: Mapping[str, Named]
    responders: Mapping[str, dict[str, str]]
    services: Mapping[str, set[str]]


def bring_in_incidents(
    db: Session, *, rows: Iterable[Said[IncidentRow]], run: Run, by: Viewer | None, now: datetime
) -> None:
    if by:
        require_admin(by)
    service_ids = services.ids_by_name(db)
    seen: dict[str, int] = {}
    for chunk in chunks(rows):
        known = _known(db, chunk)
        changes, parts = [], {}
        for said in chunk:
            _refuse_plain(said, seen, run, now=now)
            meant = _services(said, service_ids, run), _responders(said, known.people, run)
            change = _change(said, known, *meant, now=now)
            parts[change.id] = (said, *meant)
            changes.append(change)
        follow_ups = compare_follow_ups(db, {id_: part[0] for id_, part in parts.items()}, known.people, run)
        changes = [_also(change, "follow_ups") if change.id in follow_ups else change for change in changes]
        for change in changes:
            run.settle(change)
        if run.may_write:
            keep_changes(db, Incident, changes, object_type="incident", by=by, now=now)
            _keep_parts(db, changes, parts)
            keep_follow_ups(db, follow_ups, now=now)


def _known(db: Session, chunk: Sequence[Said[IncidentRow]]) -> _Chunk:
    table = Incident.__table__  # type: ignore[attr-defined]
    refs = [said.draft.ref for said in chunk]
    here = {row.ref: row for row in db.execute(select(table).where(table.c.ref.in_(refs)))}
    texts = [one.person for said in chunk for one in said.draft.responders or []]
    owners = [one.owner for said in chunk for one in said.draft.follow_ups]
    ids = [row.id for row in here.values()]
    responders: dict[str, dict[str, str]] = defaultdict(dict)
    question = select(col(Responder.incident_id), col(Responder.person_id), col(Responder.role))
    for incident_id, person_id, role in db.execute(question.where(col(Responder.incident_id).in_(ids))):
        responders[incident_id][person_id] = role
    used: dict[str, set[str]] = defaultdict(set)
    pairs = select(col(IncidentService.incident_id), col(IncidentService.service_id))
    for incident_id, service_id in db.execute(pairs.where(col(IncidentService.incident_id).in_(ids))):
        used[incident_id].add(service_id)
    return _Chunk(here, people_named.named(db, [*texts, *owners]), responders, used)


def _refuse_plain(said: Said[IncidentRow], seen: dict[str, int], run: Run, *, now: datetime) -> None:
    ref = said.draft.ref
    if ref in seen:
        run.refuse(said.line, "ref", Code.REF_TAKEN, f"{ref} stands in the file already, on line {seen[ref]}.")
    seen.setdefault(ref, said.line)
    for name in TIMES:
        moment = getattr(said.draft, name)
        if moment is not None and moment > now:
            run.refuse(said.line, name, Code.BAD_DATE, "This lies in the future.")


def _services(said: Said[IncidentRow], known: Mapping[str, str], run: Run) -> set[str]:
    for text in said.draft.services or []:
        if fold_address(text) not in known:
            words = f"There is no service {text}. Import the services first."
            run.refuse(said.line, "services", Code.SERVICE_UNKNOWN, words)
    return {known[key] for text in said.draft.services or [] if (key := fold_address(text)) in known}


def _responders(said: Said[IncidentRow], people: Mapping[str, Named], run: Run) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in said.draft.responders or []:
        person = people.get(one.person)
        if person is None:
            run.refuse(said.line, "responders", Code.PERSON_UNKNOWN, NOBODY.format(text=one.person))
        elif person.id in found:
            run.refuse(said.line, "responders", Code.DUPLICATE_PERSON, f"{one.person} is named twice.")
        else:
            found[person.id] = one.role.value
    return found


def _change(
    said: Said[IncidentRow], known: _Chunk, service_ids: set[str], responders: dict[str, str], *, now: datetime
) -> Change:
    draft = said.draft
    row = known.here.get(draft.ref)
    values = {name: _value(draft, name) for name in PLAIN if said.says(name)}
    if said.says("customer_share"):
        values["customer_share"] = None if draft.customer_share is None else int(draft.customer_share * 10)
    if row is None:
        made = row_of(Incident, id=new_id(now), ref=draft.ref, recorded_at=now, **values)
        return Change.new(said.line, draft.ref, made["id"], tuple(sorted(draft.model_fields_set)), made)
    different = differing(row, values)
    fields = list(different)
    if said.says("services") and service_ids != known.services.get(row.id, set()):
        fields.append("services")
    if said.says("responders") and responders != known.responders.get(row.id, {}):
        fields.append("responders")
    return Change.old(said.line, draft.ref, row.id, tuple(fields), different | {"version": row.version + 1})


def _value(draft: IncidentRow, name: str) -> Any:
    value = getattr(draft, name)
    return "" if value is None and name not in TIMES else value


def _also(change: Change, field: str) -> Change:
    return (
        change
        if change.is_new
        else Change.old(change.line, change.label, change.id, (*change.fields, field), change.values)
    )


def _keep_parts(db: Session, changes: Sequence[Change], parts: Mapping[str, Any]) -> None:
    """The lists are exactly what the file says."""
    for noun, field, place in ((IncidentService, "services", 1), (Responder, "responders", 2)):
        touched = [change.id for change in changes if field in change.fields]
        db.execute(delete(noun).where(noun.incident_id.in_(touched)))  # type: ignore[attr-defined]
        rows: list[dict[str, Any]] = []
        for id_ in touched:
            meant = parts[id_][place]
            if noun is IncidentService:
                rows += [{"incident_id": id_, "service_id": one} for one in sorted(meant)]
            else:
                rows += [{"incident_id": id_, "person_id": one, "role": role} for one, role in meant.items()]
        if rows:
            db.execute(insert(noun), rows)

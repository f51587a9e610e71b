"""HR asks for a file; it is made, fetched and ended. Every step is in the log, and the people in it can see it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session, col

from app.actions.deliver import queue_letters
from app.actions.keep_time import enqueue
from app.actions.write_audit import write_audit
from app.domain import Dataset, Export, ExportState, ExportSubject, Format, Viewer
from app.domain.export import EXPORT_LIFE
from app.domain.export_columns import leaving
from app.domain.export_draft import ExportDraft
from app.domain.policy import require_hr
from app.domain.withholding import TOO_SMALL
from app.kit.errors import Code, Conflict, Invalid
from app.kit.ids import new_id
from app.queries.units import Units

LONGEST_RUN = timedelta(minutes=10)
MAKE_WORKBOOK, NOTE_SUBJECTS = "make_workbook", "note_subjects"
CHUNK = 500


def ask_for_export(
    db: Session, *, by: Viewer, draft: ExportDraft, units: Units, life: timedelta = EXPORT_LIFE, now: datetime
) -> Export:
    """CSV and JSON Lines are written by whoever fetches them first; a workbook is made by the worker.

    `units` say what may be asked for. One export of a person runs at a time.
    """
    require_hr(by)
    _refuse_unit(draft, units)
    _refuse_second(db, by, now)
    if draft.purpose is None:
        raise Invalid.one("purpose", Code.PURPOSE_REQUIRED, "Say what the file is for.")
    columns = leaving(draft.dataset, draft.columns, names=draft.names, purpose=draft.purpose)
    export = Export(
        id=new_id(now),
        by_id=by.person_id,
        dataset=draft.dataset.value,
        format=draft.format.value,
        purpose=draft.purpose.value,
        from_on=draft.from_on,
        to_on=draft.to_on,
        team_id=draft.unit,
        columns=[column.name for column in columns],
        names=draft.names,
        asked_at=now,
        expires_at=now + life,
    )
    db.add(export)
    db.flush()
    if draft.format is Format.XLSX:
        key = f"{MAKE_WORKBOOK}:{export.id}"
        enqueue(db, kind=MAKE_WORKBOOK, dedupe_key=key, payload={"export": export.id}, run_at=now, now=now)
    _write(db, by, "export_asked", export, {**_filter_of(export), "columns": export.columns}, now)
    return export


def keep_export(
    db: Session, *, by: Viewer | None, export_id: str, rows: int, size: int, sha256: str,
    manifest: Mapping[str, Any], now: datetime,
) -> bool:  # fmt: skip
    """The file is whole and in its place. False where another fetch was quicker: the first one's file stays."""
    export = db.execute(select(Export).where(col(Export.id) == export_id).with_for_update()).scalar_one()
    if export.state == ExportState.READY:
        return False
    export.state, export.ready_at, export.error = ExportState.READY.value, now, ""
    export.rows, export.bytes, export.sha256 = rows, size, sha256
    export.manifest = dict(manifest)
    export.version += 1
    db.add(export)
    key = f"{NOTE_SUBJECTS}:{export.id}"
    enqueue(db, kind=NOTE_SUBJECTS, dedupe_key=key, payload={"export": export.id}, run_at=now, now=now)
    if export.format == Format.XLSX:
        occasion = f"export_ready:{export.id}"
        queue_letters(
            db, kind="export_ready", occasion=occasion, recipients=[export.by_id], subject_id=export.id, now=now
        )  # fmt: skip
    facts = {**_filter_of(export), "columns": export.columns, "rows": rows, "sha256": sha256}
    _write(db, by, "export_made", export, facts, now)
    return True


def fail_export(db: Session, *, by: Viewer | None, export_id: str, error: str, now: datetime) -> None:
    """Ends an export with a sentence that HR may read. What is ready stays ready."""
    export = db.execute(select(Export).where(col(Export.id) == export_id).with_for_update()).scalar_one()
    if export.state != ExportState.WAITING:
        return
    export.state, export.error = ExportState.FAILED.value, error
    export.version += 1
    db.add(export)
    _write(db, by, "export_failed", export, {}, now)


def note_download(db: Session, *, by: Viewer, export_id: str, now: datetime) -> None:
    write_audit(
        db, by=by, action="export_downloaded", object_type="export", object_id=export_id, changes={}, now=now
    )  # fmt: skip


def note_subjects(db: Session, *, export_id: str, people: Sequence[str], now: datetime) -> None:
    """Each person in the file can see that it was made. Repeated, it leaves the same rows."""
    known = select(col(ExportSubject.person_id)).where(col(ExportSubject.export_id) == export_id)
    there = set(db.execute(known).scalars())
    new = [person for person in dict.fromkeys(people) if person not in there]
    for start in range(0, len(new), CHUNK):
        rows = [{"export_id": export_id, "person_id": person} for person in new[start : start + CHUNK]]
        db.execute(insert(ExportSubject), rows)
    write_audit(
        db, by=None, action="export_subjects_noted", object_type="export", object_id=export_id,
        changes={"people": len(there) + len(new)}, now=now,
    )  # fmt: skip


def _refuse_unit(draft: ExportDraft, units: Units) -> None:
    """With names there is nothing to guess; without, a small unit would give its people away."""
    if draft.unit is not None and draft.unit not in units.names:
        raise Invalid.one("unit", Code.TEAM_UNKNOWN, "There is no such unit.")
    shielded = draft.dataset is Dataset.SUMMARY or not draft.names
    if shielded and not units.may_be_shown(draft.unit):
        raise Invalid.one("unit", Code.GROUP_TOO_SMALL, TOO_SMALL)


def _refuse_second(db: Session, by: Viewer, now: datetime) -> None:
    running = select(col(Export.id)).where(
        col(Export.by_id) == by.person_id,
        col(Export.state) == ExportState.WAITING.value,
        col(Export.asked_at) > now - LONGEST_RUN,
    )
    if db.execute(running).first() is not None:
        raise Conflict(Code.IN_PROGRESS, "Your last export is still running. Fetch it, or wait ten minutes.")


def _filter_of(export: Export) -> dict[str, Any]:
    return {
        "dataset": export.dataset,
        "format": export.format,
        "purpose": export.purpose,
        "from": export.from_on.isoformat(),
        "to": export.to_on.isoformat(),
        "unit": export.team_id,
        "names": export.names,
    }


def _write(db: Session, by: Viewer | None, action: str, export: Export, changes: dict[str, Any], now: datetime) -> None:
    write_audit(db, by=by, action=action, object_type="export", object_id=export.id, changes=changes, now=now)

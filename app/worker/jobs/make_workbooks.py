"""Makes the workbook of one export: beside its name first, in place when it is whole. Killed, it begins anew."""

from datetime import datetime
from pathlib import Path

from app.actions.keep_time import Claim
from app.actions.take_report import fail_export, keep_export
from app.domain import ExportState, Format
from app.domain.export_ask import Ask
from app.kit.ahead import Ahead
from app.kit.errors import Invalid
from app.kit.kept_file import adopt
from app.publishing import report_workbook
from app.publishing.export_file import Counted, kept_at
from app.publishing.manifest import manifest_of
from app.queries import export_rows, exports
from app.wiring import Wiring

MOST_ATTEMPTS = 3
GAVE_UP = "The workbook could not be made. Start it again; if it fails again, take the CSV file."


def run(wiring: Wiring, job: Claim, now: datetime) -> None:
    export_id = str(job.payload["export"])
    with wiring.store.read() as db:
        export = exports.row_of(db, export_id)
        ask = exports.ask_of(db, export_id)
        unit, unit_name = export.team_id or "", exports.unit_name(db, export.team_id)
    if export.state != ExportState.WAITING or export.expires_at <= now:
        return
    if job.attempts > MOST_ATTEMPTS:
        _end(wiring, export_id, GAVE_UP, now)
        return
    path = kept_at(wiring.settings.data_folder, export_id, Format.XLSX)
    try:
        with adopt(path) as draft:
            rows = _write(wiring, ask, draft.path)
            size, sha256 = draft.keep()
    except Invalid as refusal:
        _end(wiring, export_id, refusal.message, now)
        return
    manifest = manifest_of(
        ask, Format.XLSX, unit=unit, unit_name=unit_name, rows=rows, size=size, sha256=sha256, now=now
    )
    with wiring.store.write() as db:
        keep_export(
            db, by=None, export_id=export_id, rows=rows, size=size, sha256=sha256, manifest=manifest, now=now
        )  # fmt: skip


def _write(wiring: Wiring, ask: Ask, path: Path) -> int:
    with wiring.store.stream() as connection:
        ahead = Ahead(export_rows.batches(connection, ask))
        try:
            return report_workbook.write(path, names=ask.header, typed=ask.typed, batches=Counted(ahead))
        finally:
            ahead.close()


def _end(wiring: Wiring, export_id: str, error: str, now: datetime) -> None:
    with wiring.store.write() as db:
        fail_export(db, by=None, export_id=export_id, error=error, now=now)

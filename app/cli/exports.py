"""Write a file for HR from the terminal: the same rows, the same rules and the same log as on the page."""

import argparse
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session

from app.actions.take_report import ask_for_export, keep_export, note_subjects
from app.cli.terminal import Terminal
from app.domain import Dataset, Format, Person, Purpose, Viewer
from app.domain.draft import read_values
from app.domain.export_ask import Ask
from app.domain.export_draft import ExportDraft
from app.kit.ahead import Ahead
from app.kit.errors import Code, Invalid
from app.kit.kept_file import adopt
from app.publishing import report_workbook
from app.publishing.export_file import Counted, chunks
from app.publishing.manifest import manifest_of
from app.queries import export_rows, exports, teams, units
from app.queries.people_named import by_email
from app.wiring import Wiring

HELP = "Write a file for HR. It is recorded, with its purpose, and the people in it can see that it was made."

AT_ONCE = timedelta(0)  # the file lies where it was asked for; nothing is kept for fetching it again


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dataset", required=True, choices=[one.value for one in Dataset])
    parser.add_argument("--from", required=True, metavar="DAY", help="first day of finish, for example 2026-01-01")
    parser.add_argument("--to", required=True, metavar="DAY", help="last day of finish")
    parser.add_argument("--unit", metavar="NAME", help="a team with everything under it (default: everybody)")
    parser.add_argument("--purpose", required=True, choices=[one.value for one in Purpose])
    parser.add_argument("--columns", metavar="LIST", help="columns or groups, separated by commas (default: all)")
    parser.add_argument("--names", action="store_true", help="names instead of pseudonyms")
    parser.add_argument("--format", default=Format.CSV.value, choices=[one.value for one in Format])
    parser.add_argument("--out", required=True, metavar="FILE", type=Path, help="FILE.manifest.json is put beside it")
    parser.add_argument("--as", required=True, metavar="EMAIL", dest="person", help="the HR person who takes it")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    wiring = terminal.wiring()
    now = wiring.clock()
    with wiring.store.write() as db:
        viewer = _viewer(db, args.person)
        known = units.read(db)
        export = ask_for_export(db, by=viewer, draft=_draft(db, args), units=known, life=AT_ONCE, now=now)
    with wiring.store.read() as db:
        ask = exports.ask_of(db, export.id)
    rows, size, sha256 = _write(wiring, ask, Format(args.format), args.out)
    manifest = manifest_of(
        ask, Format(args.format), unit=export.team_id or "", unit_name=known.names.get(export.team_id or "", ""),
        rows=rows, size=size, sha256=sha256, now=now,
    )  # fmt: skip
    args.out.with_name(f"{args.out.name}.manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False))
    _record(wiring, export.id, ask, viewer, rows=rows, size=size, sha256=sha256, manifest=manifest, now=now)
    print(f"{args.out}: {rows:,} rows, {size:,} bytes, sha256 {sha256}")
    return 0


def _draft(db: Session, args: argparse.Namespace) -> ExportDraft:
    values = {
        "dataset": args.dataset, "from": vars(args)["from"], "to": args.to, "purpose": args.purpose,
        "names": args.names, "format": args.format, "unit": teams.id_of(db, args.unit or "", field="--unit"),
        "columns": [name.strip() for name in (args.columns or "").split(",") if name.strip()],
    }  # fmt: skip
    return read_values(ExportDraft, values)


def _viewer(db: Session, email: str) -> Viewer:
    person = next(iter(by_email(db, [email]).values()), None)
    if person is None:
        raise Invalid.one("--as", Code.PERSON_UNKNOWN, f"Nobody has the address {email}.")
    row = db.get_one(Person, person.id)
    return Viewer(row.id, row.name, row.pseudonym, is_member=row.is_member, is_hr=row.is_hr, actor_kind="cli")


def _write(wiring: Wiring, ask: Ask, form: Format, out: Path) -> tuple[int, int, str]:
    with adopt(out) as draft, wiring.store.stream() as connection:
        ahead = Ahead(export_rows.batches(connection, ask))
        counted = Counted(ahead)
        try:
            if form is Format.XLSX:
                report_workbook.write(draft.path, names=ask.header, typed=ask.typed, batches=counted)
            else:
                _pour(draft.path, chunks(ask, form, counted))
        finally:
            ahead.close()
        size, sha256 = draft.keep()
    return counted.rows, size, sha256


def _pour(path: Path, parts: Iterator[bytes]) -> None:
    with path.open("wb") as file:
        file.writelines(parts)


def _record(
    wiring: Wiring, export_id: str, ask: Ask, viewer: Viewer, *, rows: int, size: int, sha256: str,
    manifest: dict[str, object], now: datetime,
) -> None:  # fmt: skip
    with wiring.store.stream() as connection:
        people = list(exports.people_in(connection, ask))
    with wiring.store.write() as db:
        keep_export(
            db, by=viewer, export_id=export_id, rows=rows, size=size, sha256=sha256, manifest=manifest, now=now
        )  # fmt: skip
        note_subjects(db, export_id=export_id, people=people, now=now)

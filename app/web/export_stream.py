"""The bytes of an export on their way out: sent, kept and hashed in one pass, by threads of its own."""

import json
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.responses import FileResponse, Response, StreamingResponse

from app.actions.take_report import fail_export, keep_export, note_download
from app.domain import Format, Viewer
from app.domain.export_ask import Ask
from app.kit.ahead import Ahead
from app.kit.errors import Code, Conflict, Invalid
from app.kit.kept_file import KeptFile
from app.publishing.export_file import KINDS, Counted, chunks, kept_at
from app.publishing.manifest import bundle, manifest_of
from app.queries import export_rows, exports
from app.queries.exports import ExportPage
from app.web.deps import Visit
from app.wiring import Wiring

CHUNK = 64 * 1024
MOST_RANGES = 16
MOST_AT_ONCE = 2
WRITING = "export"
NOT_YET = "This file is being made. Its page says when it is ready."


def file_answer(visit: Visit, export_id: str) -> Response:
    """The first fetch of CSV and JSON Lines makes the file; later ones, and parts by Range, come from disk."""
    page, viewer, ask = _asked(visit, export_id)
    form = Format(page.format)
    path = kept_at(visit.wiring.settings.data_folder, page.id, form)
    headers = _headers(page.file_name)
    if page.is_ready and path.is_file():
        if visit.request.headers.get("range", "").count(",") >= MOST_RANGES:
            return Response(status_code=416, headers=headers | {"content-range": f"bytes */{page.bytes}"})
        _note(visit, viewer, page)
        return FileResponse(path, headers=headers | {"etag": f'"{page.sha256}"'}, media_type=KINDS[form])
    if not page.is_streamed:
        raise Conflict(Code.IN_PROGRESS, page.error or NOT_YET)
    _refuse_crowd(visit.wiring, page)
    made = _made(visit.wiring, page, ask, viewer, visit.now, path)
    return StreamingResponse(_apart(made), headers=headers | {"content-encoding": "identity"}, media_type=KINDS[form])


def bundle_answer(visit: Visit, export_id: str) -> Response:
    """Data and manifest as one ZIP, once the file is whole."""
    page, viewer, _ask = _asked(visit, export_id)
    path = kept_at(visit.wiring.settings.data_folder, page.id, Format(page.format))
    if not page.is_ready or not path.is_file():
        raise Conflict(Code.IN_PROGRESS, page.error or "Fetch the file first; its manifest is written with it.")
    _note(visit, viewer, page)
    told = json.dumps(page.manifest, indent=2, ensure_ascii=False).encode()
    package = bundle(page.file_name, _read(path), told)
    name = f"{page.file_name.rpartition('.')[0]}.zip"
    return StreamingResponse(_apart(package), headers=_headers(name), media_type="application/zip")


def _asked(visit: Visit, export_id: str) -> tuple[ExportPage, Viewer, Ask]:
    with visit.reading() as (db, viewer):
        page = exports.page_for(db, export_id, viewer=viewer, now=visit.now)
        return page, viewer, exports.ask_of(db, page.id)


def _refuse_crowd(wiring: Wiring, page: ExportPage) -> None:
    """Each file that is being written holds a connection; pages must keep theirs."""
    writing = {key for name, key in wiring.running if name == WRITING}
    if page.id in writing:
        raise Conflict(Code.IN_PROGRESS, "This file is being written for another download. Wait for that one.")
    if len(writing) >= MOST_AT_ONCE:
        raise Conflict(Code.IN_PROGRESS, "Other files are being written. Try again in a minute.")


def _headers(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}


def _note(visit: Visit, viewer: Viewer, page: ExportPage) -> None:
    with visit.wiring.store.write() as db:
        note_download(db, by=viewer, export_id=page.id, now=visit.now)


def _made(
    wiring: Wiring, page: ExportPage, ask: Ask, viewer: Viewer, now: datetime, path: Path
) -> Iterator[bytes]:  # fmt: skip
    """Each chunk as it is written. The last one leaves when file and record are durable; cut short, nothing stays.

    The first leaves at once, save its last byte: whoever waits sees that it has begun.
    """
    wiring.running.add((WRITING, page.id))
    file = KeptFile(path)
    try:
        last = b""
        with wiring.store.stream() as connection:
            ahead = Ahead(export_rows.batches(connection, ask))
            counted = Counted(ahead)
            try:
                for chunk in chunks(ask, Format(page.format), counted):
                    file.write(chunk)
                    yield last or chunk[:-1]
                    last = chunk if last else chunk[-1:]
            finally:
                ahead.close()
        _keep(wiring, page, ask, viewer, now, file, counted.rows)
        yield last
    except Invalid as refusal:
        with wiring.store.write() as db:
            fail_export(db, by=viewer, export_id=page.id, error=refusal.message, now=now)
        raise
    finally:
        wiring.running.discard((WRITING, page.id))
        file.discard()


def _keep(
    wiring: Wiring, page: ExportPage, ask: Ask, viewer: Viewer, now: datetime, file: KeptFile, rows: int
) -> None:  # fmt: skip
    file.keep()
    form = Format(page.format)
    manifest = manifest_of(
        ask, form, unit=page.unit or "", unit_name=page.unit_name, rows=rows, size=file.bytes, sha256=file.sha256,
        now=now,
    )  # fmt: skip
    with wiring.store.write() as db:
        keep_export(
            db, by=viewer, export_id=page.id, rows=rows, size=file.bytes, sha256=file.sha256, manifest=manifest,
            now=now,
        )  # fmt: skip


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


async def _apart(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Runs the parts in a thread that no page waits for, and ends them when the reader goes away."""
    own = CapacityLimiter(1)
    try:
        while (part := await anyio.to_thread.run_sync(next, parts, b"", limiter=own)) != b"":
            yield part
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(close, limiter=own)

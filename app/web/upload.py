"""A file with a form, or alone: read once, under its own limit, never written to a path that somebody named."""

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated

import anyio
from fastapi import Depends
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from app.domain.measurement import MOST_BYTES
from app.kit.errors import Code, Invalid
from app.web.body import MOST_FIELDS, Form, form_body

SLOWEST_SECONDS = 30
ROOM_FOR_FIELDS = 64 * 1024
LONGEST_NAME = 120


@dataclass(frozen=True)
class Upload:
    """`file` is None where none came. `name` is for showing alone."""

    form: Form
    file: bytes | None
    name: str


async def upload_body(request: Request) -> Upload:
    """multipart/form-data with one file in `file`, text/csv alone, a plain form, or nothing (also written {})."""
    media, _, rest = request.headers.get("content-type", "").partition(";")
    media = media.strip().lower()
    if media == "application/x-www-form-urlencoded":
        return Upload(await form_body(request), None, "")
    charset = re.search(r"charset=\"?([\w-]+)", rest, re.IGNORECASE)
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise Invalid(Code.UNSUPPORTED_MEDIA_TYPE, "Send text/csv in UTF-8.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Invalid(Code.UNSUPPORTED_ENCODING, "Send the body uncompressed.")
    raw = await _read(request, MOST_BYTES + (ROOM_FOR_FIELDS if media == "multipart/form-data" else 0))
    request.state.body = raw
    if media == "multipart/form-data":
        return await _multipart(request, raw)
    if media == "text/csv":
        return Upload(Form(()), raw, "readings.csv")
    if raw not in (b"", b"{}"):
        raise Invalid(Code.UNSUPPORTED_MEDIA_TYPE, "Send text/csv, or a form with one file.")
    return Upload(Form(()), None, "")


UploadDep = Annotated[Upload, Depends(upload_body)]


async def _read(request: Request, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    try:
        with anyio.fail_after(SLOWEST_SECONDS):
            async for chunk in request.stream():
                size += len(chunk)
                if size > limit:
                    raise Invalid(
                        Code.TOO_LARGE, f"This is more than the {MOST_BYTES // 1024**2} MiB that are taken here."
                    )
                parts.append(chunk)
    except (ClientDisconnect, TimeoutError):
        raise Invalid(Code.REQUEST_TIMEOUT, "The request ended before its body arrived.") from None
    return b"".join(parts)


async def _multipart(request: Request, raw: bytes) -> Upload:
    if not raw.rstrip().endswith(b"--"):  # the parser takes a form without its end
        raise Invalid(Code.BAD_FORM, "This form cannot be read.")

    async def once() -> AsyncGenerator[bytes, None]:
        yield raw

    try:
        parser = MultiPartParser(Headers(scope=request.scope), once(), max_files=1, max_fields=MOST_FIELDS)
        form = await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError):
        raise Invalid(Code.BAD_FORM, "This form cannot be read.") from None
    fields: list[tuple[str, str]] = []
    file, name = None, ""
    for key, value in form.multi_items():
        if not isinstance(value, UploadFile):
            fields.append((key, value))
        elif key != "file":
            raise Invalid(Code.UNEXPECTED_FILE, "No file is taken in this field.")
        elif value.filename:
            file, name = await value.read(), _shown(value.filename)
    await form.close()
    if file is not None and len(file) > MOST_BYTES:
        raise Invalid(Code.TOO_LARGE, f"This is more than the {MOST_BYTES // 1024**2} MiB that are taken here.")
    return Upload(Form(tuple(fields)), file, name)


def _shown(name: str) -> str:
    """The last part of the name, in characters that can be shown on one line."""
    last = re.split(r"[\\/]", name)[-1]
    return "".join(one for one in last if one.isprintable())[:LONGEST_NAME]

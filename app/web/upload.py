"""A file with a form, or alone: read once, under its own limit, never written to a path that somebody named."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from starlette.datastructures import UploadFile
from starlette.requests import Request

from app.domain.measurement import MOST_BYTES
from app.kit.errors import Code, Invalid
from app.web.body import Form, form_body, parts_of, read_body, too_large

SLOWEST_SECONDS = 30
ROOM_FOR_FIELDS = 64 * 1024
LONGEST_NAME = 120
MOST = f"{MOST_BYTES // 1024**2} MiB"


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
    limit = MOST_BYTES + (ROOM_FOR_FIELDS if media == "multipart/form-data" else 0)
    raw = await read_body(request, limit, told=MOST, seconds=SLOWEST_SECONDS)
    request.state.body = raw
    if media == "multipart/form-data":
        return await _multipart(request, raw)
    if media == "text/csv":
        return Upload(Form(()), raw, "readings.csv")
    if raw not in (b"", b"{}"):
        raise Invalid(Code.UNSUPPORTED_MEDIA_TYPE, "Send text/csv, or a form with one file.")
    return Upload(Form(()), None, "")


UploadDep = Annotated[Upload, Depends(upload_body)]


async def _multipart(request: Request, raw: bytes) -> Upload:
    form = await parts_of(request, raw)
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
        too_large(MOST)
    return Upload(Form(tuple(fields)), file, name)


def _shown(name: str) -> str:
    """The last part of the name, in characters that can be shown on one line."""
    last = re.split(r"[\\/]", name)[-1]
    return "".join(one for one in last if one.isprintable())[:LONGEST_NAME]

"""The body of a request, read once, with its limits looked at before it is kept."""

import json
import math
import re
from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NoReturn, TypeVar
from urllib.parse import parse_qsl

import anyio
from fastapi import Depends
from pydantic import BaseModel
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from app.domain.draft import read_json, read_values
from app.kit.errors import Code, FieldError, Invalid
from app.kit.json_text import depth

LARGEST_JSON = 64 * 1024
LARGEST_FORM = 256 * 1024
MOST_FIELDS = 1_000
DEEPEST = 32
SLOWEST_SECONDS = 10
OWN_FIELDS = ("csrf", "version", "form_key", "undo", "next")
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class JsonBody:
    raw: bytes

    def draft(self, model: type[M]) -> M:
        return read_json(model, self.raw)


@dataclass(frozen=True)
class Form:
    """The fields of a form in the order they came. What the page itself needs (csrf, version) stays out of drafts."""

    fields: tuple[tuple[str, str], ...]

    def get(self, name: str, default: str = "") -> str:
        return next((value for key, value in self.fields if key == name), default)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key == name]

    @property
    def version(self) -> int | None:
        text = self.get("version")
        return int(text) if re.fullmatch(r"\d{1,9}", text) else None

    def draft(self, model: type[M], *, lists: Mapping[str, Sequence[str]] | None = None) -> M:
        """`lists` folds repeated fields: {"contributors": ("person", "role")} zips person=, role= into a list.

        A name in `lists` without parts is a plain list of values. An empty field counts as not given.
        """
        lists = lists or {}
        parts = {part for names in lists.values() for part in names}
        plain = [(key, value) for key, value in self.fields if key not in OWN_FIELDS and key not in parts]
        values: dict[str, Any] = {key: value for key, value in plain if value.strip() and key not in lists}
        self._refuse_doubles(key for key, _ in plain if key not in lists)
        for name, names in lists.items():
            found = self._folded(names) if names else [value for value in self.all(name) if value.strip()]
            if found:
                values[name] = found
        return read_values(model, values)

    def _folded(self, names: Sequence[str]) -> list[dict[str, str]]:
        columns = [self.all(name) for name in names]
        longest = max((len(column) for column in columns), default=0)
        rows = [
            {name: column[place] for name, column in zip(names, columns, strict=True) if place < len(column)}
            for place in range(longest)
        ]
        first = names[0]
        return [
            {key: value for key, value in row.items() if value.strip()} for row in rows if row.get(first, "").strip()
        ]

    @staticmethod
    def _refuse_doubles(keys: Any) -> None:
        doubled = [key for key, count in Counter(keys).items() if count > 1]
        if doubled:
            raise Invalid.many(FieldError(key, Code.DUPLICATE_KEY, "This field came twice.") for key in doubled)


async def json_body(request: Request) -> JsonBody:
    _check_media(request, ("application/json",))
    raw = await read_body(request, LARGEST_JSON)
    if not raw.strip():
        raise Invalid(Code.EMPTY_BODY, "The request has no body.")
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    _check_json(raw)
    request.state.body = raw
    return JsonBody(raw)


async def form_body(request: Request) -> Form:
    media = _check_media(request, ("application/x-www-form-urlencoded", "multipart/form-data"))
    raw = await read_body(request, LARGEST_FORM)
    pairs = await _multipart(request, raw) if media == "multipart/form-data" else _urlencoded(raw)
    return Form(tuple(pairs))


JsonDep = Annotated[JsonBody, Depends(json_body)]
FormDep = Annotated[Form, Depends(form_body)]


def _check_media(request: Request, taken: tuple[str, ...]) -> str:
    header = request.headers.get("content-type", "")
    media, _, rest = header.partition(";")
    media = media.strip().lower()
    if not header and request.headers.get("content-length", "0") == "0" and taken[0] != "application/json":
        return taken[0]
    charset = re.search(r"charset=\"?([\w-]+)", rest, re.IGNORECASE)
    if media not in taken or (charset and charset[1].lower() not in ("utf-8", "utf8")):
        raise Invalid(Code.UNSUPPORTED_MEDIA_TYPE, f"Send {taken[0]} in UTF-8.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Invalid(Code.UNSUPPORTED_ENCODING, "Send the body uncompressed.")
    return media


async def read_body(request: Request, limit: int, *, told: str = "", seconds: float = SLOWEST_SECONDS) -> bytes:
    """All of it, at most `limit` bytes. `told`: how much that is, in words, where fields travel beside it."""
    told = told or f"{limit // 1024} KiB"
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > limit:
        too_large(told)
    parts: list[bytes] = []
    size = 0
    try:
        with anyio.fail_after(seconds):
            async for chunk in request.stream():
                size += len(chunk)
                if size > limit:
                    too_large(told)
                parts.append(chunk)
    except (ClientDisconnect, TimeoutError):
        raise Invalid(Code.REQUEST_TIMEOUT, "The request ended before its body arrived.") from None
    return b"".join(parts)


def too_large(most: str) -> NoReturn:
    raise Invalid(Code.TOO_LARGE, f"This is more than the {most} that are taken here.")


def _check_json(raw: bytes) -> None:
    """What pydantic lets pass: doubled keys, NaN, and depth that would exhaust the stack."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Invalid(Code.BAD_ENCODING, "The body is not UTF-8.") from None
    if depth(text) > DEEPEST:
        raise Invalid(Code.TOO_DEEP, f"The body is nested deeper than {DEEPEST} levels.")
    try:
        value = json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_constant, parse_float=_finite, parse_int=_short
        )
    except ValueError:
        raise Invalid(Code.BAD_JSON, "The body is not JSON.") from None
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half a character, which only an escape can smuggle in
        raise Invalid(Code.BAD_CHARACTER, "The body holds a character that cannot be kept.") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Invalid(Code.DUPLICATE_KEY, "A key stands twice in the body.")
    return found


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise Invalid(Code.OUT_OF_RANGE, "A number is out of range.")
    return value


def _short(text: str) -> int:
    if len(text) > 40:
        raise Invalid(Code.OUT_OF_RANGE, "A number is out of range.")
    return int(text)


def _urlencoded(raw: bytes) -> list[tuple[str, str]]:
    try:
        pairs = parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MOST_FIELDS
        )
    except UnicodeDecodeError:
        raise Invalid(Code.BAD_ENCODING, "The form is not UTF-8.") from None
    except ValueError:
        raise Invalid(Code.TOO_LARGE, f"A form has at most {MOST_FIELDS} fields.") from None
    return pairs


async def _multipart(request: Request, raw: bytes) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for name, value in (await parts_of(request, raw)).multi_items():
        if isinstance(value, UploadFile):
            raise Invalid.one(name, Code.UNEXPECTED_FILE, "No file is taken here.")
        pairs.append((name, value))
    return pairs


async def parts_of(request: Request, raw: bytes) -> FormData:
    """What a multipart body holds, a file among it at most; the caller says whether it is taken."""
    if not raw.rstrip().endswith(b"--"):  # the parser takes a form without its end
        raise Invalid(Code.BAD_FORM, "This form cannot be read.")

    async def once() -> AsyncGenerator[bytes, None]:
        yield raw

    try:
        parser = MultiPartParser(Headers(scope=request.scope), once(), max_files=1, max_fields=MOST_FIELDS)
        return await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError) as error:
        if "Too many" in str(error):
            raise Invalid(Code.TOO_LARGE, f"A form has at most {MOST_FIELDS} fields.") from None
        raise Invalid(Code.BAD_FORM, "This form cannot be read.") from None

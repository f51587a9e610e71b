"""Logs are events with fields on one line; line breaks and controls in a value cannot make a second line.

Places in our code call the standard library with `event name=%s`, so that nothing but a process that writes logs has
to load what shapes them. The names become fields here, beside the id of the request or job in hand.
"""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from structlog.processors import JSONRenderer
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, WrappedLogger

from app.kit.work_ids import JOB_ID, REQUEST_ID

MOST_CAUSES = 5
_NAMED = re.compile(r"(\w+)=%s")
_EVENT = re.compile(r"\w+(?: \w+=%s)*")
_BARE = re.compile(r"[^\s\"=]+")
Raised = tuple[type[BaseException], BaseException, TracebackType | None]


def configure(kind: str, level: int = logging.WARNING) -> None:
    """Everything goes to standard error, once. Our own events from INFO on, those of libraries from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(kind))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("unsung").setLevel(logging.INFO)
    logging.raiseExceptions = False  # a full disk under the log must not end a request


def formatter(kind: str) -> logging.Formatter:
    """`json` or `text`."""
    return ProcessorFormatter(
        foreign_pre_chain=[_fields],
        processors=[JSONRenderer() if kind == "json" else _on_one_line],
        pass_foreign_args=True,
    )


def _fields(_logger: WrappedLogger, _method: str, given: EventDict) -> EventDict:
    """A line's fields, in the order in which they are read."""
    record: logging.LogRecord = given["_record"]
    text, fields = given["event"], {}
    values = given["positional_args"] or ()
    if isinstance(values, tuple) and isinstance(record.msg, str) and _EVENT.fullmatch(record.msg):
        text, names = record.msg.partition(" ")[0], _NAMED.findall(record.msg)
        fields = dict(zip(names, map(_plain, values), strict=True))
    ids = {"request_id": REQUEST_ID.get(), "job_id": JOB_ID.get()}
    shown: EventDict = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "from": record.name,
        "event": text,
        **fields,
        **{name: one for name, one in ids.items() if one},
    }
    if raised := given.get("exc_info"):
        shown["trace"] = _trace(raised)
    return shown


def _plain(value: object) -> object:
    return value if isinstance(value, int | float) else str(value)


def _trace(raised: Raised) -> list[str]:
    """Kinds and places from the fault down to its cause, never the messages: a database's repeats what people wrote."""
    error: BaseException | None = raised[1]
    said: list[str] = []
    while error is not None and len(said) < MOST_CAUSES:
        places = [
            f"{place.filename}:{place.lineno} {place.name}" for place in traceback.extract_tb(error.__traceback__)
        ]
        said.append(" < ".join([type(error).__name__, *reversed(places)]))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return said


def _on_one_line(_logger: WrappedLogger, _method: str, shown: EventDict) -> str:
    head = [str(shown.pop(name)) for name in ("at", "level", "from", "event")]
    return _visible(" ".join([*head, *(f"{name}={_worded(value)}" for name, value in shown.items())]))


def _worded(value: Any) -> str:
    text = str(value)
    return text if _BARE.fullmatch(text) else json.dumps(value)


def _visible(text: str) -> str:
    return "".join(
        character if character >= " " and character != "\x7f" else f"\\x{ord(character):02x}" for character in text
    )

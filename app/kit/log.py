"""Logs are events with fields on one line; line breaks and controls in a value cannot make a second line."""

import json
import logging
import sys
from datetime import UTC, datetime


class OneLine(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        text = record.getMessage()
        if record.exc_info:
            text = f"{text} {self.formatException(record.exc_info)}"
        return f"{_time(record)} {record.levelname.lower()} {record.name} {_visible(text)}"


class Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = {"at": _time(record), "level": record.levelname.lower(), "from": record.name}
        fields["event"] = record.getMessage()
        if record.exc_info:
            fields["trace"] = self.formatException(record.exc_info)
        return json.dumps(fields)


def configure(kind: str, level: int = logging.WARNING) -> None:
    """Everything goes to standard error, once. Our own events from INFO on, those of libraries from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Json() if kind == "json" else OneLine())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("unsung").setLevel(logging.INFO)
    logging.raiseExceptions = False  # a full disk under the log must not end a request


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _visible(text: str) -> str:
    return "".join(
        character if character >= " " and character != "\x7f" else f"\\x{ord(character):02x}" for character in text
    )

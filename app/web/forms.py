"""What a form says in its own way, brought into the words of a draft."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from app.kit.errors import Code, Invalid
from app.web.body import Form

_LOCAL = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?")


def renamed(form: Form, names: Mapping[str, str]) -> Form:
    """Fields under the name that the draft knows; those named "" are left out."""
    pairs = ((names.get(key, key), value) for key, value in form.fields)
    return Form(tuple((key, value) for key, value in pairs if key))


def in_zone(form: Form, names: Sequence[str], zone: str) -> Form:
    """A browser sends local times without a zone; they are meant in the zone of whoever typed them."""
    return Form(tuple((key, _zoned(value, zone) if key in names else value) for key, value in form.fields))


def seen_version(form: Form) -> int:
    """The version of the thing that the form was made from, which stands for If-Match."""
    if form.version is None:
        raise Invalid(Code.PRECONDITION_REQUIRED, "This form lacks its version. Open the page again.")
    return form.version


def typed(form: Form) -> dict[str, str]:
    """Everything as it was typed, for the same page again."""
    return dict(reversed(form.fields))


def local_text(moment: datetime | None, zone: str) -> str:
    """A moment as a browser's field for local times takes it."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if moment else ""


def _zoned(text: str, zone: str) -> str:
    if not _LOCAL.fullmatch(text.strip()):
        return text
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=ZoneInfo(zone)).isoformat()
    except ValueError:
        return text

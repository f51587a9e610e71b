"""What somebody planned, as an iCalendar file (RFC 5545): one whole day, without an alarm and without guests."""

from datetime import UTC, date, datetime, timedelta

from app.publishing.mime import one_line

_LONGEST_LINE = 75
_OCCASIONS = {"team_meeting": "at the team meeting", "one_to_one": "in your 1:1", "all_hands": "at the all-hands"}


def calendar_file(
    *, act_id: str, host: str, on: date, occasion: str, title: str, url: str, planned_at: datetime
) -> bytes:
    """The same act is the same event: taken in twice, a calendar shows it once."""
    where = _OCCASIONS.get(occasion, "")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//unsung//plan//EN",
        "BEGIN:VEVENT",
        f"UID:{act_id}@{host}",
        f"DTSTAMP:{planned_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(f'A word of thanks: {title}')}",
        f"DESCRIPTION:{_text(f'You planned to say thank you {where}.'.replace(' .', '.'))}",
        f"URL:{url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _text(value: str) -> str:
    line = one_line(value)
    for mark in ("\\", ";", ","):
        line = line.replace(mark, f"\\{mark}")
    return line


def _folded(line: str) -> str:
    """Lines of at most 75 bytes, never within a character."""
    pieces, piece, size = [], "", 0
    for character in line:
        width = len(character.encode("utf-8", "replace"))
        if size + width > _LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += width
    return "\r\n".join([*pieces, piece])

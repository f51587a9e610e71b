"""What a commit message says: title, text without trailers, who helped, what it refers to and what it takes back."""

import re
from typing import NamedTuple

from app.discovery.declared import Declaration, declaration_of
from app.domain.sighting import LONGEST_TEXT, LONGEST_TITLE, MOST_LABELS

# What a tool or a custom adds below the text. A hyphenated word with a colon is always one ("Change-Id: ...").
_TRAILER = re.compile(
    r"^(?:[A-Za-z]\w*(?:-\w+)+|Cc|Bug|Reviewers|Subscribers|Differential Revision|git-svn-id): .*$"
    r"|^\W{0,4}Generated (?:with|by) .*$"
    r"|^\(cherry picked from commit [0-9a-f]+\)$",
    re.IGNORECASE,
)
# A squashed list of commits names types that are not those of the whole.
_LISTED = re.compile(
    r"^\s*[*-]\s+(?:feat|fix|perf|refactor|tests?|ci|build|docs?|chore|style)(?:\([^)]*\))?!?:", re.IGNORECASE
)
_HELPED = re.compile(r"^co-authored-by:\s*(.{1,300})$", re.IGNORECASE)
_REVIEWED = re.compile(r"^reviewed-by:\s*(.{1,300})$", re.IGNORECASE)
# The sign stands before its look back, so that the search can leap from sign to sign.
_NUMBERED = re.compile(r"#(?<![\w&/]#)(\d{1,7})\b")
_NUMBERED_IN_WORDS = re.compile(r"GH-(?<![\w&/]GH-)(\d{1,7})\b")
_TICKET = re.compile(r"\b[A-Z][A-Z0-9]{1,9}-\d{1,6}\b")
# Written like a ticket, and none: standards, ciphers, encodings.
_NO_TICKETS = frozenset(
    "UTF SHA ISO RFC CVE TLS AES MD HTTP ES PEP JEP IPV IEEE ANSI ECMA CP CRC BASE RSA KB GH".split()
)
_TAKES_BACK = re.compile(r"This reverts commit ([0-9a-f]{7,64})")
_LINK = re.compile(r"\bhttps?://\S+")
_ADDRESS = re.compile(r"<?\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b>?")
_MENTION = re.compile(r"(?<![\w@])@[A-Za-z\d][\w-]{0,38}")
_UNSTORABLE = {0: None} | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


class Said(NamedTuple):
    """`subject` as it was written, `head` taken apart; helpers and reviewers as "Name <address>"."""

    subject: str
    head: Declaration
    text: str
    co_authors: tuple[str, ...]
    reviewers: tuple[str, ...]
    references: tuple[str, ...]
    takes_back: str | None


def said(message: str) -> Said:
    """Takes a whole message apart. Never raises; what is too long is cut, addresses and links are left out."""
    first, _, rest = message.strip().partition("\n")
    body = rest
    if rest and not rest.startswith(("\n", "\r")):  # a subject over several lines ends at the first empty one
        more, _, body = rest.partition("\n\n")
        first = f"{first} {' '.join(more.split())}"
    subject = first.strip()[: 2 * LONGEST_TITLE]
    co_authors: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    takes_back = None
    if body:
        co_authors, reviewers, text = _parted(body)
        found = _TAKES_BACK.search(body)
        takes_back = found[1] if found else None
    else:
        text = ""
    head = declaration_of(_plain(subject))
    head = head._replace(title=head.title[:LONGEST_TITLE]) if len(head.title) > LONGEST_TITLE else head
    return Said(subject, head, text, co_authors, reviewers, _references(message), takes_back)


def _parted(body: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Helpers, reviewers and what remains as text."""
    helped: list[str] = []
    reviewed: list[str] = []
    kept: list[str] = []
    for line in body[: 8 * LONGEST_TEXT].split("\n"):
        if ":" in line or "(" in line or "enerated" in line:
            if _TRAILER.match(line):
                if found := _HELPED.match(line):
                    helped.append(found[1].strip())
                elif found := _REVIEWED.match(line):
                    reviewed.append(found[1].strip())
                continue
            if _LISTED.match(line):
                continue
        kept.append(line.rstrip())
    text = _plain("\n".join(kept).strip())[:LONGEST_TEXT]
    return tuple(helped[:MOST_LABELS]), tuple(reviewed[:MOST_LABELS]), text


def _plain(text: str) -> str:
    """Without links, addresses and mentions, and without what a database cannot hold."""
    if "://" in text:
        text = _LINK.sub("<url>", text)
    if "@" in text:
        text = _MENTION.sub("@user", _ADDRESS.sub("<email>", text))
    return text if text.isascii() else text.translate(_UNSTORABLE)


def _references(message: str) -> tuple[str, ...]:
    found: list[str] = []
    message = message[: 2 * LONGEST_TEXT]
    if "#" in message:
        found = [f"#{number}" for number in _NUMBERED.findall(message)]
    if "GH-" in message:
        found += [f"#{number}" for number in _NUMBERED_IN_WORDS.findall(message)]
    if _may_hold_a_ticket(message):
        found += [ticket for ticket in _TICKET.findall(message) if ticket.partition("-")[0] not in _NO_TICKETS]
    return tuple(dict.fromkeys(found))[:MOST_LABELS] if found else ()


def _may_hold_a_ticket(message: str) -> bool:
    """Whether a digit stands behind a hyphen: looked at first, since most messages have none."""
    at = message.find("-")
    while at >= 0:
        if message[at + 1 : at + 2].isdigit() and message[at - 1 : at].isalnum():
            return True
        at = message.find("-", at + 1)
    return False

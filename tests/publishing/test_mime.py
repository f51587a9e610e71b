"""Letters assembled by hand read back, by the standard library, as what went in; and nothing gets into a header."""

import email
import email.policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest

from app.publishing import mime

NAMES = [
    "Hana Sato", "Łukasz Żak", "ليلى حداد", "O'Brien, \"Bo\" <bo@evil.example>", "x" * 200, "Zoë 🦊 " * 20,
    "=?utf-8?q?already?=", "A\r\nBcc: everybody@company.example", "tab\tand\x00nul\x85next", "back\\slash", "a b", "",
]  # fmt: skip


def read(data: bytes) -> EmailMessage:
    found = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def plain(name: str) -> str:
    return " ".join("".join(" " if ord(one) < 32 or 127 <= ord(one) < 160 else one for one in name).split())


def name_in(data: bytes) -> str:
    """By the older parser: the newer one keeps the white space between two encoded words of a name."""
    raw = email.message_from_bytes(data, policy=email.policy.compat32)["To"]
    name, _address = parseaddr(raw)
    return str(make_header(decode_header(name)))


@pytest.mark.parametrize("name", NAMES)
def test_a_header_says_what_was_written_and_ends_nowhere_early(name: str):
    headers = [("Subject", mime.words(name)), ("To", mime.mailbox(name, "hana@company.example")), ("X-Last", "end")]
    data = mime.assemble(headers=headers, key="0af1", text="text", html="<p>html</p>")
    message = read(data)
    assert message.keys() == ["Subject", "To", "X-Last", "MIME-Version", "Content-Type"]
    assert str(message["Subject"]) == plain(name)
    (to,) = message["To"].addresses
    assert to.addr_spec == "hana@company.example"
    assert name_in(data) == plain(name)
    assert message.defects == []
    assert all(len(line) <= 78 for line in data.split(b"\r\n\r\n", 1)[0].split(b"\r\n") if b"boundary" not in line)


@pytest.mark.parametrize("name", [name for name in NAMES if name.isprintable() and "=?" not in name])
def test_the_standard_library_would_have_said_the_same(name: str):
    theirs = EmailMessage()
    theirs["Subject"] = name
    again = read(theirs.as_bytes())
    assert str(read(f"Subject: {mime.words(name)}\r\n\r\n".encode())["Subject"]) == plain(str(again["Subject"]))


@pytest.mark.parametrize(
    "body", ["", "short", ".\r\n", "--=_0af1_=--\r\n", "line\n" * 5_000, "ليلى حداد " * 3_000, "x" * 57]
)
def test_both_halves_come_back_whole_and_no_line_is_a_trap(body: str):
    data = mime.assemble(headers=[("Subject", "one")], key="0af1", text=body, html=f"<p>{body}</p>")
    message = read(data)
    halves = [part.get_payload(decode=True).decode() for part in message.iter_parts()]  # type: ignore[union-attr]
    assert halves == [body, f"<p>{body}</p>"]
    assert message.get_content_type() == "multipart/alternative"
    lines = data.split(b"\r\n")
    assert not [line for line in lines if line.startswith(b".") or len(line) > 998 or b"\n" in line or b"\r" in line]
    assert data.endswith(b"\r\n")

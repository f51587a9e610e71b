"""A letter as bytes: two halves that say the same, plain text and HTML, assembled by hand.

The standard library's message objects cost thirty times as much; a test parses what is made here with them and
compares. Nothing of a header comes from outside unencoded, and no line of a body can end one.
"""

import re
from base64 import b64encode
from collections.abc import Iterable

LINE = 76
_LONGEST_PLAIN = 60
_BYTES_IN_A_WORD = 42
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_PLAIN = re.compile(r"[\x20-\x7e]*")
_ATOM = re.compile(r"[A-Za-z0-9 ]+")


def assemble(*, headers: Iterable[tuple[str, str]], key: str, text: str, html: str) -> bytes:
    """Lines end in CRLF and none begins with a dot. `key`, hexadecimal, tells this letter's boundary from others:
    its underscores cannot stand in base64."""
    mark = f"=_{key}_="
    head = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return (
        f"{head}MIME-Version: 1.0\r\n"
        f'Content-Type: multipart/alternative; boundary="{mark}"\r\n\r\n'
        f"{_part(mark, 'plain', text)}{_part(mark, 'html', html)}--{mark}--\r\n"
    ).encode()


def words(text: str) -> str:
    """A header's free text: one line of ASCII, or encoded words (RFC 2047) where it has more to say."""
    line = one_line(text)
    if len(line) <= _LONGEST_PLAIN and _PLAIN.fullmatch(line) and "=?" not in line:
        return line
    return "\r\n ".join(f"=?utf-8?b?{b64encode(piece).decode()}?=" for piece in _pieces(line))


def mailbox(name: str, address: str) -> str:
    """ "Hana Sato <hana@company.example>"; a name can hold anything, an address was checked when it came in."""
    line = one_line(name)
    if not line:
        return f"<{address}>"
    if len(line) <= _LONGEST_PLAIN and _ATOM.fullmatch(line):
        return f"{line} <{address}>"
    if len(line) <= _LONGEST_PLAIN and _PLAIN.fullmatch(line) and "=?" not in line:
        quoted = line.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{address}>'
    return f"{words(line)}\r\n <{address}>"


def one_line(text: str) -> str:
    """Whatever could end a line, or a header, becomes a space."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def _part(mark: str, kind: str, body: str) -> str:
    coded = b64encode(body.encode()).decode()
    lines = "\r\n".join([coded[start : start + LINE] for start in range(0, len(coded), LINE)])
    return (
        f"--{mark}\r\nContent-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{lines}\r\n"
    )


def _pieces(line: str) -> Iterable[bytes]:
    """Each a whole number of characters, and short enough for a line of 75."""
    piece = b""
    for character in line:
        more = character.encode("utf-8", "replace")
        if len(piece) + len(more) > _BYTES_IN_A_WORD:
            yield piece
            piece = b""
        piece += more
    yield piece

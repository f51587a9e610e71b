"""B: bodies, of the API and of forms."""

import gzip

from tests.inputs.sender import Sender, row
from tests.permissions.stage import FINISHED

JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


def everywhere(sender: Sender, *bodies: bytes, **headers: str) -> None:
    for door in sender.doors():
        for body in bodies:
            sender.api(door.part, door.method, door.path, content=body, headers=JSON | headers)


def beside(sender: Sender, **fields: object) -> None:
    """One more field beside those that are good."""
    for door in sender.doors():
        sender.api(door.part, door.method, door.path, json=door.body | fields)


@row("B-01")
def empty(sender: Sender) -> None:
    everywhere(sender, b"", b"  \n")


@row("B-02")
def not_json(sender: Sender) -> None:
    everywhere(sender, b"{", b'{"title":', b"{}x", b"{} {}", b"title=x", b"'", b"{'a':1}", b"{,}", b'{"a":01}')


@row("B-03")
def no_object(sender: Sender) -> None:
    everywhere(sender, b"null", b"true", b"7", b'"x"', b"[]", b"[{}]")


@row("B-04")
def doubled_keys(sender: Sender) -> None:
    everywhere(sender, b'{"title":"a","title":"b"}', b'{"contributors":[{"person":"a","person":"b"}]}')


@row("B-05")
def deep(sender: Sender) -> None:
    everywhere(sender, b'{"a":' * 33 + b"1" + b"}" * 33, b"[" * 30_000 + b"]" * 30_000, b"[" * 60_000)


@row("B-06")
def no_numbers(sender: Sender) -> None:
    everywhere(sender, b'{"title":NaN}', b'{"a":Infinity}', b'{"a":[-Infinity]}')


@row("B-07")
def huge_numbers(sender: Sender) -> None:
    everywhere(sender, b'{"title":1e400}', b'{"title":' + b"9" * 5_000 + b"}", b'{"a":-1e999}')


@row("B-08")
def other_kinds(sender: Sender) -> None:
    for door in sender.doors():
        text = next(
            name for name, value in door.body.items() if isinstance(value, str) and name in ("title", "name", "from")
        )
        for value in (7, True, 1.0, [], {}):
            if not (text == "from" and value in ([], {})):
                sender.api(door.part, door.method, door.path, json=door.body | {text: value})
    for value in ("1", True, 1.5):
        sender.api("MGR1", "PUT", "/settings/digest", json={"weekday": value, "hour": 9}, headers={"if-match": '"v1"'})


@row("B-09")
def missing(sender: Sender) -> None:
    for door in sender.doors():
        sender.api(door.part, door.method, door.path, json={})
    sender.api("SUBJECT", "POST", "/contributions", json={"words": "It does."})


@row("B-10")
def unknown(sender: Sender) -> None:
    beside(sender, nosuch="x")


@row("B-11")
def columns(sender: Sender) -> None:
    for name in ("id", "state", "visibility", "grade", "tier", "recorded_by", "self_reported", "created_at", "version"):
        beside(sender, **{name: "x"})


@row("B-12")
def tricks(sender: Sender) -> None:
    for name in ("__proto__", "constructor", "$where", "@type"):
        beside(sender, **{name: {}})


@row("B-13")
def many(sender: Sender) -> None:
    person = {"person": sender.id("SUBJECT")}
    sender.api("PEER", "POST", "/nominations", json={"title": "a", "words": "b", "contributors": [person] * 101})
    sender.api("SUBJECT", "POST", "/settings/tokens", json={"name": "a", "scopes": ["read"] * 101})
    sender.api("MGR1", "POST", f"/contributions/{sender.place('private')['c']}/recognitions",
               json={"words": "Thanks.", "contributors": [sender.id("SUBJECT")] * 101})  # fmt: skip


@row("B-14")
def large(sender: Sender) -> None:
    everywhere(sender, b'{"title":"' + b"a" * 65_527 + b'"}', b" " * 5_000_000)
    sender.page("NOMINATOR", "POST", "/nominations", content=b"words=" + b"a" * 262_144, headers=FORM)


@row("B-15")
def other_media(sender: Sender) -> None:
    for media in ("", "text/plain", "application/xml", "multipart/form-data; boundary=x"):
        everywhere(sender, b"{}", **{"content-type": media})
    for media in ("text/plain", "application/json", "application/xml"):
        sender.page("NOMINATOR", "POST", "/nominations", content=b"title=x", headers={"content-type": media})


@row("B-16")
def other_charset(sender: Sender) -> None:
    for charset in ("utf-16", "utf-7", "latin-1", '"ISO-8859-1"'):
        everywhere(sender, b"{}", **{"content-type": f"application/json; charset={charset}"})


@row("B-17")
def broken_utf8(sender: Sender) -> None:
    everywhere(sender, b'{"title":"\xff\xfe"}', b'{"title":"\xed\xa0\x80"}', b"\xff\xfe{\x00}\x00")
    for body in (b"title=%ff%fe", b"title=\xff", b"%ed%a0%80=x"):
        sender.page("NOMINATOR", "POST", "/nominations", content=body, headers=FORM)


@row("B-18")
def byte_order_mark(sender: Sender) -> None:
    sender.api("SUBJECT", "POST", "/contributions", content=b'\xef\xbb\xbf{"title":"a","words":"b"}', headers=JSON)


@row("B-19")
def compressed(sender: Sender) -> None:
    bomb = gzip.compress(b"0" * 60_000_000)
    everywhere(sender, gzip.compress(b"{}"), bomb, b"broken", **{"content-encoding": "gzip"})
    everywhere(sender, b"{}", **{"content-encoding": "zstd"})


@row("B-20")
def lone_surrogate(sender: Sender) -> None:
    _texts(sender, b"\\ud800", b"a\\udfffb")


@row("B-21")
def nul(sender: Sender) -> None:
    _texts(sender, b"\\u0000", b"a\\u0000b")


def _texts(sender: Sender, *texts: bytes) -> None:
    for text in texts:
        for body in (
            b'{"title":"%s","words":"b"}',
            b'{"title":"a","words":"%s"}',
            b'{"title":"a","words":"b","category":"%s"}',
        ):
            sender.api("SUBJECT", "POST", "/contributions", content=body % text, headers=JSON)
        sender.api("ADMIN", "POST", "/people", content=b'{"name":"%s","email":"a@b.example"}' % text, headers=JSON)
        sender.api(
            "SUBJECT", "POST", "/settings/tokens", content=b'{"name":"%s","scopes":["read"]}' % text, headers=JSON
        )


@row("B-22")
def broken_multipart(sender: Sender) -> None:
    part = b'--b\r\nContent-Disposition: form-data; name="title"; x="' + b"a" * 100_000 + b'"\r\n\r\nx\r\n--b--\r\n'
    for media, body in (
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", part),
        ("multipart/form-data; boundary=b", b"--b\r\nx"),
    ):
        sender.page("NOMINATOR", "POST", "/nominations", content=body, headers={"content-type": media})


@row("B-23")
def many_parts(sender: Sender) -> None:
    sender.page("NOMINATOR", "POST", "/nominations", content=b"&".join(b"f=1" for _ in range(2_000)), headers=FORM)
    part = b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n1\r\n'
    headers = {"content-type": "multipart/form-data; boundary=b"}
    sender.page("NOMINATOR", "POST", "/nominations", content=part * 3_000 + b"--b--\r\n", headers=headers)


@row("B-24")
def files(sender: Sender) -> None:
    for name in ("../../x", "CON", "a" * 300):
        sender.page("NOMINATOR", "POST", "/nominations", files={"title": (name, b"x", "text/plain")})


@row("B-25")
def wrong_state(sender: Sender) -> None:
    work = sender.place("withdrawn")["c"]
    body = {"title": "New", "finished_on": FINISHED.isoformat()}
    sender.api("SUBJECT", "PATCH", f"/contributions/{work}", json=body, headers={"if-match": '"v2"'})

"""T: who knocks, with what, at which address."""

from datetime import timedelta

from tests.inputs.sender import Sender, row
from tests.permissions.walker import NOBODY
from tests.world import NOW

UNKNOWN = "/nosuch"
ODD_IDS = ("1", "null", "undefined", "%F0%9F%A6%89", "9b2f0c3e-7c54-4a8e-9c3b-2f1d0e4a5b6c", NOBODY)


def token(sender: Sender, part: str) -> str:
    return sender.walker.stage.world.tokens[part]


@row("T-01")
def without_credentials(sender: Sender) -> None:
    for door in sender.doors():
        sender.api(None, door.method, door.path, json=door.body)
    for path in ("/contributions", "/people", "/incidents", "/settings", "/me"):
        sender.api(None, "GET", path)


@row("T-02")
def ended(sender: Sender) -> None:
    sender.api("LEFT", "GET", "/contributions")
    sender.walker.site.clock.now = NOW + timedelta(days=31)
    sender.api("SUBJECT", "GET", "/contributions")
    sender.walker.site.clock.now = NOW


@row("T-03")
def broken_tokens(sender: Sender) -> None:
    good = token(sender, "SUBJECT")
    for bad in (good[:-1] + "y", good[:8] + "z" + good[9:], "x" * 10_000, "uns__", good.upper(), good + " x"):
        sender.api(None, "GET", "/contributions", headers={"authorization": f"Bearer {bad}"})
    for raw in (b"Bearer uns_\xc3\xa9", b"Bearer \xff\xfe"):
        sender.api(None, "GET", "/contributions", headers={"authorization": raw})


@row("T-04")
def token_in_the_query(sender: Sender) -> None:
    for name in ("access_token", "token", "authorization"):
        sender.api(None, "GET", "/contributions", params={name: token(sender, "SUBJECT")})
        sender.api(None, "GET", "/me", params={name: token(sender, "SUBJECT")})


@row("T-05")
def two_people_at_once(sender: Sender) -> None:
    cookie = f"unsung={sender.walker.stage.world.cookies['PEER']}"
    sender.api("SUBJECT", "GET", "/contributions", headers={"cookie": cookie})


@row("T-06")
def basic(sender: Sender) -> None:
    for value in ("Basic dXNlcjpwYXNz", "Bearer", "bearer ", "Token x", token(sender, "SUBJECT")):
        sender.api(None, "GET", "/contributions", headers={"authorization": value})


@row("T-07")
def no_scope(sender: Sender) -> None:
    for door in sender.doors():
        powerless = sender.walker.stage.world.powerless[door.part]
        sender.api(None, door.method, door.path, json=door.body, headers={"authorization": f"Bearer {powerless}"})


@row("T-08")
def odd_methods(sender: Sender) -> None:
    for method in ("TRACE", "PROPFIND", "FOO"):
        for path in ("/contributions", "/people", "/settings/tokens"):
            sender.api("SUBJECT", method, path)
        sender.page("SUBJECT", method, "/contributions")


@row("T-09")
def override(sender: Sender) -> None:
    for door in sender.doors():
        sender.api(door.part, door.method, door.path, json=door.body, headers={"x-http-method-override": "DELETE"})


@row("T-10")
def unknown_path(sender: Sender) -> None:
    for part in (None, "SUBJECT"):
        sender.api(part, "GET", UNKNOWN)
        sender.page(part, "GET", UNKNOWN)


@row("T-11")
def paths_that_climb(sender: Sender) -> None:
    for path in ("/static/%2e%2e%2fapp", "/%252e%252e/etc", "/..;/people", "/static/x/../../etc/passwd", "//people//x"):
        sender.page("SUBJECT", "GET", path)


@row("T-12")
def odd_ids(sender: Sender) -> None:
    for odd in ODD_IDS:
        for noun in ("contributions", "people", "incidents", "recognitions", "teams", "settings/tokens", "exports"):
            part = "HR" if noun == "exports" else "SUBJECT"
            sender.api(part, "GET", f"/{noun}/{odd}")
            if noun != "settings/tokens":
                sender.page(part, "GET", f"/{noun}/{odd}")


@row("T-13")
def broken_utf8(sender: Sender) -> None:
    for path in ("/contributions/%ff%fe", "/contributions/%00", "/people/%00x", "/incidents/%ed%a0%80", "/teams/a%00b"):
        sender.api("SUBJECT", "GET", path)
        sender.page("SUBJECT", "GET", path)


@row("T-14")
def long_query(sender: Sender) -> None:
    for path in ("/contributions", "/people", "/settings"):
        sender.api("SUBJECT", "GET", f"{path}?q={'a' * 60_000}")
    sender.page("SUBJECT", "GET", f"/contributions?q={'a' * 60_000}")


@row("T-15")
def doubled_parameter(sender: Sender) -> None:
    for path in ("/contributions", "/people", "/incidents", "/teams"):
        sender.api("SUBJECT", "GET", f"{path}?q=a&q=b")
        sender.page("SUBJECT", "GET", f"{path}?q=a&q=b")


@row("T-16")
def unknown_parameter(sender: Sender) -> None:
    for path in (
        "/contributions",
        "/people",
        "/incidents",
        "/teams",
        "/settings",
        "/settings/tokens",
        "/me",
        "/services",
    ):
        sender.api("SUBJECT", "GET", f"{path}?nosuch=1")
    for door in sender.doors():
        sender.api(door.part, door.method, f"{door.path}?nosuch=1", json=door.body)


@row("T-17")
def xml(sender: Sender) -> None:
    for path in ("/contributions", "/people", UNKNOWN):
        sender.api("SUBJECT", "GET", path, headers={"accept": "application/xml"})


@row("T-18")
def foreign_host(sender: Sender) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example", "", "127.0.0.1:8000@evil.example"):
        sender.api("SUBJECT", "GET", "/contributions", headers={"host": host})
        sender.page("SUBJECT", "GET", "/contributions", headers={"host": host})


def patches(sender: Sender, **headers: str) -> None:
    work, person = sender.place("private")["c"], sender.id("SUBJECT")
    sender.api("SUBJECT", "PATCH", f"/contributions/{work}", json={"title": "New"}, headers=headers)
    sender.api("SUBJECT", "PATCH", f"/people/{person}", json={"locale": "en"}, headers=headers)
    sender.api("SUBJECT", "PATCH", "/settings", json={"theme": "dark"}, headers=headers)
    sender.api("MGR1", "PUT", "/settings/digest", json={"weekday": 2, "hour": 9}, headers=headers)
    sender.api("NOMINATOR", "DELETE", f"/contributions/{work}", headers=headers)


@row("T-27")
def no_version(sender: Sender) -> None:
    patches(sender)


@row("T-28")
def stale_version(sender: Sender) -> None:
    patches(sender, **{"if-match": '"v77"'})


@row("T-29")
def odd_version(sender: Sender) -> None:
    for tag in ('W/"v1"', "v1", "*", '"v1","v2"', '""', '"v-1"'):
        patches(sender, **{"if-match": tag})


@row("T-30")
def odd_key(sender: Sender) -> None:
    for key in ("", "x" * 256, "é".encode(), "a\tb"):
        for door in sender.doors():
            sender.api(door.part, door.method, door.path, json=door.body, headers={"idempotency-key": key})


@row("T-31")
def other_body(sender: Sender) -> None:
    for door in sender.doors():
        sender.fresh()
        headers = {"idempotency-key": "one"}
        sender.quiet(door.part, door.method, door.path, json=door.body, headers=headers)
        sender.then(door.part, door.method, door.path, json=door.body | {"title": "Other"}, headers=headers)


@row("T-32")
def still_running(sender: Sender) -> None:
    for door in sender.doors():
        mark = (sender.id(door.part), "slow")
        sender.walker.site.wiring.running.add(mark)
        sender.api(door.part, door.method, door.path, json=door.body, headers={"idempotency-key": "slow"})
        sender.walker.site.wiring.running.discard(mark)

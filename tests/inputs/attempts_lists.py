"""The own rows of DIG and QRY: editions, lists and searches."""

from tests.inputs.sender import Sender, row
from tests.permissions.stage import CANARIES


def rhythm(sender: Sender, **fields: object) -> None:
    body = {"weekday": 2, "hour": 9, **fields}
    sender.api("MGR1", "PUT", "/settings/digest", json=body, headers={"if-match": '"v1"'})


@row("DIG-01")
def odd_weekday(sender: Sender) -> None:
    for value in (0, 8):
        rhythm(sender, weekday=value)


@row("DIG-02")
def odd_hour(sender: Sender) -> None:
    for value in (24, -1, 7.5, "08:00 "):
        rhythm(sender, hour=value)


@row("DIG-03")
def no_such_channel(sender: Sender) -> None:
    rhythm(sender, channel="pigeon")


@row("DIG-04")
def other_weeks(sender: Sender) -> None:
    for week in ("2030-W01", "1999-W01", "2026-W20"):
        sender.api("MGR1", "GET", f"/digests/{week}")


@row("DIG-08")
def empty_week(sender: Sender) -> None:
    week = sender.place("private")["w"]
    sender.api("MGRX", "GET", f"/digests/{week}")
    sender.page("MGRX", "GET", f"/digests/{week}")


@row("QRY-01")
def odd_limits(sender: Sender) -> None:
    for limit in ("0", "-1", "101", "1000000000", "ten", "1.5", "%EF%BC%91"):
        for path in ("/contributions", "/people", "/incidents", "/teams"):
            sender.api("SUBJECT", "GET", f"{path}?limit={limit}")


@row("QRY-02")
def odd_cursors(sender: Sender) -> None:
    good = sender.quiet("SUBJECT", "GET", "/contributions?limit=1").json()["next"]
    for cursor in (good[:-2], good[::-1], "x", "AAAA", "%00", "=" * 50):
        sender.api("SUBJECT", "GET", f"/contributions?limit=1&cursor={cursor}")
    for part, path in (("MGR1", "/contributions"), ("SUBJECT", "/people"), ("SUBJECT", "/incidents")):
        sender.api(part, "GET", path, params={"limit": 1, "cursor": good})


@row("QRY-03")
def lost_anchor(sender: Sender) -> None:
    first = sender.quiet("SUBJECT", "GET", "/contributions?limit=1").json()
    work = first["items"][0]["id"]
    sender.quiet("NOMINATOR", "POST", f"/contributions/{work}/withdrawal")
    sender.then("SUBJECT", "GET", "/contributions", params={"limit": 1, "cursor": first["next"]})


@row("QRY-04")
def odd_sorts(sender: Sender) -> None:
    for sort in ("recognitions", "name", "1;drop table person", "-date"):
        for path in ("/contributions", "/people"):
            sender.api("SUBJECT", "GET", path, params={"sort": sort})


@row("QRY-05")
def hidden_filter(sender: Sender) -> None:
    for name in ("email", "hidden_by_id", "waiting", "asked_company"):
        sender.api("SUBJECT", "GET", "/contributions", params={name: "x"})


@row("QRY-06")
def odd_ranges(sender: Sender) -> None:
    for path in ("/contributions", "/incidents"):
        sender.api("SUBJECT", "GET", f"{path}?from=2026-05-02&to=2026-05-01")


@row("QRY-09")
def private_words(sender: Sender) -> None:
    for path in ("/search", "/contributions"):
        text = sender.page("PEER", "GET", path, params={"q": CANARIES["private"]}).text
        assert sender.place("private")["c"] not in text


@row("QRY-10")
def foreign_tag(sender: Sender) -> None:
    tag = sender.quiet("SUBJECT", "GET", "/incidents").headers["etag"]
    sender.api("PEER", "GET", "/incidents", headers={"if-none-match": tag})


@row("QRY-11")
def list_while_written(sender: Sender) -> None:
    every = {one["id"] for one in sender.quiet("SUBJECT", "GET", "/contributions?limit=100").json()["items"]}
    seen: list[str] = []
    cursor = ""
    while cursor is not None:
        params = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = sender.then("SUBJECT", "GET", "/contributions", params=params).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
        sender.quiet("SUBJECT", "POST", "/contributions", json={"title": "More", "words": "More came."})
    assert len(seen) == len(set(seen))
    assert every <= set(seen)

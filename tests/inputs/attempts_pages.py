"""The own rows of UI, AUTH and EXP: forms, ways in and files."""

from datetime import timedelta

from tests.inputs.sender import Sender, row
from tests.permissions.stage import CANARIES, FINISHED
from tests.permissions.walker import NOBODY
from tests.world import NOW

FORM = {"title": "It drains", "words": "It drains by itself.", "person": "subject@lanternfish.example", "role": "led"}
FILE = {"dataset": "contributions", "purpose": "thank", "from": FINISHED.isoformat(), "to": "2026-05-18"}


def send(sender: Sender, part: str | None = "NOMINATOR", headers: dict[str, str] | None = None, **fields: str):
    return sender.page(part, "POST", "/nominations", data=FORM | fields, headers=headers or {})


@row("UI-01")
def no_token(sender: Sender) -> None:
    assert FORM["words"] in send(sender, csrf="").text


@row("UI-02")
def foreign_token(sender: Sender) -> None:
    send(sender, csrf="d" * 43)


@row("UI-03")
def foreign_origin(sender: Sender) -> None:
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        send(sender, headers=headers)


@row("UI-04")
def double_click(sender: Sender) -> None:
    again(sender)


@row("UI-05")
def back_and_again(sender: Sender) -> None:
    again(sender)


def again(sender: Sender) -> None:
    first = send(sender, form_key="one")
    second = sender.walker.site.page("NOMINATOR", "POST", "/nominations", data=FORM | {"form_key": "one"})
    assert (second.status_code, second.headers["location"]) == (303, first.headers["location"])
    sender.faults += [] if first.headers["location"].startswith("/contributions/") else ["leads elsewhere"]


@row("UI-06")
def open_redirect(sender: Sender) -> None:
    link = sender.place("private")["u"]
    for target in (
        "//evil.example",
        "https://evil.example",
        "\\evil",
        "/\\evil.example",
        "javascript:x",
        "/%0d%0aset-cookie:x",
    ):
        sender.walker.reset("")
        answer = sender.page(None, "POST", f"/sign-in/{link}", data={"next": target})
        sender.faults += (
            [] if answer.headers["location"].startswith("/") and "evil" not in answer.headers["location"] else [target]
        )


@row("UI-07")
def hidden_fields(sender: Sender) -> None:
    send(sender, visibility="company")
    send(sender, recorded_by="x")


@row("UI-08")
def session_ended(sender: Sender) -> None:
    answer = send(sender, part=None)
    assert answer.headers["location"].startswith("/sign-in?next=/nominate")
    assert "unsung_held" in answer.headers["set-cookie"]


@row("UI-09")
def two_tabs(sender: Sender) -> None:
    path = f"/contributions/{sender.place('private')['c']}"
    fields = {"title": "From the second tab", "version": "77", "words": "x"}
    text = sender.page("SUBJECT", "POST", path, data={"title": fields["title"], "version": "77"}).text
    assert fields["title"] in text
    assert CANARIES["private"] in text


@row("UI-11")
def garbage_cookie(sender: Sender) -> None:
    for cookie in ("unsung=" + "x" * 4_096, "unsung=a; unsung=b", "unsung=\u00e9"):
        answer = sender.page(None, "GET", "/people", headers={"cookie": cookie.encode()})
        sender.faults += [] if 'unsung=""' in answer.headers.get("set-cookie", "") else ["keeps the cookie"]


@row("UI-12")
def get_of_a_form(sender: Sender) -> None:
    for path in ("/nominations", "/exports", "/sign-out", "/services"):
        sender.page("SUBJECT", "GET", path)


@row("UI-13")
def head(sender: Sender) -> None:
    for path in ("/", "/contributions", "/people", "/incidents", "/nominate", "/settings", "/help", "/sign-in"):
        assert sender.page("SUBJECT", "HEAD", path).content == b""


@row("UI-14")
def many_lines(sender: Sender) -> None:
    sender.api("SUBJECT", "POST", "/contributions", json={"title": "Lines", "words": "a" + "\n" * 3_998 + "b"})


@row("AUTH-12")
def eleventh_failure(sender: Sender) -> None:
    wrong = {"email": "peer@lanternfish.example", "password": "not this one at all"}
    for _ in range(10):
        sender.walker.site.page(None, "POST", "/sign-in", data=wrong)
    before = sender.walker.site.page(None, "POST", "/sign-in", data=wrong)
    sender.judged += 1
    sender.faults += [] if before.status_code == 429 and "retry-after" in before.headers else [str(before.status_code)]
    assert sender.walker.site.page("PEER", "GET", "/").status_code == 200, "the owner's session goes on"


@row("AUTH-13")
def sign_out_by_get(sender: Sender) -> None:
    sender.page("SUBJECT", "GET", "/sign-out")


def token(sender: Sender, **body: object) -> None:
    sender.api("SUBJECT", "POST", "/settings/tokens", json=body)


@row("AUTH-14")
def odd_scopes(sender: Sender) -> None:
    token(sender, name="Script", scopes=[])
    token(sender, name="Script", scopes=["admin"])
    token(sender, name="", scopes=["everything"])


@row("AUTH-15")
def odd_life(sender: Sender) -> None:
    token(sender, name="Script", scopes=["read"], expires_on="2126-01-01")
    token(sender, name="Script", scopes=["read"], expires_on="2026-05-17")
    sender.fresh()
    for number in range(60):
        body = {"name": f"Script {number}", "scopes": ["read"]}
        if sender.quiet("TEAMMATE", "POST", "/settings/tokens", json=body).status_code != 201:
            break
    sender.then("TEAMMATE", "POST", "/settings/tokens", json={"name": "One more", "scopes": ["read"]})


@row("AUTH-16")
def secret_again(sender: Sender) -> None:
    sender.api("SUBJECT", "GET", f"/settings/tokens/{sender.place('-')['t']}/secret")
    answer = sender.walker.site.api("SUBJECT", "GET", f"/settings/tokens/{sender.place('-')['t']}")
    assert sender.place("-")["secret"].rsplit("_", 1)[1] not in answer.text


def export(sender: Sender, **fields: object) -> None:
    body = {name: value for name, value in {**FILE, **fields}.items() if value is not None}
    sender.api("HR", "POST", "/exports", json=body)


@row("EXP-01")
def no_purpose(sender: Sender) -> None:
    for purpose in (None, "", "dismissal"):
        export(sender, purpose=purpose)


@row("EXP-02")
def odd_range(sender: Sender) -> None:
    export(sender, **{"from": "2014-01-01", "to": "2026-01-01"})
    export(sender, **{"from": "2026-05-18", "to": "2026-05-01"})


@row("EXP-03")
def odd_format(sender: Sender) -> None:
    for name in ("exe", "xlsx;x", ""):
        export(sender, format=name)


@row("EXP-04")
def odd_column(sender: Sender) -> None:
    export(sender, columns=["password"])
    export(sender, columns=["emails"], names=False)


@row("EXP-05")
def small_group(sender: Sender) -> None:
    export(sender, dataset="summary", unit=sender.id("Payments"))


@row("EXP-06")
def second_export(sender: Sender) -> None:
    sender.fresh()
    sender.quiet("HR", "POST", "/exports", json=FILE)
    sender.then("HR", "POST", "/exports", json=FILE)


@row("EXP-07")
def foreign_export(sender: Sender) -> None:
    export_id = sender.place("-")["x"]
    for part in ("SUBJECT", "ADMIN", "MGR1"):
        sender.api(part, "GET", f"/exports/{export_id}/file")
    sender.api("HR", "GET", f"/exports/{NOBODY}/file")


@row("EXP-08")
def old_export(sender: Sender) -> None:
    sender.walker.site.clock.now = NOW + timedelta(hours=25)
    for end in ("", "/file", "/manifest", "/bundle"):
        sender.api("HR", "GET", f"/exports/{sender.place('-')['x']}{end}")
    sender.walker.site.clock.now = NOW


@row("EXP-10")
def nothing_in_it(sender: Sender) -> None:
    export(sender, **{"from": "2001-01-01", "to": "2001-02-01"})

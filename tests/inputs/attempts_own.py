"""The own rows of CON and ORG: contributions and people."""

from datetime import timedelta

from tests.inputs.sender import Sender, row
from tests.permissions.walker import NOBODY
from tests.world import NOW

WORK = {"title": "It drains", "words": "It drains by itself."}
THANKS = {"words": "Thank you for the queue that drains."}


def nominate(sender: Sender, part: str, *people: str, **more: object) -> None:
    named = [{"person": person} for person in people]
    sender.api(part, "POST", "/nominations", json={**WORK, "contributors": named, **more})


def record(sender: Sender, **fields: object) -> None:
    sender.api("SUBJECT", "POST", "/contributions", json={**WORK, **fields})


def thank(sender: Sender, part: str, *people: str, name: str = "asked", **more: object) -> None:
    path = f"/contributions/{sender.place(name)['c']}/recognitions"
    sender.api(part, "POST", path, json={**THANKS, "contributors": list(people), **more})


@row("CON-01")
def alone_by_id(sender: Sender) -> None:
    nominate(sender, "PEER", sender.id("PEER"))


@row("CON-02")
def alone_by_alias(sender: Sender) -> None:
    nominate(sender, "PEER", "PEER@Lanternfish.EXAMPLE")
    nominate(sender, "PEER", " peer@lanternfish.example ")
    nominate(sender, "PEER", "łukasz żak")


@row("CON-03")
def with_a_colleague(sender: Sender) -> None:
    nominate(sender, "PEER", sender.id("PEER"), sender.id("PEER2"))


@row("CON-04")
def thanks_to_oneself(sender: Sender) -> None:
    thank(sender, "SUBJECT", sender.id("SUBJECT"), sender.id("TEAMMATE2"))


@row("CON-05")
def thanks_to_a_stranger(sender: Sender) -> None:
    for people in ([], [sender.id("PEER2")], [NOBODY], ["x"]):
        thank(sender, "MGR1", *people)


@row("CON-06")
def empty_thanks(sender: Sender) -> None:
    for words in ("", "  ", "\u00a0\u200b"):
        thank(sender, "MGR1", sender.id("SUBJECT"), words=words)
    path = f"/contributions/{sender.place('private')['c']}/recognitions"
    sender.api("MGR1", "POST", path, json={"contributors": [sender.id("SUBJECT")]})


@row("CON-07")
def leaver(sender: Sender) -> None:
    nominate(sender, "PEER", sender.id("LEFT"))


@row("CON-08")
def nobody(sender: Sender) -> None:
    nominate(sender, "PEER", NOBODY)
    nominate(sender, "PEER", "nobody@lanternfish.example")


@row("CON-09")
def twice(sender: Sender) -> None:
    nominate(sender, "PEER", sender.id("SUBJECT"), sender.id("SUBJECT"))
    nominate(sender, "PEER", sender.id("SUBJECT"), "subject@lanternfish.example")


@row("CON-10")
def fifty_one(sender: Sender) -> None:
    nominate(sender, "PEER", *[sender.id("SUBJECT")] * 51)


@row("CON-11")
def odd_choice(sender: Sender) -> None:
    record(sender, kind="heroics")
    record(sender, category="nosuch")


@row("CON-12")
def odd_shares(sender: Sender) -> None:
    for shares in ((60, 41), (-1, 0), (101, 0)):
        rows = [{"person": sender.id(p), "share": s} for p, s in zip(("SUBJECT", "TEAMMATE"), shares, strict=True)]
        sender.api("PEER", "POST", "/nominations", json={**WORK, "contributors": rows})


@row("CON-13")
def odd_days(sender: Sender) -> None:
    for day in ("2026-05-21", "1999-12-31", "9999-12-31"):
        record(sender, finished_on=day)
    record(sender, started_on="2026-05-10", finished_on="2026-05-01")


@row("CON-14")
def inside_address(sender: Sender) -> None:
    for url in (
        "http://10.0.0.1/x",
        "https://localhost/x",
        "http://169.254.169.254/",
        "http://[::1]/x",
        "https://2130706433/",
    ):
        record(sender, url=url)


@row("CON-15")
def foreign_evidence(sender: Sender) -> None:
    path = f"/contributions/{sender.place('asked')['c']}/split"
    body = {"title": "Half", "contributors": [sender.id("TEAMMATE2")], "evidence": [sender.place("self")["c"]]}
    sender.api("NOMINATOR", "POST", path, json=body)
    sender.api("NOMINATOR", "POST", path, json=body | {"evidence": [sender.place("private")["e"]]})


@row("CON-16")
def same_link(sender: Sender) -> None:
    sender.fresh()
    person = [{"person": sender.id("SUBJECT")}]
    body = {**WORK, "contributors": person, "url": "https://git.example/pull/9"}
    sender.quiet("PEER", "POST", "/nominations", json=body)
    sender.then("PEER", "POST", "/nominations", json=body)


@row("CON-17")
def twenty_first(sender: Sender) -> None:
    sender.fresh()
    body = {**WORK, "contributors": [{"person": sender.id("SUBJECT")}]}
    for _ in range(20):
        assert sender.quiet("PEER", "POST", "/nominations", json=body).status_code == 201
    answer = sender.then("PEER", "POST", "/nominations", json=body)
    assert int(answer.headers["retry-after"]) > 0


@row("CON-18")
def own_confirmation(sender: Sender) -> None:
    sender.api("SUBJECT", "POST", f"/contributions/{sender.place('self')['c']}/confirmation")


@row("CON-19")
def confirmed_twice(sender: Sender) -> None:
    path = f"/contributions/{sender.place('self_company')['c']}/confirmation"
    first = sender.api("PEER", "POST", path).json()
    assert sender.then("PEER", "POST", path).json() == first


@row("CON-20")
def own_impact(sender: Sender) -> None:
    place = sender.place("private")
    for part in ("SUBJECT", "NOMINATOR"):
        sender.api(part, "POST", f"/contributions/{place['c']}/impacts/{place['m']}/verification", json={})


@row("CON-21")
def odd_amounts(sender: Sender) -> None:
    whole = {
        "kind": "money_saved",
        "sentence": "It saved.",
        "method": "stated",
        "unit": "EUR",
        "period": "year",
        "source": "Bills",
    }
    path = f"/contributions/{sender.place('private')['c']}/impacts"
    odd = ((9, 5, 10), (-1, 5, 10), (1, 5, 10**30), ("1.005", "5", "10"), (1, 5, "1e999"))
    for low, likely, high in odd:
        sender.api("SUBJECT", "POST", path, json=whole | {"low": low, "likely": likely, "high": high})
    sender.api("SUBJECT", "POST", path, json=whole | {"low": 1, "likely": 2, "high": 3, "unit": "XXQ"})


@row("CON-22")
def widened_by_another(sender: Sender) -> None:
    path = f"/contributions/{sender.place('private')['c']}/visibility"
    sender.api("NOMINATOR", "PUT", path, json={"visibility": "company"}, headers={"if-match": '"v1"'})


@row("CON-23")
def declined_twice(sender: Sender) -> None:
    place = sender.place("asked")
    headers = {"if-match": f'"v{sender.walker.stage.versions[place["c"]]}"'}
    path, body = f"/contributions/{place['c']}/visibility", {"visibility": "private"}
    sender.api("TEAMMATE2", "PUT", path, json=body, headers=headers)
    sender.then("TEAMMATE2", "PUT", path, json=body, headers=headers)


@row("CON-24")
def too_late(sender: Sender) -> None:
    sender.api("MGR1", "POST", f"/recognitions/{sender.place('thanked')['r']}/undo")
    sender.walker.site.clock.now = NOW + timedelta(minutes=6)
    sender.api("MGR1", "POST", f"/recognitions/{sender.place('fresh')['r']}/undo")
    sender.walker.site.clock.now = NOW


@row("CON-26")
def rest_without_a_reason(sender: Sender) -> None:
    place = sender.place("private")
    sender.api("MGR1", "POST", f"/digests/{place['w']}/items/{place['j']}/acts", json={"act": "not_now"})
    sender.api("MGR1", "POST", f"/contributions/{place['c']}/acts", json={"act": "not_now"})


def amend(sender: Sender, part: str, by: str = "ADMIN", **change: object) -> None:
    sender.api(by, "PATCH", f"/people/{sender.id(part)}", json=change, headers={"if-match": '"v1"'})


@row("ORG-01")
def rings(sender: Sender) -> None:
    amend(sender, "MGR1", manager=sender.id("MGR1"))
    amend(sender, "MGR2", manager=sender.id("MGR1"))
    amend(sender, "TOP", manager=sender.id("SUBJECT"))


@row("ORG-02")
def no_such_manager(sender: Sender) -> None:
    for manager in (NOBODY, sender.id("LEFT"), "nobody@lanternfish.example"):
        amend(sender, "PEER2", manager=manager)


@row("ORG-03")
def odd_roles(sender: Sender) -> None:
    amend(sender, "PEER2", roles=["owner"])
    amend(sender, "PEER2", roles=["member", "member"])


@row("ORG-04")
def raised_by_oneself(sender: Sender) -> None:
    amend(sender, "ADMIN", roles=["member", "hr", "admin"])


@row("ORG-05")
def last_admin(sender: Sender) -> None:
    sender.api("ADMIN", "POST", f"/people/{sender.id('ADMIN')}/deactivation")


@row("ORG-06")
def taken_address(sender: Sender) -> None:
    for email in ("PEER@lanternfish.example", "peer@LANTERNFISH.example"):
        sender.api("ADMIN", "POST", "/people", json={"name": "Other", "email": email})
        amend(sender, "PEER2", email=email)


@row("ORG-10")
def taken_name(sender: Sender) -> None:
    for name in ("PAYMENTS", "payments "):
        sender.api("ADMIN", "POST", "/teams", json={"name": name})


@row("ORG-11")
def full_team(sender: Sender) -> None:
    sender.api("ADMIN", "DELETE", f"/teams/{sender.id('Payments')}", headers={"if-match": '"v1"'})


@row("ORG-12")
def deep_tree(sender: Sender) -> None:
    sender.fresh()
    above = sender.id("TOP")
    for depth in range(99):
        body = {"name": f"Rung {depth}", "email": f"rung{depth}@lanternfish.example", "manager": above}
        answer = sender.quiet("ADMIN", "POST", "/people", json=body)
        assert answer.status_code == 201, answer.text
        above = answer.json()["id"]
    sender.then("ADMIN", "POST", "/people", json={"name": "A", "email": "a@lanternfish.example", "manager": above})

"""What each cell sends: by address, and by row where one address is tried in several ways."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.permissions.stage import FINISHED, Stage
from tests.permissions.table import Row

Body = Mapping[str, Any]
Maker = Callable[[Stage, str], Body]

PIECE = {"title": "Alerts point at their cause", "words": "Pages fell by half.", "finished_on": FINISHED.isoformat()}
WORDS = {"words": "The queue has drained by itself since then."}
QUESTION = {"source": "csv", "metric": "Messages", "unit": "messages", "changed_on": FINISHED.isoformat()}
RATE = {
    "name": "An hour", "line": "capacity", "unit": "hours", "low": 70, "likely": 80, "high": 90, "currency": "EUR",
    "owner": "admin@lanternfish.example", "valid_from": "2026-01-01", "valid_to": "2026-12-31",
}  # fmt: skip
THANKS = "Thank you for the queue that drains by itself."


def _piece(*people: str) -> Maker:
    """Work with these people on it; "self" is whoever sends it."""

    def make(stage: Stage, persona: str) -> Body:
        named = [{"person": _address(stage, persona if one == "self" else one), "role": "led"} for one in people]
        return {**PIECE, "contributors": named}

    return make


def _address(stage: Stage, part: str) -> str:
    """Anybody without an account of the cast has none to name; an address in another case is the same person."""
    return f"{part.upper()}@Lanternfish.EXAMPLE" if part in stage.world.ids else "nobody@lanternfish.example"


def _just(**fields: Any) -> Maker:
    return lambda _stage, _persona: fields


def _thank(stage: Stage, persona: str) -> Body:
    return {"words": THANKS, "contributors": [stage.id("SUBJECT")]}


def _fix(name: str) -> Maker:
    return lambda stage, _persona: {"contribution": stage.places[name]["c"], "relation": "prevents"}


BY_ADDRESS: dict[tuple[str, str], Maker] = {
    ("POST", "/contributions"): _just(**PIECE),
    ("PATCH", "/contributions/{c}"): _just(title="Queues drain by themselves"),
    ("POST", "/contributions/{c}/replies"): _just(**WORDS),
    ("POST", "/contributions/{c}/objections"): _just(**WORDS),
    ("POST", "/contributions/{c}/corrections"): _just(**WORDS),
    ("POST", "/contributions/{c}/reports"): _just(**WORDS),
    ("POST", "/contributions/{c}/evidence"): _just(kind="document", url="https://docs.example/queue"),
    ("POST", "/contributions/{c}/contributors"): lambda stage, _: {"person": stage.id("PEER2"), "role": "helped"},
    ("POST", "/contributions/{c}/impacts"): _just(kind="engineer_time", sentence="Nobody drains it by hand."),
    ("POST", "/contributions/{c}/impacts/{m}/verification"): _just(**WORDS),
    ("POST", "/contributions/{c}/impacts/{m}/money"): _just(rate_card="none"),
    ("POST", "/settings/gauges"): _just(name="Metrics", address="https://prometheus.lanternfish.example"),
    ("POST", "/settings/rate-cards"): _just(**RATE),
    ("POST", "/contributions/{c}/measurements"): _just(**QUESTION),
    ("PUT", "/contributions/{c}/measurements/{o}"): _just(**QUESTION),
    ("POST", "/contributions/{c}/measurements/{o}/confirmation"): _just(**WORDS),
    ("POST", "/contributions/{c}/nominations"): _just(**WORDS),
    ("PATCH", "/nominations/{n}"): _just(**WORDS),
    ("POST", "/contributions/{c}/recognitions"): _thank,
    ("POST", "/incidents"): _just(title="The queue filled", started_at="2026-04-03T10:00:00+00:00"),
    ("POST", "/digests/{w}/items/{j}/acts"): lambda stage, _: {"act": "thank", **_thank(stage, _)},
    ("POST", "/acts/{a}"): lambda stage, _: {"act": "thank", **_thank(stage, _)},
    ("PUT", "/settings/digest"): _just(weekday=2, hour=9, channel="app"),
    ("POST", "/exports"): _just(
        dataset="contributions", purpose="thank", format="csv", **{"from": FINISHED.isoformat(), "to": "2026-05-18"}
    ),
    ("POST", "/contributions/{c}/acts"): lambda stage, _: {"act": "thank", **_thank(stage, _)},
    ("POST", "/acts/{p}/settlement"): _just(done=True),
    ("POST", "/contributions/{c}/answer"): _just(**WORDS),
    ("POST", "/contributions/{c}/decline"): _just(**WORDS),
    ("POST", "/contributions/{c}/questions"): _just(**WORDS),
    ("POST", "/contributions/{c}/reports/decision"): _just(**WORDS),
    ("POST", "/contributions/{c}/handover"): lambda stage, _: {"person": stage.id("TOP"), **WORDS},
    ("POST", "/contributions/{c}/links"): lambda stage, _: {
        "incident": stage.places["open incident"]["i"],
        "relation": "prevents",
    },
    ("POST", "/contributions/{c}/merge"): lambda stage, _: {"into": stage.places["company"]["c"]},
    ("POST", "/contributions/{c}/split"): lambda stage, _: {
        "title": "The other half",
        "contributors": [stage.id("TEAMMATE2")],
    },
    ("PUT", "/contributions/{c}/impacts/{m}"): _just(kind="engineer_time", sentence="Nobody drains it by hand."),
    ("PATCH", "/incidents/{i}"): _just(title="The queue filled up"),
    ("POST", "/incidents/{i}/follow-ups"): _just(title="Alert before it fills"),
    ("POST", "/incidents/{i}/follow-ups/{f}/completion"): _just(done_on="2026-05-17"),
    ("POST", "/incidents/{i}/links"): _fix("company"),
    ("POST", "/people"): _just(name="Aiko Mori", email="aiko@lanternfish.example"),
    ("POST", "/services"): _just(name="queue"),
    ("POST", "/teams"): _just(name="Queues"),
    ("PUT", "/teams/{MGR1's}"): _just(name="Payments and queues"),
    ("PATCH", "/settings"): _just(theme="dark"),
    ("POST", "/settings/password"): _just(current="", new="nine blue herons wait"),
    ("POST", "/sign-in"): _just(email="peer@lanternfish.example", password="not this one at all"),
    ("POST", "/sign-in/demo"): _just(person="peer@lanternfish.example"),
    ("POST", "/settings/tokens"): _just(name="Script", scopes=["read"]),
    ("POST", "/candidates/{k}/confirmation"): _just(category="performance"),
    ("POST", "/candidates/{k}/dismissal"): _just(reason="ordinary_work"),
    ("POST", "/candidates/{k}/merge"): lambda stage, _: {"into": stage.places["company"]["c"]},
    ("POST", "/candidates/{k}/kind"): _just(kind="reliability"),
    ("POST", "/candidates/{k}/splits"): lambda stage, _: {"change": stage.places["candidate"]["change"]},
    ("POST", "/candidates/postponements"): lambda stage, _: {"candidates": [stage.places["candidate"]["k"]]},
    ("POST", "/candidates/hands/{v}/answer"): _just(is_me=True),
    ("POST", "/connections"): _just(name="till", address="/srv/git/till"),
    ("POST", "/connections/discovery"): _just(head_start_days=5, rules=["slow_fix"]),
    ("POST", "/connections/hands/{v}"): _just(person="peer@lanternfish.example"),
}
BY_STATE: dict[str, Maker] = {
    "pass_up": _just(act="pass_up", sentence="This deserves a word from further up."),
    "schedule": _just(act="schedule", occasion="one_to_one"),
    "already_done": _just(act="already_done", form="said_in_person"),
    "not_now with a reason": _just(act="not_now", reason="not_my_area"),
    "not_now without a reason": _just(act="not_now"),
    "open incident, private work": _fix("private"),
}
BY_ROW: dict[str, Maker] = {
    "M017": _just(id="x", state="confirmed", visibility="company", recorded_by="x"),
    "M020": _just(visibility="company"),
    "M021": _just(visibility="private"),
    "M022": _just(visibility="team"),
    "M038": _just(kind="engineer_time", sentence="Nobody drains it by hand.", grade="verified"),
    "M039": _piece("SUBJECT"),
    "M040": _piece("self"),
    "M041": _piece("self", "PEER2"),
    "M042": _piece("LEFT"),
    "M071": _just(),
    "M085": _just(name="Hana Sato-Lind", locale="en", time_zone="Europe/Oslo"),
    "M086": lambda stage, _: {"manager": stage.id("MGRX"), "roles": ["member"]},
    "M087": _just(roles=["member", "hr", "admin"]),
}


def body_of(row: Row, stage: Stage, persona: str) -> Body:
    maker = BY_ROW.get(row.number) or BY_STATE.get(row.state) or BY_ADDRESS.get((row.method, row.path))
    return maker(stage, persona) if maker else {}


def as_fields(body: Body) -> dict[str, Any]:
    """The same as a form sends it: a list of things as one repeated field for each of their parts."""
    fields: dict[str, Any] = {}
    for name, value in _flat(body):
        fields.setdefault(name, []).append(value)
    return fields


def _flat(body: Body) -> Iterator[tuple[str, str]]:
    for name, value in body.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Mapping):
                yield from _flat(one)
            else:
                yield name, str(one).lower() if isinstance(one, bool) else str(one)

"""Where requests come from: the OpenAPI document through Schemathesis, and bodies made to hurt."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.core import NOT_SET

from tests.permissions.stage import Stage

LETTERS = {
    "contribution_id": "c", "nomination_id": "n", "evidence_id": "e", "impact_id": "m", "link_id": "l",
    "recognition_id": "r", "incident_id": "i", "follow_up_id": "f", "week": "w", "item_id": "j", "token_id": "t",
    "export_id": "x", "candidate_id": "k", "connection_id": "g", "hand_id": "v", "correction_id": "z",
    "question_id": "o", "result_id": "result", "card_id": "m", "delivery_id": "d",
}  # fmt: skip
HOSTILE: tuple[Any, ...] = (
    "\x00", "a\x00b", "\ud800", "\udfff", "\ufffe", "x" * 1_000_000, "x" * 5_000, "\u0301" * 500, "", " ", "\u202eabc",
    "0000-01-01", "9999-12-31", "9999-12-31T23:59:60Z", "2026-02-30", "2026-05-18T10:00", "-1", "1e400", "NaN",
    float("nan"), float("inf"), -1, 0, 7, 10**30, 10**5000, 1.5, True, False, None, [], {}, [[]], [None], ["x"] * 101,
    [{}] * 51, {"$where": "1"}, {"__proto__": {}}, "' OR 1=1 --", "{{7*7}}", "../../etc/passwd", "javascript:alert(1)",
    "http://[::1", "http://a@b", "https://127.0.0.1/x", "%s%n", "\uff1d1+1", "2026-W54", "Mars/Phobos", "uns_x_y",
)  # fmt: skip
RAW: tuple[bytes, ...] = (
    b"", b" ", b"{", b"null", b"[]", b"7", b'"x"', b"NaN", b'{"a":NaN}', b'{"a":1e999}', b"{}x", b'{"a":1,"a":2}',
    b"\xff\xfe", b'{"a":"\xff"}', b'{"a":"\\ud800"}', b'{"a":"\\u0000"}', b"[" * 200 + b"]" * 200,
    b'{"a":' * 33 + b"1" + b"}" * 33, b"[" * 100_000, b'{"a":' + b"9" * 5_000 + b"}", b'"' + b"x" * 1_000_000 + b'"',
    b"\xef\xbb\xbf{}", b"\x00", b"{" + b" " * 70_000 + b"}",
)  # fmt: skip


@dataclass(frozen=True)
class Knock:
    """One request, with what the document says about its operation."""

    method: str
    pattern: str
    path: str
    query: Any = None
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path} {str(self.query)[:200]} {(self.body or b'')[:300]!r}"


def generated(operation: Any, stage: Stage, *, examples: int, run: Callable[[Knock], None]) -> None:
    """Schemathesis mixes what fits the document with what does not; ids are mostly ones that exist."""
    dice = random.Random(f"{operation.method} {operation.path}")

    @seed(20260518)
    @settings(
        max_examples=examples, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE) | operation.as_strategy())
    def knock(case: Any) -> None:
        path = address(operation, stage, dice) if dice.random() < 0.85 else case.formatted_path
        run(Knock(case.method, operation.path, path, case.query or None, _body_of(case), _headers(stage, operation)))

    knock()


def hostile(operation: Any, stage: Stage, valid: dict[str, Any]) -> Iterator[Knock]:
    """Each bad value in each field beside values that are good, and bodies that are no JSON at all."""
    dice = random.Random(operation.path)
    for body in _bad_bodies(operation, valid):
        path = address(operation, stage, dice)
        yield Knock(operation.method.upper(), operation.path, path, None, body, _headers(stage, operation))


def address(operation: Any, stage: Stage, dice: random.Random) -> str:
    """In the state that the dice choose."""
    place = stage.places[
        dice.choice([name for name in stage.places if name not in ("-", "open incident", "restricted")])
    ]
    known = {**stage.places["-"], **stage.places["open incident"], **stage.places["candidate"]}
    known |= {**stage.places["private"], **place}
    ids = {name: known.get(letter, "") for name, letter in LETTERS.items()}
    ids |= {
        "person_id": stage.id(dice.choice(["SUBJECT", "PEER2", "LEFT"])),
        "team_id": known["y"],
        "act_id": known["b"],
    }
    return operation.path.format_map(ids)


def _bad_bodies(operation: Any, valid: dict[str, Any]) -> Iterator[bytes]:
    if not operation.body:
        return
    yield from RAW
    names = sorted(valid) or ["x"]
    for name in names:
        for value in HOSTILE:
            yield _written(valid | {name: value})
    for value in HOSTILE:
        yield _written(dict.fromkeys(names, value))


def _body_of(case: Any) -> bytes | None:
    return None if case.body is NOT_SET else case.body if isinstance(case.body, bytes) else _written(case.body)


def _written(value: Any) -> bytes:
    """As a hostile client would: lone surrogates escaped, NaN bare, integers of any length."""
    try:
        return json.dumps(value).encode()
    except ValueError:  # an integer longer than Python likes to print
        return b'{"a":' + b"9" * 5_000 + b"}"


def _headers(stage: Stage, operation: Any) -> dict[str, str]:
    media = {"content-type": "application/json"} if operation.body else {}
    return media | ({"if-match": '"v1"'} if operation.method.upper() in ("PATCH", "PUT", "DELETE") else {})

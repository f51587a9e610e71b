"""No input is answered with a fault of ours, and every answer is one that the OpenAPI document declares.

UNSUNG_TEST_FUZZ_CASES says how many requests are made; `make fuzz` makes 20,000.
"""

import os
from collections import Counter
from itertools import cycle

import pytest
import schemathesis
from httpx2 import Response

from tests.fuzz.cases import Knock, generated, hostile
from tests.permissions.bodies import BY_ADDRESS
from tests.permissions.judge import FORBIDDEN
from tests.permissions.stage import Stage
from tests.permissions.walker import Walker

CASES = int(os.environ.get("UNSUNG_TEST_FUZZ_CASES", "400"))
KNOCKERS = ("SUBJECT", "MGR1", "ADMIN", "HR", "NOMINATOR", "PEER")
SHARE_OF_HOSTILE = 0.3
PARTS = 10  # no test may take minutes, however many cases are asked for
FIELDS = {"type", "title", "status", "detail", "instance", "code", "request_id", "errors"}


@pytest.fixture(scope="module")
def document(walker: Walker) -> dict:
    return walker.site.client.app.openapi()


def operations(document: dict) -> list:
    return [found.ok() for found in schemathesis.openapi.from_dict(document).get_all_operations()]


class Fuzz:
    """Knocks as one persona after the other, and keeps what was wrong instead of stopping at the first."""

    def __init__(self, walker: Walker, document: dict) -> None:
        self.walker, self.document = walker, document
        self.personas = cycle(KNOCKERS)
        self.statuses: Counter[int] = Counter()
        self.found: list[str] = []

    def __call__(self, knock: Knock) -> None:
        if self.walker.wrote():
            self.walker.reset("")
        persona = next(self.personas)
        more = {"content": knock.body} if knock.body is not None else {}
        path = knock.path.removeprefix("/api/v1")
        answer = self.walker.site.api(
            persona, knock.method, path, headers=dict(knock.headers), params=knock.query, **more
        )
        self.statuses[answer.status_code] += 1
        declared = self.document["paths"][knock.pattern][knock.method.lower()]["responses"]
        self.found += [f"{fault}: {persona} {knock}" for fault in faults(answer, declared)]

    def report(self) -> str:
        return f"{self.statuses.total()} requests: {dict(sorted(self.statuses.items()))}"


def faults(answer: Response, declared: dict) -> list[str]:
    found = [f"holds {word}" for word in FORBIDDEN if word in answer.text]
    if answer.status_code >= 500:
        found.append(str(answer.status_code))
    if str(answer.status_code) not in declared:
        found.append(f"{answer.status_code} is not declared")
    if answer.status_code >= 400:
        found += _problem(answer)
    elif answer.status_code not in (204, 304) and "json" in answer.headers.get("content-type", ""):
        answer.json()
    return found


def _problem(answer: Response) -> list[str]:
    if answer.headers.get("content-type") != "application/problem+json":
        return ["is no problem+json"]
    body = answer.json()
    missing = FIELDS - set(body)
    known = body.get("status") == answer.status_code and isinstance(body.get("errors"), list)
    return [f"lacks {sorted(missing)}"] if missing else [] if known else ["says another status"]


def valid_body(operation, stage: Stage) -> dict:
    """What the permission table sends to this address, where it does."""
    wanted = operation.path.removeprefix("/api/v1").replace("}", "{").split("{")[::2]
    for (method, path), maker in BY_ADDRESS.items():
        if method == operation.method.upper() and path.replace("}", "{").split("{")[::2] == wanted:
            return dict(maker(stage, "MGR1"))
    return {}


@pytest.mark.parametrize("part", range(PARTS))
def test_what_the_document_describes(walker: Walker, document: dict, part: int) -> None:
    fuzz, every = Fuzz(walker, document), operations(document)
    examples = max(1, round(CASES * (1 - SHARE_OF_HOSTILE) / len(every)))
    for operation in every[part::PARTS]:
        generated(operation, walker.stage, examples=examples, run=fuzz)
    print(f"\n{fuzz.report()}")
    assert not fuzz.found, "\n".join(fuzz.found[:20])


@pytest.mark.parametrize("part", range(PARTS))
def test_bodies_made_to_hurt(walker: Walker, document: dict, part: int) -> None:
    fuzz, every = Fuzz(walker, document), operations(document)
    knocks = [knock for one in every for knock in hostile(one, walker.stage, valid_body(one, walker.stage))]
    stride = max(1, round(len(knocks) / (CASES * SHARE_OF_HOSTILE)))
    for knock in knocks[part * stride :: PARTS * stride]:
        fuzz(knock)
    print(f"\n{fuzz.report()}")
    assert not fuzz.found, "\n".join(fuzz.found[:20])

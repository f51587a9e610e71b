"""docs/api.md names every code with the status it has, and its example is what the service says."""

import json
import re
from pathlib import Path

from app.kit.errors import Code
from app.kit.paging import LARGEST_PAGE, PAGE_SIZE
from app.web.statuses import BY_CODE
from tests.site import Site

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| (\d{3}) \| (.+) \|$", re.MULTILINE)


def test_every_code_is_explained_once_and_no_other():
    assert [code for code, _status, _meaning in ROW.findall(PAGE)] == [code.value for code in Code]


def test_the_statuses_are_those_of_the_service():
    told = {Code(code): int(status) for code, status, _meaning in ROW.findall(PAGE)}
    assert {code: told[code] for code in BY_CODE} == BY_CODE
    assert {status for code, status in told.items() if code not in BY_CODE} == {403, 404, 409, 422}


def test_the_limits_are_those_of_the_service():
    assert f"`?limit=` is 1 to {LARGEST_PAGE} ({PAGE_SIZE} when left out)" in PAGE


def test_the_example_of_a_problem_has_the_fields_of_a_real_one(site: Site):
    block = PAGE.split("```json\n", 1)[1].split("```", 1)[0]
    real = site.api("SUBJECT", "POST", "/nominations", json={"nope": 1})
    assert real.headers["content-type"] == "application/problem+json"
    example = json.loads(block)
    assert list(real.json()) == list(example)
    assert real.json()["status"] == example["status"] == real.status_code
    assert all(list(error) == ["pointer", "code", "message"] for error in real.json()["errors"])


def test_a_misspelt_filter_is_refused(site: Site):
    answer = site.api("SUBJECT", "GET", "/contributions?kindd=preventive_fix")
    assert (answer.status_code, answer.json()["code"]) == (422, "unknown_parameter")

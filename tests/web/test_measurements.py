"""A question registered, a file handed in, and the answer on the page of the contribution: pages, worker and child."""

import hashlib
import re

import pytest

from app.domain import Grade
from app.worker.loop import run_due
from tests.series import as_file, daily
from tests.site import Site, text_of
from tests.web.contribution_site import put_forward, stored

QUESTION = {
    "source": "csv", "metric": "p95 of the order query", "unit": "ms", "kind": "other", "direction": "lower_is_better",
    "shape": "positive", "changed_on": "2026-03-02", "days_before": "112", "days_after": "56", "trigger": "planned",
    "none": "yes",
}  # fmt: skip
FELL = daily(before=1800, after=420)
MANY = b"timestamp,value\n" + b"".join(b"2026-01-01T00:00:%02d.%06dZ,1\n" % (n // 1000, n) for n in range(50_001))
STATUSES = {"too_large": 413, "bad_encoding": 400}
FLAT = daily(before=900, after=900, seed=3)

pytestmark = pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)  # each answer is a process of its own


def asked(site: Site, work: str, part: str = "SUBJECT", **changes: str) -> str:
    """The address of the question."""
    answer = site.page(part, "POST", f"/contributions/{work}/measurements", data=QUESTION | changes)
    assert answer.status_code == 303, text_of(answer)
    return str(answer.headers["location"])


def handed_in(site: Site, question: str, file: bytes, part: str = "SUBJECT") -> str:
    """What the page of the question says once the worker has run."""
    answer = site.page(part, "POST", f"{question}/results", files={"file": ("orders.csv", file, "text/csv")})
    assert answer.status_code == 303, text_of(answer)
    run_due(site.wiring, site.clock())
    return text_of(site.page(part, "GET", question))


def test_flat_figures_give_no_measurable_effect_and_no_statement(site: Site):
    work = put_forward(site)
    question = asked(site, work)
    page = handed_in(site, question, as_file(FLAT))
    assert "No clear change in p95 of the order query" in page
    told = site.api("SUBJECT", "GET", f"/contributions/{work}").json()
    assert (told["grade"], told["impacts"]) == ("not yet known", [])
    assert "No clear change" in text_of(site.page("SUBJECT", "GET", f"/contributions/{work}"))


def test_too_early_says_when_to_ask_again(site: Site):
    work = put_forward(site)
    question = asked(site, work)
    page = handed_in(site, question, as_file(daily(before=1800, after=420, days_after=9)))
    assert "Too early to tell: 9 days after the change, 14 needed." in page
    assert "not yet known" in page
    assert site.api("SUBJECT", "GET", f"/contributions/{work}").json()["impacts"] == []


def test_every_line_that_is_wrong_is_named_at_once(site: Site):
    work = put_forward(site)
    question = asked(site, work)
    lines = ["timestamp,value", "2026-01-01,1.5", "2026-01-02,1,5", "yesterday,2", "2026-01-01,3", "2026-01-05,many"]
    answer = site.page(
        "SUBJECT", "POST", f"{question}/results", files={"file": ("x.csv", "\n".join(lines).encode(), "text/csv")}
    )
    said = text_of(answer)
    assert answer.status_code == 422
    for line in ("Line 3: 3 cells where 2 are due.", "Line 4:", "Line 5:", "Line 6: the value is no number."):
        assert line in said
    assert site.api("SUBJECT", "GET", f"/contributions/{work}/measurements").json()["items"][0]["looks"] == []


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"", "bad_column"),
        (b"time,value\n2026-01-01,1\n", "bad_column"),
        (b"timestamp,value\n", "bad_file"),
        (b"timestamp,value\n2026-01-01,\xff\n", "bad_encoding"),
        (b"timestamp,value\n2026-01-01T10:00:00,1\n", "bad_date"),
        (MANY, "too_large"),
        (b"timestamp,value\n" + b"x" * (5 * 1024 * 1024), "too_large"),
    ],
    ids=["empty", "header", "no row", "no UTF-8", "no zone", "too many rows", "too large"],
)  # fmt: skip
def test_a_file_that_is_none_is_refused(site: Site, file: bytes, code: str):
    work = put_forward(site)
    question = asked(site, work)
    headers = {"content-type": "text/csv"}
    answer = site.api("SUBJECT", "POST", f"{question}/results", content=file, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (STATUSES.get(code, 422), code)


def test_a_gap_is_a_missing_reading_and_what_is_no_number_is_named(site: Site):
    work = put_forward(site)
    question = asked(site, work)
    lines = as_file(FELL).decode().splitlines()
    lines[10] = f"{lines[10].split(',')[0]},"
    assert "fell from" in handed_in(site, question, "\n".join(lines).encode())
    lines[20] = f"{lines[20].split(',')[0]},NaN"
    file = {"file": ("x.csv", "\n".join(lines).encode(), "text/csv")}
    answer = site.page("SUBJECT", "POST", f"{question}/results", files=file)
    assert "Line 21: the value is no number." in text_of(answer)


def test_a_question_changed_after_its_answer_waits_for_a_second_person(site: Site):
    work = put_forward(site, "company")
    question = asked(site, work)
    handed_in(site, question, as_file(FELL))
    changed = site.page("SUBJECT", "POST", question, data=QUESTION | {"changed_on": "2026-03-09", "version": "1"})
    assert changed.status_code == 303
    assert "not yet confirmed by anybody else" in text_of(site.page("SUBJECT", "GET", question))
    site.page("SUBJECT", "POST", f"{question}/results")
    run_due(site.wiring, site.clock())
    assert "A second person has to confirm it." in text_of(site.page("SUBJECT", "GET", question))
    assert site.page("SUBJECT", "POST", f"{question}/confirmation").status_code == 422
    assert site.page("TEAMMATE", "POST", f"{question}/confirmation").status_code == 303
    site.clock.pass_by(minutes=1)
    site.page("SUBJECT", "POST", f"{question}/results")
    run_due(site.wiring, site.clock())
    page = text_of(site.page("SUBJECT", "GET", question))
    assert "confirmed by Jun Park" in page
    assert "fell from" in page


def test_verifying_means_running_it_again_to_the_same_figures(site: Site):
    work = put_forward(site, "company")
    question = asked(site, work)
    handed_in(site, question, as_file(FELL))
    impact = site.api("PEER", "GET", f"/contributions/{work}/impacts").json()["items"][0]
    sign = f"/contributions/{work}/impacts/{impact['id']}/verification"
    words = {"words": "I ran it."}
    assert site.api("SUBJECT", "POST", f"{question}/runs").status_code == 422
    assert site.api("PEER", "POST", sign, json=words).status_code == 409
    assert site.api("PEER", "POST", f"{question}/runs").status_code == 202
    run_due(site.wiring, site.clock())
    assert "the same figures to the last digit" in text_of(site.page("PEER", "GET", question))
    assert site.api("PEER", "POST", sign, json=words).json()["grade"] == "verified"
    site.clock.pass_by(days=366)
    run_due(site.wiring, site.clock())
    assert stored(site, work).grade == Grade.MEASURED


def test_the_picture_the_table_and_the_files_hold_equal_figures(site: Site):
    work = put_forward(site)
    question = asked(site, work)
    handed_in(site, question, as_file(FELL))
    page = site.page("SUBJECT", "GET", question).text
    result = site.api("SUBJECT", "GET", question).json()["looks"][0]
    figures = site.page("SUBJECT", "GET", f"{question}/results/{result['id']}/figures.csv").text.splitlines()
    data = site.page("SUBJECT", "GET", f"{question}/results/{result['id']}/data.csv")
    rows = re.findall(r'<td data-label="Day"[^>]*><span dir="auto">([\d-]+)</span>', page)
    assert [line.split(",")[0] for line in figures[1:]] == rows
    assert len(re.findall(r"M[\d.]+ [\d.]+h0", page)) == len(rows) == len(FELL)
    assert hashlib.sha256(data.content).hexdigest() == result["data_sha256"]
    assert "style=" not in page
    assert data.headers["content-type"].startswith("text/csv")

"""A question registered, a file handed in, and the answer on the page of the contribution: pages, worker and child."""

from app.worker.loop import run_due
from tests.series import as_file, daily
from tests.site import Site, text_of
from tests.web.contribution_site import put_forward

QUESTION = {
    "source": "csv", "metric": "p95 of the order query", "unit": "ms", "kind": "other", "direction": "lower_is_better",
    "shape": "positive", "changed_on": "2026-03-02", "days_before": "112", "days_after": "56", "trigger": "planned",
    "none": "yes",
}  # fmt: skip
FELL = daily(before=1800, after=420)
FLAT = daily(before=900, after=900, seed=3)


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


def test_a_fall_is_measured_and_stands_on_the_contribution(site: Site):
    work = put_forward(site)
    question = asked(site, work)
    page = handed_in(site, question, as_file(FELL))
    assert "p95 of the order query fell from" in page
    assert "90 % interval" in page
    assert "measured" in page
    contribution = site.page("SUBJECT", "GET", f"/contributions/{work}")
    assert "p95 of the order query fell from" in text_of(contribution)
    assert '<svg class="series"' in contribution.text
    assert site.api("SUBJECT", "GET", f"/contributions/{work}").json()["grade"] == "measured"

"""A question registered, a file handed in, and the answer on the page of the contribution; on both databases."""

import json

import pytest

from app.cli.lanternfish import measured as repair
from app.domain.metric_file import as_csv
from tests.series import as_file
from tests.site import Site, text_of
from tests.web.contribution_site import put_forward
from tests.web.test_measurements import FELL, asked, handed_in


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


@pytest.mark.parametrize("engine_url", ["sqlite"], indirect=True)
def test_the_figures_of_the_repair_hold_the_planted_truth(site: Site):
    work = put_forward(site)
    question = asked(site, work, changed_on=repair.CHANGED.isoformat(), metric="p95_query_ms", trigger="bad_run")
    page = handed_in(site, question, as_csv(repair.readings(repair.CHANGED)).encode())
    answer = json.loads(site.api("SUBJECT", "GET", question).json()["looks"][0]["answer"])
    truth = repair.AFTER_MS / repair.BEFORE_MS - 1
    assert answer["effect_rel"]["low"] <= truth <= answer["effect_rel"]["high"] < 0
    assert (answer["status"], answer["grade"]) == ("ok", "measured")
    assert "p95_query_ms fell from" in page

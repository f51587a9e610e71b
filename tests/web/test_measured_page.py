"""A question registered, a file handed in, and the answer on the page of the contribution; on both databases."""

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

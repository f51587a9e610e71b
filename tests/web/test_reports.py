"""The reports page: figures with their counts, nobody given away, and a form that loses nothing."""

import csv
import io

import pytest

from tests.reported import reported
from tests.site import Site, site

__all__ = ["site"]
PERIOD = {"from": "2026-01-01", "to": "2026-06-30"}


@pytest.fixture
def record(site: Site) -> Site:
    reported(site.world.store)
    return site


def test_all_faults_of_the_form_at_once_and_nothing_typed_is_lost(record: Site):
    typed = {"dataset": "impacts", "from": "2026-05-01", "to": "2026-04-01", "format": "jsonl", "names": "true"}
    page = record.page("HR", "POST", "/exports", data=typed)
    assert page.status_code == 422
    assert "There is a problem" in page.text
    assert 'href="#to"' in page.text
    assert 'href="#purpose"' in page.text
    assert 'value="2026-05-01"' in page.text
    assert 'value="impacts" checked' in page.text
    assert 'value="jsonl" checked' in page.text


def test_a_file_is_asked_for_and_shown(record: Site):
    typed = PERIOD | {"dataset": "contributions", "format": "csv", "purpose": "thank", "columns": ["work", "people"]}
    answer = record.page("HR", "POST", "/exports", data=typed)
    assert answer.status_code == 303
    path = answer.headers["location"]
    assert "Download" in record.page("HR", "GET", path).text
    file = record.page("HR", "GET", f"{path}/file")
    assert file.text.splitlines()[0].endswith("self_reported,contributors,roles")
    shown = record.page("HR", "GET", path).text
    assert "Your file is ready: 23 rows, 1 January 2026 to 30 June 2026." in shown
    assert "unsung-contributions-2026-01-01-2026-06-30.csv" in record.page("HR", "GET", "/reports").text


def test_totals_of_the_page_are_those_of_the_file(record: Site):
    told = record.api("HR", "GET", "/reports", params=PERIOD).json()
    asked = record.api("HR", "POST", "/exports", json=PERIOD | {"dataset": "summary", "purpose": "thank"})
    file = record.api("HR", "GET", f"/exports/{asked.json()['id']}/file").content.decode()
    lines = list(csv.DictReader(io.StringIO(file, newline="")))
    shown = record.page("HR", "GET", "/reports", params=PERIOD).text
    for figure in told["figures"]:
        mine = [line for line in lines if line["kind"] == figure["kind"]]
        assert sum(int(line["contributions"]) for line in mine) == figure["contributions"] > 0
        assert sum(int(line["recognised"]) for line in mine) == figure["recognised"]
        assert f"{figure['recognised']} of {figure['contributions']} (" in shown


def test_the_page_names_no_small_unit(record: Site):
    page = record.page("HR", "GET", "/reports").text
    assert "withheld units" in page
    assert "fewer than 5 people" in page
    assert ">Data<" not in page
    assert "It is not made for rating people" in page


def test_a_period_without_work_says_so(record: Site):
    page = record.page("HR", "GET", "/reports?from=2001-01-01&to=2001-02-01")
    assert page.status_code == 200
    assert "No contributions in this period." in page.text


@pytest.mark.parametrize("query", ["from=2026-02-01&to=2026-01-01", "unit=nowhere", "from=x", "people=1"])
def test_a_period_that_cannot_be_is_refused(record: Site, query: str):
    assert record.page("HR", "GET", f"/reports?{query}").status_code == 422
    assert record.api("HR", "GET", f"/reports?{query}").status_code == 422


def test_reports_are_hrs_alone(record: Site):
    for part in ("PEER", "ADMIN", "MGR1", "SUBJECT"):
        assert record.api(part, "GET", "/reports").status_code == 403
        assert record.page(part, "GET", "/reports").status_code == 403

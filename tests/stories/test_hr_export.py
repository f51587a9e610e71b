"""HR takes half a year of one division out, opens the file, and learns how recognition differs between the kinds."""

import csv
import io
import json

import pytest
from playwright.sync_api import Page, expect

from tests.stories.conftest import Company
from tests.stories.test_nominate import nominate

FORMULA = '=HYPERLINK("https://evil.example","Quiet fix")'
KINDS = ("incident_response", "preventive_fix")
HIDDEN = "Hidden: fewer than 5 people, so the numbers could point at someone."


@pytest.fixture(params=[False, True], ids=["without script", "with script"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def export(page: Page, *, unit: str) -> None:
    """January to today of one unit, without names."""
    page.get_by_role("link", name="Reports", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reports")
    form = page.get_by_role("region", name="Make an export")
    form.get_by_label("From", exact=True).fill("2026-01-01")
    form.get_by_label("To", exact=True).fill("2026-06-30")
    form.get_by_label("Unit", exact=True).select_option(label=unit)
    form.get_by_label("Review preparation").check()
    expect(form.get_by_label("Include names")).not_to_be_checked()
    form.get_by_role("button", name="Make the export").click()
    expect(page.get_by_role("link", name="Download", exact=True)).to_be_visible()


def downloaded(page: Page) -> list[dict[str, str]]:
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download", exact=True).click()
    return list(csv.DictReader(io.StringIO(waiting.value.path().read_text("utf-8-sig"), newline="")))


def test_the_file_says_how_recognition_differs_and_names_nobody(company: Company, script: bool):
    hana = company.sign_in("Hana Sato", script=script)
    nominate(hana, title=FORMULA)

    petra = company.sign_in("Petra Novak", script=script)
    export(petra, unit="Product Engineering")
    rows = downloaded(petra)
    told = {kind: [row["recognised"] for row in rows if row["kind"] == kind] for kind in KINDS}
    responses, fixes = (told[kind].count("yes") / len(told[kind]) for kind in KINDS)
    assert len(rows) == sum(map(len, told.values()))
    assert responses > 2 * fixes
    whole = json.dumps(rows, ensure_ascii=False)
    for name in ("Hana Sato", "Jun Park", "Ines Moreau", "hana.sato"):
        assert name not in whole
    assert "'" + FORMULA in {row["title"] for row in rows}

    petra.reload()
    expect(petra.get_by_role("main")).to_contain_text(f"Your file is ready: {len(rows)} rows")
    petra.get_by_role("link", name="The manifest as JSON").click()
    manifest = json.loads(petra.locator("body").inner_text())
    assert manifest["rows"] == len(rows)


def test_a_team_of_three_has_no_figure_and_the_page_says_why(company: Company, script: bool):
    petra = company.sign_in("Petra Novak", script=script, width=360)
    petra.get_by_role("link", name="Reports", exact=True).first.click()
    expect(petra.get_by_role("main")).to_contain_text(HIDDEN)
    expect(petra.get_by_role("cell", name="Data", exact=True)).to_have_count(0)
    units = petra.get_by_label("Unit", exact=True).first.get_by_role("option").all_inner_texts()
    assert "Product Engineering" in {unit.strip() for unit in units}
    assert "Data" not in {unit.strip() for unit in units}


def test_nobody_but_hr_has_reports(company: Company):
    for name in ("Hana Sato", "Ines Moreau", "Sam Okafor"):
        page = company.sign_in(name)
        expect(page.get_by_role("link", name="Reports", exact=True)).to_have_count(0)
        answer = page.goto("/reports")
        assert answer is not None
        assert answer.status == 403

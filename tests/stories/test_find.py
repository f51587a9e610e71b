"""From the number of an incident to whoever fixed its cause, in a few steps."""

from playwright.sync_api import expect

from tests.stories.conftest import Company


def test_a_number_opens_its_own_incident_by_keys_alone(company: Company):
    ines = company.sign_in("Ines Moreau")
    ines.keyboard.press("Control+k")
    ines.keyboard.type("inc-1")
    expect(ines.get_by_role("option").first).to_contain_text("Half of the customers were away for three hours INC-1")
    ines.keyboard.press("Enter")
    expect(ines.get_by_role("heading", level=1)).to_contain_text("INC-1:")
    expect(ines.get_by_role("main")).to_contain_text(
        "The response was thanked 3 times; the work that prevents it 0 times."
    )


def test_the_incident_leads_to_the_fix_and_its_author_without_script(company: Company):
    dana = company.sign_in("Dana Whitfield", script=False, width=360)
    dana.goto("/incidents?ref=INC-1042")
    dana.get_by_role("main").get_by_role("link", name="Checkout timed out for half of customers").click()
    dana.get_by_role("link", name="Connection pool limits and the nightly index").click()
    expect(dana.get_by_role("main")).to_contain_text("Jun Park led")

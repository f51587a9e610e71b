"""States that must not be told apart: that publicity was asked for or declined is known to the contributors alone."""

import re

import pytest

from tests.permissions.stage import CANARIES
from tests.permissions.walker import Walker

OWN = re.compile(r"019[0-9a-f]{5}-[0-9a-f-]{27}|(?<=form_key\" value=\")[^\"]+")

PEOPLE = re.compile("Hana Sato|Priya Nair|Hana|Priya")  # people of one role stand in no order of their own


def told(walker: Walker, name: str, persona: str, face: str) -> str:
    knock = walker.site.page if face == "page" else walker.site.api
    text = knock(persona, "GET", f"/contributions/{walker.stage.places[name]['c']}").text
    assert "Hana Sato" in text
    return PEOPLE.sub("-", OWN.sub("-", text)).replace(CANARIES[name], "-")


@pytest.mark.parametrize("face", ["page", "api"])
@pytest.mark.parametrize("persona", ["NOMINATOR", "MGR1", "MGR2", "HR"])
def test_nobody_else_can_tell_that_publicity_was_asked_for_or_declined(walker: Walker, persona: str, face: str) -> None:
    private = told(walker, "pair", persona, face)
    assert told(walker, "asked", persona, face) == private
    assert told(walker, "declined", persona, face) == private


def test_a_contributor_who_was_asked_is_told(walker: Walker) -> None:
    asked = walker.site.page("TEAMMATE2", "GET", f"/contributions/{walker.stage.places['asked']['c']}").text
    assert OWN.sub("-", asked) != OWN.sub("-", told(walker, "pair", "TEAMMATE2", "page"))

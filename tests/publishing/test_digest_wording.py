"""Each position is explained in one sentence that names its facts; the verbs follow the grade."""

import pytest

from app.domain import Slot
from app.publishing.digest_wording import note, quotes, reason, subject, waited, why
from app.publishing.thanks_draft import thanks_draft


def facts(title, *names, slot=Slot.QUIET_AND_LARGE, role="led", effect="", author="Rosa Lindqvist", **more):
    people = [{"id": name, "name": name, "role": role, "thanked": False, "named": True} for name in names]
    stated = {"sentence": effect, "author": author, "kind": "bad_minutes", "unit": "minutes", "period": "year"}
    stated |= {"low": None, "high": None, "tier": 3, "grade": 3} | more.pop("amount", {})
    return {
        "ref": None, "title": title, "kind": "preventive_fix", "grade": 3, "tier": 3, "team": None,
        "finished_on": "2026-05-12", "silent_from": "2026-05-12", "days": 6, "slot": int(slot), "people": people,
        "effect": stated if effect else None, "evidence": None, "quote": None, "peers": False, "fire": None,
        "passed_by": None, **more,
    }  # fmt: skip


def told(*arguments, **more):
    found = reason(facts(*arguments, **more))
    return f"{found.before}<{found.work}>{found.after}".replace("“<", "“").replace(">”", "”")


def test_a_large_and_quiet_fix():
    sentence = told("Checkout timeouts", "Hana Sato", effect="Checkout timeouts fell from 41 a day to none.")
    assert sentence == (
        "<Checkout timeouts> fell from 41 a day to none after Hana Sato's change (measured). "
        "No manager has said thank you yet."
    )


def test_two_people_and_a_name_in_the_middle():
    effect = "Pages from nightly settlement fell from 14 in eight weeks to none"
    assert told("Nightly settlement rewrite", "Hana Sato", "Jun Park", effect=effect) == (
        "Pages from <nightly settlement> fell from 14 in eight weeks to none after Hana Sato's and Jun Park's rewrite "
        "(measured). No manager has said thank you yet."
    )


def test_a_fix_behind_a_famous_fire():
    fire = {"id": "i", "ref": "INC-1042", "thanked": 3}
    slot = Slot.BEHIND_A_FAMOUS_FIRE
    assert told("Connection pool limits and the nightly index", "Jun Park", slot=slot, fire=fire) == (
        "The response to INC-1042 was thanked 3 times. The <fix that followed it>, finished by Jun Park, "
        "has not had a word yet."
    )


def test_a_response():
    more = {"slot": Slot.RESPONSE_NOT_THANKED, "finished_on": "2026-05-09", "days": 9, "role": "responded"}
    names = ("Priya Nair", "Olga Petrova")
    assert told("Restored logins in 38 minutes", *names, **more) == (
        "Priya Nair and Olga Petrova <restored logins in 38 minutes> on 9 May. It has been 9 days."
    )
    assert (
        told("Login outage", "Priya Nair", **more)
        == "Priya Nair responded: “Login outage”, on 9 May. It has been 9 days."
    )


def test_help_for_another_team():
    assert (
        told(
            "Ledger move",
            "Chidi Eze",
            slot=Slot.HELPED_ANOTHER_TEAM,
            role="reviewed",
            team="Billing",
            grade=1,
            effect="Ledger move shipped without an outage",
        )
        == "Billing reports that its <ledger move>, which Chidi Eze reviewed, shipped without an outage (asserted)."
    )


def test_long_unseen():
    more = {"slot": Slot.LONG_UNSEEN, "finished_on": "2026-02-16", "silent_from": "2026-02-16", "days": 91, "grade": 0}
    assert told("Deploy runbook", "Tove Berg", **more) == (
        "The <deploy runbook> that Tove Berg finished on 16 February has waited 13 weeks for a word."
    )
    assert told("Certificates renew by themselves", "Kofi Mensah", **more) == (
        "“Certificates renew by themselves”, which Kofi Mensah finished on 16 February, has waited 13 weeks for a word."
    )


@pytest.mark.parametrize(
    ("grade", "begins"),
    [
        (1, "Rosa Lindqvist reports that afternoons are fast again after Erik Nyman's change, “Database repair”"),
        (2, "“Database repair”, finished by Erik Nyman, is estimated to avoid 495 bad minutes a year."),
        (3, "Afternoons are fast again after Erik Nyman's change, “Database repair” (measured)."),
        (4, "Afternoons are fast again after Erik Nyman's change, “Database repair” (verified)."),
    ],
)
def test_the_verb_follows_the_grade(grade, begins):
    amount = {"low": "495", "high": "495"}
    sentence = told("Database repair", "Erik Nyman", effect="Afternoons are fast again.", grade=grade, amount=amount)
    assert sentence.startswith(begins)


def test_a_range_keeps_its_unit_and_period():
    amount = {"kind": "money_saved", "unit": "EUR", "low": "20000", "high": "60000"}
    sentence = told("Smaller clusters", "Jun Park", effect="Cheaper.", grade=2, amount=amount)
    assert "is estimated to lower costs by EUR 20,000 to 60,000 a year." in sentence


def test_colleagues_have_thanked_already():
    assert told("Index", "Jun Park", peers=True).endswith("Thanked by colleagues, not yet by a manager.")


def test_who_handed_it_on_speaks_before_the_nomination():
    said = facts("Index", "Jun Park", quote={"name": "Rosa", "words": "b"}, passed_by={"name": "Ines", "words": "a"})
    assert quotes(said) == [("Ines", "a"), ("Rosa", "b")]


def test_why_names_impact_silence_and_rule():
    lines = " ".join(why(facts("Index", "Jun Park", effect="Faster.", amount={"low": "10", "high": "20"})))
    assert "measured, of tier large" in lines
    assert "avoid 10 to 20 minutes a year" in lines.replace("bad ", "")
    assert "Jun Park since 12 May: 6 days." in lines


def test_no_effect_is_called_unproven():
    assert note(facts("Index", "Jun Park", grade=0)) == "Effect unproven"
    assert waited(facts("Index", "Jun Park", days=1)) == "1 day"


def test_a_subject_says_what_and_names_nobody():
    several = [facts("Checkout timeouts", "Hana Sato")] * 6
    assert subject(several) == "Checkout timeouts, and 5 others worth a word"
    assert len(subject([facts("x" * 120, "Hana Sato")] * 7)) <= 60


def test_a_draft_holds_nothing_that_the_item_does_not():
    item = facts("Checkout timeouts", "Hana Sato", effect="Checkout timeouts fell from 41 a day to none.")
    assert thanks_draft(item) == "Hana, checkout timeouts fell from 41 a day to none."
    assert thanks_draft(facts("Restored logins", "Priya Nair", "Olga Petrova")) == (
        "Priya and Olga, you restored logins on 12 May."
    )

"""The parts that every page is made of: wired by ids, safe with any text, the same words in the same order."""

import re

import pytest

from tests.web.pages import DIGEST, FORM, READER, Shape, an_item, draw, environment

TABLE = '{% from "components/table.html" import plain_table %}{{ plain_table("Work", columns, rows) }}'
NASTY = "<img src=x onerror=1>\"'&"
FAULTS = {"title": "Say what was done in a few words.", "change": "Write one sentence."}


def part(source: str, **values: object) -> str:
    return environment().from_string(source).render(values)


def test_an_error_has_the_same_words_beside_the_field_as_in_the_summary():
    page = draw(FORM, errors=FAULTS, title="")
    for field, words in FAULTS.items():
        assert f'<a href="#{field}">{words}</a>' in page
        assert re.search(rf'id="{field}-error"><span class="sr">Error: </span>{re.escape(words)}</p>', page)
    assert "<title>Error: " in page


def test_a_field_names_its_hint_and_its_error():
    page = draw(FORM, errors=FAULTS, title="")
    field = re.search(r'<textarea id="change"[^>]*>', page)
    assert field is not None
    assert 'aria-describedby="change-hint change-error" aria-invalid="true"' in field.group()


def test_what_a_person_wrote_is_text_everywhere():
    item = an_item(1, NASTY, reason_before=NASTY, quotes=[(NASTY, NASTY)], why=[NASTY], thank_whom=NASTY, open="thank",
                   draft=NASTY, contributors=[(NASTY, NASTY)])  # fmt: skip
    assert "<img" not in draw(DIGEST, items=[item])
    assert "<img" not in draw(FORM, title=NASTY)


def test_the_five_acts_stand_in_the_same_order_with_their_keys():
    page = draw(DIGEST, items=[an_item(1, "Checkout timeouts")])
    assert re.findall(r'name="act" value="(\w+)" aria-keyshortcuts="(\w)"', page) == [
        ("thank", "t"), ("pass_up", "u"), ("schedule", "s"), ("already_done", "d"), ("not_now", "n"),
    ]  # fmt: skip


def test_a_name_that_is_heard_begins_with_the_word_that_is_seen():
    page = draw(DIGEST, items=[an_item(1, "Checkout timeouts")])
    assert 'Thank<span class="sr"> Hana Sato for Checkout timeouts</span>' in page


@pytest.mark.parametrize("act", ["thank", "pass_up", "schedule", "already_done", "not_now"])
def test_each_act_opens_a_box_that_posts_its_own_name(act: str):
    page = draw(DIGEST, items=[an_item(1, "Checkout timeouts", open=act)])
    box = page[page.index('id="box-i1"') :]
    assert 'action="/digests/2026-W21/items/i1/acts"' in box
    assert f'name="act" value="{act}"' in box


def test_two_boxes_can_be_open_without_sharing_an_id():
    page = draw(DIGEST, items=[an_item(n, "Work", open="thank") for n in (1, 2)])
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_what_is_done_offers_undo_and_no_more_acts():
    page = draw(DIGEST, items=[an_item(1, "Checkout timeouts", done="Thanked by you.", undo_url="/undo/1")])
    assert "Thanked by you." in page
    assert 'action="/undo/1"' in page
    assert 'name="act"' not in page


@pytest.mark.parametrize("word", ["not yet known", "asserted", "estimated", "measured", "verified"])
def test_a_grade_is_a_mark_and_its_word(word: str):
    drawn = part('{% from "components/grade.html" import grade %}{{ grade(word) }}', word=word)
    assert f"#{word.replace(' ', '-')}" in drawn
    assert drawn.endswith(f"{word}</span>")


def test_a_row_of_a_narrow_table_says_its_column():
    drawn = part(TABLE, columns=["Kind", ("Low", "number")], rows=[["a", "2"]])
    assert '<td data-label="Kind">' in drawn
    assert '<td data-label="Low" class="number">' in drawn
    assert "<caption>Work</caption>" in drawn


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 412, 422, 429, 500, 503])
def test_every_error_page_has_a_next_step_and_a_code_to_quote(status: int):
    page = environment().get_template("errors/error.html").render(status=status, request_id="7K2P", demo=False)
    assert "Quote code <code>7K2P</code>" in page
    assert 'class="button primary"' in page
    assert page.count("<h1") == 1


@pytest.mark.parametrize(("role", "words"), [
    ({"is_manager": True}, ["Home", "Nominate", "Digest"]),
    ({"is_manager": False}, ["Home", "Nominate"]),
    ({"is_manager": False, "is_member": False, "is_hr": True}, ["Home", "Reports"]),
    ({"is_manager": False, "is_member": False, "is_admin": True}, ["Home"]),
])  # fmt: skip
def test_a_word_of_the_nav_is_absent_when_its_role_is_missing(role: dict[str, bool], words: list[str]):
    reader = Shape(**{**vars(READER), **role})
    assert re.findall(r"data-go=\"\w\"[^>]*>(\w+)</a>", draw(DIGEST, items=[], viewer=reader)) == words


def test_theme_and_keys_are_the_readers_own():
    page = draw(DIGEST, items=[], viewer=Shape(**{**vars(READER), "theme": "dark", "keys_on": False}))
    assert 'data-theme="dark"' in page
    assert 'data-keys="off"' in page

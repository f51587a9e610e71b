"""A page holds its reader's own token and a key of its own, whatever somebody has typed into it."""

import re

import pytest

from tests.site import Site

TYPED = ["a\0b", "\0csrf\0", "\0form_key\0", "\0\0\0"]


@pytest.mark.parametrize("words", TYPED)
def test_what_cannot_be_kept_is_shown_again_and_takes_no_token_with_it(site: Site, words: str) -> None:
    answer = site.page("SUBJECT", "POST", "/nominations", data={"title": words, "words": words})
    assert answer.status_code == 422
    assert "\0" not in answer.text
    shown = answer.text.replace(f'name="csrf" value="{site.world.csrf}"', "")
    assert site.world.csrf not in shown


def test_two_looks_at_a_page_have_two_keys_and_one_token(site: Site) -> None:
    first, second = (site.page("SUBJECT", "GET", "/nominate").text for _ in range(2))
    keys = [re.findall(r'name="form_key" value="([^"]+)"', text) for text in (first, second)]
    assert keys[0]
    assert keys[1]
    assert set(keys[0]).isdisjoint(keys[1])
    assert f'name="csrf" value="{site.world.csrf}"' in first

"""The committed HTML of a letter is what its MJML compiles to, and is small enough that nobody cuts it off."""

from pathlib import Path

import pytest

from tests.letters import compiled, letters


@pytest.mark.parametrize("folder", letters(), ids=lambda folder: folder.name)
def test_the_committed_html_is_what_mjml_makes(folder: Path):
    assert (folder / "body.html").read_text() == compiled(folder), "run `make letters`"


@pytest.mark.parametrize("folder", letters(), ids=lambda folder: folder.name)
def test_a_letter_asks_nothing_of_any_other_host(folder: Path):
    html = (folder / "body.html").read_text()
    for trace in ("<img", "<script", "@import", "@font-face", "url(", "<link", "<iframe", " onclick", " onload"):
        assert trace not in html, trace
    assert {one.split('"')[0] for one in html.split("http")[1:]} <= {
        "://www.w3.org/1999/xhtml", "-equiv=",
    }  # fmt: skip

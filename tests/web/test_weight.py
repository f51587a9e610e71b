"""What a first visit has to fetch stays light. The limits are those of a first page on a cold cache, compressed."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "app/web/static"
KIB = 1024
LIMITS = {
    ("app.css",): 14 * KIB,
    ("vendor/htmx.min.js",): 17 * KIB,
    ("app.js",): 8 * KIB,
    ("icons.svg", "favicon.svg"): 6 * KIB,
}


def weight(*names: str) -> int:
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 6)) for name in names)


@pytest.mark.parametrize("names", LIMITS, ids=" and ".join)
def test_each_piece_is_within_its_budget(names: tuple[str, ...]):
    assert weight(*names) <= LIMITS[names]


def test_everything_together_leaves_room_for_the_page():
    assert weight(*(name for names in LIMITS for name in names)) <= 48 * KIB


def test_style_and_script_ask_no_other_host_for_anything():
    for name in ("app.css", "app.js", "docs.js"):
        assert re.findall(r"https?://|@import|url\(", (STATIC / name).read_text()) == []


def test_the_script_needs_no_eval():
    assert re.findall(r"\beval\(|new Function|setTimeout\(\s*[\"']", (STATIC / "app.js").read_text()) == []


def test_the_sprite_holds_what_templates_name_and_nothing_else():
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    words = "\n".join(template.read_text() for template in (ROOT / "templates").rglob("*.html"))
    named = set(re.findall(r"\bicon\(\"([\w-]+)\"", words)) | set(
        re.findall(r"\"(?:info|warning|error|done)\": \"([a-z-]+)\"", words)
    )
    marks = {"not-yet-known", "asserted", "estimated", "measured", "verified", "preventive_fix", "incident_response"}
    assert sprite == named | marks

"""Every pair of colours on our pages can be told apart, by the formula of WCAG 2.2, on light and on dark paper."""

import re
from pathlib import Path

import pytest

SHEET = (Path(__file__).parents[2] / "app/web/static/app.css").read_text()
PAIR = re.compile(r"--([\w-]+):\s*light-dark\((#[0-9A-Fa-f]{6}),\s*(#[0-9A-Fa-f]{6})\)")
TOKENS = {name: (light, dark) for name, light, dark in PAIR.findall(SHEET)}
SCHEMES = {"light": 0, "dark": 1}

GROUNDS = ("bg", "surface", "sunk")
INKS = ("text", "muted", "primary", "primary-deep", "prevent", "respond", "error", "warn", "ok")
READ = [(ink, ground) for ink in INKS for ground in GROUNDS]
READ += [("text", "thanks-bg"), ("muted", "thanks-bg"), ("primary", "thanks-bg"), ("error", "thanks-bg")]
READ += [("on-primary", "primary"), ("on-primary", "primary-deep")]
SEEN = [("control", ground) for ground in GROUNDS]
SEEN += [("primary", "thanks-bg"), ("control", "thanks-bg"), ("ring", "bg"), ("ring", "surface"), ("ring", "thanks-bg")]
SEEN += [("ring", "ring-outside")]
DECORATION = {"line"}


def luminance(colour: str) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(ink: str, ground: str, scheme: str) -> float:
    lights = sorted(luminance(TOKENS[name][SCHEMES[scheme]]) for name in (ink, ground))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_text_can_be_read(scheme: str):
    faint = {pair: round(contrast(*pair, scheme), 2) for pair in READ if contrast(*pair, scheme) < 4.5}
    assert faint == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_control_and_focus_ring_can_be_seen(scheme: str):
    faint = {pair: round(contrast(*pair, scheme), 2) for pair in SEEN if contrast(*pair, scheme) < 3}
    assert faint == {}


def test_every_colour_is_in_a_pair():
    paired = {name for pair in [*READ, *SEEN] for name in pair}
    assert set(TOKENS) - paired == DECORATION


def test_colours_stand_among_the_tokens_and_nowhere_else():
    rules = PAIR.sub("", SHEET)
    # Print is white whatever the theme; shadows and the veil behind a dialog carry no meaning.
    assert re.findall(r"#[0-9A-Fa-f]{3,8}(?=[;,)\s])", rules.replace("--bg: #fff;", "")) == []


def test_the_two_kinds_weigh_the_same():
    """Neither response nor prevention shouts: shape and word tell them apart, not lightness."""
    for scheme in SCHEMES:
        assert contrast("prevent", "respond", scheme) < 1.2

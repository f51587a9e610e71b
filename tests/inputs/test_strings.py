"""Every odd text: kept as it is and shown inert, or refused by name; and a search for it finds or says why not."""

import re
from unicodedata import normalize

import pytest

from tests.inputs.table import STRINGS, why_not
from tests.permissions.judge import FORBIDDEN
from tests.permissions.walker import Walker

SCRIPTS = (
    "<script>alert(1)</script>", "<svg/onload=alert(1)>", "<img src=x onerror=alert(1)>",
    "<body onload=alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>", "</title><script>alert(1)</script>",
    "<a href=javascript:alert(1)>x</a>", "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "' onfocus='alert(1)",
)  # fmt: skip
# What is kept byte for byte (after NFC), in words and in a title that has no lines.
KEPT: dict[str, tuple[str, ...]] = {
    "S-04": SCRIPTS,
    "S-05": ('"><img src=x onerror=alert(1)>',),
    "S-06": ("[x](javascript:alert(1))", "[x](data:text/html,x)", "[x](vbscript:x)", "[x](file:///etc/passwd)"),
    "S-07": ("![](https://evil.example/p.gif)",),
    "S-08": ("{{7*7}}", "{%raw%}", "${7*7}", "#{7*7}", "<%= 7*7 %>"),
    "S-09": ("%s %n %(x)s {0.__class__}",),
    "S-10": ("' OR 1=1 --", "'; DROP TABLE person; --"),
    "S-11": ("100%", "a_b", "a\\b"),
    "S-12": ("(a+)+$", "a" * 100),
    "S-13": ('" AND OR NEAR( * col: ^', "NOT", "a AND", '"'),
    "S-14": ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)"),
    "S-15": ("＝1", "＋1", "－1", "＠x"),
    "S-19": ("مرحبا Lind 123 שלום",),
    "S-20": ("👨‍👩‍👧‍👦 🇳🇴 👍🏽 1️⃣",),
    "S-22": ("Zoë", "Zoe\u0308"),
    "S-23": ("Hаna",),
    "S-24": ("İ ı ß",),
    "S-26": ("李", "O'Brien-Łukasz, Jr."),
    "S-27": ("null", "None", "undefined", "true", "NaN", "0"),
    "S-30": ("@here <!channel> <@U1>", "<at>x</at>"),
}  # fmt: skip
# field of which door, the text, the code of the refusal
REFUSED: dict[str, tuple[tuple[str, str, str], ...]] = {
    "S-01": tuple(("title", text, "required") for text in ("", "  ", "\t", "\u00a0", "\u200b")),
    "S-02": (("title", "a" * 121, "too_long"), ("words", "a" * 4_001, "too_long"), ("name", "a" * 201, "too_long")),
    "S-16": (("title", "a\r\nBcc: x@y.example", "bad_character"), ("name", "a\r\nBcc: x@y.example", "bad_character")),
    "S-17": tuple(("title", text, "bad_character") for text in ("a\x1b[31m", "\x7f", "a\x85b", "\x01")),
    "S-21": (("title", "a" + "\u0301" * 500, "too_many_marks"), ("words", "a" + "\u0301" * 500, "too_many_marks")),
    "S-25": (("title", "a\ufffe", "bad_character"),),
    "S-28": tuple(
        ("email", text, "bad_email")
        for text in ("a@b", "a" * 65 + "@b.example", "a@[127.0.0.1]", "a@b@c.example", "a@b.example.")
    ),
    "S-29": tuple(
        ("url", text, "bad_url")
        for text in (
            "https://user:pass@git.example/x",
            "/relative",
            "https://git.example/" + "x" * 3_000,
            "javascript:alert(1)",
        )
    ),
    "S-31": tuple(("finished_on", text, "bad_date") for text in ("2026-02-30", "0000-01-01", "9999-12-31T23:59:60Z")),
    "S-33": tuple(("time_zone", text, "bad_zone") for text in ("Mars/Phobos", "GMT+25", "../etc/passwd")),
    "S-34": (("locale", "xx-YY-" + "Z" * 94, "bad_locale"),),
}
APART = {"S-03", "S-18", "S-32"}
PERSON = ("name", "email", "time_zone", "locale")
WORK = {"title": "It drains", "words": "It drains by itself."}
SOMEBODY = {"name": "Aiko Mori", "email": "aiko@lanternfish.example"}


def sent(walker: Walker, **fields: str):
    if walker.wrote():
        walker.reset("")
    if set(fields) & set(PERSON):
        return walker.site.api("ADMIN", "POST", "/people", json=SOMEBODY | fields)
    return walker.site.api("SUBJECT", "POST", "/contributions", json=WORK | fields)


def test_every_row_of_strings_is_walked() -> None:
    assert set(KEPT) | set(REFUSED) | APART == {row_id for row_id in STRINGS if not why_not(row_id)}


@pytest.mark.parametrize("row_id", sorted(KEPT))
def test_a_text_is_kept_and_shown_inert(row_id: str, walker: Walker) -> None:
    for text in KEPT[row_id]:
        made = sent(walker, title=text, words=text)
        assert made.status_code == 201, (text, made.text)
        work = made.json()
        assert (work["title"], work["summary"]) == (normalize("NFC", text), normalize("NFC", text))
        page = walker.site.page("SUBJECT", "GET", f"/contributions/{work['id']}").text
        assert not re.search(r"<(script|svg|img|iframe|body|math)[^>]*(onload|onerror|srcdoc|alert)", page), text
        assert not re.search(r"""<[a-z]+[^>]*(href|src)=["']?(javascript|data:text|vbscript|file):""", page), text
        assert "evil.example" not in re.sub(r"!\[\]\([^)]*\)", "", page)
        found = walker.site.page("SUBJECT", "GET", "/contributions", params={"q": text})
        assert found.status_code == 200
        assert not any(word in found.text for word in FORBIDDEN)


@pytest.mark.parametrize("row_id", sorted(REFUSED))
def test_a_text_that_cannot_be_kept_is_refused_by_name(row_id: str, walker: Walker) -> None:
    for name, text, code in REFUSED[row_id]:
        answer = sent(walker, **{name: text})
        assert answer.status_code == 422, (name, text, answer.text)
        told = {(error["pointer"], error["code"]) for error in answer.json()["errors"]}
        assert (f"/{name}", code) in told, (name, text, told)
        assert len(text) < 20 or text not in answer.text, "nothing is said back"
        assert not walker.wrote()


def test_the_longest_texts_are_taken(walker: Walker) -> None:
    assert sent(walker, title="a" * 120, words="b" * 4_000).status_code == 201
    assert sent(walker, title="\U0010ffff", words="c").status_code == 201
    assert sent(walker, name="a" * 200).status_code == 201
    for zone in ("Europe/Kyiv", "Europe/Kiev"):
        assert sent(walker, time_zone=zone).status_code == 201


def test_s03_a_mebibyte_is_too_large_to_write_and_too_long_to_ask(walker: Walker) -> None:
    assert sent(walker, words="a" * 1_048_576).status_code == 413
    assert walker.site.api("SUBJECT", "GET", f"/contributions?q={'a' * 60_000}").status_code == 414


def test_s18_marks_of_direction_stay_in_texts_and_leave_names(walker: Walker) -> None:
    text = "abc \u202edef \u2066ghi"
    assert sent(walker, words=text).json()["summary"] == text
    assert sent(walker, name="Ai\u202eko").json()["name"] == "Aiko"


def test_s22_two_ways_to_write_a_letter_are_one_word(walker: Walker) -> None:
    sent(walker, title="Zoë drained it")
    for text in ("Zoë", "Zoe\u0308"):
        assert len(walker.site.api("SUBJECT", "GET", "/contributions", params={"q": text}).json()["items"]) == 1


def test_s32_weeks_that_are_none(walker: Walker) -> None:
    for week in ("2025-W53", "2026-W54", "2026-W00"):
        assert walker.site.api("MGR1", "GET", f"/digests/{week}").status_code in (404, 422), week
    assert walker.site.api("MGR1", "GET", "/digests/2026-W53").status_code == 404, "a week to come"

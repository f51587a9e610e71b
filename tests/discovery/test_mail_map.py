"""The mail map is read as git reads it: each form of a line, asked of both."""

from pathlib import Path

from app.discovery.mail_map import MailMap
from tests.made_clone import Made, git

LINES = """\
# a comment
Ada Example <ada@company.example>
<ada@company.example> <ada@old.example>
Grace Example <grace@company.example> <g@old.example>
Linus Example <linus@company.example> Deploy <shared@company.example>
Mary Example <mary@company.example> <shared@company.example>   # a comment behind it
Jörg Éxample <joerg@company.example> <J@Old.example>

broken line without an address
<only@company.example>
Tove Example <tove@company.example> <tove@company.example>
"""
ASKED = [
    *[("ada", "ada@company.example"), ("Ada E", "ADA@old.example"), ("g", "g@old.example"), ("g", "G@OLD.EXAMPLE")],
    *[("Deploy", "shared@company.example"), ("deploy", "Shared@Company.example"), ("Other", "shared@company.example")],
    *[("j", "j@old.example"), ("Only", "only@company.example"), ("T", "tove@company.example"), ("No", "no@x.example")],
]


def test_every_form_of_a_line_says_what_it_says_to_git(tmp_path: Path):
    made = Made()
    made.commit("Start", {".mailmap": LINES})
    folder = made.into(tmp_path / "shop")
    mail_map = MailMap(LINES)
    for name, address in ASKED:
        said = git(folder, "check-mailmap", f"{name} <{address}>")
        found = mail_map.canonical(name, address)
        assert f"{found[0]} <{found[1]}>" == said


def test_without_a_map_everybody_stays_who_they_are():
    assert MailMap("").canonical("Ada", "ada@company.example") == ("Ada", "ada@company.example")

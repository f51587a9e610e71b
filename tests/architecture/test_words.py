"""What the repository may not say: where it was made, whom it could shame, and anything with an exclamation mark."""

import re
from html.parser import HTMLParser

from tests.architecture.tree import VENDORED, files, modules, templates, text_of, texts

MYSELF = "tests/architecture/test_words.py"
HOSTS = re.compile(r"pypi\.org|pythonhosted|npmjs\.(org|com)|debian\.org|crates\.io|proxy\.golang|ghcr\.io|quay\.io")
PLACES = re.compile(r"(?<![\w.])/(work|root|opt)/|/tmp/team|\.pyenv|/home/\w")
ADDRESS = re.compile(r"\b[\w.+-]+@((?:[\w-]+\.)+[a-z]{2,})\b")
RESERVED = (".example", ".invalid", ".test", "example.com", "example.org", "example.net")
# Words of a game, of a contest or of blame (docs: why there are no points). Whole words, any case.
FORBIDDEN = re.compile(
    r"\b(hero(es|ic)?|ninjas?|rock ?stars?|crush(ing|ed) it|fire ?fighters?|leader ?boards?|badges?|streaks?|karma"
    r"|kudos|top contributors?|high scores?|gamif\w+|shame|at fault|culprits?|careless(ly)?"
    r"|you (forgot|failed|should have)|employees?)\b",
    re.IGNORECASE,
)
# As visible words of a page; in code a row points to another.
SCORED = re.compile(r"\b(rank(ed|ing|ings|s)?|points)\b", re.IGNORECASE)
# The page that explains why there are none has to name them.
EXPLAINS = re.compile(r"why[_-]no[_-]points")
SQL = re.compile(r"\b(SELECT|ORDER BY|INSERT INTO|CREATE)\b")
EXCLAIMED = re.compile(r"[^\W\d_]['\")]*!+(?=\s|$|[\"'<])")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
LITERAL = re.compile(r"\"([^\"]*)\"|'([^']*)'")
READ_ALOUD = {"alt", "aria-label", "aria-description", "placeholder", "title", "content", "data-confirm"}


class Visible(HTMLParser):
    """Collects what a reader or a listener gets."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.words += [value for name, value in attrs if name in READ_ALOUD and value]


def sentences(path: str) -> list[str]:
    """The words of a template: its text, what is read aloud, and the literals with a space that it hands to macros."""
    source = text_of(path) or ""
    spoken = [
        literal
        for code in JINJA.findall(source)
        if not code.startswith("{#")
        for pair in LITERAL.findall(code)
        for literal in pair
        if " " in literal or literal.istitle()
    ]
    page = Visible()
    page.feed(JINJA.sub(" ", source))
    return [" ".join(words.split()) for words in [*page.words, *spoken] if words.strip()]


def test_no_template_speaks_of_heroes_ranks_or_guilt():
    found = {
        (path, match.group())
        for path in templates()
        if not EXPLAINS.search(path)
        for words in sentences(path)
        for pattern in (FORBIDDEN, SCORED)
        for match in pattern.finditer(words)
    }
    assert found == set()


def test_no_message_speaks_of_heroes_ranks_or_guilt():
    found = {
        (place, match.group())
        for module in modules()
        for place, text in texts(module)
        if " " in text and not SQL.search(text)
        for match in FORBIDDEN.finditer(text)
    }
    assert found == set()


def test_no_template_exclaims():
    assert {(path, words) for path in templates() for words in sentences(path) if EXCLAIMED.search(words)} == set()


def test_no_message_exclaims():
    assert [(place, text) for module in modules() for place, text in texts(module) if EXCLAIMED.search(text)] == []


def ours() -> list[str]:
    return [path for path in files() if not path.startswith(VENDORED) and path != MYSELF and text_of(path) is not None]


def test_nothing_names_a_registry_or_a_place_on_some_machine():
    found = {
        (path, match.group())
        for path in ours()
        for pattern in (HOSTS, PLACES)
        for match in pattern.finditer(text_of(path) or "")
    }
    assert found == set()


def test_everybody_in_the_examples_is_invented():
    found = {
        (path, match.group())
        for path in ours()
        for match in ADDRESS.finditer(text_of(path) or "")
        if not match.group(1).endswith(RESERVED)
    }
    assert found == set()

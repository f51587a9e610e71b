"""The words that a contribution can be found by, cut and folded once so that both databases find alike."""

from sqlmodel import Field

from app.domain.noun import Noun
from app.kit.columns import long_text
from app.kit.text import fold

LONGEST_TOKEN = 60
# Scripts that put no space between words: each character is a word of its own, and a query of several is a phrase.
_UNSPACED = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3040, 0x30FF),
    (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF),
)  # fmt: skip


class SearchEntry(Noun, table=True):
    """`seq` is the row number that FTS5 points at; a text key's hidden row number may change on VACUUM."""

    __tablename__ = "search_entry"

    seq: int | None = Field(default=None, primary_key=True)
    contribution_id: str = Field(foreign_key="contribution.id", max_length=36, unique=True)
    body: str = long_text()


def tokens(text: str) -> list[str]:
    """Words in lower case without accents, letters and digits of ASCII alone.

    Other letters are spelt by number: what counts as a letter differs between the databases and between their
    versions, and a word must not fall apart on one of them. Prefixes stay prefixes.
    """
    found: list[str] = []
    word: list[str] = []
    for character in fold(text):
        spelt = _spelt(character)
        if not spelt or _is_unspaced(character):
            found.append("".join(word))
            word = []
        if spelt and _is_unspaced(character):
            found.append(spelt)
        elif spelt and len(word) < LONGEST_TOKEN:
            word.append(spelt)
    found.append("".join(word))
    return [token for token in found if token]


def body_of(*, title: str, summary: str, ref: str | None, category: str) -> str:
    """What a contribution's entry holds; whoever writes a SearchEntry writes this."""
    return " ".join(tokens(f"{ref or ''} {title} {category} {summary}"))


def _spelt(character: str) -> str:
    """Empty for what stands between words."""
    if not character.isalnum():
        return ""
    return character.lower() if character.isascii() else f"u{ord(character):05x}"


def _is_unspaced(character: str) -> bool:
    code = ord(character)
    return code >= 0x0E00 and any(first <= code <= last for first, last in _UNSPACED)

"""What somebody looks for, in one language of words, "phrases", -exceptions and prefix*; the only dialect branch."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, column, func, literal, literal_column, select, table
from sqlmodel import Session

from app.domain import metadata
from app.domain.search import tokens

FEW = 5_000
_PART = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_ENTRY = metadata.tables["search_entry"]
_FTS = table("search_words", column("rowid"), column("search_words"))


@dataclass(frozen=True)
class Term:
    """Words that stand together, in this order; with `prefix`, the last may go on."""

    words: tuple[str, ...]
    prefix: bool = False


@dataclass(frozen=True)
class Sought:
    """Every wanted term, none of the unwanted. Signs that mean nothing here count as space."""

    wanted: tuple[Term, ...]
    unwanted: tuple[Term, ...]

    @property
    def is_nothing(self) -> bool:
        return not self.wanted and not self.unwanted


def parse(text: str) -> Sought:
    wanted: list[Term] = []
    unwanted: list[Term] = []
    for part in _PART.finditer(text):
        words = tuple(tokens(part["word"] or part["phrase"] or ""))
        if words:
            prefix = bool(part["word"]) and part["word"].endswith("*")
            (unwanted if part["minus"] else wanted).append(Term(words, prefix))
    return Sought(tuple(wanted), tuple(unwanted))


def like_title(title: str) -> Sought | None:
    """The three longest words of a title that has three; what shares them may well be the same work."""
    words = dict.fromkeys(tokens(title))
    if len(words) < 3:
        return None
    longest = sorted(words, key=lambda word: (-len(word), word))[:3]
    return Sought(tuple(Term((word,)) for word in longest), ())


def values_of(db: Session, sought: Sought) -> dict[str, str]:
    """What `holds` and `found` are bound to."""
    values = {f"wanted_{place}": _as_text(term) for place, term in enumerate(sought.wanted)}
    values |= {f"unwanted_{place}": _as_text(term) for place, term in enumerate(sought.unwanted)}
    return values | {"hits": _as_query(db, sought.wanted)} if sought.wanted else values


def dialect_of(db: Session) -> str:
    return db.get_bind().dialect.name


def holds(contribution_id: ColumnElement[str], *, wanted: int, unwanted: int) -> ColumnElement[bool]:
    """Whether one contribution is a hit, read from its own entry: for walks that look at few rows.

    An index of words asked row by row would look through all its hits again for each of them.
    """
    text = literal(" ") + _ENTRY.c.body + literal(" ")
    terms = [text.like(bindparam(f"wanted_{place}")) for place in range(wanted)]
    terms += [text.not_like(bindparam(f"unwanted_{place}")) for place in range(unwanted)]
    # A scalar, because an EXISTS may be turned into a look through all entries first.
    return select(and_(*terms)).where(_ENTRY.c.contribution_id == contribution_id).scalar_subquery()


def found(dialect: str) -> Select[Any]:
    """The ids of all that hold the wanted terms, from the index of words."""
    if dialect == "sqlite":
        return select(_ENTRY.c.contribution_id).join(_FTS, _FTS.c.rowid == _ENTRY.c.seq).where(_matches(dialect))
    return select(_ENTRY.c.contribution_id).where(_matches(dialect))


def are_few(db: Session, sought: Sought) -> bool:
    """Whether it is cheaper to begin with the hits than with the newest rows."""
    if not sought.wanted:
        return False
    dialect = dialect_of(db)
    place = _FTS.c.rowid if dialect == "sqlite" else _ENTRY.c.seq
    some = select(place).where(_matches(dialect)).limit(FEW + 1).subquery()
    hits = db.execute(select(func.count()).select_from(some), {"hits": _as_query(db, sought.wanted)})
    return int(hits.scalar_one()) <= FEW


def _matches(dialect: str) -> ColumnElement[bool]:
    if dialect == "sqlite":
        return _FTS.c.search_words.op("MATCH")(bindparam("hits"))
    return literal_column("search_entry.words").op("@@")(func.to_tsquery(literal_column("'simple'"), bindparam("hits")))


def _as_text(term: Term) -> str:
    """A pattern over an entry with a space at both ends; words hold no sign that LIKE knows."""
    return "% " + " ".join(term.words) + ("%" if term.prefix else " %")


def _as_query(db: Session, terms: Sequence[Term]) -> str:
    """Every word in quotes, so that AND, NEAR and col: are words like any other."""
    if dialect_of(db) == "sqlite":
        return " AND ".join(f'"{" ".join(term.words)}"' + ("*" if term.prefix else "") for term in terms)
    phrases = (" <-> ".join(f"'{word}'" for word in term.words) + (":*" if term.prefix else "") for term in terms)
    return " & ".join(f"({phrase})" for phrase in phrases)

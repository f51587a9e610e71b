"""What somebody looks for, in one language of words, "phrases", -exceptions and prefix*; the only dialect branch."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, column, exists, func, literal_column, select, table
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
    """What `holds` and `found` are bound to, in the words of the database at hand."""
    write = _for_sqlite if dialect_of(db) == "sqlite" else _for_postgresql
    return {"wanted": write(sought.wanted, any_of=False), "unwanted": write(sought.unwanted, any_of=True)}


def dialect_of(db: Session) -> str:
    return db.get_bind().dialect.name


def holds(dialect: str, contribution_id: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Whether one contribution is among the hits of "wanted" or "unwanted": for walks that look at few rows."""
    return exists().where(_ENTRY.c.contribution_id == contribution_id, *_match(dialect, name))


def found(dialect: str) -> Select[Any]:
    """The ids of all that hold the wanted terms."""
    return select(_ENTRY.c.contribution_id).where(*_match(dialect, "wanted"))


def are_few(db: Session, sought: Sought) -> bool:
    """Whether it is cheaper to begin with the hits than with the newest rows."""
    if not sought.wanted:
        return False
    some = found(dialect_of(db)).limit(FEW + 1).subquery()
    values = values_of(db, sought)
    return int(db.execute(select(func.count()).select_from(some), {"wanted": values["wanted"]}).scalar_one()) <= FEW


def _match(dialect: str, name: str) -> list[ColumnElement[bool]]:
    if dialect == "sqlite":
        return [_FTS.c.rowid == _ENTRY.c.seq, _FTS.c.search_words.op("MATCH")(bindparam(name))]
    query = func.to_tsquery(literal_column("'simple'"), bindparam(name))
    return [literal_column("search_entry.words").op("@@")(query)]


def _for_sqlite(terms: Sequence[Term], *, any_of: bool) -> str:
    """Every word in quotes, so that AND, NEAR and col: are words like any other."""
    quoted = ('"' + " ".join(term.words) + '"' + ("*" if term.prefix else "") for term in terms)
    return (" OR " if any_of else " AND ").join(quoted)


def _for_postgresql(terms: Sequence[Term], *, any_of: bool) -> str:
    phrases = (" <-> ".join(f"'{word}'" for word in term.words) + (":*" if term.prefix else "") for term in terms)
    return (" | " if any_of else " & ").join(f"({phrase})" for phrase in phrases)

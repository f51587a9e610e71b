"""A question that is compiled once and then goes straight to the driver.

SQLAlchemy finds a statement's compiled form anew at each execution, and wraps every answer: three times what SQLite
needs for the answer itself. A page asks five questions. What is `prepared` here is asked through Form on read
connections and as any other statement elsewhere; the answers are the same, which tests hold on both databases.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from itertools import repeat
from typing import Any, TypeVar

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

S = TypeVar("S")
_FORMS = "_unsung_prepared"
_MISSING = object()
_BUCKETS = (1, 2, 4, 8, 16, 26, 52, 128, 256, 512, 768, 1024, 1536, 2048, 4096)


class Rows(list[Any]):
    """What SQLAlchemy's result offers of the ways to read it; the rows are named tuples."""

    def all(self) -> "Rows":
        return self

    def first(self) -> Any:
        return self[0] if self else None

    def one_or_none(self) -> Any:
        if len(self) > 1:
            raise MultipleResultsFound("Multiple rows were found when one or none was required")
        return self[0] if self else None

    def one(self) -> Any:
        if not self:
            raise NoResultFound("No row was found when one was required")
        return self.one_or_none()

    def scalar(self) -> Any:
        return self[0][0] if self else None

    def scalar_one(self) -> Any:
        return self.one()[0]

    def scalars(self) -> "Rows":
        return Rows(row[0] for row in self)


class Form:
    """One statement in the words of one driver, for lists of given lengths."""

    def __init__(self, compiled: SQLCompiler, values: Mapping[str, Any]) -> None:
        state = compiled.construct_expanded_state(dict(values))
        origin = {name: (key, place) for key, names in state.parameter_expansion.items()
                  for place, name in enumerate(names)}  # fmt: skip
        self.sql = state.statement
        self._binds = [
            (name, *origin.get(name, (name, None)), state.processors.get(name), state.parameters[name])
            for name in (state.positiontup or state.parameters)
        ]
        self._is_positional = state.positiontup is not None
        self._types = [column[3] for column in compiled._result_columns]  # noqa: SLF001 - as CursorResult reads them
        names = [str(column[0]) for column in compiled._result_columns]  # noqa: SLF001
        self._row = _row_class(tuple(names))
        self._dialect = compiled.dialect
        self._readers: list[tuple[int, Callable[[Any], Any]]] | None = None

    def bound(self, values: Mapping[str, Any]) -> Any:
        found = [(bind[0], _value(bind, values)) for bind in self._binds]
        return [value for _, value in found] if self._is_positional else dict(found)

    def ask(self, driver: Any, values: Mapping[str, Any]) -> Rows:
        cursor = driver.execute(self.sql, self.bound(values))
        if self._readers is None:
            self._readers = self._readers_for(cursor.description)
        made = self._row._make
        if not self._readers:
            return Rows(map(made, cursor.fetchall()))
        return Rows(self._read(cursor.fetchall(), self._readers))

    def _read(self, rows: list[Any], readers: list[tuple[int, Callable[[Any], Any]]]) -> Iterator[Any]:
        made = self._row._make
        for row in rows:
            cells = list(row)
            for place, read in readers:
                cells[place] = read(cells[place])
            yield made(cells)

    def _readers_for(self, description: Any) -> list[tuple[int, Callable[[Any], Any]]]:
        """How the driver's values become ours: dates of SQLite are text."""
        pairs = enumerate(zip(self._types, description, strict=True))
        found = [(place, type_._cached_result_processor(self._dialect, column[1])) for place, (type_, column) in pairs]  # noqa: SLF001
        return [(place, read) for place, read in found if read is not None]


class Prepared:
    """A statement and its forms."""

    def __init__(self, statement: Any) -> None:
        self.statement = statement
        self._forms: dict[Any, Form] = {}
        self._compiled: dict[str, SQLCompiler] = {}

    def ask(self, driver: Any, dialect: Dialect, values: Mapping[str, Any]) -> Rows:
        """Raises what SQLAlchemy raises where the driver refuses: doors and workers know no other words."""
        lists = {name: _padded(value) for name, value in values.items() if type(value) is list}
        if lists:
            values = {**values, **lists}
        key = (dialect.name, *((name, len(lists[name])) for name in sorted(lists)))
        form = self._forms.get(key)
        if form is None:
            form = self._forms[key] = Form(self._compile(dialect), values)
        refused = dialect.loaded_dbapi.Error
        try:
            return form.ask(driver, values)
        except refused as error:
            raise DBAPIError.instance(form.sql, None, error, refused, hide_parameters=True, dialect=dialect) from error

    def _compile(self, dialect: Dialect) -> SQLCompiler:
        if dialect.name not in self._compiled:
            self._compiled[dialect.name] = self.statement.compile(dialect=dialect)
        return self._compiled[dialect.name]


def prepared(statement: S) -> S:
    """For a statement that is built once, at import or behind a cache: never for one that is made for a request."""
    vars(statement)[_FORMS] = Prepared(statement)
    return statement


def asked(db: Session, statement: Any, values: Mapping[str, Any]) -> Rows:
    """A prepared question inside a transaction that writes: what waits to be written goes out first, as always."""
    form = prepared_form(statement)
    if form is None:
        raise TypeError("this statement is not prepared")
    db.flush()
    connection = db.connection()
    return form.ask(connection.connection.driver_connection, connection.dialect, values)


def prepared_form(statement: object) -> Prepared | None:
    """What was made of this very statement: one that was derived from it carries the mark, and is another."""
    found: Prepared | None = getattr(statement, _FORMS, None)
    return found if found is not None and found.statement is statement else None


def _padded(values: list[Any]) -> list[Any]:
    """To one of a few lengths, so that forms repeat. A value twice changes no IN; None is in no list."""
    size = next((size for size in _BUCKETS if size >= len(values)), len(values))
    return [*values, *repeat(values[-1] if values else None, size - len(values))]


def _value(bind: tuple[str, str, int | None, Any, Any], values: Mapping[str, Any]) -> Any:
    """`otherwise` is what the statement itself holds: of a list of its own, this very part."""
    _, key, place, write, otherwise = bind
    value = values.get(key, _MISSING)
    if value is _MISSING:
        value = otherwise
    elif place is not None:
        value = value[place]
    return write(value) if write is not None else value


def _row_class(names: tuple[str, ...]) -> Any:
    """Named tuples read as SQLAlchemy's rows do; `_mapping` as they name it."""
    plain: Any = namedtuple("plain", names, rename=True)  # type: ignore[misc]
    mapping = property(lambda row: dict(zip(names, row, strict=True)))
    return type("Row", (plain,), {"__slots__": (), "_mapping": mapping})

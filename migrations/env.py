"""Alembic's door. The connection is handed in by app.database; there is no alembic.ini."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel.sql.sqltypes import AutoString

from app.domain import metadata
from app.kit.columns import Amount, UtcDateTime


def render_item(kind: str, item: Any, autogen: AutogenContext) -> str | bool:
    """Plain column types, so that a migration outlives the classes it was made from."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, Amount):
        return "sa.String(length=40)"
    if isinstance(item, sa.JSON):
        autogen.imports.add("from sqlalchemy.dialects import postgresql")
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    if isinstance(item, AutoString):
        return f"sa.String(length={item.length})"
    if isinstance(item, sa.Text):
        return "sa.Text()"
    if isinstance(item, sa.String):
        return f"sa.String(length={item.length})"
    return False


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """FTS5 keeps tables of its own beside the one it indexes."""
    return not (kind == "table" and name is not None and name.startswith("search_words"))


def include_object(item: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """The generated column of PostgreSQL's search belongs to the migration, not to the noun."""
    return not (name in {"words", "ix_search_entry_words"} and kind in {"column", "index"})


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_item=render_item,
    include_name=include_name,
    include_object=include_object,
    render_as_batch=connection is not None and connection.dialect.name == "sqlite",
    transaction_per_migration=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()

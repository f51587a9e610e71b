"""The words that contributions are found by."""

import sqlalchemy as sa
from alembic import op

revision = "0011_search"
down_revision = "0010_audit_and_settings"
branch_labels = None
depends_on = None

# `body` arrives folded (app/kit/text.py), so neither side folds, stems or drops a word by itself.
WORDS = {
    "sqlite": [
        "CREATE VIRTUAL TABLE search_words USING fts5("
        "body, content='search_entry', content_rowid='seq', tokenize='unicode61 remove_diacritics 0', prefix='2 3')",
        "CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN"
        " INSERT INTO search_words(rowid, body) VALUES (new.seq, new.body); END",
        "CREATE TRIGGER search_entry_removed AFTER DELETE ON search_entry BEGIN"
        " INSERT INTO search_words(search_words, rowid, body) VALUES ('delete', old.seq, old.body); END",
        "CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_entry BEGIN"
        " INSERT INTO search_words(search_words, rowid, body) VALUES ('delete', old.seq, old.body);"
        " INSERT INTO search_words(rowid, body) VALUES (new.seq, new.body); END",
    ],
    "postgresql": [
        "ALTER TABLE search_entry ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', body)) STORED",
        "CREATE INDEX ix_search_entry_words ON search_entry USING gin (words)",
    ],
}


def upgrade() -> None:

    op.create_table(
        "search_entry",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.String(length=36), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_search_entry_contribution_id_contribution")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_search_entry")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_search_entry_contribution_id")),
    )
    for statement in WORDS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_words")
    op.drop_table("search_entry")

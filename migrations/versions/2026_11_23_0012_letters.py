"""What mail needs beside the outbox: mailboxes that refuse or were told to rest, and links that were used."""

import sqlalchemy as sa
from alembic import op

revision = "0012_letters"
down_revision = "0011_search"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "mailbox",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notices_stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mailbox_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mailbox")),
    )
    op.create_table(
        "used_link",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_used_link_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_used_link")),
    )


def downgrade() -> None:
    op.drop_table("used_link")
    op.drop_table("mailbox")

"""Words given, and to whom."""

import sqlalchemy as sa
from alembic import op

revision = "0006_recognitions"
down_revision = "0005_impacts"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "recognition",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("contribution_id", sa.String(length=36), nullable=False),
        sa.Column("giver_id", sa.String(length=36), nullable=False),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("words_hash", sa.String(length=64), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("bulk", sa.Boolean(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_recognition_contribution_id_contribution")
        ),
        sa.ForeignKeyConstraint(["giver_id"], ["person.id"], name=op.f("fk_recognition_giver_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition")),
    )
    op.create_index(op.f("ix_recognition_contribution_id"), "recognition", ["contribution_id"], unique=False)
    op.create_index("ix_recognition_giver", "recognition", ["giver_id", "words_hash", "given_at"], unique=False)
    op.create_table(
        "recipient",
        sa.Column("recognition_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("ends_silence", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recipient_person_id_person")),
        sa.ForeignKeyConstraint(
            ["recognition_id"], ["recognition.id"], name=op.f("fk_recipient_recognition_id_recognition")
        ),
        sa.PrimaryKeyConstraint("recognition_id", "person_id", name=op.f("pk_recipient")),
    )
    op.create_index(op.f("ix_recipient_person_id"), "recipient", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("recipient")
    op.drop_table("recognition")

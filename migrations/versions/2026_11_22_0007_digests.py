"""Weekly editions, their items and the acts on them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007_digests"
down_revision = "0006_recognitions"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "digest",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("manager_id", sa.String(length=36), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("composed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("kept_is_more", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["manager_id"], ["person.id"], name=op.f("fk_digest_manager_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("manager_id", "monday", name=op.f("uq_digest_manager_id_monday")),
    )
    op.create_table(
        "digest_item",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("digest_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.String(length=36), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_digest_item_contribution_id_contribution")
        ),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], name=op.f("fk_digest_item_digest_id_digest")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_item")),
        sa.UniqueConstraint("digest_id", "position", name=op.f("uq_digest_item_digest_id_position")),
    )
    op.create_index(op.f("ix_digest_item_contribution_id"), "digest_item", ["contribution_id"], unique=False)
    op.create_table(
        "act",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("contribution_id", sa.String(length=36), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=True),
        sa.Column("occasion", sa.String(length=16), nullable=True),
        sa.Column("on_date", sa.Date(), nullable=True),
        sa.Column("to_person_id", sa.String(length=36), nullable=True),
        sa.Column("recognition_id", sa.String(length=36), nullable=True),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_act_contribution_id_contribution")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["digest_item.id"], name=op.f("fk_act_item_id_digest_item")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_act_person_id_person")),
        sa.ForeignKeyConstraint(["recognition_id"], ["recognition.id"], name=op.f("fk_act_recognition_id_recognition")),
        sa.ForeignKeyConstraint(["to_person_id"], ["person.id"], name=op.f("fk_act_to_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act")),
    )
    op.create_index("ix_act_due", "act", ["person_id", "kind", "settled_at"], unique=False)
    op.create_index(op.f("ix_act_item_id"), "act", ["item_id"], unique=False)
    op.create_index("ix_act_person_contribution", "act", ["person_id", "contribution_id"], unique=False)
    op.create_index(op.f("ix_act_to_person_id"), "act", ["to_person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("act")
    op.drop_table("digest_item")
    op.drop_table("digest")

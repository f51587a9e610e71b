"""What changed for the business, in versions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005_impacts"
down_revision = "0004_incidents"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "impact",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("statement_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("contribution_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("low", sa.String(length=40), nullable=True),
        sa.Column("likely", sa.String(length=40), nullable=True),
        sa.Column("high", sa.String(length=40), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=8), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("formula", sa.Text(), nullable=False),
        sa.Column("inputs", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("baseline_on", sa.Date(), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_impact_author_id_person")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_impact_contribution_id_contribution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact")),
        sa.UniqueConstraint("statement_id", "version", name=op.f("uq_impact_statement_id_version")),
    )
    op.create_index(op.f("ix_impact_author_id"), "impact", ["author_id"], unique=False)
    op.create_index(op.f("ix_impact_contribution_id"), "impact", ["contribution_id"], unique=False)
    op.create_index(op.f("ix_impact_statement_id"), "impact", ["statement_id"], unique=False)
    op.create_table(
        "verification",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("impact_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_token_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["by_token_id"], ["api_token.id"], name=op.f("fk_verification_by_token_id_api_token")),
        sa.ForeignKeyConstraint(["impact_id"], ["impact.id"], name=op.f("fk_verification_impact_id_impact")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_verification_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification")),
        sa.UniqueConstraint("impact_id", "person_id", name=op.f("uq_verification_impact_id_person_id")),
    )


def downgrade() -> None:
    op.drop_table("verification")
    op.drop_table("impact")

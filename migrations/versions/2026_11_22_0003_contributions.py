"""Contributions, contributors, nominations, evidence, notes."""

import sqlalchemy as sa
from alembic import op

revision = "0003_contributions"
down_revision = "0002_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "contribution",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("effect_unknown", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.Column("team_id", sa.String(length=36), nullable=True),
        sa.Column("service_id", sa.String(length=36), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=False),
        sa.Column("effect_confirmed_on", sa.Date(), nullable=True),
        sa.Column("silent_from", sa.Date(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("recorded_by_id", sa.String(length=36), nullable=False),
        sa.Column("self_reported", sa.Boolean(), nullable=False),
        sa.Column("confirmed_by_id", sa.String(length=36), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_into_id", sa.String(length=36), nullable=True),
        sa.Column("split_from_id", sa.String(length=36), nullable=True),
        sa.Column("hidden_by_id", sa.String(length=36), nullable=True),
        sa.Column("source_key", sa.String(length=300), nullable=True),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_contribution_confirmed_by_id_person")
        ),
        sa.ForeignKeyConstraint(["hidden_by_id"], ["person.id"], name=op.f("fk_contribution_hidden_by_id_person")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["contribution.id"], name=op.f("fk_contribution_merged_into_id_contribution")
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_contribution_recorded_by_id_person")),
        sa.ForeignKeyConstraint(["service_id"], ["service.id"], name=op.f("fk_contribution_service_id_service")),
        sa.ForeignKeyConstraint(
            ["split_from_id"], ["contribution.id"], name=op.f("fk_contribution_split_from_id_contribution")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_contribution_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint("ref", name=op.f("uq_contribution_ref")),
    )
    op.create_index("ix_contribution_finished", "contribution", ["finished_on", "id"], unique=False)
    op.create_index(op.f("ix_contribution_recorded_by_id"), "contribution", ["recorded_by_id"], unique=False)
    op.create_index("ix_contribution_team_finished", "contribution", ["team_id", "finished_on", "id"], unique=False)
    op.create_index(
        "ix_contribution_visibility_finished", "contribution", ["visibility", "finished_on", "id"], unique=False
    )
    op.create_table(
        "contributor",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("contribution_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("share", sa.Integer(), nullable=True),
        sa.Column("added_by_id", sa.String(length=36), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_team", sa.Boolean(), nullable=False),
        sa.Column("agreed_company", sa.Boolean(), nullable=False),
        sa.Column("asked_company", sa.Boolean(), nullable=False),
        sa.Column("finished_on", sa.Date(), nullable=False),
        sa.Column("recognised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("sort_key", sa.String(length=64), nullable=False),
        sa.Column("silent_from", sa.Date(), nullable=False),
        sa.Column("rests_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_contributor_added_by_id_person")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_contributor_contribution_id_contribution")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contributor_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributor")),
        sa.UniqueConstraint("contribution_id", "person_id", name=op.f("uq_contributor_contribution_id_person_id")),
    )
    op.create_index(
        "ix_contributor_person_finished", "contributor", ["person_id", "finished_on", "contribution_id"], unique=False
    )
    op.create_index("ix_contributor_waiting", "contributor", ["person_id", "waiting", "slot", "sort_key"], unique=False)
    op.create_table(
        "nomination",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("contribution_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_nomination_author_id_person")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_nomination_contribution_id_contribution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
        sa.UniqueConstraint("contribution_id", "author_id", name=op.f("uq_nomination_contribution_id_author_id")),
    )
    op.create_index(op.f("ix_nomination_author_id"), "nomination", ["author_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("contribution_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("url", sa.String(length=2048), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("added_by_id", sa.String(length=36), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("url_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_evidence_added_by_id_person")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_evidence_contribution_id_contribution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_added_by_id"), "evidence", ["added_by_id"], unique=False)
    op.create_index(op.f("ix_evidence_contribution_id"), "evidence", ["contribution_id"], unique=False)
    op.create_index(op.f("ix_evidence_url_key"), "evidence", ["url_key"], unique=False)
    op.create_table(
        "note",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("contribution_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_note_author_id_person")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_note_contribution_id_contribution")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_author_id"), "note", ["author_id"], unique=False)
    op.create_index(op.f("ix_note_contribution_id"), "note", ["contribution_id"], unique=False)


def downgrade() -> None:
    op.drop_table("note")
    op.drop_table("evidence")
    op.drop_table("nomination")
    op.drop_table("contributor")
    op.drop_table("contribution")

"""Discovery: connections, hands, changes, efforts, and the candidates that await a human."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013_candidates"
down_revision = "0012_letters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "connection",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=1000), nullable=False),
        sa.Column("browse_url", sa.String(length=2048), nullable=False),
        sa.Column("team_id", sa.String(length=36), nullable=True),
        sa.Column("history_from", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("watermark", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("figures", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("trouble", sa.String(length=300), nullable=False),
        sa.Column("added_by_id", sa.String(length=36), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_connection_added_by_id_person")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_connection_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connection")),
        sa.UniqueConstraint("kind", "address", name=op.f("uq_connection_kind_address")),
    )
    op.create_table(
        "opt_out",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_opt_out_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_opt_out")),
    )
    op.create_table(
        "effort",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("connection_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("active_days", sa.Integer(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("line_share", sa.Float(), nullable=True),
        sa.Column("cohesion", sa.Float(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("joins", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("merged_into_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["connection_id"], ["connection.id"], name=op.f("fk_effort_connection_id_connection")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["effort.id"], name=op.f("fk_effort_merged_into_id_effort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effort")),
        sa.UniqueConstraint("connection_id", "key", name=op.f("uq_effort_connection_id_key")),
    )
    op.create_table(
        "hand",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("connection_id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("suggested_id", sa.String(length=36), nullable=True),
        sa.Column("settled_by_id", sa.String(length=36), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["connection_id"], ["connection.id"], name=op.f("fk_hand_connection_id_connection")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_hand_person_id_person")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_hand_settled_by_id_person")),
        sa.ForeignKeyConstraint(["suggested_id"], ["person.id"], name=op.f("fk_hand_suggested_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand")),
        sa.UniqueConstraint("connection_id", "key", name=op.f("uq_hand_connection_id_key")),
    )
    op.create_index(op.f("ix_hand_person_id"), "hand", ["person_id"], unique=False)
    op.create_index("ix_hand_suggested", "hand", ["suggested_id", "state"], unique=False)
    op.create_table(
        "candidate",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("rule", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("connection_id", sa.String(length=36), nullable=True),
        sa.Column("effort_id", sa.String(length=36), nullable=True),
        sa.Column("follow_up_id", sa.String(length=36), nullable=True),
        sa.Column("incident_id", sa.String(length=36), nullable=True),
        sa.Column("team_id", sa.String(length=36), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("confidence_word", sa.String(length=8), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("active_days", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("decided_by_id", sa.String(length=36), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_size", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.String(length=36), nullable=True),
        sa.Column("merged_into_id", sa.String(length=36), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connection.id"], name=op.f("fk_candidate_connection_id_connection")
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_candidate_contribution_id_contribution")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_candidate_decided_by_id_person")),
        sa.ForeignKeyConstraint(["effort_id"], ["effort.id"], name=op.f("fk_candidate_effort_id_effort")),
        sa.ForeignKeyConstraint(["follow_up_id"], ["follow_up.id"], name=op.f("fk_candidate_follow_up_id_follow_up")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_candidate_incident_id_incident")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["candidate.id"], name=op.f("fk_candidate_merged_into_id_candidate")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_candidate_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate")),
        sa.UniqueConstraint("rule", "key", name=op.f("uq_candidate_rule_key")),
    )
    op.create_index(op.f("ix_candidate_contribution_id"), "candidate", ["contribution_id"], unique=False)
    op.create_index(op.f("ix_candidate_effort_id"), "candidate", ["effort_id"], unique=False)
    op.create_index("ix_candidate_place", "candidate", ["state", "place", "id"], unique=False)
    op.create_table(
        "change",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("connection_id", sa.String(length=36), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("declared_type", sa.String(length=16), nullable=True),
        sa.Column("declared_scope", sa.String(length=200), nullable=True),
        sa.Column("labels", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("refs", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("branch", sa.String(length=300), nullable=True),
        sa.Column("merged_on", sa.Date(), nullable=True),
        sa.Column("files", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("n_files", sa.Integer(), nullable=True),
        sa.Column("added", sa.Integer(), nullable=True),
        sa.Column("deleted", sa.Integer(), nullable=True),
        sa.Column("hand_id", sa.String(length=36), nullable=True),
        sa.Column("co_hands", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("reviewers", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("change_type", sa.String(length=16), nullable=False),
        sa.Column("tags", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("preventive", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("effort_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["connection_id"], ["connection.id"], name=op.f("fk_change_connection_id_connection")),
        sa.ForeignKeyConstraint(["effort_id"], ["effort.id"], name=op.f("fk_change_effort_id_effort")),
        sa.ForeignKeyConstraint(["hand_id"], ["hand.id"], name=op.f("fk_change_hand_id_hand")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
        sa.UniqueConstraint("connection_id", "external_id", name=op.f("uq_change_connection_id_external_id")),
    )
    op.create_index(op.f("ix_change_effort_id"), "change", ["effort_id"], unique=False)
    op.create_index("ix_change_position", "change", ["connection_id", "position"], unique=False)
    op.create_table(
        "candidate_person",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("candidate_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("hand_id", sa.String(length=36), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("left_as", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_person_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["hand_id"], ["hand.id"], name=op.f("fk_candidate_person_hand_id_hand")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_candidate_person_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_person")),
        sa.UniqueConstraint("candidate_id", "person_id", name=op.f("uq_candidate_person_candidate_id_person_id")),
    )
    op.create_index("ix_candidate_person_person", "candidate_person", ["person_id", "left_as"], unique=False)
    op.create_table(
        "candidate_rest",
        sa.Column("candidate_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidate.id"], name=op.f("fk_candidate_rest_candidate_id_candidate")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_candidate_rest_person_id_person")),
        sa.PrimaryKeyConstraint("candidate_id", "person_id", name=op.f("pk_candidate_rest")),
    )
    op.create_table(
        "correction",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("connection_id", sa.String(length=36), nullable=True),
        sa.Column("candidate_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("changes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("others", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_correction_by_id_person")),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_correction_candidate_id_candidate")),
        sa.ForeignKeyConstraint(
            ["connection_id"], ["connection.id"], name=op.f("fk_correction_connection_id_connection")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_correction_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index(op.f("ix_correction_candidate_id"), "correction", ["candidate_id"], unique=False)
    op.create_index("ix_correction_connection", "correction", ["connection_id", "undone_at"], unique=False)


def downgrade() -> None:
    op.drop_table("correction")
    op.drop_table("candidate_rest")
    op.drop_table("candidate_person")
    op.drop_table("change")
    op.drop_table("candidate")
    op.drop_table("hand")
    op.drop_table("effort")
    op.drop_table("opt_out")
    op.drop_table("connection")

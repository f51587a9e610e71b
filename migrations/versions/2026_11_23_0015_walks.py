"""Indexes that hold what a list walks along: work by its recorder and day, people on a piece of work."""

from alembic import op

revision = "0015_walks"
down_revision = "0014_measurements"
branch_labels = None
depends_on = None

PEOPLE = ["contribution_id", "added_at", "id", "person_id", "role", "recognised_at"]


def upgrade() -> None:
    op.create_index("ix_contribution_recorder_finished", "contribution", ["recorded_by_id", "finished_on", "id"])
    op.drop_index("ix_contribution_recorded_by_id", "contribution")
    op.create_index("ix_contributor_people", "contributor", PEOPLE)


def downgrade() -> None:
    op.drop_index("ix_contributor_people", "contributor")
    op.create_index("ix_contribution_recorded_by_id", "contribution", ["recorded_by_id"])
    op.drop_index("ix_contribution_recorder_finished", "contribution")

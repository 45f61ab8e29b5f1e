"""keep answers to surveys."""

import sqlalchemy as sa
from alembic import op

import database.types

revision = "9bfd60804a35"
down_revision = "c3b82fe17687"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "survey_answers",
        sa.Column("interaction_id", sa.Uuid(), nullable=False),
        sa.Column("question", database.types.Line(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("lowest", sa.Integer(), nullable=False),
        sa.Column("highest", sa.Integer(), nullable=False),
        sa.Column("at", database.types.UtcDateTime(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("agent_number", database.types.Line(), nullable=False),
        sa.Column("agent_name", database.types.Line(), nullable=False),
        sa.Column("queue_id", database.types.Line(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name=op.f("fk_survey_answers_interaction_id_interactions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("interaction_id", "question", name=op.f("pk_survey_answers")),
    )
    op.create_index("ix_survey_answers_agent_id_at", "survey_answers", ["agent_id", "at"])
    op.create_index("ix_survey_answers_at", "survey_answers", ["at"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("survey_answers")

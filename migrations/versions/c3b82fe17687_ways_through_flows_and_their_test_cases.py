"""ways through flows and their test cases."""

import sqlalchemy as sa
from alembic import op

import database.types

revision = "c3b82fe17687"
down_revision = "a1c7e02b5d34"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "flow_cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("flow_id", database.types.Line(), nullable=False),
        sa.Column("name", database.types.Line(), nullable=False),
        sa.Column("scenario", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("expected", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("saved_at", database.types.UtcDateTime(), nullable=False),
        sa.Column("saved_by", database.types.Line(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flow_cases")),
        sa.UniqueConstraint("flow_id", "name", name=op.f("uq_flow_cases_flow_id")),
    )
    op.create_table(
        "flow_trials",
        sa.Column("dialed_number", database.types.Line(), nullable=False),
        sa.Column("flow_id", database.types.Line(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("language", database.types.Line(), nullable=False),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("made_at", database.types.UtcDateTime(), nullable=False),
        sa.Column("made_by", database.types.Line(), nullable=False),
        sa.PrimaryKeyConstraint("dialed_number", name=op.f("pk_flow_trials")),
        sa.UniqueConstraint("flow_id", "revision", name=op.f("uq_flow_trials_flow_id")),
    )
    op.create_table(
        "flow_visits",
        sa.Column("interaction_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("flow_id", database.types.Line(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("step_id", database.types.Line(), nullable=False),
        sa.Column("entered_at", database.types.UtcDateTime(), nullable=False),
        sa.Column("spent_ms", sa.Integer(), nullable=False),
        sa.Column("outcome", database.types.Line(), nullable=False),
        sa.Column("call_outcome", database.types.Line(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interactions.id"],
            name=op.f("fk_flow_visits_interaction_id_interactions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("interaction_id", "position", name=op.f("pk_flow_visits")),
    )
    op.create_index(
        "ix_flow_visits_statistics",
        "flow_visits",
        ["flow_id", "entered_at", "revision", "step_id", "outcome", "spent_ms", "call_outcome"],
    )
    op.add_column("flow_revisions", sa.Column("override", database.types.Line(), server_default="", nullable=False))
    op.add_column("flow_revisions", sa.Column("failed_cases", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("interactions", sa.Column("test", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    """Go back."""
    op.drop_column("interactions", "test")
    op.drop_column("flow_revisions", "failed_cases")
    op.drop_column("flow_revisions", "override")
    op.drop_index("ix_flow_visits_statistics", "flow_visits")
    op.drop_table("flow_visits")
    op.drop_table("flow_trials")
    op.drop_table("flow_cases")

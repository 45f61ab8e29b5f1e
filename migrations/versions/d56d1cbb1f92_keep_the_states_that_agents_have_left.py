"""keep the states that agents have left."""

import sqlalchemy as sa
from alembic import op

import database.types

revision = "d56d1cbb1f92"
down_revision = "b990a1b2382a"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "agent_spells",
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", database.types.UtcDateTime(), nullable=False),
        sa.Column("ended_at", database.types.UtcDateTime(), nullable=False),
        sa.Column("agent_number", database.types.Line(), nullable=False),
        sa.Column("agent_name", database.types.Line(), nullable=False),
        sa.Column("state", database.types.Line(), nullable=False),
        sa.Column("reason", database.types.Line(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("next_state", database.types.Line(), nullable=False),
        sa.Column("next_reason", database.types.Line(), nullable=False),
        sa.PrimaryKeyConstraint("agent_id", "started_at", name=op.f("pk_agent_spells")),
    )
    op.create_index("ix_agent_spells_agent_id_ended_at", "agent_spells", ["agent_id", "ended_at"])
    op.create_index(op.f("ix_agent_spells_call_id"), "agent_spells", ["call_id"])


def downgrade() -> None:
    """Go back."""
    op.drop_table("agent_spells")

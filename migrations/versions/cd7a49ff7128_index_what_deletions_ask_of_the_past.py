"""index what deletions ask of the past."""

from alembic import op

revision = "cd7a49ff7128"
down_revision = "3def28aa2e95"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_index("ix_agent_spells_reason", "agent_spells", ["reason"])
    op.create_index("ix_wrap_ups_disposition", "wrap_ups", ["disposition"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_wrap_ups_disposition", "wrap_ups")
    op.drop_index("ix_agent_spells_reason", "agent_spells")

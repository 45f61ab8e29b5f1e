"""Keep who called whom, what a contact follows from, and how the sound was."""

import sqlalchemy as sa
from alembic import op

import database.types

revision = "a1c7e02b5d34"
down_revision = "c4cdc6c7b7a5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "interactions", sa.Column("direction", database.types.Line(), server_default="inbound", nullable=False)
    )
    op.add_column("interactions", sa.Column("parent_id", sa.Uuid(), nullable=True))
    op.create_index(op.f("ix_interactions_parent_id"), "interactions", ["parent_id"])
    op.add_column("segments", sa.Column("quality", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("segments", "quality")
    op.drop_index(op.f("ix_interactions_parent_id"), "interactions")
    op.drop_column("interactions", "parent_id")
    op.drop_column("interactions", "direction")

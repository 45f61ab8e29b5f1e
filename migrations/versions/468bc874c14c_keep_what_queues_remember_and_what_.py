"""keep what queues remember and what callers were told."""

import sqlalchemy as sa
from alembic import op

import database.types

revision = "468bc874c14c"
down_revision = "dfd726dff6cd"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "live_queues",
        sa.Column("id", database.types.Line(), nullable=False),
        sa.Column("state", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_queues")),
    )
    op.add_column("segments", sa.Column("told_at", database.types.UtcDateTime(), nullable=True))
    for name in ("told_shortest_ms", "told_longest_ms"):
        op.add_column("segments", sa.Column(name, sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Go back."""
    for name in ("told_longest_ms", "told_shortest_ms", "told_at"):
        op.drop_column("segments", name)
    op.drop_table("live_queues")

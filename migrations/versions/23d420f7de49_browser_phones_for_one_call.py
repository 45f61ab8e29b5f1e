"""browser phones for one call."""

import sqlalchemy as sa
from alembic import op

import database.types

revision = "23d420f7de49"
down_revision = "cd7a49ff7128"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "visitor_lines",
        sa.Column("ticket", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("dialed_number", database.types.Line(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", database.types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("ticket", name=op.f("pk_visitor_lines")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("visitor_lines")

"""When the application was there last, from which the next one reads how long nobody could act."""

import sqlalchemy as sa
from alembic import op

import database.types

revision = "3def28aa2e95"
down_revision = "f4c1a90d77be"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("site", sa.Column("alive_at", database.types.UtcDateTime(), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("site", "alive_at")

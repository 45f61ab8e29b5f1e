"""pages of received faxes."""

import sqlalchemy as sa
from alembic import op

revision = "f4c1a90d77be"
down_revision = "63c72afd04aa"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("recordings", sa.Column("pages", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Go back."""
    op.drop_column("recordings", "pages")

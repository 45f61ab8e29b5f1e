"""drafts and revisions of flows."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

import database.types

revision = "c4cdc6c7b7a5"
down_revision = "253364863676"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "flow_drafts",
        sa.Column("flow_id", database.types.Line(), nullable=False),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("saved_at", database.types.UtcDateTime(), nullable=False),
        sa.Column("saved_by", database.types.Line(), nullable=False),
        sa.PrimaryKeyConstraint("flow_id", name=op.f("pk_flow_drafts")),
    )
    op.create_table(
        "flow_revisions",
        sa.Column("flow_id", database.types.Line(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("published_at", database.types.UtcDateTime(), nullable=False),
        sa.Column("published_by", database.types.Line(), nullable=False),
        sa.Column("reason", database.types.Line(), nullable=False),
        sa.Column("restored", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("flow_id", "revision", name=op.f("pk_flow_revisions")),
    )
    _begin_history()


def downgrade() -> None:
    """Go back."""
    op.drop_table("flow_revisions")
    op.drop_table("flow_drafts")


def _begin_history() -> None:
    """Flows that exist already are their own first revision."""
    document, flow_id = sa.column("document", sa.JSON(none_as_null=True)), sa.column("id", database.types.Line())
    flows = sa.table("flows", flow_id, document)
    revisions = sa.table(
        "flow_revisions",
        sa.column("flow_id", database.types.Line()),
        sa.column("revision", sa.Integer()),
        sa.column("document", sa.JSON(none_as_null=True)),
        sa.column("published_at", database.types.UtcDateTime()),
        sa.column("published_by", database.types.Line()),
        sa.column("reason", database.types.Line()),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(flow_id, document).select_from(flows)).all():
        first = {**row.document, "revision": 1}
        connection.execute(flows.update().where(flow_id == row.id).values(document=first))
        connection.execute(
            revisions.insert().values(
                flow_id=row.id, revision=1, document=first, published_at=datetime.now(UTC), published_by="", reason=""
            )
        )

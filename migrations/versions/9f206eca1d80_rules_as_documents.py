"""keep the rules of queues and agents as documents.

Columns are added and dropped without a batch: rebuilding a table on SQLite would delete the rows that refer to it.
"""

from datetime import timedelta
from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

import database.types

revision = "9f206eca1d80"
down_revision = "01f48ee271cf"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True)
_MOVED: dict[str, tuple[TypeEngine[Any], str]] = {
    "ring_timeout": (database.types.Milliseconds(), "20000"),
    "wrap_up": (database.types.Milliseconds(), "30000"),
    "music": (database.types.Line(), "default"),
    "announce_agent": (sa.Boolean(), "1"),
}


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "rules",
        sa.Column("name", database.types.Line(), nullable=False),
        sa.Column("document", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rules")),
    )
    op.add_column("agents", sa.Column("rules", _JSON, nullable=False, server_default="{}"))
    op.add_column("queues", sa.Column("rules", _JSON, nullable=False, server_default="{}"))
    moved = [sa.column(name, kind) for name, (kind, _) in _MOVED.items()]
    queues = sa.table("queues", sa.column("id"), sa.column("rules", _JSON), *moved)
    connection = op.get_bind()
    for row in connection.execute(sa.select(queues)).mappings().all():
        rules = {name: _plain(row[name]) for name in _MOVED}
        connection.execute(queues.update().where(queues.c.id == row["id"]).values(rules=rules))
    for name in _MOVED:
        op.drop_column("queues", name)
    if connection.dialect.name != "sqlite":
        for table in ("agents", "queues"):
            op.alter_column(table, "rules", server_default=None)


def downgrade() -> None:
    """Go back."""
    for name, (kind, otherwise) in _MOVED.items():
        op.add_column("queues", sa.Column(name, kind, nullable=False, server_default=otherwise))
    op.drop_column("queues", "rules")
    op.drop_column("agents", "rules")
    op.drop_table("rules")


def _plain(value: object) -> object:
    return msgspec.to_builtins(value) if isinstance(value, timedelta) else value

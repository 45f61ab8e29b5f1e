"""Alembic's entry point: runs revisions on the connection it is given, knowing every table of the product."""

from typing import cast

from alembic import context
from sqlalchemy import Connection

from migrations.modules import all_tables

connection = cast("Connection", context.config.attributes["connection"])
context.configure(
    connection=connection,
    target_metadata=all_tables(),
    compare_type=True,
    # SQLite cannot alter a table in place
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

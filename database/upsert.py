"""`INSERT ... ON CONFLICT`, which both databases know and SQLAlchemy spells twice."""

from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncConnection

from database.base import Base

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


def insert_for(connection: AsyncConnection, table: type[Base]) -> "postgresql.Insert | sqlite.Insert":
    """An insert that offers `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return insert_in(connection.dialect.name, table)


def insert_in(dialect: str, table: type[Base]) -> "postgresql.Insert | sqlite.Insert":
    """The same by the dialect's name, for statements that are made once."""
    # one of the two is enough, and each takes its time to load
    if dialect == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)

"""`INSERT ... ON CONFLICT`, which both databases know and SQLAlchemy spells twice."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from database.base import Base


def insert_for(connection: AsyncConnection, table: type[Base]) -> "postgresql.Insert | sqlite.Insert":
    """An insert that offers `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return insert_in(connection.dialect.name, table)


def insert_in(dialect: str, table: type[Base]) -> "postgresql.Insert | sqlite.Insert":
    """The same by the dialect's name, for statements that are made once."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)

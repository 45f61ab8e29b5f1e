"""A database that cannot be reached, or takes nothing now, told apart from our own mistakes."""

import sqlite3
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncConnection

_NOT_NOW = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)

_NOT_THIS = frozenset({sqlite3.SQLITE_TOOBIG, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_RANGE})
_NOT_THIS_STATES = ("22", "23")
"""Classes of SQLSTATE: data exceptions and broken constraints (PostgreSQL manual, appendix A)."""


class DatabaseAway(ConnectionError):
    """The database cannot be reached. The same may succeed later."""

    code = "database_away"


@asynccontextmanager
async def reached(opening: AbstractAsyncContextManager[AsyncConnection]) -> AsyncGenerator[AsyncConnection]:
    """A connection that is being opened. Raises `DatabaseAway` when it cannot be."""
    async with AsyncExitStack() as held:
        try:
            connection = await held.enter_async_context(opening)
        except DBAPIError:
            raise
        except (OSError, TimeoutError, NoConnectionFree) as error:
            raise DatabaseAway from error
        yield connection


def is_away(error: DBAPIError) -> bool:
    """Whether a statement failed because the database is gone, locked, full or may not be written."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    # an extended code has the plain one in its last byte
    return error.connection_invalidated or (isinstance(code, int) and code & 0xFF in _NOT_NOW)


def is_refusal(error: Exception) -> bool:
    """Whether the database is there, and does not take these values: trying again would not help."""
    if not isinstance(error, DBAPIError):
        # what a driver cannot even send: a number too large, a text that cannot be encoded
        return isinstance(error, ArithmeticError | ValueError)
    code = getattr(error.orig, "sqlite_errorcode", None)
    if isinstance(code, int):
        return code & 0xFF in _NOT_THIS
    state = getattr(error.orig, "sqlstate", None)
    if isinstance(state, str) and state:
        return state[:2] in _NOT_THIS_STATES
    return isinstance(error.orig and error.orig.__cause__, ArithmeticError | ValueError)

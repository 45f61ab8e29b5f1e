"""Connections: many readers; on SQLite exactly one writer, because its WAL can be damaged by several (SQLite < 3.51.3)."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Literal, TypeVar, cast
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from database.away import reached
from database.sqlite_reader import LOOKS, SqliteReader
from database.sqlite_writer import SqliteWriter
from database.types import clean

BUSY_TIMEOUT_MS = 5_000
READERS = 8

Answer = TypeVar("Answer")
Dialect = Literal["sqlite", "postgresql"]


class Database:
    """The store of one site. `url` may be `sqlite:///path`, `postgresql://...` or name its async driver."""

    def __init__(self, url: str) -> None:
        self.url = async_url(url)
        self.dialect: Dialect = "sqlite" if self.url.get_backend_name() == "sqlite" else "postgresql"
        self._turn = asyncio.Lock()
        self._transactions: SqliteWriter | None = None
        self._looks: SqliteReader | None = None
        if self.dialect == "sqlite":
            self._writer = _sqlite_engine(self.url, writer=True)
            self._reader = _sqlite_engine(self.url, writer=False)
            self._transactions = SqliteWriter(_sqlite_sync_engine(self.url, writer=True), self._turn)
            self._looks = SqliteReader(_sqlite_sync_engine(self.url, writer=False))
        else:
            self._writer = _postgresql_engine(self.url)
            self._reader = self._writer

    @asynccontextmanager
    async def write(self) -> AsyncGenerator[AsyncConnection]:
        """One transaction, committed when the block ends well. Keep it short: on SQLite all writers take turns.

        This and all others raise `DatabaseAway` when there is no connection.
        """
        async with AsyncExitStack() as held:
            if self._transactions is not None:
                await held.enter_async_context(self._turn)
            yield await held.enter_async_context(reached(self._writer.begin()))

    async def transact(self, work: Callable[[Connection], Answer]) -> Answer:
        """One transaction of statements that are all known beforehand; far cheaper than `write` on SQLite.

        `work` may run in another thread, and must do nothing but use the connection.
        """
        if self._transactions is not None:
            return await self._transactions.run(work)
        async with reached(self._writer.begin()) as connection:
            return await connection.run_sync(work)

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        """A consistent read-only view of what is committed now."""
        async with reached(self._reader.connect()) as connection:
            if self.dialect == "postgresql":
                await connection.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
            yield connection

    async def look(self, work: Callable[[Connection], Answer]) -> Answer:
        """Reads that are all known beforehand, in one view of what is committed; far cheaper than `read` on SQLite.

        `work` may run in another thread, and must do nothing but use the connection.
        """
        if self._looks is not None:
            return await self._looks.run(work)
        async with self.read() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        """Close every connection."""
        if self._transactions is not None:
            await self._transactions.close()
        if self._looks is not None:
            await self._looks.close()
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()


def async_url(url: str) -> URL:
    """The URL with the driver that this project uses. Raises `ValueError` for another database."""
    made = make_url(url)
    match made.get_backend_name():
        case "sqlite":
            return made.set(drivername="sqlite+aiosqlite")
        case "postgresql" | "postgres":
            return made.set(drivername="postgresql+asyncpg")
        case other:
            raise ValueError(f"'{other}' is not supported: use sqlite:///path or postgresql://user:password@host/name")


def sqlite_url(path: str) -> str:
    """The URL of a database file."""
    return f"sqlite:///{path}"


def without_password(url: str) -> str:
    """The URL as it may be printed."""
    return make_url(url).render_as_string(hide_password=True) if urlsplit(url).scheme else url


def to_json(value: object) -> str:
    """JSON text of plain values, Structs, UUIDs and moments; lone surrogates, which are no text, are dropped."""
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        return msgspec.json.encode(_cleaned(msgspec.to_builtins(value))).decode()


def _cleaned(value: object) -> object:
    match value:
        case str():
            return clean(value)
        case list() | tuple():
            return [_cleaned(each) for each in cast("Sequence[object]", value)]
        case dict():
            return {clean(str(key)): _cleaned(each) for key, each in cast("Mapping[object, object]", value).items()}
        case _:
            return value


def _from_json(text: str | bytes) -> object:
    return msgspec.json.decode(text)


def _sqlite_engine(url: URL, *, writer: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        json_serializer=to_json,
        # what a failed statement was about must not enter a log
        hide_parameters=True,
        json_deserializer=_from_json,
        pool_size=1 if writer else READERS,
        max_overflow=0,
        # the driver's own transaction handling starts them too late
        connect_args={"isolation_level": None},
    )
    _prepare_sqlite(engine.sync_engine, writer=writer)
    return engine


def _sqlite_sync_engine(url: URL, *, writer: bool) -> Engine:
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        json_serializer=to_json,
        # what a failed statement was about must not enter a log
        hide_parameters=True,
        json_deserializer=_from_json,
        pool_size=1 if writer else LOOKS,
        max_overflow=0,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )
    _prepare_sqlite(engine, writer=writer)
    return engine


def _prepare_sqlite(engine: Engine, *, writer: bool) -> None:
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA foreign_keys=ON")
        if writer:
            cursor.execute("PRAGMA journal_mode=WAL")
            # survives kill -9 of the process; a power cut may take the last moments, but never the file
            cursor.execute("PRAGMA synchronous=NORMAL")
        else:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)


def _postgresql_engine(url: URL) -> AsyncEngine:
    return create_async_engine(
        url,
        json_serializer=to_json,
        # what a failed statement was about must not enter a log
        hide_parameters=True,
        json_deserializer=_from_json,
        pool_size=READERS,
        max_overflow=READERS,
        pool_pre_ping=True,
        connect_args={"timeout": 5, "server_settings": {"application_name": "ringdesk"}},
    )

"""PostgreSQL databases that one test after the other uses: to make one as new costs far less than to make a new one."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager

from sqlalchemy import NullPool, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from database.engine import async_url
from tests.postgres import drop_database, new_database

State = Mapping[str, str | None]
"""All that a test may leave behind: the contents of each table, where each sequence stands, what the schema is made of."""

_TABLES = (
    "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY 1"
)
_CONTENTS = """SELECT 'table {0}', md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{0}" t"""
_SCHEMA = """
    SELECT 'sequence ' || sequencename, last_value::text FROM pg_sequences
    UNION ALL SELECT 'schema', md5(string_agg(thing, chr(10) ORDER BY thing)) FROM (
        SELECT format('n %s', nspname) AS thing FROM pg_namespace WHERE nspname !~ '^pg_(toast_)?temp'
        UNION ALL SELECT format('c %s %s %s', oid, relname, relkind) FROM pg_class
            WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT format('a %s %s %s %s %s', attrelid, attname, atttypid, atttypmod, attnotnull)
            FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT format('o %s %s', oid, pg_get_constraintdef(oid)) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT format('i %s', pg_get_indexdef(indexrelid)) FROM pg_index
            JOIN pg_class ON pg_class.oid = indrelid WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT format('d %s %s', adrelid, pg_get_expr(adbin, adrelid)) FROM pg_attrdef
        UNION ALL SELECT format('t %s', pg_get_triggerdef(oid)) FROM pg_trigger
        UNION ALL SELECT format('f %s %s', oid, proname) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT format('s %s', setconfig) FROM pg_db_role_setting
    ) AS things
"""
_OTHERS_GO = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


class Databases:
    """The databases of one server, by the template that they are copies of. What is not as it was is thrown away."""

    def __init__(self, server: str) -> None:
        self.server = server
        self._free: dict[str, list[str]] = {}
        self._new: dict[str, State] = {}

    @asynccontextmanager
    async def lent(self, template: str) -> AsyncGenerator[str]:
        """The URL of a database that is just as the template."""
        free = self._free.setdefault(template, [])
        url = free.pop() if free else await self._made(template)
        yield url
        if await self._is_as_new(url, self._new[template]):
            free.append(url)
        else:
            await drop_database(url, self.server)

    def close(self) -> None:
        """Remove those that are free."""
        for url in (url for free in self._free.values() for url in free):
            asyncio.run(drop_database(url, self.server))

    async def _made(self, template: str) -> str:
        url = await new_database(self.server, template)
        if template not in self._new:
            async with _connected(url) as connection:
                self._new[template] = await _state(connection)
        return url

    async def _is_as_new(self, url: str, new: State) -> bool:
        """Take out what was put in since, and see whether all is again as it was."""
        try:
            async with _connected(url) as connection:
                await connection.execute(text(_OTHERS_GO))
                await _take_out(connection, await _state(connection), new)
                return await _state(connection) == new
        except (SQLAlchemyError, OSError):
            return False


async def _take_out(connection: AsyncConnection, now: State, new: State) -> None:
    changed = [name.split(" ", 1) for name, value in now.items() if new.get(name) != value]
    known = [(kind, name) for kind, name in (pair for pair in changed if len(pair) == 2) if f"{kind} {name}" in new]
    if len(known) < len(changed):  # a test made tables of its own
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))
        return
    tables = ", ".join(f'"{name}"' for kind, name in known if kind == "table")
    if tables:
        await connection.execute(text(f"TRUNCATE {tables} CASCADE"))
    for name in (name for kind, name in known if kind == "sequence"):
        await connection.execute(text(f'ALTER SEQUENCE "{name}" RESTART'))


async def _state(connection: AsyncConnection) -> State:
    names = (await connection.execute(text(_TABLES))).scalars()
    queries = [*(_CONTENTS.format(name) for name in names), _SCHEMA]
    rows = await connection.execute(text(" UNION ALL ".join(queries).replace(":", "\\:").replace("\\:\\:", "::")))
    return {str(name): value for name, value in rows}


@asynccontextmanager
async def _connected(url: str) -> AsyncGenerator[AsyncConnection]:
    engine = create_async_engine(async_url(url), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()

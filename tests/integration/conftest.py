"""A migrated database for each test: SQLite always, PostgreSQL too when `RINGDESK_TEST_POSTGRES_URL` names a server."""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from database.engine import Database, async_url
from database.history import migrate

POSTGRES = os.environ.get("RINGDESK_TEST_POSTGRES_URL", "")


@pytest.fixture
def anyio_backend() -> str:
    """The loop that the product runs on."""
    return "asyncio"


@pytest.fixture(params=["sqlite", *(["postgresql"] if POSTGRES else [])])
async def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Database]:
    """A database without tables."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/test.db")
        yield database
        await database.close()
    else:
        async with _postgresql() as url:
            database = Database(url)
            yield database
            await database.close()


@pytest.fixture
async def database(empty_database: Database) -> Database:
    """A database at the newest revision."""
    await migrate(empty_database)
    return empty_database


@asynccontextmanager
async def _postgresql() -> AsyncGenerator[str]:
    """The URL of a new database on the server, dropped afterwards."""
    server = async_url(POSTGRES)
    name = f"ringdesk_{uuid4().hex[:12]}"
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
            yield server.set(database=name).render_as_string(hide_password=False)
            await connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    finally:
        await engine.dispose()

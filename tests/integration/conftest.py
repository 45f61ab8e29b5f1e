"""A migrated database for each test: on SQLite, and on PostgreSQL where its programs or a server are at hand."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from database.engine import Database
from database.history import migrate
from tests.postgres import GIVEN, can_start, drop_database, new_database

DATABASES = ["sqlite", *(["postgresql"] if GIVEN or can_start() else [])]


@pytest.fixture
def anyio_backend() -> str:
    """The loop that the product runs on."""
    return "asyncio"


@pytest.fixture(params=DATABASES)
async def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncGenerator[Database]:
    """A database without tables."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/test.db")
        yield database
        await database.close()
    else:
        server: str = request.getfixturevalue("postgres_url")
        url = await new_database(server)
        database = Database(url)
        yield database
        await database.close()
        await drop_database(url, server)


@pytest.fixture
async def database(empty_database: Database) -> Database:
    """A database at the newest revision."""
    await migrate(empty_database)
    return empty_database

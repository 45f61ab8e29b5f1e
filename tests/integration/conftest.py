"""A migrated database for each test: on SQLite, and on PostgreSQL where its programs or a server are at hand."""

import shutil
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from database.engine import Database
from database.history import migrate
from tests.postgres import GIVEN, can_start, new_database
from tests.postgres_pool import Databases

DATABASES = ["sqlite", *(["postgresql"] if GIVEN or can_start() else [])]


@pytest.fixture
def anyio_backend() -> str:
    """The loop that the product runs on."""
    return "asyncio"


@pytest.fixture(params=DATABASES)
def dialect(request: pytest.FixtureRequest) -> str:
    """Which kind of database a test gets."""
    assert isinstance(request.param, str)
    return request.param


@pytest.fixture
async def empty_database(request: pytest.FixtureRequest, dialect: str, tmp_path: Path) -> AsyncGenerator[Database]:
    """A database without tables."""
    if dialect == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/test.db")
        yield database
        await database.close()
    else:
        databases: Databases = request.getfixturevalue("postgres_databases")
        async with _on_server(databases, "template0") as database:
            yield database


@pytest.fixture
async def database(
    request: pytest.FixtureRequest, dialect: str, tmp_path: Path, migrated: dict[str, str]
) -> AsyncGenerator[Database]:
    """A database at the newest revision: a copy of one that was brought there once for all tests."""
    if dialect == "sqlite":
        shutil.copyfile(migrated.get(dialect) or await _migrated_file(migrated), tmp_path / "test.db")
        database = Database(f"sqlite:///{tmp_path}/test.db")
        yield database
        await database.close()
    else:
        databases: Databases = request.getfixturevalue("postgres_databases")
        template = migrated.get(dialect) or await _migrated_on(databases.server, migrated)
        async with _on_server(databases, template) as database:
            yield database


@pytest.fixture(scope="session")
def postgres_databases(postgres_url: str) -> Generator[Databases]:
    """Those that the tests of this run use in turn."""
    databases = Databases(postgres_url)
    yield databases
    databases.close()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Where the migrated databases are that others are copies of, by dialect, and the `folder` for files."""
    return {"folder": str(tmp_path_factory.mktemp("migrated"))}


async def _migrated_file(migrated: dict[str, str]) -> str:
    """The last connection that is closed writes all into the file itself, so that a copy of it is whole."""
    file = f"{migrated['folder']}/newest.db"
    await _brought_to_newest(f"sqlite:///{file}")
    migrated["sqlite"] = file
    return file


async def _migrated_on(server: str, migrated: dict[str, str]) -> str:
    url = await new_database(server)
    await _brought_to_newest(url)
    name = make_url(url).database
    assert name is not None
    migrated["postgresql"] = name
    return name


async def _brought_to_newest(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.close()


@asynccontextmanager
async def _on_server(databases: Databases, template: str) -> AsyncGenerator[Database]:
    async with databases.lent(template) as url:
        database = Database(url)
        yield database
        await database.close()

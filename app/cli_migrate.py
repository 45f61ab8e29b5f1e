"""`ringdesk migrate`: the database's tables, and for developers their history."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from app.settings import Settings
from app.site import site_of
from database.engine import Database
from database.history import differences, migrate, present_revision, write_revision
from migrations.modules import all_tables


async def migrate_site(settings: Settings) -> str:
    """Bring this site's database up to date; the revision it is at then."""
    site_of(settings)
    database = Database(settings.database)
    try:
        await migrate(database)
        return await present_revision(database) or "none"
    finally:
        await database.close()


async def check_history() -> list[str]:
    """Where the tables in the code and the history disagree, tried on an empty database."""
    async with _migrated() as database:
        return await differences(database, all_tables())


async def new_revision(message: str) -> None:
    """Write the next revision."""
    async with _migrated() as database:
        await write_revision(database, message)


@asynccontextmanager
async def _migrated() -> AsyncGenerator[Database]:
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'history.db'}")
        try:
            await migrate(database)
            yield database
        finally:
            await database.close()

"""The schema's history: bring a database to its newest revision, or say how far it is behind."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, MetaData

from database.engine import Database

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic is imported where it is used: it would take a fifth of the time in which a killed application is back

NEWER = "A later version of Ringdesk has changed this database: run that version, or restore an older backup."
SCRIPTS = Path(__file__).parent.parent / "migrations"


class DatabaseIsNewer(Exception):
    """A later version of Ringdesk has migrated it; it is not changed."""


async def migrate(database: Database, to: str = "head") -> None:
    """Run what is missing up to a revision, all of it in one transaction. Raises `DatabaseIsNewer`."""
    async with database.write() as connection:
        await connection.run_sync(_upgrade, to)


async def present_revision(database: Database) -> str | None:
    """The revision this database is at; None when it is empty."""
    async with database.read() as connection:
        return await connection.run_sync(_present)


@cache
def newest_revision() -> str | None:
    """The revision that this version of Ringdesk needs; read once, since probes ask again and again."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config()).get_current_head()


async def differences(database: Database, metadata: MetaData) -> list[str]:
    """Where the migrated database and the tables in the code disagree; empty when the history is complete."""
    async with database.read() as connection:
        return await connection.run_sync(lambda sync: [str(difference) for difference in _compare(sync, metadata)])


async def write_revision(database: Database, message: str) -> None:
    """For developers: a new revision file with the difference between a migrated database and the tables in the code."""
    async with database.write() as connection:
        await connection.run_sync(_revise, message)


def _upgrade(connection: Connection, to: str) -> None:
    from alembic import command

    config = _config()
    present = _present(connection)
    if present is not None and present not in _known(config):
        raise DatabaseIsNewer
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _known(config: "Config") -> set[str]:
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}


def _present(connection: Connection) -> str | None:
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def _revise(connection: Connection, message: str) -> None:
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.revision(config, message=message, autogenerate=True)


def _compare(connection: Connection, metadata: MetaData) -> list[object]:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config

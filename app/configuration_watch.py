"""Notices what administrators have changed in the database, and tells the live calls."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.accounts.tables import AuditRow
from app.calls.configuration import Configuration
from app.calls.events import ConfigurationChanged
from app.calls.repository import load_configuration
from app.runtime import Runtime
from database.engine import Database

LOOK_EVERY_SECONDS = 3.0

_log = structlog.stdlib.get_logger(__name__)


class ConfigurationWatch:
    """Every edit is audited, so a grown audit log is the cheap sign that there may be something new to read.

    `also` is called with what was read, for those who read more.
    """

    def __init__(
        self,
        database: Database,
        runtime: Runtime,
        *,
        region: str = "CN",
        zone: str = "UTC",
        also: Callable[[AsyncConnection, Configuration], Awaitable[None]] | None = None,
    ) -> None:
        self._database = database
        self._also = also
        self._runtime = runtime
        self._region = region
        self._zone = zone
        self._seen: int | None = None
        # two looks at once could send what is older last
        self._looking = asyncio.Lock()

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 - the database may be away; the next look may succeed
                _log.warning("configuration_not_read", error=type(error).__name__)
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def look(self) -> None:
        """Send `ConfigurationChanged` when the stored configuration differs from the one in use."""
        async with self._looking:
            async with self._database.read() as connection:
                newest = await connection.scalar(select(func.max(AuditRow.id))) or 0
                if newest == self._seen:
                    return
                stored = await load_configuration(connection, region=self._region, zone=self._zone)
            self._seen = newest
            if stored != self._runtime.center.configuration:
                self._runtime.post(ConfigurationChanged(at=self._runtime.clock.now(), configuration=stored))
            # last, so that its faults keep nothing from live calls
            if self._also is not None:
                async with self._database.read() as connection:
                    await self._also(connection, stored)

"""Who talked with whom before."""

from uuid import UUID

from database.engine import Database
from reporting.repository import last_agent_of_number


class PastInteractions:
    """Finished interactions as the distributor asks about them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def last_agent(self, number: str) -> UUID | None:
        """The agent who talked last with a caller of this number; callers who hide theirs have no past."""
        if not number:
            return None
        return await self._database.look(lambda connection: last_agent_of_number(connection, number))

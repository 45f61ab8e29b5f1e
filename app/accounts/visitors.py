"""Browser phones for one call, kept so that a call from a page outlives the application."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from app.accounts.visitor_repository import delete_line, insert_line, load_lines
from database.engine import Database


class VisitorLine(Struct, frozen=True, kw_only=True):
    """One of them. `ticket` is the hash of the secret that the page has; `owner` None: whoever has it may use it."""

    ticket: str
    name: str
    dialed_number: str
    owner: UUID | None
    opened_at: datetime


class VisitorLines:
    """Where they are kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self) -> Sequence[VisitorLine]:
        """All that were not removed."""
        async with self._database.read() as connection:
            rows = await load_lines(connection)
        return [
            VisitorLine(
                ticket=row.ticket,
                name=row.name,
                dialed_number=row.dialed_number,
                owner=row.owner_id,
                opened_at=row.opened_at,
            )
            for row in rows
        ]

    async def keep(self, line: VisitorLine) -> None:
        """Remember a line that is about to be opened."""
        async with self._database.write() as connection:
            await insert_line(
                connection,
                ticket=line.ticket,
                name=line.name,
                dialed_number=line.dialed_number,
                owner_id=line.owner,
                opened_at=line.opened_at,
            )

    async def drop(self, ticket: str) -> None:
        """Forget a line; forgotten already is fine."""
        async with self._database.write() as connection:
            await delete_line(connection, ticket)


def hashed(ticket: str) -> str:
    """By which a ticket is kept: nobody who reads the database can use it."""
    return hashlib.sha256(ticket.encode()).hexdigest()

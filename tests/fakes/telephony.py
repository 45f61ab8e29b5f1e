"""Stand-ins for the outside of the runtime, each of which only remembers what it was asked."""

import asyncio
from collections.abc import Callable
from uuid import UUID

from app.calls.actions import Effect
from app.calls.ports import ActionNotPerformed
from customers.profile import CustomerSummary


class RecordedTelephony:
    """Keeps the effects in the order in which they were done; `held` calls wait, `failing` ones fail."""

    def __init__(self) -> None:
        self.done: list[Effect] = []
        self.held: dict[UUID, asyncio.Event] = {}
        self.failing: set[UUID] = set()
        self.watch: Callable[[Effect], None] = lambda _: None

    async def perform(self, effect: Effect) -> None:
        """Do nothing but remember it."""
        if effect.call_id in self.held:
            await self.held[effect.call_id].wait()
        if effect.call_id in self.failing:
            raise ActionNotPerformed("no such channel", "leg-of-failure")
        self.watch(effect)
        self.done.append(effect)


class KnownCustomers:
    """A directory in memory."""

    def __init__(self, customers: dict[str, CustomerSummary] | None = None) -> None:
        self.customers = customers or {}

    async def find_by_number(self, number: str) -> CustomerSummary | None:
        """The customer with exactly this number."""
        return self.customers.get(number)

    def dialable(self, raw: str) -> str:
        """Digits as they are, as if they were an international number."""
        return raw if raw.startswith("+") else f"+86{raw}"


class EmptyShelf:
    """Remembers which recordings were to be finished."""

    def __init__(self) -> None:
        self.stored: list[str] = []
        self.discarded: list[str] = []

    async def store(self, recording_id: str) -> None:
        """Remember it."""
        self.stored.append(recording_id)

    async def discard(self, recording_id: str) -> None:
        """Remember it."""
        self.discarded.append(recording_id)

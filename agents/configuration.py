"""What an administrator decides about queues and agents, as the distributor reads it."""

from datetime import timedelta
from uuid import UUID

from msgspec import Struct


class Queue(Struct, frozen=True, kw_only=True):
    """A waiting line and the rules for those who wait in it. `id` is a stable short name such as `support`."""

    id: str
    name: str
    ring_timeout: timedelta = timedelta(seconds=20)
    wrap_up: timedelta = timedelta(seconds=30)
    music: str = "default"
    announce_agent: bool = True


class AgentProfile(Struct, frozen=True, kw_only=True):
    """A person who takes calls. `number` is spoken to callers (`8001`); `queues` are the ids of the queues served."""

    id: UUID
    number: str
    name: str
    queues: tuple[str, ...] = ()

"""Who does something: somebody of ours, as what they did is kept."""

from uuid import UUID

from msgspec import Struct


class Person(Struct, frozen=True, kw_only=True):
    """A person by the name of that day."""

    id: UUID
    name: str

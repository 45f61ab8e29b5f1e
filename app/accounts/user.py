"""People and their sessions, as values."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

Role = Literal["agent", "supervisor", "admin"]
Language = Literal["en", "zh-CN"]
ConsoleLanguage = Language | Literal[""]
"""What somebody chose for the console; empty follows the browser."""


class User(Struct, frozen=True, kw_only=True):
    """A person with an account. `agent_number` is empty for people who take no calls."""

    id: UUID
    login: str
    name: str
    role: Role
    language: ConsoleLanguage
    agent_number: str = ""


class Session(Struct, frozen=True, kw_only=True):
    """A sign-in that is still good. `id` is the hash of the cookie's token, which itself is kept nowhere."""

    id: str
    user: User
    expires_at: datetime
    last_seen_at: datetime

"""`ringdesk user add`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast, get_args
from uuid import uuid4

from msgspec import Struct

from agents.configuration import AgentProfile
from agents.repository import load_queues, save_agent
from app.accounts.errors import AgentNumberTaken, LoginNotValid, LoginTaken, PasswordTooShort
from app.accounts.passwords import SHORTEST_PASSWORD, hash_password, make_password
from app.accounts.user import ConsoleLanguage, Language, Role
from app.accounts.users import add_user
from app.settings import Settings
from database.engine import Database


class Newcomer(Struct, frozen=True, kw_only=True):
    """As typed."""

    login: str
    name: str
    role: str
    number: str
    queues: tuple[str, ...]
    language: str


class NotAdded(Exception):
    """The text says why, and how to do better."""


async def add(settings: Settings, newcomer: Newcomer, password: str | None = None) -> str:
    """Add a person to this site; the password, made at random where none is given. A running application notices soon."""
    if newcomer.role not in get_args(Role):
        raise NotAdded(f"'{newcomer.role}' is no role: use agent, supervisor or admin.")
    if newcomer.language not in ("", *get_args(Language)):
        raise NotAdded(f"'{newcomer.language}' is not spoken here: use en or zh-CN.")
    if (newcomer.role == "agent") != bool(newcomer.number):
        raise NotAdded("An agent needs a --number, and nobody else may have one (--role supervisor, --role admin).")
    database = Database(settings.database)
    try:
        chosen = make_password() if password is None else password
        await _write(database, newcomer, await hash_password(chosen))
        return chosen
    except (LoginTaken, AgentNumberTaken, LoginNotValid, PasswordTooShort) as refusal:
        raise NotAdded(_REFUSED[type(refusal)].format(newcomer)) from refusal
    finally:
        await database.close()


_REFUSED: Mapping[type[Exception], str] = {
    LoginTaken: "Somebody has the login '{0.login}' already: choose another.",
    AgentNumberTaken: "Another agent has the number {0.number}: choose another.",
    LoginNotValid: "'{0.login}' cannot be a login: use up to 64 letters, digits and signs, without spaces.",
    PasswordTooShort: f"A password needs at least {SHORTEST_PASSWORD} characters.",
}


async def _write(database: Database, newcomer: Newcomer, password_hash: str) -> None:
    async with database.write() as connection:
        known = {queue.id for queue in await load_queues(connection)}
        if unknown := set(newcomer.queues) - known:
            raise NotAdded(
                f"No such queue: {', '.join(sorted(unknown))}. There are: {', '.join(sorted(known)) or 'none'}."
            )
        user_id = uuid4()
        await add_user(
            connection,
            user_id=user_id,
            login=newcomer.login,
            name=newcomer.name,
            role=cast("Role", newcomer.role),
            password_hash=password_hash,
            at=datetime.now(UTC),
            language=cast("ConsoleLanguage", newcomer.language),
            agent_number=newcomer.number,
        )
        if newcomer.number:
            await save_agent(
                connection,
                AgentProfile(id=user_id, number=newcomer.number, name=newcomer.name, queues=newcomer.queues),
            )

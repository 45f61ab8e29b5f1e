"""Adding, changing and closing accounts, for the command line and the first start. The caller owns the transaction."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from app.accounts import repository
from app.accounts.audit_repository import audit
from app.accounts.errors import LoginNotValid
from app.accounts.user import ConsoleLanguage, Role, User

_LONGEST_LOGIN = 64


def login_key(login: str) -> str:
    """What makes two logins the same."""
    return login.strip().casefold()


async def add_user(
    connection: AsyncConnection,
    *,
    user_id: UUID,
    login: str,
    name: str,
    role: Role,
    password_hash: str,
    at: datetime,
    language: ConsoleLanguage = "",
    agent_number: str = "",
    actor: str = "cli",
) -> User:
    """Add an account; hash the password before opening the transaction.

    Raises:
        LoginNotValid: empty, too long, or with spaces or invisible characters.
        LoginTaken, AgentNumberTaken: another account has it.
    """
    login = login.strip()
    if not 1 <= len(login) <= _LONGEST_LOGIN or " " in login or not login.isprintable():
        raise LoginNotValid
    user = User(id=user_id, login=login, name=name, role=role, language=language, agent_number=agent_number)
    await repository.insert_user(connection, user, login_key(login), password_hash, at)
    await audit(connection, at=at, actor=actor, what="user_added", subject=str(user_id))
    return user


async def disable_user(connection: AsyncConnection, user_id: UUID, *, at: datetime, actor: str = "cli") -> None:
    """Close an account: its sessions end and open sockets follow within seconds."""
    await repository.set_disabled(connection, user_id, at)
    await repository.delete_sessions_of(connection, user_id)
    await audit(connection, at=at, actor=actor, what="user_disabled", subject=str(user_id))


async def change_role(
    connection: AsyncConnection, user_id: UUID, role: Role, *, at: datetime, actor: str = "cli"
) -> None:
    """Give another role; sessions of the old one end."""
    await repository.set_role(connection, user_id, role)
    await repository.delete_sessions_of(connection, user_id)
    await audit(connection, at=at, actor=actor, what=f"role_{role}", subject=str(user_id))


async def change_password(
    connection: AsyncConnection, user_id: UUID, password_hash: str, *, at: datetime, actor: str = "cli"
) -> None:
    """Give a new password; all sessions end."""
    await repository.set_password_hash(connection, user_id, password_hash)
    await repository.delete_sessions_of(connection, user_id)
    await audit(connection, at=at, actor=actor, what="password_changed", subject=str(user_id))

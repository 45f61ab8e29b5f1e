"""SQL of users and sessions. Callers own the transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from msgspec import convert
from sqlalchemy import Update, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from app.accounts.errors import AgentNumberTaken, LoginTaken
from app.accounts.tables import SessionRow, UserRow
from app.accounts.user import Language, Role, Session, User

_USER = (UserRow.id, UserRow.login, UserRow.name, UserRow.role, UserRow.language, UserRow.agent_number)
_IDS_AT_ONCE = 500


async def insert_user(
    connection: AsyncConnection, user: User, login_key: str, password_hash: str, at: datetime
) -> None:
    """Raises `LoginTaken` or `AgentNumberTaken`."""
    number = user.agent_number or None
    if await connection.scalar(select(UserRow.id).where(UserRow.login_key == login_key)) is not None:
        raise LoginTaken
    if number and await connection.scalar(select(UserRow.id).where(UserRow.agent_number == number)) is not None:
        raise AgentNumberTaken
    await connection.execute(
        insert(UserRow).values(
            id=user.id,
            login=user.login,
            login_key=login_key,
            name=user.name,
            role=user.role,
            language=user.language,
            agent_number=number,
            password_hash=password_hash,
            created_at=at,
        )
    )


async def credentials(connection: AsyncConnection, login_key: str) -> tuple[User, str] | None:
    """The enabled account with this login, and its password hash."""
    query = select(UserRow.password_hash, *_USER).where(UserRow.login_key == login_key, UserRow.disabled_at.is_(None))
    row = (await connection.execute(query)).first()
    return None if row is None else (_user(row[1:]), row[0])


async def anybody(connection: AsyncConnection) -> bool:
    """Whether there is an enabled account."""
    return await connection.scalar(select(UserRow.id).where(UserRow.disabled_at.is_(None)).limit(1)) is not None


async def user_by_login(connection: AsyncConnection, login_key: str) -> User | None:
    """The account with this login, disabled or not."""
    row = (await connection.execute(select(*_USER).where(UserRow.login_key == login_key))).first()
    return None if row is None else _user(row)


async def set_disabled(connection: AsyncConnection, user_id: UUID, at: datetime | None) -> None:
    """Close or reopen an account."""
    await connection.execute(update(UserRow).where(UserRow.id == user_id).values(disabled_at=at))


async def set_role(connection: AsyncConnection, user_id: UUID, role: Role) -> None:
    """Give another role."""
    await connection.execute(update(UserRow).where(UserRow.id == user_id).values(role=role))


async def set_language(connection: AsyncConnection, user_id: UUID, language: Language) -> None:
    """Choose the console's language."""
    await connection.execute(update(UserRow).where(UserRow.id == user_id).values(language=language))


async def set_password_hash(connection: AsyncConnection, user_id: UUID, password_hash: str) -> None:
    """Give a new password."""
    await connection.execute(update(UserRow).where(UserRow.id == user_id).values(password_hash=password_hash))


async def all_users(connection: AsyncConnection) -> Sequence[tuple[User, bool]]:
    """Every account, and whether it is closed."""
    rows = await connection.execute(select(UserRow.disabled_at, *_USER).order_by(UserRow.login_key))
    return [(_user(row[1:]), row[0] is not None) for row in rows]


async def put_users(
    connection: AsyncConnection,
    users: Sequence[tuple[User, str, bool]],
    password_hashes: Mapping[UUID, str],
    at: datetime,
) -> None:
    """Add or change accounts, each with its login key and whether it is closed; new ones need a password hash.

    Logins and numbers may change hands among them.
    """
    known = {row.id: row.disabled_at for row in await connection.execute(select(UserRow.id, UserRow.disabled_at))}
    rows = [
        {
            "id": user.id,
            "login": user.login,
            "login_key": key,
            "name": user.name,
            "role": user.role,
            "language": user.language,
            "agent_number": user.agent_number or None,
            "disabled_at": (known.get(user.id) or at) if disabled else None,
        }
        for user, key, disabled in users
    ]
    changed = [row for row in rows if row["id"] in known]
    if changed:
        # a login that passes from one account to another would be there twice for a moment
        parked = [{"b_id": row["id"], "login_key": f"={row['id']}", "agent_number": None} for row in changed]
        await connection.execute(_update_user("login_key", "agent_number"), parked)
        columns = [column for column in changed[0] if column != "id"]
        await connection.execute(
            _update_user(*columns),
            [{"b_id": row["id"], **{column: row[column] for column in columns}} for row in changed],
        )
    added = [row for row in rows if row["id"] not in known]
    if added:
        await connection.execute(
            insert(UserRow),
            [{**row, "password_hash": password_hashes[cast("UUID", row["id"])], "created_at": at} for row in added],
        )


def _update_user(*columns: str) -> Update:
    return (
        update(UserRow)
        .where(UserRow.id == bindparam("b_id"))
        .values({column: bindparam(column) for column in columns})
        .execution_options(synchronize_session=None)
    )


async def remove_users(connection: AsyncConnection, ids: Collection[UUID]) -> None:
    """Remove accounts with their sessions."""
    await connection.execute(delete(SessionRow).where(SessionRow.user_id.in_(ids)))
    await connection.execute(delete(UserRow).where(UserRow.id.in_(ids)))


async def names_of(connection: AsyncConnection, ids: Collection[UUID]) -> Mapping[UUID, str]:
    """What people are called; those who are gone are missing."""
    rows = await connection.execute(select(UserRow.id, UserRow.name).where(UserRow.id.in_(ids)))
    return {row.id: row.name for row in rows}


async def insert_session(connection: AsyncConnection, session: Session, user_agent: str) -> None:
    """Begin a session."""
    await connection.execute(
        insert(SessionRow).values(
            id=session.id,
            user_id=session.user.id,
            created_at=session.last_seen_at,
            last_seen_at=session.last_seen_at,
            expires_at=session.expires_at,
            user_agent=user_agent,
        )
    )


async def good_sessions(
    connection: AsyncConnection, ids: Collection[str], at: datetime, seen_since: datetime
) -> Sequence[Session]:
    """Those of these sessions that are neither over nor idle and whose users are enabled."""
    good = (
        select(SessionRow.id, SessionRow.expires_at, SessionRow.last_seen_at, *_USER)
        .join(UserRow, UserRow.id == SessionRow.user_id)
        .where(SessionRow.expires_at > at, SessionRow.last_seen_at > seen_since, UserRow.disabled_at.is_(None))
    )
    found: list[Session] = []
    ordered = list(ids)
    for start in range(0, len(ordered), _IDS_AT_ONCE):
        rows = await connection.execute(good.where(SessionRow.id.in_(ordered[start : start + _IDS_AT_ONCE])))
        found += [Session(id=row[0], expires_at=row[1], last_seen_at=row[2], user=_user(row[3:])) for row in rows]
    return found


async def mark_seen(connection: AsyncConnection, ids: Collection[str], at: datetime) -> None:
    """These sessions are in use."""
    await connection.execute(update(SessionRow).where(SessionRow.id.in_(ids)).values(last_seen_at=at))


async def delete_session(connection: AsyncConnection, session_id: str) -> None:
    """End one session; ended already is fine."""
    await connection.execute(delete(SessionRow).where(SessionRow.id == session_id))


async def delete_sessions_of(connection: AsyncConnection, user_id: UUID) -> None:
    """End all sessions of a user."""
    await connection.execute(delete(SessionRow).where(SessionRow.user_id == user_id))


async def delete_other_sessions(connection: AsyncConnection, user_id: UUID, keep: str) -> int:
    """End all sessions of a user but one; how many there were."""
    others = delete(SessionRow).where(SessionRow.user_id == user_id, SessionRow.id != keep)
    return (await connection.execute(others)).rowcount


async def delete_expired_sessions(connection: AsyncConnection, at: datetime) -> None:
    """Tidy up."""
    await connection.execute(delete(SessionRow).where(SessionRow.expires_at <= at))


def _user(columns: Sequence[object]) -> User:
    identity, login, name, role, language, agent_number = columns
    fields = {"id": identity, "login": login, "name": name, "role": role, "language": language}
    return convert({**fields, "agent_number": agent_number or ""}, User)

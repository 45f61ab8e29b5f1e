"""Signing in and out. A session lives on the server; the browser holds a random token that only we can look up.

A session ends 12 hours after sign-in, or after 2 hours in which neither a request nor an open socket showed life.
"""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from app.accounts import repository
from app.accounts.audit_repository import audit
from app.accounts.errors import CredentialsRefused, PasswordWrong, TooManyAttempts
from app.accounts.passwords import demand_hard, hash_password, password_fits
from app.accounts.throttle import SignInThrottle
from app.accounts.user import Language, Session, User
from app.accounts.users import login_key
from database.engine import Database

SESSION_LENGTH = timedelta(hours=12)
IDLE_LIMIT = timedelta(hours=2)
_SEEN_EVERY = timedelta(minutes=5)


class Clock(Protocol):
    """Where the present moment comes from."""

    def now(self) -> datetime:
        """Aware, in UTC."""
        ...


class Accounts:
    """Signs people in, remembers them and signs them out."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        session_length: timedelta = SESSION_LENGTH,
        idle_limit: timedelta = IDLE_LIMIT,
    ) -> None:
        self._database = database
        self._clock = clock
        self._session_length = session_length
        self._idle_limit = idle_limit
        self._throttle = SignInThrottle()

    async def sign_in(
        self, login: str, password: str, *, address: str, user_agent: str, replaces: str | None = None
    ) -> tuple[Session, str]:
        """A new session and the token for its cookie; the session of the token that the browser had (`replaces`) ends.

        Raises:
            TooManyAttempts: with the time to wait.
            CredentialsRefused: the same, after the same work, for an unknown login.
        """
        at = self._clock.now()
        key = login_key(login)
        wait = self._throttle.attempt(key, address, at)
        if wait:
            raise TooManyAttempts(wait)
        user, checked = await self._checked(key, password, at)
        self._throttle.succeeded(key, address)
        token = secrets.token_urlsafe(32)
        session = Session(id=session_id(token), user=user, expires_at=at + self._session_length, last_seen_at=at)
        async with self._database.write() as connection:
            if await repository.credentials(connection, key) != (user, checked):
                raise CredentialsRefused  # disabled or changed while the password was being checked
            if replaces is not None:
                await repository.delete_session(connection, session_id(replaces))
            await repository.delete_expired_sessions(connection, at)
            await repository.insert_session(connection, session, hashlib.sha256(user_agent.encode()).hexdigest())
            await audit(connection, at=at, actor=str(user.id), what="signed_in")
        return session, token

    async def session_of(self, token: str) -> Session | None:
        """The session of a cookie's token, if it is still good."""
        identity = session_id(token)
        return (await self.still_good([identity])).get(identity)

    async def still_good(self, ids: Collection[str]) -> Mapping[str, Session]:
        """Those of these sessions that have not ended; asking shows that they are in use."""
        at = self._clock.now()
        async with self._database.read() as connection:
            good = await repository.good_sessions(connection, ids, at, at - self._idle_limit)
        unmarked = [session.id for session in good if at - session.last_seen_at > _SEEN_EVERY]
        if unmarked:
            async with self._database.write() as connection:
                await repository.mark_seen(connection, unmarked, at)
        return {session.id: session for session in good}

    async def sign_out(self, session: Session) -> None:
        """End the session."""
        async with self._database.write() as connection:
            await repository.delete_session(connection, session.id)
            await audit(connection, at=self._clock.now(), actor=str(session.user.id), what="signed_out")

    async def choose_language(self, user_id: UUID, language: Language) -> None:
        """Remember the console's language."""
        async with self._database.write() as connection:
            await repository.set_language(connection, user_id, language)

    async def change_password(self, session: Session, current: str, wanted: str, *, address: str) -> int:
        """Give oneself a new password; one's other sessions end, and how many is the answer.

        Raises:
            TooManyAttempts: with the time to wait; attempts count together with those to sign in.
            PasswordWrong: `current` is not the password.
            PasswordTooShort, PasswordTooEasy: of the new one.
        """
        at, key = self._clock.now(), login_key(session.user.login)
        demand_hard(wanted, session.user.login, current)
        wait = self._throttle.attempt(key, address, at)
        if wait:
            raise TooManyAttempts(wait)
        try:
            _, checked = await self._checked(key, current, at)
        except CredentialsRefused:
            raise PasswordWrong from None
        self._throttle.succeeded(key, address)
        made = await hash_password(wanted)
        async with self._database.write() as connection:
            found = await repository.credentials(connection, key)
            if found is None or found[1] != checked:
                raise PasswordWrong  # disabled or changed while the password was being checked
            await repository.set_password_hash(connection, session.user.id, made)
            ended = await repository.delete_other_sessions(connection, session.user.id, session.id)
            me = str(session.user.id)
            await audit(connection, at=at, actor=me, what="password_changed", subject=me)
        return ended

    async def note(self, *, actor: str, what: str, subject: str = "") -> None:
        """Write one line of the audit log. `actor` and `subject` are ids or fixed words."""
        async with self._database.write() as connection:
            await audit(connection, at=self._clock.now(), actor=actor, what=what, subject=subject)

    async def _checked(self, key: str, password: str, at: datetime) -> tuple[User, str]:
        async with self._database.read() as connection:
            found = await repository.credentials(connection, key)
        if await password_fits(password, found[1] if found else None) and found is not None:
            return found
        async with self._database.write() as connection:
            subject = str(found[0].id) if found else "unknown"
            await audit(connection, at=at, actor="-", what="sign_in_failed", subject=subject)
        raise CredentialsRefused


def session_id(token: str) -> str:
    """What is stored of a token: a copy of the database opens no session."""
    return hashlib.sha256(token.encode()).hexdigest()

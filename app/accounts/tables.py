"""Tables of accounts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base
from database.types import BigCount, Json


class UserRow(Base):
    """A person. `login_key` is the casefolded login, so that `Ana` and `ana` are one."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    login: Mapped[str]
    login_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(16))
    agent_number: Mapped[str | None] = mapped_column(String(32), unique=True)
    password_hash: Mapped[str]
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class SessionRow(Base):
    """A sign-in. `id` is the SHA-256 of the cookie's token; `user_agent` a hash of the browser's name, for the audit."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    user_agent: Mapped[str] = mapped_column(String(64))


class VisitorLineRow(Base):
    """A browser phone for one call. `ticket` is the SHA-256 of what opens its socket; `owner_id` who alone may use it."""

    __tablename__ = "visitor_lines"

    ticket: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    dialed_number: Mapped[str]
    owner_id: Mapped[UUID | None]
    opened_at: Mapped[datetime]


class AuditRow(Base):
    """One line of the audit log, never changed. The unique `previous` keeps it a chain under concurrent writers.

    `detail` covers the hashes of the line's `AuditDetailRow`s, empty where there are none.
    """

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(BigCount, primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    what: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[str] = mapped_column(String(64), server_default="", default="")
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64))


class AuditDetailRow(Base):
    """What one line of the audit log did to one thing: the document before and after, null where there was none.

    The only part of the log that may hold names. It can be erased without breaking the chain, which covers `hash` alone;
    `salt` keeps what was erased from being guessed.
    """

    __tablename__ = "audit_details"

    entry_id: Mapped[int] = mapped_column(ForeignKey("audit_entries.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(index=True)
    before: Mapped[object | None] = mapped_column(Json)
    after: Mapped[object | None] = mapped_column(Json)
    salt: Mapped[str] = mapped_column(String(32))
    hash: Mapped[str] = mapped_column(String(64))

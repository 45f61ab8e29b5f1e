"""Tables of accounts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base
from database.types import BigCount


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


class AuditRow(Base):
    """One line of the audit log, never changed. The unique `previous` keeps it a chain under concurrent writers."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(BigCount, primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    what: Mapped[str]
    subject: Mapped[str]
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64))

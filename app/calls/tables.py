"""The durable side of the live state: who owns the site, what happened, what is going on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base
from database.types import BigCount, Json


class SiteRow(Base):
    """The one row that fences: whoever holds the newest epoch owns the live state. It was there last at `alive_at`."""

    __tablename__ = "site"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column(BigInteger)
    taken_at: Mapped[datetime]
    alive_at: Mapped[datetime | None]


class JournalRow(Base):
    """One event, in the order in which it was decided upon. Never changed."""

    __tablename__ = "journal"

    seq: Mapped[int] = mapped_column(BigCount, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    type: Mapped[str]
    call_id: Mapped[UUID | None] = mapped_column(index=True)
    agent_id: Mapped[UUID | None] = mapped_column(index=True)
    event: Mapped[object | None] = mapped_column(Json)


class LiveCallRow(Base):
    """A live call's whole state."""

    __tablename__ = "live_calls"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[object] = mapped_column(Json)


class LiveAgentRow(Base):
    """A present agent's whole state."""

    __tablename__ = "live_agents"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    state: Mapped[object] = mapped_column(Json)


class LiveQueueRow(Base):
    """What a queue remembers of callers who are gone."""

    __tablename__ = "live_queues"

    id: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[object] = mapped_column(Json)


class RuleRow(Base):
    """A rule for the whole site that is no queue's and no agent's; `name` says which, such as `outgoing`."""

    __tablename__ = "rules"

    name: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[object] = mapped_column(Json)

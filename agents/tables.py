"""Queues, the people who serve them, and the two lists that agents pick from."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base
from database.types import Json


class QueueRow(Base):
    """A waiting line; `rules` is the rest of `agents.configuration.Queue`."""

    __tablename__ = "queues"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    rules: Mapped[object] = mapped_column(Json)


class AgentRow(Base):
    """A person who takes calls; `id` is the id of the account that signs in, `rules` the rest of `AgentProfile`."""

    __tablename__ = "agents"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    rules: Mapped[object] = mapped_column(Json)


class QueueMemberRow(Base):
    """An agent serves a queue."""

    __tablename__ = "queue_members"

    queue_id: Mapped[str] = mapped_column(ForeignKey("queues.id", ondelete="CASCADE"), primary_key=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True)


class DispositionRow(Base):
    """A verdict that an agent can give on a call; `position` orders the list."""

    __tablename__ = "dispositions"

    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]


class ReasonRow(Base):
    """A reason for being Not Ready; `position` orders the list."""

    __tablename__ = "not_ready_reasons"

    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]

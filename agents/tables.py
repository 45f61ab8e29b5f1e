"""Queues, the people who serve them, and the lists that agents pick from or are described by."""

from uuid import UUID

from sqlalchemy import ForeignKey, true
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
    """A person who takes calls; `id` is the id of the account that signs in, `rules` the rest of `AgentProfile`.

    An inactive agent's account is closed: nobody sees or offers to it, but what it was set up with is kept.
    """

    __tablename__ = "agents"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    active: Mapped[bool] = mapped_column(server_default=true(), default=True)
    rules: Mapped[object] = mapped_column(Json)


class QueueMemberRow(Base):
    """An agent serves a queue."""

    __tablename__ = "queue_members"

    queue_id: Mapped[str] = mapped_column(ForeignKey("queues.id", ondelete="CASCADE"), primary_key=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id", ondelete="CASCADE"), primary_key=True)


class TeamRow(Base):
    """A group of people under one lead."""

    __tablename__ = "teams"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    description: Mapped[str]


class SkillRow(Base):
    """Something an agent can be good at."""

    __tablename__ = "skills"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    description: Mapped[str]


class DispositionRow(Base):
    """A verdict that an agent can give on a call; `position` orders the list, `rules` is the rest of `Choice`."""

    __tablename__ = "dispositions"

    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    rules: Mapped[object] = mapped_column(Json, server_default="{}", default={})


class ReasonRow(Base):
    """A reason for being Not Ready; `position` orders the list, `rules` is the rest of `Choice`."""

    __tablename__ = "not_ready_reasons"

    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    rules: Mapped[object] = mapped_column(Json, server_default="{}", default={})

"""Finished interactions as they are stored, and what waits to be told to the CRM."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base
from database.types import Json


class InteractionRecorded(Base):
    """One finished contact; `parent_id` is the contact that it follows from.

    Queue and agent are the last ones that had it; names are those of that day.
    """

    __tablename__ = "interactions"
    __table_args__ = (
        Index("ix_interactions_arrived_at_id", "arrived_at", "id"),
        Index("ix_interactions_caller_number_arrived_at", "caller_number", "arrived_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    channel: Mapped[str]
    caller_number: Mapped[str]
    caller_name: Mapped[str]
    dialed_number: Mapped[str]
    direction: Mapped[str] = mapped_column(server_default="inbound")
    parent_id: Mapped[UUID | None] = mapped_column(index=True)
    language: Mapped[str]
    customer_id: Mapped[UUID | None] = mapped_column(index=True)
    customer: Mapped[object | None] = mapped_column(Json)
    arrived_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    outcome: Mapped[str]
    ended_by: Mapped[str]
    hangup_cause: Mapped[int]
    reconciled: Mapped[bool]
    test: Mapped[bool] = mapped_column(server_default=false())
    queue_id: Mapped[str]
    agent_number: Mapped[str]
    agent_name: Mapped[str]
    talk_ms: Mapped[int]
    wait_ms: Mapped[int]
    timeline: Mapped[object] = mapped_column(Json)


class SegmentRecorded(Base):
    """One menu's, queue's or agent's part of an interaction."""

    __tablename__ = "segments"
    __table_args__ = (
        Index("ix_segments_agent_id_interaction_id", "agent_id", "interaction_id"),
        Index("ix_segments_agent_number_interaction_id", "agent_number", "interaction_id"),
        Index("ix_segments_queue_id_interaction_id", "queue_id", "interaction_id"),
    )

    interaction_id: Mapped[UUID] = mapped_column(ForeignKey("interactions.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    queue_id: Mapped[str]
    agent_id: Mapped[UUID | None]
    agent_number: Mapped[str]
    agent_name: Mapped[str]
    flow_id: Mapped[str]
    outcome: Mapped[str]
    talk_ms: Mapped[int]
    hold_ms: Mapped[int]
    recording_id: Mapped[str | None]
    quality: Mapped[object | None] = mapped_column(Json)
    told_at: Mapped[datetime | None]
    told_shortest_ms: Mapped[int] = mapped_column(server_default="0")
    told_longest_ms: Mapped[int] = mapped_column(server_default="0")


class FlowVisitRecorded(Base):
    """A caller's stay at a step of a flow. `call_outcome` is what became of the whole contact, in the row with which a caller whom
    nobody had talked with yet began the flow; it is empty in all others.
    """

    __tablename__ = "flow_visits"
    __table_args__ = (
        # holds all that statistics look at, so that they read nothing else
        Index(
            "ix_flow_visits_statistics",
            "flow_id",
            "entered_at",
            "revision",
            "step_id",
            "outcome",
            "spent_ms",
            "call_outcome",
        ),
    )

    interaction_id: Mapped[UUID] = mapped_column(ForeignKey("interactions.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    flow_id: Mapped[str]
    revision: Mapped[int]
    step_id: Mapped[str]
    entered_at: Mapped[datetime]
    spent_ms: Mapped[int]
    outcome: Mapped[str]
    call_outcome: Mapped[str]


class AnswerRecorded(Base):
    """A caller's answer to a question of a survey."""

    __tablename__ = "survey_answers"
    __table_args__ = (
        Index("ix_survey_answers_at", "at"),
        Index("ix_survey_answers_agent_id_at", "agent_id", "at"),
    )

    interaction_id: Mapped[UUID] = mapped_column(ForeignKey("interactions.id", ondelete="CASCADE"), primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    score: Mapped[int]
    lowest: Mapped[int]
    highest: Mapped[int]
    at: Mapped[datetime]
    agent_id: Mapped[UUID | None]
    agent_number: Mapped[str]
    agent_name: Mapped[str]
    queue_id: Mapped[str]


class WrapUpRecorded(Base):
    """An agent's verdict and notes on an interaction; it may be written before the interaction is."""

    __tablename__ = "wrap_ups"

    interaction_id: Mapped[UUID] = mapped_column(primary_key=True)
    agent_id: Mapped[UUID] = mapped_column(primary_key=True)
    agent_number: Mapped[str]
    agent_name: Mapped[str]
    disposition: Mapped[str] = mapped_column(index=True)
    notes: Mapped[str]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]


class SpellRecorded(Base):
    """An agent's stay in one state. An agent's spells follow each other without gap or overlap, so that the beginning is the key."""

    __tablename__ = "agent_spells"
    __table_args__ = (Index("ix_agent_spells_agent_id_ended_at", "agent_id", "ended_at"),)

    agent_id: Mapped[UUID] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(primary_key=True)
    ended_at: Mapped[datetime]
    agent_number: Mapped[str]
    agent_name: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str] = mapped_column(index=True)
    call_id: Mapped[UUID | None] = mapped_column(index=True)
    next_state: Mapped[str]
    next_reason: Mapped[str]


class OutboxMessage(Base):
    """What the CRM has yet to hear. The id derives from kind and subject, so that nothing is told twice."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_delivered_at_created_at", "delivered_at", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject: Mapped[UUID]
    payload: Mapped[object] = mapped_column(Json)
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    attempts: Mapped[int]

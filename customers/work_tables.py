"""The work list: what is owed to callers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base

ONE_MISSED = text("kind = 'missed' AND state <> 'closed'")
"""Which rows a number may have only one of."""


class WorkItemRow(Base):
    """One promise, from the moment it is owed (`due_at`) until somebody closes it. `contacts` counts how often they tried."""

    __tablename__ = "work_items"
    __table_args__ = (
        Index("ix_work_items_state_due_at_id", "state", "due_at", "id"),
        Index("ix_work_items_number_state", "number", "state"),
        Index("uq_work_items_missed", "number", unique=True, sqlite_where=ONE_MISSED, postgresql_where=ONE_MISSED),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    state: Mapped[str]
    number: Mapped[str]
    queue_id: Mapped[str]
    interaction_id: Mapped[UUID | None] = mapped_column(index=True)
    recording_id: Mapped[str]
    customer_id: Mapped[UUID | None]
    customer_name: Mapped[str]
    created_at: Mapped[datetime]
    last_at: Mapped[datetime]
    due_at: Mapped[datetime]
    contacts: Mapped[int]
    note: Mapped[str]
    owner_id: Mapped[UUID | None] = mapped_column(index=True)
    owner_name: Mapped[str]
    result: Mapped[str]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str]

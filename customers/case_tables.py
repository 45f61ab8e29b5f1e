"""Cases, their history, and the contacts that they came from."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base
from database.types import BigCount, Json


class CaseRow(Base):
    """One complaint or request. `number` is what people call it."""

    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_due_at_id", "due_at", "id"),
        Index("ix_cases_caller_number_state", "caller_number", "state"),
        Index("ix_cases_customer_id_state", "customer_id", "state"),
        Index("ix_cases_owner_id_state", "owner_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigCount, unique=True)
    customer_id: Mapped[UUID | None]
    caller_number: Mapped[str]
    subject: Mapped[str]
    kind: Mapped[str]
    priority: Mapped[str]
    text: Mapped[str]
    state: Mapped[str]
    owner_id: Mapped[UUID | None]
    owner_name: Mapped[str]
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int]
    result: Mapped[str]
    tries: Mapped[int]
    customer_check: Mapped[object | None] = mapped_column(Json)
    finding: Mapped[object | None] = mapped_column(Json)
    closed_at: Mapped[datetime | None]


class CaseEntryRow(Base):
    """A line of a case's history; it is never changed."""

    __tablename__ = "case_entries"
    __table_args__ = (Index("ix_case_entries_case_id_id", "case_id", "id"),)

    id: Mapped[int] = mapped_column(BigCount, primary_key=True, autoincrement=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    by_id: Mapped[UUID]
    by_name: Mapped[str]
    what: Mapped[str]
    entry: Mapped[object] = mapped_column(Json)


class CaseContactRow(Base):
    """A contact that a case came from, or that touched it; the interaction may not be over yet."""

    __tablename__ = "case_contacts"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    interaction_id: Mapped[UUID] = mapped_column(primary_key=True, index=True)
    at: Mapped[datetime]
    by_name: Mapped[str]


class CaseCount(Base):
    """The number that was given out last, in one row."""

    __tablename__ = "case_count"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(BigCount)

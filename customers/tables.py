"""Customers and the numbers that they call from."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base


class Customer(Base):
    """Someone who may call."""

    __tablename__ = "customers"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    company: Mapped[str]
    tier: Mapped[str]
    note: Mapped[str]
    created_at: Mapped[datetime]


class CustomerNumber(Base):
    """A number of one customer: `number` in E.164 where it is one, else its bare digits, and unique in that form."""

    __tablename__ = "customer_numbers"
    __table_args__ = (UniqueConstraint("number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"), index=True)
    number: Mapped[str]
    digits: Mapped[str] = mapped_column(index=True)

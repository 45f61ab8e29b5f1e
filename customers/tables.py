"""Customers and the numbers that they call from."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
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
    """A number of one customer: `number` is E.164 where it is a valid one, else its bare digits; nobody else has it."""

    __tablename__ = "customer_numbers"

    number: Mapped[str] = mapped_column(primary_key=True)
    digits: Mapped[str] = mapped_column(index=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id", ondelete="CASCADE"), index=True)
    added_at: Mapped[datetime]

"""Flows, the numbers that lead to them, and business hours."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base
from database.types import Json


class FlowRow(Base):
    """A call flow; `document` is the JSON that `ivr.flow.Flow` validates."""

    __tablename__ = "flows"

    id: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[object] = mapped_column(Json)


class NumberRow(Base):
    """Where calls to one of our numbers go; `*` is any other number. `web` allows calls from browsers."""

    __tablename__ = "numbers"

    dialed_number: Mapped[str] = mapped_column(primary_key=True)
    flow_id: Mapped[str] = mapped_column(ForeignKey("flows.id"))
    language: Mapped[str]
    name: Mapped[str]
    web: Mapped[bool]


class CalendarRow(Base):
    """Business hours; `document` is the JSON of `ivr.hours.Calendar`."""

    __tablename__ = "calendars"

    id: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[object] = mapped_column(Json)

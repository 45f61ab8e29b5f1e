"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, Text, TypeDecorator
from sqlalchemy.types import TypeEngine

Json = JSON(none_as_null=True)
"""A JSON document; the engine writes Structs, UUIDs and moments too, and reads plain values back.

Not JSONB: PostgreSQL would refuse the escaped NUL that a hostile caller name may hold.
"""

BigCount = BigInteger().with_variant(Integer(), "sqlite")
"""A whole number beyond 32 bits; SQLite's plain integer is 64 bits wide and alone can be a rowid."""


FIRST_MOMENT = datetime(1, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. A naive one is a mistake and is refused."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        """PostgreSQL keeps the zone; SQLite keeps sortable text in UTC."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name != "sqlite"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC on the way in."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        utc = _in_utc(value)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware UTC on the way out."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Milliseconds(TypeDecorator[timedelta]):
    """A length of time, kept as whole milliseconds."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        """Milliseconds on the way in."""
        del dialect
        return None if value is None else value // timedelta(milliseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:
        """A timedelta on the way out."""
        del dialect
        return None if value is None else timedelta(milliseconds=value)


def _in_utc(moment: datetime) -> datetime:
    """UTC; what lies beyond the calendar's ends there is its first or last moment."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return FIRST_MOMENT if moment.year == FIRST_MOMENT.year else LAST_MOMENT


class Line(TypeDecorator[str]):
    """Text from outside. NUL, which PostgreSQL refuses, and lone surrogates, which are no text, are dropped."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Clean on the way in."""
        del dialect
        return None if value is None else clean(value)


def clean(text: str) -> str:
    """The text without what a database cannot hold."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")

"""Statements that write many rows at once, compiled once: what they cost per row is the conversion of its values."""

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from sqlalchemy import Connection, Dialect, bindparam, delete
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

from database.base import Base
from database.upsert import insert_in

_Convert = Callable[[object], object]
_Compiled = tuple[str, tuple[tuple[str, _Convert | None], ...]]


class Statement:
    """A statement with named values. `make` gets the name of the dialect; values are converted as their columns' types say."""

    def __init__(self, make: Callable[[str], ClauseElement]) -> None:
        self._make = make
        self._compiled: dict[str, _Compiled] = {}

    def run(self, connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
        """Run it for each row."""
        if rows:
            sql, columns = self._for(connection.dialect)
            connection.exec_driver_sql(sql, [_values(columns, row) for row in rows])

    def run_once(self, connection: Connection, row: Mapping[str, object]) -> int:
        """Run it for one row; how many rows of the database it met."""
        sql, columns = self._for(connection.dialect)
        return connection.exec_driver_sql(sql, _values(columns, row)).rowcount

    def _for(self, dialect: Dialect) -> _Compiled:
        known = self._compiled.get(dialect.name)
        if known is None:
            known = self._compiled[dialect.name] = _compile(self._make(dialect.name), dialect)
        return known


def insert_new(table: type[Base]) -> Statement:
    """Insert whole rows; one whose key is there already is skipped."""
    return Statement(lambda dialect: insert_in(dialect, table).on_conflict_do_nothing())


def insert_or_replace(table: type[Base], *columns: str) -> Statement:
    """Insert whole rows; in one whose key is there already, these columns are replaced."""

    def make(dialect: str) -> ClauseElement:
        insert = insert_in(dialect, table)
        return insert.on_conflict_do_update(
            index_elements=[column.name for column in table.__table__.primary_key],
            set_={column: insert.excluded[column] for column in columns},
        )

    return Statement(make)


def delete_by(table: type[Base], column: str) -> Statement:
    """Delete the rows with this value."""
    named = table.__table__.c[column]
    return Statement(lambda _: delete(table).where(named == bindparam(column, type_=named.type)))


def _compile(statement: ClauseElement, dialect: Dialect) -> _Compiled:
    compiled = cast("SQLCompiler", statement.compile(dialect=dialect))
    columns = tuple(
        (
            name,
            cast("_Convert | None", compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect)),
        )
        for name in compiled.positiontup or ()
    )
    return compiled.string, columns


def _values(columns: Sequence[tuple[str, _Convert | None]], row: Mapping[str, object]) -> tuple[object, ...]:
    return tuple([row[name] if convert is None else convert(row[name]) for name, convert in columns])

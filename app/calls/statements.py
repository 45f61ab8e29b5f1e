"""The statements of every commit, made once per store."""

from sqlalchemy import Executable, bindparam, delete

from app.calls.tables import JournalRow, LiveAgentRow, LiveCallRow
from database.upsert import insert_in


class LiveStatements:
    """`put_*` take `id` and `state`; `drop_*` take `gone`; `journal` takes a whole row and skips a number it has."""

    def __init__(self, dialect: str) -> None:
        self.journal: Executable = insert_in(dialect, JournalRow).on_conflict_do_nothing(index_elements=["seq"])
        self.put_call = _put(dialect, LiveCallRow)
        self.put_agent = _put(dialect, LiveAgentRow)
        self.drop_call = _drop(LiveCallRow)
        self.drop_agent = _drop(LiveAgentRow)


def _put(dialect: str, table: type[LiveCallRow] | type[LiveAgentRow]) -> Executable:
    statement = insert_in(dialect, table)
    return statement.on_conflict_do_update(index_elements=["id"], set_={"state": statement.excluded.state})


def _drop(table: type[LiveCallRow] | type[LiveAgentRow]) -> Executable:
    return delete(table.__table__).where(table.id == bindparam("gone"))  # pyright: ignore[reportArgumentType]  (a table, declared as any selectable)

"""The contacts of a customer are looked up in indexes, however many callers nobody knew."""

from uuid import UUID

import pytest
from sqlalchemy import event

from database.engine import Database
from reporting.repository import Search, find_page

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_contacts_of_a_customer_are_looked_up_by_customer_and_by_number(database: Database) -> None:
    asked: list[tuple[str, tuple[object, ...]]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: tuple[object, ...], *_: object) -> None:
        asked.append((statement, parameters))

    async with database.read() as connection:
        event.listen(connection.sync_connection, "before_cursor_execute", note)
        await find_page(connection, Search(customer=UUID(int=7), numbers=("95588", "+8613800138000"), limit=5))
        event.remove(connection.sync_connection, "before_cursor_execute", note)
        counted, listed = [sql for sql in asked if "FROM interactions" in sql[0]]
        for statement, parameters in (counted, listed):
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = " ".join(str(step.detail) for step in plan)
            assert "ix_interactions_customer_id (customer_id=?)" in steps
            assert "ix_interactions_caller_number_arrived_at (caller_number=?)" in steps
            assert "SCAN interactions" not in steps

"""Whether the past was recorded with a choice is asked of an index, however long the past is."""

import pytest
from sqlalchemy import Select, text
from sqlalchemy.dialects import sqlite

from database.engine import Database
from reporting.choice_repository import PAST_DISPOSITION, PAST_REASON

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize(
    ("question", "index"),
    [(PAST_DISPOSITION, "ix_wrap_ups_disposition"), (PAST_REASON, "ix_agent_spells_reason")],
)
async def test_a_deletion_looks_the_past_up_in_an_index(database: Database, question: Select[bool], index: str) -> None:
    asked = question.compile(dialect=sqlite.dialect(paramstyle="named"))
    async with database.read() as connection:
        plan = await connection.execute(text(f"EXPLAIN QUERY PLAN {asked}"), {"code": "solved"})
        steps = " ".join(str(step.detail) for step in plan)
    assert index in steps
    assert "SCAN wrap_ups" not in steps
    assert "SCAN agent_spells" not in steps

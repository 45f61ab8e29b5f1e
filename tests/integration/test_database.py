"""Connections and schema history, the same on both databases."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from uuid import UUID

import pytest
from sqlalchemy import Connection, Uuid, bindparam, func, insert, select, text
from sqlalchemy.exc import DBAPIError, StatementError

from agents.configuration import AgentProfile, Queue
from agents.repository import load_agents, load_queues
from app.calls.tables import SiteRow
from database.engine import Database
from database.history import DatabaseIsNewer, differences, migrate, newest_revision, present_revision
from database.rows import delete_by, insert_new, insert_or_replace
from database.types import FIRST_MOMENT, LAST_MOMENT
from migrations.modules import all_tables
from tests.fakes.clock import START

pytestmark = pytest.mark.anyio


async def test_migrated_database_has_exactly_the_tables_of_the_code(empty_database: Database) -> None:
    assert await present_revision(empty_database) is None
    await migrate(empty_database)
    assert await present_revision(empty_database) == newest_revision()
    assert await differences(empty_database, all_tables()) == []


async def test_migrating_again_changes_nothing(database: Database) -> None:
    await migrate(database)
    assert await present_revision(database) == newest_revision()


async def test_queues_of_the_first_version_keep_their_rules_and_members(empty_database: Database) -> None:
    agent_id = UUID(int=7)
    await migrate(empty_database, "01f48ee271cf")
    async with empty_database.write() as connection:
        for statement in (
            "INSERT INTO queues (id, name, ring_timeout, wrap_up, music, announce_agent)"
            " VALUES ('help', 'Help', 15000, 45500, 'calm', FALSE)",
            "INSERT INTO agents (id, number, name) VALUES (:agent_id, '8001', 'Ana')",
            "INSERT INTO queue_members (queue_id, agent_id) VALUES ('help', :agent_id)",
        ):
            bound = (bindparam("agent_id", agent_id, Uuid()),) if ":agent_id" in statement else ()
            await connection.execute(text(statement).bindparams(*bound))
    await migrate(empty_database)
    async with empty_database.read() as connection:
        assert await load_queues(connection) == [
            Queue(
                id="help",
                name="Help",
                ring_timeout=timedelta(seconds=15),
                wrap_up=timedelta(seconds=45.5),
                music="calm",
                announce_agent=False,
            )
        ]
        assert await load_agents(connection) == [AgentProfile(id=agent_id, number="8001", name="Ana", queues=("help",))]


async def test_database_of_a_later_version_is_left_as_it_is(database: Database) -> None:
    async with database.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    with pytest.raises(DatabaseIsNewer):
        await migrate(database)
    assert await present_revision(database) == "later"


async def test_moments_come_back_in_utc_whatever_zone_they_were_given_in(database: Database) -> None:
    beijing = timezone(timedelta(hours=8))
    async with database.write() as connection:
        await connection.execute(insert(SiteRow).values(id=1, epoch=1, taken_at=START.astimezone(beijing)))
    async with database.read() as connection:
        taken_at = (await connection.scalars(select(SiteRow.taken_at))).one()
    assert taken_at == START
    assert taken_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (FIRST_MOMENT.replace(tzinfo=timezone(timedelta(hours=14))), FIRST_MOMENT),
        (LAST_MOMENT.replace(tzinfo=timezone(timedelta(hours=-14))), LAST_MOMENT),
    ],
)
async def test_moments_beyond_the_calendar_are_its_first_and_last(
    database: Database, given: datetime, kept: datetime
) -> None:
    async with database.write() as connection:
        await connection.execute(insert(SiteRow).values(id=1, epoch=1, taken_at=given))
    async with database.read() as connection:
        assert (await connection.scalars(select(SiteRow.taken_at))).one() == kept
        assert await connection.scalar(select(SiteRow.id).where(SiteRow.taken_at == given)) == 1


async def test_naive_moment_is_refused(database: Database) -> None:
    async with database.write() as connection:
        with pytest.raises(StatementError, match="time zone"):
            await connection.execute(
                insert(SiteRow).values(id=1, epoch=1, taken_at=datetime(2026, 1, 1))  # noqa: DTZ001 - the fault under test
            )


async def test_failed_block_leaves_nothing_behind(database: Database) -> None:
    async def write_and_fail() -> None:
        async with database.write() as connection:
            await connection.execute(insert(SiteRow).values(id=1, epoch=1, taken_at=START))
            raise LookupError

    with pytest.raises(LookupError):
        await write_and_fail()
    async with database.read() as connection:
        assert (await connection.scalars(select(SiteRow.id))).all() == []


async def test_reader_cannot_write(database: Database) -> None:
    async with database.read() as connection:
        with pytest.raises(DBAPIError):
            await connection.execute(insert(SiteRow).values(id=1, epoch=1, taken_at=START))


async def test_readers_see_what_is_committed_while_a_writer_is_at_work(database: Database) -> None:
    async with database.write() as writer:
        await writer.execute(insert(SiteRow).values(id=1, epoch=1, taken_at=START))
        async with database.read() as reader:
            assert (await reader.scalars(select(SiteRow.id))).all() == []


async def test_many_writers_take_turns(database: Database) -> None:
    async def write(number: int) -> None:
        async with database.write() as connection:
            await connection.execute(insert(SiteRow).values(id=number, epoch=1, taken_at=START))

    await asyncio.gather(*(write(number) for number in range(30)))
    async with database.read() as connection:
        assert len((await connection.scalars(select(SiteRow.id))).all()) == 30


async def test_failed_transaction_leaves_nothing_behind_and_frees_the_turn(database: Database) -> None:
    def write_and_fail(connection: Connection) -> None:
        connection.execute(insert(SiteRow).values(id=1, epoch=1, taken_at=START))
        raise LookupError

    with pytest.raises(LookupError):
        await database.transact(write_and_fail)
    assert await database.transact(lambda connection: connection.execute(select(SiteRow.id)).all()) == []
    async with database.write() as connection:
        await connection.execute(insert(SiteRow).values(id=1, epoch=1, taken_at=START))


async def test_transactions_and_writers_take_turns(database: Database) -> None:
    async def write(number: int) -> None:
        async with database.write() as connection:
            await connection.execute(insert(SiteRow).values(id=number, epoch=1, taken_at=START))

    async def transact(number: int) -> None:
        row = insert(SiteRow).values(id=number, epoch=1, taken_at=START)
        await database.transact(lambda connection: connection.execute(row))

    await asyncio.gather(*((write if number % 2 else transact)(number) for number in range(30)))
    async with database.read() as connection:
        assert len((await connection.scalars(select(SiteRow.id))).all()) == 30


async def test_writer_waits_for_a_transaction_whose_caller_gave_up(database: Database) -> None:
    asked = asyncio.create_task(
        database.transact(lambda connection: connection.execute(insert(SiteRow).values(id=1, epoch=1, taken_at=START)))
    )
    await asyncio.sleep(0)
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    async with database.write() as connection:
        await connection.execute(insert(SiteRow).values(id=2, epoch=1, taken_at=START))
        assert 2 in (await connection.scalars(select(SiteRow.id))).all()


async def test_statement_for_many_rows_skips_or_replaces_those_that_are_there(database: Database) -> None:
    rows = [{"id": number, "epoch": number, "taken_at": START, "alive_at": None} for number in (1, 2)]
    later = [{**row, "epoch": 9} for row in rows]

    def write(connection: Connection) -> int:
        insert_new(SiteRow).run(connection, rows)
        insert_new(SiteRow).run(connection, later)
        insert_or_replace(SiteRow, "epoch").run(connection, later[:1])
        delete_by(SiteRow, "epoch").run(connection, [])
        return delete_by(SiteRow, "epoch").run_once(connection, {"epoch": 2})

    assert await database.transact(write) == 1
    async with database.read() as connection:
        kept = (await connection.execute(select(SiteRow.id, SiteRow.epoch, SiteRow.taken_at))).all()
    assert [tuple(row) for row in kept] == [(1, 9, START)]


async def test_a_look_sees_what_is_committed_and_can_change_nothing(database: Database) -> None:
    def taken(connection: Connection) -> Sequence[int]:
        return connection.scalars(select(SiteRow.epoch)).all()

    def take(connection: Connection) -> None:
        connection.execute(
            insert(SiteRow).values(id=connection.scalar(select(func.count(SiteRow.id))), epoch=7, taken_at=START)
        )

    await database.transact(take)
    assert await database.look(taken) == [7]
    with pytest.raises(DBAPIError):
        await database.look(take)
    assert await database.look(taken) == [7]

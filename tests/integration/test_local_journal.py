"""The database goes away and comes back: nothing is lost, nothing is written twice, the order stays."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from app.calls.actions import RecordAgentState, RecordInteraction
from app.calls.events import CallArrived
from app.calls.interaction import AgentSpell, Interaction
from app.calls.repository import SqlStore
from app.calls.state import Call, Leaving
from app.calls.tables import JournalRow, LiveCallRow
from app.metrics import Metrics
from app.runtime_commit import Batch, Committer
from database.engine import Database
from reporting.tables import InteractionRecorded, OutboxMessage, SpellRecorded
from tests.fakes.clock import START

pytestmark = pytest.mark.anyio

HOSTILE = "\x00\ud800\r\n\u2028'"


def arrival(call_id: UUID, name: str = "") -> Batch:
    """A call comes."""
    leg_id = f"leg-{call_id.hex}"
    batch = Batch()
    batch.events.append(
        CallArrived(at=START, call_id=call_id, leg_id=leg_id, caller_number="1", caller_name=name, dialed_number="2")
    )
    batch.put_call(
        call_id,
        Call(
            id=call_id, leg_id=leg_id, caller_number="1", caller_name=name, dialed_number="2", language="en",
            arrived_at=START, phase=Leaving(ended_by="system"),
        ),
    )  # fmt: skip
    return batch


def departure(call_id: UUID, name: str = "", cause: int = 16) -> Batch:
    """It comes again and is over, which is odd but short."""
    batch = arrival(call_id, name)
    batch.put_call(call_id, None)
    interaction = Interaction(
        id=call_id, caller_number="1", caller_name=name, dialed_number="2", language="en", customer=None,
        arrived_at=START, ended_at=START + timedelta(seconds=1), outcome="answered", ended_by="caller",
        hangup_cause=cause, segments=(), timeline=(),
    )  # fmt: skip
    batch.records.append(RecordInteraction(call_id=call_id, interaction=interaction))
    return batch


def spell(call_id: UUID) -> AgentSpell:
    return AgentSpell(
        agent_id=uuid4(), state="reserved", reason="", call_id=call_id, started_at=START,
        ended_at=START + timedelta(seconds=3), next_state="busy", next_reason="",
    )  # fmt: skip


async def journal(database: Database) -> list[tuple[int, UUID | None]]:
    async with database.read() as connection:
        rows = await connection.execute(select(JournalRow.seq, JournalRow.call_id).order_by(JournalRow.seq))
        return [(row.seq, row.call_id) for row in rows]


async def counts(database: Database) -> list[int]:
    async with database.read() as connection:
        return [
            len((await connection.execute(select(table.id))).all())
            for table in (LiveCallRow, InteractionRecorded, OutboxMessage)
        ]


def left(spool: Path) -> list[str]:
    return sorted(file.name for file in spool.iterdir()) if spool.exists() else []


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "spool"


async def test_what_was_kept_is_written_at_the_next_start_in_order(database: Database, spool: Path) -> None:
    a, b, c = uuid4(), uuid4(), uuid4()
    store = SqlStore(database, spool)
    await store.open()
    await store.commit(arrival(a))
    last = arrival(c, HOSTILE)
    last.alive_at = START + timedelta(seconds=7)
    for batch in (arrival(b), departure(a, HOSTILE), last):
        await store.keep(batch)

    stored = await SqlStore(database, spool).open()

    assert {call.id for call in stored.calls} == {b, c}
    assert stored.alive_at == last.alive_at
    assert await journal(database) == [(1, a), (2, b), (3, a), (4, c)]
    assert await counts(database) == [2, 1, 1]
    assert left(spool) == []


async def test_what_was_kept_and_committed_too_is_not_written_again(database: Database, spool: Path) -> None:
    a, b = uuid4(), uuid4()
    store = SqlStore(database, spool)
    await store.open()
    for batch in (arrival(a), arrival(b)):
        await store.keep(batch)
    both = arrival(a)
    both.add(arrival(b))
    await store.commit(both)
    await store.commit(departure(a))

    calls = (await SqlStore(database, spool).open()).calls

    assert [call.id for call in calls] == [b]
    assert await journal(database) == [(1, a), (2, b), (3, a)]


async def test_numbers_go_on_after_what_was_kept(database: Database, spool: Path) -> None:
    a, b = uuid4(), uuid4()
    await SqlStore(database, spool).open()
    store = SqlStore(database, spool)
    await store.open()
    await store.keep(arrival(a))
    restarted = SqlStore(database, spool)
    await restarted.open()
    await restarted.commit(arrival(b))
    assert await journal(database) == [(1, a), (2, b)]


async def test_late_journal_of_a_fenced_controller_is_set_aside(database: Database, spool: Path) -> None:
    store = SqlStore(database, spool)
    await store.open()
    await store.keep(arrival(uuid4()))
    other = SqlStore(database)
    await other.open()
    a = uuid4()
    await other.commit(arrival(a))

    calls = (await SqlStore(database, spool).open()).calls

    assert [call.id for call in calls] == [a]
    assert await journal(database) == [(1, a)]
    assert left(spool) == ["journal.1.jsonl"]


async def test_line_that_a_crash_cut_off_is_left_out(database: Database, spool: Path) -> None:
    a = uuid4()
    store = SqlStore(database, spool)
    await store.open()
    await store.keep(arrival(a))
    await store.keep(arrival(uuid4()))
    kept = spool / "journal.jsonl"
    kept.write_bytes(kept.read_bytes()[:-40])

    await SqlStore(database, spool).open()

    assert await journal(database) == [(1, a)]


async def test_database_that_goes_away_and_comes_back_has_everything_in_order(database: Database, spool: Path) -> None:
    store = SqlStore(database, spool)
    await store.open()
    committer = Committer(store, Metrics())
    mending = asyncio.create_task(committer.mend())
    ids = [uuid4() for _ in range(6)]
    try:
        await committer.write(arrival(ids[0]))
        async with away(database):
            for call_id in ids[1:5]:
                await committer.write(arrival(call_id))
            assert committer.away
            assert left(spool) == ["journal.jsonl"]
        async with asyncio.timeout(30):
            while committer.away:  # noqa: ASYNC110 - what is awaited has no event of its own
                await asyncio.sleep(0.01)
        await committer.write(arrival(ids[5]))
    finally:
        mending.cancel()
        await asyncio.gather(mending, return_exceptions=True)
    assert await journal(database) == list(enumerate(ids, start=1))
    assert left(spool) == []


@asynccontextmanager
async def away(database: Database) -> AsyncGenerator[None]:
    """Locked by another process for longer than anybody waits; or every connection cut, and no new one accepted."""
    if database.dialect == "sqlite":
        locking = sqlite3.connect(str(database.url.database), isolation_level=None)
        locking.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            locking.close()
        return
    name = database.url.database
    engine = create_async_engine(database.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'))
        await connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": name}
        )
        try:
            yield
        finally:
            await connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'))
    await engine.dispose()


async def test_states_that_agents_left_meanwhile_are_written_once(database: Database, spool: Path) -> None:
    store = SqlStore(database, spool)
    await store.open()
    batch = arrival(uuid4())
    batch.records.append(RecordAgentState(spell=spell(uuid4())))
    await store.keep(batch)
    await store.commit(batch)
    later = arrival(uuid4())
    later.records += [*batch.records, RecordAgentState(spell=spell(uuid4()))]
    await store.keep(later)

    await SqlStore(database, spool).open()

    async with database.read() as connection:
        assert len((await connection.execute(select(SpellRecorded.agent_id))).all()) == 2


async def test_a_line_that_cannot_be_read_keeps_no_site_from_starting(database: Database, spool: Path) -> None:
    a = uuid4()
    store = SqlStore(database, spool)
    await store.open()
    await store.keep(arrival(a))
    kept = spool / "journal.jsonl"
    whole = kept.read_bytes()
    kept.write_bytes(whole + b'{"epoch":1,"journal":"of a later version"}\n' + whole)

    calls = (await SqlStore(database, spool).open()).calls

    assert [call.id for call in calls] == [a]
    assert left(spool) == ["journal.unreadable-2.jsonl"]


async def test_local_journal_of_an_earlier_version_is_read(database: Database, spool: Path) -> None:
    a = uuid4()
    store = SqlStore(database, spool)
    await store.open()
    await store.keep(arrival(a))
    kept = spool / "journal.jsonl"
    kept.write_bytes(kept.read_bytes().replace(b',"spells":[]', b""))
    await SqlStore(database, spool).open()
    assert await journal(database) == [(1, a)]


async def test_what_the_database_refuses_is_put_aside_and_keeps_nothing_else_waiting(
    database: Database, spool: Path
) -> None:
    a, b, c = uuid4(), uuid4(), uuid4()
    store = SqlStore(database, spool)
    await store.open()
    committer = Committer(store, Metrics())
    await committer.write(arrival(a))
    poisoned = departure(b, cause=2**70)
    poisoned.add(departure(a))
    poisoned.records.append(RecordAgentState(spell=spell(a)))

    await committer.write(poisoned)
    await committer.write(arrival(c))

    assert not committer.away
    assert await journal(database) == [(1, a), (2, b), (3, a), (4, c)]
    assert await counts(database) == [1, 1, 1]
    async with database.read() as connection:
        assert len((await connection.execute(select(SpellRecorded.agent_id))).all()) == 1
    assert left(spool) == ["refused.jsonl"]
    (row,) = map(msgspec.json.decode, (spool / "refused.jsonl").read_bytes().splitlines())
    assert [each["id"] for each in row["interactions"]] == [str(b)]
    assert row["journal"] == []


async def test_what_the_database_refuses_at_the_start_keeps_no_site_from_starting(
    database: Database, spool: Path
) -> None:
    a, b = uuid4(), uuid4()
    store = SqlStore(database, spool)
    await store.open()
    for batch in (arrival(a), departure(b, cause=2**70), departure(a)):
        await store.keep(batch)

    stored = await SqlStore(database, spool).open()

    assert not stored.calls
    assert await journal(database) == [(1, a), (2, b), (3, a)]
    assert await counts(database) == [0, 1, 1]
    assert left(spool) == ["refused.jsonl"]


async def test_a_missing_table_is_no_refusal_of_what_should_stand_in_it(database: Database, spool: Path) -> None:
    store = SqlStore(database, spool)
    await store.open()
    async with database.write() as connection:
        await connection.execute(text("ALTER TABLE agent_spells RENAME TO gone"))
    batch = departure(uuid4())
    batch.records.append(RecordAgentState(spell=spell(uuid4())))

    with pytest.raises(DBAPIError):
        await store.commit(batch)

    assert await counts(database) == [0, 0, 0]
    assert left(spool) == []

"""The store: one transaction per batch, one owner, everything back after a restart."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from msgspec import Struct, structs
from sqlalchemy import func, insert, select

from agents.configuration import AgentProfile, Queue
from agents.repository import replace_lists, save_agent, save_queue
from agents.state import AfterCallWork, Ready
from app.calls.actions import Record, RecordInteraction, RecordMessage, RecordWrapUp
from app.calls.configuration import Configuration
from app.calls.events import CallArrived, CallEvent, ConfigurationChanged, DigitReceived, LegEnded
from app.calls.interaction import Interaction, Moment, OutgoingMessage, Segment, WrapUp
from app.calls.ports import Fenced
from app.calls.queue_memory import QueueMemory
from app.calls.repository import SqlStore
from app.calls.state import Agent, Call, FinishedCall, Leaving, Party, Talking, Timer, Waiting
from app.calls.tables import JournalRow, LiveAgentRow, LiveCallRow, LiveQueueRow
from customers.profile import CustomerSummary
from database.engine import Database
from ivr.flow import Flow
from ivr.repository import Number, save_flow, save_number
from recording.tables import RecordingKept
from reporting.tables import InteractionRecorded, OutboxMessage, SegmentRecorded, WrapUpRecorded
from tests.fakes.clock import START

pytestmark = pytest.mark.anyio

AGENT = UUID(int=8001)
HOSTILE = "\x00\ud800'; DROP TABLE live_calls;--<b>"


class Together(Struct, frozen=True, kw_only=True):
    """A batch as the runtime hands it over."""

    events: Sequence[CallEvent] = ()
    calls: Sequence[tuple[UUID, Call | None]] = ()
    agents: Sequence[tuple[UUID, Agent | None]] = ()
    queues: Sequence[tuple[str, QueueMemory]] = ()
    records: Sequence[Record] = ()
    alive_at: datetime | None = None


def waiting_call(call_id: UUID, name: str = "") -> Call:
    return Call(
        id=call_id,
        leg_id=f"leg-{call_id.hex}",
        caller_number="+8613800138000",
        caller_name=name,
        dialed_number="4000",
        language="zh-CN",
        arrived_at=START,
        phase=Waiting(queue_id="support", since=START),
        timers=(Timer(name="queue", due=START + timedelta(minutes=5)),),
        segments=(Segment(kind="queue", started_at=START, queue_id="support"),),
        timeline=(Moment(at=START, what="arrived"),),
        customer=CustomerSummary(id=UUID(int=9), name="王芳"),
    )


def finished(call_id: UUID) -> Interaction:
    return Interaction(
        id=call_id,
        caller_number="+8613800138000",
        caller_name="",
        dialed_number="4000",
        language="zh-CN",
        customer=CustomerSummary(id=UUID(int=9), name="王芳"),
        arrived_at=START,
        ended_at=START + timedelta(seconds=90),
        outcome="answered",
        ended_by="caller",
        hangup_cause=16,
        segments=(
            Segment(kind="queue", started_at=START, ended_at=START + timedelta(seconds=20), queue_id="support"),
            Segment(
                kind="agent",
                started_at=START + timedelta(seconds=20),
                ended_at=START + timedelta(seconds=90),
                queue_id="support",
                agent_id=AGENT,
                talk_ms=70_000,
                recording_id=f"{call_id}-r1",
            ),
        ),
        timeline=(Moment(at=START, what="arrived"), Moment(at=START, what="connected", agent_id=AGENT)),
    )


async def count(database: Database, table: type[object]) -> int:
    async with database.read() as connection:
        return (await connection.scalars(select(func.count()).select_from(table))).one()


async def test_live_state_is_the_same_after_a_restart(database: Database) -> None:
    store = SqlStore(database)
    await store.open()
    call = waiting_call(uuid4())
    talking = structs.replace(
        waiting_call(uuid4()),
        phase=Talking(
            queue_id="support",
            since=START,
            agent_id=AGENT,
            connected_at=START,
            parties=(
                Party(id=0, kind="customer", leg_id="x", place="held", since=START),
                Party(id=1, kind="agent", agent_id=AGENT, leg_id="x-a1", place="main", since=START, segment=0),
            ),
        ),
    )
    agent = Agent(
        id=AGENT,
        state=AfterCallWork(call_id=call.id, ends_at=START + timedelta(seconds=30)),
        since=START,
        idle_since=START,
        reachable=True,
        wrap_up=FinishedCall(
            id=call.id,
            queue_id="support",
            caller_number="10086",
            caller_name="",
            dialed_number="4000",
            language="en",
            arrived_at=START,
            ended_at=START,
            customer=None,
            timeline=call.timeline,
            notes="",
            disposition="",
        ),
    )
    await store.commit(Together(calls=((call.id, call), (talking.id, talking)), agents=((AGENT, agent),)))
    stored = await SqlStore(database).open()
    calls, agents = stored.calls, stored.agents
    assert {each.id: each for each in calls} == {call.id: call, talking.id: talking}
    assert list(agents) == [agent]


async def test_the_moment_of_the_last_commit_or_beat_outlives_the_process(database: Database) -> None:
    store = SqlStore(database)
    assert (await store.open()).alive_at is None
    await store.commit(Together(alive_at=START))
    await store.alive(START + timedelta(seconds=1))
    await store.commit(Together())
    assert (await SqlStore(database).open()).alive_at == START + timedelta(seconds=1)


async def test_a_beat_of_a_process_that_was_replaced_is_refused(database: Database) -> None:
    store = SqlStore(database)
    await store.open()
    await store.commit(Together(alive_at=START))
    other = SqlStore(database)
    await other.open()
    with pytest.raises(Fenced):
        await store.alive(START + timedelta(seconds=9))
    assert (await SqlStore(database).open()).alive_at == START


async def test_ended_call_leaves_no_live_row(database: Database) -> None:
    store = SqlStore(database)
    await store.open()
    call = waiting_call(uuid4())
    await store.commit(Together(calls=((call.id, call),)))
    await store.commit(Together(calls=((call.id, None),), agents=((AGENT, None),)))
    assert await count(database, LiveCallRow) == 0


async def test_second_controller_fences_the_first(database: Database) -> None:
    first, second = SqlStore(database), SqlStore(database)
    await first.open()
    await second.open()
    call = waiting_call(uuid4())
    with pytest.raises(Fenced):
        await first.commit(Together(events=(LegEnded(at=START, leg_id="x"),), calls=((call.id, call),)))
    assert await count(database, LiveCallRow) == 0
    assert await count(database, JournalRow) == 0
    await second.commit(Together(calls=((call.id, call),)))
    assert await count(database, LiveCallRow) == 1


async def test_journal_names_the_call_of_each_event(database: Database) -> None:
    store = SqlStore(database)
    await store.open()
    call = waiting_call(uuid4())
    arrived = CallArrived(
        at=START,
        call_id=call.id,
        leg_id=call.leg_id,
        caller_number=call.caller_number,
        caller_name="",
        dialed_number="4000",
    )
    await store.commit(Together(events=(arrived,), calls=((call.id, call),)))
    digit = DigitReceived(at=START, leg_id=call.leg_id, digit="2")
    ended = LegEnded(at=START, leg_id=f"{call.id}-a1", hangup_cause=16)
    changed = ConfigurationChanged(at=START, configuration=Configuration())
    await store.commit(Together(events=(digit, ended, changed)))
    async with database.read() as connection:
        rows = (
            await connection.execute(
                select(JournalRow.seq, JournalRow.type, JournalRow.call_id, JournalRow.event).order_by(JournalRow.seq)
            )
        ).all()
    assert [(row.seq, row.type, row.call_id) for row in rows] == [
        (1, "CallArrived", call.id),
        (2, "DigitReceived", call.id),
        (3, "LegEnded", call.id),
        (4, "ConfigurationChanged", None),
    ]
    assert rows[0].event["dialed_number"] == "4000"
    assert rows[3].event is None


async def test_repeated_record_is_written_once(database: Database) -> None:
    store = SqlStore(database)
    await store.open()
    interaction = finished(uuid4())
    wrap_up = WrapUp(
        interaction_id=interaction.id,
        agent_id=AGENT,
        disposition="solved",
        notes=HOSTILE.replace("\ud800", ""),
        started_at=START,
        ended_at=START + timedelta(seconds=5),
    )
    records = (
        RecordInteraction(call_id=interaction.id, interaction=interaction),
        RecordWrapUp(call_id=interaction.id, wrap_up=wrap_up),
    )
    await store.commit(Together(records=records))
    await store.commit(Together(records=records))
    counted = [
        await count(database, table)
        for table in (InteractionRecorded, SegmentRecorded, WrapUpRecorded, OutboxMessage, RecordingKept)
    ]
    assert counted == [1, 2, 1, 2, 1]


async def test_a_message_of_a_flow_stands_in_the_outbox_once_while_the_call_goes_on(database: Database) -> None:
    store = SqlStore(database)
    await store.open()
    call_id, message_id = uuid4(), uuid4()
    message = OutgoingMessage(
        id=message_id,
        interaction_id=call_id,
        channel="sms",
        to="+8613800138000",
        subject="",
        text=HOSTILE.replace("\ud800", ""),
        language="zh-CN",
        customer_id=None,
        at=START,
    )
    for _ in range(2):
        await store.commit(Together(records=(RecordMessage(call_id=call_id, message=message),)))
    async with database.read() as connection:
        rows = (
            await connection.execute(select(OutboxMessage.kind, OutboxMessage.subject, OutboxMessage.payload))
        ).all()
    [(kind, subject, written)] = rows
    payload = msgspec.convert(written, dict[str, object])
    assert (kind, subject, payload["to"], payload["id"]) == (
        "message.requested",
        call_id,
        "+8613800138000",
        str(message_id),
    )


async def test_agents_are_named_as_they_were_called_then(database: Database) -> None:
    async with database.write() as connection:
        await save_agent(connection, AgentProfile(id=AGENT, number="8001", name="Ana"))
    store = SqlStore(database)
    await store.open()
    interaction = finished(uuid4())
    await store.commit(Together(records=(RecordInteraction(call_id=interaction.id, interaction=interaction),)))
    async with database.read() as connection:
        named = (
            await connection.execute(select(InteractionRecorded.agent_number, InteractionRecorded.agent_name))
        ).one()
    assert tuple(named) == ("8001", "Ana")


async def test_hostile_text_is_stored_and_breaks_nothing(database: Database) -> None:
    store = SqlStore(database)
    await store.open()
    call = waiting_call(uuid4(), name=HOSTILE)
    arrived = CallArrived(
        at=START, call_id=call.id, leg_id=call.leg_id, caller_number="1", caller_name=HOSTILE, dialed_number="4000"
    )
    await store.commit(Together(events=(arrived,), calls=((call.id, call),)))
    calls = (await SqlStore(database).open()).calls
    assert calls[0].caller_name.endswith("DROP TABLE live_calls;--<b>")


async def test_configuration_comes_back_as_it_was_saved(database: Database) -> None:
    flow = Flow.model_validate(
        {"id": "hotline", "name": "Hotline", "start": "queue", "steps": {"queue": {"type": "queue", "queue": "sales"}}}
    )
    queue = Queue(id="sales", name="Sales", ring_timeout=timedelta(seconds=7))
    agent = AgentProfile(id=AGENT, number="8001", name="Ana", queues=("sales",))
    async with database.write() as connection:
        for _ in range(2):  # saving again changes nothing
            await save_queue(connection, queue)
            await save_agent(connection, agent)
            await save_flow(connection, flow)
            await save_number(connection, Number(dialed_number="4000", flow_id="hotline", language="zh-CN"))
            await replace_lists(connection, dispositions=("solved", "callback"), reasons=("break",))
    configuration = (await SqlStore(database).open()).configuration
    assert configuration.queues["sales"] == queue
    assert configuration.agents[AGENT] == agent
    assert configuration.flows["hotline"] == flow
    assert configuration.numbers["4000"].language == "zh-CN"
    assert configuration.dispositions == ("solved", "callback")
    assert configuration.reasons == ("break",)


async def test_ready_agent_comes_back_ready(database: Database) -> None:
    store = SqlStore(database)
    await store.open()
    await store.commit(Together(agents=((AGENT, Agent(id=AGENT, state=Ready(), since=START, idle_since=START)),)))
    agents = (await SqlStore(database).open()).agents
    assert agents[0].state == Ready()


async def test_rows_that_this_version_cannot_read_do_not_stop_the_start(database: Database) -> None:
    store = SqlStore(database)
    await store.open()
    call, broken, agent = waiting_call(uuid4()), uuid4(), uuid4()
    await store.commit(Together(calls=((call.id, call),)))
    async with database.write() as connection:
        await connection.execute(
            insert(LiveCallRow).values(id=broken, state={"leg_id": "channel-7", "phase": {"type": "Odd"}})
        )
        await connection.execute(insert(LiveAgentRow).values(id=agent, state={"state": {"type": "Dreaming"}}))
        await connection.execute(insert(LiveQueueRow).values(id="support", state=[1]))

    again = SqlStore(database)
    stored = await again.open()

    assert {each.id for each in stored.calls} == {call.id, broken}
    assert (list(stored.agents), stored.memories) == ([], {})
    salvaged = next(each for each in stored.calls if each.id == broken)
    assert (salvaged.leg_id, salvaged.phase) == ("channel-7", Leaving(ended_by="system"))
    await again.commit(Together(calls=((broken, None),)))
    assert await count(database, LiveCallRow) == 1

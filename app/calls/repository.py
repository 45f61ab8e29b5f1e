"""The durable side of the live state: journal, live rows and finished contacts in one fenced transaction."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from immutables import Map
from recording.repository import add_pending
from reporting.repository import add_interaction, add_wrap_up
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from agents.repository import load_agents, load_dispositions, load_queues, load_reasons
from app.calls import ids
from app.calls.actions import Record, RecordInteraction, RecordWrapUp
from app.calls.configuration import Configuration, NumberRoute
from app.calls.events import CallArrived, CallEvent, ConfigurationChanged
from app.calls.ports import Commit, Fenced
from app.calls.records import interaction_record, recordings_of, wrap_up_record
from app.calls.state import Agent, Call
from app.calls.statements import LiveStatements
from app.calls.tables import JournalRow, LiveAgentRow, LiveCallRow, SiteRow
from database.engine import Database
from database.upsert import insert_for
from ivr.repository import load_flows, load_numbers

_SITE = 1


async def load_configuration(connection: AsyncConnection) -> Configuration:
    """All that administrators have decided."""
    return Configuration(
        queues=Map({queue.id: queue for queue in await load_queues(connection)}),
        agents=Map({agent.id: agent for agent in await load_agents(connection)}),
        flows=Map({flow.id: flow for flow in await load_flows(connection)}),
        numbers=Map(
            {
                number.dialed_number: NumberRoute(
                    dialed_number=number.dialed_number, flow_id=number.flow_id, language=number.language
                )
                for number in await load_numbers(connection)
            }
        ),
        dispositions=await load_dispositions(connection),
        reasons=await load_reasons(connection),
    )


class SqlStore:
    """The store of one controller. A later `open` anywhere fences this one: its next commit raises `Fenced`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._epoch = 0
        self._seq = 0
        self._configuration = Configuration()
        self._call_of_leg: dict[str, UUID] = {}
        self._leg_of_call: dict[UUID, str] = {}
        self._statements = LiveStatements(database.dialect)

    async def open(self) -> tuple[Configuration, Sequence[Call], Sequence[Agent]]:
        """Take the next epoch and load configuration and live state."""
        async with self._database.write() as connection:
            self._epoch = await _next_epoch(connection)
            self._seq = await connection.scalar(select(func.max(JournalRow.seq))) or 0
            self._configuration = await load_configuration(connection)
            calls = [msgspec.convert(state, Call) for state in await connection.scalars(select(LiveCallRow.state))]
            agents = [msgspec.convert(state, Agent) for state in await connection.scalars(select(LiveAgentRow.state))]
        for call in calls:
            self._remember_leg(call.id, call)
        return self._configuration, calls, agents

    async def commit(self, batch: Commit) -> None:
        """Write a batch in one transaction.

        Events are numbered by this store, and the numbers advance with success only: when a commit took effect but its
        answer was lost, the repetition meets the same numbers and writes nothing twice.
        """
        for event in batch.events:
            if isinstance(event, ConfigurationChanged):
                self._configuration = event.configuration
        for call_id, call in batch.calls:
            if call is not None:
                self._remember_leg(call_id, call)
        rows = [self._journal_row(self._seq + place, event) for place, event in enumerate(batch.events, start=1)]
        async with self._database.write() as connection:
            await self._check_epoch(connection)
            if rows:
                await connection.execute(self._statements.journal, rows)
            await self._write_live_state(connection, batch)
            for record in batch.records:
                await self._write_record(connection, record)
        self._seq += len(rows)
        for call_id, call in batch.calls:
            if call is None:
                self._forget_leg(call_id)

    async def _check_epoch(self, connection: AsyncConnection) -> None:
        mine = update(SiteRow).where(SiteRow.id == _SITE, SiteRow.epoch == self._epoch).values(epoch=self._epoch)
        if (await connection.execute(mine)).rowcount != 1:
            raise Fenced(f"epoch {self._epoch} is over")

    async def _write_live_state(self, connection: AsyncConnection, batch: Commit) -> None:
        write = self._statements
        for changed, put, drop in (
            (batch.calls, write.put_call, write.drop_call),
            (batch.agents, write.put_agent, write.drop_agent),
        ):
            present = [{"id": key, "state": state} for key, state in changed if state is not None]
            gone = [{"gone": key} for key, state in changed if state is None]
            if present:
                await connection.execute(put, present)
            if gone:
                await connection.execute(drop, gone)

    async def _write_record(self, connection: AsyncConnection, record: Record) -> None:
        match record:
            case RecordInteraction(interaction=interaction):
                made = interaction_record(interaction, self._configuration)
                await add_interaction(connection, made, interaction.ended_at)
                for recording_id, segment, started_at in recordings_of(interaction):
                    await add_pending(connection, recording_id, interaction.id, segment, started_at)
            case RecordWrapUp(wrap_up=wrap_up):
                await add_wrap_up(connection, wrap_up_record(wrap_up, self._configuration), wrap_up.ended_at)

    def _journal_row(self, seq: int, event: CallEvent) -> dict[str, object]:
        return {
            "seq": seq,
            "at": event.at,
            "type": type(event).__name__,
            "call_id": self._call_of(event),
            "agent_id": getattr(event, "agent_id", None),
            # a whole configuration per edit would outgrow everything else; its tables are the truth
            "event": None if isinstance(event, ConfigurationChanged) else event,
        }

    def _call_of(self, event: CallEvent) -> UUID | None:
        if isinstance(event, CallArrived):
            return event.call_id
        named = getattr(event, "call_id", None)
        if named is not None:
            return named
        if getattr(event, "owner", None) == "call":
            return getattr(event, "owner_id", None)
        ours: str = getattr(event, "leg_id", "") or getattr(event, "playback_id", "")
        return self._call_of_leg.get(ours) or ids.owner(ours)

    def _remember_leg(self, call_id: UUID, call: Call) -> None:
        self._call_of_leg[call.leg_id] = call_id
        self._leg_of_call[call_id] = call.leg_id

    def _forget_leg(self, call_id: UUID) -> None:
        leg_id = self._leg_of_call.pop(call_id, None)
        if leg_id is not None:
            self._call_of_leg.pop(leg_id, None)


async def _next_epoch(connection: AsyncConnection) -> int:
    taken_at = datetime.now(UTC)
    take = (
        insert_for(connection, SiteRow)
        .values(id=_SITE, epoch=1, taken_at=taken_at)
        .on_conflict_do_update(index_elements=["id"], set_={"epoch": SiteRow.epoch + 1, "taken_at": taken_at})
    )
    await connection.execute(take)
    return (await connection.scalars(select(SiteRow.epoch).where(SiteRow.id == _SITE))).one()

"""The durable side of the live state: journal, live rows and finished contacts in one fenced transaction."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import msgspec
import structlog
from immutables import Map
from msgspec import Struct
from sqlalchemy import Connection, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from agents.repository import load_agents, load_choices, load_groups, load_queues
from agents.tables import DispositionRow, ReasonRow, SkillRow
from app.calls import ids, statements
from app.calls.actions import RecordAgentState, RecordInteraction, RecordMessage, RecordWrapUp
from app.calls.configuration import Configuration, NumberRoute, OutgoingRules, revision_key
from app.calls.entry import Entry, JournalLine, LiveState, QueueState
from app.calls.entry_repository import write, write_what_is_taken
from app.calls.events import CallArrived, CallEvent, ConfigurationChanged
from app.calls.ports import Commit, Fenced, Stored
from app.calls.promises import changes_of
from app.calls.queue_memory import QueueMemory
from app.calls.records import interaction_record, message_record, recordings_of, spell_record, wrap_up_record
from app.calls.salvage import readable, readable_calls
from app.calls.secrecy import stored
from app.calls.spool import Spool
from app.calls.state import Agent, Call
from app.calls.tables import JournalRow, LiveAgentRow, LiveCallRow, LiveQueueRow, RuleRow, SiteRow
from database.away import is_refusal
from database.engine import Database, to_json
from database.upsert import insert_for
from ivr.calendar_repository import load_calendars
from ivr.flow_repository import load_revisions
from ivr.library_repository import load_prompts
from ivr.repository import load_flows, load_numbers
from ivr.trial_repository import load_trials
from recording.repository import PendingRecording

Rule = TypeVar("Rule", bound=Struct)

_log = structlog.stdlib.get_logger(__name__)


async def load_configuration(connection: AsyncConnection, *, region: str = "CN", zone: str = "UTC") -> Configuration:
    """All that administrators have decided, and where the site is."""
    dispositions = await load_choices(connection, DispositionRow)
    reasons = await load_choices(connection, ReasonRow)
    flows = {flow.id: flow for flow in await load_flows(connection)}
    trials = await load_trials(connection)
    revisions = [*await load_revisions(connection, flows), *(trial.flow for trial in trials)]
    return Configuration(
        queues=Map({queue.id: queue for queue in await load_queues(connection)}),
        agents=Map({agent.id: agent for agent in await load_agents(connection)}),
        flows=Map(flows),
        revisions=Map({revision_key(flow.id, flow.revision): flow for flow in revisions}),
        numbers=Map(
            {
                number.dialed_number: NumberRoute(
                    dialed_number=number.dialed_number, flow_id=number.flow_id, language=number.language
                )
                for number in await load_numbers(connection)
            }
        ),
        calendars=Map({calendar.id: calendar for calendar in await load_calendars(connection)}),
        dispositions=tuple(choice.code for choice in dispositions if choice.active),
        reasons=tuple(choice.code for choice in reasons if choice.active),
        disposition_choices=tuple(dispositions),
        reason_choices=tuple(reasons),
        outgoing=await load_rule(connection, "outgoing", OutgoingRules),
        prompts=Map({saved.prompt.id: saved.prompt for saved in await load_prompts(connection)}),
        trials=Map({trial.dialed_number: trial for trial in trials}),
        skills=Map({skill.id: skill.name for skill in await load_groups(connection, SkillRow)}),
        region=region,
        zone=zone,
    )


async def save_rule(connection: AsyncConnection, name: str, rule: Struct) -> None:
    """Set one of the site's rules: `outgoing` takes `OutgoingRules`."""
    document = msgspec.to_builtins(rule)
    await connection.execute(
        insert_for(connection, RuleRow)
        .values(name=name, document=document)
        .on_conflict_do_update(index_elements=["name"], set_={"document": document})
    )


async def load_rule(connection: AsyncConnection, name: str, kind: type[Rule]) -> Rule:
    """One of the site's rules; as it comes when nobody has set it."""
    document = await connection.scalar(select(RuleRow.document).where(RuleRow.name == name))
    return kind() if document is None else msgspec.convert(document, kind)


class SqlStore:
    """The store of one controller. A later `open` anywhere fences this one: its next commit raises `Fenced`.

    `spool` is the folder of the local journal; without one, what is kept while the database is away is kept in memory alone.
    `region` is where callers' national and short numbers are at home, `zone` where the site's days begin and end.
    """

    def __init__(self, database: Database, spool: Path | None = None, *, region: str = "CN", zone: str = "UTC") -> None:
        self._database = database
        self._region = region
        self._zone = zone
        self._spool = None if spool is None else Spool(spool)
        self._epoch = 0
        self._seq = 0
        self._kept = 0
        self._alive_at: datetime | None = None
        self._configuration = Configuration()
        self._call_of_leg: dict[str, UUID] = {}
        self._leg_of_call: dict[UUID, str] = {}

    async def open(self) -> Stored:
        """Take the next epoch and load configuration and live state, after what an earlier run kept in its local journal."""
        left: Sequence[Entry] = list[Entry]()
        whole = True
        if self._spool is not None:
            left, whole = await self._spool.read()
        async with self._database.write() as connection:
            replayed, refused = await _replay(connection, left)
            self._epoch, self._alive_at = await _next_epoch(connection)
            self._seq = await connection.scalar(select(func.max(JournalRow.seq))) or 0
            self._configuration = await load_configuration(connection, region=self._region, zone=self._zone)
            calls = await connection.execute(select(LiveCallRow.id, LiveCallRow.state))
            agents = await connection.execute(select(LiveAgentRow.id, LiveAgentRow.state))
            queues = await connection.execute(select(LiveQueueRow.id, LiveQueueRow.state))
        if refused:
            await self._put_aside(refused)
        calls = readable_calls(calls, datetime.now(UTC))
        agents = [agent for _, agent in readable(agents, Agent)]
        memories = dict(readable(queues, QueueMemory))
        for call in calls:
            self._remember_leg(call.id, call)
        if self._spool is not None and (left or not whole):
            if replayed and whole:
                await self._spool.clear()
                _log.info("local_journal_replayed", entries=len(left))
            else:
                await self._spool.set_aside(str(left[0].epoch) if whole else f"unreadable-{self._epoch}")
                _log.critical("local_journal_set_aside", entries=len(left), replayed=replayed, whole=whole)
        return Stored(
            configuration=self._configuration, calls=calls, agents=agents, memories=memories, alive_at=self._alive_at
        )

    async def commit(self, batch: Commit) -> None:
        """Write a batch in one transaction.

        Events are numbered by this store, and the numbers advance with success only: when a commit took effect but its
        answer was lost, the repetition meets the same numbers and writes nothing twice. What the database refuses for
        what it is, such as a number too large for its column, is put aside into a file, and keeps nothing else waiting.
        """
        entry = self._entry(batch, self._seq)
        try:
            await self._database.transact(lambda connection: _write(connection, entry))
        except Exception as error:
            if not is_refusal(error):
                raise
            await self._put_aside(
                await self._database.transact(lambda connection: _write_what_is_taken(connection, entry))
            )
        self._seq += len(entry.journal)
        self._kept = max(self._kept - len(entry.journal), 0)
        for call_id, call in batch.calls:
            if call is None:
                self._forget_leg(call_id)

    async def alive(self, at: datetime) -> None:
        """Write down that deadlines are still watched at this moment."""
        await self._database.transact(lambda connection: _hold(connection, self._epoch, at))
        self._alive_at = at

    async def keep(self, batch: Commit) -> None:
        """Put a batch into the local journal, under the numbers that its commit will have. Raises `OSError`."""
        entry = self._entry(batch, self._seq + self._kept)
        self._kept += len(entry.journal)
        if self._spool is not None:
            await self._spool.append(entry)

    async def caught_up(self) -> None:
        """Every batch that was kept has been committed; the local journal is not needed any more. Raises `OSError`."""
        if self._spool is not None:
            await self._spool.clear()

    async def _put_aside(self, refused: Sequence[Entry]) -> None:
        _log.critical("rows_refused", rows=len(refused), kept=self._spool is not None)
        if self._spool is not None:
            try:
                await self._spool.refuse(refused)
            except OSError as error:
                _log.critical("refused_rows_lost", rows=len(refused), error=type(error).__name__)

    def _entry(self, batch: Commit, seq: int) -> Entry:
        """The batch in plain values, its events numbered from behind `seq`."""
        for event in batch.events:
            if isinstance(event, ConfigurationChanged):
                self._configuration = event.configuration
        for call_id, call in batch.calls:
            if call is not None:
                self._remember_leg(call_id, call)
        ended = [record.interaction for record in batch.records if isinstance(record, RecordInteraction)]
        wrapped_up = [record.wrap_up for record in batch.records if isinstance(record, RecordWrapUp)]
        messages = [record.message for record in batch.records if isinstance(record, RecordMessage)]
        spells = [record.spell for record in batch.records if isinstance(record, RecordAgentState)]
        self._alive_at = batch.alive_at or self._alive_at
        return Entry(
            epoch=self._epoch,
            journal=tuple([self._line(seq + place, event) for place, event in enumerate(batch.events, start=1)]),
            calls=tuple([LiveState(id=key, state=_json(call and stored(call))) for key, call in batch.calls]),
            agents=tuple([LiveState(id=key, state=_json(agent)) for key, agent in batch.agents]),
            queues=tuple([QueueState(id=key, state=to_json(memory)) for key, memory in batch.queues]),
            interactions=tuple(interaction_record(interaction, self._configuration) for interaction in ended),
            wrap_ups=tuple(wrap_up_record(wrap_up, self._configuration) for wrap_up in wrapped_up),
            work=changes_of(tuple(ended), self._region),
            recordings=tuple(
                PendingRecording(id=recording_id, interaction_id=interaction.id, segment=segment, started_at=started_at)
                for interaction in ended
                for recording_id, segment, started_at in recordings_of(interaction)
            ),
            messages=tuple(map(message_record, messages)),
            spells=tuple(spell_record(spell, self._configuration) for spell in spells),
            alive_at=self._alive_at,
        )

    def _line(self, seq: int, event: CallEvent) -> JournalLine:
        return JournalLine(
            seq=seq,
            at=event.at,
            type=type(event).__name__,
            call_id=self._call_of(event),
            agent_id=getattr(event, "agent_id", None),
            # a whole configuration per edit would outgrow everything else; its tables are the truth
            event=None if isinstance(event, ConfigurationChanged) else _json(event),
        )

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


async def _replay(connection: AsyncConnection, left: Sequence[Entry]) -> tuple[bool, Sequence[Entry]]:
    """Write what is not committed yet, and tell which rows of it were refused.

    False: somebody else has owned the site since then, and it must not be written.
    """
    epoch = await connection.scalar(select(SiteRow.epoch).where(SiteRow.id == statements.SITE)) or 0
    if any(entry.epoch != epoch for entry in left):
        return False, ()
    last = await connection.scalar(select(func.max(JournalRow.seq))) or 0
    refused: list[Entry] = []
    for entry in left:
        # an entry is one transaction's: its last number tells for all of it
        if entry.journal[-1].seq > last:
            refused += await connection.run_sync(_replay_one, entry)
    return True, refused


def _replay_one(connection: Connection, entry: Entry) -> Sequence[Entry]:
    try:
        with connection.begin_nested():
            _write(connection, entry)
    except Exception as error:
        if not is_refusal(error):
            raise
        return _write_what_is_taken(connection, entry)
    return ()


async def _next_epoch(connection: AsyncConnection) -> tuple[int, datetime | None]:
    """The epoch that is ours now, and when the one before us was there last."""
    taken_at = datetime.now(UTC)
    take = (
        insert_for(connection, SiteRow)
        .values(id=statements.SITE, epoch=1, taken_at=taken_at)
        .on_conflict_do_update(index_elements=["id"], set_={"epoch": SiteRow.epoch + 1, "taken_at": taken_at})
    )
    await connection.execute(take)
    ours = await connection.execute(select(SiteRow.epoch, SiteRow.alive_at).where(SiteRow.id == statements.SITE))
    epoch, alive_at = ours.one()
    return epoch, alive_at


def _hold(connection: Connection, epoch: int, alive_at: datetime | None) -> None:
    if statements.HOLD_EPOCH.run_once(connection, {"mine": epoch, "alive_at": alive_at}) != 1:
        raise Fenced(f"epoch {epoch} is over")


def _write(connection: Connection, entry: Entry) -> None:
    _hold(connection, entry.epoch, entry.alive_at)
    write(connection, entry)


def _write_what_is_taken(connection: Connection, entry: Entry) -> Sequence[Entry]:
    _hold(connection, entry.epoch, entry.alive_at)
    return write_what_is_taken(connection, entry)


def _json(value: object | None) -> str | None:
    return None if value is None else to_json(value)

"""How FreeSWITCH's mod_callcenter finds agents and callers, replayed on SQLite: its tables, which have no indexes, and its questions.

Every tenth of a second its thread asks for all who wait, by score, and for each of them for the agents of the queue; it goes
through the rows until somebody may be rung (mod_callcenter.c: cc_agent_dispatch_thread_run, members_callback, agents_callback). It
knows no skills: who has them is a member of the queue, and a caller with needs besides waits in a queue of the own.
"""

import sqlite3
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from msgspec import Struct


class Caller(Struct, frozen=True, kw_only=True):
    """Somebody who waits."""

    id: UUID
    queue: str
    since: datetime


class CallcenterModule:
    """The module's database, its clock standing at `now`."""

    def __init__(self, connection: sqlite3.Connection, now: datetime) -> None:
        self._connection = connection
        self._now = _epoch(now)

    def agent_for(self, queue: str) -> UUID | None:
        """Who would be rung for the next caller of a queue."""
        found = self._connection.execute(_AGENTS, {"queue": queue})
        return next((UUID(row[0]) for row in found if self._may_be_rung(*row[1:7])), None)

    def next_caller(self) -> UUID | None:
        """The first caller for whom anybody would be rung."""
        waiting = self._connection.execute(_MEMBERS, {"now": self._now})
        return next((UUID(row[0]) for row in waiting if self.agent_for(row[1]) is not None), None)

    def freed(self, agents: Iterable[UUID]) -> Generator[UUID]:
        """Each in turn is the only one who may be rung."""
        for agent in agents:
            for state in ("Waiting", "In a queue call"):
                self._connection.execute("UPDATE agents SET state = ? WHERE name = ?", (state, str(agent)))
                if state == "Waiting":
                    yield agent

    def _may_be_rung(
        self, status: str, state: str, tier: str, last_bridge_end: int, wrap_up_time: int, ready_time: int
    ) -> bool:
        return (
            tier in ("Ready", "No Answer")
            and state == "Waiting"
            and last_bridge_end < self._now - wrap_up_time
            and ready_time <= self._now
            and status != "On Break"
        )


@contextmanager
def callcenter_module(
    *,
    now: datetime,
    idle_since: Sequence[tuple[UUID, datetime | None]],
    members: Iterable[tuple[str, UUID]],
    callers: Iterable[Caller] = (),
) -> Generator[CallcenterModule]:
    """A database with agents (idle since when, None while they talk), who serves which queue, and who waits."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(_TABLES)
        connection.executemany(
            "INSERT INTO agents (name, system, type, status, state, last_offered_call)"
            " VALUES (?, 'single_box', 'callback', 'Available', ?, ?)",
            (
                (str(agent), "In a queue call" if since is None else "Waiting", 0 if since is None else _epoch(since))
                for agent, since in idle_since
            ),
        )
        place = {agent: number for number, agent in enumerate(sorted(agent for agent, _ in idle_since))}
        connection.executemany(
            "INSERT INTO tiers (queue, agent, state, position) VALUES (?, ?, 'Ready', ?)",
            ((queue, str(agent), place[agent]) for queue, agent in members),
        )
        connection.executemany(
            "INSERT INTO members (queue, uuid, joined_epoch, state) VALUES (?, ?, ?, 'Waiting')",
            ((caller.queue, str(caller.id), _epoch(caller.since)) for caller in callers),
        )
        yield CallcenterModule(connection, now)
    finally:
        connection.close()


def _epoch(moment: datetime) -> int:
    """The module counts seconds; finer steps keep the order of the others, and cost the same."""
    return round(moment.timestamp() * 1_000_000)


_AGENTS = """
SELECT agents.name, agents.status, agents.state, tiers.state, agents.last_bridge_end, agents.wrap_up_time, agents.ready_time,
  agents.system, agents.contact, agents.type, agents.uuid, agents.no_answer_count, agents.max_no_answer,
  agents.reject_delay_time, agents.busy_delay_time, agents.no_answer_delay_time, tiers.position, tiers.level
FROM agents LEFT JOIN tiers ON agents.name = tiers.agent
WHERE tiers.queue = :queue AND agents.status IN ('Available', 'On Break', 'Available (On Demand)')
ORDER BY tiers.level, agents.last_offered_call, tiers.position
"""
_MEMBERS = """
SELECT uuid, queue, :now - joined_epoch + base_score + skill_score AS score, session_uuid, cid_number, cid_name, joined_epoch, state
FROM members
WHERE state IN ('Waiting', 'Abandoned') OR (serving_agent = 'ring-all' AND state = 'Trying')
ORDER BY score DESC
"""
_TABLES = """
CREATE TABLE agents (
  name TEXT, system TEXT, uuid TEXT, type TEXT, contact TEXT, status TEXT, state TEXT,
  max_no_answer INTEGER DEFAULT 0, no_answer_count INTEGER DEFAULT 0, wrap_up_time INTEGER DEFAULT 0,
  reject_delay_time INTEGER DEFAULT 0, busy_delay_time INTEGER DEFAULT 0, no_answer_delay_time INTEGER DEFAULT 0,
  last_bridge_end INTEGER DEFAULT 0, last_offered_call INTEGER DEFAULT 0, ready_time INTEGER DEFAULT 0
);
CREATE TABLE tiers (queue TEXT, agent TEXT, state TEXT, level INTEGER DEFAULT 1, position INTEGER DEFAULT 1);
CREATE TABLE members (
  queue TEXT, system TEXT, uuid TEXT, session_uuid TEXT DEFAULT '', cid_number TEXT, cid_name TEXT,
  joined_epoch INTEGER DEFAULT 0, base_score INTEGER DEFAULT 0, skill_score INTEGER DEFAULT 0,
  serving_agent TEXT, state TEXT
);
"""

"""The other direction of a decision: an agent gets free, and 500 callers wait in 50 queues, every second with a need of their own."""

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from msgspec import Struct

from agents import floor as lines
from agents.configuration import AgentProfile, Requirement
from agents.distribution import call_for_agent
from agents.floor import READY, Floor, Place
from agents.ranking import Readiness
from agents.routing import lacking
from bench import callcenter_module as module
from bench.callcenter_module import callcenter_module
from bench.matching_site import LEVEL, SKILLS, WAITING, Matching, opened, profiles_of, queue_of, timed
from bench.site import call_id
from bench.traffic import START

OWN_LEVEL = 30
REPLAYED = 3
"""Decisions that mod_callcenter's way is asked for; each asks once for everybody who waits."""
NOW = START + timedelta(hours=1)


class Caller(Struct, frozen=True, kw_only=True):
    """Waits in a queue that demands its skill, and may need another one."""

    id: UUID
    queue_id: str
    since: datetime
    need: str


def measured(size: int, decisions: int) -> Matching:
    """The longest waiting caller whom an agent may take, by the four ways; they must agree."""
    chance = Random(2)
    profiles = profiles_of(size)
    callers = tuple(
        Caller(
            id=call_id(number),
            queue_id=queue_of(number % SKILLS),
            since=START + timedelta(seconds=chance.randrange(3600), microseconds=number),
            need=queue_of(chance.randrange(SKILLS)) if number % 2 else "",
        )
        for number in range(WAITING)
    )
    floor = opened(profiles)
    for profile in profiles:
        floor = lines.stand(lines.sign_in(floor, profile), profile.id, "busy", None)
    for caller in callers:
        own = ((caller.need, OWN_LEVEL),) if caller.need else ()
        place = Place(lane=(caller.queue_id, own), order=caller.since, since=caller.since)
        floor = lines.wait(floor, caller.id, place)
    freed = chance.choices(profiles, k=decisions)
    floors = [_with_free(floor, profile) for profile in freed]
    with _database(profiles, callers) as connection:

        def by_lines(turn: int) -> UUID | None:
            return call_for_agent(floors[turn], freed[turn].id, NOW)

        def by_sql(turn: int) -> UUID | None:
            row = connection.execute(_SELECT, (str(freed[turn].id), LEVEL, OWN_LEVEL)).fetchone()
            return None if row is None else UUID(row[0])

        turns = range(decisions)
        ours, lines_us = timed(by_lines, turns)
        plain, scan_us = timed(lambda turn: _scanned(freed[turn], callers), turns)
        sql, sql_us = timed(by_sql, turns)
    with callcenter_module(
        now=NOW,
        idle_since=[(profile.id, None) for profile in profiles],
        members=((queue, profile.id) for profile in profiles for queue in _queues_of(profile)),
        callers=[module.Caller(id=one.id, queue=_queue_of(one), since=one.since) for one in callers],
    ) as replay:
        replayed, module_us = timed(lambda _: replay.next_caller(), replay.freed(one.id for one in freed[:REPLAYED]))
    assert ours == plain == sql, "all choose the same callers"
    assert ours[:REPLAYED] == replayed, "and the module too"
    assert any(ours), "somebody is chosen"
    return Matching(
        looks="a freed agent for a caller",
        agents=size,
        ready=1,
        lines_us=lines_us,
        scan_us=scan_us,
        sql_us=sql_us,
        module_us=module_us,
    )


def _queue_of(caller: Caller) -> str:
    """The queue in which mod_callcenter, which has no needs, would let such callers wait."""
    return f"{caller.queue_id}+{caller.need}" if caller.need else caller.queue_id


def _queues_of(profile: AgentProfile) -> Iterator[str]:
    """Those that the agent would serve."""
    for queue_id in (skill for skill, level in profile.skills.items() if level >= LEVEL):
        yield queue_id
        yield from (f"{queue_id}+{need}" for need, level in profile.skills.items() if level >= OWN_LEVEL)


def _with_free(floor: Floor, profile: AgentProfile) -> Floor:
    return lines.stand(floor, profile.id, READY, Readiness(since=NOW, idle_since=NOW))


def _scanned(profile: AgentProfile, callers: Sequence[Caller]) -> UUID | None:
    """A plain loop over all who wait."""
    fitting = (
        (caller.since, caller.id)
        for caller in callers
        if caller.queue_id in profile.queues and not lacking(profile, _needs(caller))
    )
    return min(fitting, default=(NOW, None))[1]


def _needs(caller: Caller) -> tuple[Requirement, ...]:
    demanded = Requirement(skill=caller.queue_id, level=LEVEL)
    return (demanded, Requirement(skill=caller.need, level=OWN_LEVEL)) if caller.need else (demanded,)


_SELECT = """
SELECT members.id FROM tiers JOIN members ON members.queue = tiers.queue
WHERE tiers.agent = ?1 AND tiers.level >= ?2 AND members.state = 'Waiting'
  AND (members.need = '' OR EXISTS (
    SELECT 1 FROM tiers AS own WHERE own.agent = ?1 AND own.queue = members.need AND own.level >= ?3))
ORDER BY members.joined, members.id LIMIT 1
"""


def _database(profiles: Sequence[AgentProfile], callers: Sequence[Caller]) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.executescript("""
        CREATE TABLE members (id TEXT PRIMARY KEY, queue TEXT, joined REAL, need TEXT, state TEXT);
        CREATE TABLE tiers (queue TEXT, agent TEXT, level INTEGER, PRIMARY KEY (queue, agent));
        CREATE INDEX members_queue ON members (queue, state, joined);
        CREATE INDEX tiers_agent ON tiers (agent, level);
    """)
    members = [
        (str(caller.id), caller.queue_id, caller.since.timestamp(), caller.need, "Waiting") for caller in callers
    ]
    connection.executemany("INSERT INTO members VALUES (?, ?, ?, ?, ?)", members)
    for profile in profiles:
        rows = [(queue_id, str(profile.id), level) for queue_id, level in profile.skills.items()]
        connection.executemany("INSERT INTO tiers VALUES (?, ?, ?)", rows)
    return connection

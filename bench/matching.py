"""One decision among many, with 50 skills and 500 callers waiting, by four ways: who gets this call, and whom a freed agent gets.

The distributor's lines, a plain loop over all, the best that SQL can do (one row, by indexes), and what FreeSWITCH's mod_callcenter
does with its strategy `longest-idle-agent`.
"""

import sqlite3
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from msgspec import Struct

from agents import floor as lines
from agents.configuration import AgentProfile, Requirement
from agents.distribution import agents_for_place
from agents.floor import READY, Floor, Place
from agents.ranking import Readiness
from agents.routing import lacking
from bench import freed_agents
from bench.callcenter_module import callcenter_module
from bench.matching_site import LEVEL, SKILLS, WAITING, Matching, opened, profiles_of, queue_of, timed
from bench.site import call_id
from bench.table import Table
from bench.traffic import START

REPLAYED = 50
"""Decisions that mod_callcenter's way is asked for; it takes its time."""


class Population(Struct, frozen=True):
    """Agents, some ready; every skill has its own queue, and all the callers wait in one whose agents are busy."""

    profiles: tuple[AgentProfile, ...]
    idle_since: dict[UUID, datetime]
    floor: Floor


def measure(sizes: Sequence[int], decisions: int) -> tuple[Matching, ...]:
    """The same decisions by the four ways, in both directions; they must agree."""
    callers = tuple(_measured(_populated(size), decisions) for size in sizes)
    return (*callers, *(freed_agents.measured(size, decisions) for size in sizes))


def table(results: Sequence[Matching]) -> Table:
    """For people."""
    return Table(
        title=f"One decision with {SKILLS} skills and {WAITING} callers waiting",
        columns=(
            "who looks",
            "agents (ready)",
            "lines us",
            "plain loop us",
            "SQL us",
            "mod_callcenter us",
            "mod_callcenter / lines",
        ),
        rows=tuple(
            (
                one.looks,
                f"{one.agents:,} ({one.ready:,})",
                f"{one.lines_us:.1f}",
                f"{one.scan_us:.1f}",
                f"{one.sql_us:.1f}",
                f"{one.module_us:,.1f}",
                f"{one.module_us / one.lines_us:,.0f}x",
            )
            for one in results
        ),
        notes=(
            "A caller gets the longest-idle ready agent of a queue with a skill at 50 or better.",
            "A freed agent gets the longest-waiting caller of 50 queues with a skill each; every second has a need of their own.",
            "Medians; all four choose the same.",
            "SQL: agents joined with tiers (or tiers with members) on SQLite in memory, with indexes, ordered by time, one row.",
            "mod_callcenter: its own selection replayed on SQLite in memory: its tables (no indexes), and its dispatch thread's walk "
            "through all who wait, which asks for the agents of each one's queue until one may be rung. It knows no needs: a "
            "caller with one waits in a queue of the own. The walk begins every 100 ms, which is not counted here.",
        ),
    )


def _populated(size: int) -> Population:
    chance = Random(1)
    profiles = profiles_of(size)
    floor = opened(profiles)
    idle_since: dict[UUID, datetime] = {}
    for profile in profiles:
        floor = lines.sign_in(floor, profile)
        if chance.random() < 0.3 and queue_of(0) not in profile.queues:
            since = START + timedelta(milliseconds=chance.randrange(3_600_000))
            idle_since[profile.id] = since
            floor = lines.stand(floor, profile.id, READY, Readiness(since=since, idle_since=since))
        else:
            floor = lines.stand(floor, profile.id, "busy", None)
    for number in range(WAITING):
        since = START + timedelta(seconds=number)
        floor = lines.wait(floor, call_id(number), Place(lane=(queue_of(0), ()), order=since, since=since))
    return Population(profiles, idle_since, floor)


def _measured(population: Population, decisions: int) -> Matching:
    wanted = [queue_of(1 + number % (SKILLS - 1)) for number in range(decisions)]
    with _database(population) as connection:

        def by_sql(queue_id: str) -> UUID | None:
            row = connection.execute(_SELECT, (queue_id, LEVEL)).fetchone()
            return None if row is None else UUID(row[0])

        def by_lines(queue_id: str) -> UUID | None:
            place = Place(lane=(queue_id, ()), order=START, since=START)
            return next(iter(agents_for_place(population.floor, place)), None)

        ours, lines_us = timed(by_lines, wanted)
        plain, scan_us = timed(lambda queue_id: _scanned(population, queue_id), wanted)
        sql, sql_us = timed(by_sql, wanted)
    with callcenter_module(
        now=START + timedelta(hours=2),
        idle_since=[(profile.id, population.idle_since.get(profile.id)) for profile in population.profiles],
        members=(
            (skill, profile.id)
            for profile in population.profiles
            for skill, level in profile.skills.items()
            if level >= LEVEL
        ),
    ) as module:
        replayed, module_us = timed(module.agent_for, wanted[:REPLAYED])
    assert ours == plain == sql, "all choose the same agents"
    assert ours[:REPLAYED] == replayed, "and the module too"
    size, ready = len(population.profiles), len(population.idle_since)
    return Matching(
        looks="a caller for an agent",
        agents=size,
        ready=ready,
        lines_us=lines_us,
        scan_us=scan_us,
        sql_us=sql_us,
        module_us=module_us,
    )


def _scanned(population: Population, queue_id: str) -> UUID | None:
    needs, idle = (Requirement(skill=queue_id, level=LEVEL),), population.idle_since
    fitting = (
        profile.id
        for profile in population.profiles
        if profile.id in idle and queue_id in profile.queues and not lacking(profile, needs)
    )
    return min(fitting, key=lambda chosen: (idle[chosen], chosen), default=None)


_SELECT = """
SELECT agents.id FROM tiers JOIN agents ON agents.id = tiers.agent
WHERE tiers.queue = ? AND tiers.level >= ? AND agents.status = 'Available' AND agents.state = 'Waiting'
ORDER BY agents.idle_since, agents.id LIMIT 1
"""


def _database(population: Population) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.executescript("""
        CREATE TABLE agents (id TEXT PRIMARY KEY, status TEXT, state TEXT, idle_since REAL);
        CREATE TABLE tiers (queue TEXT, agent TEXT, level INTEGER, PRIMARY KEY (queue, agent));
        CREATE INDEX agents_state ON agents (status, state);
        CREATE INDEX tiers_level ON tiers (queue, level);
    """)
    for profile in population.profiles:
        since = population.idle_since.get(profile.id)
        state = ("Receiving", 0.0) if since is None else ("Waiting", since.timestamp())
        connection.execute("INSERT INTO agents VALUES (?, 'Available', ?, ?)", (str(profile.id), *state))
        rows = [(queue_id, str(profile.id), level) for queue_id, level in profile.skills.items()]
        connection.executemany("INSERT INTO tiers VALUES (?, ?, ?)", rows)
    return connection

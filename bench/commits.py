"""`step` with the commit: how many events a second become durable, batch by batch, on each database."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from uuid import UUID, uuid4

from msgspec import Struct
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app.calls.actions import Record
from app.calls.events import CallEvent, ConfigurationChanged
from app.calls.repository import SqlStore
from app.calls.state import CallCenter
from app.calls.step import step
from app.runtime import BATCH_EVENTS
from app.runtime_commit import Batch
from bench.event_core import Scene
from bench.table import Table, quantile
from bench.traffic import START
from database.engine import Database, async_url, sqlite_url
from database.history import migrate

BATCHES = (1, 16, 256)


class Commits(Struct, frozen=True, kw_only=True):
    """One database at one size with one size of batch. Milliseconds are per commit."""

    database: str
    agents: int
    batch: int
    events: int
    events_per_second: float
    cpu_us: float
    commit_p50_ms: float
    commit_p95_ms: float


@asynccontextmanager
async def databases(folder: Path, postgresql: str) -> AsyncGenerator[tuple[Database, ...]]:
    """A migrated SQLite in `folder`, and one on the PostgreSQL server of this URL, if any; removed afterwards."""
    sqlite = Database(sqlite_url(str(folder / "bench.db")))
    await migrate(sqlite)
    try:
        if not postgresql:
            yield (sqlite,)
            return
        async with _on_server(postgresql) as other:
            await migrate(other)
            yield sqlite, other
    finally:
        await sqlite.close()


async def measure(database: Database, scenes: Sequence[Scene], events: int) -> tuple[Commits, ...]:
    """Every size with every size of batch; small batches get fewer events."""
    results: list[Commits] = []
    for scene in scenes:
        store = SqlStore(database)
        await store.open()
        await _put_scene(store, scene)
        begin = 0
        center = scene.center
        for size in BATCHES:
            part = scene.script[begin : begin + (events if size > 1 else events // 4)]
            begin += len(part)
            center, result = await _run(database, store, scene.agents, center, part, size)
            results.append(result)
    return tuple(results)


def table(results: Sequence[Commits], alone: dict[int, float]) -> Table:
    """For people; `alone` is the wall time of `step` alone per number of agents, in microseconds."""
    return Table(
        title="Event core: `step` and commit",
        columns=(
            "database",
            "agents and calls",
            "events per batch",
            "events/s",
            "CPU us per event (this process)",
            "commit p50 / p95 ms",
            "wall with commit / step alone",
        ),
        rows=tuple(
            (
                result.database,
                f"{result.agents:,}",
                str(result.batch),
                f"{result.events_per_second:,.0f}",
                f"{result.cpu_us:.0f}",
                f"{result.commit_p50_ms:.1f} / {result.commit_p95_ms:.1f}",
                f"{1_000_000 / result.events_per_second / alone[result.agents]:.1f}x",
            )
            for result in results
        ),
        notes=(
            "Journal, changed calls and agents, finished interactions and wrap-ups with their outbox rows, in one "
            f"transaction per batch, one batch after the other, as the runtime does it (there at most {BATCH_EVENTS} events in one).",
            "Growth with commit, CPU per event of the largest / smallest size at "
            + f"{BATCHES[-1]} events per batch: "
            + ", ".join(f"{name} {grown:.2f}x" for name, grown in _growth(results).items())
            + ".",
            "Last column: wall time per event with commit over wall time of `step` alone, same script, same run.",
        ),
    )


def _growth(results: Sequence[Commits]) -> dict[str, float]:
    grown: dict[str, float] = {}
    for name in dict.fromkeys(result.database for result in results):
        costs = [result.cpu_us for result in results if result.database == name and result.batch == BATCHES[-1]]
        grown[name] = costs[-1] / costs[0]
    return grown


async def _put_scene(store: SqlStore, scene: Scene) -> None:
    """The center as it stands, and the configuration, so that names are written with the records."""
    batch = Batch()
    batch.events.append(ConfigurationChanged(at=START, configuration=scene.center.configuration))
    for call_id, call in scene.center.calls.items():
        batch.put_call(call_id, call)
    for agent_id, agent in scene.center.agents.items():
        batch.put_agent(agent_id, agent)
    await store.commit(batch)


async def _run(
    database: Database, store: SqlStore, agents: int, center: CallCenter, script: Sequence[CallEvent], size: int
) -> tuple[CallCenter, Commits]:
    taken: list[float] = []
    began, began_cpu = perf_counter(), process_time()
    for first in range(0, len(script), size):
        center, batch = _decided(center, script[first : first + size])
        commit_began = perf_counter()
        await store.commit(batch)
        taken.append((perf_counter() - commit_began) * 1000)
    wall, cpu = perf_counter() - began, process_time() - began_cpu
    return center, Commits(
        database=database.dialect,
        agents=agents,
        batch=size,
        events=len(script),
        events_per_second=len(script) / wall,
        cpu_us=cpu * 1_000_000 / len(script),
        commit_p50_ms=median(taken),
        commit_p95_ms=quantile(sorted(taken), 0.95),
    )


def _decided(center: CallCenter, events: Sequence[CallEvent]) -> tuple[CallCenter, Batch]:
    batch, calls, agents = Batch(), set[UUID](), set[UUID]()
    for event in events:
        center, actions = step(center, event)
        batch.events.append(event)
        batch.records += [action for action in actions if isinstance(action, Record)]
        calls.update(key for kind, key in center.touched if kind == "call" and isinstance(key, UUID))
        agents.update(key for kind, key in center.touched if kind == "agent" and isinstance(key, UUID))
    for call_id in calls:
        batch.put_call(call_id, center.calls.get(call_id))
    for agent_id in agents:
        batch.put_agent(agent_id, center.agents.get(agent_id))
    return center, batch


@asynccontextmanager
async def _on_server(url: str) -> AsyncGenerator[Database]:
    server, name = async_url(url), f"ringdesk_bench_{uuid4().hex[:12]}"
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            await connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
            database = Database(server.set(database=name).render_as_string(hide_password=False))
            try:
                yield database
            finally:
                await database.close()
                await connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    finally:
        await engine.dispose()

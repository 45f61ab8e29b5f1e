"""`python -m bench`: measure, print, and write bench/results/."""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from app.asterisk.installation import Installation, cache_folder, find_or_fetch
from bench import (
    commits,
    event_core,
    flow_walk,
    machine,
    matching,
    offers,
    real_calls,
    screen_pop,
    sipp,
    soak,
    soak_reckoning,
    speech,
    where,
)
from bench.call_plan import TALK_MS
from bench.ringdesk_site import RingdeskSite, ringdesk_site
from bench.table import Table, markdown

RESULTS = Path(__file__).parent / "results"
POSTGRESQL = "RINGDESK_TEST_POSTGRES_URL"


class Amounts(Struct, frozen=True, kw_only=True):
    """How much is measured; bounded in count, and so in time."""

    sizes: tuple[int, ...]
    events: int
    rounds: int
    offers: int
    committed: int
    plan: real_calls.Plan
    clients: int
    pops: int
    watched: int
    flows: tuple[int, ...] = (8, 80, 400)
    texts: int = 100


FULL = Amounts(
    sizes=(100, 1_000, 10_000),
    events=20_000,
    rounds=3,
    offers=500,
    committed=4_000,
    plan=real_calls.Plan(rates=(2, 5, 10, 15, 20, 30, 40), seconds=8, agents=60, crowd=60),
    clients=200,
    pops=40,
    watched=300,
)
LONG = msgspec.structs.replace(
    FULL, plan=real_calls.Plan(rates=(10, 20, 30, 40, 60, 80), seconds=8, agents=140, crowd=60, least_calls=1_000)
)
QUICK = Amounts(
    sizes=(100, 1_000),
    events=5_000,
    rounds=2,
    offers=100,
    committed=1_000,
    plan=real_calls.Plan(rates=(2, 5), seconds=5, agents=10, crowd=15, crowds=(1, 10), keys=50),
    clients=50,
    pops=10,
    watched=30,
    texts=10,
)


def main() -> None:
    """Measure what is asked for and write it down."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Ringdesk on this machine.")
    parser.add_argument("--quick", action="store_true", help="small sizes, for trying out; written nowhere")
    parser.add_argument(
        "--only",
        choices=("core", "flows", "speech", "matching", "calls", "where"),
        help="a part alone; written nowhere",
    )
    parser.add_argument("--long", action="store_true", help="real calls alone, 1,000 at each rate (ten minutes)")
    parser.add_argument(
        "--soak",
        action="store_true",
        help="30 agents, 200 callers, five minutes, without and with a kill -9; 1 when anything is lost",
    )
    asked = parser.parse_args()
    if asked.soak:
        sys.exit(_soak(quick=asked.quick))
    if asked.long:
        asked.only = "calls"
    amounts = QUICK if asked.quick else LONG if asked.long else FULL
    load = os.getloadavg()[0]
    found: dict[str, object] = {}
    tables: list[Table] = []
    installation = None
    if asked.only in (None, "calls"):
        installation = find_or_fetch(cache_folder(), lambda step, done: None)
        tables += _calls(installation, amounts, found)
    if asked.only == "where" or (asked.only is None and not asked.long):
        installation = installation or find_or_fetch(cache_folder(), lambda step, done: None)
        tables.append(_where(installation, amounts, found))
    if asked.only in (None, "core"):
        tables += _core(amounts, found)
    if asked.only in (None, "flows"):
        _progress("flows")
        walked = flow_walk.measure(amounts.flows, amounts.events)
        found.update(flow_walk=walked)
        tables.append(flow_walk.table(walked))
    if asked.only in (None, "speech"):
        _progress("speech")
        spoken = speech.measure(amounts.texts)
        found.update(speech=spoken)
        tables.append(speech.table(spoken))
    if asked.only in (None, "matching"):
        _progress("matching")
        matched = matching.measure(amounts.sizes, amounts.offers)
        found.update(matching=matched)
        tables.append(matching.table(matched))
    here = machine.look(installation, load)
    text = _document(here, tables)
    print(text)
    if not asked.quick and (asked.long or asked.only is None):
        _keep("long-calls" if asked.long else "latest", text, {"machine": here, **found})


def _soak(*, quick: bool) -> int:
    load = os.getloadavg()[0]
    installation = find_or_fetch(cache_folder(), lambda step, done: None)
    plan = soak.QUICK if quick else soak.FULL
    found = [soak.run(installation, msgspec.structs.replace(plan, killed=killed)) for killed in (False, True)]
    here = machine.look(installation, load)
    text = _document(here, [soak_reckoning.table(each) for each in found])
    print(text)
    if not quick:
        _keep("soak", text, {"machine": here, "soak": found})
    for each in found:
        if not each.whole:
            print(msgspec.json.format(msgspec.json.encode(each), indent=1).decode())
    return 0 if all(each.whole for each in found) else 1


def _core(amounts: Amounts, found: dict[str, object]) -> Sequence[Table]:
    _progress("building centers")
    scenes = event_core.scenes(amounts.sizes, amounts.events)
    _progress("step alone")
    core = event_core.measure(scenes, amounts.rounds)
    _progress("offers")
    offered = offers.measure(scenes, amounts.offers, amounts.rounds)
    _progress("step and commit")
    committed = asyncio.run(_commits(scenes, amounts))
    found.update(event_core=core, offers=offered, commits=committed)
    alone = {size.agents: size.wall_us for size in core.sizes}
    return (*event_core.tables(core), offers.table(offered, core), commits.table(committed, alone))


@contextmanager
def _busy_site(installation: Installation, agents: int) -> Generator[tuple[Path, RingdeskSite, sipp.Phones]]:
    """A folder, Ringdesk with files in it, and phones that answer for its agents, who are ready."""
    # a short path: Asterisk's control socket lies below it
    with tempfile.TemporaryDirectory(prefix="rdb-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        _progress("starting Ringdesk")
        with ringdesk_site(folder / "r", agents) as site:
            phones = sipp.start_phones(installation, folder / "phones", TALK_MS, (38000, 41998))
            try:
                real_calls.make_ready(site, phones)
                yield folder, site, phones
            finally:
                phones.stop()


def _calls(installation: Installation, amounts: Amounts, found: dict[str, object]) -> Sequence[Table]:
    with _busy_site(installation, amounts.plan.agents) as (folder, site, phones):
        _progress("real calls")
        called = real_calls.measure(installation, site, phones, folder, amounts.plan)
        found.update(real_calls=called)
        if amounts.plan.least_calls:
            return real_calls.tables(called)
        _progress("screen pop")
        popped = asyncio.run(
            screen_pop.measure(installation, site, folder, clients=amounts.clients, calls=amounts.pops)
        )
        found.update(screen_pop=popped)
        return (*real_calls.tables(called), screen_pop.table(popped))


def _where(installation: Installation, amounts: Amounts, found: dict[str, object]) -> Table:
    with _busy_site(installation, amounts.plan.agents) as (folder, site, _):
        _progress("where the time goes")
        looked = where.measure(installation, site, folder, rate=10, calls=amounts.watched)
        found.update(where=looked)
        return where.table(looked)


async def _commits(scenes: Sequence[event_core.Scene], amounts: Amounts) -> tuple[commits.Commits, ...]:
    results: list[commits.Commits] = []
    with tempfile.TemporaryDirectory(prefix="ringdesk-bench-") as folder:
        async with commits.databases(Path(folder), os.environ.get(POSTGRESQL, "")) as databases:
            for database in databases:
                results += await commits.measure(database, scenes, amounts.committed)
    return tuple(results)


def _document(here: machine.Machine, tables: Sequence[Table]) -> str:
    head = (
        "# Measurements",
        "",
        f"{here.date}, `{here.command}`, revision {here.revision}",
        "",
        f"{here.processor}, {here.cores} cores, {here.memory_gib} GiB; {here.system}; Python {here.python}; "
        f"Asterisk {here.asterisk}; " + ", ".join(f"{name} {number}" for name, number in here.libraries.items()) + ".",
        f"Load average before {here.load_before}, after {here.load_after} on {here.cores} cores.",
        "",
    )
    return "\n".join((*head, *(markdown(table) for table in tables)))


def _keep(name: str, text: str, found: Mapping[str, object]) -> None:
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    (RESULTS / f"{name}.json").write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")


def _progress(what: str) -> None:
    print(f"... {what}", flush=True)


if __name__ == "__main__":
    main()

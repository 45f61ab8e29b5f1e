"""`python -m bench`: measure, print, and write bench/results/."""

import argparse
import asyncio
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from bench import commits, event_core, machine, offers
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


FULL = Amounts(sizes=(100, 1_000, 10_000), events=20_000, rounds=5, offers=500, committed=4_000)
QUICK = Amounts(sizes=(100, 1_000), events=5_000, rounds=2, offers=100, committed=1_000)


def main() -> None:
    """Measure what is asked for and write it down."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Ringdesk on this machine.")
    parser.add_argument("--quick", action="store_true", help="small sizes, for trying out; written nowhere")
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    found: dict[str, object] = {}
    tables = [*_core(QUICK if asked.quick else FULL, found)]
    here = machine.look(None, load)
    text = _document(here, tables)
    print(text)
    if not asked.quick:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "latest.md").write_text(text, encoding="utf-8")
        report = msgspec.json.encode({"machine": here, **found})
        (RESULTS / "latest.json").write_bytes(msgspec.json.format(report, indent=1) + b"\n")


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
        f"{here.date}, `{here.command}`",
        "",
        f"{here.processor}, {here.cores} cores, {here.memory_gib} GiB; {here.system}; Python {here.python}; "
        f"Asterisk {here.asterisk}; " + ", ".join(f"{name} {number}" for name, number in here.libraries.items()) + ".",
        f"Load average before {here.load_before}, after {here.load_after} on {here.cores} cores.",
        "",
    )
    return "\n".join((*head, *(markdown(table) for table in tables)))


def _progress(what: str) -> None:
    print(f"... {what}", flush=True)


if __name__ == "__main__":
    main()

"""Real calls: menu, queue, agent and recording on Ringdesk beside Asterisk's own `Queue()`, both on this machine at once."""

import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct
from websockets.sync.client import connect

from app.asterisk.installation import Installation
from app.calls.phone_lines import phone_name
from bench import menu_keys, sipp
from bench.call_plan import ANSWER_MS, EVERYBODY, FEW, FEW_AGENTS, NUMBERS, TALK_MS
from bench.processes import cpu_seconds
from bench.queue_site import queue_site
from bench.ringdesk_site import RingdeskSite
from bench.table import Table, quantile

FAILURES = 0.001
LONGEST_DELAY_MS = 3_000.0
SETTLE_SECONDS = 2.0
TRIALS = 2
"""A rate that was not kept is tried again, because others may use the machine."""


class Plan(Struct, frozen=True, kw_only=True):
    """Calls per second one after the other, how long each, how many agents; callers for the few agents.

    `least_calls` makes a rate longer until it has so many: a share of failures can only be told of many calls.
    """

    rates: tuple[float, ...]
    seconds: float
    agents: int
    crowd: int
    least_calls: int = 0
    crowds: tuple[int, ...] = (1, 50)
    keys: int = 400


class Side(Struct, frozen=True, kw_only=True):
    """One of the two systems; what its processes are is asked when it is measured."""

    name: str
    sip_port: int
    phones: sipp.Phones
    asterisk: Callable[[], tuple[int, ...]]
    app: Callable[[], tuple[int, ...]]


class Step(Struct, frozen=True, kw_only=True):
    """One rate on one side. `delay`: from the caller's key to the end of the call, less ringing and talk."""

    side: str
    rate: float
    calls: int
    failed: int
    delay_p50_ms: float
    delay_p95_ms: float
    asterisk_cpu_ms: float
    app_cpu_ms: float

    @property
    def kept(self) -> bool:
        """Whether the side coped."""
        return self.failed < self.calls * FAILURES and self.delay_p95_ms < LONGEST_DELAY_MS


class Gap(Struct, frozen=True, kw_only=True):
    """From the end of an agent's call to the ring of the next one while callers wait."""

    side: str
    calls: int
    failed: int
    gaps: int
    p50_ms: float
    p95_ms: float


class RealCalls(Struct, frozen=True, kw_only=True):
    """What was measured; `plan` says how much was tried."""

    plan: Plan
    gaps: tuple[Gap, ...]
    steps: tuple[Step, ...]
    menus: tuple[menu_keys.Keys, ...] = ()


def measure(installation: Installation, site: RingdeskSite, phones: sipp.Phones, folder: Path, plan: Plan) -> RealCalls:
    """Both sides in turn at each rate, as long as they cope. The agents of `site` are ready."""
    others = sipp.start_phones(installation, folder / "queue-phones", TALK_MS, (42000, 45998))
    try:
        names = [phone_name(agent_id) for agent_id in site.agents]
        with queue_site(installation, folder / "queue", names, others) as comparison:
            ours = Side(
                name="Ringdesk",
                sip_port=site.sip_port,
                phones=phones,
                asterisk=site.asterisk_pids,
                app=site.app_pids,
            )
            theirs = Side(
                name="Queue()",
                sip_port=comparison.sip_port,
                phones=others,
                asterisk=comparison.asterisk_pids,
                app=lambda: (),
            )
            for asterisk_folder in (site.asterisk_folder, comparison.folder):
                menu_keys.write_tones(asterisk_folder)
            menus = tuple(
                menu_keys.measure(name, side.sip_port, callers, plan.keys)
                for callers in plan.crowds
                for name, side in ((ours.name, ours), ("dialplan", theirs))
            )
            gaps = tuple(_gap(installation, side, folder, plan) for side in (ours, theirs))
            return RealCalls(plan=plan, menus=menus, gaps=gaps, steps=_ramp(installation, (ours, theirs), folder, plan))
    finally:
        others.stop()


def make_ready(site: RingdeskSite, phones: sipp.Phones) -> None:
    """Phones registered, agents signed in by opening their desk once, and ready."""
    site.make_phones(phones.port)
    cookies = [site.session(f"agent{place}") for place in range(len(site.agents))]
    for cookie in cookies:
        live = f"ws://127.0.0.1:{site.port}/api/v1/live"
        with connect(live, additional_headers={"Cookie": cookie}, origin=site.url) as desk:  # pyright: ignore[reportArgumentType]  (a NewType of str)
            desk.recv()
    site.ready(cookies)


def tables(found: RealCalls) -> tuple[Table, ...]:
    """For people."""
    ours, theirs = found.gaps
    sustained = {
        side: max((step.rate for step in found.steps if step.side == side and step.kept), default=0.0)
        for side in (ours.side, theirs.side)
    }
    ramp = Table(
        title="Real calls: menu, queue, agent, recording",
        columns=(
            "side",
            "calls/s",
            "failed",
            "delay p50 / p95 ms",
            "Asterisk CPU ms per call",
            "app CPU ms per call",
            "CPU per call, Ringdesk / Queue()",
        ),
        rows=tuple(_row(step, found.steps) for step in found.steps),
        notes=(
            f"Sustained below {FAILURES:.1%} failures and {LONGEST_DELAY_MS / 1000:.0f} s delay (p95): "
            + ", ".join(f"{side} {rate:g} calls/s" for side, rate in sustained.items())
            + f"; the highest rate tried was {max(found.plan.rates):g}. "
            f"Ringdesk / Queue() = {_ratio(sustained[ours.side], sustained[theirs.side])}.",
            "Delay: from the caller's key 2 to the end of the call, less "
            f"{ANSWER_MS} ms of ringing and {TALK_MS} ms of talk: distribution, dialing, bridging and hanging up together.",
            f"{found.plan.agents} agents, callers and agents by SIPp on the same cores, both sides sending sound, "
            "recorded with both sides apart. No desk is open while this is measured.",
            f"A rate that was not kept is tried {TRIALS} times; a side that fails them all is not asked for more.",
            "Failures are counted among the calls of the row: fewer than 1,000 calls show 0.1% only as none.",
            "Last column: (app + Asterisk CPU per call of Ringdesk) / (Asterisk CPU per call of Queue()) at this rate.",
        ),
    )
    ring = Table(
        title="Real calls: from a free agent to its ring",
        columns=("side", "gaps", "p50 ms", "p95 ms", "failed calls"),
        rows=tuple(
            (gap.side, str(gap.gaps), f"{gap.p50_ms:.1f}", f"{gap.p95_ms:.1f}", f"{gap.failed} of {gap.calls}")
            for gap in found.gaps
        ),
        notes=(
            f"{FEW_AGENTS} agents, callers always waiting, no wrap-up. From the phone's 200 to its BYE until the next INVITE "
            f"at the same phone. p50 Ringdesk / Queue() = {_ratio(ours.p50_ms, theirs.p50_ms)}.",
            "`Queue()` with `retry = 1`, the smallest it takes, `autofill = yes` and `wrapuptime = 0`.",
        ),
    )
    return ramp, ring, menu_keys.table(found.menus)


def _gap(installation: Installation, side: Side, folder: Path, plan: Plan) -> Gap:
    called = sipp.call(
        installation,
        folder / f"gap-{side.name.strip('()')}",
        sip_port=side.sip_port,
        number=NUMBERS[FEW],
        rate=10,
        calls=plan.crowd,
    )
    gaps, freed = list[float](), dict[str, float]()
    for moment in sorted(side.phones.moments(), key=lambda moment: moment.at):
        if moment.what == "free":
            freed[moment.phone] = moment.at
        elif moment.phone in freed:
            gaps.append((moment.at - freed.pop(moment.phone)) * 1000)
    gaps.sort()
    return Gap(
        side=side.name,
        calls=called.calls,
        failed=called.failed,
        gaps=len(gaps),
        p50_ms=quantile(gaps, 0.5) if gaps else 0,
        p95_ms=quantile(gaps, 0.95) if gaps else 0,
    )


def _ramp(installation: Installation, sides: Sequence[Side], folder: Path, plan: Plan) -> tuple[Step, ...]:
    steps: list[Step] = []
    coping = list(sides)
    for rate in plan.rates:
        for side in tuple(coping):
            for trial in range(TRIALS):
                calls = max(round(rate * plan.seconds), plan.least_calls)
                step = _step(installation, side, folder / f"trial-{trial}", rate, calls)
                steps.append(step)
                sys.stderr.write(f"... {' | '.join(_row(step, steps))}\n")
                if step.kept:
                    break
            else:
                coping.remove(side)
    return tuple(steps)


def _step(installation: Installation, side: Side, folder: Path, rate: float, calls: int) -> Step:
    asterisk, app = side.asterisk(), side.app()
    before = cpu_seconds(asterisk), cpu_seconds(app)
    called = sipp.call(
        installation,
        folder / f"ramp-{side.name.strip('()')}-{rate:g}",
        sip_port=side.sip_port,
        number=NUMBERS[EVERYBODY],
        rate=rate,
        calls=calls,
    )
    time.sleep(SETTLE_SECONDS)  # recordings are stored after the calls, and count
    delays = sorted(served - ANSWER_MS - TALK_MS for served in called.served_ms) or [float("inf")]
    return Step(
        side=side.name,
        rate=rate,
        calls=calls,
        failed=called.failed,
        delay_p50_ms=quantile(delays, 0.5),
        delay_p95_ms=quantile(delays, 0.95),
        asterisk_cpu_ms=(cpu_seconds(asterisk) - before[0]) * 1000 / calls,
        app_cpu_ms=(cpu_seconds(app) - before[1]) * 1000 / calls,
    )


def _row(step: Step, steps: Sequence[Step]) -> tuple[str, ...]:
    cpu = defaultdict[str, float](float)
    for other in steps:
        if other.rate == step.rate:
            cpu[other.side] = other.asterisk_cpu_ms + other.app_cpu_ms
    compared = _ratio(cpu["Ringdesk"], cpu["Queue()"]) if step.side == "Ringdesk" else ""
    return (
        step.side,
        f"{step.rate:g}",
        f"{step.failed} of {step.calls}",
        f"{step.delay_p50_ms:.0f} / {step.delay_p95_ms:.0f}",
        f"{step.asterisk_cpu_ms:.1f}",
        f"{step.app_cpu_ms:.1f}" if step.app_cpu_ms else "",
        compared,
    )


def _ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}x" if theirs else "not comparable"

"""Many agents and callers for minutes, the application killed in the middle, and every caller accounted for."""

import os
import signal
import sys
import tempfile
import time
from pathlib import Path

import httpx
from msgspec import Struct

from app.asterisk.installation import Installation
from bench import sipp
from bench.call_plan import EVERYBODY, NUMBERS, START_SECONDS, DidNotStart
from bench.processes import command_line, family
from bench.ringdesk_site import RingdeskSite, ringdesk_site
from bench.soak_callers import callers
from bench.soak_desks import Desks, desks
from bench.soak_reckoning import Away, Reckoning, reckon


class Plan(Struct, frozen=True, kw_only=True):
    """How much: agents, callers on the line at once, new ones a second at most, how long, and how long a talk is.

    `killed`: the application dies in the middle.
    """

    agents: int = 30
    at_once: int = 200
    rate: float = 8.0
    seconds: float = 300.0
    talk_ms: int = 10_000
    patience: float = 300.0
    killed: bool = True


FULL = Plan()
QUICK = Plan(agents=6, at_once=20, rate=2.0, seconds=30.0, talk_ms=3_000)


def run(installation: Installation, plan: Plan) -> Reckoning:
    """Carry it out. Raises `DidNotStart`, or `StillCalling` when callers hang on for ever."""
    # a short path: Asterisk's control socket lies below it
    with tempfile.TemporaryDirectory(prefix="rds-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with ringdesk_site(folder / "r", plan.agents) as site:
            phones = sipp.start_phones(installation, folder / "phones", plan.talk_ms, (38000, 41998))
            try:
                return _play(installation, site, phones, folder, plan)
            finally:
                phones.stop()


class StillCalling(Exception):
    """Calls did not come to their end."""


def _play(installation: Installation, site: RingdeskSite, phones: sipp.Phones, folder: Path, plan: Plan) -> Reckoning:
    site.make_phones(phones.port)
    cookies = [site.session(f"agent{place}") for place in range(plan.agents)]
    with desks(site, cookies) as pages:
        _wait_for_desks(pages, plan.agents)
        began = time.monotonic()
        with callers(
            installation,
            folder / "callers",
            sip_port=site.sip_port,
            number=NUMBERS[EVERYBODY],
            at_once=plan.at_once,
            rate=plan.rate,
        ) as calling:
            _tell(f"{plan.agents} agents, {plan.at_once} callers, {plan.seconds:.0f} s")
            time.sleep(plan.seconds / 2)
            away = _kill(site) if plan.killed else None
            time.sleep(max(0.0, plan.seconds - (time.monotonic() - began)))
            calling.dial_no_more()
            _tell("nobody dials any more; the last are served")
            if not calling.wait(plan.patience):
                raise StillCalling
            seconds = time.monotonic() - began
            placed = calling.placed()
        return reckon(site, placed, away, at_once=plan.at_once, seconds=seconds, readied=pages.readied - plan.agents)


def _wait_for_desks(pages: Desks, agents: int) -> None:
    """Every agent's desk has asked for calls."""
    deadline = time.monotonic() + START_SECONDS
    while pages.readied < agents:
        if time.monotonic() > deadline:
            raise DidNotStart("the agents' desks did not open")
        time.sleep(0.1)


def _kill(site: RingdeskSite) -> Away:
    """Kill -9 the application; `ringdesk up` starts it again."""
    killed = time.time()
    for pid in family(site.process.pid):
        if "serve" in command_line(pid):
            os.kill(pid, signal.SIGKILL)
            break
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        time.sleep(0.1)
        try:
            if httpx.get(f"{site.url}/readyz", timeout=5).is_success:
                away = Away(killed=killed, ready=time.time())
                _tell(f"killed; ready again after {away.ready - away.killed:.1f} s")
                return away
        except httpx.HTTPError:
            continue
    raise DidNotStart("the application did not come back")


def _tell(what: str) -> None:
    sys.stderr.write(f"... soak: {what}\n")

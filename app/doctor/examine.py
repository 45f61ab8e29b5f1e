"""All looks at once."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from app.asterisk.config import Account, running
from app.doctor import machine, services
from app.doctor.probe import Probe
from app.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlSockets:
    """Where Asterisk is to be asked, and as whom."""

    ari_host: str
    ari_port: int
    ari: Account
    ami_host: str
    ami_port: int
    ami: Account


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is to be examined."""

    data: Path
    cache: Path
    console: Path
    """The folder of the built console."""
    host: str
    port: int
    sip_host: str
    sip_port: int
    crm: str
    """The origin of the outside CRM; empty without one."""
    known_settings: frozenset[str]
    """The names of all environment variables that the settings read."""
    remote: bool
    """Somebody else starts Asterisk."""
    controls: ControlSockets | None
    """None before the first start."""
    database: Callable[[], Awaitable[str]]
    """Connects and says what it found; raises otherwise."""
    migrations: Callable[[], Awaitable[str]]
    """Raises when the schema is not the newest."""
    speech: Callable[[], Awaitable[str]]
    """Speaks a word with the usual engine; raises when it cannot."""
    engines: tuple[Probe, ...] = ()
    """The other speech engines, which are optional."""


async def examine(subject: Subject) -> tuple[Probe, ...]:
    """Look at everything, in the order in which a person would mend it."""
    up = running(subject.data.absolute() / "asterisk") is not None
    looks = (
        _now(machine.python()),
        machine.uv(subject.cache),
        _now(machine.console(subject.console)),
        machine.asterisk(subject.cache, remote=subject.remote),
        machine.sipp(subject.cache),
        _now(machine.data_folder(subject.data)),
        _now(machine.local_journal(Site(data=subject.data).spool)),
        _now(machine.settings(subject.known_settings)),
        _now(machine.outside_crm(subject.crm)),
        services.answering("database", subject.database, "Start the database, or mend RINGDESK_DATABASE_URL."),
        services.answering("migrations", subject.migrations, "Run: ringdesk migrate"),
        services.answering("speech", subject.speech, "Fixed prompts are used instead; run: make setup"),
        *(_now(engine) for engine in subject.engines),
        *_control_sockets(subject.controls, running=up or subject.remote),
        _now(machine.port("web", subject.host, subject.port, udp=False, used_by_us=up)),
        _now(machine.port("SIP", subject.sip_host, subject.sip_port, udp=True, used_by_us=up)),
        _now(machine.chromium(subject.cache)),
    )
    return tuple(await asyncio.gather(*looks))


def _control_sockets(controls: ControlSockets | None, *, running: bool) -> tuple[Awaitable[Probe], ...]:
    if controls is None or not running:
        idle = "not running; `ringdesk up` starts it"
        return tuple(_now(Probe(name=name, ok=True, found=False, detail=idle)) for name in ("ari", "ami"))
    return (
        services.ari(controls.ari_host, controls.ari_port, controls.ari),
        services.ami(controls.ami_host, controls.ami_port, controls.ami),
    )


async def _now(probe: Probe) -> Probe:
    return probe

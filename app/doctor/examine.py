"""All looks at once."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from app.asterisk.config import Account, running
from app.asterisk.secrets import read_or_make
from app.doctor import machine, services
from app.doctor.probe import Probe


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteAsterisk:
    """An Asterisk that somebody else starts."""

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
    known_settings: frozenset[str]
    """The names of all environment variables that the settings read."""
    remote: RemoteAsterisk | None
    database: Callable[[], Awaitable[str]]
    """Connects and says what it found; raises otherwise."""
    migrations: Callable[[], Awaitable[str]]
    """Raises when the schema is not the newest."""
    speech: Callable[[], Awaitable[str]]
    """Speaks a word; raises when it cannot."""


async def examine(subject: Subject) -> tuple[Probe, ...]:
    """Look at everything, in the order in which a person would mend it."""
    folder = subject.data.absolute() / "asterisk"
    up = running(folder) is not None
    looks = (
        _now(machine.python()),
        machine.uv(subject.cache),
        _now(machine.console(subject.console)),
        machine.asterisk(subject.cache, remote=subject.remote is not None),
        machine.sipp(subject.cache),
        _now(machine.data_folder(subject.data)),
        _now(machine.settings(subject.known_settings)),
        services.answering("database", subject.database, "Start the database, or mend RINGDESK_DATABASE_URL."),
        services.answering("migrations", subject.migrations, "Run: ringdesk migrate"),
        services.answering("speech", subject.speech, "Fixed prompts are used instead; run: make setup"),
        *_control_sockets(subject.remote, folder, up=up),
        _now(machine.port("web", subject.host, subject.port, udp=False, used_by_us=up)),
        _now(machine.port("SIP", subject.sip_host, subject.sip_port, udp=True, used_by_us=up)),
        _now(machine.chromium(subject.cache)),
    )
    return tuple(await asyncio.gather(*looks))


def _control_sockets(remote: RemoteAsterisk | None, folder: Path, *, up: bool) -> tuple[Awaitable[Probe], ...]:
    if remote:
        return (
            services.ari(remote.ari_host, remote.ari_port, remote.ari),
            services.ami(remote.ami_host, remote.ami_port, remote.ami),
        )
    if not up:
        idle = "not running; `ringdesk up` starts it"
        return tuple(_now(Probe(name=name, ok=True, found=False, detail=idle)) for name in ("ari", "ami"))
    secrets = read_or_make(folder)
    return (
        services.ari("127.0.0.1", _port_in(folder / "etc/http.conf", "bindport"), secrets.ari),
        services.ami("127.0.0.1", _port_in(folder / "etc/manager.conf", "port"), secrets.ami),
    )


def _port_in(file: Path, key: str) -> int:
    found = re.search(rf"^{key} = (\d+)$", file.read_text(), re.MULTILINE)
    return int(found[1]) if found else 0


async def _now(probe: Probe) -> Probe:
    return probe

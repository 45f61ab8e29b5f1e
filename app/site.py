"""The data folder of one site, and its own Asterisk's ports and folder in it."""

import os
import re
import secrets
import socket
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from msgspec import Struct, json

from app.asterisk.config import Account, AsteriskConfig, Registration, Trunk
from app.asterisk.installation import Installation
from app.asterisk.secrets import read_or_make
from app.settings import Settings

LOCAL_TRUNK = "local"
DEMO_TRUNK = "demo"
SAFE_PATH = re.compile(r"[A-Za-z0-9_./-]+")


class FolderNotUsable(Exception):
    """The data folder's name has a meaning in Asterisk's own languages, or it cannot be written."""


class LoopbackPorts(Struct, frozen=True, kw_only=True):
    """Where our own Asterisk's control sockets listen; chosen once, kept, so that a restarted app finds them."""

    http: int
    ami: int


class Site(Struct, frozen=True, kw_only=True):
    """Names of what lies in the data folder."""

    data: Path

    @property
    def asterisk(self) -> Path:
        """All of our own Asterisk's files."""
        return self.data / "asterisk"

    @property
    def recordings(self) -> Path:
        """Live and stored recordings."""
        return self.data / "recordings"

    @property
    def speech(self) -> Path:
        """Spoken texts, kept to be played again."""
        return self.data / "speech"

    @property
    def prompts(self) -> Path:
        """Recorded prompts of the library."""
        return self.data / "prompts"

    @property
    def voices(self) -> Path:
        """Voices of speech engines that are added by hand."""
        return self.data / "voices"

    @property
    def service_secrets(self) -> Path:
        """Secrets that flows send to web services, one file each."""
        return self.data / "service-secrets"

    @property
    def spool(self) -> Path:
        """What happens while the database is away."""
        return self.data / "spool"

    @property
    def demo_sign_ins(self) -> Path:
        """The demo's passwords, readable by the owner alone."""
        return self.data / "demo-sign-ins.json"

    @property
    def app_log(self) -> Path:
        """What the application logs when `ringdesk up` runs it."""
        return self.data / "logs/app.log"

    @property
    def ports(self) -> Path:
        """Our own Asterisk's loopback ports."""
        return self.data / "ports.json"

    @property
    def running(self) -> Path:
        """What the running `ringdesk up` was told."""
        return self.data / "running.json"

    @property
    def lock(self) -> Path:
        """Held by the one `ringdesk up` of this folder."""
        return self.data / "up.lock"


def site_of(settings: Settings) -> Site:
    """The site, its folder made if need be. Nobody else may look into it. Raises `FolderNotUsable`."""
    data = settings.data.absolute()
    if not SAFE_PATH.fullmatch(str(data)):
        raise FolderNotUsable(
            f"Asterisk cannot use the folder {data}: choose one of letters, digits, _ . - with --data."
        )
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise FolderNotUsable(_cannot_write(data, error.strerror or type(error).__name__)) from error
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        raise FolderNotUsable(_cannot_write(data, "no permission"))
    return Site(data=data)


def _cannot_write(data: Path, reason: str) -> str:
    return f"The data folder {data} cannot be used: {reason}. Choose another with --data, or let this user write there."


def keep_running_options(site: Site, options: Mapping[str, str]) -> None:
    """Remember what this start was told, for commands that join in later."""
    write_secret(site.running, json.encode(dict(options)).decode())


def running_options(site: Site) -> dict[str, str]:
    """What the running start was told; empty when nothing runs."""
    try:
        return json.decode(site.running.read_bytes(), type=dict[str, str])
    except OSError:
        return {}


def loopback_ports(site: Site) -> LoopbackPorts:
    """The kept ports, or two that are free now, which are kept from here on."""
    known = known_ports(site)
    if known is not None:
        return known
    ports = LoopbackPorts(**dict(zip(("http", "ami"), _free_ports(2), strict=True)))
    write_secret(site.ports, json.encode(ports).decode())
    return ports


def known_ports(site: Site) -> LoopbackPorts | None:
    """The kept ports, or None before the first start."""
    try:
        return json.decode(site.ports.read_bytes(), type=LoopbackPorts)
    except OSError:
        return None


def forget_ports(site: Site) -> None:
    """Choose again next time, because another program took them."""
    site.ports.unlink(missing_ok=True)


def asterisk_config(settings: Settings, site: Site, installation: Installation, ports: LoopbackPorts) -> AsteriskConfig:
    """What our own Asterisk is to be configured with."""
    own = read_or_make(site.asterisk)
    return AsteriskConfig(
        installation=installation,
        system_name=settings.system_name,
        http_port=ports.http,
        ami_port=ports.ami,
        ari=own.ari,
        ami=own.ami,
        sip_host=settings.sip_host,
        sip_port=settings.sip_port,
        external_address=settings.external_address or None,
        local_networks=settings.local_networks,
        rtp_first=settings.rtp_first,
        rtp_last=settings.rtp_last,
        trunks=_trunks(settings),
        guard_seconds=settings.guard_seconds,
        outside=_outside(settings, site),
    )


def write_secret(path: Path, text: str) -> None:
    """Replace a file at once; nobody but its owner can read it at any moment."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    fresh.rename(path)


def _trunks(settings: Settings) -> tuple[Trunk, ...]:
    named = tuple(
        Trunk(
            name=trunk.name,
            match=trunk.match,
            registration=Registration(
                server=trunk.server, username=trunk.username, password=trunk.password.get_secret_value()
            )
            if trunk.server and trunk.username
            else None,
            server=trunk.server,
        )
        for trunk in settings.trunks
    )
    local = (Trunk(name=LOCAL_TRUNK, match=("127.0.0.1",)),) if settings.local_callers else ()
    return (*named, *local)


def _outside(settings: Settings, site: Site) -> Account | None:
    """The demo's people outside; a carrier of the same name is the real one. The secret never leaves Asterisk's files."""
    if not settings.demo or not site.demo_sign_ins.exists() or any(one.name == DEMO_TRUNK for one in settings.trunks):
        return None
    return Account(name=DEMO_TRUNK, secret=secrets.token_urlsafe(32))


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        ports: list[int] = []
        for _ in range(count):
            listener = held.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            listener.bind(("127.0.0.1", 0))
            ports.append(int(listener.getsockname()[1]))
        return ports

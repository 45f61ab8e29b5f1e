"""Asterisk's configuration files, rendered from templates into the data folder."""

import ipaddress
import os
import re
import socket
from dataclasses import dataclass, field
from pathlib import Path

from app.asterisk import hold_music, modules, run_folder
from app.asterisk.installation import Installation

TEMPLATES = Path(__file__).parent / "templates"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
_OWN_ADDRESSES = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- recognised, not bound
"""How to reach ourselves where we listen everywhere."""


class ConfigurationRefused(Exception):
    """A value may not stand in Asterisk's configuration."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """How we sign in at a carrier that identifies us by password."""

    server: str
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trunk:
    """A line to a carrier: known by its addresses, by our registration there, or by both."""

    name: str
    match: tuple[str, ...] = ()
    """Addresses or networks in CIDR notation whose calls come in by this trunk."""
    registration: Registration | None = None
    server: str = ""
    """Where calls over this trunk go out, as `host:port`; a registration names its own."""
    codecs: tuple[str, ...] = ("alaw", "ulaw")

    def __post_init__(self) -> None:
        """Refuse what could not be told apart in a section heading."""
        if not NAME.fullmatch(self.name):
            raise ConfigurationRefused(f"A trunk cannot be called {self.name!r}: use letters, digits, - and _.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """What a caller hears while the app cannot serve the call."""

    announcement: tuple[str, ...] = ("all-circuits-busy-now", "please-try-call-later")
    """Sound files without their ending: absolute paths, or names in Asterisk's own sounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A name and its random secret, made at first start."""

    name: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AsteriskConfig:
    """All that differs from one site to the next."""

    installation: Installation
    system_name: str
    """Part of every channel's unique id, so it must differ between nodes."""
    http_port: int
    """ARI and SIP over websocket; loopback only."""
    ami_port: int
    """Loopback only."""
    ari: Account
    ami: Account
    sip_host: str = "127.0.0.1"
    sip_port: int = 5060
    external_address: str | None = None
    """The public address to name in SIP and SDP, where the machine stands behind NAT."""
    local_networks: tuple[str, ...] = ()
    rtp_first: int = 10000
    rtp_last: int = 20000
    trunks: tuple[Trunk, ...] = ()
    application: str = "ringdesk"
    guard_seconds: int = 8
    """How long a call may sit in the application unserved before it takes the emergency path."""
    emergency: Emergency = Emergency()
    outside: Account | None = None
    """The demo's people outside: this Asterisk itself, rung over a trunk of this name and known by this secret."""
    country: str = "cn"
    """Ringing and busy tones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What a supervisor starts, in the foreground."""

    arguments: tuple[str, ...]
    environment: dict[str, str]
    pid_file: Path


def render(config: AsteriskConfig, folder: Path) -> None:
    """Write `folder`/etc anew and make every folder that Asterisk uses while it runs.

    Raises:
        ConfigurationRefused: a value could change the meaning of a line, or there is no place for the control socket.
    """
    _make_folders(folder)
    run = run_folder.make(folder / "run")
    if run is None:
        raise ConfigurationRefused(
            f"The path {folder} is too long for Asterisk's control socket: choose a shorter one."
        )
    _link_shared_files(config.installation, folder)
    music = config.installation.music or hold_music.write(folder / "music")
    import jinja2  # here, because an application that comes back after a crash renders nothing

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=False,  # noqa: S701 -- these are configuration files; `finalize` guards every value
        finalize=_literal,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    loaded = modules.present(config.installation.modules)
    local_address = _address_towards(config.external_address) if config.external_address else None
    for name in environment.list_templates():
        text = environment.get_template(name).render(
            config=config,
            folder=folder,
            run=run,
            modules=loaded,
            music=music,
            local_address=local_address,
            own_address=_OWN_ADDRESSES.get(config.sip_host, config.sip_host),
        )
        _write_secret(folder / "etc" / name.removesuffix(".j2"), text)


def start(installation: Installation, folder: Path) -> Command:
    """Name the command that runs the Asterisk configured in `folder`."""
    return Command(
        arguments=(*installation.asterisk, "-f", "-C", str(folder / "etc/asterisk.conf")),
        environment={
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            **({"TZ": os.environ["TZ"]} if "TZ" in os.environ else {}),
            **dict(installation.environment),
        },
        pid_file=folder / "run/asterisk.pid",
    )


def running(folder: Path) -> int | None:
    """Give the process id of the Asterisk configured in `folder`, if it runs."""
    try:
        pid = int((folder / "run/asterisk.pid").read_text())
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return pid if os.fsencode(folder / "etc/asterisk.conf") in arguments else None


def _address_towards(external: str) -> str | None:
    """Name our own address on the way to `external`, for ICE, which wants plain addresses; nothing is sent."""
    try:
        family = socket.AF_INET6 if ipaddress.ip_address(external).version == 6 else socket.AF_INET
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((external, 9))
            address = str(probe.getsockname()[0])
    except (OSError, ValueError):
        return None
    return address if address != external else None


def _make_folders(folder: Path) -> None:
    for name in ("etc", "log", "db", "keys", "cache", "spool/recording", "spool/monitor", "share/sounds"):
        (folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    (folder / "etc").chmod(0o700)


def _link_shared_files(installation: Installation, folder: Path) -> None:
    """Asterisk looks for its documentation and sounds below one folder, and cannot be told of two."""
    links = {
        "documentation": installation.share / "documentation",
        "rest-api": installation.share / "rest-api",
        "sounds/en": installation.sounds,
    }
    for name, target in links.items():
        link = folder / "share" / name
        link.unlink(missing_ok=True)
        link.symlink_to(target)


def _literal(value: object) -> object:
    """Let a value through only where Asterisk reads it as plain text."""
    text = str(value)
    if any(ord(character) < 32 or ord(character) == 127 for character in text) or "${" in text or "$[" in text:
        raise ConfigurationRefused("A value holds control characters, ${ or $[, which Asterisk would act upon.")
    return text.replace(";", "\\;")


def _write_secret(path: Path, text: str) -> None:
    """Replace a file at once; nobody but its owner may read it at any moment."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    fresh.rename(path)

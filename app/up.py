"""`ringdesk up`: everything one site needs under one supervising command, stopped by one Ctrl-C."""

import asyncio
import fcntl
import http.client
import json
import os
import signal
import socket
import sys
import sysconfig
import time
from base64 import b64encode
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType
from typing import cast

from asyncpg import PostgresError
from sqlalchemy.exc import SQLAlchemyError

from agents.repository import any_queue
from app.accounts.repository import anybody
from app.asterisk.config import Account, AsteriskConfig, render, running, start
from app.asterisk.installation import cache_folder, find_or_fetch
from app.listening import port_fault, port_problem
from app.processes import Application, Asterisk
from app.serve_exit import FENCED_EXIT
from app.settings import Settings
from app.site import LoopbackPorts, Site, asterisk_config, forget_ports, keep_running_options, loopback_ports, site_of
from database.engine import Database
from database.history import NEWER, DatabaseIsNewer, migrate

READY_SECONDS = 60.0
SHORTEST_PAUSE = 0.2
LONGEST_PAUSE = 10.0
STEADY_SECONDS = 30.0
Tell = Callable[[str, float | None], None]
"""Told what is being done, and how much of it (0 to 1, None: unknown); empty text: nothing any more."""


class CannotStart(Exception):
    """Something outside must be put right first; the text says what and how."""


class Up:
    """The running site."""

    def __init__(self, settings: Settings, tell: Tell, *, show_log: bool = False) -> None:
        self._settings = settings
        self._tell = tell
        self.site = site_of(settings)
        self._asterisk: Asterisk | None = None
        self._application = Application(
            (sys.executable, "-P", "-m", "app", "serve", "--parent", str(os.getpid())),
            environment_of(settings, self.site),
            None if show_log else self.site.app_log,
        )
        self._stop = False
        self._steady = False
        self._began = False
        self.anybody = True
        """Somebody has an account and can sign in; known once the database is ready."""

    def run(self, announce: Callable[[], None]) -> None:
        """Start all, announce, look after it until a signal comes, stop all. Raises `CannotStart`."""
        with _only_one(self.site), _signals(self._ask_to_stop):
            try:
                self._start()
                self._steady = True
                self._tell("", None)
                announce()
                self._look_after()
            finally:
                self._steady = True
                self._stop_all()

    def _ask_to_stop(self) -> None:
        self._stop = True
        if not self._steady:
            raise KeyboardInterrupt  # a fetch would not look at a flag

    def _start(self) -> None:
        check_port(self._settings.host, self._settings.port, socket.SOCK_STREAM, "--port", "The web pages")
        self._began = True
        self._tell("Preparing the database", None)
        # first: Asterisk is configured with the demo's people outside only where there is demo data
        self.anybody = asyncio.run(_prepare_database(self._settings, self.site))
        if not self._settings.remote_asterisk:
            self._start_asterisk()
        keep_running_options(self.site, decided(self._settings, self.site))
        self._tell("Starting the application", None)
        self._application.start()
        self._wait_ready()

    def _start_asterisk(self) -> None:
        self._tell("Looking for Asterisk", None)
        installation = find_or_fetch(cache_folder(), self._tell)
        found = running(self.site.asterisk) is not None
        if not found:
            check_port(self._settings.sip_host, self._settings.sip_port, socket.SOCK_DGRAM, "--sip-port", "SIP")
            check_port(self._settings.sip_host, self._settings.sip_port, socket.SOCK_STREAM, "--sip-port", "SIP")
            if not _free_for_us(loopback_ports(self.site)):
                forget_ports(self.site)
        ports = loopback_ports(self.site)
        config = asterisk_config(self._settings, self.site, installation, ports)
        if not found:
            render(config, self.site.asterisk)
        self._asterisk = Asterisk(start(installation, self.site.asterisk), self.site.asterisk)
        self._tell("Taking up the running Asterisk" if found else "Starting Asterisk", None)
        self._asterisk.start()
        self._wait_asterisk(config)

    def _wait_asterisk(self, config: AsteriskConfig) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while True:
            if asterisk_answers(config.http_port, config.ari):
                return
            if self._asterisk is None or not self._asterisk.alive or time.monotonic() > deadline:
                raise CannotStart(
                    f"Asterisk did not start. Its log says why: {self.site.asterisk / 'log/messages.log'} and output.log."
                )
            time.sleep(0.05)

    def _wait_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        states: dict[str, object] = {}
        while True:
            states = probe(self._settings)
            if states.get("ready") is True:
                return
            if self._application.exit_code is not None or time.monotonic() > deadline:
                raise CannotStart(
                    f"The application did not become ready ({_faults(states)}). Its log says why: {self.site.app_log}"
                )
            time.sleep(0.1)

    def _look_after(self) -> None:
        """Start again what ends by itself, with growing pauses while it keeps ending."""
        application, asterisk = _Patience(), _Patience()
        while not self._stop:
            if self._application.exit_code is not None:
                if self._application.exit_code == FENCED_EXIT:
                    raise CannotStart("Another Ringdesk has taken over this site's database; this one has stopped.")
                application.start_again(self._application.start)
            if self._asterisk is not None and not self._asterisk.alive:
                asterisk.start_again(self._asterisk.start)
            time.sleep(0.1)

    def _stop_all(self) -> None:
        if self._began:
            self._tell("Stopping", None)
        self._application.stop()
        if self._asterisk is not None:
            self._asterisk.stop()
        self.site.running.unlink(missing_ok=True)
        self._tell("", None)


class _Patience:
    """Doubles the pause for what ends again soon, and forgets that after a steady while."""

    def __init__(self) -> None:
        self._pause = 0.0
        self._not_before = 0.0
        self._started = 0.0

    def start_again(self, begin: Callable[[], object]) -> None:
        now = time.monotonic()
        if not self._not_before:
            if now - self._started > STEADY_SECONDS:
                self._pause = 0.0
            self._not_before = now + self._pause
        if now >= self._not_before:
            self._pause = min(max(self._pause * 2, SHORTEST_PAUSE), LONGEST_PAUSE)
            self._not_before = 0.0
            self._started = now
            begin()


async def _has_queues(database: Database) -> bool:
    async with database.read() as connection:
        return await any_queue(connection)


async def _prepare_database(settings: Settings, site: Site) -> bool:
    """Migrate and fill it. Whether anybody has an account."""
    database = Database(settings.database)
    try:
        await migrate(database)
        if settings.demo and not await _has_queues(database):
            from app.demo import fill  # takes a second of every start otherwise

            await fill(database, site, carrier=not settings.remote_asterisk)
        async with database.read() as connection:
            return await anybody(connection)
    except DatabaseIsNewer as error:
        raise CannotStart(NEWER) from error
    except (OSError, SQLAlchemyError, PostgresError) as error:
        raise CannotStart(f"The database cannot be used ({_in_short(error)}). Check --database-url.") from error
    finally:
        await database.close()


def _in_short(error: Exception) -> str:
    """The driver's own words; the rest of a statement's error quotes the statement."""
    cause = getattr(error, "orig", None) or error
    return next(iter(str(cause).splitlines()), "") or type(cause).__name__


def decided(settings: Settings, site: Site) -> dict[str, str]:
    """What the options of `up` have decided; the rest is inherited by way of the environment."""
    return {
        "data": str(site.data),
        "host": settings.host,
        "port": str(settings.port),
        "sip_host": settings.sip_host,
        "sip_port": str(settings.sip_port),
        "database_url": settings.database_url,
        "demo": str(settings.demo).lower(),
    }


def environment_of(settings: Settings, site: Site) -> dict[str, str]:
    """The application's environment. Its compiled modules are kept: without them a restart takes seconds longer."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    options = {f"RINGDESK_{name.upper()}": value for name, value in decided(settings, site).items()}
    installed = (sysconfig.get_path("purelib"), os.path.dirname(__file__))
    if not all(os.access(folder, os.W_OK) for folder in installed):
        options["PYTHONPYCACHEPREFIX"] = str(site.data / "cache/python")
    return {**inherited, **options}


def probe(settings: Settings) -> dict[str, object]:
    """What `/readyz` says; empty while nobody answers."""
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104 - recognised, not bound
    connection = http.client.HTTPConnection(host, settings.port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return cast("dict[str, object]", json.loads(connection.getresponse().read()))
    except (OSError, http.client.HTTPException, ValueError):
        return {}
    finally:
        connection.close()


def asterisk_answers(http_port: int, account: Account) -> bool:
    """Whether ARI answers to our account."""
    connection = http.client.HTTPConnection("127.0.0.1", http_port, timeout=5)
    credentials = b64encode(f"{account.name}:{account.secret}".encode()).decode()
    try:
        connection.request("GET", "/ari/asterisk/info", headers={"Authorization": f"Basic {credentials}"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def check_port(host: str, port: int, kind: socket.SocketKind, option: str, purpose: str) -> None:
    """Raises `CannotStart` when the port cannot be listened on."""
    problem = port_problem(host, port, kind, option, purpose)
    if problem is not None:
        raise CannotStart(problem)


def _free_for_us(ports: LoopbackPorts) -> bool:
    return not any(port_fault("127.0.0.1", port, socket.SOCK_STREAM) for port in (ports.http, ports.ami))


def _faults(states: dict[str, object]) -> str:
    wrong = [f"{name}: {state}" for name, state in states.items() if name != "ready" and state != "ok"]
    return ", ".join(wrong) or "no answer"


@contextmanager
def _only_one(site: Site) -> Generator[None]:
    with site.lock.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(
                f"Ringdesk runs already with {site.data}. Stop it first, or choose another folder with --data."
            ) from None
        yield


@contextmanager
def _signals(stop: Callable[[], None]) -> Generator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}

    def received(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop()

    for number in before:
        signal.signal(number, received)
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)

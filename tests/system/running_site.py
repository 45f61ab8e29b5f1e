"""The whole product under `ringdesk up` on free loopback ports, as a stranger would start it."""

import asyncio
import atexit
import contextlib
import fcntl
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Coroutine, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar
from uuid import UUID

import httpx
import msgspec
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from agents.repository import load_agents, load_queues, save_queue
from app.asterisk.config import start
from app.asterisk.installation import cache_folder, find_or_fetch
from app.calls.configuration import OutgoingRules
from app.calls.repository import save_rule
from app.demo import fill
from app.site import Site
from database.engine import Database, sqlite_url
from database.history import migrate
from tests.plain_http import NO_TLS
from tests.system.ports import free_ports
from tests.waiting import PATIENCE, until

Done = TypeVar("Done")
Rules = Callable[[Mapping[str, UUID]], Mapping[str, Mapping[str, object]]]
More = Callable[[AsyncConnection], Awaitable[None]]


class SignIn(msgspec.Struct, frozen=True):
    """One of the demo's accounts."""

    login: str
    password: str


@dataclass(kw_only=True)
class RunningSite:
    """A started site; everything it writes lies below `folder`."""

    folder: Path
    port: int
    sip_port: int
    database_url: str = field(repr=False)
    process: "subprocess.Popen[bytes]" = field(repr=False)

    @property
    def url(self) -> str:
        """Where the console is."""
        return f"http://127.0.0.1:{self.port}"

    def sign_in_of(self, login: str) -> SignIn:
        """A demo account with its password."""
        every = msgspec.json.decode((self.folder / "demo-sign-ins.json").read_bytes(), type=list[SignIn])
        return next(one for one in every if one.login == login)

    @contextlib.contextmanager
    def client(self, login: str, password: str = "") -> Generator[httpx.Client]:
        """An HTTP client signed in as a demo account, or with a password of the test's own."""
        account = SignIn(login=login, password=password) if password else self.sign_in_of(login)
        with httpx.Client(base_url=self.url, headers={"Origin": self.url}, timeout=PATIENCE, verify=NO_TLS) as client:
            answer = client.post("/api/v1/session", json={"login": account.login, "password": account.password})
            answer.raise_for_status()
            yield client

    def app_pid(self) -> int:
        """The application's process, a child of `up`."""
        return until(self._find_app, "the application runs")

    def _find_app(self) -> int | None:
        for folder in Path("/proc").iterdir():
            if not folder.name.isdigit():
                continue
            with contextlib.suppress(OSError, IndexError):
                arguments = (folder / "cmdline").read_bytes().split(b"\0")
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                if b"serve" in arguments and int(parent) == self.process.pid:
                    return int(folder.name)
        return None

    def kill_app(self) -> None:
        """Kill -9 the application; Asterisk and its calls go on, and `up` starts it again."""
        pid = self.app_pid()
        os.kill(pid, signal.SIGKILL)
        until(lambda: not Path(f"/proc/{pid}/cmdline").exists() or None, "the killed application is gone")

    def wait_ready(self) -> None:
        """Wait until the application answers that all its parts are there."""

        def ready() -> bool | None:
            if self.process.poll() is not None:
                raise AssertionError(f"`ringdesk up` ended: {self.output()}")
            with contextlib.suppress(httpx.HTTPError):
                return client.get("/readyz").is_success or None
            return None

        with httpx.Client(base_url=self.url, timeout=PATIENCE, verify=NO_TLS) as client:
            until(ready, "the site is ready", patience=180)

    def output(self) -> str:
        """What `up` has printed."""
        return (self.folder / "up.out").read_text(errors="replace")

    def console(self, command: str) -> str:
        """Run one command of Asterisk's console, as in `console("core show channels concise")`."""
        installation = find_or_fetch(cache_folder(), lambda step, done: None)
        folder = self.folder / "asterisk"
        arguments = (*installation.asterisk, "-C", str(folder / "etc/asterisk.conf"), "-rx", command)
        environment = start(installation, folder).environment
        return subprocess.run(
            arguments, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=True
        ).stdout

    def channels(self) -> list[str]:
        """The ids of Asterisk's channels."""
        return [line.split("!")[-1] for line in self.console("core show channels concise").splitlines() if "!" in line]

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Read the site's database beside the running application."""
        file = self.folder / "ringdesk.db"
        if self.database_url == sqlite_url(str(file)):
            with contextlib.closing(sqlite3.connect(f"file:{file}?mode=rw", uri=True, timeout=PATIENCE)) as database:
                return database.execute(query).fetchall()

        async def read() -> list[tuple[object, ...]]:
            database = Database(self.database_url)
            try:
                async with database.read() as connection:
                    return [tuple(row) for row in await connection.execute(text(query))]
            finally:
                await database.close()

        return elsewhere(read())

    def stop(self) -> None:
        """Stop it as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


@contextlib.contextmanager
def running_site(
    *,
    database_url: str = "",
    rules: Rules | None = None,
    outgoing: OutgoingRules | None = None,
    more: More | None = None,
    settings: Mapping[str, str] = MappingProxyType({}),
    **queues: timedelta,
) -> Generator[RunningSite]:
    """Start a site with demo data in a short folder of its own; stop it and remove the folder at the end.

    Args:
        database_url: another database than a file in the folder; it must be empty.
        rules: makes rules per queue from the agents' ids by their numbers, as in `{"support": {"keys": {...}}}`.
        outgoing: the rules for calls to outside numbers.
        more: writes more than the demo has.
        settings: further environment variables of the product.
        queues: fields of all of the demo's queues to change, such as `ring_timeout`.
    """
    folder = Path(tempfile.mkdtemp(prefix="rd-"))
    if not database_url:
        for file in _demo().iterdir():
            shutil.copy(file, folder)
    if queues or rules is not None or outgoing is not None or more is not None:
        elsewhere(_fill(Site(data=folder), database_url, rules, outgoing, more, queues))
    site = start_site(folder, database_url, settings)
    try:
        site.wait_ready()
        yield site
    finally:
        site.stop()
        if sys.exc_info()[0] is None:
            shutil.rmtree(folder, ignore_errors=True)


def start_site(folder: Path, database_url: str = "", settings: Mapping[str, str] = MappingProxyType({})) -> RunningSite:
    """Begin to start a site that keeps its files in `folder`."""
    port, sip_port = free_ports(2)
    arguments = ["--data", str(folder), "--port", str(port), "--sip-port", str(sip_port)]
    if database_url:
        arguments += ["--database-url", database_url]
    with (folder / "up.out").open("ab") as output:
        process = subprocess.Popen(
            (sys.executable, "-m", "app.cli", "up", *arguments),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            env={**os.environ, **settings},
        )
    url = database_url or sqlite_url(f"{folder}/ringdesk.db")
    return RunningSite(folder=folder, port=port, sip_port=sip_port, database_url=url, process=process)


def elsewhere(work: Coroutine[None, None, Done]) -> Done:
    """Run a coroutine to its end in a thread: the browser's driver holds a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@cache
def _demo() -> Path:
    """What a first start writes, made once and not by each site: hashing the passwords alone takes a second.

    All runs of `make test` share the folder that RINGDESK_TEST_DEMO names.
    """
    shared = os.environ.get("RINGDESK_TEST_DEMO")
    place = Path(shared or tempfile.mkdtemp(prefix="rd-demo-"))
    if shared is None:
        atexit.register(shutil.rmtree, place, ignore_errors=True)
    made = place / "made"
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            begun = Path(tempfile.mkdtemp(dir=place))
            elsewhere(_fill(Site(data=begun), "", None, None, None, {}))
            begun.rename(made)
    return made


async def _fill(
    site: Site,
    database_url: str,
    rules: Rules | None,
    outgoing: OutgoingRules | None,
    more: More | None,
    queues: Mapping[str, timedelta],
) -> None:
    """Make the demo's data as the first start would, and change the queues."""
    database = Database(database_url or sqlite_url(f"{site.data}/ringdesk.db"))
    try:
        await migrate(database)
        await fill(database, site)
        async with database.write() as connection:
            agents = {agent.number: agent.id for agent in await load_agents(connection)}
            own: Mapping[str, Mapping[str, object]] = {} if rules is None else rules(agents)
            for queue in await load_queues(connection):
                await save_queue(connection, msgspec.structs.replace(queue, **queues, **own.get(queue.id, {})))
            if outgoing is not None:
                await save_rule(connection, "outgoing", outgoing)
            if more is not None:
                await more(connection)
    finally:
        await database.close()

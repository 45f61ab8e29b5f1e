"""A site as browsers meet it: real server, real database, real runtime; Asterisk's side is a socket that echoes."""

import asyncio
import secrets
import socket
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from functools import cache
from uuid import UUID

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Origin, Subprotocol

from agents.state import TransitionNotAllowed
from app.accounts.repository import insert_session, user_by_login
from app.accounts.sessions import Accounts, session_id
from app.accounts.tables import AuditRow, SessionRow, UserRow, VisitorLineRow
from app.accounts.user import Role, Session
from app.accounts.users import add_user
from app.accounts.visitors import VisitorLines
from app.calls.errors import CallNotYours, UnknownAgent, UnknownChoice
from app.calls.events import CallEvent, ConfigurationChanged
from app.calls.phone_lines import PhoneLine
from app.calls.recovery import restore
from app.calls.step import step
from app.metrics import Metrics
from app.runtime import Runtime
from app.runtime_effects import Performers
from app.web.join import WebSide, join_web
from app.web.wire import WebNumber
from database.base import Base
from database.engine import Database
from tests.center import ANA, BEN, configuration
from tests.fakes.clock import VirtualClock
from tests.fakes.store import MemoryStore
from tests.fakes.telephony import EmptyShelf, KnownCustomers, RecordedTelephony
from tests.plain_http import NO_TLS

PASSWORD = "correct horse battery"
SAM, ADA = UUID(int=1), UUID(int=2)
PEOPLE: dict[str, tuple[UUID, Role, str]] = {
    "ana": (ANA, "agent", "8001"),
    "ben": (BEN, "agent", "8002"),
    "sam": (SAM, "supervisor", ""),
    "ada": (ADA, "admin", ""),
}


@cache
def password_hash() -> str:
    return PasswordHash((Argon2Hasher(),)).hash(PASSWORD)


class RecordedLines:
    """Remembers the SIP accounts that exist."""

    def __init__(self) -> None:
        self.open: dict[str, tuple[str, str]] = {}
        self.dialed: dict[str, str] = {}
        self.callers: dict[str, str] = {}

    async def open_line(self, line: PhoneLine) -> None:
        self.open[line.name] = (line.secret, line.context)
        self.dialed[line.name] = line.dialed_number
        self.callers[line.name] = line.caller_number

    async def close_line(self, name: str) -> None:
        self.open.pop(name, None)


class Site:
    """What a test may touch."""

    def __init__(self, database: Database, address: str) -> None:
        self.address = address
        self.database = database
        self.clock = VirtualClock()
        self.accounts = Accounts(database, self.clock)
        self.lines = RecordedLines()
        self.store = MemoryStore()
        self.runtime = Runtime(
            store=self.store,
            step=step,
            restore=restore,
            performers=Performers(telephony=RecordedTelephony(), directory=KnownCustomers(), shelf=EmptyShelf()),
            clock=self.clock,
            refusals=(TransitionNotAllowed, CallNotYours, UnknownAgent, UnknownChoice),
            metrics=Metrics(),
        )
        self.app = FastAPI()
        self.sip_sockets: set[ServerConnection] = set()
        self.web: WebSide | None = None

    @property
    def origin(self) -> str:
        return f"http://{self.address}"

    def join(self, sip_url: str, silence_limit: timedelta) -> WebSide:
        async def numbers() -> list[WebNumber]:
            return [WebNumber(dialed_number="4000", name="Hotline", language="en")]

        @self.app.get("/api/v1/broken")
        async def broken() -> None:
            raise ZeroDivisionError("a secret detail")

        return join_web(
            self.app,
            accounts=self.accounts,
            runtime=self.runtime,
            clock=self.clock,
            phone_lines=self.lines,
            sip_url=sip_url,
            web_numbers=numbers,
            visitor_lines=VisitorLines(self.database),
            silence_limit=silence_limit,
            page_grace=timedelta(milliseconds=50),
        )

    def browser(self, cookies: dict[str, str] | None = None) -> httpx.AsyncClient:
        """A browser that nobody has signed in to, or one with these cookies."""
        return httpx.AsyncClient(
            base_url=f"{self.origin}/api/v1",
            headers={"origin": self.origin},
            cookies=cookies,
            trust_env=False,
            timeout=20,
            verify=NO_TLS,
        )

    @asynccontextmanager
    async def signed_in(self, login: str) -> AsyncGenerator[httpx.AsyncClient]:
        """A browser with a session, begun without the work that a password takes."""
        token, at = secrets.token_urlsafe(32), self.clock.now()
        async with self.database.write() as connection:
            user = await user_by_login(connection, login)
            assert user is not None
            session = Session(id=session_id(token), user=user, expires_at=at + timedelta(hours=12), last_seen_at=at)
            await insert_session(connection, session, "")
        async with self.browser({"ringdesk": token}) as browser:
            yield browser

    def socket(
        self,
        path: str,
        browser: httpx.AsyncClient | None = None,
        *,
        origin: str | None = None,
        subprotocol: str | None = None,
    ) -> connect:
        """A websocket of that browser."""
        cookies = browser.cookies if browser is not None else httpx.Cookies()
        header = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return connect(
            f"ws://{self.address}{path}",
            origin=Origin(origin or self.origin),
            additional_headers={"Cookie": header} if header else {},
            subprotocols=[Subprotocol(subprotocol)] if subprotocol else None,
            proxy=None,
        )

    def happened(self, kind: type[CallEvent]) -> list[CallEvent]:
        """Events of a kind, so far."""
        return [event for event in self.store.journal if isinstance(event, kind)]


async def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for a condition, with a deadline."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  (conditions are of any kind)
            await asyncio.sleep(0.01)


async def closed(connection: ClientConnection, seconds: float = 10) -> int | None:
    """The close code, once the other side has closed."""
    async with asyncio.timeout(seconds):
        await connection.wait_closed()
    return connection.close_code


@asynccontextmanager
async def running(work: Awaitable[object]) -> AsyncGenerator[None]:
    """Something that runs beside the block."""
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.fixture
def silence_limit() -> timedelta:
    return timedelta(seconds=30)


@pytest.fixture
async def site(empty_database: Database, silence_limit: timedelta) -> AsyncGenerator[Site]:
    """A running site with four people and two queues."""
    async with AsyncExitStack() as stack:
        listening = stack.enter_context(socket.socket())
        listening.bind(("127.0.0.1", 0))
        site = Site(empty_database, f"127.0.0.1:{listening.getsockname()[1]}")
        await _people(site)

        async def echo(connection: ServerConnection) -> None:
            site.sip_sockets.add(connection)
            try:
                async for message in connection:
                    await connection.send(message)
            finally:
                site.sip_sockets.discard(connection)

        asterisk = await stack.enter_async_context(serve(echo, "127.0.0.1", 0, subprotocols=[Subprotocol("sip")]))
        port = next(iter(asterisk.sockets)).getsockname()[1]
        web = site.web = site.join(f"ws://127.0.0.1:{port}/ws", silence_limit)
        await site.runtime.open()
        await stack.enter_async_context(running(site.runtime.run()))
        await site.runtime.submit(ConfigurationChanged(at=site.clock.now(), configuration=configuration()))
        await stack.enter_async_context(running(web.run()))
        server = uvicorn.Server(
            uvicorn.Config(site.app, log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
        )
        serving = asyncio.ensure_future(server.serve(sockets=[listening]))
        await until(lambda: server.started)
        yield site
        server.should_exit = True
        await serving


async def _people(site: Site) -> None:
    async with site.database.write() as connection:
        tables = [Base.metadata.tables[row.__tablename__] for row in (UserRow, SessionRow, AuditRow, VisitorLineRow)]
        await connection.run_sync(lambda sync: Base.metadata.create_all(sync, tables=tables))
        for login, (user_id, role, number) in PEOPLE.items():
            await add_user(
                connection,
                user_id=user_id,
                login=login,
                name=login.title(),
                role=role,
                password_hash=password_hash(),
                at=site.clock.now(),
                agent_number=number,
            )

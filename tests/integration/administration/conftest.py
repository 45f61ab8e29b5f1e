"""A site with a small configuration, administered over HTTP; its live calls are real, and Asterisk a record of requests."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from agents.configuration import AgentProfile, Queue
from agents.repository import replace_lists, save_agent, save_queue
from agents.state import TransitionNotAllowed
from app.accounts.passwords import closed_hash
from app.accounts.repository import insert_session, user_by_login
from app.accounts.sessions import Accounts, session_id
from app.accounts.user import Role, Session
from app.accounts.users import add_user
from app.accounts.visitors import VisitorLines
from app.admin_routers import join_administration
from app.calls.errors import CallNotYours, UnknownAgent, UnknownChoice
from app.calls.recovery import restore
from app.calls.repository import SqlStore
from app.calls.step import step
from app.configuration_watch import ConfigurationWatch
from app.metrics import Metrics
from app.runtime import Runtime
from app.runtime_effects import Performers
from app.web.join import join_web
from app.web.wire import WebNumber
from database.engine import Database
from ivr.repository import Number, save_flow, save_number
from tests.center import ANA, BEN, HOTLINE
from tests.fakes.clock import VirtualClock
from tests.fakes.telephony import EmptyShelf, KnownCustomers, RecordedTelephony
from tests.integration.web.conftest import RecordedLines

SAM, ADA = UUID(int=1), UUID(int=2)
PEOPLE: dict[str, tuple[UUID, Role, str, tuple[str, ...]]] = {
    "ana": (ANA, "agent", "8001", ("support",)),
    "ben": (BEN, "agent", "8002", ("sales", "support")),
    "sam": (SAM, "supervisor", "", ()),
    "ada": (ADA, "admin", "", ()),
}


class Site:
    """What a test may touch."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = VirtualClock()
        self.telephony = RecordedTelephony()
        self.runtime = Runtime(
            store=SqlStore(database),
            step=step,
            restore=restore,
            performers=Performers(telephony=self.telephony, directory=KnownCustomers(), shelf=EmptyShelf()),
            clock=self.clock,
            refusals=(TransitionNotAllowed, CallNotYours, UnknownAgent, UnknownChoice),
            metrics=Metrics(),
        )
        self.app = FastAPI(openapi_url=None)
        self.accounts = Accounts(database, self.clock)
        watch = ConfigurationWatch(database, self.runtime)

        async def numbers() -> list[WebNumber]:
            return []

        web = join_web(
            self.app,
            accounts=self.accounts,
            runtime=self.runtime,
            clock=self.clock,
            phone_lines=RecordedLines(),
            sip_url="ws://127.0.0.1:1/ws",
            web_numbers=numbers,
            visitor_lines=VisitorLines(database),
        )
        self.administration = join_administration(
            self.app, gate=web.gate, database=database, runtime=self.runtime, announce=watch.look
        )
        web.gate.demand(self.app)

    @asynccontextmanager
    async def signed_in(self, login: str) -> AsyncGenerator[AsyncClient]:
        """A browser with a session, begun without the work that a password takes."""
        token, at = secrets.token_urlsafe(32), self.clock.now()
        async with self.database.write() as connection:
            user = await user_by_login(connection, login)
            assert user is not None
            session = Session(id=session_id(token), user=user, expires_at=at + timedelta(hours=12), last_seen_at=at)
            await insert_session(connection, session, "")
        async with AsyncClient(
            transport=ASGITransport(self.app),
            base_url="http://test/api/v1/admin",
            headers={"origin": "http://test"},
            cookies={"ringdesk": token},
        ) as browser:
            yield browser


@pytest.fixture
async def site(database: Database) -> AsyncGenerator[Site]:
    """Four people, two queues, a hotline."""
    site = Site(database)
    async with database.write() as connection:
        for queue in (Queue(id="support", name="Support"), Queue(id="sales", name="Sales")):
            await save_queue(connection, queue)
        await save_flow(connection, HOTLINE)
        await save_number(
            connection, Number(dialed_number="4000", flow_id="hotline", language="en", name="Hotline", web=True)
        )
        await replace_lists(connection, dispositions=("solved", "call_again"), reasons=("break", "training"))
        for login, (user_id, role, number, queues) in PEOPLE.items():
            await add_user(
                connection,
                user_id=user_id,
                login=login,
                name=login.title(),
                role=role,
                password_hash=closed_hash(),
                at=site.clock.now(),
                agent_number=number,
            )
            if number:
                await save_agent(connection, AgentProfile(id=user_id, number=number, name=login.title(), queues=queues))
    await site.runtime.open()
    working = asyncio.ensure_future(site.runtime.run())
    yield site
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)


@pytest.fixture
async def ada(site: Site) -> AsyncGenerator[AsyncClient]:
    """The administrator's browser."""
    async with site.signed_in("ada") as browser:
        yield browser


@pytest.fixture
async def sam(site: Site) -> AsyncGenerator[AsyncClient]:
    """The supervisor's browser."""
    async with site.signed_in("sam") as browser:
        yield browser

"""Joins the browser side to an app: middleware, error answers, routers, and the work that goes on beside requests."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import anyio
from fastapi import FastAPI
from msgspec import Struct

from app.accounts.sessions import Accounts
from app.accounts.visitors import VisitorLines
from app.calls.desk import demand_no_call
from app.calls.events import AgentSignedOut
from app.calls.phone_lines import PhoneLines
from app.crm_address import CrmAddress
from app.web import crm as outside_crm
from app.web import desk, desk_calls, live, phone, session, sip_proxy, waiting, web_calls
from app.web.bodies import SmallBodies
from app.web.errors import install_errors
from app.web.headers import StrictHeaders
from app.web.live_hub import LiveHub
from app.web.open_sockets import OpenSockets
from app.web.origin import OwnOriginOnly
from app.web.page_presence import GRACE, PagePresences
from app.web.permissions import Gate
from app.web.ports import Clock, LiveCenter, WebNumbers
from app.web.routes import add_router
from app.web.sip_proxy import AgentPhones
from app.web.web_calls import WebLines

API = "/api/v1"


class WebSide(Struct, frozen=True):
    """What `main` still needs: the gate for further routers, and the work to run."""

    gate: Gate
    sockets: OpenSockets
    lines: WebLines

    async def run(self) -> None:
        """Close the sockets of ended sessions and remove unused lines, until cancelled."""
        async with anyio.create_task_group() as works:
            works.start_soon(self.sockets.run)
            works.start_soon(self.lines.run)


def join_web(
    app: FastAPI,
    *,
    accounts: Accounts,
    runtime: LiveCenter,
    clock: Clock,
    phone_lines: PhoneLines,
    sip_url: str,
    web_numbers: WebNumbers,
    visitor_lines: VisitorLines,
    allowed_origins: Collection[str] = (),
    region: str = "CN",
    silence_limit: timedelta = live.SILENCE_LIMIT,
    page_grace: timedelta = GRACE,
    crm: CrmAddress | None = None,
) -> WebSide:
    """Add everything that browsers use. `sip_url` is Asterisk's `ws://127.0.0.1:PORT/ws`."""

    def signed_out(user_id: UUID) -> None:
        if user_id in runtime.center.agents:
            runtime.post(AgentSignedOut(at=clock.now(), agent_id=user_id))

    gate = Gate(accounts)
    sockets = OpenSockets(accounts, signed_out)
    lines = WebLines(phone_lines=phone_lines, numbers=web_numbers, clock=clock, kept=visitor_lines)
    hub = LiveHub(runtime)
    runtime.subscribe(hub.tell)
    install_errors(app)
    app.add_middleware(SmallBodies)
    app.add_middleware(OwnOriginOnly, allowed=allowed_origins)
    app.add_middleware(StrictHeaders, framed="" if crm is None else crm.origin)
    for router in (
        session.create_router(
            gate=gate,
            accounts=accounts,
            sockets=sockets,
            may_leave=lambda user_id: demand_no_call(runtime.center, user_id),
        ),
        phone.create_router(gate=gate, phone_lines=phone_lines),
        web_calls.create_router(gate=gate, lines=lines),
        desk.create_router(gate=gate, live=runtime, clock=clock, region=region),
        outside_crm.create_router(gate=gate, crm=crm),
        desk_calls.create_router(gate=gate, live=runtime, clock=clock, region=region),
        waiting.create_router(gate=gate, live=runtime, clock=clock),
        live.create_router(
            gate=gate,
            live=runtime,
            hub=hub,
            sockets=sockets,
            clock=clock,
            pages=PagePresences(runtime, clock, page_grace),
            silence_limit=silence_limit,
        ),
    ):
        add_router(app, router, prefix=API)
    add_router(
        app,
        sip_proxy.create_router(
            gate=gate, sip_url=sip_url, clock=clock, phones=AgentPhones(runtime, clock), lines=lines, sockets=sockets
        ),
    )
    return WebSide(gate, sockets, lines)

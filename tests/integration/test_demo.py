"""Demo data is made once, can be signed in with, and is a sound configuration."""

import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from app.accounts.sessions import Accounts
from app.calls.errors import DoNotCall, NumberNotAllowed
from app.calls.outgoing_rules import demand_allowed
from app.calls.repository import SqlStore
from app.demo import REGION, fill
from app.demo_shop import CARD, create_router
from app.demo_told import OUTSIDE, sign_ins
from app.site import Site
from app.web.permissions import Gate
from customers.case_repository import CaseSearch, find_cases
from customers.directory import Directory
from customers.numbers import dialable
from database.engine import Database
from tests.fakes.clock import VirtualClock

pytestmark = pytest.mark.anyio


async def test_demo_is_made_once_and_its_passwords_stay(database: Database, tmp_path: Path) -> None:
    site = Site(data=tmp_path)
    assert await fill(database, site)
    made = sign_ins(site)
    assert not await fill(database, site)
    assert sign_ins(site) == made
    assert stat.S_IMODE(site.demo_sign_ins.stat().st_mode) == 0o600
    assert len({sign_in.password for sign_in in made}) == len(made)


async def test_each_demo_account_can_sign_in(database: Database, tmp_path: Path) -> None:
    await fill(database, Site(data=tmp_path))
    accounts = Accounts(database, VirtualClock())
    for sign_in in sign_ins(Site(data=tmp_path)):
        session, _ = await accounts.sign_in(
            sign_in.login, sign_in.password, address="127.0.0.1", user_agent="a browser"
        )
        assert (session.user.role, session.user.agent_number) == (sign_in.role, sign_in.number)


async def test_the_demo_has_a_case_at_each_stage_and_one_is_overdue(database: Database, tmp_path: Path) -> None:
    await fill(database, Site(data=tmp_path))
    async with database.read() as connection:
        found = await find_cases(connection, CaseSearch(state="all"))
        overdue = await find_cases(connection, CaseSearch(overdue_at=datetime.now(UTC)))
    assert {one.case.state for one in found.rows} == {"handling", "to_check", "reported", "closed"}
    assert [(one.case.state, one.customer_name) for one in overdue.rows] == [("handling", "王芳")]


async def test_demo_numbers_lead_to_queues_that_agents_serve(database: Database, tmp_path: Path) -> None:
    await fill(database, Site(data=tmp_path))
    configuration = (await SqlStore(database).open()).configuration
    served = {queue for agent in configuration.agents.values() for queue in agent.queues}
    assert served == set(configuration.queues) == {"support", "sales", "complaints"}
    assert {route.flow_id for route in configuration.numbers.values()} <= set(configuration.flows)
    assert {skill for agent in configuration.agents.values() for skill in agent.skills} <= set(configuration.skills)


async def test_demo_customers_are_found_by_their_numbers(database: Database, tmp_path: Path) -> None:
    await fill(database, Site(data=tmp_path))
    directory = Directory(database)
    for number in ("13800138000", "+8613800138000", "10086"):
        assert await directory.find_by_number(number) is not None


async def test_demo_agents_may_call_the_people_outside_where_there_is_a_carrier(
    database: Database, tmp_path: Path
) -> None:
    await fill(database, Site(data=tmp_path))
    configuration = (await SqlStore(database).open()).configuration
    for outside in OUTSIDE:
        number = dialable(outside.number, REGION)
        assert number is not None
        if "refused" not in outside.happens and "do not allow" not in outside.happens:
            demand_allowed(configuration.outgoing, number)
            continue
        with pytest.raises((DoNotCall, NumberNotAllowed)):
            demand_allowed(configuration.outgoing, number)


async def test_demo_without_a_carrier_offers_no_callback(database: Database, tmp_path: Path) -> None:
    await fill(database, Site(data=tmp_path), carrier=False)
    configuration = (await SqlStore(database).open()).configuration
    assert not configuration.outgoing.trunk
    assert "back" not in configuration.queues["support"].announcements.text["en"]


async def test_the_demos_shop_tells_an_order_to_the_card_that_paid_for_it_alone() -> None:
    class Everybody:
        def public(self) -> Callable[[], None]:
            return lambda: None

    app = FastAPI()
    app.include_router(create_router(gate=cast("Gate", Everybody()), now=lambda: datetime(2026, 11, 20, tzinfo=UTC)))
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://shop.demo") as client:
        told = await client.post("/demo/orders/10001", json={"card": CARD})
        assert told.json() == {"order": {"status": "shipped", "arrives": "2026-11-22", "total": 268.5}}
        for order, card in (("10001", "5500000000000004"), ("99999", CARD)):
            assert (await client.post(f"/demo/orders/{order}", json={"card": card})).status_code == 404

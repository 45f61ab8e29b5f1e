"""Customers in the database and over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from httpx import ASGITransport, AsyncClient
from sqlalchemy import text

from customers.directory import Directory
from customers.errors import CustomerNotFound, CustomerNumberNotValid, CustomerNumberTaken
from customers.numbers import TelephoneNumber, read_number
from customers.profile import CustomerSummary
from customers.repository import add_customer, add_number
from customers.router import create_router
from database.engine import Database

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
Announced = list[tuple[str, UUID, CustomerSummary]]


def number(raw: str) -> TelephoneNumber:
    known = read_number(raw, "CN")
    assert known is not None
    return known


async def saved(database: Database, name: str, raw: str) -> CustomerSummary:
    async with database.write() as connection:
        return await add_customer(connection, CustomerSummary(id=uuid4(), name=name, tier="gold"), number(raw), NOON)


@pytest.fixture
def announced() -> Announced:
    return []


@pytest.fixture
async def browser(database: Database, announced: Announced) -> AsyncIterator[AsyncClient]:
    async def announce(user: str, call_id: UUID, customer: CustomerSummary) -> None:
        announced.append((user, call_id, customer))

    app = FastAPI()
    app.include_router(
        create_router(database, region="CN", permission=lambda: "ana", announce=announce, now=lambda: NOON)
    )

    async def refused(_: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"code": getattr(error, "code", "")}, status_code=409)

    for kind in (CustomerNotFound, CustomerNumberTaken, CustomerNumberNotValid):
        app.add_exception_handler(kind, refused)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        yield client


@pytest.mark.parametrize("presented", ["+8613800138000", "13800138000", "013800138000", "8613800138000"])
async def test_a_caller_is_known_however_the_number_is_presented(database: Database, presented: str) -> None:
    li = await saved(database, "Li Mei", "138 0013 8000")

    assert await Directory(database).find_by_number(presented) == li
    assert li.number == "+8613800138000"


async def test_short_numbers_are_customers_too(database: Database) -> None:
    mobile = await saved(database, "China Mobile", "10086")

    assert await Directory(database).find_by_number("10086") == mobile
    assert await Directory(database).find_by_number("10087") is None


@pytest.mark.parametrize("hostile", ["$(id)", "x" * 4096, "\x00", "' OR '1'='1", "anonymous", "%", "\u202e"])
async def test_hostile_caller_ids_are_nobody(database: Database, hostile: str) -> None:
    await saved(database, "Li Mei", "13800138000")

    assert await Directory(database).find_by_number(hostile) is None


async def test_a_customer_may_have_several_numbers(database: Database) -> None:
    li = await saved(database, "Li Mei", "13800138000")
    async with database.write() as connection:
        await add_number(connection, li.id, number("01012345678"), NOON)

    by_second = await Directory(database).find_by_number("01012345678")
    assert by_second is not None
    assert (by_second.id, by_second.number) == (li.id, "+861012345678")


async def test_of_two_who_save_the_same_number_at_once_one_wins_and_no_half_customer_stays(database: Database) -> None:
    results = await asyncio.gather(
        *(saved(database, name, "13800138000") for name in ("one", "two", "three")), return_exceptions=True
    )
    async with database.read() as connection:
        kept = await connection.scalar(text("SELECT count(*) FROM customers"))

    assert sum(isinstance(result, CustomerSummary) for result in results) == 1
    assert sum(isinstance(result, CustomerNumberTaken) for result in results) == 2
    assert kept == 1


async def test_the_lookup_uses_an_index(database: Database) -> None:
    if database.dialect != "sqlite":
        return
    async with database.read() as connection:
        plan = await connection.execute(
            text("EXPLAIN QUERY PLAN SELECT customer_id FROM customer_numbers WHERE digits = '1'")
        )
        assert "ix_customer_numbers_digits" in str(plan.all())


async def test_a_caller_saved_from_the_desk_is_found_and_announced(browser: AsyncClient, announced: Announced) -> None:
    call_id = uuid4()
    draft = {"name": "王芳", "number": "13900139000", "company": "Acme", "tier": "vip", "call_id": str(call_id)}

    made = await browser.post("/customers", json=draft)

    assert made.status_code == 201
    card = made.json()
    assert card["number"] == "+8613900139000"
    assert (await browser.get("/customers", params={"number": "139 0013 9000"})).json() == [card]
    assert (await browser.get(f"/customers/{card['id']}")).json() == card
    assert [(user, call, customer.name) for user, call, customer in announced] == [("ana", call_id, "王芳")]


async def test_a_taken_number_is_refused_by_code(browser: AsyncClient, announced: Announced) -> None:
    draft = {"name": "Li Mei", "number": "13800138000", "call_id": str(uuid4())}
    await browser.post("/customers", json=draft)

    again = await browser.post("/customers", json={**draft, "number": "+86 138 0013 8000"})

    assert again.json() == {"code": "customer_number_taken"}
    assert len(announced) == 1


async def test_what_is_no_number_cannot_be_saved(browser: AsyncClient) -> None:
    made = await browser.post("/customers", json={"name": "Li Mei", "number": "$(id)"})

    assert made.json() == {"code": "customer_number_not_valid"}


async def test_unknown_customers_are_told_apart_from_empty_lists(browser: AsyncClient) -> None:
    assert (await browser.get(f"/customers/{uuid4()}")).json() == {"code": "customer_not_found"}
    assert (await browser.get("/customers", params={"number": "10010"})).json() == []
    assert (await browser.get("/customers", params={"number": "<script>"})).json() == []
    assert (await browser.get("/customers")).status_code == 422

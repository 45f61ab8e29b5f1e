"""The search of the top bar over HTTP: what is found, by whom."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient
from msgspec import structs

from app.calls.configuration import OutgoingRules
from app.web import search
from app.web.join import API
from app.web.permissions import Gate
from app.web.wire_search import SearchFound
from customers.case import Case, Fields
from customers.case_repository import CaseSight, add_case
from customers.numbers import read_number
from customers.person import Person
from customers.profile import CustomerSummary
from customers.repository import add_customer, add_number
from customers.tables import Customer
from database.base import Base
from reporting.record import CustomerRecord, InteractionRecord, SegmentRecord
from reporting.repository import add_interactions
from tests.center import ANA, BEN, Scene
from tests.integration.web.conftest import Site
from tests.integration.web.test_callbacks import Played
from tests.waiting_site import scene

pytestmark = pytest.mark.anyio
WANG, GRACE = (
    CustomerSummary(id=UUID(int=71), name="王芳", company="Red_Bridge 红桥"),
    CustomerSummary(id=UUID(int=72), name="Grace Hopper", company="Navy"),
)
NUMBERS = {WANG.id: ("13800138000", "021-55550000"), GRACE.id: ("+14155550123",)}


@pytest.fixture
async def center(site: Site) -> Scene:
    """Wang was talked with by Ana and by Ben, Grace by Ben alone, and a stranger by Ana."""
    made = scene()
    rules = OutgoingRules(trunk="carrier", prefixes=("+86",), do_not_call=frozenset({"+8613900000009"}))
    made.center = structs.replace(made.center, configuration=structs.replace(made.center.configuration, outgoing=rules))
    at = site.clock.now()
    names = (
        Customer,
        "customer_numbers",
        "interactions",
        "segments",
        "wrap_ups",
        "flow_visits",
        "outbox",
        "cases",
        "case_count",
        "case_entries",
    )
    tables = [Base.metadata.tables[one if isinstance(one, str) else one.__tablename__] for one in names]
    async with site.database.write() as connection:
        await connection.run_sync(Base.metadata.create_all, tables)
        for customer in (WANG, GRACE):
            first, *others = (number for raw in NUMBERS[customer.id] if (number := read_number(raw, "CN")) is not None)
            await add_customer(connection, customer, first, at)
            for other in others:
                await add_number(connection, customer.id, other, at)
        talks = (
            (ANA, WANG, "13800138000"),
            (BEN, WANG, "02155550000"),
            (BEN, GRACE, "+14155550123"),
            (ANA, None, "95588"),
        )
        records = [
            InteractionRecord(
                id=uuid4(),
                caller_number=number,
                caller_name="",
                dialed_number="4000",
                language="en",
                customer=None if customer is None else CustomerRecord(id=customer.id, name=customer.name),
                arrived_at=at + timedelta(minutes=minute),
                ended_at=at + timedelta(minutes=minute),
                outcome="answered",
                ended_by="caller",
                hangup_cause=16,
                segments=(SegmentRecord(kind="agent", started_at=at, ended_at=at, agent_id=agent_id),),
                timeline=(),
            )
            for minute, (agent_id, customer, number) in enumerate(talks)
        ]
        await connection.run_sync(add_interactions, records)
    site.app.include_router(
        search.create_router(
            gate=Gate(site.accounts),
            live=Played(made),
            database=site.database,
            region="CN",
            clock=site.clock,
            sight=lambda session: (
                CaseSight(person=Person(id=session.user.id, name="")) if session.user.role == "agent" else None
            ),
        ),
        prefix=API,
    )
    return made


async def found(client: AsyncClient, text: str) -> SearchFound:
    answer = await client.get("/search", params={"text": text})
    assert answer.status_code == 200, answer.text
    return SearchFound.model_validate_json(answer.content)


def names(answer: SearchFound) -> Sequence[str]:
    return [customer.name for customer in answer.customers]


@pytest.mark.usefixtures("center")
async def test_customers_are_found_by_name_company_and_number_however_it_is_written(site: Site) -> None:
    async with site.signed_in("sam") as sam:
        for text in (
            "王",
            "red_bridge",
            "红桥",
            "138 0013 8000",
            "+86 138-0013",
            "0138",
            "55550000",
            "(021) 5555-0000",
        ):
            assert names(await found(sam, text)) == ["王芳"], text
        assert names(await found(sam, "grace")) == names(await found(sam, "001 415 555")) == ["Grace Hopper"]
        for text in ("%", "_", "redxbridge", "13", "nobody"):
            expected = ["王芳"] if text == "_" else []
            assert names(await found(sam, text)) == expected, text
        assert (await sam.get("/search", params={"text": " "})).status_code == 422
        assert (await sam.get("/search")).status_code == 422


@pytest.mark.usefixtures("center")
async def test_contacts_are_those_of_the_customers_found_and_of_the_number_and_an_agents_own_alone(site: Site) -> None:
    async with site.signed_in("sam") as sam, site.signed_in("ana") as ana:
        of_wang = await found(sam, "王芳")
        assert [row.caller_number for row in of_wang.interactions] == ["02155550000", "13800138000"]
        assert (of_wang.contacts, of_wang.counted_all) == (2, True)
        hers = await found(ana, "王芳")
        assert ([row.caller_number for row in hers.interactions], hers.contacts) == (["13800138000"], 1)
        assert (await found(ana, "grace")).interactions == []
        assert [row.caller_number for row in (await found(ana, "95588")).interactions] == ["95588"]
        assert (await found(sam, "nobody")).contacts == 0


@pytest.mark.usefixtures("center")
async def test_a_case_is_found_by_its_number_by_those_who_may_see_it(site: Site) -> None:
    case = Case(
        id=uuid4(),
        number=0,
        customer_id=WANG.id,
        caller_number="",
        fields=Fields(
            subject="Late",
            kind="complaint",
            priority="normal",
            text="",
            due_at=site.clock.now(),
            owner=Person(id=BEN, name="Ben"),
        ),
        created_at=site.clock.now(),
    )
    async with site.database.write() as connection:
        await add_case(connection, case, by=Person(id=BEN, name="Ben"))
    async with site.signed_in("sam") as sam, site.signed_in("ana") as ana, site.signed_in("ben") as ben:
        for text in ("C-1001", "c1001", "1001"):
            assert [line.subject for line in (await found(sam, text)).cases] == ["Late"]
        assert [line.customer_name for line in (await found(ben, "C-1001")).cases] == ["王芳"]
        assert (await found(ana, "C-1001")).cases == []
        assert (await found(sam, "C-1002")).cases == []


@pytest.mark.usefixtures("center")
async def test_a_number_is_offered_to_agents_who_may_call_it(site: Site) -> None:
    async with site.signed_in("ana") as ana, site.signed_in("sam") as sam:
        assert (await found(ana, "139 1234 5678")).dial == "+8613912345678"
        for text in ("+14155550199", "13900000009", "Grace", "1391"):
            assert (await found(ana, text)).dial == "", text
        assert (await found(sam, "139 1234 5678")).dial == ""

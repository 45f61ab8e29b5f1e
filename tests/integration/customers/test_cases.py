"""Cases over HTTP: who sees which, the second editor, contacts, pages, and numbers that are given out once."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.web.errors import install_errors
from customers.case import Case, Fields, due_after, written
from customers.case_repository import FIRST_NUMBER, CaseSight, Found, add_case
from customers.case_router import CaseDoor, create_router
from customers.case_tables import CaseRow
from customers.case_wire import CaseDetail, CasePage
from customers.numbers import read_number
from customers.person import Person
from customers.profile import CustomerSummary
from customers.repository import add_customer
from database.engine import Database

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOW = NOON + timedelta(hours=1)
MOBILE, E164 = "13800138000", "+8613800138000"
ANA, BEN, SAM = (Person(id=UUID(int=n), name=name) for n, name in enumerate(("Ana", "Ben", "Sam"), start=1))
CALL = UUID(int=77)
WANG = CustomerSummary(id=UUID(int=500), name="王芳")


class Desk:
    """What the app would answer; a test sets who is on whose call."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.on_call: dict[UUID, CaseSight] = {}
        self.audited: list[tuple[str, str, UUID]] = []
        self.told: list[tuple[str, str, int]] = []

    def person(self, person: Person) -> Person:
        return person

    def sight(self, person: Person) -> CaseSight | None:
        return None if person is SAM else self.on_call.get(person.id, CaseSight(person=person))

    async def had_part(self, connection: AsyncConnection, person: Person, interaction_id: UUID) -> bool:
        return person is SAM or (interaction_id == CALL and person.id in self.on_call)

    async def audit(self, connection: AsyncConnection, person: Person, what: str, case_id: UUID) -> None:
        self.audited.append((person.name, what, case_id))

    async def tell(self, connection: AsyncConnection, found: Found, what: str, at: datetime) -> None:
        self.told.append((what, found.case.state, found.case.version))

    @asynccontextmanager
    async def of(self, person: Person) -> AsyncGenerator[AsyncClient]:
        app = FastAPI()
        install_errors(app)
        app.include_router(
            create_router(
                self.database,
                region="CN",
                permission=lambda: person,
                door=CaseDoor(
                    person=self.person,
                    sight=self.sight,
                    agent={ANA.id: ANA, BEN.id: BEN}.get,
                    took_part=self.had_part,
                    audit=self.audit,
                    tell=self.tell,
                ),
                now=lambda: NOW,
            )
        )
        async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
            yield client


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database)


def new_case(hours: int, owner: Person | None, *, number: str = "", customer: UUID | None = None) -> Case:
    """A case that is due so many hours after it came."""
    return Case(
        id=uuid4(),
        number=0,
        customer_id=customer,
        caller_number=number,
        fields=Fields(
            subject=f"Case {hours}",
            kind="complaint",
            priority="normal",
            text="",
            due_at=NOON + timedelta(hours=hours),
            owner=owner,
        ),
        created_at=NOON,
    )


async def saved(database: Database, *cases: Case) -> list[Case]:
    async with database.write() as connection:
        return [await add_case(connection, case, by=SAM) for case in cases]


async def page(client: AsyncClient, **query: str | int | bool) -> CasePage:
    answer = await client.get("/cases", params=query)
    assert answer.status_code == 200, answer.text
    return CasePage.model_validate_json(answer.content)


def detail(answer: Response) -> CaseDetail:
    assert answer.is_success, answer.text
    return CaseDetail.model_validate_json(answer.content)


async def step(client: AsyncClient, case: CaseDetail, **step: object) -> Response:
    body = {"version": case.row.version, "step": step}
    return await client.post(f"/cases/{case.row.id}/steps", json=body)


def refused(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_agents_see_their_own_nobodys_and_those_of_their_caller_and_who_leads_sees_all(
    database: Database, desk: Desk
) -> None:
    mine, free, his, callers, customers = await saved(
        database,
        new_case(1, ANA),
        new_case(2, None),
        new_case(3, BEN),
        new_case(4, BEN, number=E164),
        new_case(5, BEN, customer=WANG.id),
    )
    out_of_sight = [his, callers, customers]
    async with desk.of(ANA) as ana, desk.of(SAM) as sam:
        assert [row.id for row in (await page(ana)).rows] == [mine.id, free.id]
        assert [row.id for row in (await page(ana, mine=True)).rows] == [mine.id]
        assert (await page(sam)).total == 5
        change = {"version": 1, "subject": "x", "kind": "fault", "priority": "low", "text": "", "due_at": str(NOW)}
        for case in out_of_sight:
            path = f"/cases/{case.id}"
            for answer in (
                await ana.get(path),
                await ana.put(path, json={**change, "owner_id": None}),
                await ana.post(f"{path}/comments", json={"text": "x"}),
                await ana.post(f"{path}/steps", json={"version": 1, "step": {"type": "begin"}}),
                await ana.put(f"{path}/contacts/{CALL}"),
                await ana.delete(f"{path}/contacts/{CALL}"),
            ):
                assert refused(answer) == (404, "customer_case_not_found")
        desk.on_call[ANA.id] = CaseSight(person=ANA, customer_id=WANG.id, number=E164)
        assert [row.id for row in (await page(ana)).rows] == [mine.id, free.id, callers.id, customers.id]
        assert (await ana.get(f"/cases/{callers.id}")).is_success
        assert refused(await ana.get(f"/cases/{his.id}")) == (404, "customer_case_not_found")
    assert desk.audited == []


async def test_a_case_goes_its_whole_way_and_closes_only_with_everything(database: Database, desk: Desk) -> None:
    async with desk.of(SAM) as sam, desk.of(ANA) as ana:
        answer = await ana.post("/cases", json={"subject": "  Late\u202e  parcel ", "kind": "complaint", "own": False})
        case = detail(answer)
        assert (case.row.subject, case.row.number, case.row.state) == ("Late parcel", written(FIRST_NUMBER), "reported")
        assert case.row.due_at == due_after("normal", NOW)
        early = await step(ana, case, type="close")
        assert refused(early) == (409, "customer_case_not_done")
        assert early.json()["faults"] == dict.fromkeys(("result", "check", "finding"), "missing")
        case = detail(await step(ana, case, type="begin"))
        assert case.row.owner_name == "Ana"
        case = detail(await step(ana, case, type="result", text="Sent again"))
        assert refused(await step(ana, case, type="unreachable")) == (409, "customer_case_tries_missing")
        tomorrow = str(NOW + timedelta(days=1))
        asked = await step(ana, case, type="confirm", how="call", said="Fine", at=tomorrow)
        assert refused(asked) == (422, "customer_case_time_not_possible")
        case = detail(await step(ana, case, type="confirm", how="call", said="Fine"))
        assert (case.missing, case.acts) == (["finding"], ["pass_on", "no_finding", "reopen"])
        assert refused(await step(ana, case, type="begin")) == (409, "customer_case_step_not_possible")
        case = detail(await step(ana, case, type="pass_on", department="Warehouse", finding="Torn label"))
        case = detail(await step(ana, case, type="close"))
        assert (case.row.state, case.closed_at, case.missing) == ("closed", NOW, [])
        assert (await page(sam)).total == 0
        assert (await page(sam, state="closed")).rows == [case.row]
        body = {**case.row.model_dump(include={"subject", "kind", "priority", "version"}), "text": "x"}
        changed = await ana.put(f"/cases/{case.row.id}", json={**body, "due_at": str(NOW), "owner_id": None})
        assert refused(changed) == (409, "customer_case_closed")
        case = detail(await step(sam, case, type="reopen", reason="It came back"))
        assert case.missing == ["result", "check", "finding"]
    acts = ["created", "begin", "result", "confirm", "pass_on", "close", "reopen"]
    assert [entry.what for entry in case.history] == acts
    assert [(what, version) for what, _, version in desk.told] == [(act, n) for n, act in enumerate(acts, 1)]
    assert [what for _, what, _ in desk.audited] == ["case_created", *["case_moved"] * 6]


async def test_the_second_editor_is_told_and_overwrites_nothing(database: Database, desk: Desk) -> None:
    (case,) = await saved(database, new_case(1, None))
    body = {"version": 1, "kind": "request", "priority": "high", "text": "", "due_at": str(NOW), "owner_id": None}
    async with desk.of(ANA) as ana, desk.of(BEN) as ben:
        path = f"/cases/{case.id}"
        assert refused(await ana.put(path, json={**body, "subject": "Hers", "owner_id": str(SAM.id)})) == (
            422,
            "customer_case_owner_unknown",
        )
        first = detail(await ana.put(path, json={**body, "subject": "Hers", "owner_id": str(ANA.id)}))
        assert {one.field for one in first.history[-1].changes} == {"subject", "kind", "priority", "owner"}
        given = {**body, "version": 2, "subject": "Hers", "owner_id": None}
        detail(await ana.put(path, json=given))
        assert refused(await ben.put(path, json={**body, "subject": "His"})) == (409, "customer_case_changed")
        late = await ben.post(f"{path}/steps", json={"version": 1, "step": {"type": "begin"}})
        assert refused(late) == (409, "customer_case_changed")
        assert detail(await ben.get(path)).row.subject == "Hers"
        assert detail(await ben.put(path, json={**given, "version": 3})).row.version == 3
        both = await asyncio.gather(
            ana.put(path, json={**given, "version": 3, "subject": "A"}),
            ben.put(path, json={**given, "version": 3, "subject": "B"}),
        )
        assert sorted(answer.status_code for answer in both) == [200, 409]


async def test_contacts_are_linked_once_and_unlinked_and_the_history_keeps_both(database: Database, desk: Desk) -> None:
    desk.on_call[ANA.id] = CaseSight(person=ANA)
    async with desk.of(ANA) as ana, desk.of(BEN) as ben:
        draft = {"subject": "Late", "kind": "complaint", "number": MOBILE, "interaction_id": str(CALL), "own": False}
        assert refused(await ben.post("/cases", json=draft)) == (403, "customer_case_contact_not_yours")
        case = detail(await ana.post("/cases", json=draft))
        assert case.row.caller_number == E164
        assert [contact.interaction_id for contact in case.contacts] == [CALL]
        path = f"/cases/{case.row.id}/contacts/{CALL}"
        assert [entry.what for entry in detail(await ana.put(path)).history] == ["created", "linked"]
        assert refused(await ben.put(path)) == (403, "customer_case_contact_not_yours")
        assert [row.id for row in (await page(ana, interaction=str(CALL))).rows] == [case.row.id]
        assert detail(await ana.delete(path)).contacts == []
        assert [entry.what for entry in detail(await ana.delete(path)).history] == ["created", "linked", "unlinked"]
        assert (await page(ana, interaction=str(CALL))).rows == []
        said = detail(await ben.post(f"/cases/{case.row.id}/comments", json={"text": " 您好\x00 "}))
    assert [(entry.by, entry.text) for entry in said.history[-1:]] == [("Ben", "您好")]
    assert [what for _, what, _ in desk.audited] == ["case_created", "case_unlinked", "case_commented"]


async def test_a_callers_cases_are_the_customers_once_the_number_is_saved(database: Database, desk: Desk) -> None:
    known = read_number(MOBILE, "CN")
    assert known is not None
    await saved(database, new_case(1, None, number=E164), new_case(2, None, number="10086"))
    async with desk.of(SAM) as sam:
        assert (await page(sam, number=MOBILE)).rows[0].customer_id is None
        async with database.write() as connection:
            await add_customer(connection, WANG, known, NOON)
        rows = (await page(sam, customer=str(WANG.id))).rows
        assert [(row.subject, row.customer_name) for row in rows] == [("Case 1", "王芳")]
        assert [row.subject for row in (await page(sam, text="王")).rows] == ["Case 1"]
        new = detail(await sam.post("/cases", json={"subject": "More", "kind": "request", "number": MOBILE}))
        assert (new.row.customer_id, new.row.owner_id) == (WANG.id, None)
        unknown = {"subject": "More", "kind": "request", "customer_id": str(uuid4())}
        assert refused(await sam.post("/cases", json=unknown)) == (404, "customer_not_found")


async def test_pages_begin_with_the_oldest_promise_and_miss_nothing(database: Database, desk: Desk) -> None:
    await saved(database, *(new_case(hours, None) for hours in (5, 1, 3, 3, 2, 0)))
    async with desk.of(SAM) as sam:
        whole = await page(sam)
        assert [row.subject for row in whole.rows] == [f"Case {hours}" for hours in (0, 1, 2, 3, 3, 5)]
        for limit in (1, 2, 4):
            listed, cursor = list[UUID](), ""
            while True:
                part = await page(sam, limit=limit, cursor=cursor)
                listed += [row.id for row in part.rows]
                assert part.total == 6
                if not (cursor := part.next):
                    break
            assert listed == [row.id for row in whole.rows]
        overdue = await page(sam, overdue=True)
        assert [(row.subject, row.overdue) for row in overdue.rows] == [("Case 0", True)]
        assert [row.subject for row in (await page(sam, text="C-1002")).rows] == ["Case 1"]
        assert (await page(sam, number="no number")).total == 0


async def test_no_number_is_given_out_twice(database: Database, desk: Desk) -> None:
    async def one(which: int) -> None:
        await saved(database, new_case(which, None))

    await asyncio.gather(*(one(which) for which in range(12)))
    async with database.read() as connection:
        numbers = sorted(await connection.scalars(select(CaseRow.number)))
    assert numbers == list(range(FIRST_NUMBER, FIRST_NUMBER + 12))

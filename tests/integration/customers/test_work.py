"""The work list: what finished calls put into it, and one person at a time on each item."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from httpx import ASGITransport, AsyncClient
from msgspec import structs
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.calls.actions import RecordInteraction
from app.calls.interaction import Interaction, Moment, Outcome, Segment
from app.calls.repository import SqlStore
from customers.errors import CustomerNumberNotValid, WorkItemClosed, WorkItemNotFound, WorkItemTaken, WorkQueueUnknown
from customers.person import Person
from customers.work import NewWork, work_id
from customers.work_repository import apply_changes, close, message_for, reopen
from customers.work_router import create_router
from customers.work_wire import WorkItem, WorkPage
from database.engine import Database
from tests.integration.test_store import Together

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MOBILE = "13800138000"
E164 = "+8613800138000"
ANA, BEN, SAM = (Person(id=UUID(int=n), name=name) for n, name in enumerate(("Ana", "Ben", "Sam"), start=1))
Browser = Callable[[Person], AbstractAsyncContextManager[AsyncClient]]


def interaction(
    outcome: Outcome,
    minute: int,
    *,
    number: str = MOBILE,
    queue_outcome: str = "abandoned",
    more: tuple[Segment, ...] = (),
) -> Interaction:
    at = NOON + timedelta(minutes=minute)
    queue = Segment(kind="queue", started_at=at, ended_at=at, queue_id="support", outcome=queue_outcome)
    return Interaction(
        id=uuid4(),
        caller_number=number,
        caller_name="",
        dialed_number="4000",
        language="en",
        customer=None,
        arrived_at=at,
        ended_at=at,
        outcome=outcome,
        ended_by="caller",
        hangup_cause=16,
        segments=(queue, *more),
        timeline=(),
    )


def given_up(minute: int) -> Interaction:
    """The last attempt of a callback."""
    at = NOON + timedelta(minutes=minute)
    story = (Moment(at=at, what="callback_given_up", queue_id="support"),)
    return structs.replace(interaction("busy", minute, number=E164), direction="callback", timeline=story)


def talk(minute: int) -> Segment:
    at = NOON + timedelta(minutes=minute)
    return Segment(kind="agent", started_at=at, ended_at=at, queue_id="support", agent_id=ANA.id, talk_ms=60_000)


async def finish(database: Database, *interactions: Interaction) -> None:
    """These calls end, in one commit."""
    store = SqlStore(database)
    await store.open()
    records = [RecordInteraction(call_id=done.id, interaction=done) for done in interactions]
    await store.commit(Together(records=records))


@pytest.fixture
def browser(database: Database) -> Browser:
    """A browser of somebody: Ana and Ben serve support, Sam leads."""

    def queues(person: Person) -> Collection[str] | None:
        return None if person is SAM else ("support",)

    async def audit(connection: AsyncConnection, person: Person, what: str, item_id: UUID) -> None:
        audited.append((person.name, what, item_id))

    audited: list[tuple[str, str, UUID]] = []

    @asynccontextmanager
    async def open_for(person: Person) -> AsyncGenerator[AsyncClient]:
        app = FastAPI()
        app.include_router(
            create_router(
                database,
                region="CN",
                permission=lambda: person,
                person=lambda user: user,
                queues_of=queues,
                knows_queue=lambda queue_id: queue_id == "support",
                audit=audit,
                now=lambda: NOON + timedelta(hours=1),
            )
        )

        async def refused(_: Request, error: Exception) -> JSONResponse:
            return JSONResponse({"code": getattr(error, "code", "")}, status_code=409)

        for kind in (WorkItemNotFound, WorkItemTaken, WorkItemClosed, CustomerNumberNotValid, WorkQueueUnknown):
            app.add_exception_handler(kind, refused)
        async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
            yield client

    return open_for


async def listed(client: AsyncClient, **query: str | int | bool) -> WorkPage:
    answer = await client.get("/work", params=query)
    assert answer.status_code == 200, answer.text
    return WorkPage.model_validate_json(answer.content)


async def done(client: AsyncClient, item: WorkItem, act: str, body: dict[str, str] | None = None) -> WorkItem:
    answer = await client.post(f"/work/{item.id}/{act}", json=body)
    assert answer.status_code == 200, answer.text
    return WorkItem.model_validate_json(answer.content)


async def refusal(client: AsyncClient, item: WorkItem, act: str, body: dict[str, str] | None = None) -> str:
    answer = await client.post(f"/work/{item.id}/{act}", json=body)
    assert answer.status_code == 409
    return str(answer.json()["code"])


async def test_those_who_gave_up_are_listed_once_per_number(database: Database, browser: Browser) -> None:
    first, second = interaction("abandoned_in_queue", 0), interaction("abandoned_ringing", 5, number=E164)
    await finish(database, first)
    await finish(database, second, interaction("turned_away", 6, number="02162881234", queue_outcome="turned_away"))
    async with browser(ANA) as client:
        page = await listed(client)
    one, other = page.rows
    assert (one.kind, one.number, one.contacts, one.queue) == ("missed", E164, 2, "support")
    assert (one.interaction_id, one.due_at, one.last_at) == (second.id, first.ended_at, second.ended_at)
    assert other.number == "+862162881234"


async def test_short_waits_hidden_numbers_and_answered_calls_are_not_listed(
    database: Database, browser: Browser
) -> None:
    await finish(
        database,
        interaction("abandoned_in_queue", 0, queue_outcome="abandoned_short"),
        interaction("abandoned_in_queue", 1, number=""),
        interaction("answered", 2, number="13900139000", more=(talk(2),)),
        interaction("callback_requested", 3, number="13700137000"),
    )
    async with browser(SAM) as client:
        assert (await listed(client)).total == 0


async def test_contact_with_the_number_closes_what_was_only_about_reaching_it(
    database: Database, browser: Browser
) -> None:
    message = Segment(
        kind="voicemail",
        started_at=NOON,
        ended_at=NOON,
        queue_id="support",
        outcome="message_left",
        recording_id="x-r1",
    )
    await finish(
        database,
        interaction("abandoned_in_queue", 0),
        interaction("left_voicemail", 1, more=(message,)),
        given_up(2),
    )
    await finish(database, interaction("answered", 9, number=E164, more=(talk(9),)))
    async with browser(ANA) as client:
        still = (await listed(client)).rows
        closed = (await listed(client, state="closed")).rows
    assert [(item.kind, item.recording_id) for item in still] == [("voicemail", "x-r1")]
    assert {(item.kind, item.result) for item in closed} == {("missed", "reached"), ("callback", "reached")}


async def test_a_call_of_ours_is_contact_but_a_machine_and_silence_are_none(
    database: Database, browser: Browser
) -> None:
    numbers = ["13800138000", "13900139000", "13700137000"]
    await finish(database, *(interaction("abandoned_in_queue", 0, number=number) for number in numbers))
    ours = (
        interaction("answered", 5, number=numbers[0], queue_outcome="", more=(talk(5),)),
        interaction("answering_machine", 5, number=numbers[1], queue_outcome="", more=(talk(5),)),
        interaction("no_answer", 5, number=numbers[2], queue_outcome=""),
    )
    await finish(database, *(structs.replace(one, direction="outbound") for one in ours))
    async with browser(ANA) as client:
        assert {item.number for item in (await listed(client)).rows} == {"+8613700137000", "+8613900139000"}
        assert [item.result for item in (await listed(client, state="closed")).rows] == ["reached"]


async def test_a_caller_who_gives_up_again_after_contact_is_listed_anew(database: Database, browser: Browser) -> None:
    await finish(database, interaction("abandoned_in_queue", 0))
    await finish(database, interaction("answered", 1, more=(talk(1),)), interaction("abandoned_in_queue", 2))
    async with browser(ANA) as client:
        assert [item.contacts for item in (await listed(client)).rows] == [1]


async def test_writing_the_same_end_twice_counts_once(database: Database, browser: Browser) -> None:
    gone = interaction("abandoned_in_queue", 0)
    await finish(database, gone)
    await finish(database, gone)
    async with browser(ANA) as client:
        assert [item.contacts for item in (await listed(client)).rows] == [1]


async def test_an_item_is_one_persons_until_it_is_given_back(database: Database, browser: Browser) -> None:
    await finish(database, interaction("abandoned_in_queue", 0))
    async with browser(ANA) as ana, browser(BEN) as ben, browser(SAM) as sam:
        (item,) = (await listed(ana)).rows
        taken = await done(ana, item, "claim")
        assert (taken.state, taken.owner_name) == ("claimed", "Ana")
        assert (await done(ana, item, "claim")).owner_name == "Ana"
        assert await refusal(ben, item, "claim") == "work_item_taken"
        assert await refusal(ben, item, "close", {"result": "called"}) == "work_item_taken"
        assert (await listed(ben)).total == 0
        assert (await listed(ana, mine=True)).total == 1
        assert (await done(sam, item, "release")).state == "open"
        assert (await done(ben, item, "claim")).owner_name == "Ben"


async def test_closing_says_what_came_of_it_and_can_be_undone(database: Database, browser: Browser) -> None:
    await finish(database, interaction("abandoned_in_queue", 0))
    async with browser(ANA) as ana:
        (item,) = (await listed(ana)).rows
        await done(ana, item, "claim")
        closed = await done(ana, item, "close", {"result": "called", "note": "Wants an offer."})
        assert (closed.state, closed.result, closed.note, closed.closed_by) == (
            "closed",
            "called",
            "Wants an offer.",
            "Ana",
        )
        assert await refusal(ana, item, "close", {"result": "called"}) == "work_item_closed"
        again = await done(ana, item, "reopen")
        assert (again.state, again.owner_name, again.result, again.closed_at) == ("claimed", "Ana", "", None)


async def test_an_item_is_read_alone_by_those_whom_it_concerns_even_when_it_is_closed(
    database: Database, browser: Browser
) -> None:
    await finish(database, interaction("abandoned_in_queue", 0))
    async with browser(ANA) as ana, browser(BEN) as ben:
        (item,) = (await listed(ana)).rows
        assert (await ben.get(f"/work/{item.id}")).json()["state"] == "open"
        await done(ana, item, "claim")
        await done(ana, item, "close", {"result": "solved"})
        assert (await ana.get(f"/work/{item.id}")).json()["state"] == "closed"
        assert (await ana.get(f"/work/{uuid4()}")).json() == {"code": "work_item_not_found"}


async def test_a_closed_item_does_not_come_back_beside_a_newer_one(database: Database, browser: Browser) -> None:
    await finish(database, interaction("abandoned_in_queue", 0))
    async with browser(ANA) as ana:
        (item,) = (await listed(ana)).rows
        await done(ana, item, "close", {"result": "called"})
        await finish(database, interaction("abandoned_in_queue", 9))
        assert await refusal(ana, item, "reopen") == "work_item_taken"


async def test_a_closed_item_does_not_come_back_beside_one_that_is_being_written(
    database: Database, dialect: str, browser: Browser
) -> None:
    await finish(database, interaction("abandoned_in_queue", 0))
    newer = NewWork(
        id=uuid4(),
        kind="missed",
        number=E164,
        queue_id="support",
        interaction_id=uuid4(),
        at=NOON + timedelta(minutes=9),
    )
    async with browser(ANA) as ana:
        (item,) = (await listed(ana)).rows
        await done(ana, item, "close", {"result": "called"})
        async with database.write() as missed:
            await missed.run_sync(apply_changes, [newer])
            refused = asyncio.create_task(refusal(ana, item, "reopen"))
            if dialect == "postgresql":
                await _somebody_waits_for_a_lock(database)
        assert await refused == "work_item_taken"


@pytest.mark.parametrize(("act", "found"), [("reopen", [("claimed", 2)]), ("close", [("open", 1)])])
async def test_a_missed_call_is_counted_while_a_person_opens_or_closes_what_is_owed_to_its_number(
    database: Database, dialect: str, browser: Browser, act: str, found: list[tuple[str, int]]
) -> None:
    await finish(database, interaction("abandoned_in_queue", 0))
    missed = interaction("abandoned_in_queue", 9)
    async with browser(ANA) as ana:
        (item,) = (await listed(ana)).rows
        await done(ana, item, "claim")
        if act == "reopen":
            await done(ana, item, "close", {"result": "called"})
        async with database.write() as connection:
            if act == "reopen":
                await reopen(connection, item.id, ANA)
            else:
                await close(connection, item.id, ANA, result="called", note="", at=NOON, anybody=False)
            counting = asyncio.create_task(finish(database, missed))
            if dialect == "postgresql":
                await _somebody_waits_for_a_lock(database)
        await counting
        owed = (await listed(ana)).rows
    assert [(one.state, one.contacts) for one in owed] == found
    assert owed[0].interaction_id == missed.id


async def _somebody_waits_for_a_lock(database: Database) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(60):
        while True:
            async with database.write() as connection:
                if await connection.scalar(waiting):
                    return
            await asyncio.sleep(0.02)


async def test_a_follow_up_is_ones_own_and_due_when_promised(database: Database, browser: Browser) -> None:
    due = NOON + timedelta(days=1)
    body = {"number": "138 0013 8000", "due_at": due.isoformat(), "note": "Send the offer first."}
    async with browser(ANA) as ana, browser(BEN) as ben, browser(SAM) as sam:
        made = WorkItem.model_validate_json((await ana.post("/work", json=body)).content)
        assert (made.kind, made.number, made.owner_name, made.due_at) == ("follow_up", E164, "Ana", due)
        assert made.note == "Send the offer first."
        assert (await listed(ana)).total == 1
        assert (await listed(ben)).total == 0
        assert (await listed(sam)).total == 1
        assert await refusal(ben, made, "claim") == "work_item_not_found"
        shared = WorkItem.model_validate_json((await ana.post("/work", json=body | {"queue": "support"})).content)
        assert (await ben.get(f"/work/{shared.id}")).json() == {"code": "work_item_not_found"}
        assert await refusal(ben, shared, "claim") == "work_item_not_found"
        await done(ana, shared, "release")
        assert (await done(ben, shared, "claim")).note == "Send the offer first."
        await done(ana, made, "release")
        assert await done(ben, made, "claim"), "of no queue, and so everybody's who is free"
        assert (await ana.post("/work", json=body | {"number": "nobody"})).json()["code"] == "customer_number_not_valid"
        assert (await ana.post("/work", json=body | {"queue": "gone"})).json()["code"] == "work_queue_unknown"


async def test_the_list_is_read_in_pages_oldest_promise_first(database: Database, browser: Browser) -> None:
    numbers = [f"1380013800{digit}" for digit in range(5)]
    await finish(
        database, *(interaction("abandoned_in_queue", minute, number=number) for minute, number in enumerate(numbers))
    )
    async with browser(ANA) as ana:
        seen: list[str] = []
        cursor = ""
        while True:
            page = await listed(ana, limit=2, cursor=cursor)
            assert page.total == 5
            seen += [item.number for item in page.rows]
            cursor = page.next
            if not cursor:
                break
        assert seen == [f"+86{number}" for number in numbers]
        assert (await ana.get("/work", params={"cursor": "'; DROP TABLE work_items;--"})).status_code == 422


async def test_a_message_is_heard_by_those_who_serve_its_queue(database: Database) -> None:
    message = Segment(
        kind="voicemail",
        started_at=NOON,
        ended_at=NOON,
        queue_id="support",
        outcome="message_left",
        recording_id="x-r1",
    )
    left = interaction("left_voicemail", 1, more=(message,))
    await finish(database, left)
    async with database.read() as connection:
        assert await message_for(connection, left.id, "x-r1", ("support",))
        assert not await message_for(connection, left.id, "x-r1", ("sales",))
        # what others said before, in the same contact, is not for them
        assert not await message_for(connection, left.id, "x-r0", ("support",))
        assert not await message_for(connection, work_id(left.id, "voicemail"), "x-r1", ("support",))

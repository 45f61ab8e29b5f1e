"""The work list over HTTP: items and callbacks in one line, page by page, for those whom they concern."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient
from msgspec import structs

from app.calls.events import CallbackMoved
from app.web import work_list
from app.web.join import API
from app.web.permissions import Gate
from app.web.wire_work import OwedItem, OwedPage
from customers.person import Person
from customers.work import NewWork, WorkKind
from customers.work_repository import add_follow_up, apply_changes
from customers.work_tables import WorkItemRow
from tests.center import ANA, BEN, Scene
from tests.integration.web.conftest import SAM, Site
from tests.integration.web.test_callbacks import Played
from tests.integration.web.test_callbacks import played as played_with_callback

pytestmark = pytest.mark.anyio
played = played_with_callback


@pytest.fixture
async def owed(site: Site, played: Scene) -> Scene:
    """Before and after the promised callback, and at its very moment, other things were promised."""
    site.app.include_router(
        work_list.create_router(gate=Gate(site.accounts), live=Played(played), database=site.database), prefix=API
    )
    (call_id,) = played.center.promised.values()
    promise = played.center.calls[call_id].promise
    assert promise is not None
    at = promise.since
    kinds: Sequence[tuple[int, WorkKind, str]] = (
        (-60, "missed", "support"),
        (-50, "voicemail", "sales"),
        (0, "voicemail", "support"),
        (0, "callback", "support"),
        (30, "missed", "sales"),
        (90, "voicemail", "support"),
    )
    changes = [
        NewWork(
            id=UUID(int=900 - place),
            kind=kind,
            number=f"+86139000000{place:02}",
            queue_id=queue,
            interaction_id=None,
            at=at + timedelta(seconds=seconds),
        )
        for place, (seconds, kind, queue) in enumerate(kinds)
    ]
    mine = NewWork(id=UUID(int=950), kind="follow_up", number="+8613900000077", queue_id="", interaction_id=None, at=at)
    async with site.database.write() as connection:
        await connection.run_sync(WorkItemRow.metadata.create_all, [WorkItemRow.metadata.tables["work_items"]])
        await connection.run_sync(apply_changes, changes)
        await add_follow_up(connection, mine, owner=Person(id=BEN, name="Ben"), note="", at=at)
    return played


async def page(client: AsyncClient, **query: str | int) -> OwedPage:
    answer = await client.get("/work-list", params=query)
    assert answer.status_code == 200, answer.text
    return OwedPage.model_validate_json(answer.content)


def names(rows: OwedPage) -> list[str]:
    """What is listed: an item's number in the test, or the callback."""
    return [str(row.item.id.int) if isinstance(row, OwedItem) else "callback" for row in rows.rows]


async def test_the_list_is_one_line_by_promise_however_it_is_paged(site: Site, owed: Scene) -> None:
    async with site.signed_in("sam") as sam:
        whole = await page(sam)
        assert [row.promised_at for row in whole.rows] == sorted(row.promised_at for row in whole.rows)
        assert len(names(whole)) == 8
        assert (names(whole)[:2], names(whole)[-2:], whole.next) == (["900", "899"], ["896", "895"], "")
        for limit in (1, 2, 3, 7):
            listed, cursor = list[str](), ""
            while True:
                part = await page(sam, limit=limit, cursor=cursor)
                listed += names(part)
                assert part.counts == whole.counts
                if not (cursor := part.next):
                    break
                assert len(part.rows) == limit
            assert listed == names(whole), f"pages of {limit}"
    assert whole.counts.model_dump() == {"missed": 2, "voicemail": 3, "fax": 0, "callback": 2, "follow_up": 1}


async def test_a_callback_that_is_put_off_stands_where_its_new_time_is(site: Site, owed: Scene) -> None:
    (call_id,) = owed.center.promised.values()
    owed.happen(CallbackMoved(at=owed.tick(), call_id=call_id, by=SAM, due=owed.now + timedelta(hours=2)))
    async with site.signed_in("sam") as sam:
        assert names(await page(sam))[-1] == "callback"
        callbacks = await page(sam, kind="callback")
        assert names(callbacks) == ["897", "callback"]
        assert callbacks.counts == (await page(sam, kind="missed")).counts


async def test_agents_see_their_own_and_what_is_free_in_their_queues(site: Site, owed: Scene) -> None:
    profiles = owed.center.configuration.agents
    serving = profiles.set(ANA, structs.replace(profiles[ANA], queues=("support",))).set(
        BEN, structs.replace(profiles[BEN], queues=("sales",))
    )
    owed.center = structs.replace(owed.center, configuration=structs.replace(owed.center.configuration, agents=serving))
    async with site.signed_in("ana") as ana, site.signed_in("ben") as ben:
        hers, his = await page(ana), await page(ben)
    assert set(names(hers)) == {"900", "898", "897", "895", "callback"}
    assert hers.counts.model_dump() == {"missed": 1, "voicemail": 2, "fax": 0, "callback": 2, "follow_up": 0}
    assert names(his) == ["899", "950", "896"]
    assert his.counts.model_dump() == {"missed": 1, "voicemail": 1, "fax": 0, "callback": 0, "follow_up": 1}

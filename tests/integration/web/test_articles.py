"""The knowledge base over HTTP: from a draft to what is found, suggested and judged, and who may do which."""

from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import select

from app.accounts.tables import AuditRow
from app.calls.events import NotesChanged
from app.knowledge_routers import join_knowledge
from app.web.permissions import Gate
from knowledge_base.tables import ArticleRow
from tests.center import ANA, Scene
from tests.integration.web.conftest import Site
from tests.integration.web.test_callbacks import Played

pytestmark = pytest.mark.anyio
TABLES = (
    "articles",
    "article_revisions",
    "article_texts",
    "article_words",
    "article_feedback",
    "article_gaps",
)
Json = dict[str, Any]
REFUND: Json = {
    "texts": {
        "zh-CN": {"title": "退款流程", "body": "先核对订单号，再申请退款。\n- 三天到账", "keywords": ["退货"]},
        "en": {"title": "How refunds work", "body": "Check the order first.", "keywords": ["return"]},
    },
    "queues": [],
}


def article(title: str, *queues: str, body: str = "As said.") -> Json:
    return {"texts": {"en": {"title": title, "body": body}}, "queues": list(queues)}


@pytest.fixture
async def scene(site: Site) -> Scene:
    """A call from the menu rings at Ana, who serves support."""
    metadata = ArticleRow.metadata
    async with site.database.write() as connection:
        await connection.run_sync(metadata.create_all, [metadata.tables[name] for name in TABLES])
    made = Scene()
    join_knowledge(site.app, gate=Gate(site.accounts), database=site.database, live=Played(made), clock=site.clock)
    return made


def read(answer: Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


async def act(client: AsyncClient, page: Json, what: str, remark: str = "", status: int = 200) -> Any:
    body = {"version": page["version"], "remark": remark}
    return read(await client.post(f"/articles/{page['id']}/{what}", json=body), status)


async def edit(client: AsyncClient, page: Json, content: Json, status: int = 200) -> Any:
    body = {"version": page["version"], "content": content}
    return read(await client.put(f"/articles/{page['id']}", json=body), status)


async def published(client: AsyncClient, content: Json) -> Any:
    return await act(client, read(await client.post("/articles", json=content), 201), "publish")


async def found(client: AsyncClient, text: str, **query: str | int) -> list[str]:
    rows = read(await client.get("/articles/search", params={"text": text, **query}))["rows"]
    return [row["title"] for row in rows]


@pytest.mark.usefixtures("scene")
async def test_an_agents_proposal_is_sent_back_approved_found_and_put_away(site: Site) -> None:
    async with site.signed_in("ana") as ana, site.signed_in("ben") as ben, site.signed_in("sam") as sam:
        page = read(await ana.post("/articles", json=article("Half")), 201)
        read(await ben.get(f"/articles/{page['id']}"), 404)
        assert (await act(ana, page, "publish", status=403))["code"] == "article_not_yours"
        page = await edit(ana, page, {"texts": {"en": {"title": "Half"}}})
        assert (await act(ana, page, "submit", status=422))["code"] == "article_incomplete"
        page = await act(ana, await edit(ana, page, REFUND), "submit")
        assert page["acts"] == ["send_back"]
        page = await act(sam, page, "send_back", "Say how long it takes.")
        assert read(await ana.get(f"/articles/{page['id']}"))["remark"] == "Say how long it takes."
        assert await found(ben, "退款") == []

        page = await act(sam, await act(ana, page, "submit"), "publish")
        (row,) = read(await ben.get("/articles/search", params={"text": "退款"}))["rows"]
        assert [row["title"][start:end] for start, end in row["title_marks"]] == ["退款"]
        assert "退款" in {row["excerpt"][start:end] for start, end in row["excerpt_marks"]}
        for typed in ("到账", "Ｒｅｆ", "réfunds work", "退", "退货", "refunds or"):
            assert len(await found(ben, typed)) == 1, typed
        assert await found(ben, "refund policy of mars") == []
        assert read(await ben.get(f"/articles/{page['id']}"))["draft"] is None

        await act(sam, page, "archive")
        assert await found(ben, "退款") == []
        read(await ben.get(f"/articles/{page['id']}"), 404)
        read(await ben.get("/articles/nothing"), 422)
    async with site.database.read() as connection:
        deeds = (await connection.scalars(select(AuditRow.what).where(AuditRow.subject == page["id"]))).all()
    assert sorted(deeds) == [
        "article_added",
        "article_archived",
        "article_changed",
        "article_changed",
        "article_published",
        "article_sent_back",
        "article_submitted",
        "article_submitted",
    ]


@pytest.mark.usefixtures("scene")
async def test_of_two_editors_the_second_is_told_and_earlier_revisions_come_back(site: Site) -> None:
    async with site.signed_in("sam") as sam, site.signed_in("ada") as ada, site.signed_in("ana") as ana:
        first = await published(sam, article("Opening hours", body="Nine to five."))
        second = await edit(ada, first, article("Opening hours", body="Ten to six."))
        refused = await edit(sam, first, article("Lost", body="Lost."), status=409)
        assert refused["code"] == "article_changed"
        assert (await act(sam, first, "archive", status=409))["code"] == "article_changed"
        # what is published stays until the new one is
        assert read(await ana.get(f"/articles/{first['id']}"))["published"]["texts"]["en"]["body"] == "Nine to five."
        page = await act(ada, second, "publish")
        assert page["revision"] == 2

        body = {"version": page["version"], "revision": 1}
        page = read(await sam.post(f"/articles/{page['id']}/restore", json=body))
        assert (page["state"], page["draft"]["texts"]["en"]["body"]) == ("draft", "Nine to five.")
        page = await act(sam, page, "discard")
        assert (page["state"], page["draft"]["texts"]["en"]["body"]) == ("published", "Ten to six.")
        revisions = read(await ana.get(f"/articles/{page['id']}/revisions"))
        assert [(row["revision"], row["publisher_name"]) for row in revisions] == [(2, "Ada"), (1, "Sam")]


@pytest.mark.usefixtures("scene")
async def test_agents_find_what_is_for_their_queues_page_by_page(site: Site) -> None:
    async with site.signed_in("ana") as ana, site.signed_in("sam") as sam:
        for number in range(5):
            await published(sam, article(f"Router model {number}", "support"))
        await published(sam, article("Router prices", "sales"))
        await published(sam, {"texts": {"zh-CN": {"title": "Router 说明", "body": "说明书。"}}, "queues": []})
        assert len(await found(sam, "router")) == 7
        assert "Router prices" not in await found(ana, "router")
        assert await found(ana, "router", language="zh-CN") == ["Router 说明"]
        assert await found(sam, "rou", queue="sales") == ["Router prices"]
        whole, titles, cursor = await found(ana, "router model"), list[str](), ""
        while True:
            query: dict[str, str | int] = {"text": "router model", "limit": 2, "cursor": cursor}
            page = read(await ana.get("/articles/search", params=query))
            titles += [row["title"] for row in page["rows"]]
            assert page["total"] == 5
            if not (cursor := page["next"]):
                break
        assert titles == whole

        rows, cursor = list[Json](), ""
        while True:
            page = read(await ana.get("/articles", params={"limit": 4, "cursor": cursor}))
            rows += page["rows"]
            if not (cursor := page["next"]):
                break
        assert len({row["id"] for row in rows}) == len(rows) == page["total"] == 6
        assert read(await ana.get("/articles", params={"state": "draft"}))["rows"] == []


async def test_the_call_in_hand_suggests_and_says_why(site: Site, scene: Scene) -> None:
    scene.ready(ANA)
    call_id = scene.queue()
    async with site.signed_in("ana") as ana, site.signed_in("ben") as ben, site.signed_in("sam") as sam:
        await published(sam, article("Restart the router", "support"))
        await published(sam, article("Prices", "sales"))
        await published(sam, REFUND)
        asked = {"call": str(call_id)}
        (one,) = read(await ana.get("/articles/suggested", params=asked))
        assert (one["title"], [why["kind"] for why in one["why"]]) == ("Restart the router", ["queue"])
        scene.answer()
        scene.playback_ends()
        scene.happen(NotesChanged(at=scene.tick(), agent_id=ANA, call_id=call_id, notes="想要退款"))
        one, other = read(await ana.get("/articles/suggested", params=asked))
        assert (other["title"], other["why"]) == ("How refunds work", [{"kind": "notes", "text": ""}])
        assert read(await ana.get("/articles/suggested", params=asked)) == [one, other]
        assert read(await ben.get("/articles/suggested", params=asked), 409)["code"] == "call_not_yours"
        read(await ana.get("/articles/suggested", params={"call": str(UUID(int=7))}), 409)


async def test_feedback_is_one_per_person_and_call_and_gaps_keep_no_numbers(site: Site, scene: Scene) -> None:
    scene.ready(ANA)
    call_id = scene.queue()
    async with site.signed_in("ana") as ana, site.signed_in("ben") as ben, site.signed_in("sam") as sam:
        page = await published(sam, REFUND)
        mine = f"/articles/{page['id']}/feedback/mine"
        assert read(await ana.get(mine))["useful"] is None
        read(await ana.put(mine, json={"useful": False, "remark": "Too short.", "call_id": str(call_id)}))
        read(await ana.put(mine, json={"useful": True, "remark": "Better.", "call_id": str(call_id)}))
        read(await ana.put(mine, json={"useful": True}))
        read(await ben.put(mine, json={"useful": False}))
        assert (
            read(await ben.put(mine, json={"useful": True, "call_id": str(call_id)}), 409)["code"] == "call_not_yours"
        )
        assert read(await ana.get(mine, params={"call_id": str(call_id)}))["remark"] == "Better."
        page = read(await sam.get(f"/articles/{page['id']}"))
        assert (page["useful"], page["not_useful"]) == (2, 1)
        assert read(await sam.get(f"/articles/{page['id']}/feedback"))[0]["remark"] == "Better."
        read(await ana.get(f"/articles/{page['id']}/feedback"), 403)

        for typed in ("蓝牙耳机 13800138000", "蓝牙耳机　138 0013 8001", "退款", "55501234567"):
            read(await ana.post("/articles/gaps", json={"text": typed}), 204)
        read(await ana.get("/articles/gaps"), 403)
        (gap,) = read(await sam.get("/articles/gaps"))["rows"]
        assert (gap["text"], gap["count"]) == ("蓝牙耳机 …", 2)
        read(await sam.delete(f"/articles/gaps/{gap['id']}"), 204)
        assert read(await sam.delete(f"/articles/gaps/{gap['id']}"), 404)["code"] == "article_gap_not_found"
        assert read(await sam.get("/articles/gaps"))["total"] == 0

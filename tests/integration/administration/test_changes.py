"""Adding, changing and removing what is administered, with what is refused and why."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from httpx import AsyncClient, Response
from msgspec import structs

from app.accounts.audit import first_broken
from app.accounts.audit_repository import audit_entries, broken_details
from app.administration.administration import Actor
from app.administration.world import World, put
from tests.center import ANA, BEN
from tests.integration.administration.conftest import ADA, SAM, Site

pytestmark = pytest.mark.anyio

NEW: Mapping[str, Mapping[str, Any]] = {
    "queues": {"id": "billing", "name": "Billing"},
    "people": {"login": "cai", "name": "Cai", "role": "agent", "number": "8003", "queues": [{"queue": "sales"}]},
    "teams": {"id": "north", "name": "North"},
    "skills": {"id": "english", "name": "English"},
    "reasons": {"code": "coaching", "labels": {"en": "Coaching", "zh-CN": "辅导"}},
    "dispositions": {"code": "sold", "labels": {"en": "Sold", "zh-CN": "成交"}, "queues": ["sales"]},
    "numbers": {"dialed_number": "4001", "flow_id": "hotline", "language": "zh-CN"},
}


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - what is awaited has no event of its own
            await asyncio.sleep(0.001)


def problem(answer: Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    return answer.json()


async def added(ada: AsyncClient, kind: str, **fields: object) -> dict[str, Any]:
    answer = await ada.post(f"/{kind}", json={**NEW[kind], **fields})
    assert answer.status_code == 201, answer.text
    return answer.json()["item"]


async def changed(ada: AsyncClient, kind: str, key: object, **fields: object) -> Response:
    was = (await ada.get(f"/{kind}/{key}")).json()
    value = {**was["value"], **fields}
    return await ada.put(f"/{kind}/{key}", json=value, headers={"if-match": was["version"]})


@pytest.mark.parametrize("kind", NEW)
async def test_a_thing_is_added_found_changed_removed_and_brought_back(site: Site, ada: AsyncClient, kind: str) -> None:
    item = await added(ada, kind)
    assert (
        item["value"].items() >= {key: value for key, value in NEW[kind].items() if not isinstance(value, list)}.items()
    )
    key = item["id"]
    listed = (await ada.get(f"/{kind}", params={"search": next(iter(NEW[kind].values()))})).json()
    assert [row["id"] for row in listed["rows"]] == [key]
    assert (await ada.post(f"/{kind}", json=NEW[kind])).status_code == 422

    field, value = {
        "people": ("name", "Cäcilie"),
        "reasons": ("category", "work"),
        "dispositions": ("active", False),
        "numbers": ("web", True),
    }.get(kind, ("name", "Ünïcode 名"))
    saved = problem(await changed(ada, kind, key, **{field: value}), 200)
    assert saved["item"]["value"][field] == value
    assert saved["item"]["version"] != item["version"]

    removed = await ada.post(f"/{kind}/removal", json={"ids": {key: saved["item"]["version"]}})
    assert problem(removed, 200)["touched"] == 1
    assert (await ada.get(f"/{kind}/{key}")).status_code == 404
    restored = await ada.post(f"/audit/{removed.json()['change']}/restore")
    assert problem(restored, 200)["touched"] == 1
    back = (await ada.get(f"/{kind}/{key}")).json()
    assert back == saved["item"]

    page = (await ada.get("/audit", params={"kind": kind})).json()
    assert [row["what"] for row in page["rows"]] == [
        "change_restored",
        f"{kind}.removed",
        f"{kind}.changed",
        f"{kind}.added",
    ]
    change = page["rows"][2]["changes"][0]
    assert (change["before"][field], change["after"][field]) == (
        item["value"][field],
        value,
    )
    assert page["rows"][2]["actor_name"] == "Ada"
    async with site.database.read() as connection:
        assert first_broken(await audit_entries(connection)) is None
        assert await broken_details(connection) == []


async def test_the_second_of_two_editors_is_told_and_nothing_is_lost(ada: AsyncClient) -> None:
    seen = (await ada.get("/queues/support")).json()
    first = {**seen["value"], "ring_timeout": 30}
    second = {**seen["value"], "music": "jazz"}
    header = {"if-match": seen["version"]}
    assert (await ada.put("/queues/support", json=first, headers=header)).status_code == 200
    assert problem(await ada.put("/queues/support", json=second, headers=header), 409)["code"] == "changed_meanwhile"
    assert (await ada.get("/queues/support")).json()["value"]["ring_timeout"] == 30


async def test_of_two_at_the_same_moment_one_wins(ada: AsyncClient) -> None:
    seen = (await ada.get("/queues/support")).json()
    answers = await asyncio.gather(
        *(
            ada.put(
                "/queues/support",
                json={**seen["value"], "ring_timeout": seconds},
                headers={"if-match": seen["version"]},
            )
            for seconds in (30, 31, 32)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]


async def test_an_unchanged_thing_is_saved_without_a_line_in_the_audit(ada: AsyncClient) -> None:
    assert problem(await changed(ada, "queues", "support"), 200)["change"] == 0
    assert (await ada.get("/audit", params={"kind": "queues"})).json()["rows"] == []


@pytest.mark.parametrize(
    ("kind", "key", "fields", "faults"),
    [
        ("queues", "support", {"ring_timeout": 1}, {"ring_timeout": "too_low:5"}),
        ("queues", "support", {"ring_timeout": "soon"}, {"ring_timeout": "not_a_number"}),
        ("queues", "support", {"name": "\u202e"}, {"name": "too_short"}),
        ("queues", "support", {"colour": "red"}, {"colour": "unknown_field"}),
        ("queues", "support", {"id": "help"}, {"id": "cannot_change"}),
        ("queues", "support", {"weight": "NaN"}, {"weight": "not_a_number"}),
        (
            "queues",
            "support",
            {"requirements": [{"after": 0, "needs": [{"skill": "elvish", "level": 50}]}]},
            {"requirements.0.needs.0.skill": "unknown_skill"},
        ),
        (
            "queues",
            "support",
            {"keys": {"1": {"type": "queue", "queue_id": "none"}}},
            {"keys.1.queue_id": "unknown_queue"},
        ),
        ("queues", "support", {"keys": {"x": {"type": "callback"}}}, {"keys.x": "pattern"}),
        ("queues", "support", {"callback": {"hours": "none"}}, {"callback.hours": "unknown_calendar"}),
        ("people", ANA, {"number": "8002"}, {"number": "taken"}),
        ("people", ANA, {"login": "BEN"}, {"login": "taken"}),
        ("people", ANA, {"number": ""}, {"number": "needs_number"}),
        ("people", ANA, {"team": "none"}, {"team": "unknown_team"}),
        ("people", ANA, {"skills": {"english": 101}}, {"skills.english": "too_high:100"}),
        ("people", ANA, {"queues": [{"queue": "none"}]}, {"queues.0": "unknown_queue"}),
        ("people", ANA, {"login": "two words"}, {"login": "pattern"}),
        ("people", SAM, {"number": "8009"}, {"number": "number_not_allowed"}),
        ("people", ADA, {"disabled": True}, {"disabled": "not_yourself"}),
        ("people", ADA, {"role": "supervisor"}, {"role": "not_yourself"}),
        ("numbers", "4000", {"flow_id": "none"}, {"flow_id": "unknown_flow"}),
        ("numbers", "4000", {"dialed_number": "4000;x"}, {"dialed_number": "pattern"}),
        ("dispositions", "solved", {"queues": ["none"]}, {"queues.0": "unknown_queue"}),
        ("outgoing", "outgoing", {"prefixes": ["+1x"]}, {"prefixes.0": "pattern"}),
    ],
)
async def test_what_cannot_stand_is_refused_with_the_place_and_how_to_mend_it(
    ada: AsyncClient, kind: str, key: object, fields: dict[str, object], faults: dict[str, str]
) -> None:
    before = (await ada.get(f"/{kind}/{key}")).json()
    refused = problem(await changed(ada, kind, key, **fields), 422)
    assert refused["faults"] == faults
    assert refused["fields"].keys() == faults.keys()
    assert all(refused["fields"].values())
    assert (await ada.get(f"/{kind}/{key}")).json() == before


async def test_callers_are_not_sent_in_circles(ada: AsyncClient) -> None:
    onward = {"overflow": {"on_full": {"type": "queue", "queue_id": "sales"}, "maximum_length": 5}}
    assert (await changed(ada, "queues", "support", **onward)).status_code == 200
    back = {"overflow": {"on_nobody": {"type": "queue", "queue_id": "support"}}}
    refused = problem(await changed(ada, "queues", "sales", **back), 422)
    assert refused["faults"] == {"overflow.on_nobody.queue_id": "exit_loop"}


async def test_a_later_step_asks_for_no_more_than_an_earlier_one(ada: AsyncClient) -> None:
    await added(ada, "skills")
    steps: list[dict[str, Any]] = [
        {"after": 0, "needs": [{"skill": "english", "level": 50}]},
        {"after": 30, "needs": [{"skill": "english", "level": 60}]},
        {"after": 30, "needs": []},
    ]
    refused = problem(await changed(ada, "queues", "support", requirements=steps), 422)
    assert refused["faults"] == {"requirements.1.needs.0.level": "narrows", "requirements.2.after": "order"}


async def test_a_number_takes_another_name_and_leads_on(ada: AsyncClient, site: Site) -> None:
    assert (await changed(ada, "numbers", "4000", dialed_number="4444")).status_code == 200
    assert (await ada.get("/numbers/4000")).status_code == 404
    await until(lambda: set(site.runtime.center.configuration.numbers) == {"4444"})
    await added(ada, "numbers")
    taken = problem(await changed(ada, "numbers", "4444", dialed_number="4001"), 422)
    assert taken["faults"] == {"dialed_number": "taken"}


async def test_numbers_and_logins_change_hands_in_one_edit(ada: AsyncClient, site: Site) -> None:
    def swap(world: World) -> World:
        ana, ben = world.people[str(ANA)], world.people[str(BEN)]
        return put(
            world,
            "people",
            {
                str(ANA): structs.replace(ana, number=ben.number, login=ben.login),
                str(BEN): structs.replace(ben, number=ana.number, login=ana.login),
            },
        )

    change = await site.administration.change(Actor(id=ADA), "people.edited", swap)
    assert len(change.differences) == 2
    assert (await ada.get(f"/people/{ANA}")).json()["value"]["number"] == "8002"
    assert (await ada.get(f"/people/{BEN}")).json()["value"]["login"] == "ana"


async def test_many_are_changed_at_once_or_not_at_all(ada: AsyncClient) -> None:
    await added(ada, "skills")
    await added(ada, "teams")
    rows = (await ada.get("/people", params={"role": "agent"})).json()["rows"]
    ids = {row["id"]: row["version"] for row in rows}
    edit = {"ids": ids, "add_skills": {"english": 80}, "team": "north", "remove_queues": ["support"]}
    made = problem(await ada.patch("/people", json=edit), 200)
    assert made["touched"] == 2
    people = {row["value"]["login"]: row["value"] for row in (await ada.get("/people")).json()["rows"]}
    assert people["ana"]["skills"] == people["ben"]["skills"] == {"english": 80}
    assert [member["queue"] for member in people["ben"]["queues"]] == ["sales"]
    assert people["sam"]["skills"] == {}

    stale = problem(await ada.patch("/people", json={**edit, "add_skills": {"english": 10}}), 409)
    assert stale["code"] == "changed_meanwhile"
    wrong = {"ids": dict.fromkeys([*ids, str(SAM)], ""), "add_skills": {"english": 10}}
    refused = problem(await ada.patch("/people", json=wrong), 422)
    assert refused["faults"] == {"skills": "only_agents"}
    assert (await ada.post(f"/audit/{made['change']}/restore")).status_code == 200
    assert (await ada.get(f"/people/{ANA}")).json()["value"]["skills"] == {}


async def test_the_order_of_reasons_is_the_desks_order(ada: AsyncClient, site: Site) -> None:
    await ada.patch("/reasons", json={"ids": {"break": ""}, "order": ["training", "break"]})
    await until(lambda: site.runtime.center.configuration.reasons == ("training", "break"))
    await ada.patch("/reasons", json={"ids": {"training": ""}, "active": False})
    await until(lambda: site.runtime.center.configuration.reasons == ("break",))


async def test_lists_are_searched_sorted_and_paged(ada: AsyncClient) -> None:
    for number in range(7):
        await added(ada, "teams", id=f"team-{number}", name=f"Team {number}", description="yes" if number % 2 else "no")
    page = (await ada.get("/teams", params={"size": 3, "page": 3, "sort": "key", "descending": True})).json()
    assert ([row["id"] for row in page["rows"]], page["total"]) == (["team-0"], 7)
    found = (await ada.get("/teams", params={"search": "TEAM yes"})).json()
    assert [row["id"] for row in found["rows"]] == ["team-1", "team-3", "team-5"]
    assert (await ada.get("/teams", params={"sort": "name; DROP TABLE teams"})).status_code == 422
    assert (await ada.get("/people", params={"queue": "sales"})).json()["total"] == 1

"""Files in and out: what a spreadsheet makes of them, what is wrong is told by row and column, and all or nothing is taken."""

import csv
import io
from typing import Any

import pytest
from httpx import AsyncClient, Response

from tests.center import ANA
from tests.integration.administration.conftest import Site
from tests.integration.administration.test_changes import added, changed, problem, until

pytestmark = pytest.mark.anyio
HEADER = {"content-type": "text/csv"}


async def preview(ada: AsyncClient, kind: str, file: str | bytes) -> dict[str, Any]:
    raw = file if isinstance(file, bytes) else file.encode()
    return problem(await ada.post(f"/{kind}.csv", content=raw, headers=HEADER), 200)


async def taken(ada: AsyncClient, kind: str, file: str, token: str) -> Response:
    return await ada.put(f"/{kind}.csv", params={"token": token}, content=file.encode(), headers=HEADER)


async def test_people_are_added_and_changed_from_a_file_after_a_look_at_it(ada: AsyncClient, site: Site) -> None:
    await added(ada, "skills")
    file = (
        "login,name,role,number,skills,queues\n"
        "ana,Ana,agent,8001,english:80,support:1\n"
        "dai,戴,agent,8004,english,sales; support:2:5\n"
        "ben,Ben,agent,8002,,sales;support\n"
    )
    plan = await preview(ada, "people", file)
    assert [(row["line"], row["action"]) for row in plan["rows"]] == [(2, "change"), (3, "add"), (4, "same")]
    assert plan["rows"][0]["changes"] == [
        {"column": "skills", "before": "", "after": "english:80"},
        {"column": "queues", "before": "support", "after": "support:1"},
    ]
    assert (await ada.get("/people")).json()["total"] == 4, "a preview changes nothing"

    made = problem(await taken(ada, "people", file, plan["token"]), 200)
    assert made["touched"] == 2
    dai = (await ada.get("/people", params={"search": "戴"})).json()["rows"][0]["value"]
    assert dai["queues"] == [
        {"queue": "sales", "position": None, "weight": None},
        {"queue": "support", "position": 2, "weight": 5},
    ]
    await until(lambda: "8004" in {profile.number for profile in site.runtime.center.configuration.agents.values()})
    assert (await ada.post(f"/audit/{made['change']}/restore")).status_code == 200
    assert (await ada.get("/people")).json()["total"] == 4


async def test_a_file_with_one_fault_changes_nothing_and_says_where(ada: AsyncClient) -> None:
    file = (
        "login,name,role,number,queues,auto_answer\n"
        "eva,Eva,agent,8001,support,yes\n"
        "fay,Fay,agent,80x,support,perhaps\n"
        "eva,Eva,agent,8007,nowhere,no\n"
        "gus,Gus,boss,8008,,no\n"
        "hal,Hal,agent,8009,support,no\n"
    )
    plan = await preview(ada, "people", file)
    faults = {(row["line"], fault["column"]): fault["code"] for row in plan["rows"] for fault in row["faults"]}
    assert faults == {
        (2, "number"): "taken",
        (3, "auto_answer"): "not_yes_or_no",
        (4, "login"): "duplicate",
        (5, "role"): "not_a_choice",
    }
    assert plan["faulty"] == 4
    refused = problem(await taken(ada, "people", file, plan["token"]), 422)
    assert refused["faults"]["2/number"] == "taken"
    assert (await ada.get("/people")).json()["total"] == 4


async def test_a_file_is_not_taken_when_what_it_changes_was_changed_since(ada: AsyncClient) -> None:
    file = "id,name\nsupport,Help\n"
    plan = await preview(ada, "queues", file)
    assert (await changed(ada, "queues", "support", music="jazz")).status_code == 200
    assert problem(await taken(ada, "queues", file, plan["token"]), 409)["code"] == "changed_meanwhile"
    plan = await preview(ada, "queues", file)
    assert (await taken(ada, "queues", "id,name\nsupport,Hurt\n", plan["token"])).status_code == 409
    assert (await taken(ada, "queues", file, plan["token"])).status_code == 200
    value = (await ada.get("/queues/support")).json()["value"]
    assert (value["name"], value["music"]) == ("Help", "jazz"), "columns that are not in the file stay"


async def test_when_customers_are_called_back_is_in_the_file_and_edited_for_many_queues_at_once(
    ada: AsyncClient,
) -> None:
    file = "id,callback_hours,callback_attempts,callback_gap\nsupport,,5,60\nsales,nowhere,3,900\n"
    plan = await preview(ada, "queues", file)
    assert plan["rows"][0]["changes"] == [
        {"column": "callback_attempts", "before": "3", "after": "5"},
        {"column": "callback_gap", "before": "900", "after": "60"},
    ]
    assert [fault["column"] for fault in plan["rows"][1]["faults"]] == ["callback_hours"]
    file = file.replace("sales,nowhere,3,900\n", "")
    plan = await preview(ada, "queues", file)
    assert (await taken(ada, "queues", file, plan["token"])).status_code == 200
    kept = (await ada.get("/queues/support")).json()["value"]["callback"]
    assert (kept["attempts"], kept["gap"], kept["expires"], kept["hours"]) == (5, 60, 86_400, "")
    bulk = {"ids": {"support": "", "sales": ""}, "callback_hours": "nowhere"}
    assert (await ada.patch("/queues", json=bulk)).status_code == 422
    assert (await ada.patch("/queues", json={**bulk, "callback_hours": ""})).status_code == 200
    assert (await ada.get("/queues/support")).json()["value"]["callback"] == kept


@pytest.mark.parametrize("kind", ["people", "queues", "numbers", "reasons", "dispositions", "teams", "skills"])
async def test_what_is_written_is_read_again_as_the_same(ada: AsyncClient, kind: str) -> None:
    if kind != "numbers":
        await added(ada, kind)
    file = (await ada.get(f"/{kind}.csv")).content
    plan = await preview(ada, kind, file)
    assert plan["rows"], "there is something in the file"
    assert {row["action"] for row in plan["rows"]} == {"same"}


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "'=1", "\u00e4 'b'", '"quoted", twice'])
async def test_no_cell_of_an_exported_file_is_a_formula(ada: AsyncClient, name: str) -> None:
    await added(ada, "teams", name=name)
    file = (await ada.get("/teams.csv")).content
    assert file.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row)
    plan = await preview(ada, "teams", file)
    assert [row["action"] for row in plan["rows"]] == ["same"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
async def test_files_of_chinese_and_other_spreadsheets_are_read(
    ada: AsyncClient, encoding: str, delimiter: str
) -> None:
    file = delimiter.join(["id", "name"]) + "\r\n" + delimiter.join(["north", "北方班组"]) + "\r\n\r\n"
    plan = await preview(ada, "teams", file.encode(encoding))
    assert [(row["name"], row["action"]) for row in plan["rows"]] == [("北方班组", "add")]


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (b"", "empty"),
        (b"PK\x03\x04\x00\x00", "not_a_table"),
        (b"\xff\xfe\xff\xff\xff", "encoding"),
        (b"name\nx\n", "missing_column:id"),
        (b"id,name,password\nx,y,z\n", "unknown_column:password"),
        (b"id,id\nx,y\n", "column_twice"),
        (b"id,name\nx,y,z\n", "too_many_cells:2"),
        (b'id,name\nx,"y\n', "not_a_table:2"),
        (b"id,name\n" + b"x,y\n" * 5_001, "too_many_rows:5000"),
        (b"id,name\nx," + b"y" * 4_001, "cell_too_long:2"),
        (b"id,name\nx," + b"y" * 200_000, "not_a_table:2"),
    ],
)
async def test_files_that_are_no_tables_are_refused_with_the_reason(ada: AsyncClient, file: bytes, reason: str) -> None:
    refused = problem(await ada.post("/teams.csv", content=file, headers=HEADER), 422)
    assert (refused["code"], refused["faults"]) == ("sheet_refused", {"file": reason})


async def test_a_file_beyond_all_measure_is_refused_before_it_is_read(ada: AsyncClient) -> None:
    assert (await ada.post("/teams.csv", content=b"x" * (2 * 1024 * 1024 + 1), headers=HEADER)).status_code == 413
    assert (await ada.post("/teams", content=b"x" * (256 * 1024 + 1))).status_code == 413


async def test_hostile_cells_are_text(ada: AsyncClient) -> None:
    hostile = "{{7*7}} <script>alert(1)</script> '); DROP TABLE teams; --"
    file = f'id,name\nnorth,"{hostile}"\n'
    plan = await preview(ada, "teams", file)
    assert (await taken(ada, "teams", file, plan["token"])).status_code == 200
    assert (await ada.get("/teams/north")).json()["value"]["name"] == hostile
    assert (await ada.get(f"/people/{ANA}")).json()["value"]["team"] == ""

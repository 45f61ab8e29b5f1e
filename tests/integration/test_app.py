"""The joined application over HTTP, without an Asterisk: probes, pages, headers, metrics."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from app.api_document import create_router as document_router
from app.cli_migrate import migrate_site
from app.main import create_app
from app.pages import create_router as pages_router
from app.settings import Settings

pytestmark = pytest.mark.anyio


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate({"data": tmp_path, "metrics_token": "a-token-for-prometheus"})


@pytest.fixture
async def app(settings: Settings) -> AsyncGenerator[FastAPI]:
    await migrate_site(settings)
    application = create_app(settings)
    async with application.router.lifespan_context(application):
        yield application


def browser(app: FastAPI, address: str = "127.0.0.1") -> AsyncClient:
    return AsyncClient(transport=ASGITransport(app, client=(address, 50000)), base_url="http://127.0.0.1")


async def test_process_lives_while_asterisk_is_away(app: FastAPI) -> None:
    async with browser(app) as client:
        assert (await client.get("/healthz")).status_code == 200
        ready = await client.get("/readyz")
    assert ready.status_code == 503
    states = ready.json()
    assert states["ready"] is False
    assert (states["database"], states["migrations"]) == ("ok", "ok")
    assert states["asterisk"] == "not connected"


async def test_metrics_are_for_this_machine_or_the_token(app: FastAPI) -> None:
    async with browser(app) as here, browser(app, "192.0.2.7") as elsewhere:
        metrics = (await here.get("/metrics")).text
        assert "ringdesk_live_calls" in metrics
        assert "ringdesk_data_free_bytes" in metrics
        for sign in ("x-forwarded-for", "x-real-ip", "via", "forwarded"):
            assert (await here.get("/metrics", headers={sign: "192.0.2.7"})).status_code == 403
        rebound = await here.get("/metrics", headers={"host": "rebound.example"})
        assert rebound.status_code == 403
        assert (await elsewhere.get("/metrics")).status_code == 403
        assert (await elsewhere.get("/metrics", headers={"authorization": "Bearer wrong"})).status_code == 403
        token = {"authorization": "Bearer a-token-for-prometheus"}
        assert (await elsewhere.get("/metrics", headers=token)).status_code == 200


async def test_monitors_may_ask_for_the_head_only_and_long_paths_are_pages(app: FastAPI) -> None:
    async with browser(app) as client:
        assert (await client.head("/healthz")).status_code == 200
        ordinary = await client.get("/a-page")
        assert (await client.head("/a-page")).status_code == ordinary.status_code
        assert (await client.get("/" + "a" * 5000)).status_code == ordinary.status_code


async def test_openapi_is_3_1_and_lists_the_api(app: FastAPI) -> None:
    async with browser(app) as client:
        document = (await client.get("/api/openapi.json")).json()
    assert document["openapi"].startswith("3.1")
    assert {"/api/v1/session", "/api/v1/interactions", "/api/v1/customers"} <= set(document["paths"])


async def test_calls_go_on_while_the_description_of_the_api_is_made() -> None:
    others_had_a_turn, made = threading.Event(), list[bool]()

    def make() -> dict[str, object]:
        made.append(others_had_a_turn.wait(5))
        return {}

    app = FastAPI(openapi_url=None)
    app.include_router(document_router(make))
    async with browser(app) as client:
        asked = [asyncio.create_task(client.get("/api/openapi.json")) for _ in range(2)]
        await asyncio.sleep(0)
        asyncio.get_running_loop().call_later(0.01, others_had_a_turn.set)
        assert [(await each).status_code for each in asked] == [200, 200]
    assert made == [True]


async def test_unknown_api_paths_are_not_pages(app: FastAPI) -> None:
    async with browser(app) as client:
        answer = await client.get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


@pytest.fixture
def console(tmp_path: Path) -> FastAPI:
    built = tmp_path / "dist"
    (built / "assets").mkdir(parents=True)
    (built / "index.html").write_text("the page")
    (built / "assets/app-1a2b.js").write_text("the script")
    (tmp_path / "secret.txt").write_text("hush")
    (built / "link.txt").symlink_to(tmp_path / "secret.txt")
    application = FastAPI()
    application.include_router(pages_router(built))
    return application


async def test_every_address_of_the_console_is_its_page(console: FastAPI) -> None:
    async with browser(console) as client:
        for path in ("/", "/board", "/interactions/0b6f", "/call"):
            answer = await client.get(path)
            assert (answer.text, answer.headers["cache-control"]) == ("the page", "no-cache")
        script = await client.get("/assets/app-1a2b.js")
        assert "immutable" in script.headers["cache-control"]
        assert (await client.get("/assets/gone.js")).status_code == 404


@pytest.mark.parametrize(
    "path", ["/..%2fsecret.txt", "/%2e%2e/secret.txt", "/link.txt", "/assets/..%2f..%2fsecret.txt", "/%00"]
)
async def test_no_path_leads_out_of_the_console(console: FastAPI, path: str) -> None:
    async with browser(console) as client:
        answer = await client.get(path)
    assert "hush" not in answer.text

"""What a browser hears while the database cannot be reached, and that mistakes of ours are not called that."""

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy import text

from app.web.errors import install_errors
from database.engine import Database

pytestmark = pytest.mark.anyio


async def answer(url: str, statement: str) -> tuple[int, str]:
    """Status and code of a request that reads, and of one that writes, which are the same."""
    database, app = Database(url), FastAPI()
    install_errors(app)

    @app.get("/")
    async def read() -> None:
        async with database.read() as connection:
            await connection.execute(text(statement))

    @app.post("/")
    async def write() -> None:
        await database.transact(lambda connection: connection.execute(text(statement)))

    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://desk") as browser:
        answers = [await browser.get("/"), await browser.post("/")]
    await database.close()
    (told,) = {(one.status_code, one.json()["code"]) for one in answers}
    return told


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.db", "postgresql://ringdesk@127.0.0.1:1/ringdesk"])
async def test_a_database_that_is_away_is_named(url: str) -> None:
    assert await answer(url, "SELECT 1") == (503, "database_away")


async def test_our_own_mistake_is_not_called_an_absent_database(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    assert await answer(url, "SELECT nothing FROM nowhere") == (500, "unexpected")

"""The whole application, asked at each of its routes by everybody who may not: nobody, and each role."""

import asyncio
import re
import secrets
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import get_args
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from starlette.types import Message, Scope

from app.accounts.repository import insert_session, user_by_login
from app.accounts.sessions import session_id
from app.accounts.user import Role, Session
from app.accounts.users import add_user
from app.main import create_app
from app.runtime_clock import SystemClock
from app.settings import Settings
from app.web.permissions import declared
from database.engine import Database

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("dialect", ["sqlite"])]

SITE = "http://127.0.0.1"


@pytest.fixture
async def app(database: Database, tmp_path: Path) -> AsyncGenerator[FastAPI]:
    application = create_app(
        Settings.model_validate({"data": tmp_path, "database_url": f"sqlite:///{tmp_path}/test.db"})
    )
    async with application.router.lifespan_context(application):
        yield application


async def test_each_route_refuses_whoever_is_not_signed_in_and_whoever_may_not(
    app: FastAPI, database: Database
) -> None:
    expected: dict[tuple[str, str, str], int] = {}
    got: dict[tuple[str, str, str], int] = {}
    for role in ("", *get_args(Role)):
        token = await _signed_in(database, role) if role else ""
        for path, methods, permission in declared(app):
            if permission is None or not permission.roles or role in permission.roles:
                continue
            for method in methods:
                expected[role, method, path] = 403 if role else 401
                got[role, method, path] = await _answer(app, method, _filled(path), token)
    assert got == expected
    assert {role for role, _, _ in expected} == {"", *get_args(Role)}


async def _signed_in(database: Database, role: Role) -> str:
    """The cookie's token of somebody in this role."""
    token, at, user_id = secrets.token_urlsafe(32), SystemClock().now(), uuid4()
    number = "8001" if role == "agent" else ""
    async with database.write() as connection:
        await add_user(
            connection,
            user_id=user_id,
            login=role,
            name=role,
            role=role,
            password_hash="-",
            at=at,
            agent_number=number,
        )
        user = await user_by_login(connection, role)
        assert user is not None
        session = Session(id=session_id(token), user=user, expires_at=at + timedelta(hours=1), last_seen_at=at)
        await insert_session(connection, session, "")
    return token


async def _answer(app: FastAPI, method: str, path: str, token: str) -> int:
    if method == "WS":
        return await _answer_to_websocket(app, path, token)
    cookies = {"ringdesk": token} if token else None
    async with AsyncClient(transport=ASGITransport(app), base_url=SITE, cookies=cookies) as browser:
        return (await browser.request(method, path)).status_code


async def _answer_to_websocket(app: FastAPI, path: str, token: str) -> int:
    """The status before anything is accepted; 101 if it is."""
    said: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.disconnect" if said else "websocket.connect"}

    async def send(message: Message) -> None:
        said.append(message)

    headers = [(b"host", b"127.0.0.1"), (b"origin", SITE.encode()), (b"cookie", f"ringdesk={token}".encode())]
    scope: Scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "scheme": "ws",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 80),
        "subprotocols": ["sip"],
        "state": {},
        "extensions": {"websocket.http.response": {}},
    }
    async with asyncio.timeout(10):
        await app(scope, receive, send)
    first = said[0]
    return first["status"] if first["type"] == "websocket.http.response.start" else 101


def _filled(path: str) -> str:
    """A path as a browser would ask for it."""
    return re.sub(r"\{\w+(:path)?\}", "00000000-0000-0000-0000-000000000001", path)

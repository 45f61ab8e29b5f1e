"""What changes something, and every websocket, must come from our own pages."""

from collections.abc import Sequence

import pytest
from starlette.types import Message, Receive, Scope, Send

from app.web.origin import OwnOriginOnly

pytestmark = pytest.mark.anyio
PASSED = "passed"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    del scope, receive
    await send({"type": PASSED})


async def outcome(
    headers: Sequence[tuple[str, str]],
    *,
    method: str = "POST",
    kind: str = "http",
    scheme: str = "http",
    allowed: Sequence[str] = (),
) -> str:
    """The type of the first message: passed on, answered, or closed before accepting."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise NotImplementedError

    raw = [(name.encode(), value.encode()) for name, value in headers]
    scope: Scope = {"type": kind, "method": method, "scheme": scheme, "headers": raw, "path": "/"}
    await OwnOriginOnly(_app, allowed)(scope, receive, send)
    return str(sent[0]["type"])


HOST = ("host", "desk.example:8080")
OWN = ("origin", "http://desk.example:8080")


async def test_our_own_page_may_post_and_open_sockets() -> None:
    assert await outcome([HOST, OWN]) == PASSED
    assert await outcome([HOST, OWN], kind="websocket", scheme="ws") == PASSED
    assert await outcome([("host", "desk.example"), ("origin", "https://desk.example")], scheme="https") == PASSED


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://desk.example",
        "https://desk.example:8080",
        "http://desk.example:8081",
        "http://desk.example.evil.example:8080",
        "http://desk.example:99999",
        "null",
        "",
        "file://",
        "http://[",
    ],
)
async def test_another_origin_is_refused(origin: str) -> None:
    assert await outcome([HOST, ("origin", origin)]) == "http.response.start"
    assert await outcome([HOST, ("origin", origin)], kind="websocket", scheme="ws") == "websocket.close"


async def test_two_origins_are_refused() -> None:
    assert await outcome([HOST, OWN, ("origin", "http://evil.example")]) == "http.response.start"


async def test_a_socket_that_names_no_origin_is_refused() -> None:
    assert await outcome([HOST], kind="websocket", scheme="ws") == "websocket.close"


async def test_a_program_without_origin_may_post() -> None:
    assert await outcome([HOST]) == PASSED


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_what_the_browser_calls_foreign_is_refused(site: str) -> None:
    assert await outcome([HOST, ("sec-fetch-site", site)], method="DELETE") == "http.response.start"


async def test_reading_is_free() -> None:
    assert await outcome([HOST, ("origin", "http://evil.example")], method="GET") == PASSED


async def test_listed_origins_are_the_only_ones() -> None:
    allowed = ["https://desk.example/"]
    assert await outcome([HOST, ("origin", "https://desk.example")], allowed=allowed) == PASSED
    assert await outcome([HOST, OWN], allowed=allowed) == "http.response.start"

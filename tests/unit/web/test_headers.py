"""What every answer tells a browser."""

import pytest
from httpx import ASGITransport, AsyncClient
from starlette.applications import Starlette

from app.web.headers import StrictHeaders

pytestmark = pytest.mark.anyio

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_pages_run_our_own_code_alone_and_nobody_frames_them() -> None:
    async with AsyncClient(transport=ASGITransport(StrictHeaders(Starlette())), base_url="http://site") as browser:
        page, answer = await browser.get("/"), await browser.get("/api/v1/session")
    for one in (page, answer):
        assert one.headers["content-security-policy"] == POLICY
        assert one.headers["x-content-type-options"] == "nosniff"
        assert one.headers["referrer-policy"] == "same-origin"
        assert one.headers["permissions-policy"] == "microphone=(self), camera=(), geolocation=()"
    assert "cache-control" not in page.headers
    assert answer.headers["cache-control"] == "no-store"


async def test_the_one_outside_origin_may_stand_in_a_frame_and_nothing_else_changes() -> None:
    strict, framing = StrictHeaders(Starlette()), StrictHeaders(Starlette(), framed="https://crm.example.com")
    answers: list[dict[str, str]] = []
    for app in (strict, framing):
        async with AsyncClient(transport=ASGITransport(app), base_url="http://site") as browser:
            answers.append(dict((await browser.get("/")).headers))
    without, framed = answers
    assert framed.pop("content-security-policy") == f"{POLICY}; frame-src https://crm.example.com"
    assert without.pop("content-security-policy") == POLICY
    assert framed == without

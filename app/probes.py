"""Is it alive, is it ready, what does it count: for supervisors and for Prometheus."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping
from ipaddress import ip_address

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import text

from app.metrics import Metrics
from database.engine import Database
from database.history import newest_revision, present_revision

PATIENCE_SECONDS = 2.0
PROXY_HEADERS = frozenset({"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"})

_log = structlog.stdlib.get_logger(__name__)

Check = Callable[[], Awaitable[str]]
"""Answers `ok`, or what is wrong."""


def create_router(checks: Mapping[str, Check], metrics: Metrics, metrics_token: str) -> APIRouter:
    """The three probes. `metrics_token` opens `/metrics` to other machines; without it only this machine may look."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/healthz", methods=["GET", "HEAD"])
    async def healthz() -> dict[str, str]:
        """The process lives and its loop turns."""
        return {"state": "ok"}

    @router.api_route("/readyz", methods=["GET", "HEAD"])
    async def readyz() -> JSONResponse:
        """Every part with its state; 503 unless all are well."""
        states = dict(zip(checks, await asyncio.gather(*map(_state, checks.values())), strict=True))
        ready = all(state == "ok" for state in states.values())
        return JSONResponse({"ready": ready, **states}, 200 if ready else 503)

    @router.get("/metrics")
    async def read_metrics(request: Request) -> Response:
        """Prometheus's text."""
        if not (_from_this_machine(request) or _has_token(request, metrics_token)):
            return Response("Only this machine, or a bearer token (RINGDESK_METRICS_TOKEN).\n", 403)
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return router


def database_checks(database: Database) -> dict[str, Check]:
    """Whether the database answers, and whether its tables are those of this version."""

    async def reachable() -> str:
        async with database.read() as connection:
            await connection.execute(text("SELECT 1"))
        return "ok"

    async def migrated() -> str:
        present, newest = await present_revision(database), newest_revision()
        return "ok" if present == newest else f"at {present}, needs {newest}: run `ringdesk migrate`"

    return {"database": reachable, "migrations": migrated}


async def _state(check: Check) -> str:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await check()
    except Exception as error:  # noqa: BLE001 - a probe answers whatever happens
        _log.warning("check_failed", error=type(error).__name__)
        return f"unreachable ({type(error).__name__})"


def _from_this_machine(request: Request) -> bool:
    # a proxy on this machine speaks for others, and a page may have its name point here
    if request.client is None or PROXY_HEADERS & set(request.headers):
        return False
    if request.url.hostname == "localhost":
        return ip_address(request.client.host).is_loopback
    try:
        return ip_address(request.client.host).is_loopback and ip_address(request.url.hostname or "").is_loopback
    except ValueError:
        return False


def _has_token(request: Request, token: str) -> bool:
    given = request.headers.get("authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())

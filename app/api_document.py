"""The description of the API (OpenAPI) for programs: made once, beside the calls, because making it takes seconds."""

import asyncio
from collections.abc import Callable, Mapping

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse


def create_router(make: Callable[[], Mapping[str, object]]) -> APIRouter:
    """`GET /api/openapi.json`. `make` may take long, and runs in another thread."""
    router = APIRouter(include_in_schema=False)
    turn = asyncio.Lock()
    made: list[Response] = []

    @router.get("/api/openapi.json")
    async def read_document() -> Response:
        """The document of this version."""
        async with turn:
            if not made:
                made.append(await asyncio.to_thread(lambda: JSONResponse(make())))
        return made[0]

    return router

"""Pure ASGI: no request of ours is long, so a long body is refused before it fills the memory."""

from http import HTTPStatus

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.wire import Problem

LONGEST_BODY = 256 * 1024
LONGEST_FILE = 2 * 1024 * 1024
LONGEST_SOUND = 30 * 1024 * 1024
TOO_LONG = Problem(code="body_too_long", message="This is more than Ringdesk takes at once.")


class SmallBodies:
    """Answers 413 to a body that says or shows itself to be longer than `LONGEST_BODY`; tables and sounds may be longer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, counting."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        longest = _longest(scope["path"])
        announced = Headers(scope=scope).get("content-length", "0")
        if not announced.isdecimal() or int(announced) > longest:
            await JSONResponse(TOO_LONG.model_dump(mode="json"), status_code=413)(scope, receive, send)
            return
        received = 0

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > longest:
                # the one kind of error that the framework lets through while it reads a body
                raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return message

        await self._app(scope, receive_counted, send)


def _longest(path: str) -> int:
    if path.startswith("/api/v1/prompts/") and path.endswith("/sound"):
        return LONGEST_SOUND
    return LONGEST_FILE if path.startswith("/api/") and path.endswith(".csv") else LONGEST_BODY

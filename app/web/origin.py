"""Pure ASGI: requests that change something, and all websockets, must come from our own pages.

A browser says where a request comes from (`Origin`, `Sec-Fetch-Site`) and cannot be made to lie about it. Programs
that send neither may use HTTP, where the cookie's SameSite guards; a websocket must name its origin.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.wire import Problem

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
_PROBLEM = Problem(code="foreign_origin", message="This request came from another site. Open Ringdesk itself.")


class OwnOriginOnly:
    """Answers 403 to what comes from elsewhere; a websocket is refused before it is accepted."""

    def __init__(self, app: ASGIApp, allowed: Collection[str] = ()) -> None:
        """`allowed`: origins such as `https://desk.example.com`; empty: the origin must name the host asked for."""
        self._app = app
        self._allowed = frozenset(origin.rstrip("/") for origin in allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, or refuse."""
        match scope["type"]:
            case "websocket":
                trusted = self._trusts(scope, silent_is_fine=False)
            case "http" if scope["method"] not in _SAFE_METHODS:
                trusted = self._trusts(scope, silent_is_fine=True)
            case _:
                trusted = True
        if trusted:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            # closing before accepting is answered with 403
            await send({"type": "websocket.close", "code": 1008, "reason": _PROBLEM.code})
        else:
            await JSONResponse(_PROBLEM.model_dump(mode="json"), status_code=403)(scope, receive, send)

    def _trusts(self, scope: Scope, *, silent_is_fine: bool) -> bool:
        headers = Headers(scope=scope)
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        origins = headers.getlist("origin")
        if not origins:
            return silent_is_fine
        if len(origins) > 1:
            return False
        if self._allowed:
            return origins[0] in self._allowed
        return _same_host(origins[0], headers.get("host", ""), scope["scheme"])


def _same_host(origin: str, host: str, scheme: str) -> bool:
    secure = scheme in ("https", "wss")
    try:
        theirs, ours = urlsplit(origin), urlsplit(f"//{host}")
        their_port = theirs.port or _PORTS[theirs.scheme]
        our_port = ours.port or _PORTS[scheme]
    except (ValueError, KeyError):
        return False
    same_scheme = theirs.scheme == ("https" if secure else "http")
    return same_scheme and bool(ours.hostname) and (theirs.hostname, their_port) == (ours.hostname, our_port)

"""Pure ASGI: the headers that make a browser strict with our pages."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CONTENT_SECURITY_POLICY = (
    "default-src 'self'",
    "script-src 'self'",
    # the console's styles are files: nothing writes a style element or attribute in markup
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "microphone=(self), camera=(), geolocation=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class StrictHeaders:
    """Adds them to every answer; what a route has set itself stays. Answers of the API are not cached."""

    def __init__(self, app: ASGIApp, framed: str = "") -> None:
        """`framed` is the one origin beside ours whose pages may stand in a frame of our pages."""
        self._app = app
        frames = (f"frame-src {framed}",) if framed else ()
        self._headers = {"content-security-policy": "; ".join((*_CONTENT_SECURITY_POLICY, *frames)), **_HEADERS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on with more headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers)

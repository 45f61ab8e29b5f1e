"""The session cookie: `__Host-ringdesk` over https; a plain name over http, which is allowed on this machine only."""

from ipaddress import ip_address

from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.accounts.user import Session

_SECURE_NAME = "__Host-ringdesk"
_LOOPBACK_NAME = "ringdesk"


class SecureConnectionRequired(Exception):
    """Plain http from another machine: a password would travel in clear, and browsers give such pages no microphone."""

    code = "secure_connection_required"


def token_of(connection: HTTPConnection) -> str | None:
    """The token that the browser sent, if any."""
    return connection.cookies.get(_SECURE_NAME if is_secure(connection) else _LOOPBACK_NAME)


def demand_safe_transport(connection: HTTPConnection) -> None:
    """Raises `SecureConnectionRequired`."""
    if not is_secure(connection) and not _is_loopback(connection.url.hostname or ""):
        raise SecureConnectionRequired


def set_cookie(response: Response, connection: HTTPConnection, session: Session, token: str) -> None:
    """Give the browser its token."""
    secure = is_secure(connection)
    response.set_cookie(
        _SECURE_NAME if secure else _LOOPBACK_NAME,
        token,
        max_age=int((session.expires_at - session.last_seen_at).total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def delete_cookie(response: Response, connection: HTTPConnection) -> None:
    """Take the token back."""
    secure = is_secure(connection)
    name = _SECURE_NAME if secure else _LOOPBACK_NAME
    response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="lax")


def is_secure(connection: HTTPConnection) -> bool:
    """Whether the browser's side of the connection is encrypted."""
    return connection.url.scheme in ("https", "wss")


def _is_loopback(hostname: str) -> bool:
    if hostname == "localhost":
        return True
    try:
        return ip_address(hostname.strip("[]")).is_loopback
    except ValueError:
        return False

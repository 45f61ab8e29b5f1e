"""Who may do what: each route declares it by a dependency made here, and an app with an undeclared route does not start.

A `Gate` makes the dependencies: `Depends(gate.allow("agent"))` answers the signed-in `Session` or raises; routes for
everybody say so with `Depends(gate.public())`. Messages on the live socket are listed in `FRAMES`.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import get_args

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from starlette.requests import HTTPConnection

from app.accounts.sessions import Accounts
from app.accounts.user import Role, Session
from app.web.cookies import token_of

EVERY_ROLE: frozenset[Role] = frozenset(get_args(Role))

FRAMES: Mapping[str, frozenset[Role]] = MappingProxyType({"ping": EVERY_ROLE})
"""Messages that a browser may send on the live socket, by `type`, and who may send them."""

OPEN_PATHS = frozenset({"/api/openapi.json", "/healthz", "/readyz", "/metrics", "/{path:path}"})
"""Routes outside FastAPI's dependencies: the built console and the probes, which answer for themselves."""


class NotSignedIn(Exception):
    """No session, or it has ended."""

    code = "not_signed_in"


class NotPermitted(Exception):
    """Signed in, but in a role that may not do this."""

    code = "not_permitted"


class UndeclaredRoutes(Exception):
    """Routes without a permission; the app must not start."""


class Declared:
    """What every permission is to the gate: the roles it lets in; none for everybody."""

    def __init__(self, roles: frozenset[Role]) -> None:
        self.roles = roles


class Permission(Declared):
    """Roles that may; called by FastAPI for each request."""

    def __init__(self, accounts: Accounts, roles: frozenset[Role]) -> None:
        super().__init__(roles)
        self._accounts = accounts

    async def __call__(self, connection: HTTPConnection) -> Session:
        """The signed-in session. Raises `NotSignedIn` or `NotPermitted`."""
        token = token_of(connection)
        session = None if token is None else await self._accounts.session_of(token)
        if session is None:
            raise NotSignedIn
        if session.user.role not in self.roles:
            raise NotPermitted
        return session


class Public(Declared):
    """Declared open to everybody."""

    def __call__(self) -> None:
        """Nothing is asked."""


class Gate:
    """Makes permissions, and checks that every route has one."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    def allow(self, *roles: Role) -> Permission:
        """Only these roles."""
        return Permission(self._accounts, frozenset(roles))

    def public(self) -> Public:
        """Everybody, signed in or not."""
        return Public(frozenset())

    def demand(self, app: FastAPI) -> None:
        """Raises `UndeclaredRoutes` when a route of the app declares no permission."""
        undeclared = [path for path, _, permission in declared(app) if permission is None and path not in OPEN_PATHS]
        if undeclared:
            raise UndeclaredRoutes(", ".join(sorted(undeclared)))


def declared(app: FastAPI) -> Iterator[tuple[str, Sequence[str], Declared | None]]:
    """Every route with its methods (`WS` for a websocket) and its permission."""
    for route in iter_route_contexts(app.routes):
        dependant: Dependant | None = getattr(route, "dependant", None)
        yield (
            route.path or repr(route.original_route),
            sorted(route.methods or ("WS",)),
            None if dependant is None else _permission(dependant),
        )


def _permission(dependant: Dependant) -> Declared | None:
    for dependency in dependant.dependencies:
        if isinstance(dependency.call, Declared):
            return dependency.call
    return None

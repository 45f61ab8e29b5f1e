"""Adds a router's routes to the app. `include_router` would build each of them a second time, half of what a start costs."""

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute, APIWebSocketRoute
from fastapi.utils import generate_unique_id
from starlette.routing import BaseRoute, compile_path


def add_router(app: FastAPI, router: APIRouter, prefix: str = "") -> None:
    """Add all its routes, below `prefix` (which names no parameter). The router is used up: it must not be added again."""
    for route in router.routes:
        if prefix:
            _put_below(prefix, route)
        app.router.routes.append(route)


def _put_below(prefix: str, route: BaseRoute) -> None:
    """All that a route knows of its place: the path as given, how requests are matched, and its name in the API's description."""
    if not isinstance(route, APIRoute | APIWebSocketRoute):
        raise TypeError(route)
    route.path = prefix + route.path
    route.path_regex, route.path_format, route.param_convertors = compile_path(route.path)
    if isinstance(route, APIRoute):
        route.unique_id = route.operation_id or generate_unique_id(route)

"""Writes what the server speaks as one JSON document: {"openapi": ..., "frames": ...}, for the console's generated types.

Usage: python export_schema.py [module:factory]; the factory makes the FastAPI application, `app.main:create_app` by default.
"""

import importlib
import json
import sys
from pathlib import Path
from typing import Protocol, cast

from pydantic import TypeAdapter

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.web import wire  # noqa: E402 - the repository's root must be importable first


class Application(Protocol):
    """The part of FastAPI that is used here."""

    def openapi(self) -> dict[str, object]: ...


def frames() -> dict[str, object]:
    """One JSON Schema with a definition for each frame of the live socket and each item in them."""
    frame = TypeAdapter[object](wire.ServerFrame).json_schema(mode="serialization")
    ping = TypeAdapter[object](wire.ClientFrame).json_schema(mode="validation")
    item = TypeAdapter[object](wire.Item).json_schema(mode="serialization")
    definitions = {**frame.pop("$defs"), **item.pop("$defs"), **ping.pop("$defs", {})}
    definitions |= {"ServerFrame": frame, "ClientFrame": ping, "Item": item}
    return {"title": "Frames", "type": "object", "$defs": definitions}


def openapi(factory: str) -> dict[str, object]:
    """The OpenAPI document of the application that `factory` makes."""
    module, _, name = factory.partition(":")
    application = cast("Application", getattr(importlib.import_module(module), name)())
    return application.openapi()


if __name__ == "__main__":
    factory = sys.argv[1] if len(sys.argv) > 1 else "app.main:create_app"
    json.dump({"openapi": openapi(factory), "frames": frames()}, sys.stdout)

"""Writes what the server speaks as one JSON document: {"openapi": ..., "frames": ..., "flow": ...}, for the console's generated types.

Nothing is started and nothing is kept: the application is only asked to describe itself.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import TypeAdapter

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from app.main import create_app  # noqa: E402 - the repository's root must be importable first
from app.settings import Settings  # noqa: E402
from app.web import wire, wire_frames  # noqa: E402
from ivr.flow import Flow  # noqa: E402


def frames() -> dict[str, object]:
    """One JSON Schema with a definition for each frame of the live socket, each item in them, and the error of all routes."""
    frame = TypeAdapter[object](wire_frames.ServerFrame).json_schema(mode="serialization")
    ping = TypeAdapter[object](wire_frames.ClientFrame).json_schema(mode="validation")
    item = TypeAdapter[object](wire_frames.Item).json_schema(mode="serialization")
    definitions = {**frame.pop("$defs"), **item.pop("$defs"), **ping.pop("$defs", {})}
    problem = wire.Problem.model_json_schema(mode="serialization")
    definitions |= problem.pop("$defs", {})
    definitions |= {"ServerFrame": frame, "ClientFrame": ping, "Item": item, "Problem": problem}
    return {"title": "Frames", "type": "object", "$defs": definitions}


def openapi() -> dict[str, object]:
    """The application's OpenAPI document."""
    with TemporaryDirectory() as folder:
        return create_app(Settings(data=Path(folder))).openapi()


if __name__ == "__main__":
    json.dump({"openapi": openapi(), "frames": frames(), "flow": Flow.model_json_schema()}, sys.stdout)

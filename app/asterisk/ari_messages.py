"""ARI's REST over websocket: requests and responses as JSON, and what an answer means.

https://docs.asterisk.org/Configuration/Interfaces/Asterisk-REST-Interface-ARI/ARI-REST-over-WebSocket
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, cast
from urllib.parse import quote

import msgspec

from app.asterisk.outgoing_text import safe_text

Method: TypeAlias = Literal["GET", "POST", "PUT", "DELETE"]
Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
JsonObject: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class AriRequest:
    """One REST call, and which refusals only say that the wish is already fulfilled.

    `path` is the list of unquoted parts; `done_when` and `gone_when` are status codes. `waits`: the answer comes when the
    channel's own thread has done it, which may be after what plays to the channel.
    """

    method: Method
    path: tuple[str, ...]
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Mapping[str, Json] | None = None
    done_when: frozenset[int] = frozenset()
    gone_when: frozenset[int] = frozenset({404})
    waits: bool = False


@dataclass(frozen=True, slots=True)
class AriResponse:
    """Status code and decoded body (None when there is none)."""

    status: int
    body: object = None

    @property
    def ok(self) -> bool:
        """Whether Asterisk did what was asked."""
        return 200 <= self.status < 300

    @property
    def objects(self) -> tuple[JsonObject, ...]:
        """The body as a list of objects; anything else in it is left out."""
        if not isinstance(self.body, list):
            return ()
        return tuple(cast("JsonObject", item) for item in cast("list[object]", self.body) if isinstance(item, dict))

    @property
    def object(self) -> JsonObject:
        """The body as one object; empty when it is something else."""
        return cast("JsonObject", self.body) if isinstance(self.body, dict) else {}


@dataclass(frozen=True, slots=True)
class Done:
    """Asterisk did it now."""

    response: AriResponse


@dataclass(frozen=True, slots=True)
class AlreadyDone:
    """It had been done before: a repeated create."""


@dataclass(frozen=True, slots=True)
class AlreadyGone:
    """What the request was about no longer exists."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Asterisk will not do it; `message` is its own text."""

    status: int
    message: str


Outcome: TypeAlias = Done | AlreadyDone | AlreadyGone | Refused


def outcome_of(request: AriRequest, response: AriResponse) -> Outcome:
    """What a response means for this request."""
    if response.ok:
        return Done(response)
    if response.status in request.done_when:
        return AlreadyDone()
    if response.status in request.gone_when:
        return AlreadyGone()
    message = response.object.get("message", response.object.get("error"))
    return Refused(response.status, message if isinstance(message, str) else "")


def encode_request(request: AriRequest, request_id: str) -> str:
    """The text of a RESTRequest; raises UnsafeText for values that may not reach Asterisk."""
    message: dict[str, object] = {
        "type": "RESTRequest",
        "request_id": request_id,
        "method": request.method,
        "uri": "/".join(quote(safe_text(part, "path"), safe="") for part in request.path),
    }
    if request.query:
        message["query_strings"] = [
            {"name": safe_text(name, "query name"), "value": safe_text(value, "query value")}
            for name, value in request.query.items()
        ]
    if request.body is not None:
        _check_texts(request.body)
        message["content_type"] = "application/json"
        message["message_body"] = msgspec.json.encode(request.body).decode()
    return msgspec.json.encode(message).decode()


def decode_message(text: str | bytes) -> JsonObject | None:
    """One frame from Asterisk; None when it is not a JSON object."""
    try:
        message: object = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return cast("JsonObject", message) if isinstance(message, dict) else None


def decode_response(message: JsonObject) -> AriResponse:
    """The response inside a RESTResponse; a body that is not JSON counts as absent, a missing status as 500."""
    status = message.get("status_code")
    text = message.get("message_body")
    body: object = None
    if isinstance(text, str):
        try:
            body = msgspec.json.decode(text)
        except msgspec.DecodeError:
            body = None
    return AriResponse(status if isinstance(status, int) else 500, body)


def _check_texts(value: Json) -> None:
    if isinstance(value, str):
        safe_text(value, "body")
    elif isinstance(value, Mapping):
        for name, item in value.items():
            safe_text(name, "body")
            _check_texts(item)
    elif isinstance(value, Sequence):
        for item in value:
            _check_texts(item)

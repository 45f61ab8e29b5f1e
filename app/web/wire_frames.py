"""The frames of the live socket.

The server sends one `Snapshot`, then `Change` frames whose `seq` grows by one. An item replaces the item with the same
`key`; `drop` names keys that are gone. A browser that misses a number reconnects.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from app.web.wire import AgentItem, CallItem, MeItem, QueueItem, Wire
from app.web.wire_callbacks import CallbackItem
from app.web.wire_trials import TrialItem

Item = Annotated[MeItem | CallItem | QueueItem | AgentItem | CallbackItem | TrialItem, Field(discriminator="kind")]


class Snapshot(Wire):
    """Everything this browser may see, and the number that the next change follows. `now` is the server's clock."""

    type: Literal["snapshot"] = "snapshot"
    seq: int
    now: datetime
    items: list[Item]


class Change(Wire):
    """What became different."""

    type: Literal["change"] = "change"
    seq: int
    put: list[Item]
    drop: list[str]


class Ping(Wire):
    """Browser to server every 10 s: the page lives, this tab holds a working phone or not, and whether its microphone may be used."""

    type: Literal["ping"] = "ping"
    phone: bool
    microphone: Literal["unknown", "ready", "denied", "missing", "insecure"] = "unknown"


class Pong(Wire):
    """The answer to a ping."""

    type: Literal["pong"] = "pong"
    now: datetime


ServerFrame = Annotated[Snapshot | Change | Pong, Field(discriminator="type")]
ClientFrame = Ping

"""What the fake Asterisk is made of."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

ENTITY = "02:00:00:00:00:01"
USER = "ringdesk"
SECRET = "not-a-secret"
APP = "ringdesk"

Body = dict[str, object]


@dataclass
class FakeChannel:
    """One channel; `stasis` says that it is in the application, `followed` that its end is told wherever it is."""

    id: str
    name: str
    caller_name: str = ""
    caller_number: str = ""
    exten: str = "s"
    state: str = "Down"
    dialed: bool = False
    arguments: tuple[str, ...] = ()
    dialed_number: str = ""
    stasis: bool = False
    context: str = "from-trunk"
    followed: bool = False
    bridge: str | None = None
    music: bool = False
    variables: dict[str, str] = field(default_factory=dict[str, str])
    created: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass
class FakePlayback:
    """One playback; `media` are the URIs still to be played."""

    id: str
    channel_id: str
    media: list[str]
    state: str = "queued"
    over: asyncio.Event = field(default_factory=asyncio.Event)

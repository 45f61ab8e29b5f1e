"""One Asterisk node as the rest of the app sees it: events out of it, effects into it, whole again after each break."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from app.asterisk import ari_requests
from app.asterisk.ami import AmiAddress, AmiClient, AmiEvent
from app.asterisk.ari import AriAddress, AriClient, AriError
from app.asterisk.ari_lines import AriLines
from app.asterisk.ari_messages import AriRequest, AriResponse, Done, JsonObject
from app.asterisk.perform import AsteriskTelephony, Sounds, Speaker
from app.asterisk.restore import entity_of, restored, start_of
from app.asterisk.translate import phone_event, translate, translate_ami
from app.calls.events import CallEvent


class AsteriskNode:
    """Both sockets of one node, from `async with` to its end.

    `deliver` is called in the event loop and must only enqueue. `on_replaced` means that a second controller has
    taken over: stop commanding at once.
    """

    def __init__(
        self,
        *,
        ari: AriAddress,
        ami: AmiAddress,
        deliver: Callable[[CallEvent], None],
        now: Callable[[], datetime],
        speaker: Speaker,
        library: Sounds,
        recordings: Path,
        on_replaced: Callable[[], None] | None = None,
    ) -> None:
        self._app = ari.app
        self._deliver = deliver
        self._now = now
        self._entity = ""
        # Events wait here from the connect until what exists has been told; None: they pass at once.
        self._held: list[JsonObject] | None = []
        self.ari = AriClient(
            ari,
            on_event=self._receive,
            on_connected=self._restore,
            on_disconnected=self._hold,
            on_replaced=on_replaced,
        )
        self.ami = AmiClient(ami, on_event=self._receive_ami, on_connected=self._read_phones)
        self._lines = AriLines(self.ari, ari)
        self.telephony = AsteriskTelephony(
            self._lines, self.ami, app=ari.app, speaker=speaker, library=library, recordings=recordings
        )
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        # AMI first: recordings are possible as soon as calls are.
        await self._stack.enter_async_context(self.ami)
        await self._stack.enter_async_context(self._lines)
        await self._stack.enter_async_context(self.ari)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.__aexit__(kind, error, trace)

    @property
    def connected(self) -> bool:
        """Whether both sockets stand."""
        return self.ari.connected and self.ami.connected

    async def wait_connected(self) -> None:
        """Wait until both sockets stand."""
        await self.ari.wait_connected()
        await self.ami.wait_connected()

    async def existing(self) -> tuple[frozenset[str], frozenset[str]]:
        """The ids of all legs and bridges of the node. Raises `AriError`."""
        bridges = (await self._read(ari_requests.list_bridges())).objects
        channels = (await self._read(ari_requests.list_channels())).objects
        return (
            frozenset(str(channel.get("id")) for channel in channels),
            frozenset(str(bridge.get("id")) for bridge in bridges),
        )

    async def _restore(self) -> None:
        """Tell what exists, then what happened meanwhile: an end that came after the snapshot is told after it."""
        self._hold()
        await self.ari.send(ari_requests.filter_events(self._app))
        node = (await self._read(ari_requests.get_node())).object
        self._entity = entity_of(node)
        bridges = (await self._read(ari_requests.list_bridges())).objects
        endpoints = (await self._read(ari_requests.list_endpoints())).objects
        channels = (await self._read(ari_requests.list_channels())).objects
        events = restored(
            channels=channels,
            bridges=bridges,
            endpoints=endpoints,
            app=self._app,
            entity=self._entity,
            at=self._now(),
            started_at=start_of(node),
        )
        for event in events:
            self._deliver(event)
        held, self._held = self._held or [], None
        for raw in held:
            self._receive(raw)

    async def _read_phones(self) -> None:
        """Phones may have come and gone while AMI was away."""
        try:
            outcome = await self.ari.send(ari_requests.list_endpoints())
        except AriError:
            return  # its own reconnect reads them
        if isinstance(outcome, Done):
            for endpoint in outcome.response.objects:
                for event in phone_event(endpoint, at=self._now()):
                    self._deliver(event)

    async def _read(self, request: AriRequest) -> AriResponse:
        outcome = await self.ari.send(request)
        if not isinstance(outcome, Done):
            raise AriError("the node does not tell what exists")
        return outcome.response

    def _hold(self) -> None:
        self._held = []

    def _receive(self, raw: JsonObject) -> None:
        if self._held is not None:
            self._held.append(raw)
            return
        for event in translate(raw, entity=self._entity, at=self._now()):
            self._deliver(event)

    def _receive_ami(self, ami_event: AmiEvent) -> None:
        for event in translate_ami(ami_event, at=self._now()):
            self._deliver(event)

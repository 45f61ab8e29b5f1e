"""An Asterisk without telephony: ARI and AMI sockets over one small state, with the shapes and orders of the real one.

What it reproduces, and what it leaves out, is pinned by tests/contract, which runs against it and the real Asterisk.
"""

import asyncio
import itertools
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from tests.fakes.asterisk_ami import AmiServer
from tests.fakes.asterisk_parts import APP, ENTITY, Body, FakeChannel, FakePlayback
from tests.fakes.asterisk_sockets import AriServer


class FakeAsterisk:
    """State, and the hands that move it from outside: callers, phones, breaks of the line."""

    def __init__(self, *, sound_seconds: float = 0.05) -> None:
        self.sound_seconds = sound_seconds
        self.entity = ENTITY
        self.started_at = datetime.now(UTC)
        self.app = APP
        self.clashed = False
        self.channels: dict[str, FakeChannel] = {}
        self.bridges: dict[str, list[str]] = {}
        self.playbacks: dict[str, FakePlayback] = {}
        self.objects: dict[tuple[str, str], dict[str, str]] = {}
        self.reachable: set[str] = set()
        self.stuck: set[str] = set()
        self.requests: list[tuple[str, str]] = []
        self.asked = asyncio.Event()
        self.monitors: dict[str, tuple[str, str]] = {}
        self.ari = AriServer(self)
        self.ami = AmiServer(self)
        self._numbers = itertools.count(1)

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["FakeAsterisk"]:
        """Listen on free ports of the loopback."""
        async with self.ari.running(), self.ami.running():
            yield self
            for playback in tuple(self.playbacks.values()):
                playback.over.set()

    # Hands from outside

    async def incoming_call(
        self, caller: str = "13800138000", exten: str = "4001", *, name: str = "", origin: str = "trunk"
    ) -> str:
        """A caller dials; the channel enters the application, or (nobody connected) goes the emergency way."""
        number = next(self._numbers)
        channel = FakeChannel(
            id=f"fake-{number}",
            name=f"PJSIP/trunk-{number:08x}",
            caller_name=name,
            caller_number=caller,
            exten=exten,
            state="Ring",
            arguments=("inbound", exten, origin),
        )
        self.channels[channel.id] = channel
        if self.ari.has_application:
            channel.stasis = True
            self.emit("StasisStart", channel, args=list(channel.arguments))
        await asyncio.sleep(0)
        return channel.id

    def press(self, channel_id: str, digit: str) -> None:
        """The far side presses a key."""
        self.emit("ChannelDtmfReceived", self.channels[channel_id], digit=digit, duration_ms=100)

    def hangup(self, channel_id: str) -> None:
        """The far side hangs up with a BYE, which carries no cause, or before the answer with a CANCEL."""
        channel = self.channels[channel_id]
        cause = {} if channel.state == "Up" else {"cause": 127, "tech_cause": 487}
        self.emit("ChannelHangupRequest", channel, **cause)
        self.end(channel_id, 16)

    def answer(self, channel_id: str) -> None:
        """A dialed phone is picked up."""
        channel = self.channels[channel_id]
        channel.state, channel.stasis = "Up", True
        self.emit("ChannelStateChange", channel)
        self._dial(channel, "ANSWER")
        self.emit("StasisStart", channel, args=list(channel.arguments))

    def reject(self, channel_id: str, *, cause: int = 17, sip_status: int = 486) -> None:
        """A dialed phone refuses."""
        channel = self.channels[channel_id]
        self.emit("ChannelHangupRequest", channel, cause=cause, tech_cause=sip_status)
        self.end(channel_id, cause, tech_cause=sip_status)

    def register(self, resource: str) -> None:
        """A phone registers at an endpoint made over ARI."""
        self._peer(resource, reachable=True)

    def unregister(self, resource: str) -> None:
        """A phone goes away."""
        self._peer(resource, reachable=False)

    async def drop_ari(self) -> None:
        """Cut the ARI socket; channels and bridges stay, events are lost."""
        await self.ari.drop()

    async def drop_ami(self) -> None:
        """Cut the AMI socket."""
        await self.ami.drop()

    async def until_ringing(self, resource: str, *, deadline: float = 5) -> str:
        """Wait until a phone of this endpoint rings; its channel id."""
        async with asyncio.timeout(deadline):
            while True:
                for channel in self.channels.values():
                    if channel.name.startswith(f"PJSIP/{resource}-") and channel.state == "Ringing":
                        return channel.id
                await asyncio.sleep(0.005)

    async def until_asked(self, method: str, uri: str) -> None:
        """Wait until a request was made."""
        while (method, uri) not in self.requests:
            self.asked.clear()
            await self.asked.wait()

    async def until_silent(self, channel_id: str) -> None:
        """Wait until nothing plays to a channel any more."""
        for playback in tuple(self.playbacks.values()):
            if playback.channel_id == channel_id:
                await playback.over.wait()

    # Moves shared with the servers

    def dial(self, channel: FakeChannel, resource: str, timeout: float) -> None:
        """Ring a registered phone until somebody acts or the time is over."""
        number = next(self._numbers)
        channel.name = f"PJSIP/{resource}-{number:08x}"
        self.channels[channel.id] = channel
        self._dial(channel, "")
        channel.state = "Ringing"
        self.emit("ChannelStateChange", channel)
        self._dial(channel, "RINGING")
        asyncio.get_running_loop().call_later(timeout, self._give_up, channel)

    def listen_to(self, channel: FakeChannel, channel_id: str) -> FakeChannel:
        """Make a channel that hears what another one hears and says; it enters the application at once."""
        name = f"Snoop/{channel.id}-{next(self._numbers):08x}"
        listener = FakeChannel(id=channel_id, name=name, state="Up", stasis=True)
        self.channels[channel_id] = listener
        self.emit("StasisStart", listener, args=[])
        return listener

    def end(self, channel_id: str, cause: int, **more: object) -> None:
        """A channel's last moments, in the order of the real ones."""
        channel = self.channels.pop(channel_id, None)
        if channel is None:
            return
        self.leave_bridge(channel)
        for playback in [item for item in self.playbacks.values() if item.channel_id == channel_id]:
            self.finish_playback(playback, "failed")
        if channel.stasis:
            self.emit("StasisEnd", channel)
        if channel.dialed or channel.followed:
            self.emit("ChannelDestroyed", channel, cause=cause, cause_txt="", **more)

    def return_from_fax(
        self, channel: FakeChannel, *, pages: int = 0, fault: str = "Thecalldroppedprematurely"
    ) -> None:
        """The dialplan gives a channel back that received a fax."""
        known = channel.variables
        channel.arguments = (
            *known["RINGDESK_FAX_BACK"].split(","), "faxed", known["RINGDESK_FAX_ID"], str(pages), "" if pages else fault,
        )  # fmt: skip
        channel.stasis = True
        self.emit("StasisStart", channel, args=list(channel.arguments))

    def enter_bridge(self, bridge_id: str, channel: FakeChannel) -> None:
        """Move a channel into a bridge; one that is there stays."""
        if channel.bridge == bridge_id:
            return
        self.leave_bridge(channel)
        channel.bridge = bridge_id
        self.bridges[bridge_id].append(channel.id)
        self.emit("ChannelEnteredBridge", channel, bridge=self.bridge_body(bridge_id))

    def leave_bridge(self, channel: FakeChannel) -> None:
        """Take a channel out of its bridge, if any."""
        if channel.bridge is None:
            return
        bridge_id, channel.bridge = channel.bridge, None
        self.bridges[bridge_id].remove(channel.id)
        self.emit("ChannelLeftBridge", channel, bridge=self.bridge_body(bridge_id))

    def play(self, channel: FakeChannel, playback_id: str, media: Sequence[str]) -> FakePlayback:
        """Queue a playback; the same id again plays again."""
        playback = FakePlayback(id=playback_id, channel_id=channel.id, media=list(media))
        busy = any(item.channel_id == channel.id for item in self.playbacks.values())
        self.playbacks[playback_id] = playback
        if not busy:
            self._start_playback(playback)
        return playback

    def finish_playback(self, playback: FakePlayback, state: str) -> None:
        """End a playback and start the channel's next one."""
        if self.playbacks.get(playback.id) is not playback:
            return
        del self.playbacks[playback.id]
        playback.over.set()
        playback.state = state
        self.emit("PlaybackFinished", playback=self.playback_body(playback))
        following = next((item for item in self.playbacks.values() if item.channel_id == playback.channel_id), None)
        if following is not None and following.channel_id in self.channels:
            self._start_playback(following)

    def emit(self, kind: str, channel: FakeChannel | None = None, **fields: object) -> None:
        """Send an event to the application, if it is connected and listens to that type."""
        subject: Body = {} if channel is None else {"channel": self.channel_body(channel)}
        self.ari.send_event(
            {"type": kind, "timestamp": _stamp(datetime.now(UTC)), **fields, **subject}
            | {"asterisk_id": ENTITY, "application": APP}
        )

    def channel_body(self, channel: FakeChannel) -> Body:
        """A channel as ARI shows it."""
        inside = {"app_name": "Stasis", "app_data": ",".join((APP, *channel.arguments))}
        outside = (
            {"app_name": "ReceiveFAX", "app_data": channel.variables.get("RINGDESK_FAX_FILE", "")}
            if channel.context == "ringdesk-fax"
            else {"app_name": "AppDial2", "app_data": "(Outgoing Line)"}
            if channel.dialed
            else {"app_name": "Playback"}
        )
        if channel.context == "ringdesk-fax":
            outside = {"app_name": "ReceiveFAX", "app_data": channel.variables.get("RINGDESK_FAX_FILE", "")}
        return {
            "id": channel.id,
            "name": channel.name,
            "state": channel.state,
            "protocol_id": "",
            "caller": {"name": channel.caller_name, "number": channel.caller_number},
            "connected": {"name": "", "number": ""},
            "accountcode": "",
            "dialplan": {"context": channel.context, "exten": channel.exten, "priority": 3}
            | (inside if channel.stasis else outside),
            "creationtime": _stamp(channel.created),
            "language": "en",
        }

    def bridge_body(self, bridge_id: str) -> Body:
        """A bridge as ARI shows it."""
        return {
            "id": bridge_id,
            "technology": "simple_bridge",
            "bridge_type": "mixing",
            "bridge_class": "stasis",
            "creator": "Stasis",
            "name": "",
            "channels": list(self.bridges[bridge_id]),
            "video_mode": "talker",
        }

    def playback_body(self, playback: FakePlayback) -> Body:
        """A playback as ARI shows it."""
        return {
            "id": playback.id,
            "media_uri": playback.media[0],
            "target_uri": f"channel:{playback.channel_id}",
            "language": "en",
            "state": playback.state,
        }

    def endpoint_body(self, resource: str) -> Body:
        """An endpoint as ARI shows it."""
        state = "online" if resource in self.reachable else "offline"
        ids = [item.id for item in self.channels.values() if item.name.startswith(f"PJSIP/{resource}-")]
        return {"technology": "PJSIP", "resource": resource, "state": state, "channel_ids": ids}

    def _start_playback(self, playback: FakePlayback) -> None:
        playback.state = "playing"
        self.emit("PlaybackStarted", playback=self.playback_body(playback))
        missing = playback.media[-1].startswith("sound:no-such")
        later = asyncio.get_running_loop().call_later
        later(0 if missing else self.sound_seconds, self.finish_playback, playback, "failed" if missing else "done")

    def _give_up(self, channel: FakeChannel) -> None:
        if self.channels.get(channel.id) is channel and channel.state == "Ringing":
            self.end(channel.id, 19)

    def _dial(self, channel: FakeChannel, status: str) -> None:
        self.emit("Dial", dialstatus=status, forward="", dialstring="", peer=self.channel_body(channel))

    def _peer(self, resource: str, *, reachable: bool) -> None:
        if resource in self.stuck:
            return
        (self.reachable.add if reachable else self.reachable.discard)(resource)
        self.ami.send_event(
            "PeerStatus",
            ChannelType="PJSIP",
            Peer=f"PJSIP/{resource}",
            PeerStatus="Reachable" if reachable else "Unreachable",
        )


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}+0000"

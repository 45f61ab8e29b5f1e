"""What Asterisk would make of the actions: which legs live, who hears whom, what is left over. A model for tests of the core."""

from collections.abc import Iterable, Mapping

from app.calls.actions import (
    CallAction,
    Connect,
    DestroyBridge,
    DialOut,
    Disconnect,
    HangUp,
    Mute,
    RingAgent,
    StartMusic,
    StartRecording,
    StartRinging,
    StopMusic,
    StopRecording,
    StopRinging,
    Unmute,
)
from app.calls.events import CallArrived, CallEvent, LegEnded


class Switchboard:
    """Legs with what they hear. A leg is in at most one bridge; a leg that is gone is nowhere."""

    def __init__(self) -> None:
        self.legs: set[str] = set()
        self.gone: set[str] = set()
        self.bridges: dict[str, set[str]] = {}
        self.music: set[str] = set()
        self.ringing: set[str] = set()
        self.muted: set[str] = set()
        self.recordings: dict[str, str] = {}

    def happened(self, event: CallEvent) -> None:
        """What Asterisk tells is true of it."""
        match event:
            case CallArrived(leg_id=leg_id) if leg_id not in self.gone:
                self.legs.add(leg_id)
            case LegEnded(leg_id=leg_id):
                self._end(leg_id)
            case _:
                pass

    def perform(self, actions: Iterable[CallAction]) -> None:
        """Do what is asked for, in order; what concerns a leg that is gone does nothing."""
        for action in actions:
            self._perform(action)

    def _perform(self, action: CallAction) -> None:
        match action:
            case RingAgent(leg_id=leg_id) | DialOut(leg_id=leg_id):
                assert leg_id not in self.gone, "an id is used once"
                self.legs.add(leg_id)
            case HangUp(leg_id=leg_id):
                self._end(leg_id)
            case Connect(bridge_id=bridge_id, leg_ids=leg_ids):
                members = self.bridges.setdefault(bridge_id, set())
                for leg_id in leg_ids:
                    if leg_id in self.legs:
                        assert leg_id not in self.music, "music would go on in the bridge"
                        assert leg_id not in self.ringing, "ringing would go on in the bridge"
                        self._leave(leg_id)
                        members.add(leg_id)
            case Disconnect(bridge_id=bridge_id, leg_id=leg_id):
                self.bridges.get(bridge_id, set()).discard(leg_id)
            case DestroyBridge(bridge_id=bridge_id):
                self.bridges.pop(bridge_id, None)
            case StartMusic(leg_id=leg_id) if leg_id in self.legs:
                assert self.bridge_of(leg_id) is None, "music would be heard by all"
                self.music.add(leg_id)
            case StopMusic(leg_id=leg_id):
                self.music.discard(leg_id)
            case StartRinging(leg_id=leg_id) if leg_id in self.legs:
                self.ringing.add(leg_id)
            case StopRinging(leg_id=leg_id):
                self.ringing.discard(leg_id)
            case Mute(leg_id=leg_id) if leg_id in self.legs:
                self.muted.add(leg_id)
            case Unmute(leg_id=leg_id):
                self.muted.discard(leg_id)
            case StartRecording(recording_id=recording_id, leg_id=leg_id) if leg_id in self.legs:
                self.recordings[recording_id] = leg_id
            case StopRecording(recording_id=recording_id):
                self.recordings.pop(recording_id, None)
            case _:
                pass

    def bridge_of(self, leg_id: str) -> str | None:
        """The bridge that a leg is in."""
        return next((bridge_id for bridge_id, members in self.bridges.items() if leg_id in members), None)

    @property
    def bridged(self) -> Mapping[str, str]:
        """The bridge that each leg is in."""
        return {leg_id: bridge_id for bridge_id, members in self.bridges.items() for leg_id in members}

    def hears(self, leg_id: str) -> set[str]:
        """Whom a leg hears."""
        bridge_id = self.bridge_of(leg_id)
        members: Mapping[str, set[str]] = self.bridges
        return set() if bridge_id is None else members[bridge_id] - {leg_id} - self.muted

    def _end(self, leg_id: str) -> None:
        self.gone.add(leg_id)
        self.legs.discard(leg_id)
        self._leave(leg_id)
        self.music.discard(leg_id)
        self.ringing.discard(leg_id)
        self.muted.discard(leg_id)
        self.recordings = {name: leg for name, leg in self.recordings.items() if leg != leg_id}

    def _leave(self, leg_id: str) -> None:
        for members in self.bridges.values():
            members.discard(leg_id)

"""Everything the call center can ask for. Performed after the commit, in order per call, and safe to repeat.

Records (`RecordInteraction`, `RecordWrapUp`, `RecordAgentState`) are written by the store in the same transaction as the
state; the rest goes to telephony, speech, customers and recording.
"""

from typing import Literal
from uuid import UUID

from msgspec import Struct

from app.calls.interaction import AgentSpell, Interaction, OutgoingMessage, WrapUp
from ivr.dialog import Request
from ivr.prompt import Prompt


class AnswerCall(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Pick up the caller's leg and disarm the dialplan's guard timer (`TIMEOUT(absolute)=0`)."""

    call_id: UUID
    leg_id: str


class Play(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Play prompts in order to one leg, as one playback."""

    call_id: UUID
    leg_id: str
    playback_id: str
    prompts: tuple[Prompt, ...]


class StopPlayback(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Stop a playback (barge-in); gone already is fine."""

    call_id: UUID
    playback_id: str


class StartMusic(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Hold music on a leg; starting it twice is harmless."""

    call_id: UUID
    leg_id: str
    music: str


class StopMusic(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """End hold music on a leg."""

    call_id: UUID
    leg_id: str


class RingAgent(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Dial an agent's phone. The caller's number and name are shown there.

    `answer` asks the desk to answer by itself: `rejoin` its own call, `dial` a call that it asked for, `auto` after a tone.
    """

    call_id: UUID
    leg_id: str
    agent_id: UUID
    agent_number: str
    caller_number: str
    caller_name: str
    answer: Literal["", "rejoin", "dial", "auto"] = ""


class DialOut(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Dial an outside number through a trunk, showing `caller_id` there."""

    call_id: UUID
    leg_id: str
    number: str
    trunk: str
    caller_id: str


class StartRinging(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Let a leg hear that another one is being rung."""

    call_id: UUID
    leg_id: str


class StopRinging(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """End the ringing tone on a leg."""

    call_id: UUID
    leg_id: str


class PlayTone(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Let a leg hear one of the country's tones, as a playback that lasts until it is stopped."""

    call_id: UUID
    leg_id: str
    playback_id: str
    tone: Literal["busy", "congestion"]


class Mute(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Let nobody hear a leg."""

    call_id: UUID
    leg_id: str


class Unmute(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Let a muted leg be heard again."""

    call_id: UUID
    leg_id: str


class Connect(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Put legs into the bridge, creating it if need be; legs that are in it already stay."""

    call_id: UUID
    bridge_id: str
    leg_ids: tuple[str, ...]


class Disconnect(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Take a leg out of the bridge; the leg lives on."""

    call_id: UUID
    bridge_id: str
    leg_id: str


class DestroyBridge(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Remove a bridge; empty ones would live for ever."""

    call_id: UUID
    bridge_id: str


class HangUp(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """End a leg with a Q.850 cause."""

    call_id: UUID
    leg_id: str
    hangup_cause: int = 16


class StartRecording(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Record a caller's leg, heard and said apart, under the recording's id; a running recording of that id goes on."""

    call_id: UUID
    recording_id: str
    leg_id: str


class StopRecording(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """End a recording; an ended leg ends it too."""

    call_id: UUID
    recording_id: str
    leg_id: str


class PauseRecording(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Write silence from now on, both sides."""

    call_id: UUID
    recording_id: str
    leg_id: str


class ResumeRecording(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Write again what is heard and said."""

    call_id: UUID
    recording_id: str
    leg_id: str


class StoreRecording(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Join the two sides of an ended recording into the stored file."""

    call_id: UUID
    recording_id: str


class DiscardRecording(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Throw away a recording that nobody wants; it has ended, or ends now."""

    call_id: UUID
    recording_id: str


class WatchSpeech(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Tell when somebody on a leg begins to speak and when silence has lasted; told as `SpeechHeard`."""

    call_id: UUID
    leg_id: str


class UnwatchSpeech(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Tell it no longer."""

    call_id: UUID
    leg_id: str


class ReceiveFax(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Hand a leg to Asterisk's fax receiver, which gives it back as `FaxEnded`. A fax that comes already, or has ended, is left
    alone. `dialed_number` is what an incoming leg dialed, empty for one that we dialed."""

    call_id: UUID
    leg_id: str
    fax_id: str
    dialed_number: str


class StopFax(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Take a leg away from the fax receiver; done when it is with us again. Pages that have arrived stay."""

    call_id: UUID
    leg_id: str


class CheckNumber(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Find out which telephone number digits mean; the answer comes as `NumberChecked`."""

    call_id: UUID
    number: str


class StartSilence(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Send silence to a leg that would hear nothing at all, so that nobody on the way takes it for dead."""

    call_id: UUID
    leg_id: str


class StopSilence(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Send it no longer."""

    call_id: UUID
    leg_id: str


class LookUpCustomer(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Find the caller's profile; the answer comes as `CustomerFound`."""

    call_id: UUID
    caller_number: str


class AskService(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Send a flow's request to a web service; the answer comes as `ServiceAnswered`."""

    call_id: UUID
    request: Request


class RecordInteraction(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Write the finished interaction once, with its outbox row for the CRM."""

    call_id: UUID
    interaction: Interaction


class RecordWrapUp(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Write an agent's disposition and notes on a finished interaction, with its outbox row."""

    call_id: UUID
    wrap_up: WrapUp


class RecordMessage(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Put a message of a flow into the outbox, once."""

    call_id: UUID
    message: OutgoingMessage


class RecordAgentState(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Write down a state that an agent has left."""

    spell: AgentSpell


Record = RecordInteraction | RecordWrapUp | RecordMessage | RecordAgentState
Effect = (
    AnswerCall
    | Play
    | StopPlayback
    | StartMusic
    | StopMusic
    | RingAgent
    | DialOut
    | StartRinging
    | StopRinging
    | PlayTone
    | Mute
    | Unmute
    | Connect
    | Disconnect
    | DestroyBridge
    | HangUp
    | StartRecording
    | StopRecording
    | PauseRecording
    | ResumeRecording
    | StoreRecording
    | DiscardRecording
    | WatchSpeech
    | UnwatchSpeech
    | StartSilence
    | StopSilence
    | ReceiveFax
    | StopFax
    | CheckNumber
    | LookUpCustomer
    | AskService
)
CallAction = Effect | Record

"""What an agent asks for of a call: to place one, to hand it on, to bring others in. Part of `CallEvent`.

`call_id` of `DialRequested` is chosen by whoever asks; every other command names a call that the agent takes part in.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct


class ToQueue(Struct, frozen=True, kw_only=True, gc=False, tag="queue"):
    """Somebody who serves a queue."""

    queue_id: str


class ToAgent(Struct, frozen=True, kw_only=True, gc=False, tag="agent"):
    """One agent."""

    agent_id: UUID


class ToNumber(Struct, frozen=True, kw_only=True, gc=False, tag="number"):
    """A telephone outside; E.164 with `+`, or a short number."""

    number: str


class ToMenu(Struct, frozen=True, kw_only=True, gc=False, tag="menu"):
    """A step of a flow, from which the customer comes back to the same agent or not."""

    flow_id: str
    step_id: str
    comes_back: bool = False


Person = ToAgent | ToNumber
Target = ToQueue | ToAgent | ToNumber
Destination = ToQueue | ToAgent | ToNumber | ToMenu


class DialRequested(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """An agent wants to talk with somebody; an empty `caller_id` means the usual one."""

    at: datetime
    agent_id: UUID
    call_id: UUID
    to: Person
    caller_id: str = ""


class TransferRequested(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Hand the customer on without talking first."""

    at: datetime
    agent_id: UUID
    call_id: UUID
    to: Destination


class ConsultRequested(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Talk with somebody while the customer is on hold."""

    at: datetime
    agent_id: UUID
    call_id: UUID
    to: Target


class ConsultSwapped(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Go from the consulted party to the customer, or back."""

    at: datetime
    agent_id: UUID
    call_id: UUID


class ConsultMerged(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Let all talk with each other."""

    at: datetime
    agent_id: UUID
    call_id: UUID


class ConsultCompleted(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Leave the customer to the consulted party, who may still be ringing."""

    at: datetime
    agent_id: UUID
    call_id: UUID


class ConsultCancelled(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Let the consulted party go and talk with the customer again."""

    at: datetime
    agent_id: UUID
    call_id: UUID


class TakenBack(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Fetch the customer back from a transfer that nobody has answered, or from a menu."""

    at: datetime
    agent_id: UUID
    call_id: UUID


class PartyRequested(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Ring somebody who joins the talk on answering."""

    at: datetime
    agent_id: UUID
    call_id: UUID
    to: Target


class PartyDropped(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Let one party go; the others talk on."""

    at: datetime
    agent_id: UUID
    call_id: UUID
    party_id: int


class PartyMuted(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Let nobody hear one party, or let it be heard again."""

    at: datetime
    agent_id: UUID
    call_id: UUID
    party_id: int
    muted: bool


class QualityReported(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """What an agent's page measured of its sound since the last report. `packet_loss` is in percent, `mos` 1 to 5."""

    at: datetime
    agent_id: UUID
    call_id: UUID
    packet_loss: float
    jitter_ms: float
    round_trip_ms: float
    mos: float


class RecordingPauseRequested(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Keep everything off the record (`paused`), or put it on record again."""

    at: datetime
    agent_id: UUID
    call_id: UUID
    paused: bool


TalkCommand = (
    TransferRequested
    | ConsultRequested
    | ConsultSwapped
    | ConsultMerged
    | ConsultCompleted
    | ConsultCancelled
    | TakenBack
    | PartyRequested
    | PartyDropped
    | PartyMuted
    | QualityReported
    | RecordingPauseRequested
)
CallCommand = DialRequested | TalkCommand

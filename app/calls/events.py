"""Everything that can happen to the call center: from Asterisk, from people, from clocks, from our own actions.

Each event carries `at`, the aware UTC moment it happened; `step` knows no other time. A leg is named by its Asterisk
channel id, which is opaque here. Ids of ours are derived from the call's id (see `app/calls/ids.py`).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from msgspec import Struct

from app.calls.call_commands import CallCommand
from app.calls.configuration import Configuration
from app.calls.state import Page
from customers.profile import CustomerSummary
from ivr.value import Value

LEG_GONE = "leg_gone"
"""The `error` of an `ActionFailed` whose leg Asterisk no longer has."""


class CallArrived(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """A caller's leg entered Ringdesk. `call_id` is derived from Asterisk's entity id, the leg's start and its id."""

    at: datetime
    call_id: UUID
    leg_id: str
    caller_number: str
    caller_name: str
    dialed_number: str


class LegAnswered(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """A leg that we dialed was picked up."""

    at: datetime
    leg_id: str


class LegEnded(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """A leg is gone, whoever hung up. `hangup_cause` is Q.850 (16 normal, 17 busy, 19 no answer, 21 rejected), 0 unknown.

    `left`: all that is known is that it has left us, which a leg does too that is handed to the fax receiver.
    """

    at: datetime
    leg_id: str
    hangup_cause: int = 0
    left: bool = False


class DigitReceived(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """A key was pressed: one of `0-9*#A-D`. `heard_at` is when it ended by Asterisk's own clock."""

    at: datetime
    leg_id: str
    digit: str
    heard_at: datetime | None = None
    held_for: timedelta = timedelta()


class PlaybackEnded(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """A playback of ours ended, was stopped, or could not be played (`failed`)."""

    at: datetime
    playback_id: str
    failed: bool = False


class NumberChecked(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """What a `CheckNumber` found: the number in E.164, or nothing when the digits are no number that can be called."""

    at: datetime
    call_id: UUID
    number: str


class CallbackCancelled(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Somebody took a promised callback off the list; `by` is the user."""

    at: datetime
    call_id: UUID
    by: UUID


class CallbackMoved(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Somebody gave a promised callback another time; None means now, in its old place."""

    at: datetime
    call_id: UUID
    by: UUID
    due: datetime | None


class CallbackFailed(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The agent who called back reached no person but an answering machine."""

    at: datetime
    agent_id: UUID
    call_id: UUID


class SpeechHeard(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """On a leg that is watched somebody began to speak, or has been silent for a while (`speaking` is false)."""

    at: datetime
    leg_id: str
    speaking: bool


class FaxEnded(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """A leg has come back from receiving a fax. `pages` are whole; `fault` is Asterisk's word for what went wrong, or empty."""

    at: datetime
    leg_id: str
    fax_id: str
    pages: int = 0
    fault: str = ""


class PhoneChanged(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """An agent's phone became reachable (registered, socket open) or was lost."""

    at: datetime
    agent_id: UUID
    reachable: bool


class PagePresence(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """An agent's browser fell silent or came back, or its phone or microphone did; the whole picture."""

    at: datetime
    agent_id: UUID
    page: Page


class TelephonyRestored(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The connection to Asterisk is (again) there; `legs` are all channels that exist now, `bridges` all bridges,
    `bridged` the bridge that each leg is in.

    `started_at` is when this Asterisk started, by its own clock: whatever is older is lost with the one before.
    """

    at: datetime
    legs: frozenset[str]
    answered_legs: frozenset[str]
    bridges: frozenset[str]
    bridged: Mapping[str, str] = {}
    started_at: datetime | None = None


class LeftOversFound(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Asterisk has these legs and bridges of ours, and no call has any use for them."""

    at: datetime
    legs: frozenset[str]
    bridges: frozenset[str]


class TimerElapsed(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """A deadline kept in a call's or an agent's state has come. Stale when no such timer is set any more."""

    at: datetime
    owner: Literal["call", "agent"]
    owner_id: UUID
    name: str
    due: datetime


class ActionFailed(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """An action of ours could not be done; `action` is its type name, the ids are what it concerned.

    `error` is `leg_gone` when Asterisk no longer has the leg.
    """

    at: datetime
    call_id: UUID
    action: str
    leg_id: str
    error: str
    playback_id: str = ""
    bridge_id: str = ""


class CustomerFound(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The look-up for a call ended; `customer` is None for an unknown number. `last_agent_id` talked with this number last.

    Also sent, with `agent_id`, when that agent saved the caller from the desk.
    """

    at: datetime
    call_id: UUID
    customer: CustomerSummary | None
    agent_id: UUID | None = None
    last_agent_id: UUID | None = None


class ServiceAnswered(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """A web service that a flow asked has answered, or could not (`problem`). `values` are what the flow wanted of the answer."""

    at: datetime
    call_id: UUID
    request_id: str
    status: int = 0
    values: dict[str, Value] = {}
    problem: str = ""


class ConfigurationChanged(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Queues, agents, flows or numbers were edited; the whole new configuration."""

    at: datetime
    configuration: Configuration


class AgentSignedIn(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """An agent opened the desk; repeated for each page load, and harmless then."""

    at: datetime
    agent_id: UUID


class AgentSignedOut(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """An agent signed out, or the account was disabled; takes effect after the call in hand."""

    at: datetime
    agent_id: UUID


class StateRequested(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """An agent asked for a state; queued while a call is in hand."""

    at: datetime
    agent_id: UUID
    wanted: Literal["ready", "not_ready"]
    reason: str = ""


class NextStateWithdrawn(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """An agent takes back the state asked for during the call; the usual one follows."""

    at: datetime
    agent_id: UUID


class OfferDeclined(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """An agent refused the ringing call."""

    at: datetime
    agent_id: UUID
    call_id: UUID


class HoldRequested(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """An agent put the caller on hold (`hold`) or came back (`not hold`)."""

    at: datetime
    agent_id: UUID
    call_id: UUID
    hold: bool


class HangUpRequested(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """An agent ended the call."""

    at: datetime
    agent_id: UUID
    call_id: UUID


class NotesChanged(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """An agent wrote about the call, during it or in wrap-up; the whole text."""

    at: datetime
    agent_id: UUID
    call_id: UUID
    notes: str


class DispositionChosen(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The agent's verdict on the call, one of the configured codes, or empty to take it back."""

    at: datetime
    agent_id: UUID
    call_id: UUID
    disposition: str


class WrapUpExtended(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """An agent needs more time for the paperwork."""

    at: datetime
    agent_id: UUID
    by: timedelta


class WrapUpEnded(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """An agent is done with the paperwork."""

    at: datetime
    agent_id: UUID


Command = (
    AgentSignedIn
    | CallCommand
    | AgentSignedOut
    | StateRequested
    | NextStateWithdrawn
    | OfferDeclined
    | HoldRequested
    | HangUpRequested
    | NotesChanged
    | DispositionChosen
    | WrapUpExtended
    | WrapUpEnded
)
CallEvent = (
    CallArrived
    | LegAnswered
    | LegEnded
    | DigitReceived
    | PlaybackEnded
    | SpeechHeard
    | FaxEnded
    | NumberChecked
    | CallbackCancelled
    | CallbackMoved
    | CallbackFailed
    | PhoneChanged
    | PagePresence
    | TelephonyRestored
    | LeftOversFound
    | TimerElapsed
    | ActionFailed
    | CustomerFound
    | ServiceAnswered
    | ConfigurationChanged
    | Command
)

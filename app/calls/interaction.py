"""The record of a finished call: who called, what became of it, and its parts in order."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from agents.explanation import Decision
from agents.state import StateName
from customers.profile import CustomerSummary

Outcome = Literal[
    "answered",
    "abandoned_in_menu",
    "abandoned_in_queue",
    "abandoned_ringing",
    "completed_in_menu",
    "failed",
    "busy",
    "no_answer",
    "rejected",
    "unreachable",
    "cancelled",
    "turned_away",
    "left_voicemail",
    "callback_requested",
    "sent_outside",
    "callback_cancelled",
    "callback_reached",
    "callback_expired",
    "answering_machine",
]
"""The last five are of calls that we placed; `cancelled`: the agent hung up before the other side answered."""

Direction = Literal["inbound", "outbound", "internal", "callback"]
DialResult = Literal["busy", "no_answer", "rejected", "unreachable"]


class Quality(Struct, frozen=True, kw_only=True, gc=False):
    """How an agent's page measured its sound: means over `reports` reports, and the worst `mos` (1 to 5). Loss is in percent."""

    reports: int
    packet_loss: float
    jitter_ms: float
    round_trip_ms: float
    mos: float
    worst_mos: float


LastThere = Literal["agent", "outside", "system"]
"""Whoever may end what is left of a call when its caller is gone."""
EndedBy = Literal["caller", "agent", "outside", "system", "node_lost"]

UNREADABLE = "state_unreadable"
"""The line in the story of a call whose live state could not be read by the version that was started."""


class Segment(Struct, frozen=True, kw_only=True, gc=False):
    """One menu's, queue's, agent's, outside number's or fax's part of an interaction. Talk counts only while bridged and not held.

    `told_at` is when a waiting caller was first told a range for the wait that was left, and the range follows.
    """

    kind: Literal["ivr", "queue", "agent", "voicemail", "outside", "recording", "fax"]
    started_at: datetime
    ended_at: datetime | None = None
    queue_id: str | None = None
    agent_id: UUID | None = None
    flow_id: str | None = None
    outcome: str = ""
    talk_ms: int = 0
    hold_ms: int = 0
    recording_id: str | None = None
    recorded_from: datetime | None = None
    quality: Quality | None = None
    told_at: datetime | None = None
    told_shortest_ms: int = 0
    told_longest_ms: int = 0


class Moment(Struct, frozen=True, kw_only=True, gc=False):
    """One line of the timeline.

    `what` is one of: arrived, step (`detail` the flow's step), digit (`detail` the key), queued, relaxed (`detail` the step of
    the queue's requirements), widened (kept for one agent no longer), offered, ring_no_answer, declined, busy, taken (by another
    agent who was rung), offer_lost, agent_answered, announced, connected, held, retrieved, agent_lost, agent_rejoined,
    not_connected (Asterisk did not join them), returned_to_queue, transfer_failed, overflowed and turned_away (`detail` why:
    full, long_wait, nobody, closed, key, flow), place_kept,
    message_left, told (`detail` place and minutes, as in `2 1-4`), callback_requested, callback_tried (`detail` what
    came of it), callback_scheduled, callback_reached (the customer was talked with
    meanwhile), agent_hung_up, outside_hung_up, caller_hung_up, ended, reconciled, state_unreadable,
    node_lost; of calls with more people: dialed (`detail` the number), transferring, dial_failed (`detail` the result),
    transferred, consulting, swapped, merged, consult_ended, party_answered, party_left, party_not_reached, taken_back,
    sent_to_menu, back_from_menu, muted, unmuted, recording_paused, recording_resumed; of flows also:
    tag (`detail` the tag), survey (`detail` the answer, as in `csat=4`), to_survey (`detail` the flow), recorded,
    message_sent (`detail` sms or email), fax_received (`detail` the number of pages), fax_failed (`detail` silent or failed), fax_cut_off.
    `why` is the distributor's decision.
    """

    at: datetime
    what: str
    detail: str = ""
    queue_id: str | None = None
    agent_id: UUID | None = None
    why: Decision | None = None


class Visit(Struct, frozen=True, kw_only=True, gc=False):
    """A caller's stay at a step of a flow, `depth` sub-flows deep; `outcome` is how it was left. A walk begins with `begins`, and so
    does each sub-flow in it.

    Besides the step's own outcomes there are `handed_over` (and did not come back), `completed` (the flow ended here), `hung_up`,
    `taken_back` (by the agent who had sent the caller here) and `lost`.
    """

    flow_id: str
    revision: int
    step_id: str
    entered_at: datetime
    left_at: datetime | None = None
    outcome: str = ""
    depth: int = 0
    begins: bool = False


class Answer(Struct, frozen=True, kw_only=True, gc=False):
    """A caller's answer to a question of a survey, about the agent and the queue that had the caller before; on a scale."""

    question: str
    score: int
    lowest: int
    highest: int
    at: datetime
    agent_id: UUID | None = None
    queue_id: str = ""


class Interaction(Struct, frozen=True, kw_only=True, gc=False):
    """A finished call. `id` is the call's id; `parent_id` names the one that it follows from, as a callback does.

    `reconciled` marks an end that was found out later, `test` a designer's call into a draft. `path` is the way through flows.
    """

    id: UUID
    channel: Literal["voice"] = "voice"
    direction: Direction = "inbound"
    parent_id: UUID | None = None
    caller_number: str
    caller_name: str
    dialed_number: str
    language: str
    customer: CustomerSummary | None
    arrived_at: datetime
    ended_at: datetime
    outcome: Outcome
    ended_by: EndedBy
    hangup_cause: int
    segments: tuple[Segment, ...]
    timeline: tuple[Moment, ...]
    reconciled: bool = False
    path: tuple[Visit, ...] = ()
    test: bool = False
    answers: tuple[Answer, ...] = ()


class WrapUp(Struct, frozen=True, kw_only=True, gc=False):
    """What the agent made of the call afterwards."""

    interaction_id: UUID
    agent_id: UUID
    disposition: str
    notes: str
    started_at: datetime
    ended_at: datetime


class OutgoingMessage(Struct, frozen=True, kw_only=True, gc=False):
    """A text message or an e-mail that a flow sends. `id` derives from the call and the place in it."""

    id: UUID
    interaction_id: UUID
    channel: Literal["sms", "email"]
    to: str
    subject: str
    text: str
    language: str
    customer_id: UUID | None
    at: datetime


class AgentSpell(Struct, frozen=True, kw_only=True, gc=False):
    """An agent's stay in one state, and the state it led to. `call_id` is the call that the agent was reserved, busy or writing for."""

    agent_id: UUID
    state: StateName
    reason: str
    call_id: UUID | None
    started_at: datetime
    ended_at: datetime
    next_state: StateName
    next_reason: str

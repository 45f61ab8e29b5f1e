"""A finished contact in plain values, as it is handed over to be kept. Names are those of that day."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from reporting.why import WhyRecord


class CustomerRecord(Struct, frozen=True, kw_only=True):
    """The customer as the agent saw it."""

    id: UUID
    name: str
    tier: str = "standard"
    company: str = ""
    number: str = ""
    note: str = ""


class QualityRecord(Struct, frozen=True, kw_only=True):
    """The sound as an agent's page measured it: means over `reports` reports, and the worst estimate of MOS. Loss is in percent."""

    reports: int
    packet_loss: float
    jitter_ms: float
    round_trip_ms: float
    mos: float
    worst_mos: float


class SegmentRecord(Struct, frozen=True, kw_only=True):
    """One menu's, queue's or agent's part; `kind` is `ivr`, `queue`, `agent`, `voicemail` or `outside`.

    A waiting caller was told at `told_at` that the wait would end within this range from then on.
    """

    kind: str
    started_at: datetime
    ended_at: datetime | None = None
    queue_id: str = ""
    agent_id: UUID | None = None
    agent_number: str = ""
    agent_name: str = ""
    flow_id: str = ""
    outcome: str = ""
    talk_ms: int = 0
    hold_ms: int = 0
    recording_id: str | None = None
    quality: QualityRecord | None = None
    told_at: datetime | None = None
    told_shortest_ms: int = 0
    told_longest_ms: int = 0


class MomentRecord(Struct, frozen=True, kw_only=True):
    """One line of the timeline."""

    at: datetime
    what: str
    detail: str = ""
    queue_id: str = ""
    agent_number: str = ""
    why: WhyRecord | None = None


class VisitRecord(Struct, frozen=True, kw_only=True):
    """A caller's stay at a step of a flow; `begins` a walk, or a sub-flow in one."""

    flow_id: str
    revision: int
    step_id: str
    entered_at: datetime
    left_at: datetime | None = None
    outcome: str = ""
    begins: bool = False


class AnswerRecord(Struct, frozen=True, kw_only=True):
    """A caller's answer to a question of a survey, about the agent and the queue named."""

    question: str
    score: int
    lowest: int
    highest: int
    at: datetime
    agent_id: UUID | None = None
    agent_number: str = ""
    agent_name: str = ""
    queue_id: str = ""


class InteractionRecord(Struct, frozen=True, kw_only=True):
    """A finished contact with its parts, its story and its way through flows. A `test` counts nowhere and is told to nobody."""

    id: UUID
    channel: str = "voice"
    caller_number: str
    caller_name: str
    dialed_number: str
    direction: str = "inbound"
    parent_id: UUID | None = None
    language: str
    customer: CustomerRecord | None
    arrived_at: datetime
    ended_at: datetime
    outcome: str
    ended_by: str
    hangup_cause: int
    segments: tuple[SegmentRecord, ...]
    timeline: tuple[MomentRecord, ...]
    reconciled: bool = False
    path: tuple[VisitRecord, ...] = ()
    test: bool = False
    answers: tuple[AnswerRecord, ...] = ()


class WrapUpRecord(Struct, frozen=True, kw_only=True):
    """What one agent made of the contact afterwards."""

    interaction_id: UUID
    agent_id: UUID
    agent_number: str = ""
    agent_name: str = ""
    disposition: str
    notes: str
    started_at: datetime
    ended_at: datetime


class MessageRecord(Struct, frozen=True, kw_only=True):
    """A text message or an e-mail that is to be sent for a contact that may still go on."""

    id: UUID
    interaction_id: UUID
    channel: str
    to: str
    subject: str
    text: str
    language: str
    customer_id: UUID | None
    at: datetime


class SpellRecord(Struct, frozen=True, kw_only=True):
    """An agent's stay in one state, and the state it led to; `call_id` names the contact it belonged to."""

    agent_id: UUID
    agent_number: str = ""
    agent_name: str = ""
    state: str
    reason: str = ""
    call_id: UUID | None = None
    started_at: datetime
    ended_at: datetime
    next_state: str
    next_reason: str = ""


class CaseRecord(Struct, frozen=True, kw_only=True):
    """A case as it stands after `what` was done with it."""

    id: UUID
    number: str
    what: str
    version: int
    subject: str
    kind: str
    priority: str
    state: str
    text: str
    customer_id: UUID | None
    caller_number: str
    owner_name: str
    due_at: datetime
    result: str
    department: str
    finding: str
    at: datetime

"""Interactions as browsers see them."""

from datetime import datetime, timedelta
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from reporting.survey_wire import AnswerView
from reporting.why_wire import WhyView

SegmentKind = Literal["ivr", "queue", "agent", "voicemail", "outside", "recording", "fax"]
Direction = Literal["inbound", "outbound", "internal", "callback"]
LONGEST_SPAN = timedelta(days=31)


class _Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TimelineEntry(_Wire):
    """One line of a call's story.

    `what` is one of the words listed at `app.calls.interaction.Moment`; of a finished call also `agent_state`, with the
    state that the agent entered as `detail`, and its reason behind a colon.
    """

    at: datetime
    what: str
    detail: str = ""
    queue: str = ""
    agent: str = ""
    why: WhyView | None = None


class QualityView(_Wire):
    """The sound as the agent's page measured it. Loss is in percent, MOS 1 to 5."""

    reports: int
    packet_loss: float
    jitter_ms: float
    round_trip_ms: float
    mos: float
    worst_mos: float


class SegmentView(_Wire):
    """One part of an interaction."""

    kind: SegmentKind
    started_at: datetime
    ended_at: datetime | None
    queue: str
    agent_number: str
    agent_name: str
    outcome: str
    talk_ms: int
    hold_ms: int
    recording_id: str | None
    quality: QualityView | None


class RecordingView(_Wire):
    """A recording: `status` is `pending`, `ready`, `partial` or `failed`; `fault` says why it is not whole.

    It holds codes with details: `late:12; agent_missing`. A received fax has `pages` and no sound.
    """

    model_config = ConfigDict(from_attributes=True)

    id: str
    status: Literal["pending", "ready", "partial", "failed"]
    fault: str
    duration_ms: int
    size: int
    pages: int


class InteractionCustomer(_Wire):
    """The customer as the agent saw it at that time."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    tier: str
    company: str
    number: str
    note: str


class InteractionRow(_Wire):
    """A line of the interaction list."""

    id: UUID
    arrived_at: datetime
    ended_at: datetime
    caller_number: str
    customer_name: str
    dialed_number: str
    direction: Direction
    queue: str
    agent_number: str
    agent_name: str
    outcome: str
    disposition: str
    talk_ms: int
    wait_ms: int
    has_recording: bool


class InteractionPage(_Wire):
    """A page of the list. `next` is the cursor of the following page, empty at the end. There are more than `total` unless
    `counted_all`."""

    rows: list[InteractionRow]
    total: int
    counted_all: bool
    next: str


class InteractionDetail(_Wire):
    """One interaction with its story."""

    row: InteractionRow
    caller_name: str
    language: str
    ended_by: str
    hangup_cause: int
    reconciled: bool
    customer: InteractionCustomer | None
    notes: str
    wrap_up_ms: int
    segments: list[SegmentView]
    timeline: list[TimelineEntry]
    recordings: list[RecordingView]
    answers: list[AnswerView]


class InteractionQuery(_Wire):
    """What to list: `since` is included, `until` is not; `agent` is a number, `queue` an id; both match any segment.
    `customer` lists the contacts of all numbers of one.

    `flow` lists who walked through it: in this `revision`, over this `step`, leaving it by this `exit`. `tests` lists designers'
    calls into drafts, which are left out otherwise.
    """

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    caller: Annotated[str, StringConstraints(max_length=64, strip_whitespace=True)] = ""
    customer: UUID | None = None
    agent: Annotated[str, StringConstraints(max_length=32, strip_whitespace=True)] = ""
    queue: Annotated[str, StringConstraints(max_length=64, pattern=r"^[a-z0-9_-]*$")] = ""
    outcome: Annotated[str, StringConstraints(max_length=32, pattern=r"^[a-z_]*$")] = ""
    direction: Direction | Literal[""] = ""
    flow: Annotated[str, StringConstraints(max_length=64)] = ""
    revision: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    step: Annotated[str, StringConstraints(max_length=64)] = ""
    exit: Annotated[str, StringConstraints(max_length=64)] = ""
    tests: bool = False
    cursor: Annotated[str, StringConstraints(max_length=64)] = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 50


StateName = Literal["logged_off", "not_ready", "ready", "reserved", "busy", "after_call_work"]


class SpellQuery(_Wire):
    """Whose spells, and of which time: `since` is included, `until` is not. Without an agent they are one's own."""

    since: AwareDatetime
    until: AwareDatetime
    agent: UUID | None = None

    @model_validator(mode="after")
    def _short_enough(self) -> Self:
        if not timedelta() < self.until - self.since <= LONGEST_SPAN:
            raise ValueError("until must follow since by at most 31 days")
        return self


class SpellView(_Wire):
    """An agent's stay in one state, and the state it led to. The state that still lasts is not among them."""

    model_config = ConfigDict(from_attributes=True)

    agent_number: str
    agent_name: str
    state: StateName
    reason: str
    interaction_id: UUID | None = Field(validation_alias="call_id")
    started_at: datetime
    ended_at: datetime
    next_state: StateName
    next_reason: str


class StateTotal(_Wire):
    """How long an agent was in a state within the asked time."""

    state: StateName
    reason: str
    spent_ms: int


class Spells(_Wire):
    """Ended spells, oldest first, which may reach over the ends of the asked time; the totals do not."""

    spells: list[SpellView]
    totals: list[StateTotal]

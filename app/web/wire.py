"""What travels between server and browser: HTTP bodies and live items. Converted from our own types at this border only.

`wire_frames.py` holds the frames of the live socket.
"""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from agents.state import StateName
from app.administration.wire import UseView
from customers.wire import CustomerCard
from reporting.wire import TimelineEntry


class Wire(BaseModel):
    """Base of everything on the wire: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Role = Literal["agent", "supervisor", "admin"]
Language = Literal["en", "zh-CN"]
CallPhase = Literal[
    "ringing",
    "announcing",
    "dialing",
    "dial_failed",
    "talking",
    "held",
    "consulting",
    "transferring",
    "in_menu",
    "rejoining",
    "wrap_up",
]
CallDirection = Literal["inbound", "outbound", "internal", "callback"]
DialOutcome = Literal["", "busy", "no_answer", "rejected", "unreachable"]
PartyPlace = Literal["ringing", "talking", "consulting", "held", "lost", "menu"]
CallAct = Literal[
    "decline",
    "hang_up",
    "answering_machine",
    "hold",
    "retrieve",
    "transfer",
    "to_menu",
    "consult",
    "add",
    "complete",
    "swap",
    "merge",
    "cancel",
    "take_back",
    "drop",
    "mute",
    "pause_recording",
    "resume_recording",
]


# --- errors


class Problem(Wire):
    """An error: `code` is stable for programs, `message` says what happened and how to mend it.

    `fields` says what is wrong at each place of what was sent, and `faults` the same as stable codes, some with a limit
    (`too_high:300`). `uses` is what depends on a thing that was to be removed.
    """

    code: str
    message: str
    fields: dict[str, str] = {}
    faults: dict[str, str] = {}
    uses: list[UseView] = []


# --- sign-in


class SignIn(Wire):
    """Credentials typed by a person."""

    login: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=256)]


class Me(Wire):
    """Who is signed in. `agent_number` is empty for people who take no calls, `language` until it is chosen."""

    user_id: UUID
    login: str
    name: str
    role: Role
    language: Language | Literal[""]
    agent_number: str
    expires_at: datetime


class LanguageChoice(Wire):
    """The language the console should speak."""

    language: Language


# --- phone


class PhoneCredentials(Wire):
    """A SIP account of one page, valid until the next is asked for. `websocket_path` is relative to the page's origin."""

    uri: str
    username: str
    password: str
    display_name: str
    websocket_path: str
    dial: str = ""


class WebCallRequest(Wire):
    """A visitor asks to ring one of the numbers that may be called from the web."""

    dialed_number: Annotated[str, StringConstraints(pattern=r"^[0-9]{2,15}$")]


# --- live items


class OfferEnded(Wire):
    """An offer that went away: `taken` by the agent with the number `by`, the caller has left, or a colleague took it back."""

    call_id: UUID
    why: Literal["taken", "caller_left", "taken_back"]
    at: datetime
    by: str


class MeItem(Wire):
    """The signed-in agent's own state. `next_state` is what will follow the call in hand: ``, `ready`, `not_ready:REASON`, `logged_off`.

    `not_offered` says what keeps calls away whatever the state: `no_queues`, `page_silent`, `microphone_denied`,
    `microphone_missing`, `microphone_insecure`, `phone_not_registered`, `phone_in_no_tab`, or `paused` for a moment after an
    offer that was not taken, which lasts until `paused_until`. `offer_ended` is the last offer that went away through no doing of
    mine, until my state changes.
    """

    kind: Literal["me"] = "me"
    key: Literal["me"] = "me"
    agent_id: UUID
    number: str
    name: str
    state: StateName
    reason: str
    since: datetime
    next_state: str
    reachable: bool
    not_offered: list[str]
    paused_until: datetime | None
    offer_ended: OfferEnded | None
    wrap_up_ends_at: datetime | None
    queues: list[str]


class PartyItem(Wire):
    """Somebody on the call; `id` is what drop and mute take. `held` hears music, `lost` is an agent whose desk is away.

    `owner` handles the call, `me` is the agent who looks.
    """

    id: int
    kind: Literal["customer", "agent", "outside"]
    agent_id: UUID | None
    number: str
    name: str
    place: PartyPlace
    muted: bool
    since: datetime
    owner: bool
    me: bool


class ConsultItem(Wire):
    """Whom I consult; `held` while I am back with the customer, `waiting` while nobody of the queue is free."""

    party_id: int
    state: Literal["waiting", "ringing", "talking", "held"]


class _Whole(Wire):
    """Sent with all its fields, those with defaults too."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class CallItem(_Whole):
    """The call in this agent's hands, from ringing to the end of wrap-up.

    `customer_known`: the look-up has ended, so that no `customer` means a caller who is not yet saved. `mine`: I handle it; in a
    conference of others I may only leave. `acts` are what I may do now. `dial_result` says why the other side was not reached.
    `recording` goes on, but holds nothing, while `recording_paused`. `disposition_required`: the wrap-up does not end without one.
    """

    kind: Literal["call"] = "call"
    key: str
    id: UUID
    phase: CallPhase
    phase_since: datetime
    caller_number: str
    caller_name: str
    dialed_number: str
    language: str
    queue: str
    arrived_at: datetime
    connected_at: datetime | None
    recording: bool
    customer: CustomerCard | None
    customer_known: bool
    timeline: list[TimelineEntry]
    notes: str
    disposition: str
    wrap_up_ends_at: datetime | None
    direction: CallDirection = "inbound"
    mine: bool = True
    dial_result: DialOutcome = ""
    parties: list[PartyItem] = []
    consult: ConsultItem | None = None
    acts: list[CallAct] = []
    queue_id: str = ""
    recording_paused: bool = False
    disposition_required: bool = False


class QueueItem(Wire):
    """One queue on the live board. Times are moments; the page counts from them. `service_level_s`: within how many seconds callers
    should be answered."""

    kind: Literal["queue"] = "queue"
    key: str
    id: str
    name: str
    waiting: int
    oldest_since: datetime | None
    ready: int
    service_level_s: float


class AgentItem(Wire):
    """One agent on the live board. `since` is empty for somebody who has not signed in yet."""

    kind: Literal["agent"] = "agent"
    key: str
    id: UUID
    number: str
    name: str
    state: StateName
    reason: str
    since: datetime | None
    reachable: bool
    queues: list[str]


# --- desk commands


class StateChange(Wire):
    """Ask for a state; during a call it is queued."""

    state: Literal["ready", "not_ready"]
    reason: Annotated[str, StringConstraints(max_length=64)] = ""


class Hold(Wire):
    """Put the caller on hold, or come back."""

    hold: bool


class Notes(Wire):
    """The whole text of the notes."""

    notes: Annotated[str, StringConstraints(max_length=10_000)]


class DispositionChoice(Wire):
    """A configured disposition code, or empty to take it back."""

    disposition: Annotated[str, StringConstraints(max_length=64)]


class WrapUpExtension(Wire):
    """More time for the paperwork."""

    seconds: Annotated[int, Field(ge=5, le=600)] = 60


class MenuChoice(Wire):
    """A step of a flow to which a customer can be sent."""

    flow_id: str
    step_id: str
    name: str


class ChoiceView(Wire):
    """One entry of a list that agents pick from: `labels` per language; inactive ones are for what was recorded before.

    `queues` narrows a disposition to calls of these queues; none means all.
    """

    code: str
    labels: dict[str, str]
    category: str
    active: bool
    queues: list[str]


class DeskOptions(_Whole):
    """What an agent picks from, in order: the codes that may be picked, and every entry with its labels.

    Then whether and with which numbers shown outside numbers may be dialed, the steps to which a customer can be sent, the
    time zone of the site (IANA), the country in which numbers without `+` are at home, and the names of skills by id.
    """

    reasons: list[str]
    dispositions: list[str]
    reason_choices: list[ChoiceView] = []
    disposition_choices: list[ChoiceView] = []
    may_dial: bool = False
    caller_ids: list[str] = []
    menus: list[MenuChoice] = []
    zone: str = "UTC"
    region: str = ""
    skills: dict[str, str] = {}


class WebNumber(Wire):
    """A line that visitors may ring from `/call`."""

    dialed_number: str
    name: str
    language: Language

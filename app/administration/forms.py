"""What is administered, as browsers and files give it: checked here, converted once. Lengths of time are seconds."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal, cast
from uuid import UUID

import msgspec
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from agents.configuration import Strategy, WrapUpMode
from app.accounts.user import ConsoleLanguage, Language, Role
from app.administration.world import TYPES, Kind, Thing
from customers.wire import lines, one_line


class Form(BaseModel):
    """Base of all that is administered: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _length(given: object) -> object:
    if isinstance(given, bool) or not isinstance(given, int | float | timedelta):
        raise ValueError("not_a_number")
    return given


Seconds = Annotated[
    timedelta,
    BeforeValidator(_length),
    PlainSerializer(lambda length: cast("timedelta", length).total_seconds(), return_type=float, when_used="json"),
    WithJsonSchema({"type": "number"}),
]
CalendarId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,64}$")]
"""The id of business hours, or nothing."""
UpToHour = Annotated[Seconds, Field(ge=timedelta(), le=timedelta(hours=1))]
UpToDay = Annotated[Seconds, Field(ge=timedelta(), le=timedelta(days=1))]
Ringing = Annotated[Seconds, Field(ge=timedelta(seconds=5), le=timedelta(minutes=5))]
Waiting = Annotated[Seconds, Field(ge=timedelta(seconds=1), le=timedelta(days=1))]
Priority = Annotated[Seconds, Field(ge=timedelta(days=-1), le=timedelta(days=1))]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,64}$")]
Name = Annotated[str, StringConstraints(max_length=120), AfterValidator(one_line), Field(min_length=1)]
Words = Annotated[str, StringConstraints(max_length=500), AfterValidator(lines)]
Spoken = Annotated[str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True)]
Spoke = dict[Language, Spoken]
Label = Annotated[str, StringConstraints(max_length=80), AfterValidator(one_line), Field(min_length=1)]
Key = Annotated[str, StringConstraints(pattern=r"^[0-9*#]$")]
Level = Annotated[int, Field(ge=0, le=100)]
Tier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,32}$")]
MusicName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
OutsideNumber = Annotated[str, StringConstraints(pattern=r"^\+?[0-9*#]{2,32}$")]
Prefix = Annotated[str, StringConstraints(pattern=r"^\+?[0-9]{1,15}$")]
DialedNumber = Annotated[str, StringConstraints(pattern=r"^(\*|\+?[0-9]{1,31})$")]


PromptName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{0,64}$")]
"""A prompt of the library; empty for none."""


class ToQueue(Form):
    """Wait in another queue, keeping the time waited."""

    type: Literal["queue"]
    queue_id: Id


class ToAgent(Form):
    """Be offered to one agent."""

    type: Literal["agent"]
    agent_id: UUID


class ToNumber(Form):
    """Be connected to an outside number."""

    type: Literal["number"]
    number: OutsideNumber


class ToVoicemail(Form):
    """Leave a message."""

    type: Literal["voicemail"]


class ToCallback(Form):
    """Be called back, keeping the place."""

    type: Literal["callback"]


class ToGoodbye(Form):
    """Hear a text and be hung up."""

    type: Literal["goodbye"]
    text: Spoke = {}
    prompt: PromptName = ""


class Stay(Form):
    """Go on waiting."""

    type: Literal["stay"]


Exit = Annotated[
    ToQueue | ToAgent | ToNumber | ToVoicemail | ToCallback | ToGoodbye | Stay, Field(discriminator="type")
]


class Requirement(Form):
    """A skill at a level or better."""

    skill: Id
    level: Level = 1


class Relaxation(Form):
    """What is required from `after` seconds of waiting on."""

    after: UpToDay = timedelta()
    needs: Annotated[list[Requirement], Field(max_length=20)] = []


class Overflow(Form):
    """When callers leave the line by themselves, and where to."""

    maximum_length: Annotated[int, Field(ge=0, le=10_000)] | None = None
    on_full: Exit = Stay(type="stay")
    maximum_wait: Waiting | None = None
    on_long_wait: Exit = Stay(type="stay")
    on_nobody: Exit = Stay(type="stay")
    on_closed: Exit = ToGoodbye(type="goodbye")
    closing: Literal["serve", "exit"] = "serve"


class Announcements(Form):
    """What waiting callers are told, `first` after so many seconds and then `every` so often."""

    position: bool = False
    wait_range: bool = False
    first: UpToHour = timedelta(seconds=15)
    every: Annotated[Seconds, Field(ge=timedelta(seconds=10), le=timedelta(hours=1))] = timedelta(seconds=60)
    text: Spoke = {}
    prompt: PromptName = ""


class CallbackPolicy(Form):
    """How callbacks are carried out."""

    attempts: Annotated[int, Field(ge=1, le=10)] = 3
    gap: Annotated[Seconds, Field(ge=timedelta(minutes=1), le=timedelta(days=1))] = timedelta(minutes=15)
    expires: Annotated[Seconds, Field(ge=timedelta(minutes=5), le=timedelta(days=14))] = timedelta(hours=24)
    ring_timeout: Ringing = timedelta(seconds=30)
    hours: CalendarId = ""


class Retry(Form):
    """How long an agent is spared after not taking an offer; zero makes the agent Not Ready instead."""

    declined: UpToHour = timedelta()
    busy: UpToHour = timedelta(seconds=5)
    no_answer: UpToHour = timedelta()


class QueueForm(Form):
    """A waiting line and its rules; the fields are those of the distributor's queue."""

    id: Id
    name: Name
    strategy: Strategy = "longest_idle"
    priority: Priority = timedelta()
    weight: Annotated[float, Field(ge=0.01, le=100, allow_inf_nan=False)] = 1
    tier_priority: Annotated[dict[Tier, UpToDay], Field(max_length=20)] = {}
    requirements: Annotated[list[Relaxation], Field(max_length=10)] = []
    sticky: UpToDay = timedelta()
    ring_timeout: Ringing = timedelta(seconds=20)
    retry: Retry = Retry()
    wrap_up: UpToHour = timedelta(seconds=30)
    wrap_up_mode: WrapUpMode = "timed"
    disposition_required: bool = False
    service_level: Annotated[Seconds, Field(ge=timedelta(seconds=1), le=timedelta(hours=1))] = timedelta(seconds=20)
    service_level_target: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = 0.8
    short_abandon: Annotated[Seconds, Field(ge=timedelta(), le=timedelta(minutes=5))] = timedelta(seconds=5)
    redial_window: UpToHour = timedelta()
    overflow: Overflow = Overflow()
    announcements: Announcements = Announcements()
    keys: Annotated[dict[Key, Exit], Field(max_length=12)] = {}
    callback: CallbackPolicy = CallbackPolicy()
    hours: CalendarId = ""
    music: MusicName = "default"
    announce_agent: bool = True
    agent_prompt: PromptName = ""
    caller_id: Annotated[str, StringConstraints(pattern=r"^(\+?[0-9]{2,32})?$")] = ""
    survey: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{0,64}$")] = ""
    recording_pause: bool = True


class MembershipForm(Form):
    """An agent serves a queue; `position` and `weight` count for linear and weighted queues."""

    queue: Id
    position: Annotated[int, Field(ge=0, le=10_000)] | None = None
    weight: Annotated[int, Field(ge=0, le=1000)] | None = None


class PersonForm(Form):
    """Somebody with an account. Agents have a number, and all that follows it; nobody else has."""

    login: Annotated[str, StringConstraints(pattern=r"^[^\s\x00-\x1f\x7f]{1,64}$", strip_whitespace=True)]
    name: Name
    role: Role
    language: ConsoleLanguage = ""
    disabled: bool = False
    number: Annotated[str, StringConstraints(pattern=r"^([0-9]{1,16})?$")] = ""
    team: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{0,64}$")] = ""
    skills: Annotated[dict[Id, Level], Field(max_length=200)] = {}
    queues: Annotated[list[MembershipForm], Field(max_length=200)] = []
    capacity: Annotated[dict[Tier, Annotated[int, Field(ge=0, le=20)]], Field(max_length=10)] = {}
    auto_answer: bool = False


class GroupForm(Form):
    """A team, or a skill."""

    id: Id
    name: Name
    description: Words = ""


class ReasonForm(Form):
    """A reason for being Not Ready."""

    code: Id
    labels: dict[Language, Label] = {}
    position: Annotated[int, Field(ge=0, le=10_000)] = 0
    active: bool = True
    category: Annotated[str, StringConstraints(max_length=64), AfterValidator(one_line)] = ""


class DispositionForm(ReasonForm):
    """A verdict on a call; `queues` narrows it to calls of these, none means all."""

    queues: Annotated[list[Id], Field(max_length=200)] = []


class NumberForm(Form):
    """One of our numbers; `*` is any other one. `web` lets visitors ring it from a browser."""

    dialed_number: DialedNumber
    flow_id: Id
    language: Language = "en"
    name: Annotated[str, StringConstraints(max_length=120), AfterValidator(one_line)] = ""
    web: bool = False


class OutgoingForm(Form):
    """Whom agents may call."""

    trunk: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{0,64}$")] = ""
    prefixes: Annotated[list[Prefix], Field(max_length=500)] = []
    caller_ids: Annotated[list[OutsideNumber], Field(max_length=100)] = []
    daily_calls: Annotated[int, Field(ge=0, le=10_000)] = 200
    ring_timeout: Ringing = timedelta(seconds=45)
    do_not_call: Annotated[list[OutsideNumber], Field(max_length=10_000)] = []


FORMS: Mapping[Kind, type[Form]] = {
    "queues": QueueForm,
    "people": PersonForm,
    "teams": GroupForm,
    "skills": GroupForm,
    "reasons": ReasonForm,
    "dispositions": DispositionForm,
    "numbers": NumberForm,
    "outgoing": OutgoingForm,
}


def to_thing(kind: Kind, form: Form, identity: UUID | None = None) -> Thing:
    """The form's values as the rest of the product reads them. People are known by an id that forms do not have."""
    values = form.model_dump(mode="python") | ({} if identity is None else {"id": identity})
    if "queues" in values:
        # as they are stored: in the order of their ids
        values["queues"] = sorted(cast("list[object]", values["queues"]), key=_queue_of)
    return msgspec.convert(values, TYPES[kind])


def _queue_of(chosen: object) -> str:
    return chosen if isinstance(chosen, str) else str(cast("dict[str, object]", chosen)["queue"])


def to_values(kind: Kind, thing: Thing) -> dict[str, object]:
    """The values of the form for a browser. What was stored is shown as it is, even where it would be refused today."""
    values = cast("dict[str, object]", _plain(msgspec.to_builtins(thing, builtin_types=(timedelta,))))
    fields = FORMS[kind].model_fields
    return {name: value for name, value in values.items() if name in fields}


def _plain(value: object) -> object:
    match value:
        case timedelta():
            return value.total_seconds()
        case dict():
            return {key: _plain(each) for key, each in cast("dict[str, object]", value).items()}
        case list() | tuple():
            return [_plain(each) for each in cast("list[object]", value)]
        case set() | frozenset():
            return sorted(cast("set[str]", value))
        case _:
            return value

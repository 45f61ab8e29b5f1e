"""What an agent asks for of a call, on the wire."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from app.web.wire import PhoneCredentials, Wire
from ivr.value import Language

TypedNumber = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]


ConsultAct = Literal["swap", "merge", "complete", "cancel"]


class QueueTarget(Wire):
    """Somebody who serves a queue."""

    type: Literal["queue"]
    queue_id: Id


class AgentTarget(Wire):
    """One agent."""

    type: Literal["agent"]
    agent_id: UUID


class NumberTarget(Wire):
    """A telephone outside, as a person types it."""

    type: Literal["number"]
    number: TypedNumber


class MenuTarget(Wire):
    """A step of a flow. `comes_back`: to the same agent, when the flow is over; nobody hears what is pressed there."""

    type: Literal["menu"]
    flow_id: Id
    step_id: Id
    comes_back: bool = False


class DialOrder(Wire):
    """Ring my phone, then the other side. An empty `caller_id` means the usual one."""

    to: Annotated[AgentTarget | NumberTarget, Field(discriminator="type")]
    caller_id: Annotated[str, StringConstraints(max_length=40)] = ""


class Dialed(Wire):
    """The call that was begun."""

    call_id: UUID


class TransferOrder(Wire):
    """Hand the customer on without talking first."""

    to: Annotated[QueueTarget | AgentTarget | NumberTarget | MenuTarget, Field(discriminator="type")]


class PartyOrder(Wire):
    """Whom to consult or to bring in."""

    to: Annotated[QueueTarget | AgentTarget | NumberTarget, Field(discriminator="type")]


class Mute(Wire):
    """Whether nobody hears the party."""

    muted: bool


class RecordingPause(Wire):
    """Whether everything is kept off the record."""

    paused: bool


class Quality(Wire):
    """What the page measured of its own sound since the last report; `packet_loss` in percent."""

    packet_loss: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
    jitter_ms: Annotated[float, Field(ge=0, le=60_000, allow_inf_nan=False)]
    round_trip_ms: Annotated[float, Field(ge=0, le=60_000, allow_inf_nan=False)]
    mos: Annotated[float, Field(ge=1, le=5, allow_inf_nan=False)]


class TrialRequest(Wire):
    """How a draft shall be called: in which language it begins, and from which number it should seem to be called."""

    language: Language | None = None
    caller_number: Annotated[str, StringConstraints(pattern=r"^(\+?[0-9]{3,15})?$")] = ""


class TrialLine(PhoneCredentials):
    """A SIP account for one call into a draft; the live item of this call has the same `trial`."""

    trial: str


class PhoneRecordingRequest(Wire):
    """The language of what is said around the recording."""

    language: Language = "en"

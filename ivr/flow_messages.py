"""Steps that keep what a caller says or sends, and that send words of ours."""

from typing import Annotated, Literal

from pydantic import Field

from ivr.flow_parts import Name, QueueId, StepPart
from ivr.flow_prompts import DocumentPart, ExpressionText, Prompts, Text
from ivr.value import Language

Channel = Literal["sms", "email"]


class RecordParameters(DocumentPart):
    """What the caller hears before, and when the recording ends.

    `silence_seconds` of silence end it, 0 lets silence go on; `terminator` is the key that ends it. With `review` the caller
    hears it again and keeps it or records anew. `variable` takes its length in seconds.
    """

    prompts: Prompts = ()
    beep: bool = True
    maximum_seconds: Annotated[int, Field(ge=1, le=600)] = 120
    silence_seconds: Annotated[int, Field(ge=0, le=30)] = 4
    terminator: Literal["#", "*", "any", ""] = "#"
    review: bool = False
    variable: Name | None = None


class RecordStep(StepPart):
    """Record what the caller says, as a recording of the call; `timeout` when nothing was said, `error` when it cannot be
    recorded."""

    fixed = ("done", "timeout", "error")
    type: Literal["record"]
    parameters: RecordParameters = RecordParameters()


class FaxParameters(DocumentPart):
    """What the caller hears before, and for how long pages are taken. `variable` takes their number. Agents of `queue` find the
    fax in their work; without one only those who lead do."""

    prompts: Prompts = ()
    maximum_minutes: Annotated[int, Field(ge=1, le=60)] = 15
    variable: Name | None = None
    queue: QueueId | None = None


class FaxStep(StepPart):
    """Receive a fax on this call: `received` with one page or more, `timeout` when no fax machine was heard, `failed` when
    not one page arrived whole."""

    fixed = ("received", "failed", "timeout")
    type: Literal["fax"]
    parameters: FaxParameters = FaxParameters()


class SendMessageParameters(DocumentPart):
    """A text message or an e-mail. `to` is an expression for a number or an address; without it the caller's number is used.
    `{order}` or `{customer.name}` is filled in; `subject` is for e-mail."""

    channel: Channel = "sms"
    to: ExpressionText | None = None
    subject: Annotated[dict[Language, Text], Field(default_factory=dict[Language, str])]
    text: Annotated[dict[Language, Text], Field(min_length=1)]


class SendMessageStep(StepPart):
    """Put a message into the outbox, from where it is sent; `error` when there is nobody to send it to or a value is
    missing."""

    fixed = ("done", "error")
    type: Literal["send_message"]
    parameters: SendMessageParameters

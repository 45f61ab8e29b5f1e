"""What goes into a caller's walk through a flow and what comes out of it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct, structs

from ivr.flow import Flow
from ivr.hours import Calendar
from ivr.library import Library
from ivr.prompt import Prompt
from ivr.value import Value


class Frame(Struct, frozen=True, kw_only=True, gc=False):
    """A sub-flow step to come back to."""

    flow_id: str
    revision: int
    step_id: str


class Session(Struct, frozen=True, kw_only=True, gc=False):
    """Where a caller is, and all that the walk has gathered.

    `failures` counts silences and wrong keys in this step, `steps` all steps walked; `stage` is a part of the present
    step. `typed` are the keys so far, `first` an entry that is asked for again, `awaited` names an answer from outside.
    `messages` were sent so far.
    While `secret`, keys belong in no log, journal or record; `secrets` must not be stored.
    """

    flow_id: str
    step_id: str
    language: str
    revision: int = 0
    failures: int = 0
    steps: int = 0
    listening: bool = False
    stage: str = ""
    typed: str = ""
    first: str = ""
    secret: bool = False
    awaited: str = ""
    attempt: int = 0
    messages: int = 0
    most_steps: int = 200
    until: datetime | None = None
    variables: dict[str, Value] = {}
    secrets: dict[str, str] = {}
    stack: tuple[Frame, ...] = ()


def storable(session: Session) -> Session:
    """The session without what must not be stored; a step that needs it takes its exit `error`, or asks again."""
    if not session.secrets and not session.secret:
        return session
    hidden = structs.replace(session, secrets={})
    return structs.replace(hidden, typed="", first="", stage="", listening=False) if session.secret else hidden


class Pressed(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The caller pressed a key."""

    digit: str


class PromptEnded(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """What was playing has ended."""


class SilenceElapsed(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The time that `Listen` gave is over."""


class CustomerKnown(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """A look-up has ended; the facts hold who was found."""

    found: bool


class Answered(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """A web service has answered, or has not (`problem`, then `status` is 0)."""

    request_id: str
    status: int = 0
    values: dict[str, Value] = {}
    problem: str = ""


class Recorded(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """A recording has ended, or could not begin (`problem`). `spoke`: somebody was heard in it."""

    spoke: bool = False
    seconds: float = 0
    problem: str = ""


class Faxed(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """No more pages come. Without any, `problem` says why: `silent` (no fax machine was heard), or anything else."""

    pages: int = 0
    problem: str = ""


class Refused(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The caller could not be handed over. `why` is one of the step's optional exits where that is known."""

    why: str = ""


Input = Pressed | PromptEnded | SilenceElapsed | CustomerKnown | Answered | Recorded | Faxed | Refused


class Say(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Play these prompts, replacing what plays now."""

    prompts: tuple[Prompt, ...]


class Hush(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Stop what plays now."""


class Listen(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Send `SilenceElapsed` after this time, unless something else comes first."""

    timeout: timedelta


class SpeakLanguage(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The caller chose a language."""

    language: str


class LookUp(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Find the customer with this number; answer with `CustomerKnown`."""

    number: str


class Request(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Ask a web service; answer with `Answered`. `headers` may name secrets of the site (`secret:NAME`)."""

    request_id: str
    method: str
    url: str
    headers: dict[str, str]
    body: dict[str, str] | None
    answers: dict[str, str]
    timeout: timedelta


class TakeRecording(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Record the caller for at most `longest`, until `silence` (zero: silence ends nothing); answer with `Recorded`.

    Taken once more in the same step, it replaces the one before."""

    longest: timedelta
    silence: timedelta
    beep: bool


class EndRecording(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The caller has said all: answer with `Recorded`."""


class TakeFax(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Receive a fax for at most `longest`, for the people of a queue; answer with `Faxed`."""

    longest: timedelta
    queue_id: str = ""


class SendMessage(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Send a text message or an e-mail; nobody waits for it."""

    channel: Literal["sms", "email"]
    to: str
    subject: str
    text: str
    language: str


class Tagged(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Mark the call."""

    tags: tuple[str, ...]


class Scored(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The caller answered a question of a survey, on a scale."""

    question: str
    score: int
    lowest: int
    highest: int


class EnterQueue(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Hand over: wait for an agent. `needs` are skills with their levels; `agent_number` is preferred for `sticky`.

    `exits` are those by which the walk goes on instead of what the queue itself would do: after `longest` (zero: what the queue
    calls too long), and by `key`.
    """

    queue_id: str
    priority: timedelta = timedelta()
    needs: tuple[tuple[str, int], ...] = ()
    agent_number: str = ""
    sticky: timedelta = timedelta()
    exits: tuple[str, ...] = ()
    longest: timedelta = timedelta()
    key: str = ""


class OfferToAgent(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Hand over to one agent."""

    agent_number: str


class DialOutside(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Hand over to an outside number."""

    number: str


class TakeMessage(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Hand over to the queue's voicemail."""

    queue_id: str


class OfferCallback(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Hand over to the callback of a queue."""

    queue_id: str


class Returned(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The flow is done and was begun for somebody who goes on with the call."""

    outcome: str
    variables: dict[str, Value] = {}


class EndCall(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The flow is done: hang up."""


INTO = ">"
"""The outcome of a sub-flow step that has been entered; no exit can be named so."""
RESUMED = "resumed"


class StepEntered(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The caller is at this step now, `depth` sub-flows deep. `came_by` is the outcome by which the last step was left: empty at the
    beginning of a walk, `INTO` at the first step of a sub-flow, `RESUMED` when the step begins again after a restart.
    """

    step_id: str
    label: str
    flow_id: str = ""
    revision: int = 0
    came_by: str = ""
    depth: int = 0


HandOver = EnterQueue | OfferToAgent | DialOutside | TakeMessage | OfferCallback
Directive = (
    Say
    | Hush
    | Listen
    | SpeakLanguage
    | LookUp
    | Request
    | TakeRecording
    | EndRecording
    | TakeFax
    | SendMessage
    | Tagged
    | Scored
    | HandOver
    | Returned
    | EndCall
    | StepEntered
)


def _nothing(queue_id: str) -> Mapping[str, Value]:
    del queue_id
    return {}


class Facts(Struct, frozen=True, kw_only=True):
    """What a walk may know of the world at a moment.

    `flow_of` finds a flow by id and revision, 0 being the newest; `queue_state` tells `waiting`, `ready` and `open` of a
    queue. `customer` is None for an unknown caller; `looked_up` says that this is sure.
    """

    at: datetime
    flow_of: Callable[[str, int], Flow | None]
    caller_number: str = ""
    caller_name: str = ""
    dialed_number: str = ""
    customer: Mapping[str, Value] | None = None
    looked_up: bool = True
    calendars: Mapping[str, Calendar] = {}
    prompts: Library = {}
    queue_ids: Iterable[str] = ()
    queue_state: Callable[[str], Mapping[str, Value]] = _nothing


class Turn(Struct, frozen=True, kw_only=True):
    """What follows in a step: directives, and the outcome by which it is left, if it is."""

    session: Session
    directives: tuple[Directive, ...] = ()
    outcome: str = ""

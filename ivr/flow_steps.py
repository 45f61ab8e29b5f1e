"""The steps a flow is made of: what each needs (`parameters`) and where it can lead (`next`, by outcome).

Every step that can go wrong says so with an outcome of its own: `timeout` (nobody pressed a key, nobody answered),
`no_match` (what was pressed does not fit), `error` (a value is missing, something outside does not work). An `optional`
outcome may be left without an exit; its step says what happens then.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ivr.flow_messages import FaxStep, RecordStep, SendMessageStep
from ivr.flow_parts import CalendarId, FlowRef, Name, Outcome, QueueId, SkillId, StepPart, Template, ThingId
from ivr.flow_prompts import DocumentPart, ExpressionText, Prompts, meant_as
from ivr.flow_questions import CollectStep, LanguageStep, MenuStep, PlayStep, SurveyStep
from ivr.read_out import Currency, Form


class SetParameters(DocumentPart):
    """Expressions by the variable that takes their value; each sees those before it."""

    variables: Annotated[dict[Name, ExpressionText], Field(min_length=1, max_length=50)]


class SetStep(StepPart):
    """Calculate variables."""

    fixed = ("done", "error")
    type: Literal["set"]
    parameters: SetParameters


class Case(DocumentPart):
    """An outcome, and the condition under which it is taken."""

    outcome: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
    when: ExpressionText


class BranchParameters(DocumentPart):
    """Conditions, tried in order."""

    cases: Annotated[tuple[Case, ...], Field(min_length=1, max_length=50)]


class BranchStep(StepPart):
    """Go where the first true condition leads."""

    fixed = ("otherwise", "error")
    chosen = "cases"
    type: Literal["branch"]
    parameters: BranchParameters

    def outcomes(self) -> tuple[str, ...]:
        """Each case, and the rest."""
        return (*(case.outcome for case in self.parameters.cases), *self.fixed)


class HoursParameters(DocumentPart):
    """A calendar; `say_why` speaks the message of somebody who closed it by hand, or of a special day."""

    calendar: CalendarId
    say_why: bool = True


class HoursStep(StepPart):
    """Whether the calendar is open now."""

    fixed = ("open", "closed", "error")
    type: Literal["hours"]
    parameters: HoursParameters


class LookUpParameters(DocumentPart):
    """Whose number: the caller's, or one that `number` gives."""

    number: ExpressionText | None = None


class LookUpStep(StepPart):
    """Find the customer; `customer` is known to all that follows. A `number` that cannot be calculated is an `error`, or
    `not_found` where that has no exit."""

    fixed = ("found", "not_found", "timeout")
    optional = ("error",)
    type: Literal["look_up"]
    parameters: LookUpParameters = LookUpParameters()


class HttpParameters(DocumentPart):
    """A request to a web service. `{name}` in address, headers and body is filled in; `secret:NAME` in a header is read
    from the site's secrets. `answers` takes values out of a JSON answer by their place (`order.status`, `items.0.name`).
    """

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    url: Annotated[
        str, StringConstraints(pattern=r"^https?://[^/{}\s@]+(/.*)?$", max_length=2_000), meant_as("template")
    ]
    headers: Annotated[
        dict[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")], Template],
        Field(max_length=20, default_factory=dict[str, str]),
    ]
    body: Annotated[dict[Name, Template], Field(max_length=50, default_factory=dict[str, str])]
    answers: Annotated[
        dict[Name, Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$", max_length=200)]],
        Field(max_length=50, default_factory=dict[str, str]),
    ]
    timeout_seconds: Annotated[float, Field(ge=0.1, le=15)] = 5
    retries: Annotated[int, Field(ge=0, le=3)] = 0
    prompts: Prompts = ()


class HttpStep(StepPart):
    """Ask a web service: `done` for 2xx, `refused` for 4xx."""

    fixed = ("done", "refused", "timeout", "error")
    type: Literal["http"]
    parameters: HttpParameters


class Skill(DocumentPart):
    """A skill at a level or better."""

    skill: SkillId
    level: Annotated[int, Field(ge=1, le=100)] = 1


AgentNumber = Annotated[ExpressionText, meant_as("agent")]


class QueueParameters(DocumentPart):
    """Where to wait. `priority_seconds` count as waited already; `agent` (an expression for a number such as `8001`) is
    preferred for `sticky_seconds`. With exits of those names, `longest_seconds` of waiting (0: the queue's own limit) lead to
    `timeout`, and `key` to `key`."""

    queue: QueueId
    priority_seconds: Annotated[int, Field(ge=-3_600, le=3_600)] = 0
    skills: Annotated[tuple[Skill, ...], Field(max_length=10)] = ()
    agent: AgentNumber | None = None
    sticky_seconds: Annotated[int, Field(ge=0, le=3_600)] = 0
    longest_seconds: Annotated[int, Field(ge=0, le=7_200)] = 0
    key: Annotated[str, StringConstraints(pattern=r"^[0-9*#]?$")] = ""


class QueueStep(StepPart):
    """Wait for an agent of a queue; the flow ends here, unless the queue is gone. Who finds it `closed`, `full` or served by
    `nobody`, has waited too long (`timeout`) or pressed the `key` comes back where that has an exit; where it has none the
    queue's own rules hold."""

    fixed = ("error",)
    optional = ("closed", "full", "nobody", "timeout", "key")
    type: Literal["queue"]
    parameters: QueueParameters


class AgentParameters(DocumentPart):
    """An expression for an agent's number."""

    agent: AgentNumber


class AgentStep(StepPart):
    """Be put through to one agent; the flow ends here, unless there is no such agent, `busy` or `no_answer` (else `error`)."""

    fixed = ("error",)
    optional = ("busy", "no_answer")
    type: Literal["agent"]
    parameters: AgentParameters


class OutsideParameters(DocumentPart):
    """A telephone number, or an expression for one in `expression`."""

    number: Annotated[str, StringConstraints(pattern=r"^\+?[0-9*#]{2,32}$")] | None = None
    expression: ExpressionText | None = None


class OutsideStep(StepPart):
    """Be connected to an outside number, if the outgoing rules allow it; the flow ends here, unless the number is `busy` or
    there is `no_answer` (else `error`)."""

    fixed = ("error",)
    optional = ("busy", "no_answer")
    type: Literal["outside"]
    parameters: OutsideParameters


class QueueNamed(DocumentPart):
    """For which queue."""

    queue: QueueId


class VoicemailStep(StepPart):
    """Leave a message for a queue; the flow ends here, unless the queue is gone."""

    fixed = ("error",)
    type: Literal["voicemail"]
    parameters: QueueNamed


class CallbackStep(StepPart):
    """Offer to be called back in one's turn of a queue; the flow ends here, unless that cannot be. Who has `declined`, says
    nothing (`timeout`) or gives no number that can be called (`no_match`) leaves by that exit, else by `declined`, and waits in
    the queue where neither leads on."""

    fixed = ("error",)
    optional = ("declined", "timeout", "no_match")
    type: Literal["callback"]
    parameters: QueueNamed


class ReadOutParameters(DocumentPart):
    """A value and how it is read."""

    value: ExpressionText
    form: Form
    currency: Currency = "CNY"


class ReadOutStep(StepPart):
    """Say a value in the caller's language."""

    fixed = ("done", "error")
    type: Literal["read_out"]
    parameters: ReadOutParameters


class SubFlowParameters(DocumentPart):
    """Another flow, at a revision or at the newest; `outcomes` are those it can return with."""

    flow: FlowRef
    revision: Annotated[int, Field(ge=1)] | None = None
    outcomes: Annotated[tuple[Outcome, ...], Field(min_length=1, max_length=20)] = ("done",)


class SubFlowStep(StepPart):
    """Walk through another flow and come back by its `return`. Variables are shared."""

    fixed = ("error",)
    chosen = "outcomes"
    type: Literal["sub_flow"]
    parameters: SubFlowParameters

    def outcomes(self) -> tuple[str, ...]:
        """Those of the flow, and failure."""
        return (*self.parameters.outcomes, *self.fixed)


class ReturnParameters(DocumentPart):
    """What the flow came to."""

    outcome: Outcome = "done"


class ReturnStep(StepPart):
    """Go back to the flow that called this one, or to the call that it was begun for."""

    fixed = ()
    type: Literal["return"]
    parameters: ReturnParameters = ReturnParameters()


class TagParameters(DocumentPart):
    """Words that the call is marked with."""

    tags: Annotated[tuple[ThingId, ...], Field(min_length=1, max_length=10)]


class TagStep(StepPart):
    """Mark the call."""

    type: Literal["tag"]
    parameters: TagParameters


class WaitParameters(DocumentPart):
    """How long."""

    seconds: Annotated[float, Field(ge=0.1, le=60)]


class WaitStep(StepPart):
    """Let time pass in silence."""

    type: Literal["wait"]
    parameters: WaitParameters


class Nothing(DocumentPart):
    """No parameters."""


class GotoStep(StepPart):
    """Go on elsewhere; for tidy drawings."""

    type: Literal["goto"]
    parameters: Nothing = Nothing()


class HangUpStep(StepPart):
    """End the call."""

    fixed = ()
    type: Literal["hang_up"]
    parameters: Nothing = Nothing()


Exit = QueueStep | AgentStep | OutsideStep | VoicemailStep | CallbackStep
"""Steps that hand the caller over."""
AnyStep = (
    PlayStep
    | MenuStep
    | CollectStep
    | LanguageStep
    | SurveyStep
    | SetStep
    | BranchStep
    | HoursStep
    | LookUpStep
    | HttpStep
    | QueueStep
    | AgentStep
    | OutsideStep
    | VoicemailStep
    | CallbackStep
    | RecordStep
    | FaxStep
    | SendMessageStep
    | ReadOutStep
    | SubFlowStep
    | ReturnStep
    | TagStep
    | WaitStep
    | GotoStep
    | HangUpStep
)
Step = Annotated[AnyStep, Field(discriminator="type")]

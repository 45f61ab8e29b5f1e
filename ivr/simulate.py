"""A caller in a flow without a telephone: the same session as in live calls, driven by a scenario. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct, structs

from ivr.dialog import (
    Answered,
    CustomerKnown,
    DialOutside,
    Directive,
    EndCall,
    EndRecording,
    EnterQueue,
    Facts,
    Faxed,
    Hush,
    Input,
    Listen,
    LookUp,
    OfferCallback,
    OfferToAgent,
    Pressed,
    PromptEnded,
    Recorded,
    Refused,
    Request,
    Returned,
    Say,
    Scored,
    SendMessage,
    Session,
    SilenceElapsed,
    SpeakLanguage,
    StepEntered,
    Tagged,
    TakeFax,
    TakeMessage,
    TakeRecording,
)
from ivr.flow import Flow
from ivr.flow_messages import FaxStep, RecordStep
from ivr.flow_questions import CollectStep, LanguageStep, MenuStep, SurveyStep
from ivr.flow_steps import AnyStep, CallbackStep, LookUpStep
from ivr.hours import Calendar
from ivr.library import Library
from ivr.prompt import shown
from ivr.session import advance, begin
from ivr.value import Value

MOST_INPUTS = 5_000
SPOKEN_SECONDS = 3.0
"""How long simulated callers speak into a recording."""
FAX_SECONDS = 30.0
"""How long a simulated fax takes, or the waiting for one."""


class Service(Struct, frozen=True, kw_only=True):
    """What a web service answers at a step."""

    status: int = 200
    values: dict[str, Value] = {}
    problem: str = ""


class Scenario(Struct, frozen=True, kw_only=True):
    """Who calls, when, and what happens.

    `keys` are the answers to the flow's questions in order, an empty one is silence. `services` answer by step id, each
    time the same; without one the service does not answer. `refused` are steps that cannot hand the caller over. `exits`
    tells how steps end that depend on others: `busy` or `no_answer` of a hand-over, `timeout` or `error` of a recording,
    `timeout` or `failed` of a fax, `timeout` of a look-up.
    """

    at: datetime
    language: str = "en"
    caller_number: str = ""
    dialed_number: str = ""
    customer: dict[str, Value] | None = None
    keys: tuple[str, ...] = ()
    services: dict[str, Service] = {}
    refused: frozenset[str] = frozenset()
    exits: dict[str, str] = {}
    queues: dict[str, dict[str, Value]] = {}


class Visit(Struct, frozen=True, kw_only=True):
    """A step that was walked through: what was said in it, what was pressed, and what else it asked for."""

    flow_id: str
    step_id: str
    said: tuple[str, ...] = ()
    pressed: str = ""
    asked: tuple[str, ...] = ()


class Run(Struct, frozen=True, kw_only=True):
    """The way through the flow. `ended` is empty when the flow waits for keys that the scenario does not have."""

    visits: tuple[Visit, ...]
    ended: str
    language: str
    variables: dict[str, Value]
    seconds: float


def simulate(
    flow: Flow,
    scenario: Scenario,
    *,
    flow_of: Callable[[str, int], Flow | None],
    calendars: Mapping[str, Calendar],
    prompts: Library | None = None,
) -> Run:
    """Walk as the scenario says. The flow itself may be a draft; `flow_of` finds those that it calls."""

    def found(flow_id: str, revision: int) -> Flow | None:
        return flow if (flow_id, revision) == (flow.id, flow.revision) else flow_of(flow_id, revision)

    facts = Facts(
        at=scenario.at,
        flow_of=found,
        caller_number=scenario.caller_number,
        dialed_number=scenario.dialed_number,
        customer=scenario.customer,
        calendars=calendars,
        prompts=prompts or {},
        queue_ids=scenario.queues,
        queue_state=lambda queue_id: scenario.queues[queue_id],
    )
    if any(isinstance(step, LookUpStep) and scenario.exits.get(step.id) == "timeout" for step in flow.steps):
        facts = structs.replace(facts, customer=None, looked_up=False)  # known as soon as a look-up is in time
    return _Walk(scenario, facts, flow).to_the_end()


class _Walk:
    """A walk under way; time passes only while the flow waits."""

    def __init__(self, scenario: Scenario, facts: Facts, flow: Flow) -> None:
        self._scenario = scenario
        self._facts = facts
        self._keys = list(scenario.keys)
        self._visits: list[Visit] = []
        self._playing = False
        self._timer: datetime | None = None
        self._ended = ""
        self._language = scenario.language
        self._session: Session
        self._session, directives = begin(facts, flow, scenario.language)
        self._follow(directives)

    def to_the_end(self) -> Run:
        for _ in range(MOST_INPUTS):
            given = None if self._ended else self._next()
            if given is None:
                break
            if isinstance(given, SilenceElapsed) and self._timer is not None:
                self._facts = structs.replace(self._facts, at=max(self._facts.at, self._timer))
            if isinstance(given, PromptEnded):
                self._playing = False
            self._session, directives = advance(self._facts, self._session, given)
            self._follow(directives)
        return Run(
            visits=tuple(self._visits),
            ended=self._ended,
            language=self._language,
            variables=self._session.variables,
            seconds=(self._facts.at - self._scenario.at).total_seconds(),
        )

    def _next(self) -> Input | None:
        """What happens now."""
        session, step = self._session, self._step()
        if isinstance(step, RecordStep) and session.stage:
            return self._spoken(step) if session.stage == "taking" else self._reviewed()
        if isinstance(step, FaxStep) and session.stage:
            return self._faxed(step)
        if step is not None and self._is_refused(step.id) and not self._playing and self._timer is None:
            why = self._scenario.exits.get(step.id, "")
            return Refused(why="" if why == "error" else why)
        if session.awaited:
            service = self._scenario.services.get(session.step_id, Service(status=0, problem="timeout"))
            return Answered(
                request_id=session.awaited, status=service.status, values=service.values, problem=service.problem
            )
        if isinstance(step, LookUpStep):
            return self._looked_up(step)
        if isinstance(step, MenuStep | CollectStep | LanguageStep | SurveyStep):
            return self._answer(may_interrupt=step.parameters.barge_in)
        if self._playing:
            return PromptEnded()
        return SilenceElapsed() if self._timer is not None else None

    def _is_refused(self, step_id: str) -> bool:
        return step_id in self._scenario.refused or step_id in self._scenario.exits

    def _looked_up(self, step: LookUpStep) -> CustomerKnown | SilenceElapsed:
        """The customer is found in time, unless the scenario says otherwise."""
        if self._scenario.exits.get(step.id) == "timeout":
            return SilenceElapsed()
        customer = self._scenario.customer
        self._facts = structs.replace(self._facts, customer=customer, looked_up=True)
        return CustomerKnown(found=customer is not None)

    def _spoken(self, step: RecordStep) -> Recorded:
        """The caller speaks for a while, unless the scenario says otherwise."""
        match self._scenario.exits.get(step.id, "done"):
            case "error":
                return Recorded(problem="not_recorded")
            case "timeout":
                return Recorded()
            case _:
                seconds = min(SPOKEN_SECONDS, step.parameters.maximum_seconds)
                self._facts = structs.replace(self._facts, at=self._facts.at + timedelta(seconds=seconds))
                return Recorded(spoke=True, seconds=seconds)

    def _faxed(self, step: FaxStep) -> Faxed:
        """A page comes, unless the scenario says otherwise."""
        self._facts = structs.replace(self._facts, at=self._facts.at + timedelta(seconds=FAX_SECONDS))
        match self._scenario.exits.get(step.id, "received"):
            case "timeout":
                return Faxed(problem="silent")
            case "failed":
                return Faxed(problem="failed")
            case _:
                return Faxed(pages=1)

    def _reviewed(self) -> Input | None:
        """A caller without keys keeps what was recorded."""
        if self._keys and self._keys[0]:
            return self._answer(may_interrupt=True)
        if self._playing:
            return PromptEnded()
        if self._keys:
            self._keys.pop(0)
        return SilenceElapsed()

    def _answer(self, *, may_interrupt: bool) -> Input | None:
        """The caller's next key; between two answers the flow waits as long as it needs to."""
        if self._playing and not (may_interrupt and self._keys and self._keys[0]):
            return PromptEnded()
        if not self._keys:
            return SilenceElapsed() if self._session.typed else None
        if not self._keys[0]:
            if not self._session.typed:
                self._keys.pop(0)
            return SilenceElapsed()
        digit, rest = self._keys[0][0], self._keys[0][1:]
        if rest:
            self._keys[0] = rest
        else:
            self._keys.pop(0)
        if self._visits:
            last = self._visits[-1]
            self._visits[-1] = structs.replace(last, pressed=last.pressed + digit)
        return Pressed(digit=digit)

    def _step(self) -> AnyStep | None:
        flow = self._facts.flow_of(self._session.flow_id, self._session.revision)
        return None if flow is None else flow.by_id.get(self._session.step_id)

    def _follow(self, directives: tuple[Directive, ...]) -> None:
        if directives:
            self._timer = None
        for directive in directives:
            match directive:
                case StepEntered(step_id=step_id):
                    self._visits.append(Visit(flow_id=self._session.flow_id, step_id=step_id))
                case Say(prompts=prompts):
                    self._playing = True
                    self._note(said=tuple(map(shown, prompts)))
                case Hush():
                    self._playing = False
                case Listen(timeout=timeout):
                    self._timer = self._facts.at + timeout
                case SpeakLanguage(language=language):
                    self._language = language
                case Request(method=method):
                    self._note(asked=f"http:{method}")
                case LookUp():
                    self._note(asked="look_up")
                case Tagged(tags=tags):
                    self._note(asked=f"tag:{','.join(tags)}")
                case TakeRecording():
                    self._note(asked="record")
                case EndRecording():
                    pass
                case TakeFax():
                    self._note(asked="fax")
                case SendMessage(channel=channel):
                    self._note(asked=f"message:{channel}")
                case Scored(question=question, score=score):
                    self._note(asked=f"survey:{question}={score}")
                case EndCall():
                    self._ended = "hang_up"
                case Returned(outcome=outcome):
                    self._ended = f"return:{outcome}"
                case EnterQueue() | OfferToAgent() | DialOutside() | TakeMessage() | OfferCallback():
                    self._hand_over(directive)

    def _hand_over(self, directive: Directive) -> None:
        waits_instead = isinstance(directive, EnterQueue) and isinstance(self._step(), CallbackStep)
        if self._is_refused(self._session.step_id) and not waits_instead:
            return
        match directive:
            case EnterQueue(queue_id=queue_id):
                self._ended = f"queue:{queue_id}"
            case OfferToAgent(agent_number=number):
                self._ended = f"agent:{number}"
            case DialOutside(number=number):
                self._ended = f"outside:{number}"
            case TakeMessage(queue_id=queue_id):
                self._ended = f"voicemail:{queue_id}"
            case OfferCallback(queue_id=queue_id):
                self._ended = f"callback:{queue_id}"
            case _:
                pass

    def _note(self, *, said: tuple[str, ...] = (), asked: str = "") -> None:
        last = self._visits[-1]
        more = (asked,) if asked else ()
        self._visits[-1] = structs.replace(last, said=(*last.said, *said), asked=(*last.asked, *more))

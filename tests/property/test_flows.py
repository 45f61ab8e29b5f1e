"""Any faultless flow with any caller: it never hangs, keeps its limits, always ends in an exit, and loses no step."""

import copy
from collections.abc import Mapping
from datetime import timedelta
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from ivr.dialog import (
    Answered,
    CustomerKnown,
    Directive,
    EndCall,
    Facts,
    Faxed,
    HandOver,
    Input,
    Pressed,
    PromptEnded,
    Recorded,
    Refused,
    Returned,
    Session,
    SilenceElapsed,
    storable,
)
from ivr.flow import Flow
from ivr.flow_check import Known, check
from ivr.session import advance, begin, resume
from ivr.simulate import Scenario, simulate
from tests.unit.ivr.walking import NOON, facts, say

KNOWN = Known(queues=frozenset({"support"}), calendars=frozenset({"office"}))
ASKING = ("menu", "collect_digits", "language", "survey", "record", "fax")
QUIET = ("play", "set", "branch", "hours", "look_up", "http", "read_out", "tag", "wait", "goto", "send_message")
LAST = ("queue", "agent", "outside", "voicemail", "callback", "hang_up", "return")
Document = dict[str, object]


def parameters(draw: st.DrawFn, kind: str) -> Document:
    """Parameters of a step, and in `exits` its outcomes."""
    asked: Document = {"prompts": say("Hm?"), "retries": draw(st.integers(0, 3)), "barge_in": draw(st.booleans())}
    match kind:
        case "menu":
            keys = draw(st.lists(st.sampled_from(("1", "2", "12", "*", "999")), min_size=1, max_size=4, unique=True))
            return asked | {"choices": dict.fromkeys(keys, ""), "exits": [*keys, "timeout", "no_match"]}
        case "collect_digits":
            secret = draw(st.booleans())
            return asked | {
                "variable": "hidden" if secret else "typed",
                "secret": secret,
                "minimum": draw(st.integers(1, 3)),
                "maximum": draw(st.integers(3, 6)),
                "terminator": draw(st.sampled_from(("#", ""))),
                "check": draw(st.sampled_from(("none", "luhn"))),
                "confirm": draw(st.sampled_from(("no", "twice") if secret else ("no", "read_back", "twice"))),
                "exits": ["done", "timeout", "no_match"],
            }
        case "language":
            return asked | {"choices": {"1": "en"}, "exits": ["done", "timeout", "no_match"]}
        case "survey":
            return asked | {"question": "score", "exits": ["done", "timeout", "no_match"]}
        case "play":
            return {"prompts": say("{caller.number} {x}"), "exits": ["done", "error"]}
        case "set":
            value = draw(st.sampled_from(("x + 1", "1 / 0", "caller.number", "time.hour")))
            return {"variables": {"x": value}, "exits": ["done", "error"]}
        case "branch":
            when = draw(st.sampled_from(("true", "x == 3", "customer.known", "hidden == '1'", "caller.number")))
            return {"cases": [{"outcome": "yes", "when": when}], "exits": ["yes", "otherwise", "error"]}
        case "hours":
            return {"calendar": "office", "exits": ["open", "closed", "error"]}
        case "look_up":
            return {"number": draw(st.sampled_from((None, "'12'"))), "exits": ["found", "not_found", "timeout"]}
        case "http":
            answered: Document = {"url": "https://shop/{x}", "answers": {"y": "y"}, "retries": draw(st.integers(0, 2))}
            return answered | {"exits": ["done", "refused", "timeout", "error"]}
        case "read_out":
            return {"value": "x", "form": draw(st.sampled_from(("number", "date"))), "exits": ["done", "error"]}
        case "tag":
            return {"tags": ["seen"], "exits": ["done"]}
        case "wait":
            return {"seconds": 3, "exits": ["done"]}
        case "goto":
            return {"exits": ["done"]}
        case "record":
            return {
                "prompts": draw(st.sampled_from(([], say("Speak.")))),
                "review": draw(st.booleans()),
                "terminator": draw(st.sampled_from(("#", "any", ""))),
                "variable": draw(st.sampled_from((None, "y"))),
                "exits": ["done", "timeout", "error"],
            }
        case "fax":
            return {
                "prompts": draw(st.sampled_from(([], say("Send.")))),
                "variable": draw(st.sampled_from((None, "y"))),
                "exits": ["received", "failed", "timeout"],
            }
        case "send_message":
            to = draw(st.sampled_from((None, "x", "'a@b.cn'")))
            return {"channel": "sms", "to": to, "text": {"en": "{x}"}, "exits": ["done", "error"]}
        case "queue":
            return {"queue": "support", "key": "9", "exits": ["error", *draw(st.sampled_from(((), ("closed", "key"))))]}
        case "voicemail":
            return {"queue": "support", "exits": ["error"]}
        case "callback":
            return {"queue": "support", "exits": ["error", *draw(st.sampled_from(((), ("declined",))))]}
        case "agent":
            return {"agent": "'8001'", "exits": ["error", *draw(st.sampled_from(((), ("busy",), ("no_answer",))))]}
        case "outside":
            return {"number": "10086", "exits": ["error", *draw(st.sampled_from(((), ("busy", "no_answer"))))]}
        case _:
            return {"exits": []}


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A faultless flow: only steps that ask may lead back."""
    kinds = draw(st.lists(st.sampled_from((*ASKING, *QUIET, *LAST)), min_size=1, max_size=12))
    kinds = [*kinds, "hang_up"]
    steps: dict[str, Document] = {}
    for place, kind in enumerate(kinds):
        given_parameters = parameters(draw, kind)
        outcomes = cast("list[str]", given_parameters.pop("exits"))
        first = 0 if kind in ASKING else place + 1
        exits = {outcome: f"s{draw(st.integers(first, len(kinds) - 1))}" for outcome in outcomes}
        steps[f"s{place}"] = {"id": f"s{place}", "type": kind, "parameters": given_parameters, "next": exits}
    reached: list[str] = []
    ahead = ["s0"]
    while ahead:
        step_id = ahead.pop()
        if step_id not in reached:
            reached.append(step_id)
            ahead += cast("dict[str, str]", steps[step_id]["next"]).values()
    return {
        "version": 2,
        "id": "any",
        "name": "Any",
        "languages": ["en"],
        "variables": {"x": 1, "y": "", "hidden_default": ""},
        "start": "s0",
        "limits": {"steps": draw(st.integers(10, 60)), "seconds": draw(st.integers(30, 300))},
        "steps": [steps[step_id] for step_id in reached],
    }


def faultless(document: Document) -> Flow | None:
    """The flow; a branch on a secret that no step asks for is the one fault that may be left."""
    flow, faults = check(document, KNOWN)
    assert {fault.code for fault in faults} <= {"unknown_variable"}, faults
    return flow


INPUTS = st.lists(
    st.one_of(
        st.sampled_from("0123456789*#").map(lambda digit: Pressed(digit=digit)),
        st.just(PromptEnded()),
        st.just(SilenceElapsed()),
        st.booleans().map(lambda found: CustomerKnown(found=found)),
        st.sampled_from((200, 404, 500, 0)).map(lambda status: Answered(request_id="?", status=status)),
        st.sampled_from(
            (Refused(), Refused(why="busy"), Refused(why="no_answer"), Refused(why="declined"), Refused(why="closed"))
        ),
        st.sampled_from((Faxed(), Faxed(pages=2), Faxed(problem="silent"))),
        st.sampled_from((Recorded(), Recorded(spoke=True, seconds=2.5), Recorded(problem="not_recorded"))),
    ),
    max_size=60,
)


def is_over(directives: tuple[Directive, ...]) -> bool:
    return bool(directives) and isinstance(directives[-1], EndCall | Returned | HandOver)


def well_ended(flow: Flow, world: Facts, session: Session, directives: tuple[Directive, ...]) -> None:
    """An end is the last thing that is said, and has a reason that the flow gives."""
    ends = [directive for directive in directives if isinstance(directive, EndCall | Returned | HandOver)]
    assert ends == [] or ends == [directives[-1]]
    assert session.steps <= flow.limits.steps + 1
    assert session.step_id in flow.by_id
    if ends and isinstance(ends[0], EndCall):
        assert session.until is not None
        is_at_its_limit = session.steps > flow.limits.steps or world.at >= session.until
        assert is_at_its_limit or flow.by_id[session.step_id].type == "hang_up"


@settings(max_examples=150, deadline=None)
@given(documents(), INPUTS, st.booleans())
def test_any_flow_with_any_caller_ends_in_an_exit_within_its_limits(
    document: Document, inputs: list[Input], restarts: bool
) -> None:
    flow = faultless(document)
    if flow is None:
        return
    world = facts(flow)
    session, directives = begin(world, flow, "en")
    well_ended(flow, world, session, directives)
    for happened in inputs:
        if is_over(directives) and not (isinstance(happened, Refused) and isinstance(directives[-1], HandOver)):
            return
        world = structs.replace(world, at=world.at + timedelta(seconds=1))
        asked = structs.replace(happened, request_id=session.awaited) if isinstance(happened, Answered) else happened
        session, directives = advance(world, session, asked)
        well_ended(flow, world, session, directives)
    if restarts and not is_over(directives):
        session, directives = resume(world, storable(session))
        well_ended(flow, world, session, directives)
    for _ in range(40 * flow.limits.steps):
        if is_over(directives):
            return
        world = structs.replace(world, at=world.at + timedelta(seconds=1))
        session, directives = advance(world, session, PromptEnded())
        for told in (SilenceElapsed(), Recorded(), Faxed()):
            if not is_over(directives):
                session, directives = advance(world, session, told)
        well_ended(flow, world, session, directives)
    raise AssertionError("a caller who only listens is never let go")


@settings(max_examples=80, deadline=None)
@given(documents(), st.lists(st.text("0123456789*#", max_size=5), max_size=8).map(tuple))
def test_the_simulator_always_comes_to_an_end_or_waits_for_keys(document: Document, keys: tuple[str, ...]) -> None:
    flow = faultless(document)
    if flow is None:
        return
    run = simulate(flow, Scenario(at=NOON, keys=keys), flow_of=lambda _, __: None, calendars={})
    assert len(run.visits) <= flow.limits.steps
    last = flow.by_id[run.visits[-1].step_id].type
    assert run.ended or last in ASKING


Mutation = tuple[int, str, object]


@settings(deadline=None)
@given(
    documents(),
    st.lists(
        st.tuples(
            st.integers(0, 20),
            st.sampled_from(("id", "type", "next", "parameters", "label", "extra")),
            st.sampled_from((None, 1, "s0", "gone", [], {}, {"done": "gone"}, {"prompts": []}, "hang_up", "menu")),
        ),
        min_size=1,
        max_size=4,
    ),
)
def test_the_check_survives_whatever_a_designer_or_a_file_holds(document: Document, mutations: list[Mutation]) -> None:
    broken = copy.deepcopy(document)
    steps = cast("list[Document]", broken["steps"])
    for place, field, value in mutations:
        steps[place % len(steps)][field] = value
    flow, faults = check(broken, KNOWN)
    assert (flow is None) == bool(faults)
    assert all(isinstance(fault.message, str) and fault.message for fault in faults)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(("version", "id", "steps", "start", "variables", "person", "x")), JSON) | JSON)
def test_the_check_takes_any_json(document: Mapping[str, object] | object) -> None:
    flow, faults = check(document, KNOWN)
    assert flow is None
    assert faults

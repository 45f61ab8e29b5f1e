"""A fax that is sent into a flow: received by the dialplan, kept with the call, and going on whatever becomes of us."""

from collections.abc import Mapping
from uuid import UUID

import pytest
from msgspec import structs

from app.calls.actions import (
    AnswerCall,
    CallAction,
    DiscardRecording,
    HangUp,
    LookUpCustomer,
    ReceiveFax,
    StopFax,
    StoreRecording,
)
from app.calls.call_commands import TakenBack, ToMenu
from app.calls.events import ActionFailed, FaxEnded, LegEnded, TelephonyRestored
from app.calls.interaction import Interaction
from app.calls.promises import changes_of
from app.calls.recovery import restore
from app.calls.state import Faxing, InMenu, Leaving, Waiting
from customers.work import NewWork
from ivr.flow import Flow
from tests import talks
from tests.center import ANA, Scene
from tests.talks import Talk
from tests.unit.calls.test_menu_steps import QUEUED, phase, scene
from tests.unit.ivr.walking import say

PARAMETERS: Mapping[str, object] = {"prompts": say("Send now."), "maximum_minutes": 5, "variable": "pages"}
FAX: Mapping[str, object] = {
    "id": "fax",
    "type": "fax",
    "parameters": PARAMETERS,
    "next": {"received": "support", "timeout": "end", "failed": "end"},
}
LEG = "channel-call"


def faxing(parameters: Mapping[str, object] | None = None) -> tuple[Scene, UUID, str]:
    """A caller whose fax is being received, by a step with more parameters."""
    made = scene([{**FAX, "parameters": {**PARAMETERS, **(parameters or {})}}, QUEUED])
    call_id = made.arrive()
    made.playback_ends()
    [receive] = made.asked
    assert isinstance(receive, ReceiveFax)
    assert receive.dialed_number == "4000"
    return made, call_id, receive.fax_id


def back(made: Scene, fax_id: str, *, pages: int = 0, fault: str = "") -> None:
    made.happen(FaxEnded(at=made.tick(), leg_id=LEG, fax_id=fax_id, pages=pages, fault=fault))


def interaction(made: Scene) -> Interaction:
    made.hang_up(LEG)
    [one] = made.interactions()
    return one


def parts(one: Interaction) -> list[tuple[str, str]]:
    return [(part.kind, part.outcome) for part in one.segments]


def restarted(made: Scene, *legs: str) -> tuple[CallAction, ...]:
    made.center = restore(made.center.configuration, made.center.calls.values(), made.center.agents.values())
    here = frozenset(legs)
    return made.happen(TelephonyRestored(at=made.tick(), legs=here, answered_legs=here, bridges=frozenset()))


def test_the_pages_are_kept_with_the_call_and_the_flow_goes_on() -> None:
    made, call_id, fax_id = faxing()
    made.happen(LegEnded(at=made.tick(), leg_id=LEG, left=True))
    back(made, fax_id, pages=2)
    call = made.call(call_id)
    assert isinstance(call.phase, Waiting)
    assert not call.timers
    assert made.asked[0] == AnswerCall(call_id=call_id, leg_id=LEG)
    back(made, fax_id, pages=2)
    one = interaction(made)
    assert parts(one)[:3] == [("ivr", "fax"), ("fax", "fax_received"), ("ivr", "queued")]
    assert StoreRecording(call_id=call_id, recording_id=fax_id) in made.asked
    assert ("fax_received", "2") in [(moment.what, moment.detail) for moment in one.timeline]


@pytest.mark.parametrize(("caller", "number"), [("13800138000", "+8613800138000"), ("anonymous", "")])
def test_a_fax_is_work_for_its_queue_whoever_sent_it(caller: str, number: str) -> None:
    made, _, fax_id = faxing({"queue": "support"})
    back(made, fax_id, pages=1)
    one = structs.replace(interaction(made), caller_number=caller)
    owed = [change for change in changes_of((one,), "CN") if isinstance(change, NewWork) and change.kind == "fax"]
    assert [(new.number, new.queue_id, new.recording_id) for new in owed] == [(number, "support", fax_id)]
    made, _, fax_id = faxing()
    back(made, fax_id, fault="failed")
    after = changes_of((interaction(made),), "CN")
    assert not any(isinstance(change, NewWork) and change.kind == "fax" for change in after)


@pytest.mark.parametrize(
    ("fault", "why"), [("Disconnectedafterpermittedretries", "silent"), ("Thecalldroppedprematurely", "failed")]
)
def test_without_a_page_nothing_is_kept(fault: str, why: str) -> None:
    made, call_id, fax_id = faxing()
    back(made, fax_id, fault=fault)
    assert DiscardRecording(call_id=call_id, recording_id=fax_id) in made.asked
    assert isinstance(made.call(call_id).phase, Leaving)
    one = interaction(made)
    assert all(part.recording_id is None for part in one.segments)
    assert ("fax_failed", why) in [(moment.what, moment.detail) for moment in one.timeline]


def test_where_no_fax_can_be_received_the_flow_is_told() -> None:
    made, call_id, _ = faxing()
    made.happen(ActionFailed(at=made.tick(), call_id=call_id, action="ReceiveFax", leg_id=LEG, error="404"))
    assert isinstance(made.call(call_id).phase, Leaving)


def test_who_hangs_up_while_sending_leaves_what_has_arrived() -> None:
    made, call_id, fax_id = faxing()
    one = interaction(made)
    assert parts(one) == [("ivr", "fax"), ("fax", "fax_cut_off")]
    assert StoreRecording(call_id=call_id, recording_id=fax_id) in made.asked


def test_a_fax_that_takes_too_long_is_stopped_and_who_cannot_be_taken_back_is_let_go() -> None:
    made, call_id, _ = faxing()
    made.timer(call_id)
    assert made.asked == (StopFax(call_id=call_id, leg_id=LEG),)
    made.timer(call_id)
    assert HangUp(call_id=call_id, leg_id=LEG) in made.asked


def test_a_fax_goes_on_over_a_restart() -> None:
    made, call_id, fax_id = faxing()
    again = ReceiveFax(call_id=call_id, leg_id=LEG, fax_id=fax_id, dialed_number="4000")
    assert [action for action in restarted(made, LEG) if not isinstance(action, LookUpCustomer)] == [again]
    assert [timer.name for timer in made.call(call_id).timers] == ["fax_longest"]
    assert phase(made, call_id).faxing is not None
    back(made, fax_id, pages=1)
    assert isinstance(made.call(call_id).phase, Waiting)


def test_a_caller_who_has_hung_up_meanwhile_leaves_the_pages() -> None:
    made, call_id, fax_id = faxing()
    restarted(made)
    [one] = made.interactions()
    assert one.reconciled
    assert StoreRecording(call_id=call_id, recording_id=fax_id) in made.asked


def test_the_leaving_of_a_leg_counts_for_those_who_were_never_handed_to_the_receiver() -> None:
    made = scene([QUEUED])
    call_id = made.arrive()
    made.happen(LegEnded(at=made.tick(), leg_id=LEG, left=True))
    assert call_id not in made.center.calls


def test_an_agent_takes_back_a_customer_who_is_sending() -> None:
    made = Talk()
    document = {"version": 2, "id": "fax", "name": "Fax", "languages": ["en"], "start": "fax"}
    steps = [
        {"id": "fax", "type": "fax", "next": {"received": "back", "timeout": "back", "failed": "back"}},
        {"id": "back", "type": "return"},
    ]
    configuration = made.center.configuration
    flows = configuration.flows.set("fax", Flow.model_validate({**document, "steps": steps}))
    made.center = structs.replace(made.center, configuration=structs.replace(configuration, flows=flows))
    talks.talking(made)
    made.transfer(ToMenu(flow_id="fax", step_id="fax", comes_back=True))
    sending = made.call(made.call_id).phase
    assert isinstance(sending, InMenu)
    assert isinstance(sending.faxing, Faxing)
    made.happen(TakenBack(at=made.tick(), agent_id=ANA, call_id=made.call_id))
    kinds = [type(action) for action in made.asked]
    assert kinds.index(StopFax) < kinds.index(AnswerCall)
    assert made.connected(ANA, None)
    assert all(not timer.name.startswith("fax_") for timer in made.call(made.call_id).timers)

"""Calls with more than two people, on the real Asterisk, with the sound measured: who hears whom, and nobody else."""

from collections.abc import Generator
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import numpy as np
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from app.calls.configuration import OutgoingRules
from ivr.flow import Flow
from ivr.repository import save_flow
from tests.system.answering_phone import AnsweringPhone, answering_phone
from tests.system.caller_phone import CallerPhone, caller_phone
from tests.system.hearing import ANA, BEN, CALLER, CHEN, OUTSIDE, hears, hears_no_speaker
from tests.system.left_over import expect_nothing_left, has_failed
from tests.system.running_site import RunningSite, running_site
from tests.system.sip_agent import SipAgent, sip_agent
from tests.system.stored import expect_in_no_file, interaction_of, live_states
from tests.system.tones import loudness, sides, story
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

NUMBER = "+862162881234"
OUTGOING = OutgoingRules(trunk="carrier", prefixes=("+86",), caller_ids=("+862112345678",))
SECRET = "9182736405"
"""Long enough to be in no file by chance."""
ASKING = Flow.model_validate(
    {
        "version": 2,
        "id": "secret",
        "name": "Secret",
        "languages": ["en"],
        "start": "secret",
        "steps": [
            {
                "id": "secret",
                "type": "collect_digits",
                "parameters": {
                    "variable": "secret",
                    "minimum": len(SECRET),
                    "maximum": len(SECRET),
                    "secret": True,
                    "prompts": [{"say": {"en": "Please enter your secret number. Nobody hears it. Take your time."}}],
                    "first_digit_seconds": 60,
                    "inter_digit_seconds": 60,
                },
                "next": {"done": "back", "timeout": "back", "no_match": "back"},
            },
            {"id": "back", "type": "return"},
        ],
    }
)
"""Asks for a secret, and is over."""


async def asking(connection: AsyncConnection) -> None:
    """Write the flow that agents send customers to."""
    await save_flow(connection, ASKING)


@pytest.fixture(scope="module")
def carrier() -> Generator[AnsweringPhone]:
    """What is behind the trunk: one telephone for every number."""
    with answering_phone(user="carrier", hertz=OUTSIDE) as phone:
        yield phone


@pytest.fixture(scope="module")
def site(carrier: AnsweringPhone) -> Generator[RunningSite]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("RINGDESK_TRUNKS", f'[{{"name": "carrier", "server": "127.0.0.1:{carrier.port}"}}]')
        with running_site(outgoing=OUTGOING, more=asking) as running:
            yield running


@pytest.fixture(scope="module")
def agents(site: RunningSite) -> Generator[tuple[SipAgent, SipAgent, SipAgent]]:
    with ExitStack() as stack:
        ana, ben, chen = (
            stack.enter_context(sip_agent(site, login, hertz=hertz))
            for login, hertz in (("agent8001", ANA), ("agent8002", BEN), ("agent8003", CHEN))
        )
        yield ana, ben, chen


@pytest.fixture(autouse=True)
def nothing_left(
    request: pytest.FixtureRequest,
    site: RunningSite,
    carrier: AnsweringPhone,
    agents: tuple[SipAgent, SipAgent, SipAgent],
) -> Generator[None]:
    """Everybody rests before a test; after it Asterisk holds nothing, and each call is one interaction."""
    for agent in agents:
        agent.resting()
    before = interactions(site)
    yield
    if has_failed(request):
        carrier.put_down()
        for agent in agents:
            agent.put_down()
    expect_nothing_left(site)
    for agent in agents:
        agent.expect_free()
    assert has_failed(request) or interactions(site) == before + 1


def interactions(site: RunningSite) -> int:
    ((count,),) = site.rows("SELECT count(*) FROM interactions")
    assert isinstance(count, int)
    return count


def waiting_in(site: RunningSite, queue_id: str) -> dict[str, Any]:
    """How the one live call waits in a queue, once it does."""

    def stands() -> dict[str, Any] | None:
        phases = [state["phase"] for state in live_states(site)]
        return next((one for one in phases if one["type"] == "Waiting" and one["queue_id"] == queue_id), None)

    return until(stands, f"the caller waits in {queue_id}")


def talk(site: RunningSite, ana: SipAgent, stack: ExitStack, number: str = "13800138000") -> CallerPhone:
    """A caller of the support queue has heard some music and is joined with Ana."""
    caller = stack.enter_context(caller_phone(site.sip_port, number=number, hertz=CALLER))
    caller.wait_answered()
    caller.press("2")
    waiting_in(site, "support")
    ana.ready()
    ana.phone.answer()
    ana.expect("talking")
    return caller


def test_an_attended_transfer_lets_each_pair_speak_in_turn(
    site: RunningSite, agents: tuple[SipAgent, SipAgent, SipAgent]
) -> None:
    ana, ben, _ = agents
    with ExitStack() as stack:
        caller = talk(site, ana, stack)
        hears(caller, ANA)
        hears(ana.phone, CALLER)
        ana.on_call("consult", to={"type": "agent", "agent_id": str(ben.id)})
        ben.phone.answer()
        ana.expect("consulting")
        hears(ben.phone, ANA)
        hears(ana.phone, BEN)
        hears_no_speaker(caller)
        ana.on_call("consult/swap")
        hears(caller, ANA)
        hears_no_speaker(ben.phone)
        ana.on_call("consult/complete")
        hears(caller, BEN)
        hears(ben.phone, CALLER)
        ana.phone.wait_ended()
        ana.expect("wrap_up")
        ben.on_call("hang-up")
        caller.wait_ended()
    query = "SELECT agent_number, outcome, recording_id FROM segments WHERE kind = 'agent' ORDER BY position"
    rows = until(lambda: site.rows(query), "the interaction is written")
    assert [(number, outcome) for number, outcome, _ in rows] == [("8001", "transferred"), ("8002", "completed")]
    assert all(recording for _, _, recording in rows)


def test_a_caller_transferred_to_a_queue_keeps_the_time_waited_and_the_notes(
    site: RunningSite, agents: tuple[SipAgent, SipAgent, SipAgent]
) -> None:
    ana, ben, _ = agents
    notes = "wants ten of them"
    with ExitStack() as stack:
        caller = talk(site, ana, stack, "15500000071")
        ana.note(notes)
        ana.on_call("transfer", to={"type": "queue", "queue_id": "sales"})
        ana.phone.wait_ended()
        ana.expect("wrap_up")
        since = datetime.fromisoformat(waiting_in(site, "sales")["since"])
        hears_no_speaker(caller)
        ben.ready()
        ben.phone.answer()
        assert ben.expect("talking")["notes"] == notes
        hears(caller, BEN)
        hears(ben.phone, CALLER)
        ben.on_call("hang-up")
        caller.wait_ended()
    for agent in (ana, ben):
        agent.expect("wrap_up")
        agent.resting()
    until(
        lambda: site.rows("SELECT notes FROM wrap_ups WHERE notes <> ''") == [(notes,)] * 2, "both have written it down"
    )
    detail = interaction_of(site, "15500000071")
    assert [(part.kind, part.agent_number, part.outcome) for part in detail.segments] == [
        ("ivr", "", "queued"),
        ("queue", "", "answered"),
        ("agent", "8001", "transferred"),
        ("queue", "", "answered"),
        ("agent", "8002", "completed"),
    ]
    _, first, of_ana, second, of_ben = detail.segments
    assert first.ended_at is not None
    assert second.started_at - since == first.ended_at - first.started_at, "the time waited before counts on"
    assert None not in (of_ana.recording_id, of_ben.recording_id)
    assert (detail.notes, detail.row.outcome) == (notes, "answered")


def test_a_caller_transferred_outside_talks_on_without_the_agent(
    site: RunningSite, agents: tuple[SipAgent, SipAgent, SipAgent], carrier: AnsweringPhone
) -> None:
    ana, _, _ = agents
    with ExitStack() as stack:
        caller = talk(site, ana, stack, "15500000072")
        ana.on_call("transfer", to={"type": "number", "number": NUMBER})
        carrier.wait_ringing()
        ana.expect("transferring")
        assert (carrier.dialed_as, carrier.shown) == (NUMBER, "+862112345678")
        carrier.answer()
        ana.phone.wait_ended()
        ana.expect("wrap_up")
        hears(caller, OUTSIDE)
        hears(carrier, CALLER)
        ana.resting()
        assert ana.call is None
        hears(caller, OUTSIDE)
        hears(carrier, CALLER)
        caller.hang_up()
        carrier.wait_ended()
    detail = interaction_of(site, "15500000072")
    assert [(part.kind, part.agent_number, part.outcome) for part in detail.segments] == [
        ("ivr", "", "queued"),
        ("queue", "", "answered"),
        ("agent", "8001", "transferred"),
        ("outside", "", "completed"),
    ]
    assert (detail.row.outcome, detail.ended_by) == ("answered", "caller")


def test_four_in_a_conference_hear_the_other_three(
    site: RunningSite, agents: tuple[SipAgent, SipAgent, SipAgent], carrier: AnsweringPhone
) -> None:
    ana, ben, _ = agents
    with ExitStack() as stack:
        caller = talk(site, ana, stack)
        ana.on_call("consult", to={"type": "agent", "agent_id": str(ben.id)})
        ben.phone.answer()
        ana.expect("consulting")
        ana.on_call("consult/merge")
        ana.on_call("parties", to={"type": "number", "number": NUMBER})
        carrier.answer()
        hears(caller, ANA, BEN, OUTSIDE)
        hears(ana.phone, CALLER, BEN, OUTSIDE)
        hears(ben.phone, CALLER, ANA, OUTSIDE)
        hears(carrier, CALLER, ANA, BEN)
        parties = {party["number"]: party["id"] for party in ana.expect("talking")["parties"]}
        ana.on_call(f"parties/{parties[NUMBER]}/mute", muted=True)
        hears(caller, ANA, BEN)
        hears(carrier, CALLER, ANA, BEN)
        ana.on_call(f"parties/{parties[NUMBER]}/mute", muted=False)
        hears(caller, ANA, BEN, OUTSIDE)
        ana.drop(parties[NUMBER])
        carrier.wait_ended()
        ana.on_call("hang-up")
        hears(caller, BEN)
        hears(ben.phone, CALLER)
        caller.hang_up()
        ben.phone.wait_ended()


def test_a_customer_goes_to_a_menu_unheard_and_comes_back(
    site: RunningSite, agents: tuple[SipAgent, SipAgent, SipAgent]
) -> None:
    ana, _, _ = agents
    with ExitStack() as stack:
        caller = talk(site, ana, stack)
        menu = next(menu for menu in ana.options()["menus"] if menu["step_id"] == "menu")
        to = {"type": "menu", "flow_id": menu["flow_id"], "step_id": menu["step_id"], "comes_back": True}
        ana.on_call("transfer", to=to)
        ana.expect("in_menu")
        hears_no_speaker(caller)
        before, keys = ana.phone.mark(), ana.phone.keys_received
        caller.press("9")
        assert loudness(caller.heard(3)) > 0.001, "the menu speaks"
        unheard(ana, before, keys)
        ana.on_call("take-back")
        ana.expect("talking")
        hears(caller, ANA)
        hears(ana.phone, CALLER)
        ana.on_call("hang-up")
        caller.wait_ended()


def unheard(agent: SipAgent, mark: int, keys: str) -> None:
    """The agent has heard nothing at all since then, no key either."""
    assert np.max(np.abs(agent.phone.since(mark)), initial=0.0) < 0.01, "the agent hears silence, if anything"
    assert agent.phone.keys_received == keys


def keys_pressed(site: RunningSite) -> object:
    """How many keys have arrived."""
    ((count,),) = site.rows("SELECT count(*) FROM journal WHERE type = 'DigitReceived'")
    return count


def test_a_customer_enters_a_secret_that_nobody_hears_and_comes_back_by_itself(
    site: RunningSite, agents: tuple[SipAgent, SipAgent, SipAgent]
) -> None:
    ana, _, _ = agents
    with ExitStack() as stack:
        caller = talk(site, ana, stack, "15500000073")
        hears(ana.phone, CALLER)
        ana.phone.heard(2)
        ana.on_call("transfer", to={"type": "menu", "flow_id": "secret", "step_id": "secret", "comes_back": True})
        ana.expect("in_menu")
        assert loudness(caller.heard(1)) > 0.001, "the flow asks"
        before, keys = ana.phone.mark(), ana.phone.keys_received
        for key in SECRET[:-1]:
            arrived = keys_pressed(site)
            caller.press(key)
            until(lambda arrived=arrived: keys_pressed(site) != arrived, "the key has arrived")
        unheard(ana, before, keys)
        caller.press(SECRET[-1])
        ana.expect("talking")
        assert ana.phone.keys_received == keys
        hears(caller, ANA)
        hears(ana.phone, CALLER)
        ana.phone.heard(2)
        ana.on_call("hang-up")
        caller.wait_ended()
    detail = interaction_of(site, "15500000073")
    (recording,) = detail.recordings
    with site.client("sam") as http:
        audio = http.get(f"/api/v1/recordings/{recording.id}/audio").raise_for_status()
    of_caller, of_agent = sides(audio.content)
    assert story(of_caller, CALLER) == ["tone", "silence", "tone"]
    assert story(of_agent, ANA) == ["tone", "silence", "tone"]
    expect_in_no_file(site, SECRET)


def test_a_dialed_number_is_rung_after_the_agents_own_phone_and_both_speak(
    site: RunningSite, agents: tuple[SipAgent, SipAgent, SipAgent], carrier: AnsweringPhone
) -> None:
    ana, _, _ = agents
    ana.post("dial", to={"type": "number", "number": "021-6288 1234"})
    carrier.wait_ringing()
    assert ana.expect("dialing")["direction"] == "outbound"
    assert (carrier.dialed_as, carrier.shown) == (NUMBER, "+862112345678")
    assert loudness(ana.phone.heard(5)) > 0.01, "the agent hears that it rings"
    carrier.answer()
    ana.expect("talking")
    hears(carrier, ANA)
    hears(ana.phone, OUTSIDE)
    carrier.hang_up()
    ana.phone.wait_ended()
    until(lambda: ana.me["state"] == "not_ready", "the state before the call is back")


def test_a_busy_number_is_told_plainly(
    site: RunningSite, agents: tuple[SipAgent, SipAgent, SipAgent], carrier: AnsweringPhone
) -> None:
    ana, _, _ = agents
    ana.post("dial", to={"type": "number", "number": NUMBER})
    carrier.reject()
    assert ana.expect("dial_failed")["dial_result"] == "busy"
    ana.phone.wait_ended()


def test_what_the_rules_forbid_is_refused(agents: tuple[SipAgent, SipAgent, SipAgent], carrier: AnsweringPhone) -> None:
    ana, _, _ = agents
    assert ana.ask("dial", to={"type": "number", "number": "+14155550123"}).json()["code"] == "number_not_allowed"
    assert ana.ask("dial", to={"type": "number", "number": "nobody"}).json()["code"] == "number_not_valid"
    ana.post("dial", to={"type": "number", "number": NUMBER})
    carrier.reject("603 Decline")
    assert ana.expect("dial_failed")["dial_result"] == "rejected"
    ana.phone.wait_ended()

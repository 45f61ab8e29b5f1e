"""Calls with more than two people, on the real Asterisk, with the sound measured: who hears whom, and nobody else."""

from collections.abc import Generator
from contextlib import ExitStack

import pytest

from app.calls.configuration import OutgoingRules
from tests.system.answering_phone import AnsweringPhone, answering_phone
from tests.system.caller_phone import CallerPhone, caller_phone
from tests.system.hearing import ANA, BEN, CALLER, CHEN, CLEARLY, OUTSIDE, hears, hears_no_speaker
from tests.system.running_site import RunningSite, running_site
from tests.system.sip_agent import SipAgent, sip_agent
from tests.system.tones import loudness, share
from tests.waiting import until

pytestmark = [pytest.mark.system, pytest.mark.timeout(300)]

NUMBER = "+862162881234"
OUTGOING = OutgoingRules(trunk="carrier", prefixes=("+86",), caller_ids=("+862112345678",))


@pytest.fixture(scope="module")
def carrier() -> Generator[AnsweringPhone]:
    """What is behind the trunk: one telephone for every number."""
    with answering_phone(user="carrier", hertz=OUTSIDE) as phone:
        yield phone


@pytest.fixture(scope="module")
def site(carrier: AnsweringPhone) -> Generator[RunningSite]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("RINGDESK_TRUNKS", f'[{{"name": "carrier", "server": "127.0.0.1:{carrier.port}"}}]')
        with running_site(outgoing=OUTGOING) as running:
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
def nothing_left(site: RunningSite, agents: tuple[SipAgent, SipAgent, SipAgent]) -> Generator[None]:
    """Everybody rests before a test; after it Asterisk holds nothing, and each call is one interaction."""
    for agent in agents:
        agent.resting()
    before = interactions(site)
    yield
    until(lambda: not site.channels() or None, "no channel is left")
    until(lambda: site.console("bridge show all").count("\n") <= 1 or None, "no bridge is left")
    until(lambda: site.rows("SELECT count(*) FROM live_calls") == [(0,)] or None, "no call is left")
    assert interactions(site) == before + 1
    for agent in agents:
        agent.expect_free()


def interactions(site: RunningSite) -> int:
    ((count,),) = site.rows("SELECT count(*) FROM interactions")
    assert isinstance(count, int)
    return count


def talk(site: RunningSite, ana: SipAgent, stack: ExitStack) -> CallerPhone:
    """A caller of the support queue is joined with Ana."""
    caller = stack.enter_context(caller_phone(site.sip_port, number="13800138000", hertz=CALLER))
    caller.wait_answered()
    caller.press("2")
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
        before, keys = ana.phone.mark(), len(ana.phone.keys_received)
        caller.press("9")
        assert loudness(caller.heard(3)) > 0.001, "the menu speaks"
        heard = ana.phone.since(before)
        assert share(heard, CALLER) < CLEARLY if len(heard) else True, "the agent hears nothing of it"
        assert len(ana.phone.keys_received) == keys
        ana.on_call("take-back")
        ana.expect("talking")
        hears(caller, ANA)
        hears(ana.phone, CALLER)
        ana.on_call("hang-up")
        caller.wait_ended()


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

"""Calls over ARI: the same on the fake Asterisk and on the real one."""

import asyncio
from uuid import UUID, uuid4

import pytest

from app.asterisk import ari_requests
from app.asterisk.ari_messages import AlreadyDone, AlreadyGone, AriRequest, Done, Outcome, Refused
from app.asterisk.node import AsteriskNode
from app.asterisk.phones import AriPhoneLines
from app.calls import actions, ids
from app.calls.events import (
    CallArrived,
    CallEvent,
    DigitReceived,
    LegAnswered,
    LegEnded,
    PlaybackEnded,
)
from app.calls.phone_lines import phone_name
from app.calls.ports import ActionNotPerformed
from ivr.prompt import Sound, Speech
from tests.contract.callers import CALLER, NUMBER, answered, arrive
from tests.contract.conftest import Heard
from tests.contract.lines import Line, phone_line

pytestmark = pytest.mark.anyio


def ring(call_id: UUID, agent_id: UUID) -> actions.RingAgent:
    return actions.RingAgent(
        call_id=call_id,
        leg_id=ids.agent_leg(call_id, 1),
        agent_id=agent_id,
        agent_number="8001",
        caller_number=CALLER,
        caller_name='Wang "<Wei>"',
    )


async def test_a_caller_arrives_with_both_numbers(line: Line, heard: Heard[CallEvent], node: AsteriskNode) -> None:
    call = await arrive(line, heard)
    assert (call.caller_number, call.dialed_number) == (CALLER, NUMBER)


async def test_answering_twice_is_harmless(line: Line, heard: Heard[CallEvent], node: AsteriskNode) -> None:
    call = await answered(line, heard, node)
    await node.telephony.perform(actions.AnswerCall(call_id=call.call_id, leg_id=call.leg_id))
    outcome = await node.ari.send(ari_requests.get_channel(call.leg_id))
    assert isinstance(outcome, Done)
    assert outcome.response.object["state"] == "Up"


async def test_a_pressed_key_is_heard(line: Line, heard: Heard[CallEvent], node: AsteriskNode) -> None:
    call = await answered(line, heard, node)
    await line.press("2")
    event = await heard.until(lambda event: isinstance(event, DigitReceived))
    assert isinstance(event, DigitReceived)
    assert (event.leg_id, event.digit, event.held_for.total_seconds()) == (call.leg_id, "2", 0.1)


async def test_a_caller_who_hangs_up_ends_the_leg_with_a_cause(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    call = await answered(line, heard, node)
    await line.caller_hangs_up()
    event = await heard.until(lambda event: isinstance(event, LegEnded) and event.leg_id == call.leg_id)
    assert isinstance(event, LegEnded)
    assert event.hangup_cause == 16
    await heard.until(lambda event: isinstance(event, LegEnded) and event.leg_id == call.leg_id, count=2)
    assert await node.ari.send(ari_requests.answer(call.leg_id)) == AlreadyGone()


async def test_a_caller_who_gives_up_before_the_answer_ends_the_leg(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    call = await arrive(line, heard)
    await line.caller_gives_up()
    event = await heard.until(lambda event: isinstance(event, LegEnded) and event.leg_id == call.leg_id)
    assert isinstance(event, LegEnded)
    assert event.hangup_cause == 16


async def test_hanging_up_ends_the_leg_and_repeats_harmlessly(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    call = await answered(line, heard, node)
    end = actions.HangUp(call_id=call.call_id, leg_id=call.leg_id)
    await node.telephony.perform(end)
    await heard.until(lambda event: isinstance(event, LegEnded) and event.leg_id == call.leg_id)
    await node.telephony.perform(end)


async def test_a_playback_ends_by_itself(line: Line, heard: Heard[CallEvent], node: AsteriskNode) -> None:
    call = await answered(line, heard, node)
    name = ids.playback(call.call_id, 1)
    prompts = (Sound(name="beep"), Speech(text="Hello", language="en"), Speech(text="", language="en"))
    await node.telephony.perform(
        actions.Play(call_id=call.call_id, leg_id=call.leg_id, playback_id=name, prompts=prompts)
    )
    event = await heard.until(lambda event: isinstance(event, PlaybackEnded))
    assert isinstance(event, PlaybackEnded)
    assert (event.playback_id, event.failed) == (name, False)


async def test_a_request_that_waits_for_one_caller_keeps_nobody_else_waiting(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    first = await answered(line, heard, node)
    name = ids.playback(first.call_id, 1)
    long = (Sound(name="vm-options"),) * 3
    await node.telephony.perform(
        actions.Play(call_id=first.call_id, leg_id=first.leg_id, playback_id=name, prompts=long)
    )
    again = [
        asyncio.ensure_future(node.telephony.perform(actions.AnswerCall(call_id=first.call_id, leg_id=first.leg_id)))
        for _ in range(3)
    ]
    async with asyncio.timeout(10):  # sooner than the prompts are over
        await line.call_in(CALLER, NUMBER)
        second = await heard.until(lambda event: isinstance(event, CallArrived), count=2)
        assert isinstance(second, CallArrived)
        await node.telephony.perform(actions.AnswerCall(call_id=second.call_id, leg_id=second.leg_id))
    await node.telephony.perform(actions.StopPlayback(call_id=first.call_id, playback_id=name))
    await asyncio.gather(*again)


async def test_a_playback_asked_for_twice_sounds_once_and_can_be_stopped(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    call = await answered(line, heard, node)
    name = ids.playback(call.call_id, 1)
    play = actions.Play(
        call_id=call.call_id, leg_id=call.leg_id, playback_id=name, prompts=(Sound(name="vm-options"),) * 3
    )
    await node.telephony.perform(play)
    await node.telephony.perform(play)
    stop = actions.StopPlayback(call_id=call.call_id, playback_id=name)
    await node.telephony.perform(stop)
    event = await heard.until(lambda event: isinstance(event, PlaybackEnded))
    assert isinstance(event, PlaybackEnded)
    assert not event.failed
    await node.telephony.perform(stop)
    assert await node.ari.send(ari_requests.get_playback(name)) == AlreadyGone()


async def test_a_missing_sound_fails_instead_of_hanging(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    call = await answered(line, heard, node)
    name = ids.playback(call.call_id, 1)
    prompts = (Sound(name="no-such-sound"),)
    await node.telephony.perform(
        actions.Play(call_id=call.call_id, leg_id=call.leg_id, playback_id=name, prompts=prompts)
    )
    event = await heard.until(lambda event: isinstance(event, PlaybackEnded))
    assert isinstance(event, PlaybackEnded)
    assert event.failed


async def test_music_mute_and_ringing_may_be_repeated(line: Line, heard: Heard[CallEvent], node: AsteriskNode) -> None:
    call = await answered(line, heard, node)
    leg = call.leg_id
    for request in (
        ari_requests.start_music(leg, "default"),
        ari_requests.start_music(leg, "default"),
        ari_requests.stop_music(leg),
        ari_requests.stop_music(leg),
        ari_requests.watch_speech(leg),
        ari_requests.watch_speech(leg),
        ari_requests.start_silence(leg),
        ari_requests.start_silence(leg),
        ari_requests.stop_silence(leg),
        ari_requests.stop_silence(leg),
        ari_requests.unwatch_speech(leg),
        ari_requests.unwatch_speech(leg),
        ari_requests.mute(leg),
        ari_requests.unmute(leg),
        ari_requests.start_ringing(leg),
        ari_requests.stop_ringing(leg),
    ):
        assert isinstance(await node.ari.send(request), Done)


async def test_variables_are_taken_literally(line: Line, heard: Heard[CallEvent], node: AsteriskNode) -> None:
    call = await answered(line, heard, node)
    await node.ari.send(ari_requests.set_variables(call.leg_id, {"FIRST": "${SHELL(id)}", "SECOND": "a b+c%20"}))
    for name, value in (("FIRST", "${SHELL(id)}"), ("SECOND", "a b+c%20")):
        outcome = await node.ari.send(ari_requests.get_variable(call.leg_id, name))
        assert isinstance(outcome, Done)
        assert outcome.response.object == {"value": value}


async def test_a_bridge_is_made_filled_and_removed_however_often_it_is_asked(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    call = await answered(line, heard, node)
    bridge = ids.bridge(call.call_id)
    connect = actions.Connect(call_id=call.call_id, bridge_id=bridge, leg_ids=(call.leg_id,))
    for effect in (
        connect,
        connect,
        actions.Disconnect(call_id=call.call_id, bridge_id=bridge, leg_id=call.leg_id),
        actions.Disconnect(call_id=call.call_id, bridge_id=bridge, leg_id=call.leg_id),
        actions.DestroyBridge(call_id=call.call_id, bridge_id=bridge),
        actions.DestroyBridge(call_id=call.call_id, bridge_id=bridge),
    ):
        await node.telephony.perform(effect)
    assert not any(isinstance(event, LegEnded) for event in heard.all)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (ari_requests.answer("nobody"), AlreadyGone()),
        (ari_requests.hang_up("nobody", 16), AlreadyGone()),
        (ari_requests.stop_playback("nothing"), AlreadyGone()),
        (ari_requests.delete_bridge("nothing"), AlreadyGone()),
        (ari_requests.delete_object("auth", "nobody"), AlreadyGone()),
        (ari_requests.get_channel("../../asterisk/info"), AlreadyGone()),
    ],
    ids=lambda value: value.path[-1] if isinstance(value, AriRequest) else "",
)
async def test_acting_on_what_does_not_exist_says_gone(
    node: AsteriskNode, request_: AriRequest, expected: Outcome
) -> None:
    assert await node.ari.send(request_) == expected


async def test_creating_twice_says_already_done(node: AsteriskNode) -> None:
    name = str(uuid4())
    assert isinstance(await node.ari.send(ari_requests.create_bridge(name)), Done)
    assert await node.ari.send(ari_requests.create_bridge(name)) == AlreadyDone()
    assert await node.ari.send(ari_requests.add_to_bridge(name, "nobody")) == AlreadyGone()
    assert isinstance(await node.ari.send(ari_requests.delete_bridge(name)), Done)


async def test_a_dialed_phone_rings_answers_and_ends(line: Line, heard: Heard[CallEvent], node: AsteriskNode) -> None:
    agent_id, call_id = uuid4(), uuid4()
    await line.register(phone_name(agent_id))
    effect = ring(call_id, agent_id)
    await node.telephony.perform(effect)
    await line.until_rung()
    await node.telephony.perform(effect)  # repeated while it rings
    bridge = ari_requests.create_bridge(ids.bridge(call_id))
    assert isinstance(await node.ari.send(bridge), Done)
    early = await node.ari.send(ari_requests.add_to_bridge(ids.bridge(call_id), effect.leg_id))
    assert isinstance(early, Refused)
    assert early.status == 422
    await line.pick_up()
    await heard.until(lambda event: event == LegAnswered(at=event.at, leg_id=effect.leg_id))
    connect = actions.Connect(call_id=call_id, bridge_id=ids.bridge(call_id), leg_ids=(effect.leg_id,))
    await node.telephony.perform(connect)
    await node.telephony.perform(actions.HangUp(call_id=call_id, leg_id=effect.leg_id))
    await heard.until(lambda event: isinstance(event, LegEnded) and event.hangup_cause == 16)
    assert not any(isinstance(event, CallArrived) for event in heard.all)


async def test_a_busy_phone_ends_the_leg_with_its_cause(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    agent_id, call_id = uuid4(), uuid4()
    await line.register(phone_name(agent_id))
    await node.telephony.perform(ring(call_id, agent_id))
    await line.until_rung()
    await line.reject()
    event = await heard.until(lambda event: isinstance(event, LegEnded))
    assert isinstance(event, LegEnded)
    assert (event.leg_id, event.hangup_cause) == (ids.agent_leg(call_id, 1), 17)


async def test_a_phone_that_rings_can_be_left_alone_again(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    agent_id, call_id = uuid4(), uuid4()
    await line.register(phone_name(agent_id))
    await node.telephony.perform(ring(call_id, agent_id))
    await line.until_rung()
    await node.telephony.perform(actions.HangUp(call_id=call_id, leg_id=ids.agent_leg(call_id, 1), hangup_cause=26))
    event = await heard.until(lambda event: isinstance(event, LegEnded))
    assert isinstance(event, LegEnded)
    assert event.hangup_cause == 26


async def test_a_phone_that_is_not_registered_cannot_be_rung(node: AsteriskNode) -> None:
    agent_id = uuid4()
    phones = AriPhoneLines(node.ari, "127.0.0.1")
    await phones.open_line(phone_line(agent_id))
    with pytest.raises(ActionNotPerformed, match="not reachable"):
        await node.telephony.perform(ring(uuid4(), agent_id))
    await phones.close_line(phone_name(agent_id))
    await phones.close_line(phone_name(agent_id))


async def test_a_phone_may_be_made_again_with_another_secret(node: AsteriskNode) -> None:
    agent_id = uuid4()
    phones = AriPhoneLines(node.ari, "127.0.0.1")
    await phones.open_line(phone_line(agent_id))
    await phones.open_line(phone_line(agent_id))
    outcome = await node.ari.send(ari_requests.get_endpoint(phone_name(agent_id)))
    assert isinstance(outcome, Done)
    assert outcome.response.object["state"] == "offline"

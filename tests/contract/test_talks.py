"""What calls with many parties ask of Asterisk: outside numbers, tones, ringing, muting, silent recordings, two bridges."""

import asyncio
from typing import cast
from uuid import uuid4

import pytest

from app.asterisk import ari_requests
from app.asterisk.ari_messages import Done
from app.asterisk.node import AsteriskNode
from app.calls import actions, ids
from app.calls.events import CallArrived, CallEvent, FaxEnded, LegAnswered, LegEnded, PlaybackEnded
from app.calls.ports import ActionNotPerformed
from tests.contract.callers import answered
from tests.contract.conftest import Heard
from tests.contract.lines import Line
from tests.waiting import PATIENCE

pytestmark = pytest.mark.anyio

TRUNK = "carrier"


def dial_out(number: str = "+862162881234", trunk: str = TRUNK) -> actions.DialOut:
    call_id = uuid4()
    return actions.DialOut(
        call_id=call_id, leg_id=ids.agent_leg(call_id, 1), number=number, trunk=trunk, caller_id="+862112345678"
    )


async def rung(line: Line, node: AsteriskNode) -> actions.DialOut:
    """Somebody outside, whose phone rings."""
    await line.register(TRUNK)
    effect = dial_out()
    await node.telephony.perform(effect)
    await line.until_rung()
    return effect


async def test_an_outside_number_is_dialed_by_its_trunk_and_answers(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    effect = await rung(line, node)
    await node.telephony.perform(effect)
    await line.pick_up()
    await heard.until(lambda event: isinstance(event, LegAnswered) and event.leg_id == effect.leg_id)
    await node.telephony.perform(actions.HangUp(call_id=effect.call_id, leg_id=effect.leg_id))
    await heard.until(lambda event: isinstance(event, LegEnded) and event.leg_id == effect.leg_id)


async def test_legs_of_whom_one_has_not_answered_are_not_said_to_be_connected(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    call = await answered(line, heard, node)
    effect = await rung(line, node)
    connect = actions.Connect(
        call_id=call.call_id, bridge_id=ids.bridge(call.call_id), leg_ids=(call.leg_id, effect.leg_id)
    )
    with pytest.raises(ActionNotPerformed):
        await node.telephony.perform(connect)
    await line.pick_up()
    await heard.until(lambda event: isinstance(event, LegAnswered) and event.leg_id == effect.leg_id)
    await node.telephony.perform(connect)


async def test_a_busy_outside_number_tells_its_cause(line: Line, heard: Heard[CallEvent], node: AsteriskNode) -> None:
    effect = await rung(line, node)
    await line.reject()
    event = await heard.until(lambda event: isinstance(event, LegEnded) and event.leg_id == effect.leg_id)
    assert isinstance(event, LegEnded)
    assert event.hangup_cause == 17


@pytest.mark.parametrize(
    ("number", "trunk"),
    [
        ("+8610010", "no-such-trunk"),
        ("+8610010@10.0.0.1", TRUNK),
        ("sip:x", TRUNK),
        ("1\r\n2", TRUNK),
        ("", TRUNK),
        ("10010", "x@y"),
    ],
)
async def test_what_is_no_number_or_no_trunk_is_never_dialed(node: AsteriskNode, number: str, trunk: str) -> None:
    with pytest.raises(ActionNotPerformed):
        await node.telephony.perform(dial_out(number, trunk))


async def test_a_tone_lasts_until_it_is_stopped(line: Line, heard: Heard[CallEvent], node: AsteriskNode) -> None:
    call = await answered(line, heard, node)
    name = ids.playback(call.call_id, 1)
    tone = actions.PlayTone(call_id=call.call_id, leg_id=call.leg_id, playback_id=name, tone="busy")
    await node.telephony.perform(tone)
    await node.telephony.perform(tone)
    await node.telephony.perform(actions.StopPlayback(call_id=call.call_id, playback_id=name))
    await heard.until(lambda event: isinstance(event, PlaybackEnded) and event.playback_id == name)


async def test_ringing_and_muting_may_be_repeated_and_are_harmless_on_a_leg_that_is_gone(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    call = await answered(line, heard, node)
    for kind in (actions.StartRinging, actions.StopRinging, actions.Mute, actions.Unmute):
        for leg_id in (call.leg_id, call.leg_id, "nobody"):
            await node.telephony.perform(kind(call_id=call.call_id, leg_id=leg_id))


async def test_a_recording_falls_silent_and_sounds_again(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    call = await answered(line, heard, node)
    name = ids.recording(call.call_id, 1)
    for kind in (
        actions.PauseRecording,
        actions.StartRecording,
        actions.PauseRecording,
        actions.PauseRecording,
        actions.ResumeRecording,
        actions.StopRecording,
        actions.ResumeRecording,
    ):
        await node.telephony.perform(kind(call_id=call.call_id, recording_id=name, leg_id=call.leg_id))


async def test_a_leg_goes_from_the_talk_to_the_consultation_and_back(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    call = await answered(line, heard, node)
    effect = await rung(line, node)
    await line.pick_up()
    await heard.until(lambda event: isinstance(event, LegAnswered) and event.leg_id == effect.leg_id)
    rooms = ids.bridge(call.call_id), ids.consult_bridge(call.call_id)
    both = call.leg_id, effect.leg_id
    for room, other in (rooms, rooms[::-1], rooms):
        await node.telephony.perform(actions.Connect(call_id=call.call_id, bridge_id=room, leg_ids=both))
        assert await members(node, room) == set(both)
        for leg_id in both:
            await node.telephony.perform(actions.Disconnect(call_id=call.call_id, bridge_id=room, leg_id=leg_id))
            await node.telephony.perform(actions.Disconnect(call_id=call.call_id, bridge_id=other, leg_id=leg_id))
        assert await members(node, room) == set()
    for room in rooms:
        await node.telephony.perform(actions.DestroyBridge(call_id=call.call_id, bridge_id=room))
    async with asyncio.timeout(PATIENCE):
        left = await bridges(node)
        while left:
            await asyncio.sleep(0.02)
            left = await bridges(node)


async def test_somebody_may_listen_to_a_leg_of_a_talk_and_the_talk_goes_on_untouched(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    call = await answered(line, heard, node)
    effect = await rung(line, node)
    await line.pick_up()
    await heard.until(lambda event: isinstance(event, LegAnswered) and event.leg_id == effect.leg_id)
    room, both = ids.bridge(call.call_id), (call.leg_id, effect.leg_id)
    await node.telephony.perform(actions.Connect(call_id=call.call_id, bridge_id=room, leg_ids=both))
    before = len(heard.all)
    for leg_id in both:
        listener = f"listens-{leg_id}"
        query = {"app": line.ari.app, "spy": "both", "whisper": "both", "snoopId": listener}
        response = await node.ari.request("POST", f"channels/{leg_id}/snoop", query=query)
        assert response.object["id"] == listener
        assert await members(node, room) == set(both)
        await node.ari.request("DELETE", f"channels/{listener}")
        await heard.until(lambda event, leg_id=listener: isinstance(event, LegEnded) and event.leg_id == leg_id)
        assert await members(node, room) == set(both)
    told = {event.leg_id for event in heard.all[before:] if isinstance(event, LegEnded)}
    assert told.isdisjoint(both)
    assert sum(isinstance(event, CallArrived) for event in heard.all) == 1


async def bridges(node: AsteriskNode) -> int:
    """How many Asterisk lists: it answers a deletion first and takes the bridge off the list in a thread of its own."""
    outcome = await node.ari.send(ari_requests.list_bridges())
    assert isinstance(outcome, Done)
    return len(outcome.response.objects)


async def members(node: AsteriskNode, bridge_id: str) -> set[str]:
    response = await node.ari.request("GET", f"bridges/{bridge_id}")
    return {str(channel) for channel in cast("list[object]", response.object["channels"])}


async def test_a_leg_goes_to_the_fax_receiver_and_comes_back_with_what_has_arrived(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    call = await answered(line, heard, node)
    fax_id = ids.fax(call.call_id, 1)
    receive = actions.ReceiveFax(
        call_id=call.call_id, leg_id=call.leg_id, fax_id=fax_id, dialed_number=call.dialed_number
    )
    await node.telephony.perform(receive)
    left = await heard.until(lambda event: isinstance(event, LegEnded))
    assert isinstance(left, LegEnded)
    assert left.left
    await node.telephony.perform(receive)
    stop = actions.StopFax(call_id=call.call_id, leg_id=call.leg_id)
    await node.telephony.perform(stop)
    ended = await heard.until(lambda event: isinstance(event, FaxEnded))
    assert isinstance(ended, FaxEnded)
    assert (ended.leg_id, ended.fax_id, ended.pages, ended.fault) == (
        call.leg_id, fax_id, 0, "Thecalldroppedprematurely",
    )  # fmt: skip
    await node.telephony.perform(stop)
    await node.telephony.perform(receive)
    await node.telephony.perform(actions.AnswerCall(call_id=call.call_id, leg_id=call.leg_id))


async def test_the_end_of_a_leg_that_sends_a_fax_is_told(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    call = await answered(line, heard, node)
    receive = actions.ReceiveFax(
        call_id=call.call_id, leg_id=call.leg_id, fax_id=ids.fax(call.call_id, 1), dialed_number="4001"
    )
    await node.telephony.perform(receive)
    await heard.until(lambda event: isinstance(event, LegEnded) and event.left)
    await line.caller_hangs_up()
    ended = await heard.until(lambda event: isinstance(event, LegEnded) and not event.left)
    assert isinstance(ended, LegEnded)
    assert (ended.leg_id, ended.hangup_cause) == (call.leg_id, 16)

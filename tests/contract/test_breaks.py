"""What is told after a break: on the fake Asterisk and on the real one."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from app.asterisk import ari_requests
from app.asterisk.ari import AriClient, AriDisconnected
from app.asterisk.ari_messages import AlreadyGone
from app.asterisk.node import AsteriskNode
from app.calls import actions, ids
from app.calls.events import CallArrived, CallEvent, DigitReceived, LegEnded, TelephonyRestored
from ivr.prompt_shelf import PromptShelf
from tests.contract.callers import answered
from tests.contract.conftest import Cables, Heard, Mute
from tests.contract.lines import Line
from tests.waiting import PATIENCE

pytestmark = pytest.mark.anyio


async def bridged(node: AsteriskNode, call: CallArrived) -> str:
    bridge_id = ids.bridge(call.call_id)
    connect = actions.Connect(call_id=call.call_id, bridge_id=bridge_id, leg_ids=(call.leg_id,))
    await node.telephony.perform(connect)
    return bridge_id


async def test_all_legs_and_bridges_that_exist_are_told(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    call = await answered(line, heard, node)
    bridge_id = await bridged(node, call)
    legs, bridges = await node.existing()
    assert call.leg_id in legs
    assert bridge_id in bridges


async def test_after_a_break_the_calls_that_exist_are_told_and_events_resume(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode, cables: Cables
) -> None:
    call = await answered(line, heard, node)
    bridge_id = await bridged(node, call)
    cables.ari.pull()
    with pytest.raises(AriDisconnected):
        await node.ari.send(ari_requests.list_channels())
    cables.ari.plug()
    restored = await heard.until(lambda event: isinstance(event, TelephonyRestored), count=2)
    assert isinstance(restored, TelephonyRestored)
    assert call.leg_id in restored.legs & restored.answered_legs
    assert restored.bridged == {call.leg_id: bridge_id}
    await line.press("7")
    await heard.until(lambda event: isinstance(event, DigitReceived) and event.digit == "7")


async def test_a_caller_who_left_during_a_break_is_missing_afterwards(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode, cables: Cables
) -> None:
    call = await answered(line, heard, node)
    cables.ari.pull()
    with pytest.raises(AriDisconnected):
        await node.ari.send(ari_requests.list_channels())
    await line.caller_hangs_up()
    observer = AriClient(replace(line.ari, app="observer"), on_event=lambda event: None)
    async with asyncio.timeout(PATIENCE), observer:
        await observer.wait_connected()
        while await observer.send(ari_requests.get_channel(call.leg_id)) != AlreadyGone():
            pass
    cables.ari.plug()
    restored = await heard.until(lambda event: isinstance(event, TelephonyRestored), count=2)
    assert isinstance(restored, TelephonyRestored)
    assert call.leg_id not in restored.legs
    assert not any(isinstance(event, LegEnded) for event in heard.all)


async def test_a_second_controller_takes_over_and_the_first_stops(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode, replaced: asyncio.Event
) -> None:
    call = await answered(line, heard, node)
    second: Heard[CallEvent] = Heard()
    async with AsteriskNode(
        ari=line.ari,
        ami=line.ami,
        deliver=second.add,
        now=lambda: call.at,
        speaker=Mute(),
        library=PromptShelf(Path()),
        recordings=Path(),
    ) as successor:
        async with asyncio.timeout(PATIENCE):
            await successor.wait_connected()
            await replaced.wait()
        restored = await second.until(lambda event: isinstance(event, TelephonyRestored))
        assert isinstance(restored, TelephonyRestored)
        assert call.leg_id in restored.legs & restored.answered_legs
        again = await second.until(lambda event: isinstance(event, CallArrived))
        assert isinstance(again, CallArrived)
        assert again.call_id == call.call_id
        assert not node.ari.connected
        await line.press("5")
        await second.until(lambda event: isinstance(event, DigitReceived))
        assert not any(isinstance(event, DigitReceived) for event in heard.all)

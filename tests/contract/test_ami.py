"""The manager interface: the same on the fake Asterisk and on the real one."""

import asyncio
from uuid import uuid4

import pytest

from app.asterisk.ami import AmiAddress, AmiClient, AmiDisconnected
from app.asterisk.node import AsteriskNode
from app.asterisk.outgoing_text import UnsafeText
from app.asterisk.phones import AriPhoneLines
from app.calls import actions, ids
from app.calls.events import CallArrived, CallEvent, PhoneChanged
from app.calls.phone_lines import phone_name
from tests.contract.conftest import Cables, Heard
from tests.contract.lines import Line, phone_line
from tests.waiting import PATIENCE

pytestmark = pytest.mark.anyio


async def test_a_phone_that_comes_and_goes_is_noticed(line: Line, heard: Heard[CallEvent], node: AsteriskNode) -> None:
    agent_id = uuid4()
    await line.register(phone_name(agent_id))
    await heard.until(lambda event: event == PhoneChanged(at=event.at, agent_id=agent_id, reachable=True))
    await line.unregister()
    await heard.until(lambda event: event == PhoneChanged(at=event.at, agent_id=agent_id, reachable=False))


async def test_a_phone_that_went_during_a_break_is_told_afterwards(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode, cables: Cables
) -> None:
    agent_id = uuid4()
    await line.register(phone_name(agent_id))
    await heard.until(lambda event: event == PhoneChanged(at=event.at, agent_id=agent_id, reachable=True))
    cables.ami.pull()
    with pytest.raises(AmiDisconnected):
        await node.ami.action("Ping")
    await line.unregister()
    cables.ami.plug()
    await heard.until(lambda event: event == PhoneChanged(at=event.at, agent_id=agent_id, reachable=False))


async def test_a_fresh_secret_does_not_lose_sight_of_the_phone(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    agent_id = uuid4()
    await line.register(phone_name(agent_id))
    await heard.until(lambda event: event == PhoneChanged(at=event.at, agent_id=agent_id, reachable=True))
    await AriPhoneLines(node.ari, "127.0.0.1").open_line(phone_line(agent_id))
    await line.unregister()
    await heard.until(lambda event: event == PhoneChanged(at=event.at, agent_id=agent_id, reachable=False))


async def test_a_recording_asked_for_twice_is_started_once(
    line: Line, heard: Heard[CallEvent], node: AsteriskNode
) -> None:
    await line.call_in("13800138000", "4001")
    call = await heard.until(lambda event: isinstance(event, CallArrived))
    assert isinstance(call, CallArrived)
    await node.telephony.perform(actions.AnswerCall(call_id=call.call_id, leg_id=call.leg_id))
    name = ids.recording(call.call_id, 1)
    start = actions.StartRecording(call_id=call.call_id, recording_id=name, leg_id=call.leg_id)
    await node.telephony.perform(start)
    variable = "RINGDESK_RECORDING_" + name.replace("-", "_")
    first = await node.ari.request("GET", f"channels/{call.leg_id}/variable", query={"variable": variable})
    await node.telephony.perform(start)
    second = await node.ari.request("GET", f"channels/{call.leg_id}/variable", query={"variable": variable})
    assert first.object["value"]
    assert first == second
    stop = actions.StopRecording(call_id=call.call_id, recording_id=name, leg_id=call.leg_id)
    await node.telephony.perform(stop)
    await node.telephony.perform(stop)


async def test_recording_a_leg_that_is_gone_is_no_failure(node: AsteriskNode) -> None:
    call_id = uuid4()
    for kind in (actions.StartRecording, actions.StopRecording):
        await node.telephony.perform(kind(call_id=call_id, recording_id=ids.recording(call_id, 1), leg_id="nobody"))


async def test_an_unknown_action_is_refused_with_a_message(node: AsteriskNode) -> None:
    response = await node.ami.action("Nonsense")
    assert not response.ok
    assert response.message.startswith("Invalid/unknown command")


async def test_a_line_break_never_reaches_asterisk(node: AsteriskNode) -> None:
    with pytest.raises(UnsafeText):
        await node.ami.action("Ping", Extra="1\r\n\r\nAction: Logoff")
    assert (await node.ami.action("Ping")).ok


async def test_the_connection_comes_back_after_a_break(node: AsteriskNode, cables: Cables) -> None:
    assert (await node.ami.action("Ping")).ok
    cables.ami.pull()
    with pytest.raises(AmiDisconnected):
        await node.ami.action("Ping")
    cables.ami.plug()
    async with asyncio.timeout(PATIENCE):
        await node.ami.wait_connected()
    assert (await node.ami.action("Ping")).ok


async def test_a_wrong_secret_never_connects(line: Line) -> None:
    address = AmiAddress(host="127.0.0.1", port=line.ami.port, username=line.ami.username, secret="wrong")
    async with AmiClient(address, on_event=lambda event: None) as client:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await client.wait_connected()

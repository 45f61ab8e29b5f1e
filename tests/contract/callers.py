"""A caller on the line, as most contracts about calls need one."""

from app.asterisk.node import AsteriskNode
from app.calls import actions
from app.calls.events import CallArrived, CallEvent
from tests.contract.conftest import Heard
from tests.contract.lines import Line

CALLER = "13800138000"
NUMBER = "4001"


async def arrive(line: Line, heard: Heard[CallEvent]) -> CallArrived:
    """Somebody calls."""
    await line.call_in(CALLER, NUMBER)
    event = await heard.until(lambda event: isinstance(event, CallArrived))
    assert isinstance(event, CallArrived)
    return event


async def answered(line: Line, heard: Heard[CallEvent], node: AsteriskNode) -> CallArrived:
    """Somebody calls and is answered."""
    call = await arrive(line, heard)
    await node.telephony.perform(actions.AnswerCall(call_id=call.call_id, leg_id=call.leg_id))
    return call

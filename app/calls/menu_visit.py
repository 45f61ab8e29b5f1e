"""A customer who was talked with goes through a step of a flow, for good or until it is over."""

from datetime import datetime

from msgspec import structs

from app.calls import menu, menu_fax, menu_recording, parting, parts, queueing, talking
from app.calls.actions import CallAction, StopPlayback
from app.calls.edit import Result, without_timer
from app.calls.state import Call, CallCenter, InMenu, Talking
from ivr.flow import Flow


def visit(
    center: CallCenter, call: Call, flow: Flow, step_id: str, at: datetime, *, return_to: Talking | None
) -> Result:
    """Begin the flow at a step; with `return_to` the talk goes on afterwards."""
    call = structs.replace(call, phase=InMenu(session=menu.NOWHERE, playback_id=None, return_to=return_to))
    return menu.walk(center, call, flow, at, step_id=step_id)


def left(call: Call, phase: InMenu, at: datetime) -> tuple[Call, tuple[CallAction, ...]]:
    """Whatever the menu plays or records is stopped."""
    if phase.taking is not None:
        return menu_recording.stopped(call, phase, phase.taking, at)
    if phase.faxing is not None:
        return menu_fax.stopped(call, phase, phase.faxing, at)
    if phase.playback_id is None:
        return call, ()
    return call, (StopPlayback(call_id=call.id, playback_id=phase.playback_id),)


def abandoned(
    center: CallCenter, call: Call, phase: InMenu, at: datetime
) -> tuple[CallCenter, Call, tuple[CallAction, ...]]:
    """The flow leads elsewhere, not back: whoever waited for the customer is let go."""
    talk = phase.return_to
    if talk is None:
        return center, call, ()
    resumed = parts.resumed(call)
    center, call, actions = parting.leave_all(center, call, talk, at, "transferred")
    call = structs.replace(
        call, phase=structs.replace(phase, return_to=None), timers=without_timer(call.timers, "menu")
    )
    agents = tuple(one.agent_id for one in talk.parties if one.agent_id is not None)
    center, more = queueing.match_agents(center, agents, at)
    return center, call, (*resumed, *actions, *talking.bridges_gone(call, talk), *more)

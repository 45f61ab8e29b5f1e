"""An agent's page is gone in mid-call: what the others hear meanwhile, and how it comes back or not."""

from datetime import datetime

from msgspec import structs

from agents.state import Busy
from app.calls import announcements, ids, invitation, parties, parting, presence, talking
from app.calls.actions import CallAction, HangUp, Mute, Play
from app.calls.edit import Result, drop_leg, noted, put_call, put_leg, with_timer, without_timer
from app.calls.state import Call, CallCenter, Party, Talking


def lost(center: CallCenter, call: Call, talk: Talking, one: Party, at: datetime) -> Result:
    """An agent's page is gone in mid-call: it may come back. A customer left alone is asked to stay."""
    call = noted(call, at, "agent_lost", agent_id=one.agent_id)
    due = at + center.configuration.rejoin_timeout
    call = structs.replace(call, timers=with_timer(call.timers, parting.rejoin_timer(one), due))
    lost = structs.replace(one, leg_id="", lost_since=at, since=at)
    changed = parties.replaced(talk, lost)
    center = drop_leg(center, one.leg_id)
    message: tuple[CallAction, ...] = ()
    asking = parties.customer(changed)
    if asking is not None and asking.place != "menu" and len(parties.members(changed, "main")) < 2:
        call = structs.replace(call, serial=call.serial + 1)
        playback_id = ids.playback(call.id, call.serial)
        changed = structs.replace(changed, message_id=playback_id)
        prompts = (announcements.one_moment(call.language),)
        message = (Play(call_id=call.id, leg_id=call.leg_id, playback_id=playback_id, prompts=prompts),)
    center, actions = talking.go_on(center, call, changed, at)
    return center, (*actions, HangUp(call_id=call.id, leg_id=one.leg_id), *message)


def message_ended(center: CallCenter, call: Call, talk: Talking, at: datetime) -> Result:
    """The message is over; music until somebody is back."""
    return talking.go_on(center, call, structs.replace(talk, message_id=None), at)


def ring_to_rejoin(center: CallCenter, call: Call, talk: Talking, one: Party) -> Result:
    """The desk is back in mid-call: dial it so that audio comes back."""
    assert one.agent_id is not None, "only agents have desks"
    call = structs.replace(call, serial=call.serial + 1)
    leg_id = ids.agent_leg(call.id, call.serial)
    call = parties.with_talk(call, parties.replaced(talk, structs.replace(one, leg_id=leg_id)))
    return put_leg(put_call(center, call), leg_id, call.id), (
        invitation.ring(center, call, leg_id, one.agent_id, "rejoin"),
    )


def rejoined(center: CallCenter, call: Call, talk: Talking, one: Party, at: datetime) -> Result:
    """The desk answered again: the talk goes on in the same segment and recording."""
    call = noted(call, at, "agent_rejoined", agent_id=one.agent_id)
    call = structs.replace(call, timers=without_timer(call.timers, parting.rejoin_timer(one)))
    changed = parties.replaced(talk, structs.replace(one, lost_since=None, since=at))
    asking = parties.customer(changed)
    if one.agent_id == talk.agent_id and one.place == "main" and asking is not None and asking.place == "held":
        changed = parties.replaced(changed, parties.moved(asking, "main", at))
    hush = talking.hushed(call, changed)
    silent: tuple[CallAction, ...] = (Mute(call_id=call.id, leg_id=one.leg_id),) if one.muted else ()
    center, actions = talking.go_on(center, call, structs.replace(changed, message_id=None), at)
    return center, (*hush, *actions, *silent)


def given_up(center: CallCenter, call: Call, talk: Talking, one: Party, at: datetime) -> Result:
    """The desk did not come back: the agent is Not Ready; a customer left alone waits again at the head of the line."""
    assert one.agent_id is not None, "only agents have desks"
    if isinstance(center.agents[one.agent_id].state, Busy):
        center = presence.miss(center, one.agent_id, "lost", at)
    changed = talking.left_to_consulted(talk, at) if talking.handles(talk, one) else talk
    center, call, changed, actions = parting.leave(center, call, changed, one, at, "agent_lost")
    center, more = talking.go_on(center, call, changed, at, stranded="queue")
    return center, (*actions, *more)

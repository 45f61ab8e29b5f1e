"""From the agent's picking up to the end of the talk: announcement, bridge, hold, a lost desk that comes back."""

from datetime import datetime, timedelta

from msgspec import structs

from agents.state import Busy
from app.calls import announcements, ending, ids, presence, queueing
from app.calls.actions import (
    Connect,
    Disconnect,
    HangUp,
    Play,
    StartMusic,
    StartRecording,
    StopMusic,
    StopPlayback,
)
from app.calls.edit import Result, closed, drop_leg, noted, opened, put_call, with_timer, without_timer
from app.calls.interaction import Segment
from app.calls.state import Announcing, Call, CallCenter, Offer, Rejoining, Ringing, Talking

LONGEST_ANNOUNCEMENT = timedelta(seconds=10)


def agent_answered(center: CallCenter, call: Call, ringing: Ringing, offer: Offer, at: datetime) -> Result:
    """The agent picked up, before any other who was rung: tell the caller who it is, then bridge."""
    center = presence.connect(center, offer.agent_id, call.id, at)
    call = noted(call, at, "agent_answered", agent_id=offer.agent_id)
    center, call, hung_up = queueing.taken(center, call, ringing, offer, at)
    call = structs.replace(call, timers=without_timer(call.timers, "ring"), serial=call.serial + 1)
    announcing = Announcing(
        queue_id=ringing.queue_id,
        since=ringing.since,
        agent_id=offer.agent_id,
        leg_id=offer.leg_id,
        playback_id=ids.playback(call.id, call.serial),
        answered_at=at,
    )
    call = structs.replace(call, phase=announcing)
    quiet = StopMusic(call_id=call.id, leg_id=call.leg_id)
    if not center.configuration.queues[ringing.queue_id].announce_agent:
        center, actions = announced(put_call(center, call), call, announcing, at)
    else:
        center, actions = announce(center, call, announcing, at)
    center, more = queueing.match_agents(center, (other.agent_id for other in ringing.offers if other is not offer), at)
    return center, (*hung_up, quiet, *actions, *more)


def announce(center: CallCenter, call: Call, announcing: Announcing, at: datetime) -> Result:
    """Say which agent is about to speak."""
    number = center.configuration.agents[announcing.agent_id].number
    call = structs.replace(call, timers=with_timer(call.timers, "announce", at + LONGEST_ANNOUNCEMENT))
    prompt = announcements.agent_at_service(number, call.language)
    play = Play(call_id=call.id, leg_id=call.leg_id, playback_id=announcing.playback_id, prompts=(prompt,))
    return put_call(center, call), (play,)


def announced(center: CallCenter, call: Call, announcing: Announcing, at: datetime) -> Result:
    """The caller knows who it is: bridge both and record."""
    serial = call.serial + 1
    recording_id = ids.recording(call.id, serial)
    call = closed(structs.replace(call, serial=serial), at, "answered")
    call = opened(
        call,
        Segment(
            kind="agent",
            started_at=at,
            queue_id=announcing.queue_id,
            agent_id=announcing.agent_id,
            recording_id=recording_id,
        ),
    )
    call = noted(call, at, "connected", agent_id=announcing.agent_id)
    talking = Talking(
        queue_id=announcing.queue_id,
        since=announcing.since,
        agent_id=announcing.agent_id,
        leg_id=announcing.leg_id,
        connected_at=at,
        talking_since=at,
    )
    call = structs.replace(call, phase=talking, timers=without_timer(call.timers, "announce"))
    return put_call(center, call), (
        _bridged(call, talking.leg_id),
        StartRecording(call_id=call.id, recording_id=recording_id, leg_id=call.leg_id),
    )


def hold(center: CallCenter, call: Call, talking: Talking, at: datetime) -> Result:
    """The caller hears music and not the agent."""
    call = noted(ending.spell_ended(call, talking, at), at, "held", agent_id=talking.agent_id)
    center = put_call(center, structs.replace(call, phase=structs.replace(talking, held_since=at)))
    music = center.configuration.queues[talking.queue_id].music
    return center, (
        Disconnect(call_id=call.id, bridge_id=ids.bridge(call.id), leg_id=call.leg_id),
        StartMusic(call_id=call.id, leg_id=call.leg_id, music=music),
    )


def retrieve(center: CallCenter, call: Call, talking: Talking, at: datetime) -> Result:
    """The agent comes back to the held caller."""
    call = noted(ending.spell_ended(call, talking, at), at, "retrieved", agent_id=talking.agent_id)
    talking = structs.replace(talking, held_since=None, talking_since=at)
    center = put_call(center, structs.replace(call, phase=talking))
    return center, (StopMusic(call_id=call.id, leg_id=call.leg_id), _bridged(call, talking.leg_id))


def desk_lost(center: CallCenter, call: Call, talking: Talking, at: datetime) -> Result:
    """The agent's page is gone in mid-call: ask the caller to stay, and wait for the page to come back."""
    call = noted(ending.spell_ended(call, talking, at), at, "agent_lost", agent_id=talking.agent_id)
    serial = call.serial + 1
    playback_id = ids.playback(call.id, serial)
    rejoining = Rejoining(
        queue_id=talking.queue_id,
        since=talking.since,
        agent_id=talking.agent_id,
        leg_id=None,
        lost_at=at,
        playback_id=playback_id,
        connected_at=talking.connected_at,
    )
    call = with_rejoin_deadline(center, structs.replace(call, phase=rejoining, serial=serial), at)
    center = put_call(drop_leg(center, talking.leg_id), call)
    return center, (
        Disconnect(call_id=call.id, bridge_id=ids.bridge(call.id), leg_id=call.leg_id),
        HangUp(call_id=call.id, leg_id=talking.leg_id),
        StopMusic(call_id=call.id, leg_id=call.leg_id),
        Play(
            call_id=call.id,
            leg_id=call.leg_id,
            playback_id=playback_id,
            prompts=(announcements.one_moment(call.language),),
        ),
    )


def with_rejoin_deadline(center: CallCenter, call: Call, at: datetime) -> Call:
    """The call with the time that its agent's desk has to come back."""
    due = at + center.configuration.rejoin_timeout
    return structs.replace(call, timers=with_timer(call.timers, "rejoin", due))


def wait_for_desk(center: CallCenter, call: Call, rejoining: Rejoining) -> Result:
    """The message is over; music until the desk is back."""
    call = structs.replace(call, phase=structs.replace(rejoining, playback_id=None))
    music = center.configuration.queues[rejoining.queue_id].music
    return put_call(center, call), (StartMusic(call_id=call.id, leg_id=call.leg_id, music=music),)


def rejoined(center: CallCenter, call: Call, rejoining: Rejoining, at: datetime) -> Result:
    """The desk answered again: the talk goes on in the same segment and recording."""
    assert rejoining.leg_id is not None, "only a dialed leg can answer"
    talking = Talking(
        queue_id=rejoining.queue_id,
        since=rejoining.since,
        agent_id=rejoining.agent_id,
        leg_id=rejoining.leg_id,
        connected_at=rejoining.connected_at,
        talking_since=at,
    )
    call = noted(call, at, "agent_rejoined", agent_id=rejoining.agent_id)
    call = structs.replace(call, phase=talking, timers=without_timer(call.timers, "rejoin"))
    hush = () if rejoining.playback_id is None else (StopPlayback(call_id=call.id, playback_id=rejoining.playback_id),)
    quiet = StopMusic(call_id=call.id, leg_id=call.leg_id)
    return put_call(center, call), (*hush, quiet, _bridged(call, talking.leg_id))


def desk_given_up(center: CallCenter, call: Call, rejoining: Rejoining, at: datetime) -> Result:
    """The desk did not come back: the agent is Not Ready, the caller waits again at the head of the line."""
    center, call, actions = ending.end_talk(center, call, rejoining, at, "agent_lost")
    if isinstance(center.agents[rejoining.agent_id].state, Busy):
        center = presence.miss(center, rejoining.agent_id, "lost", at)
    hush = () if rejoining.playback_id is None else (StopPlayback(call_id=call.id, playback_id=rejoining.playback_id),)
    center, more = queueing.to_head_of_line(center, call, rejoining.queue_id, at)
    return center, (*actions, *hush, *more)


def restored(center: CallCenter, call: Call, talking: Talking) -> Result:
    """After a restart: make sure that both are bridged (or the caller held) and the recording runs."""
    recording_id = call.segments[-1].recording_id
    assert recording_id is not None, "an agent's segment is recorded"
    record = StartRecording(call_id=call.id, recording_id=recording_id, leg_id=call.leg_id)
    if talking.held_since is not None:
        music = center.configuration.queues[talking.queue_id].music
        return center, (record, StartMusic(call_id=call.id, leg_id=call.leg_id, music=music))
    return center, (_bridged(call, talking.leg_id), record)


def _bridged(call: Call, agent_leg: str) -> Connect:
    return Connect(call_id=call.id, bridge_id=ids.bridge(call.id), leg_ids=(call.leg_id, agent_leg))

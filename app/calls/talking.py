"""A talk from its first word to its last: bridge, hold, people who come and go, a lost desk that comes back.

Whatever happens is a change of who is on the call and where; `go_on` derives from it what everybody hears, what counts as
talk, what is recorded, and whether the call goes on at all.
"""

from datetime import datetime, timedelta
from typing import Literal

from msgspec import structs

from app.calls import (
    announcements,
    callbacks,
    ending,
    ids,
    invitation,
    lost_desks,
    menu_visit,
    outgoing,
    parties,
    parting,
    parts,
    presence,
    queueing,
    reaching,
    recording_pause,
    seeking,
    sound,
    survey,
)
from app.calls.actions import (
    CallAction,
    DestroyBridge,
    HangUp,
    Play,
    StopMusic,
    StopPlayback,
)
from app.calls.edit import Result, closed, drop_leg, noted, put_call, with_timer, without_timer
from app.calls.interaction import DialResult, LastThere
from app.calls.state import Announcing, Call, CallCenter, InMenu, Offer, Party, Ringing, Talking
from ivr.flow import Flow
from ivr.library import from_library

LONGEST_ANNOUNCEMENT = timedelta(seconds=10)
DEFAULT_MUSIC = "default"
Stranded = Literal["hang_up", "queue"]


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
    chosen = center.configuration.queues[announcing.queue_id].agent_prompt
    own = from_library(center.configuration.prompts, chosen, call.language)
    prompts = (
        (announcements.agent_at_service(number, call.language),)
        if own is None
        else (*announcements.agent_number_alone(number, call.language, center.configuration.prompts), own)
    )
    play = Play(call_id=call.id, leg_id=call.leg_id, playback_id=announcing.playback_id, prompts=prompts)
    return put_call(center, call), (play,)


def announced(center: CallCenter, call: Call, announcing: Announcing, at: datetime) -> Result:
    """The caller knows who it is: bridge both and record."""
    call = closed(call, at, "answered")
    call = structs.replace(call, timers=without_timer(call.timers, "announce"), serial=call.serial + 1)
    one = Party(
        id=call.serial,
        kind="agent",
        agent_id=announcing.agent_id,
        leg_id=announcing.leg_id,
        place="main",
        since=at,
    )
    return begin(center, call, one, at, queue_id=announcing.queue_id, since=announcing.since)


def begin(center: CallCenter, call: Call, one: Party, at: datetime, *, queue_id: str, since: datetime) -> Result:
    """The first agent and the customer are both on the line."""
    asking = Party(
        id=parties.CUSTOMER, kind="customer", leg_id=call.leg_id, place="main", since=at, number=call.caller_number
    )
    talking = Talking(queue_id=queue_id, since=since, agent_id=one.agent_id, connected_at=at, parties=(asking,))
    if one.segment < 0:
        call, one = parts.begun(call, talking, one, at)
    call = noted(call, at, "connected", agent_id=one.agent_id)
    return go_on(center, call, parties.joined(talking, one), at)


def go_on(
    center: CallCenter,
    call: Call,
    talking: Talking,
    at: datetime,
    *,
    stranded: Stranded = "hang_up",
    by: LastThere = "agent",
) -> Result:
    """The talk as it is from now on; `call` still holds the one before. A customer left alone is hung up, or waits again.

    `by` is who ended it, if it ends."""
    before = parties.talk_of(call)
    freed = () if before is None else tuple(one.agent_id for one in before.parties if one.agent_id is not None)
    talking = parties.tidied(talking, at)
    if not parties.goes_on(talking):
        return _nobody_left(center, call, talking, at, stranded, by)
    call, talking = parts.recounted(call, talking, at)
    call, talking, audible = recording_pause.carried_on(call, before, talking, at)
    call, talking, recordings = parts.recorded(call, talking, at)
    music = music_of(center, talking)
    heard = tuple(sound.changes(call.id, sound.picture(call.id, before, music), sound.picture(call.id, talking, music)))
    center = put_call(center, parties.with_talk(call, talking))
    kept: tuple[CallAction, ...] = ()
    if recordings:
        center, kept = callbacks.reached(center, call, at)
    on_record = (*audible, *recording_pause.begun_in(talking, recordings))
    return ending.next_for(center, freed, at, (*heard, *on_record, *kept))


def _nobody_left(
    center: CallCenter, call: Call, talking: Talking, at: datetime, stranded: Stranded, by: LastThere
) -> Result:
    if isinstance(call.phase, InMenu):
        center, call, actions = parting.leave_all(center, call, talking, at, "completed")
        center = put_call(center, parties.with_talk(call, None))
        gone = (*actions, *parts.resumed(call), *bridges_gone(call, talking))
        return ending.next_for(center, ending.agents_of(talking), at, gone)
    if parties.customer(talking) is None:
        return ending.finish(center, parties.with_talk(call, talking), at, 16, last=by)
    if stranded == "queue" and talking.queue_id in center.configuration.queues:
        return to_queue_again(center, call, talking, at)
    asked = survey.after(center, call, talking)
    if asked is not None:
        return _surveyed(center, call, talking, asked, at)
    return ending.let_go(center, parties.with_talk(call, talking), at, by)


def _surveyed(center: CallCenter, call: Call, talking: Talking, flow: Flow, at: datetime) -> Result:
    """The agent has hung up: the caller is asked how it was."""
    agents = ending.agents_of(talking)
    hush = out_of_talk(center, call, talking)
    center, call, actions = parting.leave_all(center, call, talking, at, "completed")
    call = noted(call, at, survey.BEGUN, detail=flow.id, queue_id=talking.queue_id)
    center, more = menu_visit.visit(center, call, flow, "", at, return_to=None)
    return ending.next_for(center, agents, at, (*actions, *hush, *more))


def to_queue_again(center: CallCenter, call: Call, talking: Talking, at: datetime) -> Result:
    """The customer lost everybody through no fault of theirs: back to the head of the line."""
    agents = ending.agents_of(talking)
    hush = out_of_talk(center, call, talking)
    center, call, actions = parting.leave_all(center, call, talking, at, "lost")
    center, more = queueing.to_head_of_line(center, call, talking.queue_id, at)
    return ending.next_for(center, agents, at, (*actions, *hush, *more))


def silenced(center: CallCenter, call: Call, talking: Talking) -> tuple[CallAction, ...]:
    """The customer's leg is taken out of whatever the talk let it hear."""
    heard = sound.picture(call.id, parties.talk_of(call), music_of(center, talking)).get(call.leg_id)
    return () if heard is None else tuple(sound.ended(call.id, call.leg_id, heard))


def out_of_talk(center: CallCenter, call: Call, talking: Talking) -> tuple[CallAction, ...]:
    """The customer's leg leaves the talk for good; the bridges go."""
    return (*hushed(call, talking), *silenced(center, call, talking), *bridges_gone(call, talking))


def bridges_gone(call: Call, talking: Talking) -> tuple[CallAction, ...]:
    """The rooms of the talk are not needed any more."""
    main = DestroyBridge(call_id=call.id, bridge_id=ids.bridge(call.id))
    if not talking.consulted:
        return (main,)
    return (main, DestroyBridge(call_id=call.id, bridge_id=ids.consult_bridge(call.id)))


def music_of(center: CallCenter, talking: Talking) -> str:
    """What is played to those who wait."""
    queue = center.configuration.queues.get(talking.queue_id)
    return DEFAULT_MUSIC if queue is None else queue.music


def hold(center: CallCenter, call: Call, talking: Talking, asking: Party, at: datetime) -> Result:
    """The caller hears music and not the agent."""
    call = noted(call, at, "held", agent_id=talking.agent_id)
    return go_on(center, call, parties.replaced(talking, parties.moved(asking, "held", at)), at)


def retrieve(center: CallCenter, call: Call, talking: Talking, asking: Party, at: datetime) -> Result:
    """The agent comes back to the held caller."""
    call = noted(call, at, "retrieved", agent_id=talking.agent_id)
    return go_on(center, call, parties.replaced(talking, parties.moved(asking, "main", at)), at)


def leg_answered(center: CallCenter, call: Call, talking: Talking, leg_id: str, at: datetime) -> Result:
    """One who was rung, or a lost desk, is on the line."""
    one = parties.of_leg(talking, leg_id)
    if one is not None and one.place == "ringing":
        return party_answered(center, call, talking, one, at)
    if one is not None and one.lost_since is not None:
        return lost_desks.rejoined(center, call, talking, one, at)
    return center, ()


def party_answered(center: CallCenter, call: Call, talking: Talking, one: Party, at: datetime) -> Result:
    """Somebody comes to the talk; after a handover the one who asked leaves it."""
    center, answering, changed, actions = invitation.answered(center, call, talking, one, at)
    answering = noted(answering, at, "party_answered", agent_id=one.agent_id)
    if not one.handover:
        center, more = go_on(center, answering, changed, at)
        return center, (*actions, *more)
    asking = parties.customer(changed)
    if asking is not None:
        changed = parties.replaced(changed, parties.moved(asking, "main", at))
    changed = reaching.answered(changed)
    center, answering, changed, left = _handed_over(center, answering, changed, one, at)
    center, more = go_on(center, answering, changed, at)
    return center, (*actions, *left, *more)


def _handed_over(center: CallCenter, call: Call, talking: Talking, to: Party, at: datetime) -> parting.Parted:
    asked = None if talking.agent_id is None else parties.of_agent(talking, talking.agent_id)
    if to.agent_id is not None or asked is not None:
        talking = structs.replace(talking, agent_id=to.agent_id)
    if asked is None or asked.id == to.id:
        return center, call, talking, ()
    call = noted(call, at, "transferred", agent_id=to.agent_id)
    center, call, talking, actions = parting.leave(center, call, talking, asked, at, "transferred")
    return center, structs.replace(call, disposition=""), talking, actions


def leg_ended(center: CallCenter, call: Call, talking: Talking, leg_id: str, at: datetime, cause: int) -> Result:
    """A leg of the talk is gone, whoever hung up."""
    one = parties.of_leg(talking, leg_id)
    if one is None:
        return center, ()
    if one.kind == "customer":
        return customer_gone(center, call, talking, at, cause)
    if one.place == "ringing":
        return not_reached(center, call, talking, one, at, outgoing.RESULTS.get(cause, "unreachable"))
    if one.lost_since is not None:
        call = parties.with_talk(call, parties.replaced(talking, structs.replace(one, leg_id="")))
        return drop_leg(put_call(center, call), leg_id), ()
    return party_left(center, call, talking, one, at)


def customer_gone(center: CallCenter, call: Call, talking: Talking, at: datetime, cause: int) -> Result:
    """The others talk on if two are left; who was only being rung for the customer's sake is let go."""
    others = [one for one in talking.parties if one.kind != "customer" and one.place != "ringing"]
    if len(others) < 2 or isinstance(call.phase, InMenu) or all(one.lost_since is not None for one in others):
        return ending.finish(center, call, at, cause)
    hush = hushed(call, talking)
    center, call, talking = parting.customer_left(center, call, talking, at)
    actions: tuple[CallAction, ...] = ()
    for one in talking.parties:
        if one.place == "ringing":
            center, call, talking, more = parting.call_off(center, call, talking, one, at, "caller_left")
            actions = (*actions, *more)
    center, more = go_on(center, call, structs.replace(talking, message_id=None), at)
    return center, (*hush, *actions, *more)


def customer_dropped(center: CallCenter, call: Call, talking: Talking, at: datetime) -> Result:
    """The customer is hung up while the others talk on."""
    hang_up = HangUp(call_id=call.id, leg_id=call.leg_id)
    center, actions = customer_gone(center, call, talking, at, 16)
    return center, (hang_up, *actions)


def party_left(center: CallCenter, call: Call, talking: Talking, one: Party, at: datetime) -> Result:
    """Somebody hung up. When the one who consults does, the customer is left to the consulted party."""
    sought = parties.seeking(talking) if handles(talking, one) else None
    if sought is not None:
        return seeking.abandoned(center, call, talking, one, sought, at)
    if len(talking.parties) > 2:
        call = noted(call, at, "party_left", detail=one.number, agent_id=one.agent_id)
    changed = left_to_consulted(talking, at) if handles(talking, one) else talking
    center, call, changed, actions = parting.leave(center, call, changed, one, at, "completed")
    center, more = go_on(center, call, changed, at, by="outside" if one.kind == "outside" else "agent")
    return center, (*actions, *more)


def handles(talking: Talking, one: Party) -> bool:
    """Whether this is the agent who handles the call."""
    return one.kind == "agent" and one.agent_id == talking.agent_id


def left_to_consulted(talking: Talking, at: datetime) -> Talking:
    """The customer and whoever is consulted, or still being rung, are together."""
    other = parties.consulted(talking)
    if other is None:
        return talking
    if not other.leg_id and other.place == "ringing":
        return parties.without(talking, other.id)
    if other.place == "ringing":
        return parties.replaced(talking, structs.replace(other, joins="main", handover=True))
    talking = parties.replaced(talking, parties.moved(other, "main", at))
    asking = parties.customer(talking)
    if asking is not None and asking.place == "held":
        talking = parties.replaced(talking, parties.moved(asking, "main", at))
    return talking


def not_reached(
    center: CallCenter, call: Call, talking: Talking, one: Party, at: datetime, result: DialResult = "no_answer"
) -> Result:
    """Whoever was rung did not come: another one of the queue is sought, or everybody is where they were before."""
    if talking.back is not None:
        return reaching.failed(center, call, talking, one, result, at)
    if one.queue_id and one.agent_id is not None:
        return seeking.not_reached(center, call, talking, one, at, result)
    call = noted(call, at, "party_not_reached", agent_id=one.agent_id)
    center, call, changed, actions = parting.leave(center, call, talking, one, at, "not_reached")
    if len(changed.parties) == 1 and changed.parties[0].kind == "agent" and len(call.segments) == 1:
        center, rest = outgoing.nobody_came(center, call, changed, changed.parties[0], result, at)
        return ending.next_for(center, (one.agent_id,) if one.agent_id is not None else (), at, (*actions, *rest))
    if one.handover:
        call = noted(call, at, "transfer_failed")
        asking = parties.customer(changed)
        if asking is not None:
            changed = parties.replaced(changed, parties.moved(asking, "main", at))
    center, rest = go_on(center, call, changed, at, stranded="queue")
    return center, (*actions, *rest)


def timer_elapsed(center: CallCenter, call: Call, talking: Talking, name: str, at: datetime) -> Result:
    """A party has not answered, or a desk has not come back, in time."""
    for one in talking.parties:
        if one.place == "ringing" and name == parting.ring_timer(one):
            return not_reached(center, call, talking, one, at)
        if one.lost_since is not None and name == parting.rejoin_timer(one):
            return lost_desks.given_up(center, call, talking, one, at)
    return center, ()


def phone_changed(
    center: CallCenter, call: Call, talking: Talking, one: Party, at: datetime, *, reachable: bool
) -> Result:
    """An agent's phone came or went."""
    if one.lost_since is not None:
        if reachable and not one.leg_id:
            return lost_desks.ring_to_rejoin(center, call, talking, one)
        if not reachable and one.leg_id:
            hang_up = HangUp(call_id=call.id, leg_id=one.leg_id)
            center, _ = leg_ended(center, call, talking, one.leg_id, at, 0)
            return center, (hang_up,)
        return center, ()
    if reachable:
        return invitation.ring_again(center, call, talking, one, at) if one.place == "ringing" else (center, ())
    if one.place == "ringing":
        return not_reached(center, call, talking, one, at, "unreachable")
    return lost_desks.lost(center, call, talking, one, at)


def hushed(call: Call, talking: Talking) -> tuple[CallAction, ...]:
    """The message to a lonely customer is stopped."""
    if talking.message_id is None:
        return ()
    return (StopPlayback(call_id=call.id, playback_id=talking.message_id),)

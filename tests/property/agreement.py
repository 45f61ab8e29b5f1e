"""What must hold of every center: calls and agents agree, the indexes tell the truth, changes are named."""

from collections import Counter
from uuid import UUID

from agents.state import AfterCallWork, Busy, LoggedOff, Ready, Reserved
from app.calls import parties
from app.calls.deadlines import ENOUGH_TO_ACT
from app.calls.edit import standing
from app.calls.events import CallEvent, TelephonyRestored
from app.calls.state import Agent, Announcing, CallCenter, Dialing, Ringing


def check_touched(before: CallCenter, after: CallCenter) -> None:
    """Whatever differs is named in `touched`."""
    calls = {key for key in {*before.calls, *after.calls} if before.calls.get(key) is not after.calls.get(key)}
    agents = {key for key in {*before.agents, *after.agents} if before.agents.get(key) is not after.agents.get(key)}
    assert {("call", key) for key in calls} | {("agent", key) for key in agents} <= set(after.touched)
    for queue_id in before.configuration.queues:
        same = list(before.floor.line(queue_id)) == list(after.floor.line(queue_id))
        assert same or ("queue", queue_id) in after.touched


def check_deadlines(before: CallCenter, after: CallCenter, event: CallEvent) -> None:
    """Once Asterisk has told what there is, every deadline runs; those to pick up have what was left, and enough to act."""
    if not isinstance(event, TelephonyRestored):
        return
    for call in after.calls.values():
        known = before.calls.get(call.id)
        old = {} if known is None else {timer.name: timer for timer in known.timers}
        for timer in call.timers:
            assert timer.left is None
            was = old.get(timer.name)
            if was is not None and timer.name.startswith(("ring", "rejoin:", "dial")):
                left = was.due - event.at if was.left is None else was.left
                assert timer.due == event.at + max(left, ENOUGH_TO_ACT)


def check_agreement(center: CallCenter) -> None:
    """I4: a call and its agent agree, and nobody has two; the indexes tell the truth."""
    held: Counter[UUID] = Counter()
    legs: dict[str, UUID] = {}
    for call in center.calls.values():
        if call.leg_id:
            legs[call.leg_id] = call.id
        match call.phase:
            case Ringing(offers=offers):
                assert offers
                for offer in offers:
                    assert center.configuration.agents[offer.agent_id].capacity.get("voice", 1), "never beyond capacity"
                    assert center.agents[offer.agent_id].state == Reserved(call_id=call.id)
                    held[offer.agent_id] += 1
                    legs[offer.leg_id] = call.id
            case Announcing() | Dialing() as phase:
                assert center.agents[phase.agent_id].state == Busy(call_id=call.id)
                held[phase.agent_id] += 1
                legs[phase.leg_id] = call.id
            case _:
                pass
        talk = parties.talk_of(call)
        for one in () if talk is None else talk.parties:
            if one.leg_id:
                legs[one.leg_id] = call.id
            if one.agent_id is not None:
                state = Reserved(call_id=call.id) if one.place == "ringing" else Busy(call_id=call.id)
                assert center.agents[one.agent_id].state == state
                held[one.agent_id] += 1
            assert one.leg_id or one.lost_since is not None or (talk is not None and one is parties.seeking(talk))
        open_parts = {number for number, part in enumerate(call.segments) if part.ended_at is None}
        if talk is not None:
            assert parties.goes_on(talk) or (parties.customer(talk) is not None and len(talk.parties) == 1)
            assert {one.segment for one in talk.parties if one.segment >= 0} <= open_parts
            assert (parties.customer(talk) is not None) == bool(call.leg_id)
    assert all(count == 1 for count in held.values())
    for agent in center.agents.values():
        assert (agent.id in held) == isinstance(agent.state, Reserved | Busy)
        assert agent.wrap_up is not None or not isinstance(agent.state, AfterCallWork)
        assert agent.wrap_up is None or not isinstance(agent.state, LoggedOff | Reserved)
        assert agent.in_hand == ({"voice": 1} if agent.id in held else {})
    assert dict(center.legs) == legs
    for queue_id in center.configuration.queues:
        places = {c.id: place for c in center.calls.values() if (place := standing(c)) is not None}
        waiting = {call_id for call_id, place in places.items() if place.queue_id == queue_id}
        assert {call_id for _, call_id in center.floor.line(queue_id)} == waiting
        check_nobody_waits_in_vain(center, queue_id, waiting)
    assert not center.floor.moved


def check_nobody_waits_in_vain(center: CallCenter, queue_id: str, waiting: set[UUID]) -> None:
    """A caller waits only as long as nobody is free who may have the call; one that is kept for an agent, only while that one
    is at work but not free, and no longer than promised."""
    for call_id in waiting:
        routing, place = center.calls[call_id].routing, center.floor.places[call_id]
        if routing.unknown_until is not None:
            continue
        named = place.only or place.preferred
        assert named is None or named not in center.agents or not is_free(center, center.agents[named])
        if place.held:
            assert routing.preferred_until is not None
            assert named in center.floor.members
        elif place.only is None:
            assert not any(may_have(center, agent, queue_id) for agent in center.agents.values())


def may_have(center: CallCenter, agent: Agent, queue_id: str) -> bool:
    """Whether the agent could take any caller of the queue at once, judged without the floor."""
    profile = center.configuration.agents[agent.id]
    matches = not center.configuration.queues[queue_id].requirements or profile.skills.get("english", 0) >= 50
    return is_free(center, agent) and matches and queue_id in profile.queues


def is_free(center: CallCenter, agent: Agent) -> bool:
    """Whether the agent takes calls, and takes them just now."""
    calls = center.configuration.agents[agent.id].capacity.get("voice", 1)
    return (
        calls > 0
        and isinstance(agent.state, Ready)
        and agent.reachable
        and agent.page.fit
        and agent.paused_until is None
    )

"""Somebody of a queue is wanted in a talk, and nobody is free: the talk stands in the queue's line until one is.

The line is that of the callers. Whoever is rung for the talk is offered it under the queue's rules, as a caller would be.
"""

from datetime import datetime, timedelta
from uuid import UUID

from agents.state import Reserved
from app.calls import handing_on, invitation, parties, parting, presence, queueing, talking
from app.calls.edit import Result, noted
from app.calls.interaction import DialResult
from app.calls.state import Call, CallCenter, Party, Talking


def found(center: CallCenter, call: Call, agent_id: UUID, at: datetime) -> Result:
    """An agent of the queue is free, and the talk is first in line: the agent's phone rings."""
    talk = parties.talk_of(call)
    one = None if talk is None else parties.seeking(talk)
    assert talk is not None, "whoever stands in a line without waiting seeks somebody for a talk"
    assert one is not None, "whoever stands in a line without waiting seeks somebody for a talk"
    center, call, changed, rings = invitation.found(center, call, talk, one, agent_id, at)
    call = noted(call, at, "offered", agent_id=agent_id, queue_id=one.queue_id)
    center, more = talking.go_on(center, call, changed, at)
    return center, (*more, *rings)


def not_reached(center: CallCenter, call: Call, talk: Talking, one: Party, at: datetime, result: DialResult) -> Result:
    """The agent of the queue who was rung did not come: the talk has its old place in the line again."""
    assert one.agent_id is not None, "an agent was rung"
    call = noted(call, at, "party_not_reached", agent_id=one.agent_id, queue_id=one.queue_id)
    center = _judged(center, one.agent_id, one.queue_id, result, at)
    center, call, changed, actions = parting.leave(center, call, talk, one, at, "not_reached")
    center, more = talking.go_on(center, call, parties.joined(changed, parties.sought_again(one)), at)
    center, rest = queueing.match_call(center, call.id, at)
    center, last = queueing.match_agents(center, (one.agent_id,), at)
    return center, (*actions, *more, *rest, *last)


def abandoned(center: CallCenter, call: Call, talk: Talking, own: Party, sought: Party, at: datetime) -> Result:
    """The handling agent hangs up while somebody is sought: a customer who would be alone waits in that line instead."""
    without = parties.without(talk, sought.id)
    if sought.joins == "main" or parties.customer(talk) is None or len(without.parties) > 2:
        return talking.party_left(center, parties.with_talk(call, without), without, own, at)
    return handing_on.to_queue(center, call, talk, sought.queue_id, at)


def _judged(center: CallCenter, agent_id: UUID, queue_id: str, result: DialResult, at: datetime) -> CallCenter:
    """As after any offer of the queue; whose phone was lost is not blamed."""
    agent, queue = center.agents[agent_id], center.configuration.queues.get(queue_id)
    if not isinstance(agent.state, Reserved) or not agent.reachable:
        return center
    if queue is None:
        return presence.miss(center, agent_id, "missed", at, timedelta())
    match result:
        case "rejected":
            return presence.miss(center, agent_id, "declined", at, queue.retry.declined)
        case "busy":
            return presence.miss(center, agent_id, "missed", at, queue.retry.busy)
        case _:
            return presence.miss(center, agent_id, "missed", at, queue.retry.no_answer)

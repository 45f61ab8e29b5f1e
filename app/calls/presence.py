"""What happens to an agent's state when calls come and go; requests made during a call take effect here."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import structs

from agents.configuration import Queue
from agents.state import AfterCallWork, AgentEvent, Busy, LoggedOff, NotReady, Ready, Reserved
from app.calls.actions import RecordWrapUp
from app.calls.edit import Result, enter_state, put_agent, with_timer, without_timer
from app.calls.interaction import WrapUp
from app.calls.state import Agent, Call, CallCenter, FinishedCall

LONGEST_WRAP_UP = timedelta(minutes=30)


def reserve(center: CallCenter, agent_id: UUID, call_id: UUID, at: datetime) -> CallCenter:
    """The agent's phone is about to ring for a call."""
    return put_agent(center, enter_state(center.agents[agent_id], AgentEvent.RESERVE, Reserved(call_id=call_id), at))


def connect(center: CallCenter, agent_id: UUID, call_id: UUID, at: datetime) -> CallCenter:
    """The agent picked up."""
    return put_agent(center, enter_state(center.agents[agent_id], AgentEvent.CONNECT, Busy(call_id=call_id), at))


def release(center: CallCenter, agent_id: UUID, at: datetime) -> CallCenter:
    """The call is gone through no doing of the agent's: ready again, at the old place in the line."""
    agent = enter_state(center.agents[agent_id], AgentEvent.RELEASE, Ready(), at)
    return put_agent(center, _settled(agent, at))


def miss(center: CallCenter, agent_id: UUID, reason: str, at: datetime) -> CallCenter:
    """The agent did not take the call: no further offers until ready is asked for."""
    agent = enter_state(center.agents[agent_id], AgentEvent.RING_NO_ANSWER, NotReady(reason=reason), at)
    if agent.next_state == "logged_off":
        agent = enter_state(agent, AgentEvent.SIGN_OUT, LoggedOff(), at)
    return put_agent(center, structs.replace(agent, next_state=""))


def begin_wrap_up(center: CallCenter, agent_id: UUID, call: Call, queue: Queue, at: datetime) -> CallCenter:
    """The talk is over: paperwork, for as long as the queue allows."""
    ends_at = at + queue.wrap_up
    agent = enter_state(
        center.agents[agent_id], AgentEvent.WRAP_UP, AfterCallWork(call_id=call.id, ends_at=ends_at), at
    )
    finished = FinishedCall(
        id=call.id,
        queue_id=queue.id,
        caller_number=call.caller_number,
        caller_name=call.caller_name,
        dialed_number=call.dialed_number,
        language=call.language,
        arrived_at=call.arrived_at,
        ended_at=at,
        customer=call.customer,
        timeline=call.timeline,
        notes=call.notes,
        disposition=call.disposition,
    )
    timers = with_timer(agent.timers, "wrap_up", ends_at)
    return put_agent(center, structs.replace(agent, wrap_up=finished, timers=timers))


def extend_wrap_up(center: CallCenter, agent: Agent, state: AfterCallWork, by: timedelta) -> CallCenter:
    """More time, up to half an hour in all."""
    ends_at = min(state.ends_at + by, agent.since + LONGEST_WRAP_UP)
    return put_agent(
        center,
        structs.replace(
            agent,
            state=AfterCallWork(call_id=state.call_id, ends_at=ends_at),
            timers=with_timer(agent.timers, "wrap_up", ends_at),
        ),
    )


def finish_wrap_up(center: CallCenter, agent_id: UUID, at: datetime) -> Result:
    """The paperwork is done: it is written down, and the agent goes where asked, else ready."""
    agent = center.agents[agent_id]
    finished = agent.wrap_up
    assert finished is not None, "an agent in wrap-up has a finished call"
    record = WrapUp(
        interaction_id=finished.id,
        agent_id=agent_id,
        disposition=finished.disposition,
        notes=finished.notes,
        started_at=agent.since,
        ended_at=at,
    )
    agent = structs.replace(agent, wrap_up=None, timers=without_timer(agent.timers, "wrap_up"))
    agent = _settled(enter_state(agent, AgentEvent.FINISH, Ready(), at), at)
    return put_agent(center, agent), (RecordWrapUp(call_id=finished.id, wrap_up=record),)


def _settled(agent: Agent, at: datetime) -> Agent:
    """The agent after a state asked for during the call has taken effect."""
    wanted, _, reason = agent.next_state.partition(":")
    agent = structs.replace(agent, next_state="")
    match wanted:
        case "not_ready":
            return enter_state(agent, AgentEvent.GO_NOT_READY, NotReady(reason=reason), at)
        case "logged_off":
            return enter_state(agent, AgentEvent.SIGN_OUT, LoggedOff(), at)
        case _:
            return agent

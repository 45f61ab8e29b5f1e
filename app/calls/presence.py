"""What happens to an agent's state when calls come and go; requests made during a call take effect here."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import structs

from agents.configuration import Queue
from agents.state import AfterCallWork, AgentEvent, Busy, LoggedOff, NotReady, Ready, Reserved
from app.calls.actions import RecordWrapUp
from app.calls.configuration import Configuration
from app.calls.edit import Result, enter_state, put_agent, with_timer, without_timer
from app.calls.interaction import WrapUp
from app.calls.state import Agent, Call, CallCenter, FinishedCall, OfferEnded

LONGEST_WRAP_UP = timedelta(minutes=30)


def reserve(center: CallCenter, agent_id: UUID, call_id: UUID, queue_id: str, at: datetime) -> Result:
    """The agent's phone is about to ring for a call; paperwork that was left open is closed."""
    center, actions = close_paperwork(center, agent_id, at)
    agent = enter_state(center.agents[agent_id], AgentEvent.RESERVE, Reserved(call_id=call_id), at)
    standing = structs.replace(agent.standing, offered={**agent.standing.offered, queue_id: at})
    return put_agent(center, structs.replace(agent, standing=standing)), actions


def connect(center: CallCenter, agent_id: UUID, call_id: UUID, at: datetime) -> CallCenter:
    """The agent picked up."""
    return put_agent(center, enter_state(center.agents[agent_id], AgentEvent.CONNECT, Busy(call_id=call_id), at))


def release(center: CallCenter, agent_id: UUID, at: datetime) -> CallCenter:
    """The call is gone through no doing of the agent's: ready again, at the old place in the line."""
    agent = enter_state(center.agents[agent_id], AgentEvent.RELEASE, Ready(), at)
    return put_agent(center, _settled(agent, at))


def offer_ended(center: CallCenter, agent_id: UUID, ended: OfferEnded) -> CallCenter:
    """The phone has stopped ringing through no doing of the agent's, who is told why."""
    return put_agent(center, structs.replace(center.agents[agent_id], offer_ended=ended))


def miss(center: CallCenter, agent_id: UUID, reason: str, at: datetime, pause: timedelta = timedelta()) -> CallCenter:
    """The agent did not take the call: no offers for a while, or without a pause until ready is asked for."""
    agent = center.agents[agent_id]
    if pause > timedelta():
        agent = _settled(enter_state(agent, AgentEvent.RELEASE, Ready(), at), at)
        if isinstance(agent.state, Ready):
            until = at + pause
            agent = structs.replace(agent, paused_until=until, timers=with_timer(agent.timers, "pause", until))
        return put_agent(center, agent)
    agent = enter_state(agent, AgentEvent.RING_NO_ANSWER, NotReady(reason=reason), at)
    if agent.next_state == "logged_off":
        agent = enter_state(agent, AgentEvent.SIGN_OUT, LoggedOff(), at)
    return put_agent(center, structs.replace(agent, next_state=""))


def end_pause(center: CallCenter, agent: Agent) -> CallCenter:
    """The agent may be offered calls again."""
    return put_agent(center, structs.replace(agent, paused_until=None, timers=without_timer(agent.timers, "pause")))


def begin_wrap_up(center: CallCenter, agent_id: UUID, call: Call, queue: Queue, at: datetime) -> Result:
    """The talk is over: paperwork, as the queue wants it. The agent may be ready at once and waits for a match then.

    A required disposition that was not chosen during the talk holds the agent where otherwise nothing would.
    """
    agent = structs.replace(center.agents[agent_id], wrap_up=_finished(call, queue, at))
    ends_at = at + queue.wrap_up
    mode = queue.wrap_up_mode
    if mode in ("optional", "none") and agent.next_state != "logged_off" and lacks_disposition(center, agent):
        mode = "until_ready"
    elif mode == "until_ready" and agent.next_state == "logged_off":
        mode = "none"  # nobody is there to say that it is done
    match mode:
        case "timed":
            agent = enter_state(agent, AgentEvent.WRAP_UP, AfterCallWork(call_id=call.id, ends_at=ends_at), at)
        case "until_ready":
            agent = enter_state(agent, AgentEvent.WRAP_UP, AfterCallWork(call_id=call.id), at)
            return put_agent(center, agent), ()
        case "optional" | "none":
            agent = _settled(enter_state(agent, AgentEvent.FINISH, Ready(), at), at)
    center = put_agent(center, structs.replace(agent, timers=with_timer(agent.timers, "wrap_up", ends_at)))
    if mode == "none" or isinstance(agent.state, LoggedOff):
        return close_paperwork(center, agent_id, at)
    return center, ()


def _finished(call: Call, queue: Queue, at: datetime) -> FinishedCall:
    return FinishedCall(
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


def extend_wrap_up(center: CallCenter, agent: Agent, state: AfterCallWork, by: timedelta) -> CallCenter:
    """More time, up to half an hour in all; nothing changes where there is no limit."""
    if state.ends_at is None:
        return center
    ends_at = min(state.ends_at + by, agent.since + LONGEST_WRAP_UP)
    return put_agent(
        center,
        structs.replace(
            agent,
            state=AfterCallWork(call_id=state.call_id, ends_at=ends_at),
            timers=with_timer(agent.timers, "wrap_up", ends_at),
        ),
    )


def requires_disposition(configuration: Configuration, queue_id: str) -> bool:
    """Whether the queue's paperwork needs a disposition; never, when there is none that fits."""
    queue = configuration.queues.get(queue_id)
    if queue is None or not queue.disposition_required:
        return False
    narrowed = {choice.code: choice.queues for choice in configuration.disposition_choices}
    return any(not (kept := narrowed.get(code, ())) or queue_id in kept for code in configuration.dispositions)


def lacks_disposition(center: CallCenter, agent: Agent) -> bool:
    """Whether the agent's paperwork is open and wants a disposition still."""
    finished = agent.wrap_up
    if finished is None or finished.disposition:
        return False
    return requires_disposition(center.configuration, finished.queue_id)


def wait_for_disposition(center: CallCenter, agent: Agent, state: AfterCallWork) -> CallCenter:
    """The agent's after-call work has no end any more but the agent's own."""
    state = structs.replace(state, ends_at=None)
    return put_agent(center, structs.replace(agent, state=state, timers=without_timer(agent.timers, "wrap_up")))


def finish_wrap_up(center: CallCenter, agent_id: UUID, at: datetime) -> Result:
    """The paperwork is done: it is written down, and the agent goes where asked, else ready."""
    center, actions = close_paperwork(center, agent_id, at)
    agent = _settled(enter_state(center.agents[agent_id], AgentEvent.FINISH, Ready(), at), at)
    return put_agent(center, agent), actions


def close_paperwork(center: CallCenter, agent_id: UUID, at: datetime) -> Result:
    """Write down what the agent made of the last call, if that is still open; the agent's state stays."""
    agent = center.agents[agent_id]
    finished = agent.wrap_up
    if finished is None:
        return center, ()
    record = WrapUp(
        interaction_id=finished.id,
        agent_id=agent_id,
        disposition=finished.disposition,
        notes=finished.notes,
        started_at=finished.ended_at,
        ended_at=max(at, finished.ended_at),
    )
    agent = structs.replace(agent, wrap_up=None, timers=without_timer(agent.timers, "wrap_up"))
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

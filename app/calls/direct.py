"""Agents who are called or who call themselves, not through a queue: the state they were in comes back afterwards."""

from datetime import datetime
from uuid import UUID

from msgspec import structs

from agents.state import AgentEvent, Busy, NotReady, Ready, Reserved
from app.calls import presence
from app.calls.edit import Result, enter_state, put_agent
from app.calls.state import Agent, CallCenter


def is_free(center: CallCenter, agent_id: UUID) -> bool:
    """Whether an agent can be rung directly: signed in, without a call or paperwork, the phone there."""
    agent = center.agents.get(agent_id)
    return agent is not None and agent.reachable and isinstance(agent.state, Ready | NotReady)


def claim(center: CallCenter, agent_id: UUID, call_id: UUID, at: datetime) -> Result:
    """The agent's phone is about to ring for a colleague; paperwork that was left open is closed."""
    center, actions = presence.close_paperwork(center, agent_id, at)
    agent = _remembering(center.agents[agent_id])
    return put_agent(center, enter_state(agent, AgentEvent.RESERVE, Reserved(call_id=call_id), at)), actions


def dial(center: CallCenter, agent_id: UUID, call_id: UUID, at: datetime) -> Result:
    """The agent places a call; paperwork that was left open is closed."""
    center, actions = presence.close_paperwork(center, agent_id, at)
    agent = _remembering(center.agents[agent_id])
    return put_agent(center, enter_state(agent, AgentEvent.DIAL, Busy(call_id=call_id), at)), actions


def _remembering(agent: Agent) -> Agent:
    if isinstance(agent.state, NotReady) and not agent.next_state:
        return structs.replace(agent, next_state=f"not_ready:{agent.state.reason}")
    return agent

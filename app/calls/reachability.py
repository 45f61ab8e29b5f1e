"""Whether an agent can be reached for a call, and what stands in the way."""

from msgspec import structs

from agents.configuration import AgentProfile
from app.calls import queueing
from app.calls.edit import Result, put_agent
from app.calls.events import PagePresence
from app.calls.state import Agent, CallCenter


def page_changed(center: CallCenter, event: PagePresence) -> Result:
    """The agent's page is heard of, or no more. A call in hand goes on; only the next offer depends on it."""
    agent = center.agents.get(event.agent_id)
    if agent is None or agent.page == event.page:
        return center, ()
    center = put_agent(center, structs.replace(agent, page=event.page))
    return queueing.match_agent(center, agent.id, event.at)


def obstacles(agent: Agent, profile: AgentProfile) -> tuple[str, ...]:
    """Why no call would be offered to this agent even when ready; the cause alone, not what follows from it."""
    page = agent.page
    found: tuple[str, ...] = () if profile.queues else ("no_queues",)
    if not page.heard:
        return (*found, "page_silent")
    if page.microphone:
        return (*found, f"microphone_{page.microphone}")
    if not agent.reachable:
        return (*found, "phone_not_registered")
    if not page.phone:
        return (*found, "phone_in_no_tab")
    return found if agent.paused_until is None else (*found, "paused")

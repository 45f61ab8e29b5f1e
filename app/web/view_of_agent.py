"""An agent as others see them on the board, and as they see themselves. Pure."""

from uuid import UUID

from agents.state import AfterCallWork, LoggedOff, named
from app.calls.reachability import obstacles
from app.calls.state import Agent, CallCenter
from app.web.wire import AgentItem, MeItem, OfferEnded


def agent_item(center: CallCenter, agent_id: UUID) -> AgentItem | None:
    """The tile on the board; nothing for somebody who takes no calls any more."""
    profile, agent = center.configuration.agents.get(agent_id), center.agents.get(agent_id)
    if profile is None:
        return None
    state, reason = named(LoggedOff() if agent is None else agent.state)
    return AgentItem(
        key=f"agent:{agent_id}",
        id=agent_id,
        number=profile.number,
        name=profile.name,
        state=state,
        reason=reason,
        since=None if agent is None else agent.since,
        reachable=agent is not None and agent.reachable and agent.page.fit,
        queues=list(profile.queues),
    )


def me_item(center: CallCenter, agent_id: UUID, agent: Agent) -> MeItem | None:
    """The agent's own state; nothing for somebody who takes no calls any more."""
    profile = center.configuration.agents.get(agent_id)
    if profile is None:
        return None
    state, reason = named(agent.state)
    return MeItem(
        agent_id=agent_id,
        number=profile.number,
        name=profile.name,
        state=state,
        reason=reason,
        since=agent.since,
        next_state=agent.next_state,
        reachable=agent.reachable and agent.page.fit,
        not_offered=list(obstacles(agent, profile)),
        paused_until=agent.paused_until,
        offer_ended=_offer_ended(center, agent),
        wrap_up_ends_at=agent.state.ends_at if isinstance(agent.state, AfterCallWork) else None,
        queues=list(profile.queues),
    )


def _offer_ended(center: CallCenter, agent: Agent) -> OfferEnded | None:
    ended = agent.offer_ended
    if ended is None:
        return None
    winner = None if ended.by is None else center.configuration.agents.get(ended.by)
    return OfferEnded(call_id=ended.call_id, why=ended.why, at=ended.at, by="" if winner is None else winner.number)

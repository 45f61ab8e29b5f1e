"""What an agent did all day: each state left behind is written down once, by whatever event ended it."""

from datetime import datetime
from uuid import UUID

from agents.state import AgentState, LoggedOff, named
from app.calls.actions import RecordAgentState
from app.calls.interaction import AgentSpell
from app.calls.state import Agent, CallCenter


def spells_ended(before: CallCenter, after: CallCenter, at: datetime) -> tuple[RecordAgentState, ...]:
    """The states that agents left between two centers, of which the later one names in `touched` what is different.

    An agent's spells follow each other without gap or overlap. A state that lasted for no time is none.
    """
    if before.agents is after.agents:
        return ()
    spells = list[RecordAgentState]()
    for kind, key in after.touched:
        if kind == "agent" and isinstance(key, UUID):
            was, now = before.agents.get(key), after.agents.get(key)
            spell = None if was is None or was is now else _spell(was, now, at)
            if spell is not None:
                spells.append(RecordAgentState(spell=spell))
    if len(spells) < 2:
        return tuple(spells)
    return tuple(sorted(spells, key=lambda record: record.spell.agent_id))


def _spell(was: Agent, now: Agent | None, at: datetime) -> AgentSpell | None:
    ended_at = max(at, was.since) if now is None else now.since
    if ended_at == was.since:
        return None
    state, reason = named(was.state)
    next_state, next_reason = named(LoggedOff() if now is None else now.state)
    return AgentSpell(
        agent_id=was.id,
        state=state,
        reason=reason,
        call_id=_call_of(was.state),
        started_at=was.since,
        ended_at=ended_at,
        next_state=next_state,
        next_reason=next_reason,
    )


def _call_of(state: AgentState) -> UUID | None:
    return getattr(state, "call_id", None)

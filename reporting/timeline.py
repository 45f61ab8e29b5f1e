"""A contact's story: its own moments and the states of the agents who worked on it, by time. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from reporting.record import MomentRecord, SpellRecord

AGENT_STATE = "agent_state"
"""The `what` of a moment at which an agent entered a state; `detail` is the state, and its reason behind a colon."""


def with_states(moments: Sequence[MomentRecord], spells: Sequence[SpellRecord]) -> Sequence[MomentRecord]:
    """The moments with a line for each state that an agent entered on this contact, and for the one that followed the last."""
    return sorted((*moments, *_entered(spells)), key=lambda moment: moment.at)


def _entered(spells: Sequence[SpellRecord]) -> Iterator[MomentRecord]:
    begun = {(spell.agent_id, spell.started_at) for spell in spells}
    for spell in spells:
        yield _line(spell, spell.started_at, spell.state, spell.reason)
        if (spell.agent_id, spell.ended_at) not in begun:
            yield _line(spell, spell.ended_at, spell.next_state, spell.next_reason)


def _line(spell: SpellRecord, at: datetime, state: str, reason: str) -> MomentRecord:
    detail = f"{state}:{reason}" if reason else state
    return MomentRecord(at=at, what=AGENT_STATE, detail=detail, agent_number=spell.agent_number)

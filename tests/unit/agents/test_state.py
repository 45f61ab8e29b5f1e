"""The agents' transition table."""

from pathlib import Path
from typing import get_args

import pytest

from agents.state import (
    TRANSITIONS,
    AgentEvent,
    AgentState,
    Busy,
    LoggedOff,
    Ready,
    TransitionNotAllowed,
    check_transition,
    diagram,
)

DOCUMENT = Path(__file__).parents[3] / "docs" / "agent-states.md"


def test_every_state_can_be_reached_and_left() -> None:
    states = set(get_args(AgentState))
    assert set(TRANSITIONS.values()) == states
    assert {state for state, _ in TRANSITIONS} == states


def test_every_event_leads_somewhere() -> None:
    assert {event for _, event in TRANSITIONS} == set(AgentEvent)


def test_what_the_table_does_not_name_is_refused() -> None:
    with pytest.raises(TransitionNotAllowed, match="reserve is not possible while LoggedOff"):
        check_transition(LoggedOff(), AgentEvent.RESERVE)
    assert check_transition(Ready(), AgentEvent.RESERVE).__name__ == "Reserved"
    assert (Busy, AgentEvent.GO_READY) not in TRANSITIONS


def test_the_diagram_in_the_documents_is_this_table() -> None:
    assert diagram() in DOCUMENT.read_text(encoding="utf-8")

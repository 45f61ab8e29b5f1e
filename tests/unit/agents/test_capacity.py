"""How many contacts of a channel fit into an agent's hands."""

from uuid import UUID

import pytest

from agents.capacity import put_down, room, taken_in_hand
from agents.configuration import AgentProfile


def agent(capacity: dict[str, int]) -> AgentProfile:
    return AgentProfile(id=UUID(int=1), number="1", name="A", capacity=capacity)


@pytest.mark.parametrize(
    ("capacity", "in_hand", "free"),
    [
        ({"chat": 3}, {}, 3),
        ({"chat": 3}, {"chat": 2}, 1),
        ({"chat": 3}, {"chat": 2, "voice": 1}, 1),
        ({"chat": 3}, {"chat": 3}, 0),
        ({"chat": 2}, {"chat": 3}, 0),  # lowered while three were in hand
        ({"chat": 0}, {}, 0),
        ({"voice": 3}, {}, 1),  # of channels of which nothing is said there is one
        ({"voice": 3}, {"chat": 1}, 0),
    ],
)
def test_there_is_room_for_what_is_left_of_the_channels_capacity(
    capacity: dict[str, int], in_hand: dict[str, int], free: int
) -> None:
    assert room(agent(capacity), in_hand, "chat") == free


def test_what_is_taken_in_hand_and_put_down_leaves_the_other_channels_alone() -> None:
    held = taken_in_hand(taken_in_hand(taken_in_hand({}, "chat"), "voice"), "chat")
    assert held == {"chat": 2, "voice": 1}
    assert put_down(held, "chat") == {"chat": 1, "voice": 1}
    assert put_down(put_down(held, "chat"), "chat") == {"voice": 1}
    assert put_down({}, "chat") == {}

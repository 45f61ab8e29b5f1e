"""Nobody is given more than the own capacity, whatever comes of several channels and goes again."""

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from agents.capacity import put_down, room, taken_in_hand
from agents.configuration import AgentProfile

CHANNELS = ("voice", "chat", "fax")
CAPACITIES = st.dictionaries(st.sampled_from(CHANNELS), st.integers(0, 4))
MOVES = st.lists(st.tuples(st.sampled_from(CHANNELS), st.booleans()), max_size=40)


@given(CAPACITIES, MOVES)
def test_what_is_in_hand_is_what_was_taken_while_there_was_room_and_never_more(
    capacity: dict[str, int], moves: list[tuple[str, bool]]
) -> None:
    agent = AgentProfile(id=UUID(int=1), number="1", name="A", capacity=capacity)
    held: dict[str, int] = {}
    truth = Counter[str]()
    for channel, comes in moves:
        most = capacity.get(channel, 1)
        assert (room(agent, held, channel) > 0) == (truth[channel] < most)
        if comes and room(agent, held, channel):
            held = taken_in_hand(held, channel)
            truth[channel] += 1
        elif not comes:
            held = put_down(held, channel)
            truth[channel] = max(0, truth[channel] - 1)
        assert Counter(held) == +truth
        assert all(count <= capacity.get(name, 1) for name, count in held.items())
        assert all(room(agent, held, name) == capacity.get(name, 1) - truth[name] for name in CHANNELS)

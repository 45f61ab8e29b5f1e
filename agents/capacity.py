"""How many contacts of each channel an agent may have in hand at once: one, where nothing else is said."""

from collections.abc import Mapping

from agents.configuration import AgentProfile

VOICE = "voice"


def room(profile: AgentProfile, in_hand: Mapping[str, int], channel: str) -> int:
    """How many more contacts of the channel the agent may be offered."""
    return max(0, profile.capacity.get(channel, 1) - in_hand.get(channel, 0))


def taken_in_hand(in_hand: Mapping[str, int], channel: str) -> dict[str, int]:
    """What is in hand with one contact more."""
    return {**in_hand, channel: in_hand.get(channel, 0) + 1}


def put_down(in_hand: Mapping[str, int], channel: str) -> dict[str, int]:
    """What is in hand with one contact less."""
    left = {**in_hand, channel: in_hand.get(channel, 0) - 1}
    return {name: count for name, count in left.items() if count > 0}

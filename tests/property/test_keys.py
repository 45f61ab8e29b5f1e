"""However Asterisk tells of a row of keys, each of them counts once."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct, structs

from agents.configuration import ToCallback
from app.calls.configuration import OutgoingRules
from app.calls.events import DigitReceived, NumberChecked
from app.calls.exit_state import AskingNumber
from tests.waiting_site import scene

START = datetime(2026, 1, 1, tzinfo=UTC)
SOUNDED, APART = 80, 45
"""Milliseconds that Asterisk sounds a key by itself at least, and that it keeps between two."""


class Key(Struct, frozen=True):
    """A key as it is pressed, in milliseconds; `cut`: a prompt ends while it is held."""

    digit: str
    held: int
    pause: int
    cut: bool
    late: int


KEYS = st.builds(
    Key,
    digit=st.sampled_from("778"),
    held=st.integers(80, 180),
    pause=st.integers(65, 400),
    cut=st.booleans(),
    late=st.integers(0, 40),
)


def told(keys: Sequence[Key]) -> Iterator[tuple[Key, int]]:
    """When Asterisk's channel.c tells of these keys: each when it ends, and those that it puts off once more."""
    now, over, free = 0, 0, 0  # pressed; the sounding of the last key is over; the channel is read again
    for key in keys:
        begun = max(now + key.pause, free)
        now += key.pause + key.held
        ended = max(now, free)
        yield key, ended
        if key.cut or begun < over + APART:
            if ended < over + APART:
                free = ended = over + APART + key.late
                yield key, ended
            over = ended + max(key.held, SOUNDED)
        else:
            over = max(ended, begun + SOUNDED)


@given(keys=st.lists(KEYS, min_size=1, max_size=15))
def test_a_typed_number_is_what_was_typed_however_quickly(keys: list[Key]) -> None:
    played = scene(support={"keys": {"1": ToCallback()}})
    outgoing = OutgoingRules(trunk="carrier", prefixes=("+86",))
    played.center = structs.replace(
        played.center, configuration=structs.replace(played.center.configuration, outgoing=outgoing)
    )
    call_id = played.queue()
    played.press(call_id, "1")
    played.happen(NumberChecked(at=played.tick(), call_id=call_id, number=""))
    for key, milliseconds in told(keys):
        played.happen(
            DigitReceived(
                at=played.tick(),
                leg_id=played.call(call_id).leg_id,
                digit=key.digit,
                heard_at=START + timedelta(milliseconds=milliseconds),
                held_for=timedelta(milliseconds=key.held),
            )
        )
    phase = played.call(call_id).phase
    assert isinstance(phase, AskingNumber)
    assert phase.digits == "".join(key.digit for key in keys)

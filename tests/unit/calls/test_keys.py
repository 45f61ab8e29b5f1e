"""Keys that Asterisk tells twice: each counts once, in the line, on the way out of it, and across the two."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import structs

from agents.configuration import ToCallback, ToGoodbye, ToQueue
from app.calls.actions import CheckNumber
from app.calls.configuration import OutgoingRules
from app.calls.events import DigitReceived, NumberChecked
from app.calls.exit_state import AskingNumber, Farewell
from app.calls.secrecy import journaled
from app.calls.state import Call, Waiting
from tests.center import Scene
from tests.waiting_site import scene

MINE = "+8613800138000"


QUICK = (
    *(("1", -275), ("3", -135), ("8", 5), ("0", 153), ("0", 285), ("0", 309)),
    *(("1", 432), ("1", 455), ("3", 565), ("3", 602), ("8", 707), ("8", 750)),
    *(("7", 846), ("7", 898), ("7", 985), ("7", 1053), ("7", 1125), ("7", 1214)),
    *(("#", 1266), ("#", 1363)),
)
"""What Asterisk 22 told when 13800138777# was sent, each key held for 100 ms, 40 ms between them."""


def press(played: Scene, call_id: UUID, digit: str, heard_at: datetime, *, held_ms: int = 0) -> None:
    """A key that ended at this moment of Asterisk's clock; ours is later each time."""
    leg_id, held_for = played.call(call_id).leg_id, timedelta(milliseconds=held_ms)
    played.happen(DigitReceived(at=played.tick(), leg_id=leg_id, digit=digit, heard_at=heard_at, held_for=held_for))


def later(moment: datetime, milliseconds: int) -> datetime:
    return moment + timedelta(milliseconds=milliseconds)


def asking(played: Scene, call_id: UUID) -> AskingNumber:
    phase = played.call(call_id).phase
    assert isinstance(phase, AskingNumber)
    return phase


def site() -> Scene:
    played = scene(support={"keys": {"1": ToCallback(), "2": ToQueue(queue_id="sales"), "9": ToGoodbye()}})
    outgoing = OutgoingRules(trunk="carrier", prefixes=("+86",))
    played.center = structs.replace(
        played.center, configuration=structs.replace(played.center.configuration, outgoing=outgoing)
    )
    return played


def test_the_key_that_led_into_the_line_does_not_lead_out_of_it() -> None:
    played = site()
    call_id = played.arrive()
    played.playback_ends()
    heard = played.tick()
    press(played, call_id, "2", heard)
    standing = played.call(call_id)
    assert isinstance(standing.phase, Waiting)
    press(played, call_id, "2", later(heard, 20))
    assert structs.replace(played.call(call_id), heard_key=standing.heard_key) == standing
    press(played, call_id, "2", later(heard, 400))
    phase = played.call(call_id).phase
    assert isinstance(phase, Waiting)
    assert phase.queue_id == "sales"


def test_a_waiting_callers_key_told_twice_is_one_way_out() -> None:
    played = site()
    call_id = played.queue()
    heard = played.tick()
    press(played, call_id, "1", heard)
    played.happen(NumberChecked(at=played.tick(), call_id=call_id, number=MINE))
    assert asking(played, call_id).stage == "confirming"
    press(played, call_id, "1", later(heard, 20))
    assert asking(played, call_id).stage == "confirming", "the callback is not confirmed by the key that asked for it"
    press(played, call_id, "1", later(heard, 900))
    assert isinstance(played.call(call_id).phase, Farewell)


def test_digits_of_a_typed_number_told_twice_count_once_and_doubled_ones_twice() -> None:
    played = site()
    call_id = played.queue()
    heard = played.tick()
    press(played, call_id, "1", heard)
    played.happen(NumberChecked(at=played.tick(), call_id=call_id, number=""))
    for digit, milliseconds in (("1", 500), ("1", 520), ("3", 700), ("3", 800), ("3", 815), ("#", 1000), ("#", 1010)):
        press(played, call_id, digit, later(heard, milliseconds))
    asked = [action.number for action in played.actions if isinstance(action, CheckNumber)]
    assert asked[1:] == ["133"]


def test_a_quick_row_of_keys_most_of_which_asterisk_told_twice_is_the_number_that_was_typed() -> None:
    played = site()
    call_id = played.queue()
    heard = played.tick()
    press(played, call_id, "1", heard)
    played.happen(NumberChecked(at=played.tick(), call_id=call_id, number=""))
    for digit, milliseconds in QUICK:
        press(played, call_id, digit, later(heard, 1000 + milliseconds), held_ms=100)
    asked = [action.number for action in played.actions if isinstance(action, CheckNumber)]
    assert asked[1:] == ["13800138777"]


def test_a_key_told_once_more_is_hidden_in_the_journal_for_it_may_be_the_last_one_of_a_secret() -> None:
    played = site()
    call_id = played.queue()
    heard = played.tick()
    press(played, call_id, "9", heard)
    before = played.center
    event = DigitReceived(at=played.tick(), leg_id="channel-call", digit="9", heard_at=later(heard, 20))
    played.happen(event)
    kept = journaled(before, played.center, event)
    assert isinstance(kept, DigitReceived)
    assert kept.digit == "x"


def test_a_key_without_effect_leaves_no_trace_and_one_with_effect_none_in_the_journal() -> None:
    played = site()
    call_id = played.queue()
    before = played.center
    event = DigitReceived(at=played.tick(), leg_id="channel-call", digit="7", heard_at=played.now)
    played.happen(event)
    assert played.center.calls is before.calls
    kept = journaled(before, played.center, event)
    assert isinstance(kept, DigitReceived)
    assert kept.digit == "x"
    press(played, call_id, "9", played.tick())
    call: Call = played.call(call_id)
    assert call.heard_key is not None

"""A site whose callers may ask to be called back, and callers who do."""

from datetime import timedelta
from uuid import UUID

from msgspec import structs

from agents.configuration import CallbackPolicy, ToCallback
from app.calls.configuration import OutgoingRules
from app.calls.events import NumberChecked
from app.calls.state import Call
from tests.center import Scene
from tests.waiting_site import scene

MINE = "+8613800138000"
POLICY = CallbackPolicy(attempts=2, gap=timedelta(minutes=5), expires=timedelta(hours=2))
SUPERVISOR = UUID(int=99)


def site(**rules: object) -> Scene:
    """Support offers callbacks by key 1; numbers in China may be called."""
    played = scene(support={"keys": {"1": ToCallback()}, "callback": POLICY} | rules)
    outgoing = OutgoingRules(trunk="carrier", prefixes=("+86",), caller_ids=("+861012345678",))
    played.center = structs.replace(
        played.center, configuration=structs.replace(played.center.configuration, outgoing=outgoing)
    )
    return played


def checked(played: Scene, call_id: UUID, number: str) -> None:
    played.happen(NumberChecked(at=played.tick(), call_id=call_id, number=number))


def promised(played: Scene, name: str = "call") -> Call:
    """A caller asks to be called back on the number shown; the callback."""
    call_id = played.queue(name)
    played.press(call_id, "1")
    checked(played, call_id, MINE)
    played.press(call_id, "1")
    return callback(played)


def callback(played: Scene, number: str = MINE) -> Call:
    return played.call(played.center.promised[number])

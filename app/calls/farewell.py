"""The last words to a caller who is not served, and what sounds until then."""

from datetime import datetime, timedelta

from msgspec import structs

from app.calls import ids
from app.calls.actions import CallAction, Play, StopMusic, StopPlayback
from app.calls.edit import Result, put_call, with_timer
from app.calls.exit_state import Farewell
from app.calls.state import Call, CallCenter
from ivr.prompt import Prompt

LONGEST = timedelta(seconds=60)
AFTER_RESTART = timedelta(seconds=5)
TIMER = "wait_farewell"


def say(center: CallCenter, call: Call, prompt: Prompt, queue_id: str, at: datetime) -> Result:
    """Say one last thing; when it is over the line is hung up."""
    call, hush = silenced(call)
    serial = call.serial + 1
    playback_id = ids.playback(call.id, serial)
    phase = Farewell(queue_id=queue_id, playback_id=playback_id)
    call = structs.replace(call, serial=serial, phase=phase, timers=with_timer((), TIMER, at + LONGEST))
    play = Play(call_id=call.id, leg_id=call.leg_id, playback_id=playback_id, prompts=(prompt,))
    return put_call(center, call), (*hush, StopMusic(call_id=call.id, leg_id=call.leg_id), play)


def silenced(call: Call) -> tuple[Call, tuple[CallAction, ...]]:
    """The call with what is being told to the waiting caller, if anything, stopped."""
    wait = call.wait
    if wait is None or wait.playback_id is None:
        return call, ()
    call = structs.replace(call, wait=structs.replace(wait, playback_id=None))
    return call, (StopPlayback(call_id=call.id, playback_id=wait.playback_id),)


def restored(center: CallCenter, call: Call, at: datetime) -> Result:
    """After a restart nobody knows how much of it was heard: hang up soon."""
    due = min((timer.due for timer in call.timers if timer.name == TIMER), default=at + AFTER_RESTART)
    timers = with_timer(call.timers, TIMER, max(at, min(due, at + AFTER_RESTART)))
    return put_call(center, structs.replace(call, timers=timers)), ()

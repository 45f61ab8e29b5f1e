"""The talk before a callback is promised: which number shall be called. The caller keeps the place and may go back to the line."""

from datetime import datetime, timedelta

from msgspec import structs

from app.calls import announcements, farewell, ids
from app.calls.actions import CallAction, CheckNumber, Play, StopMusic, StopPlayback
from app.calls.edit import Result, put_call, with_timer
from app.calls.exit_state import AskingNumber
from app.calls.state import Call, CallCenter
from ivr.dialog import Session
from ivr.prompt import Prompt

KEY_TIMEOUT = timedelta(seconds=8)
CHECK_TIMEOUT = timedelta(seconds=5)
LONGEST_PROMPT = timedelta(seconds=40)
MOST_DIGITS = 20
MOST_FAILURES = 3
KEY_TIMER = "wait_key"


def begin(
    center: CallCenter,
    call: Call,
    queue_id: str,
    since: datetime,
    why: str,
    at: datetime,
    *,
    session: Session | None = None,
) -> Result:
    """Ask whether to call the number that is shown. `session` is the walk through a flow that goes on if it is not wanted."""
    call, hush = farewell.silenced(call)
    phase = AskingNumber(queue_id=queue_id, playback_id=None, since=since, why=why, stage="checking", session=session)
    center, actions = _check(center, call, phase, call.caller_number, at)
    return center, (*hush, StopMusic(call_id=call.id, leg_id=call.leg_id), *actions)


def checked(center: CallCenter, call: Call, phase: AskingNumber, number: str, at: datetime) -> Result:
    """A number was looked at: `number` is what can be called, empty when it cannot be."""
    if phase.stage != "checking":
        return center, ()
    if number:
        phase = structs.replace(phase, number=number, stage="confirming")
        return _ask(center, call, phase, announcements.confirm_number(number, call.language), at)
    return _enter(center, call, phase, at, shown=phase.digits == "")


def played(center: CallCenter, call: Call, phase: AskingNumber, at: datetime) -> Result:
    """The question is over: wait for keys."""
    call = structs.replace(
        call,
        phase=structs.replace(phase, playback_id=None),
        timers=with_timer(call.timers, KEY_TIMER, at + KEY_TIMEOUT),
    )
    return put_call(center, call), ()


def pressed(center: CallCenter, call: Call, phase: AskingNumber, digit: str, at: datetime) -> Result | None:
    """A key. None: the caller wants to wait in the line again."""
    match phase.stage, digit:
        case "confirming", "2":
            return _enter(center, call, phase, at, shown=False)
        case "confirming", "0" | "*":
            return None
        case "entering", "*":
            return _enter(center, call, phase, at, shown=False)
        case "entering", "#":
            return _entered(center, call, phase, at)
        case "entering", _ if digit.isdigit() and len(phase.digits) < MOST_DIGITS:
            call, hush = _hushed(call, phase)
            typed = structs.replace(phase, digits=phase.digits + digit, playback_id=None)
            timers = with_timer(call.timers, KEY_TIMER, at + KEY_TIMEOUT)
            return put_call(center, structs.replace(call, phase=typed, timers=timers)), hush
        case _:
            return center, ()


def timer(center: CallCenter, call: Call, phase: AskingNumber, at: datetime) -> Result | None:
    """Silence. None: the caller wants nothing of this, and waits in the line again."""
    if phase.stage == "entering" and phase.digits:
        return _entered(center, call, phase, at)
    if phase.failures + 1 >= MOST_FAILURES:
        return None
    phase = structs.replace(phase, failures=phase.failures + 1)
    if phase.stage == "confirming":
        return _ask(center, call, phase, announcements.confirm_number(phase.number, call.language), at)
    return _enter(center, call, phase, at, shown=False)


def restored(center: CallCenter, call: Call, phase: AskingNumber, at: datetime) -> Result:
    """After a restart: the question again."""
    if phase.stage == "checking":
        return _check(center, call, phase, phase.digits or call.caller_number, at)
    if phase.stage == "confirming":
        return _ask(center, call, phase, announcements.confirm_number(phase.number, call.language), at)
    return _enter(center, call, phase, at, shown=False)


def _enter(center: CallCenter, call: Call, phase: AskingNumber, at: datetime, *, shown: bool) -> Result:
    """Ask for a number; `shown`: the one that the caller calls from cannot be called."""
    refused = phase.stage == "checking" and not shown
    phase = structs.replace(phase, stage="entering", digits="", number="")
    return _ask(center, call, phase, announcements.enter_number(call.language, again=refused), at)


def _entered(center: CallCenter, call: Call, phase: AskingNumber, at: datetime) -> Result | None:
    if not phase.digits:
        return timer(center, call, phase, at)
    if phase.failures >= MOST_FAILURES:
        return None
    phase = structs.replace(phase, failures=phase.failures + 1)
    call, hush = _hushed(call, phase)
    center, actions = _check(center, call, structs.replace(phase, stage="checking"), phase.digits, at)
    return center, (*hush, *actions)


def _check(center: CallCenter, call: Call, phase: AskingNumber, raw: str, at: datetime) -> Result:
    timers = with_timer((), KEY_TIMER, at + CHECK_TIMEOUT)
    call = structs.replace(call, phase=structs.replace(phase, playback_id=None), timers=timers)
    return put_call(center, call), (CheckNumber(call_id=call.id, number=raw),)


def _ask(center: CallCenter, call: Call, phase: AskingNumber, prompts: tuple[Prompt, ...], at: datetime) -> Result:
    call, hush = _hushed(call, phase)
    serial = call.serial + 1
    playback_id = ids.playback(call.id, serial)
    call = structs.replace(
        call,
        serial=serial,
        phase=structs.replace(phase, playback_id=playback_id),
        timers=with_timer((), KEY_TIMER, at + LONGEST_PROMPT),
    )
    play = Play(call_id=call.id, leg_id=call.leg_id, playback_id=playback_id, prompts=prompts)
    return put_call(center, call), (*hush, play)


def _hushed(call: Call, phase: AskingNumber) -> tuple[Call, tuple[CallAction, ...]]:
    if phase.playback_id is None:
        return call, ()
    return call, (StopPlayback(call_id=call.id, playback_id=phase.playback_id),)

"""What happens to callers while they wait: keys, deadlines, and agents who go home. Whoever stands in `Waiting` is looked after here."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import structs

from agents.configuration import Exit, Queue, Stay
from app.calls import callbacks, exits, farewell, queue_memory, queue_step, queueing, telling, voicemail
from app.calls.actions import CallAction
from app.calls.callback_state import Scheduled
from app.calls.edit import Result, noted, put_call, with_timer, without_timer
from app.calls.exit_state import Exiting, LeavingMessage, Wait
from app.calls.queue_memory import Abandoned, QueueMemory
from app.calls.state import Call, CallCenter, InMenu, Leaving, Ringing, Talking, Timer, Waiting

PREFIX = "wait_"
"""Of the names of all deadlines that are decided upon here."""
LONGEST = "wait_longest"
NOBODY = "wait_nobody"
CLOSING = "wait_closing"
LOOK_AT_HOURS = timedelta(seconds=30)


def observe(before: CallCenter, center: CallCenter, at: datetime) -> Result:
    """After every event: whoever came into a line gets the deadlines of the wait, whoever left it loses them."""
    actions: tuple[CallAction, ...] = ()
    if before.staff is not center.staff:
        for thing in tuple(center.touched):
            if thing[0] == "queue" and before.staff.get(thing[1], 0) and not center.staff.get(thing[1], 0):
                center, more = _nobody_left(center, thing[1], at)
                actions = (*actions, *more)
    if before.calls is center.calls:
        return center, actions
    for thing in tuple(center.touched):
        if thing[0] != "call":
            continue
        call, was = center.calls.get(thing[1]), before.calls.get(thing[1])
        if was is not None and isinstance(was.phase, Waiting | Ringing):
            center = _remember(center, was, call, at)
        if call is None:
            continue
        if isinstance(call.phase, Waiting):
            if was is None or _line_of(was) != call.phase.queue_id:
                center = resume(center, call, call.phase, at)
        elif (
            was is not None
            and not isinstance(call.phase, Ringing | Exiting | Scheduled)
            and isinstance(was.phase, Waiting | Ringing)
        ):
            call, hush = farewell.silenced(call)
            center = put_call(center, structs.replace(call, timers=_without_ours(call.timers)))
            actions = (*actions, *hush)
    return center, actions


def resume(center: CallCenter, call: Call, waiting: Waiting, at: datetime) -> CallCenter:
    """Set the deadlines of a wait that begins, or keep those of one that goes on."""
    queue = center.configuration.queues[waiting.queue_id]
    if call.promise is not None:
        return put_call(center, callbacks.watched(center, call, at))
    wait = call.wait
    if wait is None or wait.queue_id != queue.id:
        wait = Wait(queue_id=queue.id, began_at=at, left=() if wait is None else wait.left)
    timers, known = _without_ours(call.timers), {timer.name: timer.due for timer in call.timers}
    longest = _longest(call, wait, queue)
    if longest is not None and "long_wait" not in wait.tried:
        timers = with_timer(timers, LONGEST, max(at, wait.began_at + longest))
    if not center.staff.get(queue.id, 0) and _may_leave(call, queue) and "nobody" not in wait.tried:
        timers = with_timer(timers, NOBODY, at)
    timers = telling.with_deadline(timers, queue, wait, at, known.get(telling.TELL))
    if queue.hours and queue.overflow.closing == "exit":
        timers = with_timer(timers, CLOSING, known.get(CLOSING, at + LOOK_AT_HOURS))
    return put_call(center, structs.replace(call, wait=wait, timers=timers))


def _longest(call: Call, wait: Wait, queue: Queue) -> timedelta | None:
    """After which wait the caller is led out; a step of a flow may say so for its callers."""
    back = wait.way_back
    if back is not None and back.longest and queue_step.leads_back(call, "long_wait"):
        return back.longest
    return queue.overflow.maximum_wait


def _may_leave(call: Call, queue: Queue) -> bool:
    """Whether a caller is led out when the last agent goes home."""
    return not isinstance(queue.overflow.on_nobody, Stay) or queue_step.leads_back(call, "nobody")


def timer(center: CallCenter, call: Call, elapsed: Timer, at: datetime) -> Result:
    """A deadline of the wait has come. It is forgotten when the call is being offered; coming back sets it anew."""
    call = structs.replace(call, timers=tuple(left for left in call.timers if left != elapsed))
    center = put_call(center, call)
    if call.promise is not None:
        return callbacks.timer(center, call, elapsed.name, at)
    if isinstance(call.phase, Exiting):
        return exits.timer(center, call, elapsed.name, at)
    if not isinstance(call.phase, Waiting):
        return center, ()
    queue = center.configuration.queues[call.phase.queue_id]
    rules = queue.overflow
    taken: Result | None = None
    match elapsed.name:
        case telling.TELL:
            return telling.look(center, call, call.phase, at)
        case "wait_longest":
            taken = _leave(center, call, rules.on_long_wait, "long_wait", at)
        case "wait_nobody" if not center.staff.get(queue.id, 0):
            taken = _leave(center, call, rules.on_nobody, "nobody", at)
        case "wait_closing" if rules.closing == "exit":
            if exits.is_closed(center, queue, at):
                taken = _leave(center, call, rules.on_closed, "closed", at)
            else:
                timers = with_timer(call.timers, CLOSING, at + LOOK_AT_HOURS)
                return put_call(center, structs.replace(call, timers=timers)), ()
        case _:
            pass
    return (center, ()) if taken is None else taken


def pressed(center: CallCenter, call: Call, digit: str, at: datetime) -> Result:
    """A waiting caller pressed a key: the queue says what it does. Phones that ring for the caller stop."""
    if isinstance(call.phase, Exiting):
        return exits.pressed(center, call, digit, at)
    if not isinstance(call.phase, Waiting | Ringing):
        return center, ()
    back = None if call.wait is None else call.wait.way_back
    own = back is not None and back.key == digit and queue_step.leads_back(call, "key")
    way = Stay() if own else center.configuration.queues[call.phase.queue_id].keys.get(digit)
    if way is None:
        return center, ()
    call = noted(call, at, "digit", detail=digit, queue_id=call.phase.queue_id)
    taken = _leave(center, call, way, "key", at, back=own)
    return (put_call(center, call), ()) if taken is None else taken


def played(center: CallCenter, call: Call, playback_id: str, at: datetime) -> Result:
    """Something said to a waiting or leaving caller is over."""
    if isinstance(call.phase, Exiting):
        return exits.played(center, call, playback_id, at)
    if call.wait is not None and call.wait.playback_id == playback_id and isinstance(call.phase, Waiting | Ringing):
        return telling.ended(center, call, call.wait)
    return center, ()


def _remember(center: CallCenter, was: Call, call: Call | None, at: datetime) -> CallCenter:
    """What the queue learns from a caller who stood in its line: served after a wait, or given up."""
    phase, wait = was.phase, was.wait
    assert isinstance(phase, Waiting | Ringing), "only callers in a line teach anything"
    queue = center.configuration.queues[phase.queue_id]
    known = center.memories.get(queue.id, QueueMemory())
    if was.promise is not None:
        return center
    if call is None and queue.redial_window:
        gone = Abandoned(number=was.caller_number, since=phase.since, at=at)
        known = queue_memory.abandoned(known, gone, queue.redial_window)
    elif call is not None and wait is not None and _is_answered(call) and _has_waited(phase, wait):
        known = queue_memory.served(known, at, wait.began_at, center.staff.get(queue.id, 0))
    else:
        return center
    touched = center.touched.set(("queue", queue.id), None)
    return structs.replace(center, memories=center.memories.set(queue.id, known), touched=touched)


def _has_waited(phase: Waiting | Ringing, wait: Wait) -> bool:
    """Whether no agent was free when the caller came: only then is there a time at the head of a line."""
    return isinstance(phase, Ringing) and min(offer.offered_at for offer in phase.offers) > wait.began_at


def _is_answered(call: Call) -> bool:
    if isinstance(call.phase, Talking) and call.phase.back is not None:
        return False
    return not isinstance(call.phase, Waiting | Ringing | Exiting | Leaving | InMenu)


def speech_heard(center: CallCenter, call: Call | None, at: datetime, *, speaking: bool) -> Result:
    """A caller who leaves a message began to speak, or fell silent."""
    match call:
        case Call(phase=LeavingMessage() as phase):
            return voicemail.spoke(center, call, phase, at, speaking=speaking)
        case _:
            return center, ()


def speech_not_watched(center: CallCenter, call: Call | None) -> Result:
    """Asterisk cannot tell whether a caller speaks."""
    match call:
        case Call(phase=LeavingMessage() as phase):
            return voicemail.unwatched(center, call, phase)
        case _:
            return center, ()


def _leave(
    center: CallCenter, call: Call, way: Exit, why: str, at: datetime, *, back: bool | None = None
) -> Result | None:
    """Lead a caller out, `back` into the flow where its step has an exit; agents whose phones rang for the caller are free again."""
    back = queue_step.leads_back(call, why) if back is None else back
    phase = call.phase
    assert isinstance(phase, Waiting | Ringing), "only who waits can leave the line"
    offers = phase.offers if isinstance(phase, Ringing) else ()
    center, stopped = queueing.withdrawn(center, call, offers, at)
    waiting = Waiting(queue_id=phase.queue_id, since=phase.since)
    call = structs.replace(call, phase=waiting, timers=without_timer(call.timers, "ring"))
    taken = (
        queue_step.come_back(put_call(center, call), call, why, phase.queue_id, at)
        if back
        else exits.take(put_call(center, call), call, way, phase.queue_id, phase.since, why, at)
    )
    if taken is None:
        return None
    center, actions = taken
    center, more = queueing.match_agents(center, (offer.agent_id for offer in offers), at)
    return center, (*stopped, *actions, *more)


def _nobody_left(center: CallCenter, queue_id: str, at: datetime) -> Result:
    """The last agent of a queue went home: those in its line are led out, where the queue says so."""
    queue = center.configuration.queues.get(queue_id)
    actions: tuple[CallAction, ...] = ()
    if queue is None:
        return center, actions
    for call_id in _line(center, queue_id):
        call = center.calls[call_id]
        if call.promise is not None or not isinstance(call.phase, Waiting) or not _may_leave(call, queue):
            continue  # a callback waits for somebody to come back, and so does a talk
        taken = _leave(center, call, queue.overflow.on_nobody, "nobody", at)
        if taken is not None:
            center, more = taken
            actions = (*actions, *more)
    return center, actions


def _line(center: CallCenter, queue_id: str) -> tuple[UUID, ...]:
    return tuple(call_id for _, call_id in center.floor.line(queue_id))


def _line_of(call: Call) -> str | None:
    """The queue in whose line a call stands."""
    return call.phase.queue_id if isinstance(call.phase, Waiting) else None


def _without_ours(timers: tuple[Timer, ...]) -> tuple[Timer, ...]:
    return tuple(timer for timer in timers if not timer.name.startswith(PREFIX))

"""What waiting callers are told of their place and of the wait that is left, and when."""

from datetime import datetime, timedelta

from msgspec import structs

from agents.configuration import Queue
from app.calls import announcements, estimate, ids
from app.calls.actions import Play, StartMusic, StopMusic
from app.calls.edit import Result, milliseconds, noted, put_call, with_timer
from app.calls.exit_state import Told, Wait
from app.calls.state import Call, CallCenter, Timer, Waiting
from ivr.prompt import Prompt

TELL = "wait_tell"
LOOK_AGAIN = timedelta(seconds=15)
"""How often it is seen whether there is something better to tell."""
SOONEST = timedelta(seconds=20)
"""Nobody is told anything twice within this time."""


def with_deadline(
    timers: tuple[Timer, ...], queue: Queue, wait: Wait, at: datetime, known: datetime | None
) -> tuple[Timer, ...]:
    """The deadlines with the moment to see what there is to tell; `known` is the one that was set before."""
    if not announcements_of(queue):
        return timers
    first = wait.began_at + queue.announcements.first
    due = known or (first if wait.told is None else at + LOOK_AGAIN)
    return with_timer(timers, TELL, max(at + timedelta(seconds=1), due))


def announcements_of(queue: Queue) -> bool:
    """Whether the queue tells waiting callers anything."""
    rules = queue.announcements
    return rules.position or rules.wait_range or bool(rules.prompt) or any(text.strip() for text in rules.text.values())


def look(center: CallCenter, call: Call, waiting: Waiting, at: datetime) -> Result:
    """Tell the caller what is due or better than before, and look again later."""
    queue = center.configuration.queues[waiting.queue_id]
    wait = call.wait
    if wait is None or not announcements_of(queue):
        return center, ()
    call = structs.replace(call, timers=with_timer(call.timers, TELL, at + min(LOOK_AGAIN, queue.announcements.every)))
    told = _outlook(center, call, queue, at)
    prompts = announcements.outlook(queue.announcements, told, call.language, center.configuration.prompts)
    if not prompts or wait.playback_id is not None or not _worth_telling(queue, wait.told, told):
        return put_call(center, call), ()
    return _tell(center, call, wait, told, prompts)


def ended(center: CallCenter, call: Call, wait: Wait) -> Result:
    """The announcement is over; music again."""
    music = center.configuration.queues[wait.queue_id].music
    call = structs.replace(call, wait=structs.replace(wait, playback_id=None))
    return put_call(center, call), (StartMusic(call_id=call.id, leg_id=call.leg_id, music=music),)


def _outlook(center: CallCenter, call: Call, queue: Queue, at: datetime) -> Told:
    place = center.floor.line(queue.id).position((center.floor.places[call.id].order, call.id))
    position = 1 if place is None else place + 1
    told = Told(at=at, position=position)
    memory = center.memories.get(queue.id)
    if not queue.announcements.wait_range or memory is None:
        return told
    known = estimate.wait_range(memory.services, position, center.staff.get(queue.id, 0), at)
    return told if known is None else structs.replace(told, shortest=known.shortest, longest=known.longest)


def _worth_telling(queue: Queue, before: Told | None, now: Told) -> bool:
    if before is None or now.at - before.at >= queue.announcements.every:
        return True
    if now.at - before.at < SOONEST:
        return False
    sooner = before.longest is not None and now.longest is not None and now.longest < before.longest
    return sooner or (queue.announcements.position and now.position < before.position)


def _tell(center: CallCenter, call: Call, wait: Wait, told: Told, prompts: tuple[Prompt, ...]) -> Result:
    serial = call.serial + 1
    playback_id = ids.playback(call.id, serial)
    call = structs.replace(call, serial=serial, wait=structs.replace(wait, playback_id=playback_id, told=told))
    detail = f"{told.position}"
    if told.shortest is not None and told.longest is not None:
        detail = f"{told.position} {told.shortest // timedelta(minutes=1)}-{told.longest // timedelta(minutes=1)}"
        call = _noted_on_segment(call, told, told.shortest, told.longest)
    call = noted(call, told.at, "told", detail=detail, queue_id=wait.queue_id)
    return put_call(center, call), (
        StopMusic(call_id=call.id, leg_id=call.leg_id),
        Play(call_id=call.id, leg_id=call.leg_id, playback_id=playback_id, prompts=prompts),
    )


def _noted_on_segment(call: Call, told: Told, shortest: timedelta, longest: timedelta) -> Call:
    """The first range told in a queue is the promise that is judged afterwards."""
    last = call.segments[-1]
    if last.kind != "queue" or last.ended_at is not None or last.told_at is not None:
        return call
    last = structs.replace(
        last,
        told_at=told.at,
        told_shortest_ms=milliseconds(shortest),
        told_longest_ms=milliseconds(longest),
    )
    return structs.replace(call, segments=(*call.segments[:-1], last))

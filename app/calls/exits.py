"""The doors of a queue: who may not wait in it, and the ways out of it other than to an agent."""

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never
from uuid import UUID

from msgspec import structs

from agents.configuration import (
    Exit,
    Queue,
    Stay,
    ToAgent,
    ToCallback,
    ToGoodbye,
    ToNumber,
    ToQueue,
    ToVoicemail,
)
from agents.routing import Routing
from app.calls import (
    announcements,
    asking_number,
    call_commands,
    callbacks,
    ending,
    farewell,
    menu,
    queue_memory,
    queueing,
    reaching,
    staffing,
    voicemail,
)
from app.calls.actions import StopPlayback
from app.calls.edit import Result, closed, noted, opened
from app.calls.exit_state import AskingNumber, Back, Farewell, LeavingMessage, Wait, WayBack
from app.calls.interaction import Segment
from app.calls.state import Call, CallCenter, InMenu
from ivr import hours
from ivr.dialog import Session


def enter(
    center: CallCenter,
    call: Call,
    queue: Queue,
    at: datetime,
    *,
    since: datetime | None = None,
    routing: Routing | None = None,
    way_back: WayBack | None = None,
) -> Result:
    """Let a caller wait in a queue, or send the caller where the queue's rules say.

    `since` keeps an earlier place, `routing` is how the caller wants to be distributed, `way_back` leads back to a flow.
    """
    left = call.wait.left if call.wait is not None else ()
    call = structs.replace(call, wait=Wait(queue_id=queue.id, began_at=at, left=left, way_back=way_back))
    refused = _refused(center, queue, at)
    if refused is not None:
        why, way = refused
        turned = closed(call, at, "queued")
        turned = opened(turned, Segment(kind="queue", started_at=at, queue_id=queue.id))
        turned = noted(turned, at, "queued", queue_id=queue.id)
        taken = take(center, turned, way, queue.id, since or at, why, at)
        if taken is not None:
            return taken
    if since is None and queue.redial_window:
        center, since = _kept_place(center, call, queue, at)
        if since is not None:
            call = noted(call, at, "place_kept", queue_id=queue.id)
    return queueing.enqueue(center, call, queue, at, since=since, routing=routing)


def take(
    center: CallCenter,
    call: Call,
    way: Exit,
    queue_id: str,
    since: datetime,
    why: str,
    at: datetime,
    *,
    session: Session | None = None,
) -> Result | None:
    """Lead a caller of a queue, who waits since `since`, out by a way. None: it leads nowhere, and the caller stays.

    `why` is what the timeline says: `full`, `long_wait`, `nobody`, `closed`, `key`, `flow`. From a flow, `session` is the walk
    that goes on when it leads nowhere later, and `queue_id` may be empty for an agent or an outside number.
    """
    back = Back(since=since, why=why, session=session)
    match way:
        case Stay():
            return None
        case ToQueue(queue_id=target):
            return _to_queue(center, call, target, queue_id, since, why, at)
        case ToGoodbye(text=text, prompt=chosen):
            call = _left(call, at, "turned_away", why, queue_id)
            call = structs.replace(call, outcome="turned_away")
            if not chosen and not text:
                text, chosen = _closed_text(center, queue_id, why, at)
            prompt = announcements.goodbye(text, why, call.language, center.configuration.prompts, chosen)
            return farewell.say(center, call, prompt, queue_id, at)
        case ToVoicemail():
            return voicemail.begin(center, _left(call, at, "voicemail", why, queue_id), queue_id, at)
        case ToAgent(agent_id=agent_id) if not queue_id:
            return reaching.begin(center, call, call_commands.ToAgent(agent_id=agent_id), queue_id, back, at)
        case ToAgent(agent_id=agent_id):
            return _to_agent(center, call, agent_id, queue_id, since, why, at)
        case ToCallback():
            if not center.configuration.outgoing.trunk:
                return None
            return asking_number.begin(center, call, queue_id, since, why, at, session=session)
        case ToNumber(number=number):
            leaving = noted(call, at, "overflowed", detail=why, queue_id=queue_id or None)
            return reaching.begin(center, leaving, call_commands.ToNumber(number=number), queue_id, back, at)
        case _:
            assert_never(way)


def played(center: CallCenter, call: Call, playback_id: str, at: datetime) -> Result:
    """What was said to a caller on the way out is over."""
    phase = call.phase
    if not isinstance(phase, Farewell | LeavingMessage | AskingNumber) or phase.playback_id != playback_id:
        return center, ()
    match phase:
        case Farewell():
            return ending.let_go(center, call, at, "system")
        case LeavingMessage():
            return voicemail.played(center, call, phase, at)
        case AskingNumber():
            return asking_number.played(center, call, phase, at)


def timer(center: CallCenter, call: Call, name: str, at: datetime) -> Result:
    """A deadline of a caller on the way out."""
    del name
    match call.phase:
        case Farewell():
            return ending.let_go(center, call, at, "system")
        case LeavingMessage() as phase:
            return voicemail.timer(center, call, phase, at)
        case AskingNumber() as phase:
            why = "no_match" if phase.digits else "timeout"
            return asking_number.timer(center, call, phase, at) or _back(center, call, phase, at, why)
        case _:
            return center, ()


def pressed(center: CallCenter, call: Call, digit: str, at: datetime) -> Result:
    """A key of a caller on the way out."""
    match call.phase:
        case LeavingMessage() as phase:
            return voicemail.pressed(center, call, phase, digit, at)
        case AskingNumber(stage="confirming") as phase if digit == "1":
            return callbacks.promise(center, call, phase, at)
        case AskingNumber() as phase:
            why = "no_match" if phase.digits else "declined"
            return asking_number.pressed(center, call, phase, digit, at) or _back(center, call, phase, at, why)
        case _:
            return center, ()


def restored(center: CallCenter, call: Call, at: datetime) -> Result:
    """After a restart or a lost connection."""
    match call.phase:
        case Farewell():
            return farewell.restored(center, call, at)
        case LeavingMessage() as phase:
            return voicemail.restored(center, call, phase, at)
        case AskingNumber() as phase:
            return asking_number.restored(center, call, phase, at)
        case _:
            return center, ()


def concluded(call: Call, at: datetime) -> Call:
    """The call of somebody who hung up on the way out, with what came of it."""
    match call.phase:
        case LeavingMessage() as phase:
            return voicemail.concluded(call, phase, at)
        case _:
            return call


def number_checked(center: CallCenter, call: Call | None, number: str, at: datetime) -> Result:
    """What the digits of a caller who wants to be called back mean."""
    match call:
        case Call(phase=AskingNumber() as phase):
            known = number if number and callbacks.may_be_called(center, number) else ""
            return asking_number.checked(center, call, phase, known, at)
        case _:
            return center, ()


def _back(center: CallCenter, call: Call, phase: AskingNumber, at: datetime, why: str) -> Result:
    """The caller wants no callback, or has not said which number to call."""
    hush = () if phase.playback_id is None else (StopPlayback(call_id=call.id, playback_id=phase.playback_id),)
    queue = center.configuration.queues[phase.queue_id]
    if phase.session is not None:
        call = structs.replace(call, phase=InMenu(session=phase.session, playback_id=None), timers=())
        assert isinstance(call.phase, InMenu), "the caller walks on in the flow"
        center, actions = menu.refused(center, call, call.phase, at, why)
    elif phase.why == "nobody":
        center, actions = _turned_away(center, call, queue, phase.why, at)
    else:
        center, actions = not_taken(center, call, queue, phase.since, phase.why, at)
    return center, (*hush, *actions)


def not_taken(center: CallCenter, call: Call, queue: Queue, since: datetime, why: str, at: datetime) -> Result:
    """A way out led nowhere after all: the old place in the line, unless nobody may stand there. It is not taken again by itself."""
    if why in ("closed", "full"):
        return _turned_away(center, call, queue, why, at)
    wait = call.wait or Wait(queue_id=queue.id, began_at=since)
    call = structs.replace(call, wait=structs.replace(wait, tried=(*wait.tried, why)))
    return queueing.enqueue(center, call, queue, at, since=since, routing=call.routing)


def _turned_away(center: CallCenter, call: Call, queue: Queue, why: str, at: datetime) -> Result:
    call = structs.replace(_left(call, at, "turned_away", why, queue.id), outcome="turned_away")
    return farewell.say(center, call, announcements.goodbye({}, why, call.language), queue.id, at)


def _kept_place(center: CallCenter, call: Call, queue: Queue, at: datetime) -> tuple[CallCenter, datetime | None]:
    """The place in which a caller of this number hung up a moment ago; it can be taken up once."""
    memory = center.memories.get(queue.id)
    since = None if memory is None else queue_memory.kept_place(memory, call.caller_number, at, queue.redial_window)
    if memory is None or since is None:
        return center, None
    memories = center.memories.set(queue.id, queue_memory.place_taken(memory, call.caller_number))
    touched = center.touched.set(("queue", queue.id), None)
    return structs.replace(center, memories=memories, touched=touched), since


def is_closed(center: CallCenter, queue: Queue, at: datetime) -> bool:
    """Whether the queue keeps hours and is outside them."""
    calendar = center.configuration.calendars.get(queue.hours) if queue.hours else None
    return calendar is not None and not hours.is_open(calendar, at)


def _refused(center: CallCenter, queue: Queue, at: datetime) -> tuple[str, Exit] | None:
    """Why nobody can begin to wait in the queue now, and the way out then."""
    rules = queue.overflow
    match hindrance(center, queue, at):
        case "closed":
            return "closed", rules.on_closed
        case "nobody" if not isinstance(rules.on_nobody, Stay):
            return "nobody", rules.on_nobody
        case "nobody" | "full" if is_full(center, queue):
            return "full", rules.on_full
        case _:
            return None


def hindrance(center: CallCenter, queue: Queue, at: datetime) -> str:
    """What keeps a caller from waiting in the queue now, the strongest first: `closed`, `nobody`, `full`, or nothing."""
    if is_closed(center, queue, at):
        return "closed"
    if not center.staff.get(queue.id, 0):
        return "nobody"
    return "full" if is_full(center, queue) else ""


def is_full(center: CallCenter, queue: Queue) -> bool:
    """Whether as many wait as may, and nobody is free."""
    longest, line = queue.overflow.maximum_length, center.floor.line(queue.id)
    return longest is not None and len(line) >= longest and not center.floor.ready_count(queue.id)


def _closed_text(center: CallCenter, queue_id: str, why: str, at: datetime) -> tuple[Mapping[str, str], str]:
    """What the calendar itself says of this day: a text, and a prompt in its place."""
    queue = center.configuration.queues[queue_id]
    calendar = center.configuration.calendars.get(queue.hours)
    if why != "closed" or calendar is None:
        return {}, ""
    now = hours.opening(calendar, at)
    return now.text, now.prompt


def _to_queue(
    center: CallCenter, call: Call, target: str, queue_id: str, since: datetime, why: str, at: datetime
) -> Result | None:
    """Wait in another queue at the old place; a queue that has sent this caller away is not entered again by itself."""
    queue = center.configuration.queues.get(target)
    left = () if call.wait is None else call.wait.left
    if queue is None or target == queue_id or (target in left and why != "key"):
        return None
    call, hush = farewell.silenced(_left(call, at, "overflowed", why, queue_id))
    wait = call.wait or Wait(queue_id=queue_id, began_at=at)
    left = (*(name for name in left if name != target), queue_id)
    call = structs.replace(call, wait=structs.replace(wait, left=left))
    center, actions = enter(center, call, queue, at, since=since)
    return center, (*hush, *actions)


def _to_agent(
    center: CallCenter, call: Call, agent_id: UUID, queue_id: str, since: datetime, why: str, at: datetime
) -> Result | None:
    """Go on waiting in the same place, but for one agent alone, who must be at work."""
    if not staffing.is_at_work(center.agents.get(agent_id)) or call.routing.only == agent_id:
        return None
    call, hush = farewell.silenced(_left(call, at, "overflowed", why, queue_id))
    queue = center.configuration.queues[queue_id]
    routing = structs.replace(call.routing, only=agent_id, preferred=None, preferred_until=None)
    center, actions = queueing.enqueue(center, call, queue, at, since=since, routing=routing)
    return center, (*hush, *actions)


def _left(call: Call, at: datetime, outcome: str, why: str, queue_id: str) -> Call:
    return noted(closed(call, at, outcome), at, outcome, detail=why, queue_id=queue_id)

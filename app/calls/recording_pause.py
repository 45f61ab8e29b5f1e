"""Nothing on record while a customer says what may not be kept, such as a card number: the handling agent pauses and resumes.

The pause is that agent's: when somebody else handles the call everything is on record again.
"""

from datetime import datetime

from msgspec import structs

from app.calls import parties, parts
from app.calls.actions import CallAction, PauseRecording, StartRecording
from app.calls.edit import Result, noted, put_call
from app.calls.errors import NotPossibleNow, RecordingNotPausable
from app.calls.state import Call, CallCenter, Talking


def may_pause(center: CallCenter, talk: Talking) -> bool:
    """Whether the queue lets its agents pause; calls that came through no queue may be paused."""
    queue = center.configuration.queues.get(talk.queue_id)
    return queue is None or queue.recording_pause


def change(center: CallCenter, call: Call, talk: Talking, at: datetime, *, paused: bool) -> Result:
    """Pause or resume. Raises `RecordingNotPausable`, or `NotPossibleNow` where nothing is recorded."""
    if paused == talk.recording_paused:
        return center, ()
    if not paused:
        call, talk, actions = resumed(call, talk, at)
        return put_call(center, parties.with_talk(call, talk)), actions
    if not may_pause(center, talk):
        raise RecordingNotPausable
    if not parts.running(call):
        raise NotPossibleNow
    call = noted(call, at, "recording_paused", agent_id=talk.agent_id)
    talk = structs.replace(talk, recording_paused=True)
    return put_call(center, parties.with_talk(call, talk)), parts.paused(call)


def resumed(call: Call, talk: Talking, at: datetime) -> tuple[Call, Talking, tuple[CallAction, ...]]:
    """Everything is on record again."""
    call = noted(call, at, "recording_resumed", agent_id=talk.agent_id)
    return call, structs.replace(talk, recording_paused=False), parts.resumed(call)


def carried_on(
    call: Call, before: Talking | None, talk: Talking, at: datetime
) -> tuple[Call, Talking, tuple[CallAction, ...]]:
    """The pause ends with the handling of the agent who asked for it."""
    if not talk.recording_paused or before is None or before.agent_id == talk.agent_id:
        return call, talk, ()
    return resumed(call, talk, at)


def begun_in(talk: Talking, actions: tuple[CallAction, ...]) -> tuple[CallAction, ...]:
    """Recordings that are started during a pause begin silent."""
    if not talk.recording_paused:
        return actions
    silent: tuple[CallAction, ...] = ()
    for one in actions:
        silent = (*silent, one)
        match one:
            case StartRecording():
                silent = (
                    *silent,
                    PauseRecording(call_id=one.call_id, recording_id=one.recording_id, leg_id=one.leg_id),
                )
            case _:
                pass
    return silent

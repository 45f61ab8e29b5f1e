"""A message for a queue: a greeting, a tone, and the caller's words until silence, a key or the limit."""

from datetime import datetime, timedelta

from msgspec import structs

from app.calls import announcements, farewell, ids
from app.calls.actions import (
    CallAction,
    Play,
    StartRecording,
    StartSilence,
    StopMusic,
    StopRecording,
    StopSilence,
    UnwatchSpeech,
    WatchSpeech,
)
from app.calls.edit import Result, closed, noted, opened, put_call, with_timer, without_timer
from app.calls.exit_state import LeavingMessage
from app.calls.interaction import Segment
from app.calls.state import Call, CallCenter
from ivr.prompt import Sound

LONGEST_GREETING = timedelta(seconds=60)
LONGEST_MESSAGE = timedelta(minutes=3)
SILENCE_BEFORE = timedelta(seconds=10)
"""How long a caller may think before the first word."""
SILENCE_AFTER = timedelta(seconds=4)
"""After this much silence the message is over; Asterisk tells of silence when it has lasted 2.5 s, and this counts from then."""
GREETING, MESSAGE, SILENCE = "wait_greeting", "wait_message", "wait_silence"
END_KEYS = "#"


def begin(center: CallCenter, call: Call, queue_id: str, at: datetime) -> Result:
    """Greet a caller who has left the line of a queue to leave a message."""
    call, hush = farewell.silenced(call)
    call = opened(call, Segment(kind="voicemail", started_at=at, queue_id=queue_id))
    call, play = _said(call, LeavingMessage(queue_id=queue_id, playback_id=None), at)
    call = structs.replace(call, timers=with_timer((), GREETING, at + LONGEST_GREETING))
    return put_call(center, call), (*hush, StopMusic(call_id=call.id, leg_id=call.leg_id), play)


def played(center: CallCenter, call: Call, phase: LeavingMessage, at: datetime) -> Result:
    """The greeting is over: record. The tone belongs to the recording, so that its other side is not empty."""
    if phase.recording_id is not None:
        call = structs.replace(call, phase=structs.replace(phase, playback_id=None))
        return put_call(center, call), (StartSilence(call_id=call.id, leg_id=call.leg_id),)
    serial = call.serial + 1
    recording_id, playback_id = ids.recording(call.id, serial), ids.playback(call.id, serial)
    segment = structs.replace(call.segments[-1], recording_id=recording_id, recorded_from=at)
    phase = structs.replace(phase, playback_id=playback_id, recording_id=recording_id)
    timers = with_timer(with_timer((), MESSAGE, at + LONGEST_MESSAGE), SILENCE, at + SILENCE_BEFORE)
    call = structs.replace(call, serial=serial, phase=phase, timers=timers, segments=(*call.segments[:-1], segment))
    return put_call(center, call), (
        StartRecording(call_id=call.id, recording_id=recording_id, leg_id=call.leg_id),
        WatchSpeech(call_id=call.id, leg_id=call.leg_id),
        Play(call_id=call.id, leg_id=call.leg_id, playback_id=playback_id, prompts=(Sound(name="beep"),)),
    )


def spoke(center: CallCenter, call: Call, phase: LeavingMessage, at: datetime, *, speaking: bool) -> Result:
    """The caller began to speak, or has been silent for a while."""
    if phase.recording_id is None:
        return center, ()
    timers = without_timer(call.timers, SILENCE)
    if not speaking:
        timers = with_timer(timers, SILENCE, at + SILENCE_AFTER)
    call = structs.replace(call, phase=structs.replace(phase, spoke=phase.spoke or speaking), timers=timers)
    return put_call(center, call), ()


def pressed(center: CallCenter, call: Call, phase: LeavingMessage, digit: str, at: datetime) -> Result:
    """The hash key skips the greeting, and ends the message."""
    if digit not in END_KEYS:
        return center, ()
    return played(center, call, phase, at) if phase.recording_id is None else end(center, call, phase, at)


def timer(center: CallCenter, call: Call, phase: LeavingMessage, at: datetime) -> Result:
    """A greeting that never ended, silence, or the limit of a message."""
    return played(center, call, phase, at) if phase.recording_id is None else end(center, call, phase, at)


def unwatched(center: CallCenter, call: Call, phase: LeavingMessage) -> Result:
    """Asterisk cannot tell speech from silence: the caller ends the message, or its limit does."""
    call = structs.replace(call, phase=structs.replace(phase, spoke=True), timers=without_timer(call.timers, SILENCE))
    return put_call(center, call), ()


def end(center: CallCenter, call: Call, phase: LeavingMessage, at: datetime) -> Result:
    """The message is over: thanks, if there was one, and goodbye."""
    assert phase.recording_id is not None, "a message that was recorded"
    stop: tuple[CallAction, ...] = (
        UnwatchSpeech(call_id=call.id, leg_id=call.leg_id),
        StopSilence(call_id=call.id, leg_id=call.leg_id),
        StopRecording(call_id=call.id, recording_id=phase.recording_id, leg_id=call.leg_id),
    )
    call = concluded(call, phase, at)
    prompt = announcements.message_kept(call.language, kept=call.outcome == "left_voicemail")
    center, actions = farewell.say(center, call, prompt, phase.queue_id, at)
    return center, (*stop, *actions)


def concluded(call: Call, phase: LeavingMessage, at: datetime) -> Call:
    """The call with its message judged: whether there is one."""
    if not phase.spoke:
        return structs.replace(closed(call, at, "no_message"), outcome="abandoned_in_queue")
    return structs.replace(noted(closed(call, at, "message_left"), at, "message_left"), outcome="left_voicemail")


def restored(center: CallCenter, call: Call, phase: LeavingMessage, at: datetime) -> Result:
    """After a restart: the greeting again, or the recording goes on; what was spoken meanwhile is in it.

    Speech is watched from the beginning, so that somebody who is just speaking is heard of.
    """
    if phase.recording_id is None:
        call, play = _said(call, phase, at)
        call = structs.replace(call, timers=with_timer((), GREETING, at + LONGEST_GREETING))
        return put_call(center, call), (play,)
    timers = with_timer(call.timers, SILENCE, at + SILENCE_BEFORE)
    call = structs.replace(call, phase=structs.replace(phase, spoke=True), timers=timers)
    return put_call(center, call), (
        StartRecording(call_id=call.id, recording_id=phase.recording_id, leg_id=call.leg_id),
        UnwatchSpeech(call_id=call.id, leg_id=call.leg_id),
        WatchSpeech(call_id=call.id, leg_id=call.leg_id),
        StartSilence(call_id=call.id, leg_id=call.leg_id),
    )


def _said(call: Call, phase: LeavingMessage, at: datetime) -> tuple[Call, Play]:
    del at
    serial = call.serial + 1
    playback_id = ids.playback(call.id, serial)
    play = Play(
        call_id=call.id,
        leg_id=call.leg_id,
        playback_id=playback_id,
        prompts=(announcements.leave_a_message(call.language),),
    )
    return structs.replace(call, serial=serial, phase=structs.replace(phase, playback_id=playback_id)), play

"""What a caller says in a flow, taken down: a tone, and the caller's words until silence, a key or the limit."""

from datetime import datetime, timedelta

from msgspec import structs

from app.calls import ids
from app.calls.actions import (
    CallAction,
    DiscardRecording,
    Play,
    StartRecording,
    StartSilence,
    StopPlayback,
    StopRecording,
    StopSilence,
    UnwatchSpeech,
    WatchSpeech,
)
from app.calls.edit import Result, closed, noted, opened, put_call, with_timer, without_timer
from app.calls.interaction import Segment
from app.calls.state import Call, CallCenter, InMenu, Taking
from ivr.dialog import Recorded, TakeRecording
from ivr.prompt import OwnWords, Prompt, Sound

PREFIX = "take_"
"""Of the names of all deadlines that are decided upon here."""
LONGEST, SILENCE = "take_longest", "take_silence"
SILENCE_BEFORE = timedelta(seconds=10)
"""How long a caller may think before the first word."""
SILENCE_TOLD_AFTER = timedelta(seconds=2.5)
"""Asterisk tells of silence when it has lasted so long."""

Taken = tuple[Call, tuple[CallAction, ...]]


def begin(call: Call, phase: InMenu, asked: TakeRecording, at: datetime) -> Taken:
    """Record from now on. The tone belongs to the recording, so that its other side is not empty."""
    call, dropped = _replaced(call, phase)
    serial = call.serial + 1
    recording_id, playback_id = ids.recording(call.id, serial), ids.playback(call.id, serial)
    call = opened(
        closed(call, at, "recording"),
        Segment(
            kind="recording",
            started_at=at,
            flow_id=phase.session.flow_id,
            recording_id=recording_id,
            recorded_from=at,
        ),
    )
    taking = Taking(recording_id=recording_id, since=at, longest=asked.longest, silence=asked.silence)
    timers = with_timer(without_timer(call.timers, "menu"), LONGEST, at + asked.longest)
    if asked.silence:
        timers = with_timer(timers, SILENCE, at + max(SILENCE_BEFORE, asked.silence))
    call = structs.replace(
        call,
        serial=serial,
        phase=structs.replace(phase, playback_id=playback_id if asked.beep else None, taking=taking),
        timers=timers,
    )
    tone: CallAction = StartSilence(call_id=call.id, leg_id=call.leg_id)
    if asked.beep:
        tone = Play(call_id=call.id, leg_id=call.leg_id, playback_id=playback_id, prompts=(Sound(name="beep"),))
    return call, (
        *dropped,
        StartRecording(call_id=call.id, recording_id=recording_id, leg_id=call.leg_id),
        WatchSpeech(call_id=call.id, leg_id=call.leg_id),
        tone,
    )


def toned(center: CallCenter, call: Call, phase: InMenu) -> Result:
    """The tone is over."""
    call = structs.replace(call, phase=structs.replace(phase, playback_id=None))
    return put_call(center, call), (StartSilence(call_id=call.id, leg_id=call.leg_id),)


def spoke(center: CallCenter, call: Call, phase: InMenu, taking: Taking, at: datetime, *, speaking: bool) -> Result:
    """The caller began to speak, or has been silent for a while."""
    timers = without_timer(call.timers, SILENCE)
    if not speaking and taking.silence:
        timers = with_timer(timers, SILENCE, at + max(timedelta(), taking.silence - SILENCE_TOLD_AFTER))
    taking = structs.replace(taking, spoke=taking.spoke or speaking)
    return put_call(center, structs.replace(call, phase=structs.replace(phase, taking=taking), timers=timers)), ()


def unwatched(center: CallCenter, call: Call, phase: InMenu, taking: Taking) -> Result:
    """Asterisk cannot tell speech from silence: the caller ends the recording, or its limit does."""
    taking = structs.replace(taking, spoke=True)
    timers = without_timer(call.timers, SILENCE)
    return put_call(center, structs.replace(call, phase=structs.replace(phase, taking=taking), timers=timers)), ()


def ended(
    call: Call, phase: InMenu, taking: Taking, at: datetime, *, problem: str = ""
) -> tuple[Call, Recorded, tuple[CallAction, ...]]:
    """The recording is over, and the flow goes on: the call, what the flow is told, and what is to be done."""
    call, actions = stopped(call, phase, taking, at, problem=problem)
    call = opened(call, Segment(kind="ivr", started_at=at, flow_id=phase.session.flow_id))
    told = Recorded(spoke=taking.spoke, seconds=(at - taking.since).total_seconds(), problem=problem)
    return call, told, actions


def stopped(call: Call, phase: InMenu, taking: Taking, at: datetime, *, problem: str = "") -> Taken:
    """The recording is over, whatever comes then; where nobody spoke it is thrown away."""
    hush: tuple[CallAction, ...] = ()
    if phase.playback_id is not None:
        hush = (StopPlayback(call_id=call.id, playback_id=phase.playback_id),)
    call, dropped = concluded(call, taking, at, problem=problem)
    timers = without_timer(without_timer(call.timers, LONGEST), SILENCE)
    call = structs.replace(
        call, phase=structs.replace(phase, playback_id=None, taking=None, taken=taking.recording_id), timers=timers
    )
    return call, (
        *hush,
        UnwatchSpeech(call_id=call.id, leg_id=call.leg_id),
        StopSilence(call_id=call.id, leg_id=call.leg_id),
        StopRecording(call_id=call.id, recording_id=taking.recording_id, leg_id=call.leg_id),
        *dropped,
    )


def concluded(call: Call, taking: Taking, at: datetime, *, problem: str = "") -> Taken:
    """The call with its recording judged: whether there is one."""
    if taking.spoke and not problem:
        return noted(closed(call, at, "recorded"), at, "recorded"), ()
    call = _without(closed(call, at, problem or "no_message"), taking.recording_id)
    return call, (DiscardRecording(call_id=call.id, recording_id=taking.recording_id),)


def restored(call: Call, phase: InMenu, taking: Taking, at: datetime) -> Taken:
    """After a restart the recording goes on; what was spoken meanwhile is in it.

    Speech is watched from the beginning, so that somebody who is just speaking is heard of.
    """
    timers = call.timers
    if taking.silence:
        timers = with_timer(timers, SILENCE, at + max(SILENCE_BEFORE, taking.silence))
    going = structs.replace(phase, playback_id=None, taking=structs.replace(taking, spoke=True))
    call = structs.replace(call, phase=going, timers=timers)
    return call, (
        StartRecording(call_id=call.id, recording_id=taking.recording_id, leg_id=call.leg_id),
        UnwatchSpeech(call_id=call.id, leg_id=call.leg_id),
        WatchSpeech(call_id=call.id, leg_id=call.leg_id),
        StartSilence(call_id=call.id, leg_id=call.leg_id),
    )


def with_own_words(prompts: tuple[Prompt, ...], phase: InMenu) -> tuple[Prompt, ...]:
    """The prompts with the recording that the caller made last."""
    return tuple(OwnWords(recording_id=phase.taken) if isinstance(prompt, OwnWords) else prompt for prompt in prompts)


def _replaced(call: Call, phase: InMenu) -> Taken:
    """A recording that the caller makes anew is thrown away."""
    if not phase.taken or all(part.recording_id != phase.taken for part in call.segments):
        return call, ()
    return _without(call, phase.taken, "recorded_again"), (DiscardRecording(call_id=call.id, recording_id=phase.taken),)


def _without(call: Call, recording_id: str, outcome: str = "") -> Call:
    segments = tuple(
        structs.replace(part, recording_id=None, recorded_from=None, outcome=outcome or part.outcome)
        if part.recording_id == recording_id
        else part
        for part in call.segments
    )
    return structs.replace(call, segments=segments)

"""A message for a queue, from the greeting to the interaction."""

from datetime import timedelta
from uuid import UUID

from agents.configuration import Overflow, ToVoicemail
from app.calls.actions import Play, StartRecording, StopRecording, StoreRecording, WatchSpeech
from app.calls.events import ActionFailed, SpeechHeard, TelephonyRestored
from app.calls.exit_state import Farewell, LeavingMessage
from app.calls.state import Leaving
from ivr.prompt import Sound
from tests.center import Scene
from tests.waiting_site import restarted, scene

RULES = {"overflow": Overflow(on_nobody=ToVoicemail())}


def recording(played: Scene) -> UUID:
    """A caller who has heard the greeting and the tone."""
    call_id = played.queue()
    played.playback_ends()
    return call_id


def heard(played: Scene, *, speaking: bool) -> None:
    played.happen(SpeechHeard(at=played.tick(), leg_id="channel-call", speaking=speaking))


def test_after_the_greeting_a_tone_sounds_and_the_message_is_recorded() -> None:
    played = scene(support=RULES)
    call_id = played.queue()
    assert isinstance(played.call(call_id).phase, LeavingMessage)
    played.playback_ends()
    assert [type(action) for action in played.asked] == [StartRecording, WatchSpeech, Play]
    tone = played.asked[-1]
    assert isinstance(tone, Play)
    assert tone.prompts == (Sound(name="beep"),)


def test_a_message_ends_with_silence_and_is_kept_with_its_own_segment() -> None:
    played = scene(support=RULES)
    call_id = recording(played)
    heard(played, speaking=True)
    heard(played, speaking=False)
    silent = played.now
    played.timer(call_id)
    assert played.now - silent == timedelta(seconds=4)
    assert isinstance(played.call(call_id).phase, Farewell)
    assert any(isinstance(action, StopRecording) for action in played.asked)
    played.playback_ends()
    played.hang_up("channel-call")
    (interaction,) = played.interactions()
    assert interaction.outcome == "left_voicemail"
    queue, message = interaction.segments[-2:]
    assert (queue.kind, queue.outcome) == ("queue", "voicemail")
    assert (message.kind, message.queue_id, message.outcome) == ("voicemail", "support", "message_left")
    assert message.recording_id is not None
    assert StoreRecording(call_id=call_id, recording_id=message.recording_id) in played.asked


def test_a_caller_who_hangs_up_after_speaking_has_left_a_message() -> None:
    played = scene(support=RULES)
    recording(played)
    heard(played, speaking=True)
    played.hang_up("channel-call")
    (interaction,) = played.interactions()
    assert (interaction.outcome, interaction.ended_by) == ("left_voicemail", "caller")


def test_a_caller_who_says_nothing_has_left_nothing() -> None:
    played = scene(support=RULES)
    call_id = recording(played)
    played.timer(call_id)
    assert isinstance(played.call(call_id).phase, Farewell)
    played.playback_ends()
    played.hang_up("channel-call")
    (interaction,) = played.interactions()
    assert interaction.outcome == "abandoned_in_queue"
    assert interaction.segments[-1].outcome == "no_message"


def test_a_caller_who_hangs_up_during_the_greeting_has_left_nothing() -> None:
    played = scene(support=RULES)
    played.queue()
    played.hang_up("channel-call")
    assert [i.outcome for i in played.interactions()] == ["abandoned_in_queue"]


def test_the_hash_key_skips_the_greeting_and_ends_the_message() -> None:
    played = scene(support=RULES)
    call_id = played.queue()
    played.press(call_id, "#")
    assert any(isinstance(action, StartRecording) for action in played.asked)
    heard(played, speaking=True)
    played.press(call_id, "1")
    assert isinstance(played.call(call_id).phase, LeavingMessage)
    played.press(call_id, "#")
    assert isinstance(played.call(call_id).phase, Farewell)


def test_a_caller_who_never_stops_speaking_is_stopped_by_the_limit() -> None:
    played = scene(support=RULES)
    call_id = recording(played)
    heard(played, speaking=True)
    began = played.now
    played.timer(call_id)
    assert played.now - began > timedelta(minutes=2)
    assert isinstance(played.call(call_id).phase, Farewell)


def test_where_speech_cannot_be_heard_the_caller_or_the_limit_ends_the_message() -> None:
    played = scene(support=RULES)
    call_id = recording(played)
    failed = ActionFailed(at=played.tick(), call_id=call_id, action="WatchSpeech", leg_id="channel-call", error="500")
    played.happen(failed)
    assert [timer.name for timer in played.call(call_id).timers] == ["wait_message"]
    played.hang_up("channel-call")
    assert [i.outcome for i in played.interactions()] == ["left_voicemail"]


def test_the_recording_goes_on_over_a_restart() -> None:
    played = scene(support=RULES)
    call_id = recording(played)
    heard(played, speaking=True)
    restarted(played)
    legs = frozenset({"channel-call"})
    played.happen(TelephonyRestored(at=played.tick(), legs=legs, answered_legs=legs, bridges=frozenset()))
    assert any(isinstance(action, StartRecording) for action in played.asked)
    played.timer(call_id)
    assert isinstance(played.call(call_id).phase, Farewell)
    played.timer(call_id)
    assert isinstance(played.call(call_id).phase, Leaving)


def test_the_greeting_is_said_again_after_a_restart() -> None:
    played = scene(support=RULES)
    call_id = played.queue()
    restarted(played)
    legs = frozenset({"channel-call"})
    played.happen(TelephonyRestored(at=played.tick(), legs=legs, answered_legs=legs, bridges=frozenset()))
    assert [type(action) for action in played.asked if isinstance(action, Play)] == [Play]
    played.playback_ends()
    phase = played.call(call_id).phase
    assert isinstance(phase, LeavingMessage)
    assert phase.recording_id is not None

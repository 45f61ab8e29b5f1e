"""What a caller says in a flow: recorded within its limits, kept as a part of the call, and on record after a restart."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import pytest

from app.calls.actions import (
    CallAction,
    DiscardRecording,
    Play,
    RecordMessage,
    StartRecording,
    StartSilence,
    StopRecording,
    StoreRecording,
    WatchSpeech,
)
from app.calls.events import ActionFailed, SpeechHeard, TelephonyRestored
from app.calls.interaction import Interaction
from app.calls.recovery import restore
from app.calls.secrecy import stored
from app.calls.state import InMenu, Waiting
from ivr.prompt import OwnWords, Sound
from tests.center import Scene
from tests.unit.calls.test_menu_steps import QUEUED, exits, phase, scene
from tests.unit.ivr.walking import say

RECORD: Mapping[str, object] = {
    "id": "words",
    "type": "record",
    "parameters": {"prompts": say("Speak."), "maximum_seconds": 30, "variable": "length"},
    "next": {"done": "support", "timeout": "end", "error": "end"},
}


def recording(**parameters: object) -> tuple[Scene, UUID]:
    """A caller who has heard the prompt and the tone."""
    asked = {"prompts": say("Speak."), "maximum_seconds": 30, "variable": "length", **parameters}
    made = scene([{**RECORD, "parameters": asked}, QUEUED])
    call_id = made.arrive()
    made.playback_ends()
    return made, call_id


def heard(made: Scene, *, speaking: bool) -> None:
    made.happen(SpeechHeard(at=made.tick(), leg_id="channel-call", speaking=speaking))


def asked(made: Scene, kind: type[CallAction]) -> list[CallAction]:
    return [action for action in made.actions if isinstance(action, kind)]


def ended(made: Scene) -> Interaction:
    made.hang_up("channel-call")
    [interaction] = made.interactions()
    return interaction


def test_a_tone_sounds_and_the_words_become_a_recording_of_the_call() -> None:
    made, call_id = recording()
    assert [type(action) for action in made.asked] == [StartRecording, WatchSpeech, Play]
    tone = made.asked[-1]
    assert isinstance(tone, Play)
    assert tone.prompts == (Sound(name="beep"),)
    made.playback_ends()
    assert [type(action) for action in made.asked] == [StartSilence]
    heard(made, speaking=True)
    made.tick(4)
    heard(made, speaking=False)
    made.timer(call_id)
    call = made.call(call_id)
    assert isinstance(call.phase, Waiting)
    assert asked(made, StopRecording)
    interaction = ended(made)
    assert [(part.kind, part.outcome) for part in interaction.segments] == [
        ("ivr", "recording"),
        ("recording", "recorded"),
        ("ivr", "queued"),
        ("queue", "abandoned_short"),
    ]
    recording_id = interaction.segments[1].recording_id
    assert recording_id is not None
    assert StoreRecording(call_id=call_id, recording_id=recording_id) in made.asked
    assert any(moment.what == "recorded" for moment in interaction.timeline)


def test_silence_of_the_length_that_the_step_says_ends_it() -> None:
    made, call_id = recording(silence_seconds=10)
    heard(made, speaking=True)
    heard(made, speaking=False)
    silent = made.now
    made.timer(call_id)
    assert made.now - silent == timedelta(seconds=7.5)


def test_silence_ends_nothing_where_the_step_says_so() -> None:
    made, call_id = recording(silence_seconds=0)
    began = made.now
    heard(made, speaking=False)
    made.timer(call_id)
    assert made.now - began == timedelta(seconds=30)


def test_a_caller_who_says_nothing_leaves_no_recording() -> None:
    made, call_id = recording()
    made.timer(call_id)
    assert [type(action) for action in asked(made, DiscardRecording)] == [DiscardRecording]
    interaction = ended(made)
    assert all(part.recording_id is None for part in interaction.segments)
    assert not asked(made, StoreRecording)


def test_the_key_ends_it_and_other_keys_do_not() -> None:
    made, call_id = recording()
    heard(made, speaking=True)
    made.press(call_id, "5")
    assert phase(made, call_id).taking is not None
    made.press(call_id, "#")
    assert isinstance(made.call(call_id).phase, Waiting)


def test_a_caller_who_hangs_up_after_speaking_is_on_record() -> None:
    made, _ = recording()
    heard(made, speaking=True)
    interaction = ended(made)
    assert (interaction.segments[-1].outcome, interaction.ended_by) == ("recorded", "caller")
    assert asked(made, StoreRecording)


def test_a_caller_who_hangs_up_in_silence_is_not() -> None:
    made, call_id = recording()
    recording_id = phase(made, call_id).taking
    assert recording_id is not None
    ended(made)
    assert asked(made, DiscardRecording) == [DiscardRecording(call_id=call_id, recording_id=recording_id.recording_id)]
    assert not asked(made, StoreRecording)


def test_one_made_anew_replaces_the_first() -> None:
    made, call_id = recording(review=True)
    heard(made, speaking=True)
    made.press(call_id, "#")
    first = phase(made, call_id).taken
    again = made.asked[-1]
    assert isinstance(again, Play)
    assert again.prompts[0] == OwnWords(recording_id=first)
    made.press(call_id, "2")
    assert DiscardRecording(call_id=call_id, recording_id=first) in made.asked
    heard(made, speaking=True)
    made.press(call_id, "#")
    made.press(call_id, "1")
    interaction = ended(made)
    kept = [part.recording_id for part in interaction.segments if part.kind == "recording"]
    assert kept[0] is None
    assert kept[1] not in (None, first)


@pytest.mark.parametrize("action", ["StartRecording", "WatchSpeech"])
def test_where_recording_fails_the_step_has_an_exit_and_where_hearing_fails_it_goes_on(action: str) -> None:
    made, call_id = recording()
    made.happen(ActionFailed(at=made.tick(), call_id=call_id, action=action, leg_id="channel-call", error="500"))
    if action == "StartRecording":
        assert call_id not in made.center.calls or not isinstance(made.call(call_id).phase, InMenu)
        return
    taking = phase(made, call_id).taking
    assert taking is not None
    assert [timer.name for timer in made.call(call_id).timers] == ["take_longest"]


def test_the_recording_goes_on_over_a_restart() -> None:
    made, call_id = recording()
    made.playback_ends()
    heard(made, speaking=True)
    made.center = restore(made.center.configuration, [stored(made.call(call_id))], ())
    leg = frozenset({"channel-call"})
    made.happen(TelephonyRestored(at=made.tick(), legs=leg, answered_legs=leg, bridges=frozenset()))
    assert [type(action) for action in made.asked if isinstance(action, StartRecording | StartSilence)] == [
        StartRecording,
        StartSilence,
    ]
    assert not any(isinstance(action, Play) for action in made.asked)
    made.press(call_id, "#")
    assert isinstance(made.call(call_id).phase, Waiting)


def test_a_message_is_written_into_the_outbox_once_and_the_caller_goes_on() -> None:
    send = {
        "id": "sms",
        "type": "send_message",
        "parameters": {"text": {"en": "Hello."}},
        "next": exits("support", "done", "error"),
    }
    made = scene([send, QUEUED])
    call_id = made.arrive()
    [written] = [action for action in made.actions if isinstance(action, RecordMessage)]
    assert (written.message.interaction_id, written.message.to, written.message.text) == (
        call_id,
        "13800138000",
        "Hello.",
    )
    assert isinstance(made.call(call_id).phase, Waiting)
    assert [moment.detail for moment in made.call(call_id).timeline if moment.what == "message_sent"] == ["sms"]

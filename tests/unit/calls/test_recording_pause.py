"""Parts of a call that are kept off the record, by the agent who handles it."""

from uuid import UUID

import pytest
from msgspec import structs

from app.calls.actions import CallAction, PauseRecording, ResumeRecording, StartRecording
from app.calls.call_commands import (
    ConsultCompleted,
    ConsultMerged,
    RecordingPauseRequested,
    TakenBack,
    ToAgent,
    ToQueue,
)
from app.calls.errors import CallNotYours, NotPossibleNow, RecordingNotPausable
from app.calls.events import ConfigurationChanged, PhoneChanged, TelephonyRestored
from app.calls.recovery import restore
from app.web.view_of_call import call_item
from tests import talks
from tests.center import ANA, BEN, CAI
from tests.talks import MENU, Talk

KINDS = (StartRecording, PauseRecording, ResumeRecording)


def off_record(scene: Talk, *, paused: bool = True, by: UUID = ANA) -> tuple[CallAction, ...]:
    return scene.happen(RecordingPauseRequested(at=scene.tick(), agent_id=by, call_id=scene.call_id, paused=paused))


def asked_of_recordings(scene: Talk) -> list[str]:
    return [type(action).__name__ for action in scene.asked if isinstance(action, KINDS)]


def shown(scene: Talk, agent_id: UUID = ANA) -> tuple[bool, bool, set[str]]:
    item = call_item(scene.center, scene.call(scene.call_id), agent_id)
    assert item is not None
    return item.recording, item.recording_paused, {act for act in item.acts if act.endswith("recording")}


def told(scene: Talk) -> list[str]:
    return [m.what for m in scene.call(scene.call_id).timeline if m.what.startswith("recording")]


def talking() -> Talk:
    scene = Talk()
    talks.talking(scene)
    return scene


def test_the_agent_pauses_and_resumes_and_the_story_tells_it() -> None:
    scene = talking()
    assert shown(scene) == (True, False, {"pause_recording"})
    off_record(scene)
    assert asked_of_recordings(scene) == ["PauseRecording"]
    assert shown(scene) == (True, True, {"resume_recording"})
    assert off_record(scene) == (), "paused already"
    off_record(scene, paused=False)
    assert asked_of_recordings(scene) == ["ResumeRecording"]
    assert shown(scene) == (True, False, {"pause_recording"})
    assert off_record(scene, paused=False) == ()
    scene.hang_up(scene.leg(None))
    (interaction,) = scene.interactions()
    kept = [(m.what, m.agent_id) for m in interaction.timeline if m.what.startswith("recording")]
    assert kept == [("recording_paused", ANA), ("recording_resumed", ANA)]


def test_a_queue_can_demand_that_everything_stays_on_record() -> None:
    scene = talking()
    queues = scene.center.configuration.queues
    strict = structs.replace(queues["support"], recording_pause=False)
    changed = structs.replace(scene.center.configuration, queues=queues.set("support", strict))
    scene.happen(ConfigurationChanged(at=scene.tick(), configuration=changed))
    with pytest.raises(RecordingNotPausable):
        off_record(scene)
    assert shown(scene) == (True, False, set())


def test_only_the_agent_who_handles_the_call_may_and_only_while_something_is_recorded() -> None:
    scene = Talk()
    talks.conference(scene)
    with pytest.raises(CallNotYours):
        off_record(scene, by=CAI)
    assert shown(scene, CAI)[2] == set()
    scene = Talk()
    talks.colleagues(scene)
    with pytest.raises(NotPossibleNow):
        off_record(scene)


def test_who_joins_during_the_pause_is_not_on_record_either() -> None:
    scene = talking()
    off_record(scene)
    scene.consult(ToAgent(agent_id=CAI))
    scene.pick_up()
    scene.happen(ConsultMerged(at=scene.tick(), agent_id=ANA, call_id=scene.call_id))
    assert asked_of_recordings(scene) == ["StartRecording", "PauseRecording"]
    off_record(scene, paused=False)
    assert asked_of_recordings(scene) == ["ResumeRecording", "ResumeRecording"]


def test_the_pause_ends_when_somebody_else_handles_the_call() -> None:
    scene = talking()
    off_record(scene)
    scene.transfer(ToAgent(agent_id=CAI))
    scene.pick_up()
    assert asked_of_recordings(scene) == ["StartRecording"]
    assert told(scene) == ["recording_paused", "recording_resumed"]
    assert shown(scene, CAI) == (True, False, {"pause_recording"})
    scene = Talk()
    talks.conference(scene)
    off_record(scene)
    scene.hang_up(scene.leg(ANA))
    assert asked_of_recordings(scene) == ["ResumeRecording"]
    assert shown(scene, CAI) == (True, False, {"pause_recording"})


def test_a_transfer_to_a_queue_begins_a_recording_that_is_heard() -> None:
    scene = talking()
    off_record(scene)
    scene.transfer(ToQueue(queue_id="sales"))
    scene.pick_up()
    assert asked_of_recordings(scene) == ["StartRecording"]
    assert shown(scene, scene.talk.agent_id or BEN)[1] is False


def test_hold_a_consultation_and_a_menu_leave_the_pause_as_it_is() -> None:
    scene = talking()
    off_record(scene)
    scene.transfer(MENU)
    with pytest.raises(NotPossibleNow):
        off_record(scene, paused=False)
    scene.happen(TakenBack(at=scene.tick(), agent_id=ANA, call_id=scene.call_id))
    assert "ResumeRecording" not in asked_of_recordings(scene)
    assert shown(scene) == (True, True, {"resume_recording"})
    scene.consult(ToAgent(agent_id=CAI))
    scene.pick_up()
    assert shown(scene)[1] is True
    scene.happen(ConsultCompleted(at=scene.tick(), agent_id=ANA, call_id=scene.call_id))
    assert shown(scene, CAI)[1] is False


def test_a_lost_desk_and_a_restart_leave_the_pause_as_it_is() -> None:
    scene = talking()
    off_record(scene)
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=False))
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=True))
    scene.pick_up()
    assert asked_of_recordings(scene) == []
    before = scene.center
    scene.center = restore(before.configuration, before.calls.values(), before.agents.values())
    legs = frozenset(before.legs)
    scene.happen(TelephonyRestored(at=scene.tick(), legs=legs, answered_legs=legs, bridges=frozenset()))
    assert asked_of_recordings(scene) == ["StartRecording", "PauseRecording"]
    assert scene.talk.recording_paused

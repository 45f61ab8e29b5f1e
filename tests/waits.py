"""Scenes of a caller before, beside and after a talk: in a menu, in a line, being offered, asked, sent away, called back."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from msgspec import structs

from agents.configuration import Announcements, Exit, ToCallback, ToGoodbye, ToVoicemail
from app.calls import parties
from app.calls.call_commands import ToQueue
from app.calls.callback_state import Scheduled
from app.calls.events import ConfigurationChanged, LegAnswered, NumberChecked, PlaybackEnded, StateRequested
from app.calls.exit_state import AskingNumber, Farewell, LeavingMessage
from app.calls.state import Announcing, Dialing, InMenu, Leaving, Phase, Ringing, Talking, Waiting
from tests.center import ANA, BEN, CAI
from tests.talks import Talk, talking
from tests.unit.ivr.walking import END, flow, say

CUSTOMER = "+493012345"
RATING: Mapping[str, object] = {
    "id": "csat",
    "type": "survey",
    "parameters": {"prompts": say("1 to 5?"), "question": "csat"},
    "next": {"done": "end", "timeout": "end", "no_match": "end"},
}


WORDS: Mapping[str, object] = {
    "id": "words",
    "type": "record",
    "parameters": {"prompts": say("Speak."), "maximum_seconds": 30, "variable": "length"},
    "next": {"done": "end", "timeout": "end", "error": "end"},
}
BYE: Mapping[str, object] = {
    "id": "bye",
    "type": "play",
    "parameters": {"prompts": say("Goodbye.")},
    "next": {"done": "end", "error": "end"},
}
FAX: Mapping[str, object] = {
    "id": "fax",
    "type": "fax",
    "parameters": {"prompts": say("Send now."), "maximum_minutes": 5, "variable": "pages"},
    "next": {"received": "end", "timeout": "end", "failed": "end"},
}


def under(scene: Talk, **rules: object) -> None:
    """Support has other rules."""
    usual = scene.center.configuration
    support = structs.replace(usual.queues["support"], **rules)
    flows = usual.flows.set("rating", flow([RATING, END], id="rating"))
    changed = structs.replace(usual, queues=usual.queues.set("support", support), flows=flows)
    scene.happen(ConfigurationChanged(at=scene.tick(), configuration=changed))


def greeted(scene: Talk) -> None:
    scene.call_id = scene.arrive()


def choosing(scene: Talk) -> None:
    greeted(scene)
    scene.playback_ends()
    assert isinstance(scene.call(scene.call_id).phase, InMenu)


def waiting(scene: Talk) -> None:
    scene.call_id = scene.queue()
    assert isinstance(scene.call(scene.call_id).phase, Waiting)


def told_the_place(scene: Talk) -> None:
    under(scene, announcements=Announcements(position=True, first=timedelta(seconds=1)))
    waiting(scene)
    scene.timer(scene.call_id)
    wait = scene.call(scene.call_id).wait
    assert wait is not None
    assert wait.playback_id is not None


def offered(scene: Talk) -> None:
    scene.ready(ANA)
    scene.call_id = scene.queue()
    assert isinstance(scene.call(scene.call_id).phase, Ringing)


def offered_to_all(scene: Talk) -> None:
    under(scene, strategy="ring_all")
    scene.ready(ANA, BEN)
    scene.call_id = scene.queue()
    phase = scene.call(scene.call_id).phase
    assert isinstance(phase, Ringing)
    assert len(phase.offers) == 2


def announced(scene: Talk) -> None:
    """Ana has answered, and both hear her number first."""
    offered(scene)
    scene.happen(LegAnswered(at=scene.tick(), leg_id=scene.ringing_leg()))
    assert isinstance(scene.call(scene.call_id).phase, Announcing)


def sought(scene: Talk) -> None:
    """Ana wants somebody of sales for her caller, and waits for one to be free."""
    talking(scene)
    for agent_id in (BEN, CAI):
        scene.happen(StateRequested(at=scene.tick(), agent_id=agent_id, wanted="not_ready", reason="break"))
    scene.consult(ToQueue(queue_id="sales"))
    assert parties.seeking(scene.talk) is not None


def led(scene: Talk, way: Exit) -> None:
    """A waiting caller presses the key for a way out."""
    under(scene, keys={"9": way})
    scene.call_id = scene.queue()
    scene.press(scene.call_id, "9")


def asked_for_a_number(scene: Talk) -> None:
    led(scene, ToCallback())
    scene.happen(NumberChecked(at=scene.tick(), call_id=scene.call_id, number=CUSTOMER))
    assert isinstance(scene.call(scene.call_id).phase, AskingNumber)


def callback_promised(scene: Talk) -> None:
    """The caller hears that somebody will ring; the callback has the place."""
    asked_for_a_number(scene)
    scene.press(scene.call_id, "1")
    assert isinstance(scene.call(scene.call_id).phase, Farewell)


def callback_waiting(scene: Talk) -> None:
    callback_promised(scene)
    scene.hang_up("channel-call")
    (scene.call_id,) = scene.center.calls


def callback_offered(scene: Talk) -> None:
    callback_waiting(scene)
    scene.ready(ANA)
    assert isinstance(scene.call(scene.call_id).phase, Ringing)


def callback_dialed(scene: Talk) -> None:
    callback_offered(scene)
    scene.happen(LegAnswered(at=scene.tick(), leg_id=scene.ringing_leg()))
    assert isinstance(scene.call(scene.call_id).phase, Dialing)


def callback_talking(scene: Talk) -> None:
    callback_dialed(scene)
    scene.pick_up()
    assert isinstance(scene.call(scene.call_id).phase, Talking)


def callback_tried(scene: Talk) -> None:
    """Busy there; Ana hears so, and the next attempt is for later."""
    callback_dialed(scene)
    scene.hang_up(scene.rung(), 17)
    assert any(isinstance(call.phase, Scheduled) for call in scene.center.calls.values())


def greeted_by_voicemail(scene: Talk) -> None:
    led(scene, ToVoicemail())
    assert isinstance(scene.call(scene.call_id).phase, LeavingMessage)


def leaving_a_message(scene: Talk) -> None:
    greeted_by_voicemail(scene)
    while not scene.board.recordings:
        phase = scene.call(scene.call_id).phase
        assert isinstance(phase, LeavingMessage)
        assert phase.playback_id is not None
        scene.happen(PlaybackEnded(at=scene.tick(), playback_id=phase.playback_id))


def sent_away(scene: Talk) -> None:
    led(scene, ToGoodbye())
    assert isinstance(scene.call(scene.call_id).phase, Farewell)


def rating(scene: Talk) -> None:
    """Ana has hung up, and the caller is asked how it was."""
    under(scene, survey="rating")
    talking(scene)
    scene.hang_up(scene.leg(ANA))
    assert isinstance(scene.call(scene.call_id).phase, InMenu)


def walked_into(scene: Talk, step: Mapping[str, object]) -> Phase:
    """A caller has heard the prompt of the only step that the hotline has."""
    usual = scene.center.configuration
    flows = usual.flows.set("hotline", flow([step, END], id="hotline"))
    scene.happen(ConfigurationChanged(at=scene.tick(), configuration=structs.replace(usual, flows=flows)))
    greeted(scene)
    scene.playback_ends()
    return scene.call(scene.call_id).phase


def speaking_in_a_flow(scene: Talk) -> None:
    phase = walked_into(scene, WORDS)
    assert isinstance(phase, InMenu)
    assert phase.taking is not None


def sending_a_fax(scene: Talk) -> None:
    phase = walked_into(scene, FAX)
    assert isinstance(phase, InMenu)
    assert phase.faxing is not None


def let_go(scene: Talk) -> None:
    """The flow is over and Asterisk was asked to hang up; it has not told yet that it has."""
    assert isinstance(walked_into(scene, BYE), Leaving)


WAITS: Mapping[str, Callable[[Talk], None]] = {
    stage.__name__: stage
    for stage in (
        greeted,
        choosing,
        waiting,
        told_the_place,
        offered,
        offered_to_all,
        announced,
        sought,
        asked_for_a_number,
        callback_promised,
        callback_offered,
        callback_dialed,
        callback_talking,
        callback_tried,
        greeted_by_voicemail,
        leaving_a_message,
        sent_away,
        rating,
        speaking_in_a_flow,
        sending_a_fax,
        let_go,
    )
}

"""Which dispositions fit a call."""

import pytest
from msgspec import structs

from agents.choices import Choice
from app.calls.errors import DispositionNotForQueue
from app.calls.events import DispositionChosen
from tests.center import ANA, Scene


def test_a_disposition_of_other_queues_is_refused_during_the_call_and_afterwards() -> None:
    scene = Scene()
    choices = (Choice(code="solved", queues=("sales",)), Choice(code="call_again", queues=("support", "sales")))
    scene.center = structs.replace(
        scene.center, configuration=structs.replace(scene.center.configuration, disposition_choices=choices)
    )
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    for _ in range(2):
        before = scene.center
        for code, fits in (("solved", False), ("call_again", True), ("", True)):
            chosen = DispositionChosen(at=scene.tick(), agent_id=ANA, call_id=call_id, disposition=code)
            if fits:
                scene.happen(chosen)
                continue
            with pytest.raises(DispositionNotForQueue):
                scene.happen(chosen)
            assert scene.center is before
        if call_id in scene.center.calls:
            scene.hang_up("channel-call")
    assert scene.agent(ANA).wrap_up is not None

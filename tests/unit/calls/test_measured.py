"""What pages measured of a call's sound: kept with the part of the agent who measured it, and taken for a while after its end."""

import pytest

from app.calls.call_commands import QualityReported
from app.calls.errors import CallNotYours
from app.calls.measured import LATE
from tests import talks
from tests.center import ANA
from tests.talks import Talk


def test_what_pages_measured_is_kept_with_the_agents_part() -> None:
    scene = Talk()
    talks.talking(scene)
    for loss, mos in ((0.0, 4.4), (4.0, 3.0)):
        scene.happen(
            QualityReported(
                at=scene.tick(),
                agent_id=ANA,
                call_id=scene.call_id,
                packet_loss=loss,
                jitter_ms=10,
                round_trip_ms=40,
                mos=mos,
            )
        )
    scene.hang_up(scene.leg(None))
    quality = scene.interactions()[0].segments[-1].quality
    assert quality is not None
    assert (quality.reports, quality.packet_loss, quality.mos, quality.worst_mos) == (2, 2.0, 3.7, 3.0)


def test_what_a_page_measured_last_is_kept_though_its_agent_has_left_the_call() -> None:
    scene = Talk()
    talks.transfer_ringing(scene)
    scene.pick_up()

    def reported() -> None:
        at = scene.tick()
        sound = {"packet_loss": 1, "jitter_ms": 10, "round_trip_ms": 40, "mos": 4}
        scene.happen(QualityReported(at=at, agent_id=ANA, call_id=scene.call_id, **sound))

    reported()
    parts = [part for part in scene.call(scene.call_id).segments if part.agent_id == ANA]
    assert [part.quality.reports if part.quality else 0 for part in parts] == [1]
    scene.now += LATE
    with pytest.raises(CallNotYours):
        reported()

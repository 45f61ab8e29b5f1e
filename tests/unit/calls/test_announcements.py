"""What callers are told in their language."""

from immutables import Map
from msgspec import structs

from app.calls.actions import Play
from app.calls.configuration import NumberRoute
from app.calls.events import ConfigurationChanged, LegAnswered
from ivr.prompt import Speech
from tests.center import ANA, Scene, configuration


def test_a_call_on_a_chinese_line_is_announced_in_chinese() -> None:
    scene = Scene()
    line = NumberRoute(dialed_number="4100", flow_id="hotline", language="zh-CN")
    wanted = structs.replace(configuration(), numbers=Map({"4100": line}))
    scene.happen(ConfigurationChanged(at=scene.tick(), configuration=wanted))
    scene.ready(ANA)
    call_id = scene.arrive(number="4100")
    scene.playback_ends()
    scene.press(call_id, "2")
    scene.happen(LegAnswered(at=scene.tick(), leg_id=scene.ringing_leg()))
    play = next(action for action in scene.asked if isinstance(action, Play))
    assert play.prompts == (Speech(text="8 0 0 1 号话务员为您服务。", language="zh-CN"),)

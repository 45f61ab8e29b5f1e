"""What no call has any use for in Asterisk is found and removed, also when it is not a connection that begins."""

import asyncio
from uuid import UUID

import pytest

from app import left_overs
from app.asterisk.ari import AriTimeout
from app.calls import ids
from app.calls.actions import CallAction, DestroyBridge, HangUp
from app.calls.events import CallEvent, LeftOversFound
from app.calls.state import CallCenter
from tests.center import ANA, Scene
from tests.fakes.clock import VirtualClock

pytestmark = pytest.mark.anyio

GONE = UUID(int=7)
STRAY_LEG, STRAY_BRIDGE = ids.agent_leg(GONE, 1), ids.bridge(GONE)


class Node:
    """An Asterisk that has what it is told to have, look by look; afterwards nothing."""

    def __init__(self, *looks: tuple[set[str], set[str]] | None) -> None:
        self._looks = list(looks)
        self.over = asyncio.Event()

    async def existing(self) -> tuple[frozenset[str], frozenset[str]]:
        """The next look; None is a look that nobody answers."""
        if not self._looks:
            self.over.set()
            await asyncio.Event().wait()
        look = self._looks.pop(0)
        if look is None:
            raise AriTimeout
        return frozenset(look[0]), frozenset(look[1])


class Site:
    """A scene as the owner of the live state."""

    def __init__(self, scene: Scene) -> None:
        self.clock = VirtualClock()
        self.scene = scene
        self.found: list[CallEvent] = []

    @property
    def center(self) -> CallCenter:
        return self.scene.center

    def post(self, event: CallEvent) -> None:
        self.found.append(event)


async def looked(scene: Scene, *looks: tuple[set[str], set[str]] | None) -> list[CallEvent]:
    node, site = Node(*looks), Site(scene)
    looking = asyncio.create_task(left_overs.remove(node, site, every=0))
    await asyncio.wait_for(node.over.wait(), 5)
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)
    return site.found


async def test_what_is_left_over_in_two_looks_is_found_once_for_each_further_look() -> None:
    existing = ({STRAY_LEG, "foreign"}, {STRAY_BRIDGE, "foreign-bridge"})
    (found,) = await looked(Scene(), existing, existing)
    assert isinstance(found, LeftOversFound)
    assert (found.legs, found.bridges) == ({STRAY_LEG}, {STRAY_BRIDGE})


async def test_what_is_on_its_way_out_is_left_alone() -> None:
    assert await looked(Scene(), ({STRAY_LEG}, {STRAY_BRIDGE}), (set(), set()), ({STRAY_LEG}, set())) == []


async def test_a_look_that_nobody_answers_is_passed_over() -> None:
    existing = ({STRAY_LEG}, set[str]())
    assert len(await looked(Scene(), existing, None, existing)) == 1


async def test_a_talk_keeps_its_legs_and_its_bridge() -> None:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    scene.answer()
    existing = ({"channel-call", scene.ringing_leg()}, {ids.bridge(call_id)})
    assert await looked(scene, existing, existing) == []
    scene.happen(LeftOversFound(at=scene.tick(), legs=frozenset(existing[0]), bridges=frozenset(existing[1])))
    assert scene.asked == ()


async def test_what_is_found_goes() -> None:
    scene = Scene()
    scene.happen(LeftOversFound(at=scene.tick(), legs=frozenset({STRAY_LEG}), bridges=frozenset({STRAY_BRIDGE})))
    expected: tuple[CallAction, ...] = (
        HangUp(call_id=GONE, leg_id=STRAY_LEG),
        DestroyBridge(call_id=GONE, bridge_id=STRAY_BRIDGE),
    )
    assert scene.asked == expected

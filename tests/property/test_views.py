"""A browser that applies every change sees what a browser that comes in now would see."""

from collections.abc import Callable, Mapping
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from app.calls.events import CallEvent
from app.calls.state import CallCenter, Touched
from app.web.frames import change_frame, snapshot_frame
from app.web.live_hub import LiveHub, Viewer
from app.web.wire import Change, Item, ServerFrame, Snapshot
from tests.center import ANA, BEN, CAI, START, site
from tests.property.test_center import SCRIPTS, VARIANTS, Move, Play

_frames: TypeAdapter[ServerFrame] = TypeAdapter(ServerFrame)


class StandingCenter:
    """A live center that a script moves."""

    def __init__(self) -> None:
        self.center = site()

    async def submit(self, event: CallEvent) -> None:
        raise NotImplementedError

    def post(self, event: CallEvent) -> None:
        raise NotImplementedError

    def subscribe(
        self, listener: Callable[[CallCenter, CallCenter, Mapping[Touched, None]], None]
    ) -> Callable[[], None]:
        raise NotImplementedError


class Page:
    """What a browser knows, from its frames alone."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._seq = 0
        self.items = _snapshot(viewer)

    def read(self) -> None:
        """Apply all that has come, in order, without a gap."""
        for tail in self._viewer.take():
            self._seq += 1
            frame = _frames.validate_json(change_frame(self._seq, tail))
            assert isinstance(frame, Change)
            assert frame.seq == self._seq
            assert frame.put or frame.drop, "nothing is not worth a frame"
            for key in frame.drop:
                del self.items[key]
            self.items.update({item.key: item for item in frame.put})


def _snapshot(viewer: Viewer) -> dict[str, Item]:
    frame = _frames.validate_json(snapshot_frame(0, START, viewer.snapshot))
    assert isinstance(frame, Snapshot)
    return {item.key: item for item in frame.items}


@settings(max_examples=150, deadline=None)
@given(VARIANTS, SCRIPTS, st.integers(1, 5), st.integers(0, 20))
def test_snapshot_and_changes_make_the_next_snapshot(
    variant: int, script: list[Move], batch: int, opened_after: int
) -> None:
    play, live = Play(variant), StandingCenter()
    hub = LiveHub(live)
    pages: dict[UUID | None, Page] = {}
    contexts = [(who, hub.watch(who)) for who in (None, ANA, BEN, CAI)]
    for start in range(0, max(len(script), 1), batch):
        if start >= opened_after and not pages:
            pages = {who: Page(context.__enter__()) for who, context in contexts}
        before, touched = play.center, dict[Touched, None]()
        for move in script[start : start + batch]:
            play.play(move)
            touched.update(play.center.touched)
        live.center = play.center
        hub.tell(before, play.center, touched)
        for who, page in pages.items():
            page.read()
            with hub.watch(who) as newcomer:
                assert page.items == _snapshot(newcomer)
            with LiveHub(live).watch(who) as newcomer_of_new_hub:
                assert page.items == _snapshot(newcomer_of_new_hub)


@settings(max_examples=50, deadline=None)
@given(VARIANTS, SCRIPTS)
def test_nobody_sees_the_call_of_another(variant: int, script: list[Move]) -> None:
    play, live = Play(variant), StandingCenter()
    for move in script:
        play.play(move)
    live.center = play.center
    hub = LiveHub(live)
    for who in (None, ANA, BEN, CAI):
        with hub.watch(who) as viewer:
            items = _snapshot(viewer).values()
        own = play.center.agents.get(who) if who is not None else None
        held = {getattr(own.state, "call_id", None)} if own is not None else set[UUID | None]()
        assert {item.id for item in items if item.kind == "call"} <= held
        assert {item.agent_id for item in items if item.kind == "me"} <= {who}

"""A browser that applies every change sees what a browser that comes in now would see."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from pydantic import TypeAdapter

from app.calls.events import CallEvent, ConfigurationChanged
from app.calls.state import CallCenter, Touched
from app.web.frames import change_frame, snapshot_frame
from app.web.live_hub import LiveHub, Viewer
from app.web.wire_frames import Change, Item, ServerFrame, Snapshot
from tests import callback_site
from tests.center import ANA, BEN, CAI, START, site
from tests.property import test_waiting
from tests.property.test_center import SCRIPTS, VARIANTS, Move, Play

_frames: TypeAdapter[ServerFrame] = TypeAdapter(ServerFrame)

PROMISED: list[Move] = [
    move
    for caller in (0, 2)
    for move in (
        ("arrive", caller // 2, caller // 2),
        ("key", caller, 0),
        ("checked", caller, caller // 2),
        ("key", caller, 0),
    )
]
"""One caller of support and one of sales ask to be called back."""


class StandingCenter:
    """A live center that a script moves."""

    def __init__(self) -> None:
        self.center = site()

    async def submit(self, event: CallEvent) -> None:
        raise NotImplementedError

    def post(self, event: CallEvent) -> None:
        raise NotImplementedError

    async def opened(self) -> None:
        return

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
    follow(Play(variant), script, batch, opened_after)


@settings(max_examples=100, deadline=None)
@given(test_waiting.SCRIPTS, st.integers(1, 5), st.integers(0, 20))
def test_promised_callbacks_are_followed_by_those_who_serve_their_queues(
    script: list[Move], batch: int, opened_after: int
) -> None:
    moves = [*PROMISED, *(move for move in script if move[0] != "restart")]
    follow(test_waiting.Play(), moves, batch, opened_after)


def test_who_comes_to_serve_a_queue_sees_what_it_has_promised_and_who_leaves_it_no_more() -> None:
    played, live = callback_site.site(), StandingCenter()
    call = callback_site.promised(played)
    live.center = played.center
    hub = LiveHub(live)
    key = f"callback:{call.parent_id}"
    with (
        hub.watch(ANA) as viewer,
        hub.watch(CAI) as other,
        hub.watch(None, leads=True) as lead,
        hub.watch(None) as none,
    ):
        ana, cai, lead_page, nobody = Page(viewer), Page(other), Page(lead), Page(none)
        assert [key in page.items for page in (ana, cai, lead_page, nobody)] == [True, False, True, False]
        before = played.center
        agents = before.configuration.agents
        exchanged = agents.set(ANA, structs.replace(agents[ANA], queues=("sales",)))
        exchanged = exchanged.set(CAI, structs.replace(agents[CAI], queues=("support",)))
        configuration = structs.replace(before.configuration, agents=exchanged)
        played.happen(ConfigurationChanged(at=played.tick(), configuration=configuration))
        live.center = played.center
        hub.tell(before, played.center, dict(played.center.touched))
        for page in (ana, cai, lead_page, nobody):
            page.read()
        assert [key in page.items for page in (ana, cai, lead_page, nobody)] == [False, True, True, False]


def follow(play: Play | test_waiting.Play, script: Sequence[Move], batch: int, opened_after: int) -> None:
    """Play the script in batches, beside pages of everybody that are opened at some time."""
    live = StandingCenter()
    live.center = play.center
    hub = LiveHub(live)
    pages: dict[tuple[UUID | None, bool], Page] = {}
    everybody = [(None, False), (None, True), (ANA, False), (BEN, False), (CAI, False)]
    contexts = [(who, hub.watch(who[0], leads=who[1])) for who in everybody]
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
            with hub.watch(who[0], leads=who[1]) as newcomer:
                assert page.items == _snapshot(newcomer)
            with LiveHub(live).watch(who[0], leads=who[1]) as newcomer_of_new_hub:
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

"""What stands on an agent's desk at each stage of a call."""

from datetime import timedelta
from uuid import UUID

from immutables import Map
from msgspec import structs

from agents.configuration import Queue
from app.calls.events import (
    ConfigurationChanged,
    CustomerFound,
    DispositionChosen,
    HoldRequested,
    NotesChanged,
    PhoneChanged,
    StateRequested,
)
from app.web.views import board_changes, board_items, desk_changes, desk_items, keyed, touched_desks
from app.web.wire import AgentItem, CallItem, MeItem, QueueItem
from customers.profile import CustomerSummary
from tests.center import ANA, BEN, Scene

WANG = CustomerSummary(id=UUID(int=9), name="王芳", tier="gold", company="<b>Acme</b>", number="+8613800138000")


def desk(scene: Scene) -> tuple[MeItem, CallItem | None]:
    """Ana's desk."""
    items = keyed(desk_items(scene.center, ANA))
    me = items.pop("me")
    assert isinstance(me, MeItem)
    calls = [item for item in items.values() if isinstance(item, CallItem)]
    assert len(calls) <= 1
    return me, calls[0] if calls else None


def call(scene: Scene) -> CallItem:
    """The call in Ana's hands."""
    item = desk(scene)[1]
    assert item is not None
    return item


def queue(scene: Scene, name: str) -> QueueItem:
    item = keyed(board_items(scene.center))[f"queue:{name}"]
    assert isinstance(item, QueueItem)
    return item


def ringing() -> tuple[Scene, UUID]:
    scene = Scene()
    scene.ready(ANA)
    call_id = scene.queue()
    return scene, call_id


def test_the_pop_stands_while_the_phone_rings() -> None:
    scene, call_id = ringing()
    assert not call(scene).customer_known
    scene.happen(CustomerFound(at=scene.tick(), call_id=call_id, customer=WANG))
    item = call(scene)
    assert (item.phase, item.phase_since) == ("ringing", next(m.at for m in item.timeline if m.what == "offered"))
    assert (item.queue, item.caller_number, item.connected_at) == ("Support", "13800138000", None)
    assert item.customer_known
    assert item.customer is not None
    assert (item.customer.name, item.customer.company) == ("王芳", "<b>Acme</b>")
    assert desk(scene)[0].state == "reserved"


def test_a_talk_is_timed_from_its_connection_and_a_hold_from_its_beginning() -> None:
    scene, call_id = ringing()
    scene.answer()
    talking = call(scene)
    assert (talking.phase, talking.connected_at, talking.recording) == ("talking", scene.now, True)
    held_at = scene.tick(10)
    scene.happen(HoldRequested(at=held_at, agent_id=ANA, call_id=call_id, hold=True))
    held = call(scene)
    assert (held.phase, held.phase_since, held.connected_at) == ("held", held_at, talking.connected_at)
    assert {entry.agent for entry in held.timeline} == {"", "8001"}
    assert {entry.queue for entry in held.timeline} == {"", "Support"}


def test_a_lost_desk_sees_its_call_again_when_it_is_back() -> None:
    scene, call_id = ringing()
    scene.answer()
    lost_at = scene.tick()
    scene.happen(PhoneChanged(at=lost_at, agent_id=ANA, reachable=False))
    scene.hang_up(scene.ringing_leg())
    item = call(scene)
    assert (item.id, item.phase) == (call_id, "rejoining")
    assert item.phase_since >= lost_at


def test_notes_and_disposition_stay_on_the_desk_in_wrap_up() -> None:
    scene, call_id = ringing()
    scene.answer()
    connected_at = call(scene).connected_at
    scene.happen(NotesChanged(at=scene.tick(), agent_id=ANA, call_id=call_id, notes="wants a refund"))
    scene.happen(StateRequested(at=scene.tick(), agent_id=ANA, wanted="not_ready", reason="break"))
    scene.hang_up("channel-call")
    scene.happen(DispositionChosen(at=scene.tick(), agent_id=ANA, call_id=call_id, disposition="solved"))
    me, item = desk(scene)
    assert item is not None
    assert (item.phase, item.notes, item.disposition) == ("wrap_up", "wants a refund", "solved")
    assert (item.connected_at, item.recording) == (connected_at, False)
    assert (me.state, me.next_state) == ("after_call_work", "not_ready:break")
    assert me.wrap_up_ends_at == item.wrap_up_ends_at == item.phase_since + timedelta(seconds=30)
    scene.timer(ANA)
    assert desk(scene)[1] is None


def test_the_board_counts_who_waits_and_who_is_ready() -> None:
    scene = Scene()
    scene.queue("one")
    scene.queue("two")
    first = scene.center.floor.line("support").first()
    assert first is not None
    assert (queue(scene, "support").waiting, queue(scene, "support").oldest_since) == (2, first[0])
    scene.ready(BEN)
    assert queue(scene, "support").waiting == 1
    tile = keyed(board_items(scene.center))[f"agent:{BEN}"]
    assert isinstance(tile, AgentItem)
    assert (tile.state, tile.queues) == ("reserved", ["support", "sales"])


def test_a_hand_over_changes_both_desks() -> None:
    scene = Scene()
    scene.ready(ANA, BEN)
    call_id = scene.queue()
    before = scene.center
    scene.timer(call_id)
    assert touched_desks(before, scene.center, scene.center.touched) == {ANA, BEN}
    assert desk_changes(before, scene.center, ANA)[1] == [f"call:{call_id}"]
    put, drop = desk_changes(before, scene.center, BEN)
    assert {item.key for item in put} == {"me", f"call:{call_id}"}
    assert drop == []


def test_a_changed_queue_is_told_and_a_removed_one_leaves_the_board() -> None:
    scene = Scene()
    before = scene.center
    support = Queue(id="support", name="Help", service_level=timedelta(seconds=7))
    rest = structs.replace(before.configuration, queues=Map({"support": support}))
    scene.happen(ConfigurationChanged(at=scene.tick(), configuration=rest))
    put, drop = board_changes(before, scene.center, scene.center.touched)
    assert [(item.name, item.service_level_s) for item in put if isinstance(item, QueueItem)] == [("Help", 7)]
    assert drop == ["queue:sales"]

"""Promised callbacks over HTTP: who sees which, who may put them off or away, and what the desk offers in the talk."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from msgspec import structs

from agents.configuration import ToCallback
from app.calls.actions import DialOut
from app.calls.configuration import OutgoingRules
from app.calls.events import CallEvent, LegAnswered, NumberChecked
from app.calls.state import CallCenter
from app.web import callbacks
from app.web.join import API
from app.web.permissions import Gate
from app.web.ports import Listener
from app.web.views import desk_items
from app.web.wire import CallItem
from tests.center import ANA, Scene
from tests.integration.web.conftest import Site
from tests.waiting_site import scene

pytestmark = pytest.mark.anyio
NUMBER = "+8613800138000"


class Played:
    """The center of a scene, as routes reach it."""

    def __init__(self, played: Scene) -> None:
        self.scene = played

    @property
    def center(self) -> CallCenter:
        return self.scene.center

    async def submit(self, event: CallEvent) -> None:
        self.scene.happen(event)

    def post(self, event: CallEvent) -> None:
        self.scene.happen(event)

    async def opened(self) -> None:
        return

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        raise NotImplementedError(listener)


@pytest.fixture
def played(site: Site) -> Scene:
    """Support has promised a callback; nobody is there to make it."""
    made = scene(support={"keys": {"1": ToCallback()}})
    rules = OutgoingRules(trunk="carrier", prefixes=("+86",))
    made.center = structs.replace(made.center, configuration=structs.replace(made.center.configuration, outgoing=rules))
    made.now = site.clock.now()
    call_id = made.queue()
    made.press(call_id, "1")
    made.happen(NumberChecked(at=made.tick(), call_id=call_id, number=NUMBER))
    made.press(call_id, "1")
    site.app.include_router(
        callbacks.create_router(gate=Gate(site.accounts), live=Played(made), clock=site.clock), prefix=API
    )
    return made


async def test_a_callback_is_put_off_brought_back_and_taken_off_the_list(site: Site, played: Scene) -> None:
    async with site.signed_in("ana") as ana:
        (item,) = (await ana.get("/callbacks")).json()
        assert (item["number"], item["queue"], item["state"], item["due_at"]) == (NUMBER, "Support", "waiting", None)
        place, soon = f"/callbacks/{item['id']}", site.clock.now() + timedelta(hours=1)
        assert (await ana.post(f"{place}/schedule", json={"at": soon.isoformat()})).status_code == 204
        assert [one["state"] for one in (await ana.get("/callbacks")).json()] == ["scheduled"]
        assert (await ana.post(f"{place}/schedule", json={"at": None})).status_code == 204
        assert [one["state"] for one in (await ana.get("/callbacks")).json()] == ["waiting"]
        assert (await ana.post(f"{place}/cancel")).status_code == 204
        assert (await ana.get("/callbacks")).json() == []
    assert played.interactions()[-1].outcome == "callback_cancelled"


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59+00:00", "in31days"])
async def test_a_promise_for_a_far_day_is_refused(site: Site, played: Scene, at: str) -> None:
    if at == "in31days":
        at = (site.clock.now() + callbacks.FARTHEST + timedelta(seconds=1)).isoformat()
    (call_id,) = played.center.promised.values()
    async with site.signed_in("sam") as sam:
        answer = await sam.post(f"/callbacks/{call_id}/schedule", json={"at": at})
        assert (answer.status_code, answer.json()["code"]) == (422, "callback_too_far")


async def test_agents_neither_see_nor_change_callbacks_of_queues_that_they_do_not_serve(
    site: Site, played: Scene
) -> None:
    profiles = played.center.configuration.agents
    elsewhere = profiles.set(ANA, structs.replace(profiles[ANA], queues=("sales",)))
    played.center = structs.replace(
        played.center, configuration=structs.replace(played.center.configuration, agents=elsewhere)
    )
    (call_id,) = played.center.promised.values()
    async with site.signed_in("ana") as ana:
        assert (await ana.get("/callbacks")).json() == []
        for act, body in (("cancel", None), ("schedule", {"at": None})):
            answer = await ana.post(f"/callbacks/{call_id}/{act}", json=body)
            assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
    assert call_id in played.center.calls


async def test_a_machine_that_answers_is_said_on_the_desk_and_the_customer_is_tried_again(
    site: Site, played: Scene
) -> None:
    (call_id,) = played.center.promised.values()
    played.ready(ANA)
    played.happen(LegAnswered(at=played.tick(), leg_id=played.ringing_leg()))
    (dialed,) = [action.leg_id for action in played.asked if isinstance(action, DialOut)]
    assert "answering_machine" not in acts(played)
    played.happen(LegAnswered(at=played.tick(), leg_id=dialed))
    assert "answering_machine" in acts(played)
    async with site.signed_in("ana") as ana:
        answer = await ana.post(f"/desk/calls/{call_id}/callback-result", json={"result": "machine"})
        assert answer.status_code == 204
        (item,) = (await ana.get("/callbacks")).json()
        assert (item["state"], item["attempt"]) == ("scheduled", 2)
        assert [tried["result"] for tried in item["tried"]] == ["answering_machine"]


def acts(played: Scene) -> list[str]:
    (item,) = (item for item in desk_items(played.center, ANA) if isinstance(item, CallItem))
    return list(item.acts)

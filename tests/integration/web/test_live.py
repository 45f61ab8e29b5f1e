"""The live socket: what each person sees, and when it ends."""

import asyncio
import json
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from httpx import AsyncClient
from pydantic import TypeAdapter
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.accounts.users import change_role, disable_user
from app.calls.events import (
    AgentSignedIn,
    AgentSignedOut,
    CallArrived,
    DigitReceived,
    LegAnswered,
    LegEnded,
    PhoneChanged,
    PlaybackEnded,
    StateRequested,
)
from app.calls.ids import agent_leg, playback
from app.web.live_hub import MOST_UNSENT, LiveHub
from app.web.open_sockets import MOST_SOCKETS
from app.web.wire_frames import Change, Item, ServerFrame, Snapshot
from tests.center import ANA
from tests.integration.web.conftest import Site, closed, until

pytestmark = pytest.mark.anyio
LIVE = "/api/v1/live"

_frames: TypeAdapter[ServerFrame] = TypeAdapter(ServerFrame)


class Page:
    """Applies frames as a browser does."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._seq = -1
        self.items: dict[str, Item] = {}

    async def read_until(self, key: str, **wanted: object) -> Item:
        """Apply frames until this item has these values."""
        async with asyncio.timeout(10):
            while True:
                item = self.items.get(key)
                if item is not None and all(getattr(item, name) == value for name, value in wanted.items()):
                    return item
                self.apply(_frames.validate_json(await self._connection.recv()))

    def apply(self, frame: ServerFrame) -> None:
        match frame:
            case Snapshot():
                self._seq = frame.seq
                self.items = {item.key: item for item in frame.items}
            case Change():
                assert frame.seq == self._seq + 1
                self._seq = frame.seq
                for key in frame.drop:
                    del self.items[key]
                self.items.update({item.key: item for item in frame.put})
            case _:
                pass


async def test_an_agent_sees_the_own_state_change(site: Site) -> None:
    async with site.signed_in("ana") as browser, site.socket(LIVE, browser) as connection:
        page = Page(connection)
        me = await page.read_until("me", state="not_ready", reachable=False)
        assert me.kind == "me"
        assert me.agent_id == ANA
        assert {"queue:support", "queue:sales", f"agent:{ANA}"} <= page.items.keys()
        site.runtime.post(PhoneChanged(at=site.clock.now(), agent_id=ANA, reachable=True))
        assert (await browser.post("/desk/state", json={"state": "ready"})).status_code == 204
        await page.read_until("me", state="ready", reachable=True)
        await page.read_until("queue:support", ready=1)
        await page.read_until(f"agent:{ANA}", state="ready")
    assert len(site.happened(AgentSignedIn)) == 1


async def test_a_supervisor_sees_the_board_and_nobody_in_person(site: Site) -> None:
    async with site.signed_in("sam") as browser, site.socket(LIVE, browser) as connection:
        page = Page(connection)
        await page.read_until("queue:support", waiting=0)
        async with site.signed_in("ana") as ana, site.socket(LIVE, ana):
            await page.read_until(f"agent:{ANA}", state="not_ready")
        assert {item.kind for item in page.items.values()} == {"queue", "agent"}
    assert not [event for event in site.happened(AgentSignedIn) if getattr(event, "agent_id", None) != ANA]


async def test_a_ping_is_answered(site: Site) -> None:
    async with site.signed_in("sam") as browser, site.socket(LIVE, browser) as connection:
        await connection.recv()
        await connection.send('{"type":"ping","phone":false}')
        assert json.loads(await connection.recv())["type"] == "pong"


@pytest.mark.parametrize(
    "message", ["", "{}", '{"type":"ping","phone":false,"more":1}', '{"type":"snapshot"}', "[" * 5000, b"\x00"]
)
async def test_what_is_not_understood_ends_the_socket(site: Site, message: str | bytes) -> None:
    async with site.signed_in("sam") as browser, site.socket(LIVE, browser) as connection:
        await connection.send(message)
        assert await closed(connection) == 1007


@pytest.mark.parametrize("silence_limit", [timedelta(milliseconds=200)])
async def test_a_silent_page_is_let_go(site: Site) -> None:
    async with site.signed_in("sam") as browser, site.socket(LIVE, browser) as connection:
        assert await closed(connection) == 1013


async def test_without_a_session_the_socket_is_refused_before_it_opens(site: Site) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with site.socket(LIVE):
            pass
    assert refused.value.response.status_code == 401


@pytest.mark.parametrize("path", [LIVE, "/sip"])
async def test_from_another_origin_the_socket_is_refused_before_it_opens(site: Site, path: str) -> None:
    async with site.signed_in("ana") as browser:
        with pytest.raises(InvalidStatus) as refused:
            async with site.socket(path, browser, origin="http://evil.example", subprotocol="sip"):
                pass
    assert refused.value.response.status_code == 403
    assert not site.happened(AgentSignedIn)


async def test_signing_out_closes_the_sockets_and_ends_the_shift(site: Site) -> None:
    async with (
        site.signed_in("ana") as browser,
        site.socket(LIVE, browser) as connection,
        site.socket("/sip", browser, subprotocol="sip") as sip,
    ):
        await Page(connection).read_until("me", state="not_ready")
        assert (await browser.delete("/session")).status_code == 204
        assert await closed(connection) == 1008
        assert await closed(sip) == 1008
    await until(lambda: bool(site.happened(AgentSignedOut)))


async def test_signing_out_in_one_place_leaves_the_other_working(site: Site) -> None:
    async with site.signed_in("ana") as here, site.signed_in("ana") as there, site.socket(LIVE, there) as connection:
        page = Page(connection)
        await page.read_until("me", state="not_ready")
        async with site.socket(LIVE, here) as other:
            await other.recv()
            await here.delete("/session")
            assert await closed(other) == 1008
        await there.post("/desk/state", json={"state": "ready"})
        await page.read_until("me", state="ready")
    assert not site.happened(AgentSignedOut)


@pytest.mark.parametrize("change", ["disabled", "demoted"])
async def test_who_is_disabled_or_demoted_elsewhere_loses_the_sockets(site: Site, change: str) -> None:
    async with site.signed_in("ana") as browser, site.socket(LIVE, browser) as connection:
        await Page(connection).read_until("me", state="not_ready")
        async with site.database.write() as writing:
            if change == "disabled":
                await disable_user(writing, ANA, at=site.clock.now())
            else:
                await change_role(writing, ANA, "supervisor", at=site.clock.now())
        assert await closed(connection, seconds=5) == 1008
    await until(lambda: bool(site.happened(AgentSignedOut)))


async def test_one_session_has_so_many_live_sockets_and_a_closed_one_makes_room(site: Site) -> None:
    async with AsyncExitStack() as held:
        browser = await held.enter_async_context(site.signed_in("sam"))
        pages = [await held.enter_async_context(site.socket(LIVE, browser)) for _ in range(MOST_SOCKETS["live"])]
        for page in pages:
            await page.recv()
        too_many = await held.enter_async_context(site.socket(LIVE, browser))
        assert await closed(too_many) == 4029
        assert too_many.close_reason == "too many pages are open"
        async with site.signed_in("sam") as elsewhere, site.socket(LIVE, elsewhere) as other:
            assert '"snapshot"' in str(await other.recv())
        await pages[0].close()
        room = await _snapshot_as_soon_as_there_is_room(site, browser)
        assert '"snapshot"' in room


async def _snapshot_as_soon_as_there_is_room(site: Site, browser: AsyncClient) -> str:
    """The server learns of a closed socket a moment later."""
    async with asyncio.timeout(10):
        while True:
            async with site.socket(LIVE, browser) as page:
                with suppress(ConnectionClosed):
                    return str(await page.recv())


async def test_a_browser_that_does_not_keep_up_is_cut_off(site: Site) -> None:
    hub = LiveHub(site.runtime)
    stop = site.runtime.subscribe(hub.tell)
    with hub.watch(None) as slow:
        await site.runtime.submit(AgentSignedIn(at=site.clock.now(), agent_id=ANA))
        for number in range(MOST_UNSENT):
            assert not slow.cut_off.is_set()
            reason = ("break", "training")[number % 2]
            await site.runtime.submit(
                StateRequested(at=site.clock.now(), agent_id=ANA, wanted="not_ready", reason=reason)
            )
        assert slow.cut_off.is_set()
    stop()


async def test_a_refused_command_says_why(site: Site) -> None:
    async with site.signed_in("ana") as browser:
        call = "00000000-0000-0000-0000-000000000001"
        answer = await browser.post(f"/desk/calls/{call}/hang-up")
        assert (answer.status_code, answer.json()["code"]) == (409, "call_not_yours")
        answer = await browser.put(f"/desk/calls/{call}/disposition", json={"disposition": "nonsense"})
        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_choice")
        answer = await browser.post("/desk/wrap-up/end")
        assert (answer.status_code, answer.json()["code"]) == (409, "transition_not_allowed")
        options = (await browser.get("/desk/options")).json()
        menus = {(menu["flow_id"], menu["step_id"]): menu["name"] for menu in options.pop("menus")}
        assert options == {
            "reasons": ["break", "training"],
            "dispositions": ["solved", "call_again"],
            "reason_choices": [],
            "disposition_choices": [],
            "may_dial": False,
            "caller_ids": [],
            "zone": "UTC",
            "region": "CN",
            "skills": {"english": "Spoken English"},
        }
        assert menus["hotline", "menu"] == "Hotline: menu"
    assert not site.happened(CallArrived)


async def test_nobody_signs_out_while_talking_with_a_caller(site: Site) -> None:
    call_id = uuid4()
    leg = agent_leg(call_id, 3)
    async with site.signed_in("ana") as browser:
        now = site.clock.now()
        for event in (
            AgentSignedIn(at=now, agent_id=ANA),
            PhoneChanged(at=now, agent_id=ANA, reachable=True),
            StateRequested(at=now, agent_id=ANA, wanted="ready"),
            CallArrived(at=now, call_id=call_id, leg_id="c", caller_number="1", caller_name="", dialed_number="4000"),
            PlaybackEnded(at=now, playback_id=playback(call_id, 1)),
            DigitReceived(at=now, leg_id="c", digit="2"),
            LegAnswered(at=now, leg_id=leg),
        ):
            await site.runtime.submit(event)
        answer = await browser.delete("/session")
        assert (answer.status_code, answer.json()["code"]) == (409, "call_in_hand")
        assert (await browser.get("/session")).status_code == 200
        await site.runtime.submit(LegEnded(at=now, leg_id="c", hangup_cause=16))
        assert (await browser.delete("/session")).status_code == 204

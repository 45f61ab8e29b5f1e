"""Browser phones: their accounts, and the socket that carries SIP to Asterisk."""

from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from websockets.exceptions import InvalidStatus

from app.calls.events import PhoneChanged
from app.web.open_sockets import MOST_SOCKETS
from app.web.sip_proxy import LONGEST_MESSAGE
from app.web.web_calls import MOST_LINES, TICKET_LIFE
from tests.center import ANA
from tests.integration.web.conftest import Site, closed, until

pytestmark = pytest.mark.anyio


async def test_an_agent_gets_a_fresh_secret_for_the_own_account(site: Site) -> None:
    async with site.signed_in("ana") as browser:
        first, second = (await browser.post("/phone")).json(), (await browser.post("/phone")).json()
    assert first["username"] == f"a-{ANA.hex}"
    assert first["password"] != second["password"]
    assert site.lines.open == {f"a-{ANA.hex}": (second["password"], "from-agents")}
    assert second["websocket_path"] == "/sip"


async def test_sip_passes_both_ways_as_text_and_as_bytes(site: Site) -> None:
    async with site.signed_in("ana") as browser, site.socket("/sip", browser, subprotocol="sip") as sip:
        assert sip.subprotocol == "sip"
        for message in ("REGISTER sip:ringdesk SIP/2.0\r\n\r\n", b"\r\n\r\n", "x" * LONGEST_MESSAGE):
            await sip.send(message)
            assert await sip.recv() == message


async def test_the_phone_is_lost_when_its_last_socket_closes(site: Site) -> None:
    async with site.signed_in("ana") as browser:
        phone = site.socket("/sip", browser, subprotocol="sip")
        async with phone as old, site.socket("/sip", browser, subprotocol="sip"):
            await old.close()
            await until(lambda: len(site.sip_sockets) == 1)
            assert not site.happened(PhoneChanged)
        await until(lambda: bool(site.happened(PhoneChanged)))
    assert site.happened(PhoneChanged) == [PhoneChanged(at=site.clock.now(), agent_id=ANA, reachable=False)]
    await until(lambda: not site.sip_sockets)


async def test_one_session_has_so_many_phone_sockets_and_more_are_refused_before_they_open(site: Site) -> None:
    async with AsyncExitStack() as held:
        browser = await held.enter_async_context(site.signed_in("ana"))
        for _ in range(MOST_SOCKETS["phone"]):
            await held.enter_async_context(site.socket("/sip", browser, subprotocol="sip"))
        with pytest.raises(InvalidStatus) as refused:
            async with site.socket("/sip", browser, subprotocol="sip"):
                pass
        assert refused.value.response.status_code == 429
        assert len(site.sip_sockets) == MOST_SOCKETS["phone"]
        async with site.socket("/api/v1/live", browser) as page:
            assert '"snapshot"' in str(await page.recv()), "pages are counted apart"


async def test_a_page_is_told_when_asterisk_is_killed(site: Site) -> None:
    async with site.signed_in("ana") as browser, site.socket("/sip", browser, subprotocol="sip") as sip:
        await until(lambda: len(site.sip_sockets) == 1)
        for asterisk in site.sip_sockets:
            asterisk.transport.abort()
        assert await closed(sip) == 1012


async def test_a_message_that_is_too_long_ends_the_socket(site: Site) -> None:
    async with site.signed_in("ana") as browser, site.socket("/sip", browser, subprotocol="sip") as sip:
        await sip.send("x" * (LONGEST_MESSAGE + 1))
        assert await closed(sip) == 1009


async def test_a_flood_of_messages_ends_the_socket(site: Site) -> None:
    async with site.signed_in("ana") as browser, site.socket("/sip", browser, subprotocol="sip") as sip:
        for _ in range(201):
            await sip.send("x")
        assert await closed(sip) == 1013


async def test_a_socket_that_does_not_speak_sip_is_refused(site: Site) -> None:
    async with site.signed_in("ana") as browser:
        with pytest.raises(InvalidStatus):
            async with site.socket("/sip", browser):
                pass


@pytest.mark.parametrize(("login", "status"), [("sam", 403), (None, 401)])
async def test_only_agents_and_tickets_reach_asterisk(site: Site, login: str | None, status: int) -> None:
    async with site.signed_in(login or "ana") as browser:
        with pytest.raises(InvalidStatus) as refused:
            async with site.socket("/sip", browser if login else None, subprotocol="sip"):
                pass
    assert refused.value.response.status_code == status


async def test_a_visitor_rings_a_line_that_is_offered_on_the_web(site: Site) -> None:
    async with site.browser() as browser:
        assert (await browser.get("/web-numbers")).json() == [
            {"dialed_number": "4000", "name": "Hotline", "language": "en"}
        ]
        account = (await browser.post("/web-calls", json={"dialed_number": "4000"})).json()
    assert account["dial"] == "sip:4000@ringdesk"
    assert site.lines.open == {account["username"]: (account["password"], "from-web")}
    assert site.lines.dialed == {account["username"]: "4000"}
    async with site.socket(account["websocket_path"], subprotocol="sip") as sip:
        await sip.send("INVITE")
        assert await sip.recv() == "INVITE"
        site.clock.advance(TICKET_LIFE)
        await sip.send("BYE")
        assert await sip.recv() == "BYE", "a line in use does not run out"
    await until(lambda: not site.sip_sockets)
    site.clock.advance(TICKET_LIFE)
    await until(lambda: not site.lines.open)
    with pytest.raises(InvalidStatus) as refused:
        async with site.socket(account["websocket_path"], subprotocol="sip"):
            pass
    assert refused.value.response.status_code == 403


async def test_other_numbers_cannot_be_rung_from_the_web(site: Site) -> None:
    async with site.browser() as browser:
        answer = await browser.post("/web-calls", json={"dialed_number": "4001"})
        assert (answer.status_code, answer.json()["code"]) == (404, "number_not_on_the_web")
        answer = await browser.post("/web-calls", json={"dialed_number": "4000\r\nX: y"})
        assert (answer.status_code, answer.json()["code"]) == (422, "not_valid")
    assert not site.lines.open


async def test_visitors_are_limited_each_and_together(site: Site) -> None:
    async with site.browser() as browser:
        answers = [await browser.post("/web-calls", json={"dialed_number": "4000"}) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429]
        assert int(answers[-1].headers["retry-after"]) == 20
        for _ in range(MOST_LINES + 1):
            site.clock.advance(timedelta(seconds=20) / 60)
            await browser.post("/web-calls", json={"dialed_number": "4000"})
        assert len(site.lines.open) <= MOST_LINES

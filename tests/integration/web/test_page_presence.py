"""The page's heartbeat: an agent whose page or phone is gone is not offerable, and sees why."""

from datetime import timedelta

import pytest

from app.calls.events import PagePresence, PhoneChanged
from app.calls.state import Page
from tests.center import ANA
from tests.integration.web.conftest import Site, until
from tests.integration.web.test_live import LIVE
from tests.integration.web.test_live import Page as Browser

pytestmark = pytest.mark.anyio
HOLDS_THE_PHONE = '{"type":"ping","phone":true,"microphone":"ready"}'
HOLDS_NONE = '{"type":"ping","phone":false,"microphone":"unknown"}'


def page_of_ana(site: Site) -> Page:
    return site.runtime.center.agents[ANA].page


async def test_a_page_that_goes_is_missed_and_welcomed_back(site: Site) -> None:
    async with site.signed_in("ana") as browser:
        async with site.socket(LIVE, browser) as connection:
            await connection.send(HOLDS_THE_PHONE)
            await Browser(connection).read_until("me", state="not_ready")
            await until(lambda: ANA in site.runtime.center.agents)
        await until(lambda: page_of_ana(site) == Page(heard=False, phone=False))
        async with site.socket(LIVE, browser) as connection:
            page = Browser(connection)
            await page.read_until("me", not_offered=["page_silent"])
            await connection.send(HOLDS_THE_PHONE)
            await page.read_until("me", not_offered=["phone_not_registered"])
            site.runtime.post(PhoneChanged(at=site.clock.now(), agent_id=ANA, reachable=True))
            await page.read_until("me", not_offered=[], reachable=True)


async def test_a_phone_that_another_tab_took_over_is_not_missed(site: Site) -> None:
    async with site.signed_in("ana") as browser, site.socket(LIVE, browser) as other:
        page = Browser(other)
        async with site.socket(LIVE, browser) as connection:
            await connection.send(HOLDS_THE_PHONE)
            await Browser(connection).read_until("me", state="not_ready")
            await other.send(HOLDS_THE_PHONE)
            await page.read_until("me", state="not_ready")
        site.runtime.post(PhoneChanged(at=site.clock.now(), agent_id=ANA, reachable=True))
        await page.read_until("me", not_offered=[], reachable=True)
    assert Page(phone=False) not in [event.page for event in site.store.journal if isinstance(event, PagePresence)]


async def test_the_tab_with_the_phone_is_gone_and_another_is_open(site: Site) -> None:
    async with site.signed_in("ana") as browser, site.socket(LIVE, browser) as other:
        page = Browser(other)
        await other.send(HOLDS_NONE)
        async with site.socket(LIVE, browser) as connection:
            await connection.send(HOLDS_THE_PHONE)
            site.runtime.post(PhoneChanged(at=site.clock.now(), agent_id=ANA, reachable=True))
            await page.read_until("me", not_offered=[], reachable=True)
            await page.read_until("me", not_offered=[])
        await page.read_until("me", not_offered=["phone_in_no_tab"], reachable=False)
        await other.send(HOLDS_THE_PHONE)
        await page.read_until("me", not_offered=[], reachable=True)


async def test_a_refused_microphone_is_the_reason_shown(site: Site) -> None:
    async with site.signed_in("ana") as browser, site.socket(LIVE, browser) as connection:
        page = Browser(connection)
        await connection.send('{"type":"ping","phone":false,"microphone":"denied"}')
        await page.read_until("me", not_offered=["microphone_denied"])
        await connection.send(HOLDS_THE_PHONE)
        await page.read_until("me", not_offered=["phone_not_registered"])


@pytest.mark.parametrize("silence_limit", [timedelta(milliseconds=300)])
async def test_a_page_whose_heart_stops_is_not_offerable(site: Site) -> None:
    async with site.signed_in("ana") as browser, site.socket(LIVE, browser) as connection:
        await connection.send(HOLDS_THE_PHONE)
        await connection.wait_closed()
    await until(lambda: page_of_ana(site) == Page(heard=False, phone=False))


async def test_who_telephones_without_a_page_is_not_judged(site: Site) -> None:
    async with site.signed_in("ana") as browser:
        async with site.socket(LIVE, browser) as connection:
            await connection.send(HOLDS_NONE)
            await Browser(connection).read_until("me", state="not_ready")
        async with site.socket(LIVE, browser) as connection:
            await Browser(connection).read_until("me", not_offered=["phone_not_registered"])
    assert not site.happened(PagePresence)

"""A flow comes before callers when its texts have their sounds: published, imported or brought back."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from database.engine import Database
from ivr.flow import Flow
from ivr.prompt import Speech
from ivr.speech import SpeechCache
from ivr.speech_warm import PATIENCE, WarmUp, texts_of
from tests.integration.ivr.test_flows import Site, document, publish

pytestmark = pytest.mark.anyio
MUTE = "\x07"
"""A text in which no engine finds a word."""


class Speaking:
    """A site whose flows are spoken by the usual engine before they are published."""

    def __init__(self, site: Site, speech: SpeechCache, folder: Path) -> None:
        self.site = site
        self.speech = speech
        self.folder = folder
        self.warm = WarmUp(speech)
        self.patience = PATIENCE
        site.speak = self.speak

    async def speak(self, flow: Flow) -> None:
        await self.warm.demand(texts_of(flow), self.patience)

    async def has(self, text: str) -> bool:
        return await self.speech.has(Speech(text=text, language="en"))


@pytest.fixture
async def speaking(database: Database, tmp_path: Path) -> AsyncGenerator[Speaking]:
    folder = tmp_path / "speech"
    speech = SpeechCache(folder, timeout=timedelta(seconds=30))
    assert await speech.start()
    yield Speaking(Site(database), speech, folder)
    await speech.close()


@pytest.fixture
async def browser(speaking: Speaking) -> AsyncGenerator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=speaking.site.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://site") as client:
        yield client


async def test_what_is_published_or_brought_back_has_its_sounds(speaking: Speaking, browser: httpx.AsyncClient) -> None:
    speaking.patience = timedelta(milliseconds=20)
    told = await publish(browser, document("Good morning"))
    assert (told.status_code, told.json()["code"]) == (409, "still_speaking")
    assert told.json()["faults"] == {"left": "1"}
    assert (await browser.get("/flows/hello")).json()["published"] is None
    speaking.patience = PATIENCE

    work = asyncio.create_task(speaking.warm.run())
    assert (await publish(browser, document("Good morning"))).json()["revision"] == 1
    assert await speaking.has("Good morning")

    mute = await publish(browser, document(MUTE))
    assert (mute.status_code, mute.json()["code"]) == (409, "texts_not_spoken")
    assert mute.json()["faults"] == {"text_1": f"en: {MUTE}"}
    serial = (await browser.get("/flows/hello")).json()["draft"]["serial"]
    nevertheless = {"reason": "it is urgent", "serial": serial, "unspoken": True}
    assert (await browser.post("/flows/hello/publish", json=nevertheless)).json()["revision"] == 2

    for sound in speaking.folder.glob("*.wav"):
        sound.unlink()
    back = await browser.post("/flows/hello/revisions/1/restore", json={"reason": "2 was silent"})
    assert back.json()["revision"] == 3
    assert await speaking.has("Good morning")
    refused = await browser.post("/flows/hello/revisions/2/restore", json={"reason": "again"})
    assert refused.json()["code"] == "texts_not_spoken"
    anyway = await browser.post("/flows/hello/revisions/2/restore", json={"reason": "again", "unspoken": True})
    assert anyway.json()["revision"] == 4
    work.cancel()


async def test_texts_of_a_flow_overtake_all_that_is_in_line(speaking: Speaking) -> None:
    slow = [Speech(text=f"Agent {number} is at your service", language="en") for number in range(8001, 8041)]
    wanted = (slow[-1], Speech(text="Welcome", language="en"))
    speaking.warm.put(slow)
    work = asyncio.create_task(speaking.warm.run())
    await speaking.warm.demand(wanted)
    assert all([await speaking.speech.has(text) for text in wanted])
    assert speaking.warm.come_to(slow)[0].running
    work.cancel()

"""The prompt library and the rules of speech over HTTP."""

import asyncio
import io
from collections.abc import AsyncGenerator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import httpx
import numpy as np
import pytest
import soundfile
from fastapi import FastAPI, Header
from sqlalchemy.ext.asyncio import AsyncConnection

from agents.configuration import Announcements, Queue, ToGoodbye
from agents.repository import save_queue
from app.administration.repository import take_turn
from app.calls.repository import load_configuration
from app.speech_routers import prompt_users, speech_reader
from app.web.errors import install_errors
from database.engine import Database
from ivr import prompt_router, speech_router
from ivr.flow import Flow
from ivr.flow_repository import Draft, save_draft
from ivr.library import SoundContent, from_library
from ivr.prompt import Recorded, Speech
from ivr.prompt_shelf import PromptShelf
from ivr.repository import save_flow
from ivr.speech import SpeechCache
from ivr.speech_provider import speech_providers
from ivr.speech_warm import WarmUp

pytestmark = pytest.mark.anyio


def tone(seconds: float = 1, pitch: float = 440) -> bytes:
    target = io.BytesIO()
    at = np.arange(int(16_000 * seconds)) / 16_000
    soundfile.write(target, 0.2 * np.sin(2 * np.pi * pitch * at), 16_000, format="FLAC")
    return target.getvalue()


async def _nothing_by_phone(user: str, trial: str) -> bytes:
    raise AssertionError(f"{user} recorded nothing on {trial}")


class Site:
    """The routes with one user, a clock, and what was audited."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.audited: list[tuple[str, str]] = []
        self.now = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
        self.speech = SpeechCache(
            folder / "speech", providers=speech_providers(folder / "voices"), timeout=timedelta(seconds=30)
        )
        self.warm = WarmUp(self.speech)
        self.shelf = PromptShelf(folder / "prompts")
        self.app = FastAPI()
        install_errors(self.app)
        self.app.include_router(
            prompt_router.create_router(
                database,
                may_read=_user,
                may_edit=_user,
                now=self._tick,
                name_of=lambda user: user,
                shelf=self.shelf,
                speech=self.speech,
                users=prompt_users,
                audit=self._audit,
                changed=self.look,
                recorded=_nothing_by_phone,
                take_turn=take_turn,
            )
        )
        self.app.include_router(
            speech_router.create_router(
                database,
                may_read=_user,
                may_edit=_user,
                speech=self.speech,
                warm=self.warm,
                audit=self._audit,
                changed=self.look,
            )
        )

    async def look(self) -> None:
        async with self.database.read() as connection:
            await speech_reader(self.speech, self.warm)(connection, await load_configuration(connection))

    def _tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    async def _audit(self, connection: AsyncConnection, user: str, what: str, subject: str) -> None:
        assert connection.in_transaction()
        self.audited.append((what, subject))


def _user(user: Annotated[str, Header()] = "ada") -> str:
    return user


@pytest.fixture
async def site(database: Database, tmp_path: Path) -> AsyncGenerator[Site]:
    site = Site(database, tmp_path)
    assert await site.speech.start()
    yield site
    await site.speech.close()


@pytest.fixture
async def browser(site: Site) -> AsyncGenerator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=site.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test", headers={"user": "ada"}) as browser:
        yield browser


def playing(prompt: str) -> dict[str, object]:
    greet = {
        "id": "greet",
        "type": "play",
        "parameters": {"prompts": [{"prompt": prompt}]},
        "next": {"done": "end", "error": "end"},
    }
    return {
        "version": 2,
        "id": "hotline",
        "name": "Hotline",
        "languages": ["en"],
        "start": "greet",
        "steps": [greet, {"id": "end", "type": "hang_up"}],
    }


async def test_a_prompt_from_its_first_text_to_a_sound_and_back(site: Site, browser: httpx.AsyncClient) -> None:
    made = await browser.put("/prompts/welcome", json={"name": "Welcome", "texts": {"en": "Hello", "zh-CN": "您好"}})
    assert made.status_code == 200
    assert made.json()["version"] == 1

    sent = await browser.post(
        "/prompts/welcome/contents/en/sound",
        params={"version": 1, "file_name": "hi.flac", "source": "browser"},
        content=tone(1.2),
    )
    assert sent.json()["contents"]["en"] == {
        "kind": "sound",
        "text": "",
        "seconds": 1.2,
        "source": "browser",
        "file_name": "hi.flac",
    }
    heard = await browser.get("/prompts/welcome/contents/en/sound")
    assert (heard.headers["content-type"], heard.content[:4]) == ("audio/wav", b"RIFF")
    spoken = await browser.get("/prompts/welcome/contents/en/sound", params={"version": 1})
    assert spoken.content[:4] == b"RIFF"
    assert spoken.content != heard.content

    gone = await browser.put("/prompts/welcome", json={"name": "Welcome!", "version": 2, "texts": {"zh-CN": None}})
    assert list(gone.json()["contents"]) == ["en"]
    back = await browser.post("/prompts/welcome/versions/1/restore")
    assert back.json()["contents"]["en"]["text"] == "Hello"
    history = (await browser.get("/prompts/welcome/versions")).json()
    assert [(one["version"], one["restored"]) for one in history] == [(4, 1), (3, None), (2, None), (1, None)]
    assert site.audited == [
        ("prompt_saved", "welcome"),
        ("prompt_sound_saved", "welcome"),
        ("prompt_saved", "welcome"),
        ("prompt_restored", "welcome"),
    ]


async def test_two_people_do_not_overwrite_each_other(browser: httpx.AsyncClient) -> None:
    await browser.put("/prompts/welcome", json={"name": "Welcome"})
    again = await browser.put("/prompts/welcome", json={"name": "Mine"})
    late = await browser.post("/prompts/welcome/contents/en/sound", params={"version": 7}, content=tone())
    same = await browser.put("/prompts/welcome", json={"name": "Welcome", "version": 1})

    assert [again.json()["code"], late.json()["code"]] == ["prompt_changed", "prompt_changed"]
    assert same.json()["version"] == 1


async def test_what_is_no_sound_is_refused_and_changes_nothing(browser: httpx.AsyncClient) -> None:
    await browser.put("/prompts/welcome", json={"name": "Welcome"})
    refused = await browser.post(
        "/prompts/welcome/contents/en/sound", params={"version": 1, "file_name": "song.mp3"}, content=b"PK\x03\x04"
    )

    assert refused.status_code == 422
    assert (refused.json()["code"], refused.json()["faults"]) == ("sound_not_usable", {"file": "unknown_format"})
    assert (await browser.get("/prompts/welcome")).json()["contents"] == {}


async def test_the_list_is_searched_and_paged(browser: httpx.AsyncClient) -> None:
    for number in range(5):
        texts = {"en": f"Text {number}", **({"zh-CN": "营业时间"} if number % 2 else {})}
        await browser.put(f"/prompts/p{number}", json={"name": f"Prompt {number}", "texts": texts})

    async def found(**asked: str | int) -> tuple[int, list[str]]:
        page = (await browser.get("/prompts", params=asked)).json()
        return page["total"], [item["id"] for item in page["items"]]

    assert await found(limit=2, offset=3) == (5, ["p3", "p4"])
    assert await found(search="营业") == (2, ["p1", "p3"])
    assert await found(search="prompt TEXT 4") == (1, ["p4"])
    assert await found(language="zh-CN", limit=1) == (2, ["p1"])


async def test_what_plays_a_prompt_is_told_and_holds_it(database: Database, browser: httpx.AsyncClient) -> None:
    await browser.put("/prompts/welcome", json={"name": "Welcome", "texts": {"en": "Hello"}})
    queue = Queue(
        id="support",
        name="Support",
        announcements=Announcements(prompt="welcome"),
        keys={"9": ToGoodbye(prompt="welcome")},
    )
    async with database.write() as connection:
        await save_flow(connection, Flow.model_validate(playing("welcome")))
        draft = {**playing("welcome"), "id": "other", "name": "Other"}
        at = datetime(2026, 11, 20, tzinfo=UTC)
        await save_draft(connection, Draft(flow_id="other", document=draft, serial=1, saved_at=at, saved_by="ada"))
        await save_queue(connection, queue)

    detail = (await browser.get("/prompts/welcome")).json()
    refused = await browser.delete("/prompts/welcome")

    assert [(user["kind"], user["id"], user["draft"]) for user in detail["users"]] == [
        ("flow", "hotline", False),
        ("flow", "other", True),
        ("queue", "support", False),
    ]
    assert refused.json()["code"] == "prompt_in_use"
    await browser.put("/prompts/spare", json={"name": "Spare"})
    assert (await browser.delete("/prompts/spare")).status_code == 204
    assert (await browser.get("/prompts/spare")).status_code == 404
    anew = await browser.put("/prompts/spare", json={"name": "Spare again"})
    assert anew.json()["version"] == 2


async def test_live_calls_hear_the_library_and_texts_are_spoken_ahead(
    site: Site, database: Database, browser: httpx.AsyncClient
) -> None:
    work = asyncio.create_task(site.warm.run())
    await browser.put("/prompts/welcome", json={"name": "Welcome", "texts": {"en": "Good morning"}})
    await browser.post("/prompts/welcome/contents/zh-CN/sound", params={"version": 1}, content=tone())
    async with database.read() as connection:
        library = (await load_configuration(connection)).prompts
    async with asyncio.timeout(60):
        await site.warm.settled()
    work.cancel()

    sound = library["welcome"].contents["zh-CN"]
    assert isinstance(sound, SoundContent)
    assert from_library(library, "welcome", "zh-CN") == Recorded(content=sound.content, prompt_id="welcome")
    assert from_library(library, "welcome", "en") == Speech(text="Good morning", language="en")
    assert site.shelf.sound(sound.content).with_suffix(".wav").exists()
    assert await site.speech.has(Speech(text="Good morning", language="en"))
    told = (await browser.get("/speech/warm-up")).json()
    assert (told["running"], told["failed"], told["done"] > 20) == (False, 0, True)


async def test_voices_and_pronunciations_are_chosen_and_heard(site: Site, browser: httpx.AsyncClient) -> None:
    engines = (await browser.get("/speech")).json()
    assert {"pyttsx3", "piper"} <= {provider["name"] for provider in engines["providers"]}
    asked = {"text": "Acme", "language": "en"}
    before = (await browser.post("/speech/preview", json=asked)).content

    word = {"language": "en", "word": "Acme", "spoken": "the company that makes everything"}
    assert (await browser.put("/speech/pronunciations", json=word)).status_code == 200
    replaced = (await browser.post("/speech/preview", json=asked)).content
    slow = {"provider": "pyttsx3", "voice": "", "words_per_minute": 90}
    assert (await browser.put("/speech/languages/en", json=slow)).json() == slow
    slower = (await browser.post("/speech/preview", json=asked)).content

    assert len(before) < len(replaced) < len(slower)
    assert (await browser.get("/speech/pronunciations", params={"search": "acme"})).json() == [word]
    nobody = await browser.put("/speech/languages/en", json={"provider": "nobody"})
    assert nobody.json()["code"] == "speech_choice_not_valid"
    gone = {"language": "en", "word": "Acme"}
    assert (await browser.delete("/speech/pronunciations", params=gone)).status_code == 204
    assert (await browser.delete("/speech/pronunciations", params=gone)).json()["code"] == "pronunciation_not_found"
    assert [what for what, _ in site.audited] == [
        "pronunciation_saved",
        "speech_choice_saved",
        "pronunciation_deleted",
    ]

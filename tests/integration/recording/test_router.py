"""Listening to recordings over HTTP."""

import os
import wave
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from httpx import ASGITransport, AsyncClient

from database.engine import Database
from recording.errors import RecordingNotFound, RecordingNotYours
from recording.repository import StoredRecording, save
from recording.router import create_router
from recording.store import RecordingStore

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINE, OTHER = uuid4(), uuid4()


class Shelf:
    """A folder of recordings and what was noted about those who asked."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.database = database
        self.audited: list[tuple[str, str]] = []

    async def put(self, interaction_id: UUID, *, status: str = "ready", path: str | None = None) -> str:
        recording_id = f"{interaction_id}-r1"
        place = f"2026/03/{interaction_id}/{recording_id}.wav" if path is None else path
        file = self.folder / place
        if path is None:
            file.parent.mkdir(parents=True)
            with wave.open(str(file), "wb") as target:
                target.setnchannels(2)
                target.setsampwidth(2)
                target.setframerate(8_000)
                target.writeframes(bytes(range(256)) * 100)
        kept = StoredRecording(
            id=recording_id,
            interaction_id=interaction_id,
            segment=0,
            started_at=NOON,
            status="pending" if status == "pending" else "ready",
            path=place,
        )
        await self.database.transact(lambda connection: save(connection, kept))
        return recording_id


@pytest.fixture
def shelf(tmp_path: Path, database: Database) -> Shelf:
    return Shelf(tmp_path / "recordings", database)


@pytest.fixture
async def browser(shelf: Shelf) -> AsyncIterator[AsyncClient]:
    async def may_hear(user: Shelf, interaction_id: UUID, recording_id: str) -> bool:
        del user, recording_id
        return interaction_id != OTHER

    async def audit(user: Shelf, what: str, subject: str) -> None:
        user.audited.append((what, subject))

    app = FastAPI()
    store = RecordingStore(shelf.folder, shelf.database)
    app.include_router(create_router(store, permission=lambda: shelf, may_hear=may_hear, audit=audit))

    async def refused(_: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"code": getattr(error, "code", "")}, status_code=404)

    for kind in (RecordingNotFound, RecordingNotYours):
        app.add_exception_handler(kind, refused)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        yield client


async def test_a_recording_is_heard_whole_and_noted(shelf: Shelf, browser: AsyncClient) -> None:
    recording_id = await shelf.put(MINE)

    answer = await browser.get(f"/recordings/{recording_id}/audio")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "audio/wav"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["etag"]
    assert answer.headers["cache-control"] == "private, no-cache"
    assert len(answer.content) == 44 + 25_600
    assert shelf.audited == [("recording_heard", recording_id)]


async def test_the_picture_shows_both_sides_and_is_not_a_hearing(shelf: Shelf, browser: AsyncClient) -> None:
    answer = await browser.get(f"/recordings/{await shelf.put(MINE)}/peaks")

    left, right = answer.json()["sides"]
    assert len(left) == len(right) == 582
    assert 0 < max(left) <= 1
    assert shelf.audited == []
    refused = await browser.get(f"/recordings/{await shelf.put(OTHER)}/peaks")
    assert (refused.status_code, [what for what, _ in shelf.audited]) == (404, ["recording_refused"])


async def test_players_may_seek(shelf: Shelf, browser: AsyncClient) -> None:
    path = f"/recordings/{await shelf.put(MINE)}/audio"
    whole = (await browser.get(path)).content

    middle = await browser.get(path, headers={"range": "bytes=100-199"})
    end = await browser.get(path, headers={"range": "bytes=-10"})
    beyond = await browser.get(path, headers={"range": "bytes=999999-"})

    assert (middle.status_code, middle.content) == (206, whole[100:200])
    assert middle.headers["content-range"] == f"bytes 100-199/{len(whole)}"
    assert (end.status_code, end.content) == (206, whole[-10:])
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(whole)}")


async def test_a_changed_file_is_sent_whole_to_a_player_that_knew_the_old_one(
    shelf: Shelf, browser: AsyncClient
) -> None:
    path = f"/recordings/{await shelf.put(MINE)}/audio"

    answer = await browser.get(path, headers={"range": "bytes=0-9", "if-range": '"another"'})

    assert answer.status_code == 200


async def test_who_may_not_hear_is_refused_and_noted(shelf: Shelf, browser: AsyncClient) -> None:
    recording_id = await shelf.put(OTHER)

    answer = await browser.get(f"/recordings/{recording_id}/audio")

    assert answer.json() == {"code": "recording_not_yours"}
    assert shelf.audited == [("recording_refused", recording_id)]


@pytest.mark.parametrize(
    "asked",
    [
        "..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/etc/passwd",
        "/etc/passwd",
        f"{MINE}-r1%00",
        f"{MINE}-r1%2f..",
        "x" * 5_000,
    ],
)
async def test_what_is_no_recording_is_not_found_and_noted(shelf: Shelf, browser: AsyncClient, asked: str) -> None:
    await shelf.put(MINE)

    answer = await browser.get(f"/recordings/{asked}/audio")

    assert answer.json() == {"code": "recording_not_found"}
    assert [what for what, _ in shelf.audited] == ["recording_not_found"]
    assert len(shelf.audited[0][1]) <= 200


async def test_unknown_and_unfinished_recordings_are_not_found(shelf: Shelf, browser: AsyncClient) -> None:
    pending = await shelf.put(MINE, status="pending")

    for recording_id in (pending, f"{uuid4()}-r1"):
        assert (await browser.get(f"/recordings/{recording_id}/audio")).json() == {"code": "recording_not_found"}


async def test_no_path_or_link_leads_out_of_the_folder(shelf: Shelf, browser: AsyncClient, tmp_path: Path) -> None:
    secret = tmp_path / "secret.wav"
    secret.write_bytes(b"secret")
    outside = await shelf.put(uuid4(), path="../secret.wav")
    absolute = await shelf.put(uuid4(), path=str(secret))
    linked = await shelf.put(uuid4())
    file = next(shelf.folder.rglob(f"{linked}.wav"))
    file.unlink()
    os.symlink(secret, file)

    for recording_id in (outside, absolute, linked):
        answer = await browser.get(f"/recordings/{recording_id}/audio")
        assert answer.json() == {"code": "recording_not_found"}

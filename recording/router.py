"""Listening to a recording, with byte ranges so that players can seek (RFC 9110, section 14), and its picture."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import FileResponse

from recording.errors import RecordingNotFound, RecordingNotYours
from recording.peaks import Peaks, peaks_of
from recording.policy import interaction_of
from recording.store import RecordingStore

UserT = TypeVar("UserT")


def create_router(
    store: RecordingStore,
    *,
    permission: Callable[..., UserT | Awaitable[UserT]],
    may_hear: Callable[[UserT, UUID], Awaitable[bool]],
    audit: Callable[[UserT, str, str], Awaitable[None]],
) -> APIRouter:
    """Routes over a store.

    Args:
        permission: dependency that gives the signed-in user, or refuses.
        may_hear: whether a user may hear the recordings of an interaction.
        audit: notes user, what was done (`recording_heard`, `recording_refused`, `recording_not_found`), and the id asked for.
    """
    router = APIRouter(tags=["recordings"])

    # `:path`, so that ids with slashes meet the check and the audit here instead of another route
    @router.get(
        "/recordings/{recording_id:path}/audio",
        response_class=FileResponse,
        responses={200: {"content": {"audio/wav": {}}}, 206: {"content": {"audio/wav": {}}}},
    )
    async def hear_recording(recording_id: str, user: Annotated[UserT, Depends(permission)]) -> FileResponse:
        """The sound: WAV, 16 bit, caller left, agent right."""
        file = await _file_for(user, recording_id)
        await audit(user, "recording_heard", recording_id)
        return FileResponse(
            file,
            media_type="audio/wav",
            filename=f"{recording_id}.wav",
            content_disposition_type="inline",
            headers={"cache-control": "private, no-cache", "x-content-type-options": "nosniff"},
        )

    @router.get("/recordings/{recording_id:path}/peaks")
    async def picture_recording(recording_id: str, user: Annotated[UserT, Depends(permission)]) -> Peaks:
        """How loud both sides are over time, to be drawn. Nothing can be heard by it."""
        return await asyncio.to_thread(peaks_of, await _file_for(user, recording_id))

    async def _file_for(user: UserT, recording_id: str) -> Path:
        interaction_id = interaction_of(recording_id)
        if interaction_id is None:
            await audit(user, "recording_not_found", recording_id[:200])
            raise RecordingNotFound
        if not await may_hear(user, interaction_id):
            await audit(user, "recording_refused", recording_id)
            raise RecordingNotYours
        file = await store.file_of(recording_id)
        if file is None:
            await audit(user, "recording_not_found", recording_id)
            raise RecordingNotFound
        return file

    return router

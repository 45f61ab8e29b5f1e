"""Listening to a recording, with byte ranges so that players can seek (RFC 9110, section 14), its picture, and received faxes."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from fastapi.responses import FileResponse

from recording.errors import RecordingNotFound, RecordingNotYours
from recording.faxes import as_pdf
from recording.peaks import Peaks, peaks_of
from recording.policy import interaction_of, is_fax
from recording.store import RecordingStore

UserT = TypeVar("UserT")
_HEADERS = {"cache-control": "private, no-cache", "x-content-type-options": "nosniff"}


def create_router(
    store: RecordingStore,
    *,
    permission: Callable[..., UserT | Awaitable[UserT]],
    may_hear: Callable[[UserT, UUID, str], Awaitable[bool]],
    audit: Callable[[UserT, str, str], Awaitable[None]],
) -> APIRouter:
    """Routes over a store.

    Args:
        permission: dependency that gives the signed-in user, or refuses.
        may_hear: whether a user may hear this recording of an interaction.
        audit: notes user, what was done (`recording_heard`, `fax_opened`, `recording_refused`, `recording_not_found`), and the
            id asked for.
    """
    router = APIRouter(tags=["recordings"])

    async def found(user: UserT, recording_id: str, *, fax: bool) -> Path:
        """The stored file, if there is one of that kind and the user may have it."""
        interaction_id = interaction_of(recording_id)
        if interaction_id is None:
            await audit(user, "recording_not_found", recording_id[:200])
            raise RecordingNotFound
        if not await may_hear(user, interaction_id, recording_id):
            await audit(user, "recording_refused", recording_id)
            raise RecordingNotYours
        file = await store.file_of(recording_id) if is_fax(recording_id) is fax else None
        if file is None:
            await audit(user, "recording_not_found", recording_id)
            raise RecordingNotFound
        return file

    # `:path`, so that ids with slashes meet the check and the audit here instead of another route
    @router.get(
        "/recordings/{recording_id:path}/audio",
        response_class=FileResponse,
        responses={200: {"content": {"audio/wav": {}}}, 206: {"content": {"audio/wav": {}}}},
    )
    async def hear_recording(recording_id: str, user: Annotated[UserT, Depends(permission)]) -> FileResponse:
        """The sound: WAV, 16 bit, caller left, agent right."""
        file = await found(user, recording_id, fax=False)
        await audit(user, "recording_heard", recording_id)
        return FileResponse(
            file,
            media_type="audio/wav",
            filename=f"{recording_id}.wav",
            content_disposition_type="inline",
            headers=_HEADERS,
        )

    @router.get("/recordings/{recording_id:path}/peaks")
    async def picture_recording(recording_id: str, user: Annotated[UserT, Depends(permission)]) -> Peaks:
        """How loud both sides are over time, to be drawn. Nothing can be heard by it."""
        return await asyncio.to_thread(peaks_of, await found(user, recording_id, fax=False))

    @router.get(
        "/recordings/{recording_id:path}/pages",
        response_class=Response,
        responses={200: {"content": {"application/pdf": {}}}},
    )
    async def open_fax(recording_id: str, user: Annotated[UserT, Depends(permission)]) -> Response:
        """The pages of a received fax: PDF."""
        file = await found(user, recording_id, fax=True)
        await audit(user, "fax_opened", recording_id)
        named = {"content-disposition": f'inline; filename="{recording_id}.pdf"'}
        return Response(await asyncio.to_thread(as_pdf, file), media_type="application/pdf", headers=_HEADERS | named)

    @router.get(
        "/recordings/{recording_id:path}/tiff",
        response_class=FileResponse,
        responses={200: {"content": {"image/tiff": {}}}},
    )
    async def download_fax(recording_id: str, user: Annotated[UserT, Depends(permission)]) -> FileResponse:
        """The pages of a received fax as they came: TIFF."""
        file = await found(user, recording_id, fax=True)
        await audit(user, "fax_opened", recording_id)
        return FileResponse(file, media_type="image/tiff", filename=f"{recording_id}.tif", headers=_HEADERS)

    return router

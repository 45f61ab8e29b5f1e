"""Joins what designers try by telephone: calling a draft, and recording a prompt."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Path
from fastapi.responses import FileResponse

from app.accounts.user import Session
from app.trials import Trials
from app.web.join import API
from app.web.permissions import Gate
from app.web.routes import add_router
from app.web.wire_calls import PhoneRecordingRequest, TrialLine, TrialRequest
from database.engine import Database
from ivr.errors import FlowNotFound
from ivr.flow_parts import ThingId
from ivr.flow_repository import load_draft, load_published
from ivr.phone_recording import phone_recording
from ivr.prompt_router import HEARD
from ivr.replay import walkable

TrialNumber = Annotated[str, Path(pattern=r"^\*[0-9]{1,39}$")]


def join_trials(app: FastAPI, *, gate: Gate, database: Database, trials: Trials) -> None:
    """Add both. Administrators alone, as for changing flows and prompts."""
    router = APIRouter(prefix=API)
    administrators = Depends(gate.allow("admin"))

    @router.post("/flows/{flow_id}/trial", tags=["flows"])
    async def call_draft(
        flow_id: Annotated[ThingId, Path()], asked: TrialRequest, session: Annotated[Session, administrators]
    ) -> TrialLine:
        """A telephone line for one call into the draft as it is saved now; without a draft, into what is published."""
        async with database.read() as connection:
            draft = await load_draft(connection, flow_id)
            document = await load_published(connection, flow_id) if draft is None else draft.document
        if document is None:
            raise FlowNotFound
        flow = walkable(document)
        language = asked.language or flow.languages[0]
        return await trials.begin(session, flow, language, asked.caller_number, what="flow_called", subject=flow_id)

    @router.post("/prompts/phone-recordings", tags=["prompts"])
    async def record_by_phone(asked: PhoneRecordingRequest, session: Annotated[Session, administrators]) -> TrialLine:
        """A telephone line for one call on which a prompt is recorded."""
        return await trials.begin(
            session, phone_recording(), asked.language, what="prompt_recorded_by_phone", subject=""
        )

    @router.get(
        "/prompts/phone-recordings/{trial}/sound", tags=["prompts"], response_class=FileResponse, responses=HEARD
    )
    async def hear(trial: TrialNumber, session: Annotated[Session, administrators]) -> FileResponse:
        """What was recorded on that call, after its end."""
        file = await trials.recorded(session.user.id, trial)
        return FileResponse(file, media_type="audio/wav", headers={"cache-control": "private, no-store"})

    add_router(app, router)

"""The agent's phone: a SIP account with a fresh secret for each page that asks."""

from typing import Annotated

from fastapi import APIRouter, Depends

from app.accounts.user import Session
from app.calls.phone_lines import AGENTS_CONTEXT, PhoneLine, PhoneLines, phone_name
from app.web.permissions import Gate
from app.web.phone_names import SIP_PATH, new_secret, sip_uri
from app.web.wire import PhoneCredentials


def create_router(*, gate: Gate, phone_lines: PhoneLines) -> APIRouter:
    """`POST /phone`."""
    router = APIRouter(prefix="/phone", tags=["phone"])
    agent = Depends(gate.allow("agent"))

    @router.post("")
    async def open_phone(session: Annotated[Session, agent]) -> PhoneCredentials:
        """A new secret for this agent's phone; the one before stops working."""
        user = session.user
        name, secret = phone_name(user.id), new_secret()
        await phone_lines.open_line(PhoneLine(name=name, secret=secret, context=AGENTS_CONTEXT))
        return PhoneCredentials(
            uri=sip_uri(name), username=name, password=secret, display_name=user.name, websocket_path=SIP_PATH
        )

    return router

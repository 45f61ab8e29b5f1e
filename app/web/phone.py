"""The agent's phone: a SIP account with a fresh secret for each page that asks."""

from typing import Annotated

from fastapi import APIRouter, Depends

from app.accounts.user import Session
from app.web.permissions import Gate
from app.web.phone_names import AGENTS_CONTEXT, SIP_PATH, line_of_agent, new_secret, sip_uri
from app.web.ports import PhoneLine
from app.web.wire import PhoneCredentials


def create_router(*, gate: Gate, phone_line: PhoneLine) -> APIRouter:
    """`POST /phone`."""
    router = APIRouter(prefix="/phone", tags=["phone"])
    agent = Depends(gate.allow("agent"))

    @router.post("")
    async def open_phone(session: Annotated[Session, agent]) -> PhoneCredentials:
        """A new secret for this agent's phone; the one before stops working."""
        user = session.user
        name, secret = line_of_agent(user.id), new_secret()
        await phone_line.open_line(name, secret, user.agent_number or user.name, AGENTS_CONTEXT)
        return PhoneCredentials(
            uri=sip_uri(name), username=name, password=secret, display_name=user.name, websocket_path=SIP_PATH
        )

    return router

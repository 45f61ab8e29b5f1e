"""Signing in and out, and who is signed in."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Protocol
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.accounts.sessions import Accounts
from app.accounts.user import Session, User
from app.web.cookies import delete_cookie, demand_safe_transport, set_cookie, token_of
from app.web.permissions import EVERY_ROLE, Gate
from app.web.wire import LanguageChoice, Me, SignIn
from app.web.wire_account import PasswordChange, SessionsEnded


class SessionEnds(Protocol):
    """Told of each session that ends by signing out."""

    def end(self, session: Session) -> None:
        """Close what the session had open."""
        ...


def create_router(
    *, gate: Gate, accounts: Accounts, sockets: SessionEnds, may_leave: Callable[[UUID], None]
) -> APIRouter:
    """`/session`. `may_leave` raises when this person cannot sign out now."""
    router = APIRouter(prefix="/session", tags=["session"])
    anybody = Depends(gate.allow(*EVERY_ROLE))

    @router.post("", dependencies=[Depends(gate.public())])
    async def sign_in(given: SignIn, request: Request, response: Response) -> Me:
        """Begin a session; the answer sets its cookie."""
        demand_safe_transport(request)
        session, token = await accounts.sign_in(
            given.login,
            given.password,
            address=request.client.host if request.client else "",
            user_agent=request.headers.get("user-agent", ""),
            replaces=token_of(request),
        )
        set_cookie(response, request, session, token)
        return _me(session.user, session.expires_at)

    @router.get("")
    async def who_am_i(session: Annotated[Session, anybody]) -> Me:
        """The person of this session."""
        return _me(session.user, session.expires_at)

    @router.delete("", status_code=204)
    async def sign_out(session: Annotated[Session, anybody], request: Request, response: Response) -> None:
        """End this session; its sockets close. Not while a caller is in hand."""
        may_leave(session.user.id)
        await accounts.sign_out(session)
        sockets.end(session)
        delete_cookie(response, request)

    @router.put("/language")
    async def choose_language(choice: LanguageChoice, session: Annotated[Session, anybody]) -> Me:
        """Remember the language for the next sign-in too."""
        await accounts.choose_language(session.user.id, choice.language)
        return _me(session.user, session.expires_at).model_copy(update={"language": choice.language})

    @router.put("/password")
    async def change_password(
        change: PasswordChange, session: Annotated[Session, anybody], request: Request
    ) -> SessionsEnded:
        """Give oneself a new password. This session goes on, all others of this person end."""
        demand_safe_transport(request)
        address = request.client.host if request.client else ""
        ended = await accounts.change_password(session, change.current, change.wanted, address=address)
        return SessionsEnded(ended=ended)

    return router


def _me(user: User, expires_at: datetime) -> Me:
    return Me(
        user_id=user.id,
        login=user.login,
        name=user.name,
        role=user.role,
        language=user.language,
        agent_number=user.agent_number,
        expires_at=expires_at,
    )

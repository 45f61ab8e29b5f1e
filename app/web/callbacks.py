"""Promised callbacks that are still to be made: who waits for one, and putting them off or away."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from app.accounts.user import Session
from app.calls.events import CallbackCancelled, CallbackFailed, CallbackMoved
from app.web.permissions import EVERY_ROLE, Gate, NotPermitted
from app.web.ports import Clock, LiveCenter
from app.web.view_of_callbacks import Served, callback_items, served_by
from app.web.wire_callbacks import CallbackItem, CallbackResult, CallbackTime

FARTHEST = timedelta(days=31)
"""How far ahead a callback may be put off."""


class CallbackTooFar(Exception):
    """A promise for a day so far away is none."""

    code = "callback_too_far"


def create_router(*, gate: Gate, live: LiveCenter, clock: Clock) -> APIRouter:
    """`/callbacks`, and what the agent says of a machine that answered."""
    router = APIRouter(tags=["callbacks"])
    everybody, agent = Depends(gate.allow(*EVERY_ROLE)), Depends(gate.allow("agent"))

    @router.get("/callbacks")
    async def list_callbacks(session: Annotated[Session, everybody]) -> list[CallbackItem]:
        """What is promised, longest wait first; agents see those of their queues."""
        return callback_items(live.center, _served(session))

    @router.post("/callbacks/{call_id}/cancel", status_code=204)
    async def cancel(call_id: UUID, session: Annotated[Session, everybody]) -> None:
        """Take a callback off the list: the customer has been reached, or wants it no more."""
        _demand_serving(session, call_id)
        await live.submit(CallbackCancelled(at=clock.now(), call_id=call_id, by=session.user.id))

    @router.post("/callbacks/{call_id}/schedule", status_code=204)
    async def schedule(call_id: UUID, wanted: CallbackTime, session: Annotated[Session, everybody]) -> None:
        """Give a callback another time; without one it comes into the line now, in its old place."""
        _demand_serving(session, call_id)
        now, due = clock.now(), wanted.at
        if due is not None and due > now + FARTHEST:
            raise CallbackTooFar
        await live.submit(CallbackMoved(at=now, call_id=call_id, by=session.user.id, due=due))

    @router.post("/desk/calls/{call_id}/callback-result", status_code=204)
    async def report(call_id: UUID, reached: CallbackResult, session: Annotated[Session, agent]) -> None:
        """A machine answered: hang up, and try again later as the queue's policy says."""
        del reached
        await live.submit(CallbackFailed(at=clock.now(), agent_id=session.user.id, call_id=call_id))

    def _served(session: Session) -> Served:
        return served_by(live.center, session.user.id) if session.user.role == "agent" else None

    def _demand_serving(session: Session, call_id: UUID) -> None:
        served, call = _served(session), live.center.calls.get(call_id)
        if served is None or call is None or call.wait is None:
            return  # what is gone meanwhile is refused by the center
        if call.wait.queue_id not in served:
            raise NotPermitted

    return router

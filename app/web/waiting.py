"""Who waits in a queue, and why a caller still does."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from app.accounts.user import Session
from app.web.permissions import EVERY_ROLE, Gate, NotPermitted
from app.web.ports import Clock, LiveCenter
from app.web.view_of_waiting import queue_of, waiting_callers, why_mine, why_no_calls, why_still
from app.web.wire_waiting import WaitingCaller, WhyStill
from app.web.wire_why import WhyNoCalls


class NotWaiting(Exception):
    """There is no such live call, or no such queue."""

    code = "not_waiting"


def create_router(*, gate: Gate, live: LiveCenter, clock: Clock) -> APIRouter:
    """`/queues/{queue_id}/waiting`, `/calls/{call_id}/why` and `/desk/why-no-calls`."""
    router = APIRouter(tags=["distribution"])
    anybody = Depends(gate.allow(*EVERY_ROLE))

    @router.get("/queues/{queue_id}/waiting")
    async def list_waiting(queue_id: str, session: Annotated[Session, anybody]) -> list[WaitingCaller]:
        """The callers of a queue in the order in which they are served. Agents ask for the queues they serve."""
        if queue_id not in live.center.configuration.queues:
            raise NotWaiting
        _demand_serving(session, queue_id)
        return waiting_callers(live.center, queue_id, session.user.role)

    @router.get("/calls/{call_id}/why")
    async def explain_call(call_id: UUID, session: Annotated[Session, anybody]) -> WhyStill:
        """Why a caller still waits, or was offered to whom it was. Agents ask about the queues they serve and calls in their hands."""
        if (mine := why_mine(live.center, call_id, session.user.id, clock.now())) is not None:
            return mine
        call = live.center.calls.get(call_id)
        if call is None:
            raise NotWaiting
        _demand_serving(session, queue_of(call))
        return why_still(live.center, call, clock.now())

    @router.get("/desk/why-no-calls")
    async def explain_silence(session: Annotated[Session, Depends(gate.allow("agent"))]) -> WhyNoCalls:
        """What keeps calls away from me now."""
        return why_no_calls(live.center, session.user.id, clock.now())

    def _demand_serving(session: Session, queue_id: str) -> None:
        if session.user.role != "agent":
            return
        profile = live.center.configuration.agents.get(session.user.id)
        if profile is None or queue_id not in profile.queues:
            raise NotPermitted

    return router

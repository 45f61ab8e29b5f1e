"""Commands about a call in hand beyond the plain ones: dial, transfer, consult, conference."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, assert_never
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends

from app.accounts.user import Session
from app.calls import call_commands as calls
from app.calls.errors import NumberNotValid
from app.web.permissions import Gate
from app.web.ports import Clock, LiveCenter
from app.web.wire_calls import (
    AgentTarget,
    ConsultAct,
    Dialed,
    DialOrder,
    MenuTarget,
    Mute,
    NumberTarget,
    PartyOrder,
    QueueTarget,
    RecordingPause,
    TransferOrder,
)
from customers.numbers import dialable

CONSULT_ACTS: Mapping[
    ConsultAct,
    type[calls.ConsultSwapped | calls.ConsultMerged | calls.ConsultCompleted | calls.ConsultCancelled],
] = MappingProxyType(
    {
        "swap": calls.ConsultSwapped,
        "merge": calls.ConsultMerged,
        "complete": calls.ConsultCompleted,
        "cancel": calls.ConsultCancelled,
    }
)


def create_router(*, gate: Gate, live: LiveCenter, clock: Clock, region: str) -> APIRouter:
    """`/desk/dial` and `/desk/calls/...`; `region` is the country whose national numbers are understood."""
    router = APIRouter(prefix="/desk", tags=["desk"])
    agent = Depends(gate.allow("agent"))

    def person(to: AgentTarget | NumberTarget) -> calls.Person:
        match to:
            case AgentTarget(agent_id=agent_id):
                return calls.ToAgent(agent_id=agent_id)
            case NumberTarget(number=typed):
                number = dialable(typed, region)
                if number is None:
                    raise NumberNotValid
                return calls.ToNumber(number=number)
            case _:
                assert_never(to)

    def target(to: QueueTarget | AgentTarget | NumberTarget) -> calls.Target:
        return calls.ToQueue(queue_id=to.queue_id) if isinstance(to, QueueTarget) else person(to)

    def destination(to: QueueTarget | AgentTarget | NumberTarget | MenuTarget) -> calls.Destination:
        if isinstance(to, MenuTarget):
            return calls.ToMenu(flow_id=to.flow_id, step_id=to.step_id, comes_back=to.comes_back)
        return target(to)

    @router.post("/dial")
    async def dial(order: DialOrder, session: Annotated[Session, agent]) -> Dialed:
        """Ring my phone, which answers by itself, and then the other side."""
        call_id = uuid4()
        to = person(order.to)
        await live.submit(
            calls.DialRequested(
                at=clock.now(), agent_id=session.user.id, call_id=call_id, to=to, caller_id=order.caller_id
            )
        )
        return Dialed(call_id=call_id)

    @router.post("/calls/{call_id}/transfer", status_code=204)
    async def transfer(call_id: UUID, order: TransferOrder, session: Annotated[Session, agent]) -> None:
        """Hand the customer on without talking first."""
        to = destination(order.to)
        await live.submit(calls.TransferRequested(at=clock.now(), agent_id=session.user.id, call_id=call_id, to=to))

    @router.post("/calls/{call_id}/consult", status_code=204)
    async def consult(call_id: UUID, order: PartyOrder, session: Annotated[Session, agent]) -> None:
        """Talk with somebody while the customer is on hold."""
        to = target(order.to)
        await live.submit(calls.ConsultRequested(at=clock.now(), agent_id=session.user.id, call_id=call_id, to=to))

    @router.post("/calls/{call_id}/consult/{act}", status_code=204)
    async def go_on_consulting(call_id: UUID, act: ConsultAct, session: Annotated[Session, agent]) -> None:
        """Swap between the two, let all talk together, leave them to each other, or let the consulted party go."""
        kind = CONSULT_ACTS[act]
        await live.submit(kind(at=clock.now(), agent_id=session.user.id, call_id=call_id))

    @router.post("/calls/{call_id}/take-back", status_code=204)
    async def take_back(call_id: UUID, session: Annotated[Session, agent]) -> None:
        """Fetch the customer back from a transfer that nobody has answered, or from a menu."""
        await live.submit(calls.TakenBack(at=clock.now(), agent_id=session.user.id, call_id=call_id))

    @router.post("/calls/{call_id}/parties", status_code=204)
    async def add_party(call_id: UUID, order: PartyOrder, session: Annotated[Session, agent]) -> None:
        """Ring somebody who joins the talk on answering."""
        to = target(order.to)
        await live.submit(calls.PartyRequested(at=clock.now(), agent_id=session.user.id, call_id=call_id, to=to))

    @router.delete("/calls/{call_id}/parties/{party_id}", status_code=204)
    async def drop_party(call_id: UUID, party_id: int, session: Annotated[Session, agent]) -> None:
        """Let one party go."""
        await live.submit(
            calls.PartyDropped(at=clock.now(), agent_id=session.user.id, call_id=call_id, party_id=party_id)
        )

    @router.post("/calls/{call_id}/parties/{party_id}/mute", status_code=204)
    async def mute_party(call_id: UUID, party_id: int, wanted: Mute, session: Annotated[Session, agent]) -> None:
        """Let nobody hear one party, or let it be heard again."""
        await live.submit(
            calls.PartyMuted(
                at=clock.now(), agent_id=session.user.id, call_id=call_id, party_id=party_id, muted=wanted.muted
            )
        )

    @router.post("/calls/{call_id}/recording", status_code=204)
    async def pause_recording(call_id: UUID, wanted: RecordingPause, session: Annotated[Session, agent]) -> None:
        """Keep what is said off the record, as for card numbers, or put it on record again."""
        await live.submit(
            calls.RecordingPauseRequested(
                at=clock.now(), agent_id=session.user.id, call_id=call_id, paused=wanted.paused
            )
        )

    return router

"""What agents command from the desk. Each answer comes after the commit; the desk shows what the live socket says."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from agents.choices import Choice
from app.accounts.user import Session
from app.calls.events import (
    DispositionChosen,
    HangUpRequested,
    HoldRequested,
    NextStateWithdrawn,
    NotesChanged,
    OfferDeclined,
    StateRequested,
    WrapUpEnded,
    WrapUpExtended,
)
from app.web.permissions import EVERY_ROLE, Gate
from app.web.ports import Clock, LiveCenter
from app.web.wire import (
    ChoiceView,
    DeskOptions,
    DispositionChoice,
    Hold,
    MenuChoice,
    Notes,
    StateChange,
    WrapUpExtension,
)


def create_router(*, gate: Gate, live: LiveCenter, clock: Clock, region: str) -> APIRouter:
    """`/desk`; `region` is the country whose national numbers are understood."""
    router = APIRouter(prefix="/desk", tags=["desk"])
    agent = Depends(gate.allow("agent"))

    @router.get("/options", dependencies=[Depends(gate.allow(*EVERY_ROLE))])
    async def list_options() -> DeskOptions:
        """What an agent picks from."""
        configuration = live.center.configuration
        outgoing = configuration.outgoing
        return DeskOptions(
            reasons=list(configuration.reasons),
            dispositions=list(configuration.dispositions),
            reason_choices=[_choice(choice) for choice in configuration.reason_choices],
            disposition_choices=[_choice(choice) for choice in configuration.disposition_choices],
            may_dial=bool(outgoing.trunk and outgoing.prefixes),
            caller_ids=list(outgoing.caller_ids),
            menus=[
                MenuChoice(flow_id=flow.id, step_id=step.id, name=f"{flow.name}: {step.label or step.id}")
                for flow in configuration.flows.values()
                for step in flow.steps
                # a step without a name is part of something else, unless it asks or begins
                if step.label or step.type == "menu" or step.id == flow.start
            ],
            zone=configuration.zone,
            region=region,
            skills=dict(configuration.skills),
        )

    @router.post("/state", status_code=204)
    async def request_state(wanted: StateChange, session: Annotated[Session, agent]) -> None:
        """Ask for a state; during a call it takes effect afterwards."""
        await live.submit(
            StateRequested(at=clock.now(), agent_id=session.user.id, wanted=wanted.state, reason=wanted.reason)
        )

    @router.delete("/state", status_code=204)
    async def withdraw_next_state(session: Annotated[Session, agent]) -> None:
        """Take back the state asked for during the call."""
        await live.submit(NextStateWithdrawn(at=clock.now(), agent_id=session.user.id))

    @router.post("/calls/{call_id}/decline", status_code=204)
    async def decline(call_id: UUID, session: Annotated[Session, agent]) -> None:
        """Refuse the ringing call."""
        await live.submit(OfferDeclined(at=clock.now(), agent_id=session.user.id, call_id=call_id))

    @router.post("/calls/{call_id}/hang-up", status_code=204)
    async def hang_up(call_id: UUID, session: Annotated[Session, agent]) -> None:
        """End the call."""
        await live.submit(HangUpRequested(at=clock.now(), agent_id=session.user.id, call_id=call_id))

    @router.post("/calls/{call_id}/hold", status_code=204)
    async def hold(call_id: UUID, wanted: Hold, session: Annotated[Session, agent]) -> None:
        """Put the caller on hold, or come back."""
        await live.submit(HoldRequested(at=clock.now(), agent_id=session.user.id, call_id=call_id, hold=wanted.hold))

    @router.put("/calls/{call_id}/notes", status_code=204)
    async def write_notes(call_id: UUID, written: Notes, session: Annotated[Session, agent]) -> None:
        """Replace the notes."""
        await live.submit(NotesChanged(at=clock.now(), agent_id=session.user.id, call_id=call_id, notes=written.notes))

    @router.put("/calls/{call_id}/disposition", status_code=204)
    async def choose_disposition(call_id: UUID, chosen: DispositionChoice, session: Annotated[Session, agent]) -> None:
        """Say what became of the call, or take it back."""
        await live.submit(
            DispositionChosen(at=clock.now(), agent_id=session.user.id, call_id=call_id, disposition=chosen.disposition)
        )

    @router.post("/wrap-up/extension", status_code=204)
    async def extend_wrap_up(wanted: WrapUpExtension, session: Annotated[Session, agent]) -> None:
        """More time for the paperwork."""
        by = timedelta(seconds=wanted.seconds)
        await live.submit(WrapUpExtended(at=clock.now(), agent_id=session.user.id, by=by))

    @router.post("/wrap-up/end", status_code=204)
    async def end_wrap_up(session: Annotated[Session, agent]) -> None:
        """Done with the paperwork."""
        await live.submit(WrapUpEnded(at=clock.now(), agent_id=session.user.id))

    return router


def _choice(choice: Choice) -> ChoiceView:
    return ChoiceView(
        code=choice.code,
        labels=choice.labels,
        category=choice.category,
        active=choice.active,
        queues=list(choice.queues),
    )

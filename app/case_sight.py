"""Which cases somebody may see. Pure."""

from uuid import UUID

from app.accounts.user import Session
from app.calls.state import Call, CallCenter, FinishedCall
from customers.case_repository import CaseSight
from customers.numbers import read_number
from customers.person import Person


def case_sight(center: CallCenter, session: Session, region: str) -> CaseSight | None:
    """What somebody may see of the cases; None for everything."""
    if session.user.role != "agent":
        return None
    person = Person(id=session.user.id, name=session.user.name)
    call = _present_call(center, session.user.id)
    if call is None:
        return CaseSight(person=person)
    number = read_number(call.caller_number, region)
    return CaseSight(
        person=person,
        customer_id=None if call.customer is None else call.customer.id,
        number="" if number is None else number.number,
    )


def _present_call(center: CallCenter, agent_id: UUID) -> Call | FinishedCall | None:
    agent = center.agents.get(agent_id)
    if agent is None:
        return None
    call_id = getattr(agent.state, "call_id", None)
    return agent.wrap_up or (None if call_id is None else center.calls.get(call_id))

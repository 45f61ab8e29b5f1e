"""Looking customers up, and saving a caller from the desk."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID, uuid4

from fastapi import APIRouter, Depends, Query, status

from customers.errors import CustomerNotFound, CustomerNumberNotValid
from customers.numbers import LONGEST_NUMBER, read_number
from customers.profile import CustomerSummary
from customers.repository import add_customer, find_by_id, find_by_number
from customers.wire import CustomerCard, CustomerDraft
from database.engine import Database

UserT = TypeVar("UserT")


def create_router(
    database: Database,
    *,
    region: str,
    permission: Callable[..., UserT | Awaitable[UserT]],
    announce: Callable[[UserT, UUID, CustomerSummary], Awaitable[None]],
    now: Callable[[], datetime],
) -> APIRouter:
    """Routes over customers.

    Args:
        region: where national and short numbers are at home, ISO 3166 alpha-2.
        permission: dependency that gives the signed-in user, or refuses.
        announce: tells the call that the draft named, if it is the user's, who its caller is; called after the commit.
        now: the present moment.
    """
    router = APIRouter(tags=["customers"])

    @router.get("/customers")
    async def list_customers(
        number: Annotated[str, Query(min_length=1, max_length=2 * LONGEST_NUMBER)],
        user: Annotated[UserT, Depends(permission)],
    ) -> list[CustomerCard]:
        """The customers who call from this number; it may be written in any usual way."""
        del user
        known = read_number(number, region)
        if known is None:
            return []
        async with database.read() as connection:
            return [card_of(found) for found in await connection.run_sync(find_by_number, known)]

    @router.get("/customers/{customer_id}")
    async def get_customer(customer_id: UUID, user: Annotated[UserT, Depends(permission)]) -> CustomerCard:
        """One customer."""
        del user
        async with database.read() as connection:
            found = await find_by_id(connection, customer_id)
        if found is None:
            raise CustomerNotFound
        return card_of(found)

    @router.post("/customers", status_code=status.HTTP_201_CREATED)
    async def save_customer(draft: CustomerDraft, user: Annotated[UserT, Depends(permission)]) -> CustomerCard:
        """Save a caller. A number that somebody has already is refused."""
        number = read_number(draft.number, region)
        if number is None:
            raise CustomerNumberNotValid
        wanted = CustomerSummary(id=uuid4(), name=draft.name, tier=draft.tier, company=draft.company, note=draft.note)
        async with database.write() as connection:
            saved = await add_customer(connection, wanted, number, now())
        if draft.call_id is not None:
            await announce(user, draft.call_id, saved)
        return card_of(saved)

    return router


def card_of(customer: CustomerSummary) -> CustomerCard:
    """The profile as browsers see it."""
    return CustomerCard(
        id=customer.id,
        name=customer.name,
        tier=customer.tier,
        company=customer.company,
        number=customer.number,
        note=customer.note,
    )

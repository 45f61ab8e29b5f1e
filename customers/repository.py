"""Finding customers by number, and saving them without doubles."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncConnection

from customers.errors import CustomerNumberTaken
from customers.numbers import TelephoneNumber
from customers.profile import CustomerSummary
from customers.tables import Customer, CustomerNumber
from database.upsert import insert_for

MOST_MATCHES = 10


async def find_by_number(connection: AsyncConnection, number: TelephoneNumber) -> Sequence[CustomerSummary]:
    """The customers of a number: by its exact form, else by its digits alone."""
    return await _find(connection, CustomerNumber.number == number.number) or await _find(
        connection, CustomerNumber.digits == number.digits
    )


async def find_by_id(connection: AsyncConnection, customer_id: UUID) -> CustomerSummary | None:
    """One customer with the number that was saved first, or None."""
    found = await _find(connection, Customer.id == customer_id)
    return found[0] if found else None


async def add_customer(
    connection: AsyncConnection, customer: CustomerSummary, number: TelephoneNumber, at: datetime
) -> CustomerSummary:
    """Save a customer with one number; `customer.number` is set from it. Raises `CustomerNumberTaken`: roll back then."""
    await connection.execute(
        insert_for(connection, Customer).values(
            id=customer.id,
            name=customer.name,
            company=customer.company,
            tier=customer.tier,
            note=customer.note,
            created_at=at,
        )
    )
    await add_number(connection, customer.id, number, at)
    return CustomerSummary(
        id=customer.id,
        name=customer.name,
        tier=customer.tier,
        company=customer.company,
        number=number.number,
        note=customer.note,
    )


async def add_number(connection: AsyncConnection, customer_id: UUID, number: TelephoneNumber, at: datetime) -> None:
    """Give a customer a number. Raises `CustomerNumberTaken` when anybody has it."""
    insert = insert_for(connection, CustomerNumber).values(
        number=number.number, digits=number.digits, customer_id=customer_id, added_at=at
    )
    added = await connection.execute(insert.on_conflict_do_nothing().returning(CustomerNumber.number))
    if added.first() is None:
        raise CustomerNumberTaken


async def _find(connection: AsyncConnection, condition: ColumnElement[bool]) -> Sequence[CustomerSummary]:
    rows = await connection.execute(
        select(Customer.id, Customer.name, Customer.tier, Customer.company, CustomerNumber.number, Customer.note)
        .join(CustomerNumber, CustomerNumber.customer_id == Customer.id)
        .where(condition)
        .order_by(CustomerNumber.added_at, CustomerNumber.number)
        .limit(MOST_MATCHES)
    )
    return [
        CustomerSummary(id=id_, name=name, tier=tier, company=company, number=number, note=note)
        for id_, name, tier, company, number, note in rows
    ]

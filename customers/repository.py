"""Finding customers by number, and saving them without doubles."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Row, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from customers.case_repository import adopt
from customers.errors import CustomerNumberTaken
from customers.numbers import TelephoneNumber, digits_of, read_number
from customers.profile import CustomerSummary
from customers.tables import Customer, CustomerNumber
from database.upsert import insert_for

MOST_MATCHES = 10
FEWEST_DIGITS = 3
"""Of a number that is only begun; fewer would find everybody."""

_SUMMARY = select(
    Customer.id, Customer.name, Customer.tier, Customer.company, CustomerNumber.number, Customer.note
).join(CustomerNumber, CustomerNumber.customer_id == Customer.id)
_OLDEST_FIRST = (CustomerNumber.added_at, CustomerNumber.number)


def find_by_number(connection: Connection, number: TelephoneNumber) -> Sequence[CustomerSummary]:
    """The customers of a number: by its exact form, else by its digits alone."""
    exact = CustomerNumber.number == number.number
    found = _summaries(
        connection.execute(
            _SUMMARY.where(or_(exact, CustomerNumber.digits == number.digits))
            .order_by(exact.desc(), *_OLDEST_FIRST)
            .limit(MOST_MATCHES)
        )
    )
    # a number in its exact form has one customer
    return found[:1] if found and found[0].number == number.number else found


async def find_by_id(connection: AsyncConnection, customer_id: UUID) -> CustomerSummary | None:
    """One customer with the number that was saved first, or None."""
    rows = await connection.execute(_SUMMARY.where(Customer.id == customer_id).order_by(*_OLDEST_FIRST).limit(1))
    return next(iter(_summaries(rows)), None)


async def numbers_of(connection: AsyncConnection, customer_id: UUID) -> Sequence[str]:
    """All numbers of a customer, the one that was saved first at the head."""
    of_customer = CustomerNumber.customer_id == customer_id
    return (await connection.scalars(select(CustomerNumber.number).where(of_customer).order_by(*_OLDEST_FIRST))).all()


async def find_by_text(connection: AsyncConnection, text: str, region: str, limit: int) -> Sequence[CustomerSummary]:
    """Customers whose name or company holds the text, or whose number is the one written, or has its digits in it; by name.

    A customer of several numbers is found once, with the first that matches.
    """
    exact, digits = read_number(text, region), digits_of(text)
    known = CustomerNumber.digits == ("" if exact is None else exact.digits)
    ways = [Customer.name.icontains(text, autoescape=True), Customer.company.icontains(text, autoescape=True), known]
    if len(digits) >= FEWEST_DIGITS:
        ways.append(CustomerNumber.digits.contains(digits))
    rows = await connection.execute(
        select(
            Customer.id,
            Customer.name,
            Customer.tier,
            Customer.company,
            func.min(CustomerNumber.number),
            Customer.note,
        )
        .join(CustomerNumber, CustomerNumber.customer_id == Customer.id)
        .where(or_(*ways))
        .group_by(Customer.id)
        .order_by(func.max(case((known, 1), else_=0)).desc(), Customer.name, Customer.id)
        .limit(limit)
    )
    return _summaries(rows)


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
    """Give a customer a number, and the cases that its caller has made. Raises `CustomerNumberTaken` when anybody has it."""
    insert = insert_for(connection, CustomerNumber).values(
        number=number.number, digits=number.digits, customer_id=customer_id, added_at=at
    )
    added = await connection.execute(insert.on_conflict_do_nothing().returning(CustomerNumber.number))
    if added.first() is None:
        raise CustomerNumberTaken
    await adopt(connection, number.number, customer_id)


def _summaries(rows: Iterable[Row[UUID, str, str, str, str, str]]) -> Sequence[CustomerSummary]:
    return [
        CustomerSummary(id=id_, name=name, tier=tier, company=company, number=number, note=note)
        for id_, name, tier, company, number, note in rows
    ]

"""What the search of the top bar finds."""

from typing import Annotated

from pydantic import Field, StringConstraints

from app.web.wire import Wire
from customers.case_wire import CaseLine
from customers.wire import CustomerCard
from reporting.wire import InteractionRow


class SearchQuery(Wire):
    """What was typed: a name, a company, a number in any writing, a case's number."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=64, strip_whitespace=True)]
    limit: Annotated[int, Field(ge=1, le=20)] = 5


class SearchFound(Wire):
    """Customers by name; the case of that number; the newest of the contacts with them and the number, of `contacts` in all.

    There are more contacts unless `counted_all`.

    `dial` is the number that was typed, as it would be dialed, where the asking agent may call it; else empty.
    """

    customers: list[CustomerCard]
    cases: list[CaseLine]
    interactions: list[InteractionRow]
    contacts: int
    counted_all: bool
    dial: str

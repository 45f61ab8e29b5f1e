"""What the search of the top bar finds."""

from typing import Annotated

from pydantic import Field, StringConstraints

from app.web.wire import Wire
from customers.wire import CustomerCard
from reporting.wire import InteractionRow


class SearchQuery(Wire):
    """What was typed: a name, a company, a number in any writing."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=64, strip_whitespace=True)]
    limit: Annotated[int, Field(ge=1, le=20)] = 5


class SearchFound(Wire):
    """Customers by name; the newest of their and the number's contacts, of `contacts` in all, or of more unless `counted_all`.

    `dial` is the number that was typed, as it would be dialed, where the asking agent may call it; else empty.
    """

    customers: list[CustomerCard]
    interactions: list[InteractionRow]
    contacts: int
    counted_all: bool
    dial: str

"""The demo's web shop: what the service line asks for the state of an order. It exists only with demo data."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Response, status
from msgspec import Struct
from pydantic import BaseModel, ConfigDict, StringConstraints

from app.web.permissions import Gate

CARD = "4111111111111111"
"""The number that payment companies set aside for tests; every order of the demo was paid with it."""


class Order(Struct, frozen=True, kw_only=True):
    """An order that arrives some days from now, or did."""

    status: Literal["packed", "shipped", "delivered"]
    days: int
    total: float


ORDERS = {
    "10001": Order(status="shipped", days=2, total=268.5),
    "10002": Order(status="delivered", days=-1, total=1_299.0),
    "10003": Order(status="packed", days=5, total=88.0),
}


class Asked(BaseModel):
    """Whose order it should be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    card: Annotated[str, StringConstraints(pattern=r"^[0-9]{12,19}$")]


def create_router(*, gate: Gate, now: Callable[[], datetime]) -> APIRouter:
    """`POST /demo/orders/{order}`: 404 unless the order was paid with this card."""
    router = APIRouter(prefix="/demo", include_in_schema=False, dependencies=[Depends(gate.public())])

    @router.post("/orders/{order}", response_model=None)
    async def state_of_order(order: Annotated[str, Path(max_length=20)], asked: Asked) -> Response | dict[str, object]:
        found = ORDERS.get(order)
        if found is None or asked.card != CARD:
            return Response(status_code=status.HTTP_404_NOT_FOUND)
        arrives = (now() + timedelta(days=found.days)).date()
        return {"order": {"status": found.status, "arrives": arrives.isoformat(), "total": found.total}}

    return router

"""`GET /desk/crm`: which page of an outside CRM the agent's desk shows beside a call."""

from fastapi import APIRouter, Depends

from app.crm_address import CrmAddress
from app.web.permissions import Gate
from app.web.wire import Wire


class CrmTab(Wire):
    """Both are empty where no CRM is configured."""

    template: str
    origin: str


def create_router(*, gate: Gate, crm: CrmAddress | None) -> APIRouter:
    """For agents: they alone have a desk."""
    router = APIRouter(prefix="/desk", tags=["desk"], dependencies=[Depends(gate.allow("agent"))])
    tab = CrmTab(template="", origin="") if crm is None else CrmTab(template=crm.template, origin=crm.origin)

    @router.get("/crm")
    async def read_crm() -> CrmTab:
        """The address with its places, and the only origin that messages go to and come from."""
        return tab

    return router

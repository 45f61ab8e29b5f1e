"""The few facts about a customer that belong on the agent's screen before hello."""

from uuid import UUID

from msgspec import Struct


class CustomerSummary(Struct, frozen=True, kw_only=True):
    """A known caller. `tier` is `standard`, `silver`, `gold` or `vip`; `number` is the one that matched, in E.164 where possible."""

    id: UUID
    name: str
    tier: str = "standard"
    company: str = ""
    number: str = ""
    note: str = ""

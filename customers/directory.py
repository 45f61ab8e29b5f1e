"""Who is calling, answered while the phone rings."""

from customers.numbers import read_number
from customers.profile import CustomerSummary
from customers.repository import find_by_number
from database.engine import Database


class Directory:
    """Look-ups by the number that a trunk presents; `region` is where national and short numbers are at home."""

    def __init__(self, database: Database, region: str = "CN") -> None:
        self._database = database
        self._region = region

    def dialable(self, raw: str) -> str:
        """The number in E.164 that digits mean, as someone here would dial them; empty for what is no valid number."""
        known = read_number(raw, self._region)
        return known.number if known is not None and known.number.startswith("+") else ""

    async def find_by_number(self, number: str) -> CustomerSummary | None:
        """The customer of a caller number as it was presented, or None; what is no number belongs to nobody."""
        known = read_number(number, self._region)
        if known is None:
            return None
        found = await self._database.look(lambda connection: find_by_number(connection, known))
        return found[0] if found else None

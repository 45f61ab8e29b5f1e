"""What became of a simulated caller."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

NOT_RECORDED = "not_recorded"


class Fate(Struct, frozen=True, kw_only=True):
    """As the interaction tells it; `not_recorded` when there is none."""

    caller_number: str
    key: str
    outcome: str = NOT_RECORDED
    queue: str = ""
    agent: str = ""
    wait_ms: int = 0
    talk_ms: int = 0
    ended_by: str = ""


def counted(fates: Iterable[Fate]) -> dict[str, int]:
    """How often each outcome came about."""
    return dict(sorted(Counter(fate.outcome for fate in fates).items()))

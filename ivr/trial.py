"""A draft that its designer calls: a copy of the document under a number of its own, which is served once and not for long."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from ivr.flow import Flow

LIFE = timedelta(minutes=5)
"""How long a trial waits to be called."""
MARK = "*"
_DIGITS = 24


class Trial(Struct, frozen=True, kw_only=True):
    """A draft as it was then; its flow has a negative revision. `made_by` is the user who may call it."""

    dialed_number: str
    flow: Flow
    language: str
    made_at: datetime
    made_by: UUID

    def is_open(self, at: datetime) -> bool:
        """Whether a call to it may begin now."""
        return at - self.made_at <= LIFE


def new_number() -> str:
    """A number that nobody can guess, and that no subscriber has."""
    return MARK + "".join(secrets.choice("0123456789") for _ in range(_DIGITS))


def is_trial_number(dialed_number: str) -> bool:
    """Whether this can only be meant for a trial."""
    return dialed_number.startswith(MARK) and len(dialed_number) == 1 + _DIGITS

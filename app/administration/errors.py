"""Why a change is not made. Each `code` is stable and known to the console."""

from collections.abc import Mapping, Sequence

from msgspec import Struct


class Use(Struct, frozen=True, kw_only=True):
    """Something that depends on a thing. `how` is a word such as `member` or `overflow`.

    `releasable`: the dependence can be ended together with the thing.
    """

    kind: str
    key: str
    name: str
    how: str
    releasable: bool


class NotConsistent(Exception):
    """What was sent cannot stand: `faults` has a code for each place, `code` or `code:limit`."""

    code = "not_consistent"

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


class StillInUse(Exception):
    """Other things depend on it."""

    code = "still_in_use"

    def __init__(self, uses: Sequence[Use]) -> None:
        super().__init__(str(len(uses)))
        self.uses = uses


class ChangedMeanwhile(Exception):
    """Somebody else has changed it since it was read."""

    code = "changed_meanwhile"


class NoSuchThing(Exception):
    """It is not there, or not any more."""

    code = "no_such_thing"


class NotYourPart(Exception):
    """A supervisor may change the skills, queues and team of agents, and nothing else."""

    code = "not_your_part"


class CannotBeRestored(Exception):
    """The entry tells of no change to the configuration."""

    code = "cannot_be_restored"


class SheetRefused(Exception):
    """The file is no table that can be read: `code` of the reason in `reason`."""

    code = "sheet_refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

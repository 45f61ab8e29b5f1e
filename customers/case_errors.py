"""Why something cannot be done with a case."""

from collections.abc import Sequence


class CustomerCaseNotFound(Exception):
    """There is no such case, or it is not the person's to see."""

    code = "customer_case_not_found"


class CaseChanged(Exception):
    """Somebody else has changed the case since it was read."""

    code = "customer_case_changed"


class CaseClosed(Exception):
    """The case is closed; what it says is changed after it was opened again."""

    code = "customer_case_closed"


class CaseStepNotPossible(Exception):
    """The case's table does not lead there from its state."""

    code = "customer_case_step_not_possible"


class CaseNotDone(Exception):
    """Closing would be silent: `missing` names what is not there yet."""

    code = "customer_case_not_done"

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class CaseWordsMissing(Exception):
    """The step tells something, and nothing was told."""

    code = "customer_case_words_missing"


class CaseTriesMissing(Exception):
    """The customer has not been tried often enough to count as not to be reached."""

    code = "customer_case_tries_missing"


class CaseTimeNotPossible(Exception):
    """A talk with the customer cannot have been before the report, or after now."""

    code = "customer_case_time_not_possible"


class CaseOwnerUnknown(Exception):
    """Cases are given to agents."""

    code = "customer_case_owner_unknown"


class CaseContactNotYours(Exception):
    """There is no such contact, or the person had no part in it."""

    code = "customer_case_contact_not_yours"

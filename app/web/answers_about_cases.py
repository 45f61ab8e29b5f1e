"""What browsers are told when something cannot be done with a case: a part of the table in `app/web/errors.py`."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from customers.case_errors import (
    CaseChanged,
    CaseClosed,
    CaseContactNotYours,
    CaseNotDone,
    CaseOwnerUnknown,
    CaseStepNotPossible,
    CaseTimeNotPossible,
    CaseTriesMissing,
    CaseWordsMissing,
    CustomerCaseNotFound,
)

ABOUT_CASES: Mapping[type[Exception], tuple[HTTPStatus, str]] = MappingProxyType(
    {
        CustomerCaseNotFound: (HTTPStatus.NOT_FOUND, "There is no such case, or it is not yours to see."),
        CaseChanged: (
            HTTPStatus.CONFLICT,
            "Somebody else has changed this case meanwhile. Load it again; nothing was overwritten.",
        ),
        CaseClosed: (HTTPStatus.CONFLICT, "This case is closed. Open it again first, and say why."),
        CaseStepNotPossible: (
            HTTPStatus.CONFLICT,
            "This step does not follow from where the case stands. Load it again.",
        ),
        CaseNotDone: (
            HTTPStatus.CONFLICT,
            "No case closes silently. It needs a result, the customer's word on it, and a finding or why there is none.",
        ),
        CaseWordsMissing: (HTTPStatus.UNPROCESSABLE_ENTITY, "Say what was done or said; the words are missing."),
        CaseTriesMissing: (
            HTTPStatus.CONFLICT,
            "The customer has not been tried often enough. Note each try, three in all, before giving up.",
        ),
        CaseTimeNotPossible: (
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "The talk must have been after the report came, and not later than now.",
        ),
        CaseOwnerUnknown: (HTTPStatus.UNPROCESSABLE_ENTITY, "Cases can be given to agents only."),
        CaseContactNotYours: (HTTPStatus.FORBIDDEN, "You had no part in this contact, or there is none."),
    }
)

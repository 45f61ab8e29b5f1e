"""Every error that may reach a browser: its status, its stable code and what it says. The console translates by code.

`ANSWERS` is the only place where a type of ours meets an HTTP status. Anything else is 500 with an id that is also in
the log, and no more.
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from math import ceil
from types import MappingProxyType
from typing import NamedTuple

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from msgspec import structs
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.websockets import WebSocket, WebSocketState
from structlog.typing import FilteringBoundLogger

from agents.state import TransitionNotAllowed
from app.accounts.errors import (
    AgentNumberTaken,
    CredentialsRefused,
    LoginNotValid,
    LoginTaken,
    PasswordTooEasy,
    PasswordTooShort,
    PasswordWrong,
    TooManyAttempts,
)
from app.administration.checks import sentence
from app.administration.errors import (
    CannotBeRestored,
    ChangedMeanwhile,
    NoSuchThing,
    NotConsistent,
    NotYourPart,
    SheetRefused,
    StillInUse,
)
from app.administration.faults import code_of, place_of
from app.administration.wire import UseView
from app.calls.errors import (
    AgentNotFree,
    CallbackUnderWay,
    CallerIdNotAllowed,
    CallInHand,
    CallNotYours,
    DailyLimitReached,
    DestinationUnknown,
    DispositionNeeded,
    DispositionNotForQueue,
    DoNotCall,
    NobodyFree,
    NotPossibleNow,
    NumberNotAllowed,
    NumberNotValid,
    OutgoingNotSetUp,
    OutsideCallbackHours,
    PhoneNotReachable,
    RecordingNotPausable,
    UnknownAgent,
    UnknownChoice,
)
from app.calls.phone_lines import PhoneLineUnavailable
from app.calls.ports import Fenced
from app.web.answers_about_cases import ABOUT_CASES
from app.web.bodies import TOO_LONG
from app.web.callbacks import CallbackTooFar
from app.web.cookies import SecureConnectionRequired
from app.web.permissions import NotPermitted, NotSignedIn
from app.web.rate import TooManyRequests
from app.web.waiting import NotWaiting
from app.web.web_calls import NumberNotOnTheWeb
from app.web.wire import Problem
from customers.case_errors import CaseNotDone
from customers.errors import (
    CustomerNotFound,
    CustomerNumberNotValid,
    CustomerNumberTaken,
    WorkItemClosed,
    WorkItemNotFound,
    WorkItemTaken,
    WorkQueueUnknown,
)
from database.away import DatabaseAway, is_away
from ivr.errors import (
    CalendarChanged,
    CalendarInUse,
    CalendarNotFound,
    CaseNameTaken,
    CaseNotFound,
    DictionaryFull,
    DraftChanged,
    FlowFaulty,
    FlowIdNotValid,
    FlowInUse,
    FlowNotFound,
    NothingRecorded,
    PromptChanged,
    PromptInUse,
    PromptNotFound,
    PronunciationNotFound,
    RecordingNotThere,
    SoundNotUsable,
    SpeechChoiceNotValid,
    SpeechNotPossible,
    StillSpeaking,
    TestsFailed,
    TextsNotSpoken,
    TooManyCases,
)
from knowledge_base import errors as knowledge
from recording.errors import RecordingNotFound, RecordingNotYours
from reporting.cursor import CursorNotValid
from reporting.errors import InteractionNotFound, InteractionNotYours, SpellsNotYours

_log: FilteringBoundLogger = structlog.get_logger()


class Answer(NamedTuple):
    """What the browser is told. `code` is for types that carry none."""

    status: HTTPStatus
    message: str
    code: str = ""


ANSWERS: Mapping[type[Exception], Answer] = MappingProxyType(
    {
        NotSignedIn: Answer(HTTPStatus.UNAUTHORIZED, "You are not signed in, or your session has ended. Sign in."),
        NotPermitted: Answer(HTTPStatus.FORBIDDEN, "Your role does not allow this."),
        NotWaiting: Answer(HTTPStatus.NOT_FOUND, "This call or queue is not there any more."),
        CredentialsRefused: Answer(HTTPStatus.UNAUTHORIZED, "Login or password is wrong."),
        TooManyAttempts: Answer(HTTPStatus.TOO_MANY_REQUESTS, "Too many attempts. Wait a while, then try again."),
        TooManyRequests: Answer(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests. Wait a while, then try again."),
        SecureConnectionRequired: Answer(
            HTTPStatus.FORBIDDEN, "Open Ringdesk by https; http works on this machine only."
        ),
        LoginTaken: Answer(HTTPStatus.CONFLICT, "This login is taken. Choose another."),
        LoginNotValid: Answer(HTTPStatus.UNPROCESSABLE_ENTITY, "A login has 1 to 64 visible characters and no spaces."),
        AgentNumberTaken: Answer(HTTPStatus.CONFLICT, "This agent number is taken. Choose another."),
        PasswordTooEasy: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "Choose another password: not the old one, without your name in it, of five different characters or more.",
        ),
        PasswordWrong: Answer(HTTPStatus.FORBIDDEN, "The current password is wrong."),
        PasswordTooShort: Answer(HTTPStatus.UNPROCESSABLE_ENTITY, "A password needs at least 10 characters."),
        TransitionNotAllowed: Answer(HTTPStatus.CONFLICT, "This is not possible in the present state."),
        UnknownAgent: Answer(HTTPStatus.FORBIDDEN, "You are not set up to take calls. Ask an administrator."),
        CallInHand: Answer(HTTPStatus.CONFLICT, "You are on a call. End it, then sign out."),
        OutsideCallbackHours: Answer(
            HTTPStatus.CONFLICT, "Customers of this queue are not called at this time. Choose a time within the hours."
        ),
        CallbackUnderWay: Answer(HTTPStatus.CONFLICT, "This callback is being made at this moment, or it is done."),
        CallbackTooFar: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY, "Callbacks are promised for the next 31 days. Choose an earlier day."
        ),
        CallNotYours: Answer(HTTPStatus.CONFLICT, "This call is not in your hands, or no longer."),
        UnknownChoice: Answer(HTTPStatus.UNPROCESSABLE_ENTITY, "This is not one of the choices. Reload the page."),
        DispositionNotForQueue: Answer(
            HTTPStatus.CONFLICT, "This disposition is for calls of other queues. Choose another."
        ),
        DispositionNeeded: Answer(
            HTTPStatus.CONFLICT, "Choose a disposition first: this queue wants to know what became of the call."
        ),
        RecordingNotPausable: Answer(HTTPStatus.CONFLICT, "Calls of this queue stay on record. Ask an administrator."),
        NumberNotValid: Answer(HTTPStatus.UNPROCESSABLE_ENTITY, "This is no telephone number. Check the digits."),
        OutgoingNotSetUp: Answer(
            HTTPStatus.CONFLICT, "Outgoing calls are not set up. An administrator chooses a trunk and allowed prefixes."
        ),
        NumberNotAllowed: Answer(
            HTTPStatus.FORBIDDEN,
            "Numbers that begin like this may not be called. Ask an administrator to allow the prefix.",
        ),
        DoNotCall: Answer(HTTPStatus.FORBIDDEN, "This number is on the do-not-call list."),
        DailyLimitReached: Answer(
            HTTPStatus.CONFLICT, "You have placed as many calls today as are allowed. Ask an administrator for more."
        ),
        CallerIdNotAllowed: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY, "This is not one of the numbers that may be shown. Reload the page."
        ),
        AgentNotFree: Answer(HTTPStatus.CONFLICT, "This agent is not free now. Choose somebody else or a queue."),
        NobodyFree: Answer(HTTPStatus.CONFLICT, "Nobody in this queue is free now. Transfer the caller to the queue."),
        PhoneNotReachable: Answer(HTTPStatus.CONFLICT, "Your phone is not connected. Wait for it, or reload the page."),
        NotPossibleNow: Answer(HTTPStatus.CONFLICT, "The call is not at a stage where this can be done."),
        DestinationUnknown: Answer(HTTPStatus.NOT_FOUND, "This destination does not exist any more. Choose again."),
        Fenced: Answer(
            HTTPStatus.SERVICE_UNAVAILABLE, "Another controller has taken over. Reload the page.", "controller_replaced"
        ),
        PhoneLineUnavailable: Answer(
            HTTPStatus.SERVICE_UNAVAILABLE, "The telephone system is away. Try again shortly."
        ),
        CustomerNotFound: Answer(HTTPStatus.NOT_FOUND, "There is no such customer."),
        CustomerNumberTaken: Answer(HTTPStatus.CONFLICT, "Another customer has this number. Open that one instead."),
        CustomerNumberNotValid: Answer(HTTPStatus.UNPROCESSABLE_ENTITY, "This is not a phone number."),
        CalendarNotFound: Answer(HTTPStatus.NOT_FOUND, "There is no such calendar."),
        CalendarInUse: Answer(HTTPStatus.CONFLICT, "Queues or flows use this calendar. Give them another first."),
        FlowNotFound: Answer(HTTPStatus.NOT_FOUND, "There is no such flow."),
        FlowFaulty: Answer(HTTPStatus.UNPROCESSABLE_ENTITY, "The flow has faults. Mend them, then publish."),
        FlowInUse: Answer(HTTPStatus.CONFLICT, "Numbers or flows lead to this flow. Lead them elsewhere first."),
        FlowIdNotValid: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY, "The flow's id does not fit its address. Choose another."
        ),
        CaseNotFound: Answer(HTTPStatus.NOT_FOUND, "There is no such test case."),
        CaseNameTaken: Answer(HTTPStatus.CONFLICT, "Another test case of this flow has this name. Choose another."),
        TooManyCases: Answer(HTTPStatus.CONFLICT, "This flow has as many test cases as it can. Delete some first."),
        TestsFailed: Answer(
            HTTPStatus.CONFLICT,
            "Test cases fail. Mend the flow, accept the new walks, or say why it is published anyway.",
        ),
        TextsNotSpoken: Answer(
            HTTPStatus.CONFLICT,
            "Some texts could not be spoken. Choose another voice, change them, or publish them without a sound.",
        ),
        StillSpeaking: Answer(HTTPStatus.CONFLICT, "Its texts are still being spoken. Try again in a moment."),
        DraftChanged: Answer(HTTPStatus.CONFLICT, "Somebody else has saved this flow meanwhile. Reload it."),
        RecordingNotThere: Answer(
            HTTPStatus.NOT_FOUND, "There is no such recording, or the call goes on. End it first."
        ),
        NothingRecorded: Answer(HTTPStatus.NOT_FOUND, "Nothing was recorded. Call again and speak after the tone."),
        PromptNotFound: Answer(HTTPStatus.NOT_FOUND, "There is no such prompt, or it has nothing in this language."),
        PromptInUse: Answer(HTTPStatus.CONFLICT, "Flows or queues play this prompt. Give them another first."),
        CalendarChanged: Answer(HTTPStatus.CONFLICT, "Somebody else has changed these hours meanwhile. Reload them."),
        PromptChanged: Answer(HTTPStatus.CONFLICT, "Somebody else has changed this prompt meanwhile. Reload it."),
        SoundNotUsable: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY, "This file cannot be played. Send WAV, MP3, OGG or FLAC."
        ),
        SpeechNotPossible: Answer(
            HTTPStatus.SERVICE_UNAVAILABLE, "The speech engine does not answer. Try again shortly."
        ),
        SpeechChoiceNotValid: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY, "This engine is not there, or it has no such voice for the language."
        ),
        PronunciationNotFound: Answer(HTTPStatus.NOT_FOUND, "This word is not in the dictionary any more."),
        DictionaryFull: Answer(HTTPStatus.CONFLICT, "The dictionary is full. Remove words that are not used."),
        WorkItemNotFound: Answer(HTTPStatus.NOT_FOUND, "There is no such item in your work list."),
        WorkItemTaken: Answer(HTTPStatus.CONFLICT, "Somebody else is working on this. Reload the list."),
        WorkQueueUnknown: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY, "There is no such queue any more. Choose another, or none."
        ),
        WorkItemClosed: Answer(HTTPStatus.CONFLICT, "This is done already. Reload the list."),
        InteractionNotFound: Answer(HTTPStatus.NOT_FOUND, "There is no such interaction."),
        InteractionNotYours: Answer(HTTPStatus.FORBIDDEN, "You may see your own interactions only."),
        SpellsNotYours: Answer(HTTPStatus.FORBIDDEN, "You may see your own day only."),
        CursorNotValid: Answer(HTTPStatus.UNPROCESSABLE_ENTITY, "This page is not there. Begin with the first one."),
        RecordingNotFound: Answer(HTTPStatus.NOT_FOUND, "There is no such recording, or it is not ready yet."),
        RecordingNotYours: Answer(HTTPStatus.FORBIDDEN, "You may hear recordings of your own calls only."),
        NotConsistent: Answer(HTTPStatus.UNPROCESSABLE_ENTITY, "Some fields need another look."),
        StillInUse: Answer(HTTPStatus.CONFLICT, "Something depends on this. See what, and change that first."),
        ChangedMeanwhile: Answer(
            HTTPStatus.CONFLICT, "Somebody else has changed this meanwhile. Load it again; nothing was overwritten."
        ),
        NoSuchThing: Answer(HTTPStatus.NOT_FOUND, "There is no such thing, or not any more."),
        NotYourPart: Answer(HTTPStatus.FORBIDDEN, "Supervisors change the team, skills and queues of agents only."),
        CannotBeRestored: Answer(HTTPStatus.CONFLICT, "This entry tells of nothing that could be taken back."),
        SheetRefused: Answer(HTTPStatus.UNPROCESSABLE_ENTITY, "This file cannot be read as a table."),
        DatabaseAway: Answer(
            HTTPStatus.SERVICE_UNAVAILABLE, "The database cannot be reached. Calls go on; try this again in a moment."
        ),
        knowledge.ArticleNotFound: Answer(HTTPStatus.NOT_FOUND, "There is no such article, or not for your queues."),
        knowledge.ArticleChanged: Answer(
            HTTPStatus.CONFLICT, "Somebody else has changed this article meanwhile. Nothing was overwritten."
        ),
        knowledge.ArticleActNotPossible: Answer(
            HTTPStatus.CONFLICT, "This cannot be done to the article now. Load it again."
        ),
        knowledge.ArticleNotYours: Answer(
            HTTPStatus.FORBIDDEN, "Somebody who leads decides this, or it is another's draft."
        ),
        knowledge.ArticleIncomplete: Answer(
            HTTPStatus.UNPROCESSABLE_ENTITY, "Each language needs a title and a text, and there must be one."
        ),
        knowledge.ArticleGapNotFound: Answer(HTTPStatus.NOT_FOUND, "This search is not in the list any more."),
        NumberNotOnTheWeb: Answer(HTTPStatus.NOT_FOUND, "This number cannot be called from the web."),
    }
    | {kind: Answer(status, message) for kind, (status, message) in ABOUT_CASES.items()}
)

_PLAIN = {
    HTTPStatus.NOT_FOUND: Problem(code="not_found", message="There is nothing here."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: TOO_LONG,
    HTTPStatus.METHOD_NOT_ALLOWED: Problem(code="method_not_allowed", message="This cannot be done here."),
}


def install_errors(app: FastAPI) -> None:
    """Let the app answer errors as `Problem`."""
    for kind in ANSWERS:
        app.add_exception_handler(kind, _answered(_known))
    app.add_exception_handler(RequestValidationError, _answered(_not_valid))
    app.add_exception_handler(HTTPException, _answered(_plain))
    app.add_exception_handler(DBAPIError, _answered(_of_database))
    app.add_exception_handler(Exception, _answered(_unexpected))


def problem_of(error: Exception) -> Problem | None:
    """What a browser is told about an error of ours, or None for one that is not in the table."""
    answer = ANSWERS.get(type(error))
    return None if answer is None else Problem(code=answer.code or getattr(error, "code", ""), message=answer.message)


def _answered(make: Callable[[Exception], Response]) -> Callable[..., Awaitable[Response]]:
    async def answer(connection: Request | WebSocket, error: Exception) -> Response:
        response = make(error)
        if isinstance(connection, Request):
            return response
        # for a websocket the framework ignores what is returned
        if connection.application_state is WebSocketState.CONNECTING:
            await connection.send_denial_response(response)
        elif connection.application_state is WebSocketState.CONNECTED:
            await connection.close(1011)
        return response

    return answer


def _known(error: Exception) -> Response:
    problem = problem_of(error)
    assert problem is not None
    headers: dict[str, str] = {}
    if isinstance(error, TooManyAttempts | TooManyRequests):
        headers["retry-after"] = str(max(1, ceil(error.wait.total_seconds())))
    match error:
        case NotConsistent(faults=faults):
            fields = {place: sentence(code) for place, code in faults.items()}
            problem = problem.model_copy(update={"fields": fields, "faults": dict(faults)})
        case TestsFailed(faults=faults):
            problem = problem.model_copy(update={"fields": dict(faults), "faults": dict(faults)})
        case TextsNotSpoken(texts=texts):
            problem = problem.model_copy(
                update={"faults": {f"text_{at}": text for at, text in enumerate(texts[:20], 1)}}
            )
        case StillSpeaking(left=left):
            problem = problem.model_copy(update={"faults": {"left": str(left)}})
        case StillInUse(uses=uses):
            problem = problem.model_copy(update={"uses": [UseView(**structs.asdict(use)) for use in uses]})
        case CaseNotDone(missing=missing):
            problem = problem.model_copy(update={"faults": dict.fromkeys(missing, "missing")})
        case SheetRefused(reason=reason) | SoundNotUsable(reason=reason):
            problem = problem.model_copy(update={"faults": {"file": reason}})
        case _:
            pass
    return _answer(ANSWERS[type(error)].status, problem, headers)


def _not_valid(error: Exception) -> Response:
    """Which fields, and what is wrong with each; what was sent is not repeated."""
    assert isinstance(error, RequestValidationError)
    fields: dict[str, str] = {}
    faults: dict[str, str] = {}
    for fault in error.errors():
        _, *place = fault["loc"]
        where = place_of(place) or "body"
        code = code_of(fault)
        fields.setdefault(where, str(fault["msg"]))
        faults.setdefault(where, code)
    problem = Problem(code="not_valid", message="Some fields need another look.", fields=fields, faults=faults)
    return _answer(HTTPStatus.UNPROCESSABLE_ENTITY, problem)


def _plain(error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    problem = _PLAIN.get(status) or Problem(code=status.name.lower(), message=status.phrase)
    return _answer(status, problem, error.headers)


def _of_database(error: Exception) -> Response:
    assert isinstance(error, DBAPIError)
    if not is_away(error):
        return _unexpected(error)
    _log.warning("database_away", error=type(error).__name__)
    return _known(DatabaseAway())


def _unexpected(error: Exception) -> Response:
    incident = secrets.token_hex(4)
    _log.error("unexpected_error", incident=incident, exc_info=error)
    message = f"Something went wrong on our side. Nothing more was done. Tell your administrator: {incident}."
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, Problem(code="unexpected", message=message))


def _answer(status: HTTPStatus, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse(problem.model_dump(mode="json"), status_code=status, headers=headers)

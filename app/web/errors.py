"""Every error that may reach a browser: its status, its stable code and what it says. The console translates by code.

`ANSWERS` is the only place where a type of ours meets an HTTP status. Anything else is 500 with an id that is also in
the log, and no more.
"""

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from math import ceil
from types import MappingProxyType
from typing import NamedTuple

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from structlog.typing import FilteringBoundLogger

from agents.state import TransitionNotAllowed
from app.accounts.errors import (
    AgentNumberTaken,
    CredentialsRefused,
    LoginNotValid,
    LoginTaken,
    PasswordTooShort,
    TooManyAttempts,
)
from app.web.cookies import SecureConnectionRequired
from app.web.permissions import NotPermitted, NotSignedIn
from app.web.ports import PhoneLineUnavailable
from app.web.rate import TooManyRequests
from app.web.web_calls import NumberNotOnTheWeb
from app.web.wire import Problem

_log: FilteringBoundLogger = structlog.get_logger()


class Answer(NamedTuple):
    """What the browser is told."""

    status: HTTPStatus
    message: str


ANSWERS: Mapping[type[Exception], Answer] = MappingProxyType(
    {
        NotSignedIn: Answer(HTTPStatus.UNAUTHORIZED, "You are not signed in, or your session has ended. Sign in."),
        NotPermitted: Answer(HTTPStatus.FORBIDDEN, "Your role does not allow this."),
        CredentialsRefused: Answer(HTTPStatus.UNAUTHORIZED, "Login or password is wrong."),
        TooManyAttempts: Answer(HTTPStatus.TOO_MANY_REQUESTS, "Too many attempts. Wait a while, then try again."),
        TooManyRequests: Answer(HTTPStatus.TOO_MANY_REQUESTS, "Too many requests. Wait a while, then try again."),
        SecureConnectionRequired: Answer(
            HTTPStatus.FORBIDDEN, "Open Ringdesk by https; http works on this machine only."
        ),
        LoginTaken: Answer(HTTPStatus.CONFLICT, "This login is taken. Choose another."),
        LoginNotValid: Answer(HTTPStatus.UNPROCESSABLE_ENTITY, "A login has 1 to 64 visible characters and no spaces."),
        AgentNumberTaken: Answer(HTTPStatus.CONFLICT, "This agent number is taken. Choose another."),
        PasswordTooShort: Answer(HTTPStatus.UNPROCESSABLE_ENTITY, "A password needs at least 10 characters."),
        TransitionNotAllowed: Answer(HTTPStatus.CONFLICT, "This is not possible in the present state."),
        PhoneLineUnavailable: Answer(
            HTTPStatus.SERVICE_UNAVAILABLE, "The telephone system is away. Try again shortly."
        ),
        NumberNotOnTheWeb: Answer(HTTPStatus.NOT_FOUND, "This number cannot be called from the web."),
    }
)

_PLAIN = {
    HTTPStatus.NOT_FOUND: Problem(code="not_found", message="There is nothing here."),
    HTTPStatus.METHOD_NOT_ALLOWED: Problem(code="method_not_allowed", message="This cannot be done here."),
}


def install_errors(app: FastAPI) -> None:
    """Let the app answer errors as `Problem`."""
    for kind in ANSWERS:
        app.add_exception_handler(kind, _known)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(Exception, _unexpected)


def problem_of(error: Exception) -> Problem | None:
    """What a browser is told about an error of ours, or None for one that is not in the table."""
    answer = ANSWERS.get(type(error))
    code = getattr(error, "code", None)
    return None if answer is None or not isinstance(code, str) else Problem(code=code, message=answer.message)


async def _known(request: Request, error: Exception) -> Response:
    del request
    problem = problem_of(error)
    assert problem is not None
    headers: dict[str, str] = {}
    if isinstance(error, TooManyAttempts | TooManyRequests):
        headers["retry-after"] = str(max(1, ceil(error.wait.total_seconds())))
    return _answer(ANSWERS[type(error)].status, problem, headers)


async def _not_valid(request: Request, error: Exception) -> Response:
    """Which fields, and what is wrong with each; what was sent is not repeated."""
    del request
    assert isinstance(error, RequestValidationError)
    fields: dict[str, str] = {}
    for fault in error.errors():
        _, *place = fault["loc"]
        fields.setdefault(".".join(str(part) for part in place) or "body", str(fault["msg"]))
    problem = Problem(code="not_valid", message="Some fields need another look.", fields=fields)
    return _answer(HTTPStatus.UNPROCESSABLE_ENTITY, problem)


async def _plain(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, HTTPException)
    status = HTTPStatus(error.status_code)
    problem = _PLAIN.get(status) or Problem(code=status.name.lower(), message=status.phrase)
    return _answer(status, problem, error.headers)


async def _unexpected(request: Request, error: Exception) -> Response:
    incident = secrets.token_hex(4)
    _log.error("unexpected_error", incident=incident, path=request.scope.get("route_path", ""), exc_info=error)
    message = f"Something went wrong on our side. Nothing more was done. Tell your administrator: {incident}."
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR, Problem(code="unexpected", message=message))


def _answer(status: HTTPStatus, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse(problem.model_dump(mode="json"), status_code=status, headers=headers)

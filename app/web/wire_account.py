"""What a person changes of the own account, on the wire."""

from typing import Annotated

from pydantic import StringConstraints

from app.web.wire import Wire

Typed = Annotated[str, StringConstraints(min_length=1, max_length=256)]


class PasswordChange(Wire):
    """The password until now, and the new one."""

    current: Typed
    wanted: Typed


class SessionsEnded(Wire):
    """How many other sessions of this person have ended."""

    ended: int

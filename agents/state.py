"""The states an agent can be in, as types, and the one table of what may follow what."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Literal, assert_never
from uuid import UUID

from msgspec import Struct


class LoggedOff(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Not at work; no call can be offered."""


class NotReady(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Signed in but taking no calls, for a reason (`break`, `missed`, ...)."""

    reason: str


class Ready(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Waiting for a call."""


class Reserved(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Ringing for one call; no other call may be offered."""

    call_id: UUID


class Busy(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Connected to one call."""

    call_id: UUID


class AfterCallWork(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Finishing the paperwork of an ended call, until `ends_at` at the latest, or for as long as the agent likes."""

    call_id: UUID
    ends_at: datetime | None = None


AgentState = LoggedOff | NotReady | Ready | Reserved | Busy | AfterCallWork
StateName = Literal["logged_off", "not_ready", "ready", "reserved", "busy", "after_call_work"]


def named(state: AgentState) -> tuple[StateName, str]:
    """The state's name outside the program, and its reason, if it has one."""
    match state:
        case LoggedOff():
            return "logged_off", ""
        case NotReady(reason=reason):
            return "not_ready", reason
        case Ready():
            return "ready", ""
        case Reserved():
            return "reserved", ""
        case Busy():
            return "busy", ""
        case AfterCallWork():
            return "after_call_work", ""
        case _:
            assert_never(state)


class AgentEvent(StrEnum):
    """What moves an agent from one state to another."""

    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    GO_READY = "go_ready"
    GO_NOT_READY = "go_not_ready"
    RESERVE = "reserve"
    CONNECT = "connect"
    DIAL = "dial"
    RELEASE = "release"
    RING_NO_ANSWER = "ring_no_answer"
    FINISH = "finish"
    WRAP_UP = "wrap_up"


TRANSITIONS: Mapping[tuple[type[AgentState], AgentEvent], type[AgentState]] = MappingProxyType(
    {
        (LoggedOff, AgentEvent.SIGN_IN): NotReady,
        (NotReady, AgentEvent.GO_READY): Ready,
        (NotReady, AgentEvent.GO_NOT_READY): NotReady,
        (NotReady, AgentEvent.SIGN_OUT): LoggedOff,
        (NotReady, AgentEvent.RESERVE): Reserved,
        (NotReady, AgentEvent.DIAL): Busy,
        (Ready, AgentEvent.GO_NOT_READY): NotReady,
        (Ready, AgentEvent.SIGN_OUT): LoggedOff,
        (Ready, AgentEvent.RESERVE): Reserved,
        (Ready, AgentEvent.DIAL): Busy,
        (Reserved, AgentEvent.CONNECT): Busy,
        (Reserved, AgentEvent.RELEASE): Ready,
        (Reserved, AgentEvent.RING_NO_ANSWER): NotReady,
        (Busy, AgentEvent.WRAP_UP): AfterCallWork,
        (Busy, AgentEvent.FINISH): Ready,
        (Busy, AgentEvent.RELEASE): Ready,
        (Busy, AgentEvent.RING_NO_ANSWER): NotReady,
        (AfterCallWork, AgentEvent.FINISH): Ready,
        (AfterCallWork, AgentEvent.GO_NOT_READY): NotReady,
        (AfterCallWork, AgentEvent.SIGN_OUT): LoggedOff,
    }
)


class TransitionNotAllowed(Exception):
    """A person asked for a state that cannot follow the present one."""

    code = "transition_not_allowed"

    def __init__(self, state: str, command: str) -> None:
        super().__init__(f"{command} is not possible while {state}")
        self.state = state
        self.command = command


def check_transition(state: AgentState, event: AgentEvent) -> type[AgentState]:
    """The kind of state that follows, or `TransitionNotAllowed`."""
    following = TRANSITIONS.get((type(state), event))
    if following is None:
        raise TransitionNotAllowed(type(state).__name__, event.value)
    return following


def diagram() -> str:
    """The transition table as a Mermaid state diagram, for the documents."""
    lines = ["stateDiagram-v2", "    [*] --> LoggedOff"]
    lines += [f"    {state.__name__} --> {to.__name__}: {event.value}" for (state, event), to in TRANSITIONS.items()]
    return "\n".join(lines) + "\n"

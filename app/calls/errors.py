"""Why a person's command was refused; each has a stable code."""

from uuid import UUID


class UnknownAgent(Exception):
    """The person is not an agent of this site."""

    code = "unknown_agent"

    def __init__(self, agent_id: UUID) -> None:
        super().__init__(f"{agent_id} is not an agent here: ask an administrator")


class CallNotYours(Exception):
    """The command names a call that is not in this agent's hands, or no longer."""

    code = "call_not_yours"

    def __init__(self, call_id: UUID) -> None:
        super().__init__(f"call {call_id} is not in your hands")


class UnknownChoice(Exception):
    """A reason or disposition that is not configured."""

    code = "unknown_choice"

    def __init__(self, choice: str) -> None:
        super().__init__(f"'{choice}' is not one of the configured choices")


class DispositionNotForQueue(Exception):
    """The disposition is for calls of other queues."""

    code = "disposition_not_for_queue"


class DispositionNeeded(Exception):
    """The queue wants to know what became of the call before the paperwork is done."""

    code = "disposition_needed"


class RecordingNotPausable(Exception):
    """The queue's rules keep its calls on record."""

    code = "recording_not_pausable"


class OutsideCallbackHours(Exception):
    """Customers of the queue are not called at this time."""

    code = "outside_callback_hours"


class CallbackUnderWay(Exception):
    """There is no such callback, it is being carried out at this moment, or it is done."""

    code = "callback_under_way"


class CallInHand(Exception):
    """The agent is talking with a caller, who would be left behind."""

    code = "call_in_hand"

    def __init__(self) -> None:
        super().__init__("end the call first")


class NumberNotValid(Exception):
    """What was typed is no telephone number."""

    code = "number_not_valid"


class OutgoingNotSetUp(Exception):
    """No trunk or no allowed prefix is configured."""

    code = "outgoing_not_set_up"


class NumberNotAllowed(Exception):
    """The number begins with none of the allowed prefixes."""

    code = "number_not_allowed"


class DoNotCall(Exception):
    """The number is on the list of those who may not be called."""

    code = "do_not_call"


class DailyLimitReached(Exception):
    """The agent has placed as many calls today as are allowed."""

    code = "daily_limit_reached"


class CallerIdNotAllowed(Exception):
    """The number to be shown is not one of ours."""

    code = "caller_id_not_allowed"


class AgentNotFree(Exception):
    """The other agent has a call, is not there, or has no phone."""

    code = "agent_not_free"


class NobodyFree(Exception):
    """Nobody who serves the queue is ready."""

    code = "nobody_free"


class PhoneNotReachable(Exception):
    """The agent's own phone is not connected."""

    code = "phone_not_reachable"


class NotPossibleNow(Exception):
    """The call is not at a stage where this can be done."""

    code = "not_possible_now"


class DestinationUnknown(Exception):
    """The queue, step or party does not exist, or no longer."""

    code = "destination_unknown"


REFUSALS = (
    UnknownAgent,
    CallNotYours,
    UnknownChoice,
    DispositionNotForQueue,
    DispositionNeeded,
    RecordingNotPausable,
    NumberNotValid,
    OutgoingNotSetUp,
    NumberNotAllowed,
    DoNotCall,
    DailyLimitReached,
    CallerIdNotAllowed,
    AgentNotFree,
    NobodyFree,
    PhoneNotReachable,
    NotPossibleNow,
    DestinationUnknown,
    CallbackUnderWay,
    OutsideCallbackHours,
)
"""By which a command is refused, beside `TransitionNotAllowed`."""

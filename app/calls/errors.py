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


class CallInHand(Exception):
    """The agent is talking with a caller, who would be left behind."""

    code = "call_in_hand"

    def __init__(self) -> None:
        super().__init__("end the call first")

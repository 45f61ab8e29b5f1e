"""The same calls on both sides: numbers, queues, and how long things take."""

EVERYBODY = "everybody"
"""The queue of all agents."""
FEW = "few"
"""The queue of the first `FEW_AGENTS` agents, in which callers wait."""
NUMBERS = {EVERYBODY: "4000", FEW: "4001"}
FEW_AGENTS = 5
SOUND = "hello-world"
ANSWER_MS = 100
"""As in scenarios/agent.xml."""
TALK_MS = 1_000
START_SECONDS = 60.0


class DidNotStart(Exception):
    """Something is not there in time; the text says what it printed."""

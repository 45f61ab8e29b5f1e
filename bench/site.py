"""A site of any size for the measurements: ten pairs of queues, one always crowded and one with agents to spare."""

from uuid import UUID, uuid5

from immutables import Map

from agents.configuration import AgentProfile, Queue
from app.calls.configuration import Configuration, NumberRoute
from ivr.flow import Flow

PAIRS = 10
_NAMESPACE = UUID("7b1f30a4-5c0e-4b39-9a37-6b2a3b9d2c11")


def crowded(pair: int) -> str:
    """The queue of a pair in which callers wait."""
    return f"crowded-{pair}"


def calm(pair: int) -> str:
    """The queue of a pair in which agents wait."""
    return f"calm-{pair}"


def dialed_number(pair: int) -> str:
    """The number whose menu leads to a pair: 1 to the crowded queue, 2 to the calm one."""
    return f"40{pair:02}"


def agent_id(number: int) -> UUID:
    """The `number`-th agent."""
    return uuid5(_NAMESPACE, f"agent-{number}")


def call_id(number: int) -> UUID:
    """The `number`-th call."""
    return uuid5(_NAMESPACE, f"call-{number}")


def configuration(agents: int) -> Configuration:
    """Even agents serve two crowded queues, odd ones two calm queues."""
    queues = [Queue(id=name(pair), name=name(pair)) for pair in range(PAIRS) for name in (crowded, calm)]
    profiles = [_profile(number) for number in range(agents)]
    flows = [_flow(pair) for pair in range(PAIRS)]
    return Configuration(
        queues=Map({queue.id: queue for queue in queues}),
        agents=Map({profile.id: profile for profile in profiles}),
        flows=Map({flow.id: flow for flow in flows}),
        numbers=Map(
            {
                dialed_number(pair): NumberRoute(dialed_number=dialed_number(pair), flow_id=flow.id)
                for pair, flow in enumerate(flows)
            }
        ),
        dispositions=("solved", "call_again"),
        reasons=("break",),
    )


def _profile(number: int) -> AgentProfile:
    name = (crowded, calm)[number % 2]
    first = number // 2 % PAIRS
    return AgentProfile(
        id=agent_id(number),
        number=str(10_000 + number),
        name=f"Agent {number}",
        queues=(name(first), name((first + 1) % PAIRS)),
    )


def _flow(pair: int) -> Flow:
    said = {"en": "Welcome.", "zh-CN": "欢迎。"}
    return Flow.model_validate(
        {
            "id": f"hotline-{pair}",
            "name": f"Hotline {pair}",
            "start": "welcome",
            "steps": {
                "welcome": {"type": "play", "prompts": [{"say": said}], "next": "menu"},
                "menu": {
                    "type": "menu",
                    "prompts": [{"say": said}],
                    "choices": {"1": "crowded", "2": "calm"},
                    "on_failure": "goodbye",
                },
                "crowded": {"type": "queue", "queue": crowded(pair)},
                "calm": {"type": "queue", "queue": calm(pair)},
                "goodbye": {"type": "hang_up"},
            },
        }
    )

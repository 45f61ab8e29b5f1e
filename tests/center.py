"""A small site and short words to play scenes on it: `site()`, `Scene`."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from immutables import Map

from agents.configuration import AgentProfile, Queue
from app.calls import parties
from app.calls.actions import CallAction, Play, RecordAgentState, RecordInteraction, RingAgent
from app.calls.configuration import Configuration, NumberRoute
from app.calls.events import (
    AgentSignedIn,
    CallArrived,
    CallEvent,
    DigitReceived,
    LegAnswered,
    LegEnded,
    PhoneChanged,
    PlaybackEnded,
    StateRequested,
    TimerElapsed,
)
from app.calls.interaction import AgentSpell, Interaction
from app.calls.recovery import restore
from app.calls.state import Agent, Call, CallCenter
from app.calls.step import step
from ivr.flow import Flow

NAMESPACE = UUID("00000000-0000-0000-0000-0000000000aa")
START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ANA, BEN, CAI = (uuid5(NAMESPACE, name) for name in ("ana", "ben", "cai"))
HOTLINE = Flow.model_validate(
    {
        "id": "hotline",
        "name": "Hotline",
        "start": "welcome",
        "steps": {
            "welcome": {"type": "play", "prompts": [{"say": {"en": "Welcome.", "zh-CN": "欢迎。"}}], "next": "menu"},
            "menu": {
                "type": "menu",
                "prompts": [
                    {"say": {"en": "For sales press 1, for support press 2.", "zh-CN": "销售请按1，支持请按2。"}}
                ],
                "choices": {"1": "sales", "2": "support"},
                "timeout_seconds": 5,
                "retries": 1,
                "on_failure": "goodbye",
            },
            "sales": {"type": "queue", "queue": "sales"},
            "support": {"type": "queue", "queue": "support"},
            "goodbye": {"type": "hang_up"},
        },
    }
)


def configuration() -> Configuration:
    """Two queues, three agents, one line `4000`; Ana and Ben serve support, Ben and Cai serve sales."""
    return Configuration(
        queues=Map(
            {
                "support": Queue(id="support", name="Support"),
                "sales": Queue(id="sales", name="Sales", announce_agent=False),
            }
        ),
        agents=Map(
            {
                ANA: AgentProfile(id=ANA, number="8001", name="Ana", queues=("support",)),
                BEN: AgentProfile(id=BEN, number="8002", name="Ben", queues=("support", "sales")),
                CAI: AgentProfile(id=CAI, number="8003", name="Cai", queues=("sales",)),
            }
        ),
        flows=Map({"hotline": HOTLINE}),
        numbers=Map({"4000": NumberRoute(dialed_number="4000", flow_id="hotline")}),
        dispositions=("solved", "call_again"),
        reasons=("break", "training"),
        skills=Map({"english": "Spoken English"}),
    )


def site() -> CallCenter:
    """The site with nobody there yet."""
    return restore(configuration(), (), ())


class Scene:
    """Events one after the other, a second apart, remembering what was asked for."""

    def __init__(self) -> None:
        self.center = site()
        self.now = START
        self.actions: list[CallAction] = []
        self.asked: tuple[CallAction, ...] = ()
        self.spells: list[AgentSpell] = []

    def happen(self, event: CallEvent) -> tuple[CallAction, ...]:
        """One event; what it asked for. States that agents left are kept in `spells`."""
        self.center, actions = step(self.center, event)
        self.asked = tuple(action for action in actions if not isinstance(action, RecordAgentState))
        self.spells += [action.spell for action in actions if isinstance(action, RecordAgentState)]
        self.actions.extend(self.asked)
        return self.asked

    def tick(self, seconds: float = 1) -> datetime:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)
        return self.now

    def ready(self, *agents: UUID) -> None:
        """Agents sign in, their phones register, they ask for calls."""
        for agent_id in agents:
            self.happen(AgentSignedIn(at=self.tick(), agent_id=agent_id))
            self.happen(PhoneChanged(at=self.tick(), agent_id=agent_id, reachable=True))
            self.happen(StateRequested(at=self.tick(), agent_id=agent_id, wanted="ready"))

    def arrive(self, name: str = "call", number: str = "4000") -> UUID:
        """A caller comes in; the call's id."""
        call_id = uuid5(NAMESPACE, name)
        self.happen(
            CallArrived(
                at=self.tick(),
                call_id=call_id,
                leg_id=f"channel-{name}",
                caller_number="13800138000",
                caller_name="",
                dialed_number=number,
            )
        )
        return call_id

    def press(self, call_id: UUID, digit: str) -> None:
        """The caller presses a key."""
        self.happen(DigitReceived(at=self.tick(), leg_id=self.call(call_id).leg_id, digit=digit))

    def queue(self, name: str = "call", digit: str = "2") -> UUID:
        """A caller comes in, hears the welcome and chooses a queue."""
        call_id = self.arrive(name)
        self.playback_ends()
        self.press(call_id, digit)
        return call_id

    def playback_ends(self) -> None:
        """What was played last is over."""
        last = next(action for action in reversed(self.actions) if isinstance(action, Play))
        self.happen(PlaybackEnded(at=self.tick(), playback_id=last.playback_id))

    def ringing_leg(self) -> str:
        """The leg dialed last."""
        return next(action for action in reversed(self.actions) if isinstance(action, RingAgent)).leg_id

    def answer(self) -> None:
        """The agent whose phone rings picks up, and the announcement is over."""
        self.happen(LegAnswered(at=self.tick(), leg_id=self.ringing_leg()))
        if any(isinstance(action, Play) for action in self.asked):
            self.playback_ends()

    def hang_up(self, leg_id: str, cause: int = 16) -> None:
        """A leg is gone."""
        self.happen(LegEnded(at=self.tick(), leg_id=leg_id, hangup_cause=cause))

    def timer(self, owner_id: UUID) -> None:
        """The next deadline of a call or an agent comes."""
        call, agent = self.center.calls.get(owner_id), self.center.agents.get(owner_id)
        timers = call.timers if call is not None else agent.timers if agent is not None else ()
        first = min(timers, key=lambda timer: timer.due)
        self.now = max(self.now, first.due)
        self.happen(
            TimerElapsed(
                at=self.now,
                owner="call" if call is not None else "agent",
                owner_id=owner_id,
                name=first.name,
                due=first.due,
            )
        )

    def call(self, call_id: UUID) -> Call:
        """A live call."""
        return self.center.calls[call_id]

    def agent(self, agent_id: UUID) -> Agent:
        """An agent's presence."""
        return self.center.agents[agent_id]

    def interactions(self) -> list[Interaction]:
        """All interactions written so far."""
        return [action.interaction for action in self.actions if isinstance(action, RecordInteraction)]


def lost(scene: Scene, call_id: UUID) -> bool:
    """Whether the handling agent's desk is away from a talk."""
    talk = parties.talk_of(scene.call(call_id))
    assert talk is not None
    assert talk.agent_id is not None
    own = parties.of_agent(talk, talk.agent_id)
    return own is not None and own.lost_since is not None

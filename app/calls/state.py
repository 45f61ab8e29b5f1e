"""The live state of the center: calls, their phases and legs, agents, and who waits for whom. Values only."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from immutables import Map
from msgspec import Struct

from agents.floor import Floor
from agents.ranking import Standing
from agents.routing import Routing
from agents.state import AgentState, LoggedOff
from app.calls.configuration import Configuration
from app.calls.exit_state import ExitPhase, Wait
from app.calls.interaction import Moment, Outcome, Segment
from app.calls.queue_memory import QueueMemory
from customers.profile import CustomerSummary
from ivr.dialog import Session


class Timer(Struct, frozen=True, kw_only=True, gc=False):
    """A deadline; when it comes the runtime sends `TimerElapsed` with the same name and due time."""

    name: str
    due: datetime


class InMenu(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The caller walks through a flow; `playback_id` is what is being played, if anything. `last_key` was heard at `key_heard_at`."""

    session: Session
    playback_id: str | None
    last_key: str = ""
    key_heard_at: datetime | None = None


class Waiting(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """In a queue since `since`, which is the caller's place."""

    queue_id: str
    since: datetime


class Offer(Struct, frozen=True, kw_only=True, gc=False):
    """One agent's phone rings for a call."""

    agent_id: UUID
    leg_id: str
    offered_at: datetime


class Ringing(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Offered to one agent, or to several of whom the first to answer has it; the caller keeps the place and hears music."""

    queue_id: str
    since: datetime
    offers: tuple[Offer, ...] = ()

    def offer_to(self, agent_id: UUID) -> Offer | None:
        """The offer to this agent."""
        return next((offer for offer in self.offers if offer.agent_id == agent_id), None)

    def offer_on(self, leg_id: str) -> Offer | None:
        """The offer that rings on this leg."""
        return next((offer for offer in self.offers if offer.leg_id == leg_id), None)


class Announcing(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The agent answered; the caller hears who it is."""

    queue_id: str
    since: datetime
    agent_id: UUID
    leg_id: str
    playback_id: str
    answered_at: datetime


class Talking(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Caller and agent are bridged, or held since `held_since`."""

    queue_id: str
    since: datetime
    agent_id: UUID
    leg_id: str
    connected_at: datetime
    talking_since: datetime
    held_since: datetime | None = None


class Rejoining(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The agent's desk was lost in mid-call and may come back; the caller hears a message. `leg_id` is the leg being dialed again."""

    queue_id: str
    since: datetime
    agent_id: UUID
    leg_id: str | None
    lost_at: datetime
    playback_id: str | None
    connected_at: datetime


class Leaving(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Told to hang up; kept until Asterisk says that the caller's leg is gone."""

    ended_by: Literal["agent", "system"]


Phase = InMenu | Waiting | Ringing | Announcing | Talking | Rejoining | Leaving | ExitPhase


class Call(Struct, frozen=True, kw_only=True, gc=False):
    """One live contact, from the caller's arrival until the caller's leg is gone. `serial` numbers what is derived from its id.

    `outcome` is set when it is decided before the end, and no agent has answered.
    """

    id: UUID
    leg_id: str
    caller_number: str
    caller_name: str
    dialed_number: str
    language: str
    arrived_at: datetime
    phase: Phase
    serial: int = 0
    routing: Routing = Routing()
    last_agent_id: UUID | None = None
    customer: CustomerSummary | None = None
    looked_up: bool = False
    timers: tuple[Timer, ...] = ()
    segments: tuple[Segment, ...] = ()
    timeline: tuple[Moment, ...] = ()
    notes: str = ""
    disposition: str = ""
    wait: Wait | None = None
    outcome: Outcome | None = None


class FinishedCall(Struct, frozen=True, kw_only=True, gc=False):
    """What the desk still shows of a call in wrap-up."""

    id: UUID
    queue_id: str
    caller_number: str
    caller_name: str
    dialed_number: str
    language: str
    arrived_at: datetime
    ended_at: datetime
    customer: CustomerSummary | None
    timeline: tuple[Moment, ...]
    notes: str
    disposition: str


class Page(Struct, frozen=True, kw_only=True, gc=False):
    """What the agent's browser says of itself; nothing bad is known of those who telephone without a page.

    `heard`: some page of the agent's is alive. `phone`: one of them holds a working phone. `microphone`: `denied`, `missing` or
    `insecure` when it cannot be used.
    """

    heard: bool = True
    phone: bool = True
    microphone: str = ""

    @property
    def fit(self) -> bool:
        """Whether a call that rings there can be taken."""
        return self.heard and self.phone and not self.microphone


class Agent(Struct, frozen=True, kw_only=True, gc=False):
    """An agent's live presence. `next_state` is what was asked for during a call: `ready`, `not_ready:REASON` or `logged_off`.

    No calls are offered until `paused_until`. `in_hand` counts contacts by channel; `standing` is what strategies compare.
    """

    id: UUID
    state: AgentState = LoggedOff()
    since: datetime
    idle_since: datetime
    reachable: bool = False
    page: Page = Page()
    next_state: str = ""
    paused_until: datetime | None = None
    in_hand: dict[str, int] = {}
    standing: Standing = Standing()
    wrap_up: FinishedCall | None = None
    timers: tuple[Timer, ...] = ()


Touched = tuple[Literal["call", "agent"], UUID] | tuple[Literal["queue"], str]


class CallCenter(Struct, frozen=True, kw_only=True, gc=False):
    """The whole live state of a site. `legs` finds the call of a leg; `touched` names what the last event changed.

    `staff` counts the agents at work per queue, `memories` is what queues remember.
    """

    configuration: Configuration
    calls: Map[UUID, Call] = Map()
    agents: Map[UUID, Agent] = Map()
    legs: Map[str, UUID] = Map()
    floor: Floor = Floor()
    staff: Map[str, int] = Map()
    memories: Map[str, QueueMemory] = Map()
    touched: Map[Touched, None] = Map()

"""The live state of the center: calls, their phases and legs, agents, and who waits for whom. Values only."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from immutables import Map
from msgspec import Struct

from agents.floor import Floor
from agents.ranking import Standing
from agents.routing import Routing
from agents.state import AgentState, LoggedOff
from app.calls.callback_state import Promise, Scheduled
from app.calls.configuration import Configuration
from app.calls.exit_state import Back, ExitPhase, Wait
from app.calls.interaction import Answer, DialResult, Direction, Moment, Outcome, Segment, Visit
from app.calls.queue_memory import QueueMemory
from customers.profile import CustomerSummary
from ivr.dialog import Session


class Timer(Struct, frozen=True, kw_only=True, gc=False, omit_defaults=True):
    """A deadline; when it comes the runtime sends `TimerElapsed` with the same name and due time.

    One that stands still, as all of a call's do from a restart until Asterisk has told what there is, has so much `left`.
    """

    name: str
    due: datetime
    left: timedelta | None = None


class Party(Struct, frozen=True, kw_only=True, gc=False):
    """Somebody on a call. `id` is unique on the call; the customer's is 0.

    `leg_id` is empty while a lost desk (`lost_since`) is not being dialed again. `place`: `main` is the talk with the
    customer, `consult` the talk beside it, `held` alone with music, `menu` in a flow. One who is `ringing` goes to
    `joins` on answering, and with `handover` takes the place of whoever asked. `queue_id` is where one of a queue's agents is
    sought; with neither agent nor leg the talk stands in that queue's line since `since`. `segment` is the index of this part,
    -1 before there is one; `spell` is what counts since `spell_since`.
    """

    id: int
    kind: Literal["customer", "agent", "outside"]
    leg_id: str
    place: Literal["ringing", "main", "consult", "held", "menu"]
    since: datetime
    agent_id: UUID | None = None
    number: str = ""
    muted: bool = False
    lost_since: datetime | None = None
    joins: Literal["main", "consult"] = "main"
    handover: bool = False
    queue_id: str = ""
    met_customer: bool = False
    segment: int = -1
    spell: Literal["", "talk", "hold"] = ""
    spell_since: datetime | None = None


class Talking(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Two or more are on the call, or somebody is left whom another is being rung for.

    `agent_id` is the agent who handles it, None when outside numbers alone are left with the customer. The customer is among the
    `parties` until gone. `queue_id` is empty for a call that came through no queue. `message_id` is the playback that the customer
    hears instead of music. `back` is where the customer goes when the one who is rung does not come, and no agent has the call.
    While `recording_paused` the handling agent keeps everything off the record. `unconnected_at` is when Asterisk last failed to
    join those who should hear each other.
    """

    queue_id: str
    since: datetime
    agent_id: UUID | None
    connected_at: datetime
    parties: tuple[Party, ...]
    consulted: bool = False
    message_id: str | None = None
    back: Back | None = None
    recording_paused: bool = False
    unconnected_at: datetime | None = None


class Taking(Struct, frozen=True, kw_only=True, gc=False):
    """The caller's words are being recorded since `since`, for at most `longest`; `silence` ends it, zero does not. `spoke`:
    somebody was heard."""

    recording_id: str
    since: datetime
    longest: timedelta
    silence: timedelta
    spoke: bool = False


class Faxing(Struct, frozen=True, kw_only=True, gc=False):
    """A fax is being received since `since`, for at most `longest`. The leg is in Asterisk's dialplan meanwhile, and comes back as
    `FaxEnded`."""

    fax_id: str
    since: datetime
    longest: timedelta


class InMenu(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The caller walks through a flow; `playback_id` is what is being played, if anything.

    `return_to` is the talk that goes on when the flow is over; nobody in it hears what happens in the menu. While `taking` the
    caller's words are recorded; `taken` is what was recorded last in this step; while `faxing` a fax comes.
    """

    session: Session
    playback_id: str | None
    return_to: Talking | None = None
    taking: Taking | None = None
    taken: str = ""
    faxing: Faxing | None = None


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


class Dialing(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """A call that we place: the agent's phone (`leg_id`) is rung first, then `number` or `other_id` is dialed.

    `answered_at` is when the agent's phone was. The other side's leg is the call's own, or none yet. With a `result` the other side
    was not reached, and the agent hears so.
    """

    agent_id: UUID
    leg_id: str
    since: datetime
    number: str = ""
    other_id: UUID | None = None
    caller_id: str = ""
    queue_id: str = ""
    answered_at: datetime | None = None
    result: DialResult | Literal[""] = ""


class Leaving(Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """Told to hang up; kept until Asterisk says that the caller's leg is gone."""

    ended_by: Literal["agent", "outside", "system"]


Phase = InMenu | Waiting | Ringing | Announcing | Talking | Dialing | Leaving | ExitPhase | Scheduled


class HeardKey(Struct, frozen=True, kw_only=True, gc=False):
    """The key that had an effect last; `at` is when it was told last, by Asterisk's own clock.

    Until `put_off_until` Asterisk may have been busy with the key before it, so that this one may be told once more then.
    """

    digit: str
    at: datetime
    held_for: timedelta = timedelta()
    put_off_until: datetime | None = None
    told_twice: bool = False


class Call(Struct, frozen=True, kw_only=True, gc=False):
    """One live contact, until nobody is left on it. `serial` numbers what is derived from its id.

    `leg_id` is the customer's leg; empty while it is not dialed yet, or when the customer is gone and others talk on.
    `caller_number` is the other side's, whoever called. `outcome` is set when it is decided before the end, and no agent has
    answered. `path` is the way through flows; a designer's call into a draft is a `test`.
    """

    id: UUID
    leg_id: str
    caller_number: str
    caller_name: str
    dialed_number: str
    language: str
    arrived_at: datetime
    phase: Phase
    direction: Direction = "inbound"
    parent_id: UUID | None = None
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
    promise: Promise | None = None
    heard_key: HeardKey | None = None
    path: tuple[Visit, ...] = ()
    test: bool = False
    answers: tuple[Answer, ...] = ()


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


class OfferEnded(Struct, frozen=True, kw_only=True, gc=False):
    """An offer that went away through no doing of the agent's: `taken` `by` another agent, the caller has left, or it was taken back."""

    call_id: UUID
    why: Literal["taken", "caller_left", "taken_back"]
    at: datetime
    by: UUID | None = None


class Agent(Struct, frozen=True, kw_only=True, gc=False):
    """An agent's live presence. `next_state` is what was asked for during a call: `ready`, `not_ready:REASON` or `logged_off`.

    `dialed` counts the calls placed to outside numbers on the day `dialed_on`. No calls are offered until `paused_until`.
    `in_hand` counts contacts by channel; `standing` is what strategies compare. `offer_ended` is the last offer that went away,
    until the state changes.
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
    dialed_on: str = ""
    dialed: int = 0
    offer_ended: OfferEnded | None = None


Touched = tuple[Literal["call", "agent"], UUID] | tuple[Literal["queue"], str]


class CallCenter(Struct, frozen=True, kw_only=True, gc=False):
    """The whole live state of a site. `legs` finds the call of a leg; `touched` names what the last event changed.

    `staff` counts the agents at work per queue, `memories` is what queues remember,
    `promised` finds the one live callback to a number. With calls of before it is
    `restoring` from a restart until Asterisk has told what there is.
    """

    configuration: Configuration
    calls: Map[UUID, Call] = Map()
    agents: Map[UUID, Agent] = Map()
    legs: Map[str, UUID] = Map()
    floor: Floor = Floor()
    staff: Map[str, int] = Map()
    memories: Map[str, QueueMemory] = Map()
    promised: Map[str, UUID] = Map()
    restoring: bool = False
    touched: Map[Touched, None] = Map()

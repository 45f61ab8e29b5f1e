"""What an administrator decides about queues and agents, as the distributor reads it.

Lengths of time are whole milliseconds at the finest. Texts for callers are given per language code (`en`, `zh-CN`).
"""

from datetime import timedelta
from typing import Literal
from uuid import UUID

from msgspec import Struct

Strategy = Literal["longest_idle", "least_busy", "fewest_calls", "round_robin", "linear", "ring_all", "weighted_random"]
"""Who of several eligible agents is offered a call first:

- `longest_idle`: ready for the longest time.
- `least_busy`: smallest share of the signed-in time spent with calls.
- `fewest_calls`: fewest calls handled since signing in.
- `round_robin`: not offered a call of this queue for the longest time.
- `linear`: lowest position in the queue's list, always.
- `ring_all`: everybody at once; the first to accept has it.
- `weighted_random`: drawn, with each member's weight in the queue.
"""

WrapUpMode = Literal["timed", "until_ready", "optional", "none"]
"""`timed`: ready when the time is over; `until_ready`: until the agent says so; `optional`: ready at once, but the paperwork
stays open for the time; `none`: ready at once."""


class Requirement(Struct, frozen=True, kw_only=True):
    """A skill at a level (0-100) or better."""

    skill: str
    level: int = 1


class Relaxation(Struct, frozen=True, kw_only=True):
    """What is required of an agent from `after` (since the caller began to wait) on."""

    after: timedelta = timedelta()
    needs: tuple[Requirement, ...] = ()


class ToQueue(Struct, frozen=True, kw_only=True, tag="queue"):
    """Wait in another queue, keeping the time waited."""

    queue_id: str


class ToAgent(Struct, frozen=True, kw_only=True, tag="agent"):
    """Be offered to one agent."""

    agent_id: UUID


class ToNumber(Struct, frozen=True, kw_only=True, tag="number"):
    """Be connected to an outside number, under the outgoing rules."""

    number: str


class ToVoicemail(Struct, frozen=True, kw_only=True, tag="voicemail"):
    """Leave a message for the queue."""


class ToCallback(Struct, frozen=True, kw_only=True, tag="callback"):
    """Be called back, keeping the place."""


class ToGoodbye(Struct, frozen=True, kw_only=True, tag="goodbye"):
    """Hear a text, or a prompt of the library in its place, and be hung up."""

    text: dict[str, str] = {}
    prompt: str = ""


class Stay(Struct, frozen=True, kw_only=True, tag="stay"):
    """Go on waiting."""


Exit = ToQueue | ToAgent | ToNumber | ToVoicemail | ToCallback | ToGoodbye | Stay
"""Where a caller goes who is not served here."""


class Overflow(Struct, frozen=True, kw_only=True):
    """When callers leave the line by themselves, and where to. `Stay` switches a rule off.

    `on_full` when `maximum_length` callers wait already, `on_long_wait` after `maximum_wait`, `on_nobody` when nobody who serves
    the queue is signed in, `on_closed` outside the hours; `closing` is what becomes of those already waiting then.
    """

    maximum_length: int | None = None
    on_full: Exit = Stay()
    maximum_wait: timedelta | None = None
    on_long_wait: Exit = Stay()
    on_nobody: Exit = Stay()
    on_closed: Exit = ToGoodbye()
    closing: Literal["serve", "exit"] = "serve"


class Announcements(Struct, frozen=True, kw_only=True):
    """What waiting callers are told: the first time after `first`, then when it improved or `every` so often.

    `prompt` names one of the library, which is played in place of `text`.
    """

    position: bool = False
    wait_range: bool = False
    first: timedelta = timedelta(seconds=15)
    every: timedelta = timedelta(seconds=60)
    text: dict[str, str] = {}
    prompt: str = ""


class CallbackPolicy(Struct, frozen=True, kw_only=True):
    """How callbacks are carried out: so many attempts, `gap` apart, given up `expires` after the request.

    `hours` names the calendar within which customers are called; empty stands for the queue's own.
    """

    attempts: int = 3
    gap: timedelta = timedelta(minutes=15)
    expires: timedelta = timedelta(hours=24)
    ring_timeout: timedelta = timedelta(seconds=30)
    hours: str = ""


class Retry(Struct, frozen=True, kw_only=True):
    """What follows when an agent does not take an offer. A delay of zero makes the agent Not Ready instead of pausing it."""

    declined: timedelta = timedelta()
    busy: timedelta = timedelta(seconds=5)
    no_answer: timedelta = timedelta()


class Queue(Struct, frozen=True, kw_only=True):
    """A waiting line and the rules for those who wait in it. `id` is a stable short name such as `support`.

    A call's score is its waiting time plus `priority` (and its own); an agent of several queues gets the call whose score times
    its queue's `weight` is highest. `requirements` relax over time, in order. `hours` names a calendar; empty is always open.
    `agent_prompt` is played behind the agent's number, in place of the usual words.
    `survey` names the flow to which callers go whose agent hangs up first; empty is none.
    `keys` are what a waiting caller may press. `tier_priority` gives customers of a tier seconds of waiting beforehand.
    `recording_pause`: agents may keep parts of a call off the record.
    """

    id: str
    name: str
    strategy: Strategy = "longest_idle"
    priority: timedelta = timedelta()
    weight: float = 1.0
    tier_priority: dict[str, timedelta] = {}
    requirements: tuple[Relaxation, ...] = ()
    sticky: timedelta = timedelta()
    ring_timeout: timedelta = timedelta(seconds=20)
    retry: Retry = Retry()
    wrap_up: timedelta = timedelta(seconds=30)
    wrap_up_mode: WrapUpMode = "timed"
    disposition_required: bool = False
    service_level: timedelta = timedelta(seconds=20)
    service_level_target: float = 0.8
    short_abandon: timedelta = timedelta(seconds=5)
    redial_window: timedelta = timedelta()
    overflow: Overflow = Overflow()
    announcements: Announcements = Announcements()
    keys: dict[str, Exit] = {}
    callback: CallbackPolicy = CallbackPolicy()
    hours: str = ""
    music: str = "default"
    announce_agent: bool = True
    agent_prompt: str = ""
    caller_id: str = ""
    survey: str = ""
    recording_pause: bool = True


class AgentProfile(Struct, frozen=True, kw_only=True):
    """A person who takes calls. `number` is spoken to callers (`8001`); `queues` are the ids of the queues served.

    `positions` (linear) and `weights` (weighted random) are per queue; `skills` are levels 0-100; `capacity` is how many contacts of
    a channel may be in hand at once, one where nothing is said.
    """

    id: UUID
    number: str
    name: str
    queues: tuple[str, ...] = ()
    positions: dict[str, int] = {}
    weights: dict[str, int] = {}
    skills: dict[str, int] = {}
    team: str = ""
    capacity: dict[str, int] = {}
    auto_answer: bool = False

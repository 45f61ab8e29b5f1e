"""A working day in virtual time: callers, agents and Asterisk that react to what `step` asks for.

The number of live calls stays the same: when one ends the next caller dials. What happened is kept as a script, which
can then be replayed on the same center as often as the measurement likes, because `step` is pure.
"""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from uuid import UUID

from agents.state import AfterCallWork, Reserved, TransitionNotAllowed
from app.calls.actions import (
    AnswerCall,
    CallAction,
    HangUp,
    LookUpCustomer,
    Play,
    RingAgent,
    StartRecording,
    StopPlayback,
)
from app.calls.errors import CallNotYours
from app.calls.events import (
    AgentSignedIn,
    CallArrived,
    CallEvent,
    CustomerFound,
    DigitReceived,
    DispositionChosen,
    HangUpRequested,
    HoldRequested,
    LegAnswered,
    LegEnded,
    NotesChanged,
    OfferDeclined,
    PhoneChanged,
    PlaybackEnded,
    StateRequested,
    TimerElapsed,
    WrapUpEnded,
)
from app.calls.recovery import restore
from app.calls.state import CallCenter, Ringing, Talking
from app.calls.step import step
from bench import site
from customers.profile import CustomerSummary

START = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
WARM_UP = timedelta(seconds=240)
WAITING_SHARE = 0.1
MISSED, DECLINED, IMPATIENT, HELD = 0.03, 0.02, 0.03, 0.3

_Happening = Callable[[datetime], CallEvent | None]


class Traffic:
    """`agents` agents with as many live calls, from the first sign-in to the end of the script."""

    def __init__(self, agents: int, seed: int = 1) -> None:
        self.center = restore(site.configuration(agents), (), ())
        self._size = agents
        self._chance = random.Random(seed)
        self._future: list[tuple[datetime, int, _Happening]] = []
        self._order = 0
        self._dialed = 0
        self._in_wrap_up: dict[UUID, UUID] = {}
        for number in range(agents):
            self._sign_in(site.agent_id(number))
        for _ in range(agents):
            self._dial(START, 0, 150)
        self.script(until=START + WARM_UP)

    def script(self, *, length: int | None = None, until: datetime | None = None) -> list[CallEvent]:
        """Let the day go on for so many events, or until a moment; what happened."""
        happened: list[CallEvent] = []
        while self._future and (length is None or len(happened) < length):
            at, _, happening = heappop(self._future)
            if until is not None and at > until:
                break
            event = happening(at)
            if event is None:
                continue
            try:
                self.center, actions = step(self.center, event)
            except (TransitionNotAllowed, CallNotYours):
                continue  # the agent clicked too late
            happened.append(event)
            for action in actions:
                self._react(action, at)
            self._notice(event, at)
        return happened

    def _sign_in(self, agent_id: UUID) -> None:
        for event in (
            AgentSignedIn(at=START, agent_id=agent_id),
            PhoneChanged(at=START, agent_id=agent_id, reachable=True),
            StateRequested(
                at=START + timedelta(milliseconds=self._chance.randrange(60_000)), agent_id=agent_id, wanted="ready"
            ),
        ):
            self.center, _ = step(self.center, event)

    def _dial(self, at: datetime, earliest: float, latest: float) -> None:
        self._dialed += 1
        number = self._dialed
        event_at = self._between(at, earliest, latest)
        self._at(
            event_at,
            lambda now: CallArrived(
                at=now,
                call_id=site.call_id(number),
                leg_id=f"1763798400.{number}",
                caller_number=f"138{number:08}",
                caller_name="",
                dialed_number=site.dialed_number(number % site.PAIRS),
            ),
        )

    def _react(self, action: CallAction, at: datetime) -> None:
        match action:
            case AnswerCall(leg_id=leg_id):
                self._after(at, 5, 12, lambda now: self._key(now, leg_id))
                if self._chance.random() < IMPATIENT:
                    self._after(at, 15, 40, lambda now: LegEnded(at=now, leg_id=leg_id, hangup_cause=16))
            case LookUpCustomer(call_id=call_id, caller_number=number):
                customer = (
                    CustomerSummary(id=call_id, name="Somebody", number=number) if self._chance.random() < 0.7 else None
                )
                self._after(at, 0.01, 0.05, lambda now: CustomerFound(at=now, call_id=call_id, customer=customer))
            case Play(playback_id=playback_id):
                self._after(at, 3, 5, lambda now: PlaybackEnded(at=now, playback_id=playback_id))
            case StopPlayback(playback_id=playback_id):
                self._after(at, 0.01, 0.03, lambda now: PlaybackEnded(at=now, playback_id=playback_id))
            case RingAgent():
                self._ring(action, at)
            case StartRecording(call_id=call_id, leg_id=leg_id):
                self._talk(call_id, leg_id, at)
            case HangUp(leg_id=leg_id):
                self._after(at, 0.01, 0.1, lambda now: LegEnded(at=now, leg_id=leg_id, hangup_cause=16))
            case _:
                pass

    def _key(self, at: datetime, leg_id: str) -> CallEvent:
        waiting = sum(len(self.center.floor.line(site.crowded(pair))) for pair in range(site.PAIRS))
        return DigitReceived(at=at, leg_id=leg_id, digit="1" if waiting < self._size * WAITING_SHARE else "2")

    def _ring(self, ring: RingAgent, at: datetime) -> None:
        luck = self._chance.random()
        if luck < MISSED:
            due = at + self.center.configuration.queues[site.crowded(0)].ring_timeout
            self._at(
                due,
                lambda now: TimerElapsed(at=now, owner="call", owner_id=ring.call_id, name="ring", due=due),
            )
        elif luck < MISSED + DECLINED:
            self._after(at, 1, 4, lambda now: OfferDeclined(at=now, agent_id=ring.agent_id, call_id=ring.call_id))
        else:
            self._after(at, 2, 8, lambda now: LegAnswered(at=now, leg_id=ring.leg_id))
            return
        self._after(at, 30, 60, lambda now: StateRequested(at=now, agent_id=ring.agent_id, wanted="ready"))

    def _talk(self, call_id: UUID, leg_id: str, at: datetime) -> None:
        phase = self.center.calls[call_id].phase
        assert isinstance(phase, Talking), "recording begins with the talk"
        assert phase.agent_id is not None, "an agent talks with each caller"
        agent_id, length = phase.agent_id, self._chance.uniform(60, 180)
        assert agent_id is not None, "a talk that begins has its agent"

        def during(share: float, happening: _Happening) -> None:
            self._at(at + timedelta(seconds=length * share), happening)

        if self._chance.random() < HELD:
            during(0.3, lambda now: HoldRequested(at=now, agent_id=agent_id, call_id=call_id, hold=True))
            during(0.5, lambda now: HoldRequested(at=now, agent_id=agent_id, call_id=call_id, hold=False))
        during(0.7, lambda now: NotesChanged(at=now, agent_id=agent_id, call_id=call_id, notes="Asked for an invoice."))
        during(0.9, lambda now: DispositionChosen(at=now, agent_id=agent_id, call_id=call_id, disposition="solved"))
        if self._chance.random() < 0.5:
            during(1, lambda now: HangUpRequested(at=now, agent_id=agent_id, call_id=call_id))
        else:
            during(1, lambda now: LegEnded(at=now, leg_id=leg_id, hangup_cause=16))

    def _notice(self, event: CallEvent, at: datetime) -> None:
        """What shows in the state and not in an action: wrap-up begins, and a caller is gone."""
        for kind, key in self.center.touched:
            if kind == "agent":
                assert isinstance(key, UUID), "agents are named by their ids"
                state = self.center.agents[key].state
                if isinstance(state, AfterCallWork) and self._in_wrap_up.get(key) != state.call_id:
                    self._in_wrap_up[key] = state.call_id
                    self._wrap_up(key, state, at)
            elif kind == "call" and key not in self.center.calls:
                self._dial(at, 0.1, 2)
        del event

    def _wrap_up(self, agent_id: UUID, state: AfterCallWork, at: datetime) -> None:
        if self._chance.random() < 0.8:
            self._after(at, 5, 25, lambda now: WrapUpEnded(at=now, agent_id=agent_id))
            return
        due = state.ends_at
        assert due is not None, "queues of the measurements end the paperwork by time"
        self._at(due, lambda now: TimerElapsed(at=now, owner="agent", owner_id=agent_id, name="wrap_up", due=due))

    def _after(self, at: datetime, shortest: float, longest: float, happening: _Happening) -> None:
        self._at(self._between(at, shortest, longest), happening)

    def _between(self, at: datetime, shortest: float, longest: float) -> datetime:
        return at + timedelta(seconds=self._chance.uniform(shortest, longest))

    def _at(self, at: datetime, happening: _Happening) -> None:
        self._order += 1
        heappush(self._future, (at, self._order, happening))


def picture(center: CallCenter) -> dict[str, int]:
    """How many calls are in which phase, and how many agents in which state."""
    counted: dict[str, int] = {}
    for phase in (call.phase for call in center.calls.values()):
        counted[type(phase).__name__] = counted.get(type(phase).__name__, 0) + 1
    for state in (agent.state for agent in center.agents.values()):
        counted[type(state).__name__] = counted.get(type(state).__name__, 0) + 1
    assert counted.get(Ringing.__name__, 0) == counted.get(Reserved.__name__, 0), "one agent per ringing call"
    return dict(sorted(counted.items()))

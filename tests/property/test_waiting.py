"""Random scripts of waiting, leaving by every exit and being called back: nobody is lost, and nobody is dialed twice."""

from collections import Counter
from datetime import timedelta
from uuid import UUID, uuid5

from hypothesis import given, settings
from hypothesis import strategies as st
from immutables import Map
from msgspec import structs

from agents.configuration import (
    Announcements,
    CallbackPolicy,
    Overflow,
    ToAgent,
    ToCallback,
    ToGoodbye,
    ToNumber,
    ToQueue,
    ToVoicemail,
)
from agents.state import TransitionNotAllowed
from app.calls import errors
from app.calls.actions import DialOut, RecordInteraction
from app.calls.callback_state import Scheduled
from app.calls.configuration import OutgoingRules
from app.calls.events import (
    AgentSignedIn,
    AgentSignedOut,
    CallArrived,
    CallbackCancelled,
    CallbackFailed,
    CallbackMoved,
    CallEvent,
    DigitReceived,
    LegAnswered,
    LegEnded,
    NumberChecked,
    PhoneChanged,
    PlaybackEnded,
    SpeechHeard,
    StateRequested,
    TelephonyRestored,
    TimerElapsed,
)
from app.calls.recovery import restore
from app.calls.state import Call, Dialing, Ringing, Waiting
from app.calls.step import step
from ivr.hours import Calendar, Span, is_open, next_change
from tests.center import ANA, BEN, CAI, NAMESPACE, START
from tests.property.agreement import check_deadlines
from tests.waiting_site import with_rules

AGENTS = (ANA, BEN, CAI)
NUMBERS = ("+8613800138000", "+8613900139000")
OUTSIDE = "+862162881234"
FIRST_MINUTES = Calendar(
    id="minutes",
    name="The first minutes of some hours",
    zone="UTC",
    week=((),) * 6 + (tuple(Span(opens=minute, closes=minute + 2) for minute in range(480, 600, 4)),),
)
POLICY = CallbackPolicy(attempts=2, gap=timedelta(seconds=40), expires=timedelta(minutes=3))
KEYS = {
    "1": ToCallback(),
    "3": ToVoicemail(),
    "4": ToGoodbye(),
    "5": ToAgent(agent_id=BEN),
    "6": ToQueue(queue_id="support"),
    "7": ToQueue(queue_id="sales"),
    "8": ToNumber(number=OUTSIDE),
}
RULES = structs.replace(
    with_rules(
        support={
            "keys": KEYS,
            "callback": POLICY,
            "announcements": Announcements(position=True, wait_range=True),
            "redial_window": timedelta(seconds=30),
            "overflow": Overflow(
                maximum_length=2,
                on_full=ToQueue(queue_id="sales"),
                maximum_wait=timedelta(seconds=20),
                on_long_wait=ToQueue(queue_id="sales"),
                on_nobody=ToCallback(),
            ),
        },
        sales={
            "keys": KEYS,
            "callback": structs.replace(POLICY, hours=FIRST_MINUTES.id),
            "overflow": Overflow(maximum_wait=timedelta(seconds=20), on_long_wait=ToQueue(queue_id="support")),
        },
    ),
    outgoing=OutgoingRules(trunk="carrier", prefixes=("+86",)),
    calendars=Map({FIRST_MINUTES.id: FIRST_MINUTES}),
)
Move = tuple[str, int, int]
KINDS = (
    "arrive", "arrive", "key", "key", "key", "key", "playback", "playback", "timer", "timer", "timer", "checked", "checked",
    "speech", "sign_in", "ready", "ready", "phone", "sign_out", "answer", "answer", "leg_ends", "caller_ends", "restart",
    "cancel", "move", "machine",
)  # fmt: skip
SCRIPTS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 5), st.integers(0, 11)), max_size=100)


class Play:
    """Turns moves into events on one site, and keeps what must hold."""

    def __init__(self) -> None:
        self.center = restore(RULES, (), ())
        self.now = START
        self.calls = 0
        self.legs: set[str] = set()
        self.seen: set[UUID] = set()
        self.records: Counter[UUID] = Counter()
        self.attempts: Counter[UUID] = Counter()
        for agent_id in AGENTS[:2]:
            self.play(("sign_in", AGENTS.index(agent_id), 0))
            self.play(("phone", AGENTS.index(agent_id), 2))

    def play(self, move: Move) -> None:
        """One move, if it makes sense now; a caller who arrives chooses a queue at once."""
        self.now += timedelta(seconds=1)
        event = self._event(*move)
        if event is None:
            return
        self.happen(event)
        if isinstance(event, CallArrived):
            welcome: str | None = getattr(self.center.calls[event.call_id].phase, "playback_id", None)
            assert welcome is not None
            self.happen(PlaybackEnded(at=self.now, playback_id=welcome))
            self.happen(DigitReceived(at=self.now, leg_id=event.leg_id, digit="12"[move[2] % 2]))

    def happen(self, event: CallEvent) -> None:
        """One event, and what must hold after it."""
        before = self.center
        try:
            self.center, actions = step(before, event)
        except (TransitionNotAllowed, *errors.REFUSALS):
            assert self.center is before
            return
        self.seen |= set(self.center.calls)
        check_deadlines(before, self.center, event)
        for action in actions:
            assert getattr(action, "leg_id", None) != "", "nothing is asked of a leg that does not exist"
            if isinstance(action, RecordInteraction):
                self.records[action.call_id] += 1
            if isinstance(action, DialOut):
                call = self.center.calls[action.call_id]
                if call.promise is None:
                    assert (call.direction, action.number) == ("inbound", OUTSIDE)
                    continue
                assert self.now <= call.promise.expires_at, "an expired promise is not carried out"
                self.attempts[call.parent_id or call.id] += 1
        self._check()

    def _check(self) -> None:
        center = self.center
        dialed = Counter(
            call.caller_number
            for call in center.calls.values()
            if call.direction == "callback" and isinstance(call.phase, Dialing) and call.leg_id
        )
        assert all(count == 1 for count in dialed.values()), "never two dials to a number at once"
        assert all(count <= POLICY.attempts for count in self.attempts.values())
        promised = {call.promise.number: call.id for call in center.calls.values() if call.promise is not None}
        assert dict(center.promised) == promised, "one callback per number, and the index knows it"
        for call in center.calls.values():
            if call.promise is not None and isinstance(call.phase, Waiting | Ringing | Scheduled):
                self._check_hours(call, call.phase)
        assert all(count == 1 for count in self.records.values()), "one final state each"
        assert self.seen == set(self.records) | set(center.calls), "nobody is lost"
        assert not (set(self.records) & set(center.calls))

    def _check_hours(self, call: Call, phase: Waiting | Ringing | Scheduled) -> None:
        """A callback is in the line or offered until the hours end, and else comes when they begin."""
        deadlines = {timer.name: timer.due for timer in call.timers}
        if isinstance(phase, Scheduled):
            assert deadlines["wait_due"] == phase.due
            assert phase.queue_id == "support" or is_open(FIRST_MINUTES, phase.due)
        elif phase.queue_id == "sales":
            ends = deadlines.get("wait_closes")
            assert ends is not None
            assert ends <= self.now or next_change(FIRST_MINUTES, self.now) == ends

    def _event(self, kind: str, which: int, more: int) -> CallEvent | None:
        at, agent_id = self.now, AGENTS[which % 3]
        calls = sorted(self.center.calls.values(), key=lambda call: (call.arrived_at, call.id))
        call = calls[which % len(calls)] if calls else None
        match kind:
            case "arrive" if len(calls) > 4:
                return None
            case "arrive":
                self.calls += 1
                return CallArrived(
                    at=at,
                    call_id=uuid5(NAMESPACE, f"waiting-{self.calls}"),
                    leg_id=f"channel-{self.calls}",
                    caller_number=NUMBERS[which % 2],
                    caller_name="",
                    dialed_number="4000",
                )
            case "sign_in":
                return AgentSignedIn(at=at, agent_id=agent_id)
            case "sign_out":
                return AgentSignedOut(at=at, agent_id=agent_id)
            case "ready":
                return StateRequested(at=at, agent_id=agent_id, wanted="ready")
            case "phone":
                return PhoneChanged(at=at, agent_id=agent_id, reachable=more > 1)
            case _ if call is None:
                return None
            case "restart":
                center = self.center
                self.center = restore(RULES, center.calls.values(), center.agents.values(), center.memories, at)
                at = self.now = at + timedelta(seconds=more)
                legs = frozenset(leg for leg in center.legs if more)
                return TelephonyRestored(at=at, legs=legs, answered_legs=frozenset(), bridges=frozenset())
            case _:
                return self._of_call(kind, call, more)

    def _of_call(self, kind: str, call: Call, more: int) -> CallEvent | None:
        at = self.now
        wait_playback = None if call.wait is None else call.wait.playback_id
        match kind:
            case "key":
                return DigitReceived(at=at, leg_id=call.leg_id, digit="11801234567#"[more])
            case "playback":
                playing: str | None = getattr(call.phase, "playback_id", None) or wait_playback
                return None if playing is None else PlaybackEnded(at=at, playback_id=playing)
            case "timer" if call.timers:
                first = min(call.timers, key=lambda timer: timer.due)
                self.now = max(at, first.due)
                return TimerElapsed(at=self.now, owner="call", owner_id=call.id, name=first.name, due=first.due)
            case "checked":
                return NumberChecked(at=at, call_id=call.id, number=(NUMBERS[0], NUMBERS[1], NUMBERS[0], "")[more % 4])
            case "speech":
                return SpeechHeard(at=at, leg_id=call.leg_id, speaking=more > 5)
            case "answer" | "leg_ends":
                legs = self._dialed(call)
                if not legs:
                    return None
                leg = legs[more % len(legs)]
                cause = (16, 17, 19, 21)[more % 4]
                return (
                    LegAnswered(at=at, leg_id=leg)
                    if kind == "answer"
                    else LegEnded(at=at, leg_id=leg, hangup_cause=cause)
                )
            case "caller_ends" if call.leg_id:
                return LegEnded(at=at, leg_id=call.leg_id, hangup_cause=16)
            case "cancel":
                return CallbackCancelled(at=at, call_id=call.id, by=ANA)
            case "move":
                due = None if more < 4 else at + timedelta(seconds=10 * more)
                return CallbackMoved(at=at, call_id=call.id, by=ANA, due=due)
            case "machine":
                return CallbackFailed(at=at, agent_id=AGENTS[more % 3], call_id=call.id)
            case _:
                return None

    def _dialed(self, call: Call) -> list[str]:
        """The legs that we dialed for a call."""
        return sorted(
            leg for leg, owner in self.center.legs.items() if owner == call.id and not leg.startswith("channel")
        )


@settings(max_examples=300, deadline=None)
@given(SCRIPTS)
def test_nobody_is_lost_and_nobody_is_dialed_twice(script: list[Move]) -> None:
    play = Play()
    for move in script:
        play.play(move)
    for _ in range(200):
        calls = sorted(play.center.calls.values(), key=lambda call: (call.arrived_at, call.id))
        if not calls:
            break
        call = calls[0]
        play.now += timedelta(seconds=1)
        if call.leg_id:
            play.happen(LegEnded(at=play.now, leg_id=call.leg_id, hangup_cause=16))
        elif isinstance(call.phase, Waiting | Scheduled):
            play.happen(CallbackCancelled(at=play.now, call_id=call.id, by=ANA))
        elif isinstance(call.phase, Ringing):
            for offer in call.phase.offers:
                play.happen(LegEnded(at=play.now, leg_id=offer.leg_id, hangup_cause=21))
        else:
            for leg in [leg for leg, owner in play.center.legs.items() if owner == call.id]:
                play.happen(LegEnded(at=play.now, leg_id=leg, hangup_cause=16))
    assert not play.center.calls
    assert set(play.records) == play.seen
    assert set(play.records.values()) <= {1}


@settings(max_examples=100, deadline=None)
@given(SCRIPTS)
def test_queues_that_overflow_into_each_other_come_to_rest(script: list[Move]) -> None:
    play = Play()
    for move in script:
        play.play(move)
    for call in tuple(play.center.calls.values()):
        hops = Counter(part.queue_id for part in call.segments if part.outcome == "overflowed")
        by_key = sum(moment.what == "overflowed" and moment.detail == "key" for moment in call.timeline)
        assert all(count <= 1 + by_key for count in hops.values()), "a rule sends a caller out of a queue once"

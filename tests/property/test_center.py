"""Random scripts of events, sensible and senseless, keep the center's promises."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid5
from zlib import crc32

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from agents.state import TransitionNotAllowed, named
from app.calls import errors, ids, parties
from app.calls.actions import RecordAgentState, RecordInteraction
from app.calls.call_commands import (
    ConsultCancelled,
    ConsultCompleted,
    ConsultMerged,
    ConsultRequested,
    ConsultSwapped,
    DialRequested,
    PartyDropped,
    PartyMuted,
    PartyRequested,
    QualityReported,
    RecordingPauseRequested,
    TakenBack,
    ToAgent,
    ToMenu,
    ToNumber,
    TransferRequested,
)
from app.calls.events import (
    ActionFailed,
    AgentSignedIn,
    AgentSignedOut,
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
    PagePresence,
    PhoneChanged,
    PlaybackEnded,
    StateRequested,
    TelephonyRestored,
    TimerElapsed,
    WrapUpEnded,
    WrapUpExtended,
)
from app.calls.interaction import AgentSpell
from app.calls.recovery import restore
from app.calls.state import Call, Page, Ringing
from app.calls.step import step
from tests.center import ANA, BEN, CAI, NAMESPACE, START
from tests.property.agreement import check_agreement, check_deadlines, check_touched
from tests.property.rules import VARIANTS, destination, restarted, rules

AGENTS = (ANA, BEN, CAI)
CALLS = tuple(uuid5(NAMESPACE, f"call-{n}") for n in range(4))
DIALED = tuple(uuid5(NAMESPACE, f"dialed-{n}") for n in range(4))
REFUSALS = (TransitionNotAllowed, *errors.REFUSALS)
Move = tuple[str, int, int]
SCRIPTS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "arrive", "arrive", "digit", "digit", "playback", "playback", "timer", "answer", "answer", "agent_leg_ends",
                "caller_ends", "sign_in", "phone_on", "phone_on", "phone_off", "ready", "ready", "ready", "not_ready",
                "sign_out", "decline", "hold", "retrieve", "hang_up", "notes", "disposition", "extend", "end_wrap_up",
                "restored", "restart", "failed", "repeat", "stale_timer", "dial", "dial", "transfer", "consult", "consult",
                "swap", "merge", "complete", "cancel", "take_back", "add", "drop", "mute", "measure", "other_leg_ends",
                "page", "page", "found", "off_record", "way_out", "known", "known",
            ]
        ),
        st.integers(0, 3),
        st.integers(0, 4),
    ),
    max_size=120,
)  # fmt: skip


class Play:
    """Turns moves into events that fit the present center, or nearly do."""

    def __init__(self, variant: int) -> None:
        self.rules = rules(variant)
        self.center = restore(self.rules, (), ())
        self.now = START
        self.arrived: set[UUID] = set()
        self.gone: set[UUID] = set()
        self.records: Counter[UUID] = Counter()
        self.spells: list[AgentSpell] = []
        self.seen: dict[UUID, datetime] = {}
        self.last: CallEvent | None = None

    def play(self, move: Move) -> None:
        kind, which, cause = move
        if kind == "known":
            for part in (("arrive", which, 0), ("playback", which, 0), ("found", which, cause), ("digit", which, 1)):
                self.play(part)
            return
        if kind == "restart":
            self.center, self.last = restarted(self.center, self.rules, self.now), None
            self.now += timedelta(seconds=10**cause - 1)
            return
        event = self.last if kind == "repeat" else self.event(kind, which, cause)
        if event is None:
            return
        before = self.center
        try:
            self.center, actions = step(before, event)
        except REFUSALS:
            assert self.center is before
            return
        self.gone |= set(before.calls.keys()) - set(self.center.calls.keys())
        if isinstance(event, CallArrived | DialRequested):
            self.arrived.add(event.call_id)
        self.records.update(action.call_id for action in actions if isinstance(action, RecordInteraction))
        self.spells += [action.spell for action in actions if isinstance(action, RecordAgentState)]
        for agent in self.center.agents.values():
            self.seen.setdefault(agent.id, agent.since)
        check_touched(before, self.center)
        check_deadlines(before, self.center, event)
        self.last = event

    def event(self, kind: str, which: int, cause: int) -> CallEvent | None:
        self.now += timedelta(seconds=1)
        at, call_id, agent_id = self.now, CALLS[which], AGENTS[which % 3]
        if DIALED[which] in self.center.calls and cause % 2:
            call_id = DIALED[which]
        call = self.center.calls.get(call_id)
        caller_leg = f"channel-{which}"
        agent_leg = leg_of(call, cause) if call is not None else "unknown-leg"
        match kind:
            case "arrive":
                if call_id in self.gone:
                    return None
                return CallArrived(
                    at=at, call_id=call_id, leg_id=caller_leg, caller_number="1", caller_name="", dialed_number="4000"
                )
            case "digit":
                return DigitReceived(at=at, leg_id=caller_leg, digit="12#90"[cause])
            case "playback":
                playback: str = (getattr(call.phase, "playback_id", None) if call is not None else None) or "none"
                return PlaybackEnded(at=at, playback_id=playback)
            case "timer" | "stale_timer":
                timers = (
                    call.timers
                    if call is not None
                    else self.center.agents[agent_id].timers
                    if agent_id in self.center.agents
                    else ()
                )
                if not timers:
                    return None
                due = timers[0].due + timedelta(seconds=kind == "stale_timer")
                self.now = max(self.now, due)
                owner = "call" if call is not None else "agent"
                owner_id = call_id if call is not None else agent_id
                return TimerElapsed(at=self.now, owner=owner, owner_id=owner_id, name=timers[0].name, due=due)
            case "answer":
                return LegAnswered(at=at, leg_id=agent_leg)
            case "agent_leg_ends":
                return LegEnded(at=at, leg_id=agent_leg, hangup_cause=(16, 17, 19, 21, 0)[cause])
            case "caller_ends":
                if call_id in self.arrived:
                    self.gone.add(call_id)
                return LegEnded(at=at, leg_id=caller_leg, hangup_cause=16)
            case "other_leg_ends":
                return LegEnded(at=at, leg_id=leg_of(call, cause + 1) if call is not None else "none", hangup_cause=17)
            case "dial":
                if DIALED[which] in self.arrived:
                    return None
                target = (ToNumber(number="+49302"), ToNumber(number="199"), ToAgent(agent_id=AGENTS[cause % 3]))[
                    which % 3
                ]
                return DialRequested(at=at, agent_id=AGENTS[cause % 3 - 1], call_id=DIALED[which], to=target)
            case "transfer":
                return TransferRequested(
                    at=at, agent_id=owner_of(call, agent_id), call_id=call_id, to=destination(cause)
                )
            case "consult" | "add":
                to = destination(cause)
                if isinstance(to, ToMenu):
                    to = ToAgent(agent_id=AGENTS[cause - 3])
                kind_of = ConsultRequested if kind == "consult" else PartyRequested
                return kind_of(at=at, agent_id=owner_of(call, agent_id), call_id=call_id, to=to)
            case "swap" | "merge" | "complete" | "cancel" | "take_back":
                acts = {
                    "swap": ConsultSwapped,
                    "merge": ConsultMerged,
                    "complete": ConsultCompleted,
                    "cancel": ConsultCancelled,
                    "take_back": TakenBack,
                }
                return acts[kind](at=at, agent_id=owner_of(call, agent_id), call_id=call_id)
            case "drop":
                return PartyDropped(
                    at=at, agent_id=owner_of(call, agent_id), call_id=call_id, party_id=party_of(call, cause)
                )
            case "mute":
                party_id = party_of(call, cause)
                return PartyMuted(
                    at=at, agent_id=owner_of(call, agent_id), call_id=call_id, party_id=party_id, muted=which > 1
                )
            case "measure":
                return QualityReported(
                    at=at,
                    agent_id=owner_of(call, agent_id),
                    call_id=call_id,
                    packet_loss=1.0,
                    jitter_ms=float(cause),
                    round_trip_ms=10.0,
                    mos=4.0,
                )
            case "page":
                page = Page(heard=cause != 1, phone=cause != 2, microphone="denied" if cause == 3 else "")
                return PagePresence(at=at, agent_id=agent_id, page=page)
            case "found":
                return CustomerFound(at=at, call_id=call_id, customer=None, last_agent_id=AGENTS[cause % 3])
            case "off_record":
                return RecordingPauseRequested(
                    at=at, agent_id=owner_of(call, agent_id), call_id=call_id, paused=cause > 1
                )
            case "way_out":
                return DigitReceived(at=at, leg_id=caller_leg, digit="8", heard_at=at)
            case "sign_in":
                return AgentSignedIn(at=at, agent_id=agent_id)
            case "sign_out":
                return AgentSignedOut(at=at, agent_id=agent_id)
            case "phone_on" | "phone_off":
                return PhoneChanged(at=at, agent_id=agent_id, reachable=kind == "phone_on")
            case "ready":
                return StateRequested(at=at, agent_id=agent_id, wanted="ready")
            case "not_ready":
                return StateRequested(at=at, agent_id=agent_id, wanted="not_ready", reason="break")
            case "decline":
                return OfferDeclined(at=at, agent_id=AGENTS[cause % 3], call_id=call_id)
            case "hold" | "retrieve":
                return HoldRequested(at=at, agent_id=AGENTS[cause % 3], call_id=call_id, hold=kind == "hold")
            case "hang_up":
                return HangUpRequested(at=at, agent_id=AGENTS[cause % 3], call_id=call_id)
            case "notes":
                return NotesChanged(at=at, agent_id=AGENTS[cause % 3], call_id=call_id, notes="n")
            case "disposition":
                return DispositionChosen(at=at, agent_id=AGENTS[cause % 3], call_id=call_id, disposition="solved")
            case "extend":
                return WrapUpExtended(at=at, agent_id=agent_id, by=timedelta(seconds=60))
            case "end_wrap_up":
                return WrapUpEnded(at=at, agent_id=agent_id)
            case "failed":
                names = ("RingAgent" if which else "DialOut", "Play", "Connect", "AnswerCall", "StartMusic")
                room = ids.bridge(call_id) if which % 2 else ids.consult_bridge(call_id)
                failed = ActionFailed(at=at, call_id=call_id, action=names[cause], leg_id=agent_leg, error="500")
                return structs.replace(failed, bridge_id=room)
            case _:
                legs = frozenset(leg for leg in self.center.legs if crc32(f"{leg}{cause}".encode()) % 3)
                self.gone |= {call.id for call in self.center.calls.values() if call.leg_id not in legs}
                return TelephonyRestored(at=at, legs=legs, answered_legs=frozenset(), bridges=frozenset())


def leg_of(call: Call, which: int) -> str:
    """The leg of the call's agent, or of one of those who are rung."""
    if isinstance(call.phase, Ringing):
        return call.phase.offers[which % len(call.phase.offers)].leg_id
    talk = parties.talk_of(call)
    if talk is not None:
        return talk.parties[which % len(talk.parties)].leg_id or "unknown-leg"
    return (call.leg_id if which % 2 else None) or getattr(call.phase, "leg_id", None) or "unknown-leg"


def owner_of(call: Call | None, otherwise: UUID) -> UUID:
    """The agent who handles a call, if any."""
    talk = None if call is None else parties.talk_of(call)
    return otherwise if talk is None or talk.agent_id is None else talk.agent_id


def party_of(call: Call | None, which: int) -> int:
    """One party's id on a call, or one that does not exist."""
    talk = None if call is None else parties.talk_of(call)
    return 99 if talk is None or which >= len(talk.parties) else talk.parties[which].id


def everything_ends(play: Play) -> Iterator[CallEvent]:
    """All legs hang up and all deadlines come, until nothing is left."""
    for _ in range(100):
        if not play.center.calls:
            return
        for leg_id in tuple(play.center.legs):
            yield LegEnded(at=play.now, leg_id=leg_id, hangup_cause=16)
        for call in tuple(play.center.calls.values()):
            for timer in call.timers:
                yield TimerElapsed(at=play.now, owner="call", owner_id=call.id, name=timer.name, due=timer.due)


@settings(max_examples=300, deadline=None)
@given(VARIANTS, SCRIPTS)
def test_any_script_keeps_agents_and_calls_in_agreement(variant: int, script: list[Move]) -> None:
    play = Play(variant)
    for move in script:
        play.play(move)
        check_agreement(play.center)


@settings(max_examples=300, deadline=None)
@given(VARIANTS, SCRIPTS)
def test_every_call_ends_in_exactly_one_interaction(variant: int, script: list[Move]) -> None:
    play = Play(variant)
    for move in script:
        play.play(move)
    assert all(play.records[call_id] == 1 for call_id in play.records), "never two"
    for event in everything_ends(play):
        play.center, actions = step(play.center, event)
        play.records.update(action.call_id for action in actions if isinstance(action, RecordInteraction))
    assert set(play.records) == play.arrived
    assert set(play.records.values()) <= {1}
    assert not play.center.calls
    assert not play.center.legs


@settings(max_examples=300, deadline=None)
@given(VARIANTS, SCRIPTS, st.just([]) | st.lists(st.integers(-5, 5), max_size=120))
def test_spells_of_an_agent_leave_no_gap_and_do_not_overlap(variant: int, script: list[Move], drift: list[int]) -> None:
    play = Play(variant)
    for index, move in enumerate(script):
        play.now += timedelta(seconds=drift[index] if index < len(drift) else 0)
        play.play(move)
    for agent_id, began in play.seen.items():
        spells = [spell for spell in play.spells if spell.agent_id == agent_id]
        starts = [spell.started_at for spell in spells]
        ends = [spell.ended_at for spell in spells]
        assert [*starts, play.center.agents[agent_id].since] == [began, *ends]
        assert all(spell.started_at < spell.ended_at for spell in spells)
        if any(drift):
            continue  # a state that lasted for no time may have been the one that followed
        states = [*((spell.state, spell.reason) for spell in spells), named(play.center.agents[agent_id].state)]
        assert [(spell.next_state, spell.next_reason) for spell in spells] == states[1:]


@settings(max_examples=300, deadline=None)
@given(VARIANTS, SCRIPTS)
def test_repeating_an_event_from_asterisk_changes_nothing_more(variant: int, script: list[Move]) -> None:
    play = Play(variant)
    for move in script:
        play.play(move)
        if isinstance(play.last, CallArrived | LegAnswered | LegEnded | PlaybackEnded | TimerElapsed | PhoneChanged):
            again, actions = step(play.center, play.last)
            assert (again.calls, again.agents, again.floor, again.legs) == (
                play.center.calls,
                play.center.agents,
                play.center.floor,
                play.center.legs,
            )
            assert actions == ()


@settings(max_examples=100, deadline=None)
@given(VARIANTS, SCRIPTS)
def test_steps_are_deterministic(variant: int, script: list[Move]) -> None:
    first, second = Play(variant), Play(variant)
    for move in script:
        first.play(move)
        second.play(move)
        assert first.center == second.center


@settings(max_examples=200, deadline=None)
@given(VARIANTS, SCRIPTS, st.integers(0, 119))
def test_events_that_arrive_in_another_order_leave_calls_and_agents_in_agreement(
    variant: int, script: list[Move], swapped: int
) -> None:
    play = Play(variant)
    told: list[CallEvent] = []
    for move in script:
        play.play(move)
        if play.last is not None and (not told or told[-1] is not play.last):
            told.append(play.last)
    at = swapped % max(1, len(told) - 1)
    told[at : at + 2] = reversed(told[at : at + 2])
    center, records = restore(play.rules, (), ()), Counter[UUID]()
    for event in told:
        try:
            center, actions = step(center, event)
        except REFUSALS:
            continue
        records.update(action.call_id for action in actions if isinstance(action, RecordInteraction))
        check_agreement(center)
    known = set(records) | set(center.calls)
    arrived = {event.call_id for event in told if isinstance(event, CallArrived)}
    dialed = {event.call_id for event in told if isinstance(event, DialRequested)}
    assert arrived <= known <= arrived | dialed, "a request to dial may be refused in another order"

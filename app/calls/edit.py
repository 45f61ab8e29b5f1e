"""The few ways to change the center; each keeps the indexes true and notes what was touched."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import structs

from agents import capacity, floor
from agents.configuration import AgentProfile, Queue
from agents.explanation import Decision
from agents.floor import READY, Floor, Place
from agents.ranking import Readiness, Standing
from agents.routing import Routing, steps_of
from agents.state import (
    AfterCallWork,
    AgentEvent,
    AgentState,
    Busy,
    LoggedOff,
    NotReady,
    Ready,
    Reserved,
    check_transition,
)
from app.calls import parties, staffing
from app.calls.actions import CallAction
from app.calls.interaction import Moment, Segment
from app.calls.state import Agent, Call, CallCenter, Timer, Waiting

Result = tuple[CallCenter, tuple[CallAction, ...]]

_MILLISECOND = timedelta(milliseconds=1)


def put_call(center: CallCenter, call: Call) -> CallCenter:
    """Store a call; entering or leaving `Waiting` moves it in the queue's line."""
    before = center.calls.get(call.id)
    center = structs.replace(
        center, calls=center.calls.set(call.id, call), touched=center.touched.set(("call", call.id), None)
    )
    return _move_in_line(_promised(center, before, call), before, call)


def drop_call(center: CallCenter, call: Call) -> CallCenter:
    """Forget a call and the caller's leg."""
    legs = center.legs.delete(call.leg_id) if call.leg_id in center.legs else center.legs
    before = center.calls[call.id]
    center = structs.replace(
        center,
        calls=center.calls.delete(call.id),
        legs=legs,
        touched=center.touched.set(("call", call.id), None),
    )
    return _move_in_line(_promised(center, before, None), before, None)


def _promised(center: CallCenter, before: Call | None, after: Call | None) -> CallCenter:
    """The center with its index of callbacks by number kept true."""
    was = before.promise if before is not None else None
    now = after.promise if after is not None else None
    if was is now:
        return center
    promised = center.promised
    if before is not None and was is not None and promised.get(was.number) == before.id:
        promised = promised.delete(was.number)
    if after is not None and now is not None:
        promised = promised.set(now.number, after.id)
    return structs.replace(center, promised=promised)


def _move_in_line(center: CallCenter, before: Call | None, after: Call | None) -> CallCenter:
    was, now = standing(before), standing(after)
    if was is None and now is None:
        return center
    if (
        before is not None
        and after is not None
        and (was, before.routing, before.customer)
        == (
            now,
            after.routing,
            after.customer,
        )
    ):
        return center
    lines, touched, old = center.floor, center.touched, None
    if before is not None and was is not None:
        old = lines.places[before.id]
        lines = floor.leave(lines, before.id)
        touched = touched.set(("queue", was.queue_id), None)
    if after is not None and now is not None:
        lines = floor.wait(lines, after.id, place_of(center.configuration.queues[now.queue_id], after, now, old))
        touched = touched.set(("queue", now.queue_id), None)
    return structs.replace(center, floor=lines, touched=touched)


def standing(call: Call | None) -> Waiting | None:
    """Where a call stands in a line: its caller waits there, or an agent of the queue is sought for its talk."""
    if call is None:
        return None
    if isinstance(call.phase, Waiting):
        return call.phase
    talk = parties.talk_of(call)
    one = None if talk is None else parties.seeking(talk)
    return None if one is None else Waiting(queue_id=one.queue_id, since=one.since)


def place_of(queue: Queue, call: Call, waiting: Waiting, old: Place | None = None) -> Place:
    """Where the caller stands; who was let on by the leaving of others is not led back. A colleague's question may go to anybody."""
    routing = call.routing
    if not isinstance(call.phase, Waiting):
        routing = Routing(priority=routing.priority, step=len(steps_of(queue)) - 1)
    tier = call.customer.tier if call.customer is not None else ""
    step, held = routing.step, routing.preferred is not None and routing.preferred_until is not None
    if old is not None and old.queue_id == queue.id:
        step, held = max(step, old.step), held and (old.held or old.preferred != routing.preferred)
    return Place(
        lane=floor.lane_of(queue.id, routing.needs),
        step=min(step, len(steps_of(queue)) - 1),
        order=waiting.since - routing.priority - queue.tier_priority.get(tier, timedelta()),
        since=waiting.since,
        only=routing.only,
        preferred=routing.preferred,
        held=held,
        unknown=routing.unknown_until is not None,
    )


def put_agent(center: CallCenter, agent: Agent) -> CallCenter:
    """Store an agent; a changed condition moves the agent in the lines of the queues served."""
    profile = center.configuration.agents.get(agent.id)
    touched = center.touched.set(("agent", agent.id), None)
    now = center.floor if profile is None else _stood(center.floor, agent, profile)
    if profile is not None and now is not center.floor and center.floor.is_ready(agent.id) != now.is_ready(agent.id):
        for queue_id in profile.queues:
            touched = touched.set(("queue", queue_id), None)
    before, staff = center.agents.get(agent.id), center.staff
    if staffing.is_at_work(before) != staffing.is_at_work(agent):
        queues = profile.queues if profile is not None else ()
        staff = staffing.moved(staff, queues, by=1 if staffing.is_at_work(agent) else -1)
        for queue_id in queues:
            touched = touched.set(("queue", queue_id), None)
    return structs.replace(center, agents=center.agents.set(agent.id, agent), floor=now, touched=touched, staff=staff)


def _stood(now: Floor, agent: Agent, profile: AgentProfile) -> Floor:
    member = now.members.get(agent.id)
    if isinstance(agent.state, LoggedOff):
        return now if member is None else floor.sign_out(now, agent.id)
    if member is None:
        now = floor.sign_in(now, profile)
    condition = condition_of(agent, profile)
    readiness = None
    if condition == READY:
        readiness = Readiness(since=agent.since, idle_since=agent.idle_since, standing=agent.standing)
    if member is not None and condition == member.condition and readiness == member.readiness:
        return now
    return floor.stand(now, agent.id, condition, readiness)


def condition_of(agent: Agent, profile: AgentProfile) -> str:
    """`ready` when a call may be offered, else why not."""
    match agent.state:
        case Ready():
            if not agent.reachable or not agent.page.fit:
                return "unreachable"
            if agent.paused_until is not None:
                return "paused"
            return READY if capacity.room(profile, agent.in_hand, capacity.VOICE) else "at_capacity"
        case Reserved():
            return "reserved"
        case Busy():
            return "busy"
        case AfterCallWork():
            return "after_call_work"
        case NotReady(reason=reason):
            return f"not_ready:{reason}"
        case LoggedOff():
            return "not_signed_in"


def enter_state(agent: Agent, event: AgentEvent, state: AgentState, at: datetime) -> Agent:
    """The agent in its next state; the transition table must allow it. Idle time begins anew except after a release.

    States follow each other without overlap, even where clocks differ: none begins before the one it follows.
    """
    following = check_transition(agent.state, event)
    assert type(state) is following, f"{event} leads to {following.__name__}"
    if isinstance(agent.state, NotReady) and isinstance(state, NotReady) and agent.state.reason == state.reason:
        return agent
    idle_since = at if isinstance(state, Ready) and event is not AgentEvent.RELEASE else agent.idle_since
    timers = agent.timers if agent.paused_until is None else without_timer(agent.timers, "pause")
    in_hand, had, has = agent.in_hand, _has_call(agent.state), _has_call(state)
    if had != has:
        in_hand = (capacity.taken_in_hand if has else capacity.put_down)(in_hand, capacity.VOICE)
    return structs.replace(
        agent,
        state=state,
        since=max(at, agent.since),
        idle_since=idle_since,
        paused_until=None,
        timers=timers,
        in_hand=in_hand,
        standing=_standing_after(agent, event, at),
        offer_ended=None,
    )


def _has_call(state: AgentState) -> bool:
    return isinstance(state, Reserved | Busy)


def _standing_after(agent: Agent, event: AgentEvent, at: datetime) -> Standing:
    if event is AgentEvent.SIGN_IN:
        return Standing(signed_in_at=at)
    standing = agent.standing
    if event is AgentEvent.CONNECT:
        standing = structs.replace(standing, handled=standing.handled + 1)
    if isinstance(agent.state, Busy | AfterCallWork):
        standing = structs.replace(standing, busy_ms=standing.busy_ms + milliseconds(at - agent.since))
    return standing


def put_leg(center: CallCenter, leg_id: str, call_id: UUID) -> CallCenter:
    """Remember which call a leg belongs to."""
    return structs.replace(center, legs=center.legs.set(leg_id, call_id))


def drop_leg(center: CallCenter, leg_id: str) -> CallCenter:
    """Forget a leg; its later events mean nothing."""
    return structs.replace(center, legs=center.legs.delete(leg_id)) if leg_id in center.legs else center


def with_timer(timers: tuple[Timer, ...], name: str, due: datetime) -> tuple[Timer, ...]:
    """Set or move one deadline."""
    return (*without_timer(timers, name), Timer(name=name, due=due))


def without_timer(timers: tuple[Timer, ...], name: str) -> tuple[Timer, ...]:
    """Remove one deadline."""
    return tuple(timer for timer in timers if timer.name != name)


def noted(
    call: Call,
    at: datetime,
    what: str,
    *,
    detail: str = "",
    agent_id: UUID | None = None,
    queue_id: str | None = None,
    why: Decision | None = None,
) -> Call:
    """The call with one more line in its timeline."""
    moment = Moment(at=at, what=what, detail=detail, agent_id=agent_id, queue_id=queue_id, why=why)
    return structs.replace(call, timeline=(*call.timeline, moment))


def opened(call: Call, segment: Segment) -> Call:
    """The call with a new, open segment."""
    return structs.replace(call, segments=(*call.segments, segment))


def closed(call: Call, at: datetime, outcome: str) -> Call:
    """The call with its open segment, if any, ended."""
    if not call.segments or call.segments[-1].ended_at is not None:
        return call
    last = structs.replace(call.segments[-1], ended_at=max(at, call.segments[-1].started_at), outcome=outcome)
    return structs.replace(call, segments=(*call.segments[:-1], last))


def counted(call: Call, *, talk: timedelta = timedelta(), hold: timedelta = timedelta()) -> Call:
    """The call with talk or hold time added to its open agent segment."""
    last = call.segments[-1]
    grown = structs.replace(last, talk_ms=last.talk_ms + milliseconds(talk), hold_ms=last.hold_ms + milliseconds(hold))
    return structs.replace(call, segments=(*call.segments[:-1], grown))


def milliseconds(duration: timedelta) -> int:
    """A duration as whole milliseconds, never negative."""
    return max(0, duration // _MILLISECOND)

"""The few ways to change the center; each keeps the indexes true and notes what was touched."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import structs

from agents import distribution
from agents.state import AgentEvent, AgentState, NotReady, Ready, check_transition
from app.calls import staffing
from app.calls.actions import CallAction
from app.calls.interaction import Moment, Segment
from app.calls.state import Agent, Call, CallCenter, Timer, Waiting

Result = tuple[CallCenter, tuple[CallAction, ...]]


def put_call(center: CallCenter, call: Call) -> CallCenter:
    """Store a call; entering or leaving `Waiting` moves it in the queue's line."""
    before = center.calls.get(call.id)
    center = structs.replace(
        center, calls=center.calls.set(call.id, call), touched=center.touched.set(("call", call.id), None)
    )
    was = before.phase if before is not None else None
    return _move_in_line(center, call.id, was, call.phase) if was is not call.phase else center


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
    return _move_in_line(center, call.id, before.phase, None)


def _move_in_line(center: CallCenter, call_id: UUID, was: object, now: object) -> CallCenter:
    floor, touched = center.floor, center.touched
    if isinstance(was, Waiting):
        floor = distribution.leave(floor, was.queue_id, was.since, call_id)
        touched = touched.set(("queue", was.queue_id), None)
    if isinstance(now, Waiting):
        floor = distribution.wait(floor, now.queue_id, now.since, call_id)
        touched = touched.set(("queue", now.queue_id), None)
    return center if floor is center.floor else structs.replace(center, floor=floor, touched=touched)


def put_agent(center: CallCenter, agent: Agent) -> CallCenter:
    """Store an agent; becoming or ceasing to be offerable moves the agent in the lines of the queues served."""
    before = center.agents.get(agent.id)
    floor, touched = center.floor, center.touched.set(("agent", agent.id), None)
    was, now = before is not None and is_offerable(before), is_offerable(agent)
    if was != now or (before is not None and before.idle_since != agent.idle_since):
        profile = center.configuration.agents.get(agent.id)
        queues = profile.queues if profile is not None else ()
        if before is not None and was:
            floor = distribution.become_unready(floor, queues, before.idle_since, agent.id)
        if now:
            floor = distribution.become_ready(floor, queues, agent.idle_since, agent.id)
        for queue_id in queues:
            touched = touched.set(("queue", queue_id), None)
    staff = center.staff
    if staffing.is_at_work(before) != staffing.is_at_work(agent):
        profile = center.configuration.agents.get(agent.id)
        queues = profile.queues if profile is not None else ()
        staff = staffing.moved(staff, queues, by=1 if staffing.is_at_work(agent) else -1)
        for queue_id in queues:
            touched = touched.set(("queue", queue_id), None)
    return structs.replace(center, agents=center.agents.set(agent.id, agent), floor=floor, touched=touched, staff=staff)


def is_offerable(agent: Agent) -> bool:
    """Whether a call may be offered: ready, the phone can ring, and somebody sits before it."""
    return isinstance(agent.state, Ready) and agent.reachable and agent.page.fit


def enter_state(agent: Agent, event: AgentEvent, state: AgentState, at: datetime) -> Agent:
    """The agent in its next state; the transition table must allow it. Idle time begins anew except after a release.

    States follow each other without overlap, even where clocks differ: none begins before the one it follows.
    """
    following = check_transition(agent.state, event)
    assert type(state) is following, f"{event} leads to {following.__name__}"
    idle_since = at if isinstance(state, Ready) and event is not AgentEvent.RELEASE else agent.idle_since
    if isinstance(agent.state, NotReady) and isinstance(state, NotReady) and agent.state.reason == state.reason:
        return agent
    return structs.replace(agent, state=state, since=max(at, agent.since), idle_since=idle_since)


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
    call: Call, at: datetime, what: str, *, detail: str = "", agent_id: UUID | None = None, queue_id: str | None = None
) -> Call:
    """The call with one more line in its timeline."""
    moment = Moment(at=at, what=what, detail=detail, agent_id=agent_id, queue_id=queue_id)
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
    return max(0, duration // timedelta(milliseconds=1))

"""The parts of a call that go on at the same time: whose segment is open, what counts in it, where its recording is."""

from datetime import datetime, timedelta

from msgspec import structs

from app.calls import ids, parties
from app.calls.actions import CallAction, PauseRecording, ResumeRecording, StartRecording
from app.calls.edit import milliseconds, opened
from app.calls.interaction import Segment
from app.calls.state import Call, Party, Talking


def begun(call: Call, talking: Talking, one: Party, at: datetime) -> tuple[Call, Party]:
    """A party that answered has a segment from now on."""
    segment = Segment(
        kind="outside" if one.kind == "outside" else "agent",
        started_at=at,
        queue_id=talking.queue_id or None,
        agent_id=one.agent_id,
    )
    call = opened(call, segment)
    return call, structs.replace(one, segment=len(call.segments) - 1)


def recounted(call: Call, talking: Talking, at: datetime) -> tuple[Call, Talking]:
    """Count what has changed its meaning, and go on counting from now."""
    for one, spell in parties.spells(talking):
        if spell == one.spell:
            continue
        call = counted(call, one, at)
        talking = parties.replaced(talking, structs.replace(one, spell=spell, spell_since=at if spell else None))
    return call, talking


def counted(call: Call, one: Party, at: datetime) -> Call:
    """The party's present stretch of talk or hold, added to its segment."""
    if one.segment < 0 or not one.spell or one.spell_since is None:
        return call
    length = milliseconds(at - one.spell_since)
    part = call.segments[one.segment]
    part = (
        structs.replace(part, talk_ms=part.talk_ms + length)
        if one.spell == "talk"
        else structs.replace(part, hold_ms=part.hold_ms + length)
    )
    return _with(call, one.segment, part)


def ended(call: Call, one: Party, at: datetime, outcome: str) -> Call:
    """The party's part is over."""
    call = counted(call, one, at)
    if one.segment < 0 or call.segments[one.segment].ended_at is not None:
        return call
    part = call.segments[one.segment]
    return _with(call, one.segment, structs.replace(part, ended_at=max(at, part.started_at), outcome=outcome))


def recorded(call: Call, talking: Talking, at: datetime) -> tuple[Call, Talking, tuple[CallAction, ...]]:
    """Each agent who is bridged with the customer is on record from then on, in a recording of that part alone."""
    asking = parties.customer(talking)
    if asking is None or asking.place != "main":
        return call, talking, ()
    actions: tuple[CallAction, ...] = ()
    for one in parties.members(talking, "main"):
        if one.kind != "agent" or one.met_customer:
            continue
        call = structs.replace(call, serial=call.serial + 1)
        recording_id = ids.recording(call.id, call.serial)
        part = structs.replace(call.segments[one.segment], recording_id=recording_id, recorded_from=at)
        call = _with(call, one.segment, part)
        talking = parties.replaced(talking, structs.replace(one, met_customer=True))
        actions = (*actions, StartRecording(call_id=call.id, recording_id=recording_id, leg_id=call.leg_id))
    return call, talking, actions


def running(call: Call) -> tuple[str, ...]:
    """The recordings of talks that go on."""
    return tuple(
        part.recording_id
        for part in call.segments
        if part.recording_id is not None and part.ended_at is None and part.kind != "recording"
    )


def paused(call: Call) -> tuple[CallAction, ...]:
    """Nothing is on record for a while."""
    return tuple(PauseRecording(call_id=call.id, recording_id=one, leg_id=call.leg_id) for one in running(call))


def resumed(call: Call) -> tuple[CallAction, ...]:
    """On record again."""
    return tuple(ResumeRecording(call_id=call.id, recording_id=one, leg_id=call.leg_id) for one in running(call))


def visits_ended(call: Call, at: datetime) -> Call:
    """The customer is out of the menu: that part is closed, wherever it stands among those of the people who waited."""
    for index, part in enumerate(call.segments):
        if part.kind == "ivr" and part.ended_at is None:
            call = _with(call, index, structs.replace(part, ended_at=max(at, part.started_at), outcome="returned"))
    return call


def waited(call: Call) -> timedelta:
    """How long the customer has stood in lines so far."""
    stretches = (
        part.ended_at - part.started_at for part in call.segments if part.kind == "queue" and part.ended_at is not None
    )
    return sum(stretches, timedelta())


def _with(call: Call, index: int, part: Segment) -> Call:
    segments = (*call.segments[:index], part, *call.segments[index + 1 :])
    return structs.replace(call, segments=segments)

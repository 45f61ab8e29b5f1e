"""A fax that a caller sends into a flow. Asterisk's dialplan receives it, so that it goes on whatever becomes of us."""

from datetime import datetime, timedelta

from msgspec import structs

from app.calls import ending, ids, menu
from app.calls.actions import AnswerCall, CallAction, DiscardRecording, ReceiveFax, StopFax
from app.calls.edit import Result, closed, noted, opened, put_call, with_timer, without_timer
from app.calls.events import FaxEnded
from app.calls.interaction import Segment
from app.calls.state import Call, CallCenter, Faxing, InMenu
from ivr.dialog import Faxed, TakeFax

PREFIX = "fax_"
"""Of the names of all deadlines that are decided upon here."""
LONGEST, STOPPED = "fax_longest", "fax_stopped"
STOP_TIMEOUT = timedelta(seconds=10)
SILENT, FAILED = "silent", "failed"
NOBODY_SENT = frozenset(
    {
        "Disconnectedafterpermittedretries",
        "Timedoutwaitingforinitialcommunication",
        "Timedoutwaitingforthefirstmessage",
    }
)
"""What spandsp says, without spaces, when it has called for a fax machine and heard none."""

Followed = tuple[Call, tuple[CallAction, ...]]


def begin(call: Call, phase: InMenu, asked: TakeFax, at: datetime) -> Followed:
    """Hand the caller to the fax receiver."""
    serial = call.serial + 1
    fax_id = ids.fax(call.id, serial)
    segment = Segment(
        kind="fax",
        started_at=at,
        flow_id=phase.session.flow_id,
        queue_id=asked.queue_id or None,
        recording_id=fax_id,
        recorded_from=at,
    )
    call = opened(closed(call, at, "fax"), segment)
    timers = with_timer(without_timer(call.timers, "menu"), LONGEST, at + asked.longest)
    phase = structs.replace(phase, playback_id=None, faxing=Faxing(fax_id=fax_id, since=at, longest=asked.longest))
    return structs.replace(call, serial=serial, phase=phase, timers=timers), (_receive(call, fax_id),)


def is_told_otherwise(center: CallCenter, leg_id: str) -> bool:
    """Whether Asterisk tells the end of a leg by other words than its leaving: it was handed to the fax receiver once."""
    call_id = center.legs.get(leg_id)
    call = None if call_id is None else center.calls.get(call_id)
    return call is not None and call.leg_id == leg_id and any(part.kind == "fax" for part in call.segments)


def ended(center: CallCenter, event: FaxEnded) -> Result:
    """The caller is back, and the flow goes on. What is late means nothing."""
    call_id = center.legs.get(event.leg_id)
    call = None if call_id is None else center.calls.get(call_id)
    match call:
        case Call(phase=InMenu(faxing=Faxing(fax_id=fax_id)) as phase) if fax_id == event.fax_id:
            fault = SILENT if event.fault in NOBODY_SENT else FAILED
            return _over(center, call, phase, fax_id, event.pages, fault, event.at)
        case _:
            return center, ()


def not_received(center: CallCenter, call: Call | None, at: datetime) -> Result:
    """This Asterisk cannot receive faxes."""
    match call:
        case Call(phase=InMenu(faxing=Faxing(fax_id=fax_id)) as phase):
            return _over(center, call, phase, fax_id, 0, FAILED, at)
        case _:
            return center, ()


def timer(center: CallCenter, call: Call, phase: InMenu, name: str, at: datetime) -> Result:
    """The fax takes too long: the caller is taken back, and whoever cannot be is let go."""
    if phase.faxing is None:
        return center, ()
    if name == STOPPED:
        return ending.let_go(center, call, at, "system")
    timers = with_timer(without_timer(call.timers, LONGEST), STOPPED, at + STOP_TIMEOUT)
    center = put_call(center, structs.replace(call, timers=timers))
    return center, (StopFax(call_id=call.id, leg_id=call.leg_id),)


def stopped(call: Call, phase: InMenu, faxing: Faxing, at: datetime) -> Followed:
    """Somebody takes the caller out of the flow. The pages that have arrived are kept."""
    call = concluded(call, at)
    timers = without_timer(without_timer(call.timers, LONGEST), STOPPED)
    del faxing
    return structs.replace(call, phase=structs.replace(phase, faxing=None), timers=timers), (
        StopFax(call_id=call.id, leg_id=call.leg_id),
        AnswerCall(call_id=call.id, leg_id=call.leg_id),
    )


def concluded(call: Call, at: datetime) -> Call:
    """The call whose fax was cut off; how many pages there are is found out as they are stored."""
    return noted(closed(call, at, "fax_cut_off"), at, "fax_cut_off")


def restored(call: Call, phase: InMenu, faxing: Faxing, at: datetime) -> Followed:
    """After a restart: the fax goes on, or has ended, which is told next."""
    call = structs.replace(call, phase=structs.replace(phase, playback_id=None))
    return call, (_receive(call, faxing.fax_id),)


def _receive(call: Call, fax_id: str) -> ReceiveFax:
    dialed = call.dialed_number if call.direction == "inbound" else ""
    return ReceiveFax(call_id=call.id, leg_id=call.leg_id, fax_id=fax_id, dialed_number=dialed)


def _over(center: CallCenter, call: Call, phase: InMenu, fax_id: str, pages: int, fault: str, at: datetime) -> Result:
    actions: tuple[CallAction, ...] = (AnswerCall(call_id=call.id, leg_id=call.leg_id),)
    if pages:
        call = noted(closed(call, at, "fax_received"), at, "fax_received", detail=str(pages))
    else:
        call = noted(_without(closed(call, at, "no_fax"), fax_id), at, "fax_failed", detail=fault)
        actions = (*actions, DiscardRecording(call_id=call.id, recording_id=fax_id))
    call = opened(call, Segment(kind="ivr", started_at=at, flow_id=phase.session.flow_id))
    timers = without_timer(without_timer(call.timers, LONGEST), STOPPED)
    phase = structs.replace(phase, faxing=None)
    call = structs.replace(call, phase=phase, timers=timers)
    told = Faxed(pages=pages, problem="" if pages else fault)
    center, more = menu.give(put_call(center, call), call, phase, told, at)
    return center, (*actions, *more)


def _without(call: Call, fax_id: str) -> Call:
    segments = tuple(
        structs.replace(part, recording_id=None, recorded_from=None) if part.recording_id == fax_id else part
        for part in call.segments
    )
    return structs.replace(call, segments=segments)

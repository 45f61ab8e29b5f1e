"""A talk that Asterisk would not join: it is asked once more, and then everybody is let go rather than left in silence."""

from datetime import datetime, timedelta

from msgspec import structs

from app.calls import ending, handing_on, ids, parties, sound, talking
from app.calls.actions import Connect
from app.calls.edit import Result, noted, put_call
from app.calls.events import ActionFailed
from app.calls.state import Call, CallCenter, InMenu, Talking

SOON = timedelta(minutes=1)
"""A failure so long after another one is a first failure again."""
MOST_FAILURES = 2
"""Of joining a caller with an agent, before the caller is not sent to another agent any more."""
TEMPORARY_FAILURE = 41
WHAT = "not_connected"


def failed(center: CallCenter, call: Call | None, event: ActionFailed) -> Result:
    """Asterisk did not put legs into a bridge. News of a bridge that nobody needs any more mean nothing."""
    talk = None if call is None else parties.talk_of(call)
    if call is None or talk is None:
        return center, ()
    heard = sound.picture(call.id, talk, talking.music_of(center, talk))
    together = tuple(leg_id for leg_id, now in heard.items() if now == sound.Bridged(event.bridge_id))
    if len(together) < 2:
        return center, ()
    before = talk.unconnected_at
    if before is None or event.at - before > SOON:
        call = parties.with_talk(call, structs.replace(talk, unconnected_at=event.at))
        again = Connect(call_id=call.id, bridge_id=event.bridge_id, leg_ids=together)
        return put_call(center, call), (again,)
    call = noted(call, event.at, WHAT, agent_id=talk.agent_id)
    talk = structs.replace(talk, unconnected_at=None)
    call = parties.with_talk(call, talk)
    if event.bridge_id == ids.consult_bridge(call.id):
        return handing_on.consult_ended(center, call, talk, event.at)
    if isinstance(call.phase, InMenu):
        return put_call(center, call), ()  # the customer comes back to them, which joins them anew
    return _parted(center, call, talk, event.at)


def _parted(center: CallCenter, call: Call, talk: Talking, at: datetime) -> Result:
    """A caller of a queue goes to the head of its line; anybody else is hung up."""
    failures = sum(moment.what == WHAT for moment in call.timeline)
    waits = parties.customer(talk) is not None and talk.queue_id in center.configuration.queues
    if waits and failures < MOST_FAILURES:
        return talking.to_queue_again(center, call, talk, at)
    return ending.let_go(center, call, at, "system", TEMPORARY_FAILURE)

"""What a finished interaction leaves to be done, or has done: the work list's side of it."""

from msgspec import structs

from app.calls.interaction import Interaction
from customers.numbers import read_number
from customers.work import Contact, NewWork, WorkChange, WorkKind, work_id

_MISSED = frozenset({"abandoned_in_queue", "abandoned_ringing", "turned_away"})
GIVEN_UP = "callback_given_up"
"""The line of a callback's story that says that nobody will try again."""


def changes_of(interactions: tuple[Interaction, ...], region: str) -> tuple[WorkChange, ...]:
    """What these interactions, in the order of their ends, mean for the work list. Without a number there is nobody to call."""
    changes: tuple[WorkChange, ...] = ()
    for interaction in interactions:
        known = read_number(interaction.caller_number, region)
        changes = (*changes, *_faxes(interaction, "" if known is None else known.number))
        if known is None:
            continue
        if interaction.direction != "internal" and _is_contact(interaction):
            changes = (*changes, Contact(number=known.number, at=interaction.ended_at))
        changes = (*changes, *_owed(interaction, known.number))
    return changes


def _is_contact(interaction: Interaction) -> bool:
    talked = any(segment.kind == "agent" and segment.talk_ms for segment in interaction.segments)
    return talked and interaction.outcome != "answering_machine"


def _owed(interaction: Interaction, number: str) -> tuple[NewWork, ...]:
    messages = [part for part in interaction.segments if part.kind == "voicemail" and part.outcome == "message_left"]
    if messages:
        return (_new(interaction, "voicemail", number, recording_id=messages[-1].recording_id or ""),)
    if interaction.direction == "callback":
        broken = interaction.outcome == "callback_expired" or any(m.what == GIVEN_UP for m in interaction.timeline)
        return (_new(interaction, "callback", number),) if broken else ()
    if interaction.direction != "inbound":
        return ()
    queues = [part for part in interaction.segments if part.kind == "queue"]
    if interaction.outcome in _MISSED and queues and queues[-1].outcome != "abandoned_short":
        return (_new(interaction, "missed", number),)
    return ()


def _faxes(interaction: Interaction, number: str) -> tuple[NewWork, ...]:
    """The fax that came last is to be read, whoever sent it; many machines hide their number."""
    arrived = [part for part in interaction.segments if part.kind == "fax" and part.outcome == "fax_received"]
    if not arrived:
        return ()
    new = _new(interaction, "fax", number, recording_id=arrived[-1].recording_id or "")
    return (structs.replace(new, queue_id=arrived[-1].queue_id or ""),)


def _new(interaction: Interaction, kind: WorkKind, number: str, *, recording_id: str = "") -> NewWork:
    customer = interaction.customer
    queue_id = next((part.queue_id for part in reversed(interaction.segments) if part.queue_id), None)
    return NewWork(
        id=work_id(interaction.id, kind),
        kind=kind,
        number=number,
        queue_id=queue_id or "",
        interaction_id=interaction.id,
        at=interaction.ended_at,
        customer_id=None if customer is None else customer.id,
        customer_name="" if customer is None else customer.name,
        recording_id=recording_id,
    )

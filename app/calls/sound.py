"""What each leg of a talk hears, as values, and the actions that lead from one picture to the next."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from msgspec import Struct

from app.calls import ids
from app.calls.actions import (
    CallAction,
    Connect,
    Disconnect,
    StartMusic,
    StartRinging,
    StopMusic,
    StopRinging,
)
from app.calls.parties import ROOMS, Room, is_there, members
from app.calls.state import Party, Talking


class Bridged(Struct, frozen=True, gc=False):
    """In a bridge, with others or waiting for them there."""

    bridge_id: str


class Music(Struct, frozen=True, gc=False):
    """Alone, with music."""

    name: str


class Ringback(Struct, frozen=True, gc=False):
    """Hears that somebody is being rung."""


class Nothing(Struct, frozen=True, gc=False):
    """Hears nothing of ours: a message that was asked for apart, or silence."""


Sound = Bridged | Music | Ringback | Nothing
Picture = Mapping[str, Sound]


def picture(call_id: UUID, talking: Talking | None, music: str) -> Picture:
    """What each leg hears now. A customer in a menu is the menu's."""
    if talking is None:
        return {}
    heard: dict[str, Sound] = {}
    for room in ROOMS:
        there = members(talking, room)
        for one in there:
            heard[one.leg_id] = (
                Bridged(_bridge(call_id, room)) if len(there) > 1 else _alone(call_id, talking, one, room, music)
            )
    for one in talking.parties:
        if one.place == "held" and is_there(one):
            heard[one.leg_id] = _waiting(talking, one, music)
    return heard


def changes(call_id: UUID, before: Picture, after: Picture) -> Iterator[CallAction]:
    """First out of what was, then into what is. Legs that are in no later picture are the business of whoever took them out."""
    for leg_id, now in after.items():
        was = before.get(leg_id, Nothing())
        if was != now:
            yield from ended(call_id, leg_id, was)
    entering: dict[str, tuple[str, ...]] = {}
    for leg_id, now in after.items():
        if before.get(leg_id) == now:
            continue
        match now:
            case Bridged(bridge_id):
                entering[bridge_id] = (*entering.get(bridge_id, ()), leg_id)
            case Music(name):
                yield StartMusic(call_id=call_id, leg_id=leg_id, music=name)
            case Ringback():
                yield StartRinging(call_id=call_id, leg_id=leg_id)
            case Nothing():
                pass
    for bridge_id, leg_ids in entering.items():
        yield Connect(call_id=call_id, bridge_id=bridge_id, leg_ids=leg_ids)


def ended(call_id: UUID, leg_id: str, was: Sound) -> Iterator[CallAction]:
    """A leg that lives on no longer hears this."""
    match was:
        case Bridged(bridge_id):
            yield Disconnect(call_id=call_id, bridge_id=bridge_id, leg_id=leg_id)
        case Music():
            yield StopMusic(call_id=call_id, leg_id=leg_id)
        case Ringback():
            yield StopRinging(call_id=call_id, leg_id=leg_id)
        case Nothing():
            pass


def _alone(call_id: UUID, talking: Talking, one: Party, room: Room, music: str) -> Sound:
    if one.kind != "agent" or (room == "consult" and one.agent_id != talking.agent_id):
        return _waiting(talking, one, music)
    coming = [
        other for other in talking.parties if other.place == "ringing" and (other.joins == room or other.handover)
    ]
    if coming:
        return Ringback() if any(other.leg_id for other in coming) else Music(music)
    return Bridged(_bridge(call_id, room))


def _waiting(talking: Talking, one: Party, music: str) -> Sound:
    return Nothing() if one.kind == "customer" and talking.message_id is not None else Music(music)


def _bridge(call_id: UUID, room: Room) -> str:
    return ids.bridge(call_id) if room == "main" else ids.consult_bridge(call_id)

"""Who is on a talk, who hears whom, and what counts as talk or hold: questions and answers about values."""

from collections.abc import Iterator
from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import structs

from app.calls.state import Call, InMenu, Party, Talking

CUSTOMER = 0
Room = Literal["main", "consult"]
ROOMS: tuple[Room, ...] = ("main", "consult")


def talk_of(call: Call) -> Talking | None:
    """The talk that goes on in a call, also while its customer is in a menu and comes back."""
    match call.phase:
        case Talking() as talking:
            return talking
        case InMenu(return_to=talking):
            return talking
        case _:
            return None


def with_talk(call: Call, talking: Talking | None) -> Call:
    """The call with its talk replaced, wherever it is kept."""
    if isinstance(call.phase, InMenu):
        return structs.replace(call, phase=structs.replace(call.phase, return_to=talking))
    assert talking is not None, "a talk without anybody is no talk"
    return structs.replace(call, phase=talking)


def customer(talking: Talking) -> Party | None:
    """The customer, if still there."""
    return party(talking, CUSTOMER)


def party(talking: Talking, party_id: int) -> Party | None:
    """One party by its id."""
    return next((one for one in talking.parties if one.id == party_id), None)


def of_agent(talking: Talking, agent_id: UUID) -> Party | None:
    """An agent's own party."""
    return next((one for one in talking.parties if one.agent_id == agent_id), None)


def of_leg(talking: Talking, leg_id: str) -> Party | None:
    """Whose leg this is."""
    return next((one for one in talking.parties if one.leg_id == leg_id), None)


def replaced(talking: Talking, changed: Party) -> Talking:
    """The talk with one party changed."""
    parties = tuple(changed if one.id == changed.id else one for one in talking.parties)
    return structs.replace(talking, parties=parties)


def joined(talking: Talking, added: Party) -> Talking:
    """The talk with one party more."""
    return structs.replace(talking, parties=(*talking.parties, added))


def without(talking: Talking, party_id: int) -> Talking:
    """The talk with one party less."""
    return structs.replace(talking, parties=tuple(one for one in talking.parties if one.id != party_id))


def moved(one: Party, place: Literal["main", "consult", "held", "menu"], at: datetime) -> Party:
    """A party at another place."""
    return one if one.place == place else structs.replace(one, place=place, since=at)


def is_there(one: Party) -> bool:
    """Answered, and not lost."""
    return one.place != "ringing" and one.lost_since is None


def consulted(talking: Talking) -> Party | None:
    """Whom the handling agent consults, or hands the customer to: ringing or answered."""
    for one in talking.parties:
        asks = one.kind == "agent" and one.agent_id == talking.agent_id
        ringing = one.place == "ringing" and (one.joins == "consult" or one.handover)
        if ringing or (one.place == "consult" and not asks):
            return one
    return None


def seeking(talking: Talking) -> Party | None:
    """The party for whom an agent of a queue is still sought: the talk stands in the queue's line."""
    return next((one for one in talking.parties if one.place == "ringing" and not one.leg_id), None)


def sought_again(one: Party) -> Party:
    """The same party before anybody was rung, in its old place in the line."""
    return structs.replace(one, agent_id=None, leg_id="")


def members(talking: Talking, room: Room) -> tuple[Party, ...]:
    """Who is in a room now."""
    return tuple(one for one in talking.parties if one.place == room and is_there(one))


def tidied(talking: Talking, at: datetime) -> Talking:
    """The talk after somebody left: an agent handles it if there is one, and nobody stays behind in an empty consultation."""
    agents = [one for one in talking.parties if one.kind == "agent" and one.place != "ringing"]
    if all(one.agent_id != talking.agent_id for one in agents):
        present = [one for one in agents if one.lost_since is None]
        talking = structs.replace(talking, agent_id=(present or agents)[0].agent_id if agents else None)
    alone = customer(talking) is None
    if alone or consulted(talking) is None:
        parties = tuple(
            moved(one, "main", at) if one.place == "consult" or (alone and one.place == "held") else one
            for one in talking.parties
        )
        talking = structs.replace(talking, parties=parties)
    return talking


def goes_on(talking: Talking) -> bool:
    """Whether anybody is left who talks with, or waits for, somebody else."""
    there = [one for one in talking.parties if one.place != "ringing"]
    ringing = len(there) < len(talking.parties)
    if all(one.lost_since is not None for one in there):
        return False
    return len(there) >= 2 or (len(there) == 1 and ringing)


def spells(talking: Talking) -> Iterator[tuple[Party, Literal["", "talk", "hold"]]]:
    """For each party that has a part of its own: what its time counts as now."""
    asking = customer(talking)
    for one in talking.parties:
        if one.segment < 0:
            continue
        yield one, _spell(talking, one, asking)


def _spell(talking: Talking, one: Party, asking: Party | None) -> Literal["", "talk", "hold"]:
    if not is_there(one):
        return ""
    others = [other for other in talking.parties if other.id != one.id and other.place == one.place and is_there(other)]
    if one.place not in ROOMS or not others:
        return "hold" if asking is not None else ""
    if one.agent_id is not None and one.agent_id == talking.agent_id and asking is not None:
        return "talk" if asking in others else "hold"
    return "talk"

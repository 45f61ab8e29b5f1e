"""Who is on a call with an agent, and what the agent may do now. Pure."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from app.calls import parties, parts, recording_pause
from app.calls.state import Call, CallCenter, InMenu, Party, Talking
from app.web.wire import CallAct, CallPhase, ConsultItem, PartyItem, PartyPlace

_SHORTEST_CONFERENCE = 3


def party_items(center: CallCenter, call: Call, agent_id: UUID) -> list[PartyItem]:
    """Everybody on the call, the customer first."""
    talk = parties.talk_of(call)
    return [] if talk is None else [_item(center, call, talk, one, agent_id) for one in talk.parties]


def stage(call: Call, talk: Talking, agent_id: UUID) -> tuple[CallPhase, datetime]:
    """What an agent sees the call doing, and since when."""
    own, asking, other = parties.of_agent(talk, agent_id), parties.customer(talk), parties.consulted(talk)
    if own is None or own.place == "ringing":
        return "ringing", talk.connected_at if own is None else own.since
    if own.lost_since is not None:
        return "rejoining", own.lost_since
    if isinstance(call.phase, InMenu):
        return "in_menu", talk.connected_at if asking is None else asking.since
    if talk.agent_id == agent_id and other is not None:
        if other.handover:
            return "transferring", other.since
        if own.place == "consult":
            return "consulting", other.since
    if own.place == "consult":
        return "consulting", own.since
    if asking is not None and asking.place == "held":
        return "held", asking.since
    if asking is None and len(parties.members(talk, "main")) == 1:
        return "dialing", own.since
    return "talking", max((own.since, talk.connected_at if asking is None else asking.since))


def consult_item(talk: Talking) -> ConsultItem | None:
    """The consultation that goes on."""
    other = parties.consulted(talk)
    if other is None:
        return None
    if other.place == "ringing":
        return ConsultItem(party_id=other.id, state="ringing" if other.leg_id else "waiting")
    together = len(parties.members(talk, "consult")) > 1
    return ConsultItem(party_id=other.id, state="talking" if together else "held")


def acts(center: CallCenter, call: Call, talk: Talking, agent_id: UUID) -> Iterator[CallAct]:
    """What an agent may do with a talk now; the core refuses the rest."""
    own = parties.of_agent(talk, agent_id)
    if own is None:
        return
    if own.place == "ringing":
        yield "decline"
        return
    yield "hang_up"
    if talk.agent_id != agent_id or own.lost_since is not None:
        return
    if isinstance(call.phase, InMenu):
        yield "take_back"
        return
    asking, other = parties.customer(talk), parties.consulted(talk)
    if call.promise is not None and asking is not None and asking.place in ("main", "held"):
        yield "answering_machine"
    if other is None:
        yield from _acts_alone(asking)
    elif other.handover:
        yield "take_back"
    else:
        yield from ("cancel", "complete")
        if other.place != "ringing":
            yield from ("swap", "merge")
    if len(talk.parties) >= _SHORTEST_CONFERENCE:
        yield from ("drop", "mute")
    if talk.recording_paused:
        yield "resume_recording"
    elif parts.running(call) and recording_pause.may_pause(center, talk):
        yield "pause_recording"


def _acts_alone(asking: Party | None) -> Iterator[CallAct]:
    if asking is not None:
        yield "retrieve" if asking.place == "held" else "hold"
        yield from ("transfer", "consult", "to_menu")
    yield "add"


def _item(center: CallCenter, call: Call, talk: Talking, one: Party, agent_id: UUID) -> PartyItem:
    number, name = one.number, ""
    if one.kind == "customer":
        name = call.customer.name if call.customer is not None else call.caller_name
    elif one.agent_id is not None:
        profile = center.configuration.agents.get(one.agent_id)
        number, name = ("", "") if profile is None else (profile.number, profile.name)
    elif one.queue_id:
        queue = center.configuration.queues.get(one.queue_id)
        name = one.queue_id if queue is None else queue.name
    return PartyItem(
        id=one.id,
        kind=one.kind,
        agent_id=one.agent_id,
        number=number,
        name=name,
        place=_place(talk, one),
        muted=one.muted,
        since=one.since,
        owner=one.agent_id is not None and one.agent_id == talk.agent_id,
        me=one.agent_id == agent_id,
    )


def _place(talk: Talking, one: Party) -> PartyPlace:
    if one.lost_since is not None:
        return "lost"
    match one.place:
        case "ringing" | "held" | "menu":
            return one.place
        case "main" | "consult":
            consulted = one.place == "consult" and one.agent_id != talk.agent_id
            if (one.kind != "agent" or consulted) and len(parties.members(talk, one.place)) == 1:
                return "held"
            return "talking" if one.place == "main" else "consulting"

"""After a (re)connect: what exists in Asterisk now, as events."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from app.asterisk.ari_messages import JsonObject
from app.asterisk.translate import DIALED, FAX_CONTEXT, INBOUND, arrival, phone_event, place_of, returned_fax
from app.calls import ids
from app.calls.events import CallEvent, TelephonyRestored


def restored(
    *,
    channels: Sequence[JsonObject],
    bridges: Sequence[JsonObject],
    endpoints: Sequence[JsonObject],
    app: str,
    entity: str,
    at: datetime,
    started_at: datetime | None = None,
) -> tuple[CallEvent, ...]:
    """One `TelephonyRestored`, then each caller in our application (known ones are repeats) and each agent's phone.

    A channel that has left our application counts as gone, except one that we dialed and that still rings, and one
    that receives a fax.
    """
    ours = {str(channel.get("id")): channel for channel in channels if _is_ours(channel, app)}
    events: list[CallEvent] = [
        TelephonyRestored(
            at=at,
            legs=frozenset(ours),
            answered_legs=frozenset(
                leg_id
                for leg_id, channel in ours.items()
                if channel.get("state") == "Up" and (_arguments(channel, app) is not None or _sends_fax(channel))
            ),
            bridges=frozenset(str(bridge.get("id")) for bridge in bridges),
            bridged={leg_id: str(bridge.get("id")) for bridge in bridges for leg_id in _members(bridge)},
            started_at=started_at,
        )
    ]
    for channel in ours.values():
        match _arguments(channel, app):
            case [kind, dialed_number, "faxed", fax_id, pages, fault, *_]:
                if kind == INBOUND:
                    events.append(arrival(channel, dialed_number, entity=entity, at=at))
                events.append(returned_fax(str(channel.get("id")), fax_id, pages, fault, at))
            case [kind, dialed_number, *_] if kind == INBOUND:
                events.append(arrival(channel, dialed_number, entity=entity, at=at))
            case _:
                pass
    for endpoint in endpoints:
        events.extend(phone_event(endpoint, at=at))
    return tuple(events)


def entity_of(node: JsonObject) -> str:
    """The node's own id, from `/asterisk/info`; empty when it does not tell."""
    return str(_part(node, "system").get("entity_id", ""))


def start_of(node: JsonObject) -> datetime | None:
    """When the node started, from `/asterisk/info`; None when it does not tell."""
    try:
        started_at = datetime.fromisoformat(str(_part(node, "status").get("startup_time", "")))
    except ValueError:
        return None
    return started_at if started_at.tzinfo is not None else None


def _part(node: JsonObject, name: str) -> JsonObject:
    part = node.get(name)
    return cast("JsonObject", part) if isinstance(part, dict) else {}


def _members(bridge: JsonObject) -> tuple[str, ...]:
    members = bridge.get("channels")
    return tuple(str(leg_id) for leg_id in cast("list[object]", members)) if isinstance(members, list) else ()


def _is_ours(channel: JsonObject, app: str) -> bool:
    if _sends_fax(channel):
        return True
    match _arguments(channel, app):
        case None:
            return ids.owner(str(channel.get("id"))) is not None and _program(channel)[0] != "Stasis"
        case [kind, *_]:
            return kind in (INBOUND, DIALED)
        case _:
            return False


def _sends_fax(channel: JsonObject) -> bool:
    """Whether the dialplan receives a fax from it, or has received one."""
    return place_of(channel)[0] == FAX_CONTEXT


def _arguments(channel: JsonObject, app: str) -> list[str] | None:
    """The arguments with which the channel entered our application; None when it is not in it."""
    name, arguments = _program(channel)
    if name != "Stasis" or not arguments or arguments[0] != app:
        return None
    return arguments[1:]


def _program(channel: JsonObject) -> tuple[str, list[str]]:
    _, name, arguments = place_of(channel)
    return name, arguments.split(",")

"""The fake's REST side: one request in, status and body out, with the refusals of the real one."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from tests.fakes.asterisk_parts import FakeChannel

if TYPE_CHECKING:
    from tests.fakes.asterisk import FakeAsterisk

Answer = tuple[int, object]
Query = Mapping[str, str]

NO_CHANNEL: Answer = (404, {"message": "Channel not found"})
NOT_IN_STASIS: Answer = (409, {"message": "Channel not in Stasis application"})
ID_EXISTS: Answer = (409, {"message": "Channel with given unique ID already exists"})
NO_BRIDGE: Answer = (404, {"message": "Bridge not found"})


def respond(asterisk: "FakeAsterisk", method: str, path: Sequence[str], query: Query, body: object) -> Answer:
    """What Asterisk answers."""
    match path[0]:
        case "channels":
            return _channels(asterisk, method, path[1:], query, body)
        case "bridges":
            return _bridges(asterisk, method, path[1:], query)
        case "playbacks" | "endpoints" | "asterisk" | "applications":
            return _others(asterisk, method, path, query, body)
        case _:
            return 404, {"message": "Resource not found"}


def _channels(asterisk: "FakeAsterisk", method: str, path: Sequence[str], query: Query, body: object) -> Answer:
    match method, *path:
        case "GET", *rest if not rest:
            return 200, [asterisk.channel_body(channel) for channel in asterisk.channels.values()]
        case "POST", *rest if not rest:
            return _originate(asterisk, query, body)
        case _:
            channel = asterisk.channels.get(path[0])
    if channel is None:
        return NO_CHANNEL
    match method, *path[1:]:
        case ["GET"]:
            return 200, asterisk.channel_body(channel)
        case ["DELETE"]:
            asterisk.emit("ChannelHangupRequest", channel, cause=32, soft=True)
            asterisk.end(channel.id, int(query.get("reason_code", "16")))
            return 204, None
        case _ if not channel.stasis:
            return NOT_IN_STASIS
        case "POST", "answer":
            if channel.state != "Up":
                channel.state = "Up"
                asterisk.emit("ChannelStateChange", channel)
            return 204, None
        case _, "moh":
            channel.music = method == "POST"
            return 204, None
        case _, "ring" | "mute" | "hold" | "silence" | "dtmf":
            return 204, None
        case "POST", "snoop":
            return 200, asterisk.channel_body(asterisk.listen_to(channel, query["snoopId"]))
        case "POST", "continue":
            channel.stasis = False
            channel.context = query.get("context", channel.context)
            asterisk.emit("StasisEnd", channel)
            return 204, None
        case "POST", "play":
            playback = asterisk.play(channel, query["playbackId"], query["media"].split(","))
            return 201, asterisk.playback_body(playback)
        case "GET", "variable":
            value = channel.variables.get(query["variable"])
            return (404, {"message": "Provided variable was not found"}) if value is None else (200, {"value": value})
        case "POST", "variable":
            channel.variables[query["variable"]] = query["value"]
            return 204, None
        case "POST", "variables":
            channel.variables |= cast("dict[str, dict[str, str]]", body)["variables"]
            return 204, None
        case _:
            return 404, {"message": "Resource not found"}


def _originate(asterisk: "FakeAsterisk", query: Query, body: object) -> Answer:
    technology, _, place = query["endpoint"].partition("/")
    dialed_number, _, resource = place.rpartition("@")
    if query["channelId"] in asterisk.channels:
        asterisk.clashed = True
        return ID_EXISTS
    if technology != "PJSIP" or resource not in asterisk.reachable:
        # The real one goes on giving the reason of an earlier clash.
        return ID_EXISTS if asterisk.clashed else (500, {"error": "Allocation failed"})
    variables = cast("dict[str, dict[str, str]]", body or {}).get("variables", {})
    name, _, number = query.get("callerId", "").rpartition("<")
    channel = FakeChannel(
        id=query["channelId"],
        name="",
        caller_name=name.strip(' "'),
        caller_number=number.strip("<> "),
        dialed=True,
        arguments=tuple(query.get("appArgs", "").split(",")),
        dialed_number=dialed_number,
        variables=dict(variables),
    )
    answer = asterisk.channel_body(channel)
    asterisk.dial(channel, resource, float(query.get("timeout", "30")))
    return 200, answer | {"name": channel.name}


def _bridges(asterisk: "FakeAsterisk", method: str, path: Sequence[str], query: Query) -> Answer:
    match method, *path:
        case ["GET"]:
            return 200, [asterisk.bridge_body(bridge_id) for bridge_id in asterisk.bridges]
        case "POST", bridge_id:
            if bridge_id in asterisk.bridges:
                return 409, {"message": f"Bridge with id '{bridge_id}' already exists"}
            asterisk.bridges[bridge_id] = []
            return 200, asterisk.bridge_body(bridge_id)
        case _, bridge_id, *_ if bridge_id not in asterisk.bridges:
            return NO_BRIDGE
        case "GET", bridge_id:
            return 200, asterisk.bridge_body(bridge_id)
        case "DELETE", bridge_id:
            for channel_id in tuple(asterisk.bridges[bridge_id]):
                asterisk.leave_bridge(asterisk.channels[channel_id])
            body = asterisk.bridge_body(bridge_id)
            del asterisk.bridges[bridge_id]
            asterisk.emit("BridgeDestroyed", bridge=body)
            return 204, None
        case "POST", bridge_id, operation:
            return _membership(asterisk, bridge_id, operation, query["channel"])
        case _:
            return 404, {"message": "Resource not found"}


def _membership(asterisk: "FakeAsterisk", bridge_id: str, operation: str, channel_id: str) -> Answer:
    channel = asterisk.channels.get(channel_id)
    if channel is None:
        return 400, {"message": "Channel not found"}
    if not channel.stasis:
        return 422, {"message": "Channel not in Stasis application"}
    if operation == "addChannel":
        asterisk.enter_bridge(bridge_id, channel)
        return 204, None
    if channel.bridge != bridge_id:
        return 422, {"message": "Channel not in this bridge"}
    asterisk.leave_bridge(channel)
    return 204, None


def _others(asterisk: "FakeAsterisk", method: str, path: Sequence[str], query: Query, body: object) -> Answer:
    match method, *path:
        case _, "playbacks", playback_id:
            playback = asterisk.playbacks.get(playback_id)
            if playback is None:
                return 404, {"message": "Playback not found"}
            if method == "GET":
                return 200, asterisk.playback_body(playback)
            asterisk.finish_playback(playback, "done")
            return 204, None
        case "GET", "endpoints":
            return 200, [asterisk.endpoint_body(name) for kind, name in asterisk.objects if kind == "endpoint"]
        case "GET", "endpoints", "PJSIP", name:
            known = ("endpoint", name) in asterisk.objects
            return (200, asterisk.endpoint_body(name)) if known else (404, {"message": "Endpoint not found"})
        case "GET", "asterisk", "info":
            return 200, {
                "system": {"version": "22.10.1", "entity_id": asterisk.entity},
                "status": {"startup_time": f"{asterisk.started_at:%Y-%m-%dT%H:%M:%S}.000+0000"},
            }
        case "GET", "asterisk", "ping":
            return 200, {"ping": "pong", "asterisk_id": asterisk.entity}
        case "PUT", "asterisk", "config", "dynamic", "res_pjsip", kind, name:
            fields = cast("dict[str, list[dict[str, str]]]", body)["fields"]
            if kind == "aor" and name in asterisk.reachable:
                # The real one loses sight of the contact and shows the endpoint online for ever.
                asterisk.stuck.add(name)
            asterisk.objects[kind, name] = {item["attribute"]: item["value"] for item in fields}
            return 200, fields
        case "DELETE", "asterisk", "config", "dynamic", "res_pjsip", kind, name:
            if asterisk.objects.pop((kind, name), None) is None:
                return 404, {"message": f"Object with id '{name}' not found"}
            asterisk.stuck.discard(name)
            asterisk.reachable.discard(name)
            return 204, None
        case "PUT", "applications", _, "eventFilter":
            asterisk.ari.filter_events(cast("dict[str, list[dict[str, str]]]", body))
            return 200, {}
        case "POST", "applications", _, "subscription":
            followed = asterisk.channels.get(query["eventSource"].removeprefix("channel:"))
            if followed is None:
                return 422, {"message": "Event source does not exist"}
            followed.followed = True
            return 200, {}
        case "GET", "applications", name:
            return (200, {"name": name}) if name == asterisk.app else (404, {"message": "Application not found"})
        case _:
            return 404, {"message": "Resource not found"}

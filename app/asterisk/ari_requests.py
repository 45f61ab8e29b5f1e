"""The ARI requests that Ringdesk uses, as values. Client-chosen ids make the creating ones safe to repeat.

What refusals mean was tried on Asterisk 22.10 (docs/asterisk-facts.md). A channel that left our application (409) is
gone for us, whether or not it lives on in the dialplan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from app.asterisk.ari_messages import AriRequest, Method
from app.asterisk.outgoing_text import safe_variable_name

_CHANNEL_GONE: Final = frozenset({404, 409})
# Removing these from the stream leaves what `translate` reads. A list of allowed types would have to name
# RESTResponse as well: without it Asterisk answers nothing, and it keeps the list across reconnects.
_UNREAD_EVENTS: Final = (
    "ChannelVarset",
    "ChannelDialplan",
    "ChannelConnectedLine",
    "ChannelCallerId",
    "ChannelCreated",
    "ChannelUserevent",
    "Dial",
    "EndpointStateChange",
)


def list_channels() -> AriRequest:
    """All channels of the node, ours or not."""
    return AriRequest(method="GET", path=("channels",))


def get_channel(channel_id: str) -> AriRequest:
    """One channel."""
    return AriRequest(method="GET", path=("channels", channel_id))


def originate(
    channel_id: str,
    *,
    endpoint: str,
    app: str,
    arguments: Sequence[str],
    caller_id: str,
    ring_seconds: int,
    variables: Mapping[str, str],
) -> AriRequest:
    """Dial an endpoint; when it answers, the channel enters our application with these arguments.

    409 or 500 mean either that the id exists or that the endpoint cannot be dialed (unknown or not registered): ask
    for the channel to tell.
    """
    return AriRequest(
        method="POST",
        path=("channels",),
        query={
            "endpoint": endpoint,
            "app": app,
            "appArgs": ",".join(arguments),
            "channelId": channel_id,
            "callerId": caller_id,
            "timeout": str(ring_seconds),
        },
        body={"variables": variables},
    )


def answer(channel_id: str) -> AriRequest:
    """Pick up. A channel that is up already answers this too, when nothing plays to it any more."""
    return replace(_on_channel("POST", channel_id, "answer"), waits=True)


def hang_up(channel_id: str, hangup_cause: int) -> AriRequest:
    """End a channel with a Q.850 cause; works outside our application too."""
    return AriRequest(method="DELETE", path=("channels", channel_id), query={"reason_code": str(hangup_cause)})


def start_ringing(channel_id: str) -> AriRequest:
    """Let the caller hear ringing."""
    return _on_channel("POST", channel_id, "ring")


def stop_ringing(channel_id: str) -> AriRequest:
    """End ringing made by us."""
    return _on_channel("DELETE", channel_id, "ring")


def mute(channel_id: str) -> AriRequest:
    """Silence what comes from a channel."""
    return _on_channel("POST", channel_id, "mute", direction="in")


def unmute(channel_id: str) -> AriRequest:
    """Undo `mute`."""
    return _on_channel("DELETE", channel_id, "mute", direction="in")


def start_music(channel_id: str, music: str) -> AriRequest:
    """Hold music of a class; an unknown class falls back to the default one."""
    return _on_channel("POST", channel_id, "moh", mohClass=music)


def stop_music(channel_id: str) -> AriRequest:
    """End hold music."""
    return _on_channel("DELETE", channel_id, "moh")


def play(channel_id: str, playback_id: str, media: Sequence[str]) -> AriRequest:
    """Queue media URIs as one playback. Not safe to repeat: Asterisk plays the same id a second time."""
    return _on_channel("POST", channel_id, "play", media=",".join(media), playbackId=playback_id)


def get_playback(playback_id: str) -> AriRequest:
    """A playback that is queued or playing."""
    return AriRequest(method="GET", path=("playbacks", playback_id))


def stop_playback(playback_id: str) -> AriRequest:
    """Stop a playback; it ends as `done`."""
    return AriRequest(method="DELETE", path=("playbacks", playback_id))


def set_variables(channel_id: str, variables: Mapping[str, str]) -> AriRequest:
    """Set plain channel variables; values are taken literally."""
    checked = {safe_variable_name(name): value for name, value in variables.items()}
    return AriRequest(
        method="POST",
        path=("channels", channel_id, "variables"),
        body={"variables": checked},
        gone_when=_CHANNEL_GONE,
        waits=True,
    )


def get_variable(channel_id: str, name: str) -> AriRequest:
    """One channel variable; 404 when it is not set, or the channel is gone."""
    return _on_channel("GET", channel_id, "variable", variable=safe_variable_name(name))


def disarm_guard(channel_id: str) -> AriRequest:
    """Switch off the dialplan's guard timer: left armed, it would tear the call apart."""
    return _set(channel_id, "TIMEOUT(absolute)", "0")


def start_silence(channel_id: str) -> AriRequest:
    """Send silence."""
    return _on_channel("POST", channel_id, "silence")


def stop_silence(channel_id: str) -> AriRequest:
    """Send it no longer."""
    return _on_channel("DELETE", channel_id, "silence")


def watch_speech(channel_id: str) -> AriRequest:
    """Tell as ChannelTalkingStarted and ChannelTalkingFinished when the channel's side speaks; repeating it is harmless."""
    return _set(channel_id, "TALK_DETECT(set)")


def unwatch_speech(channel_id: str) -> AriRequest:
    """Tell it no longer."""
    return _set(channel_id, "TALK_DETECT(remove)")


def continue_in_dialplan(channel_id: str, context: str, extension: str) -> AriRequest:
    """Hand the channel to the dialplan, at the first line of an extension."""
    return _on_channel("POST", channel_id, "continue", context=context, extension=extension, priority="1")


def follow_channel(app: str, channel_id: str) -> AriRequest:
    """Tell of a channel also while it is not in our application; 422: there is no such channel."""
    return AriRequest(
        method="POST",
        path=("applications", app, "subscription"),
        query={"eventSource": f"channel:{channel_id}"},
        gone_when=frozenset({422}),
    )


def list_bridges() -> AriRequest:
    """All bridges of the node."""
    return AriRequest(method="GET", path=("bridges",))


def create_bridge(bridge_id: str) -> AriRequest:
    """A bridge that mixes audio."""
    return AriRequest(method="POST", path=("bridges", bridge_id), query={"type": "mixing"}, done_when=frozenset({409}))


def add_to_bridge(bridge_id: str, channel_id: str) -> AriRequest:
    """Put a channel into a bridge; one that is in it stays. 422: the channel has not entered our application yet."""
    return AriRequest(
        method="POST",
        path=("bridges", bridge_id, "addChannel"),
        query={"channel": channel_id},
        gone_when=frozenset({400}),
        waits=True,
    )


def remove_from_bridge(bridge_id: str, channel_id: str) -> AriRequest:
    """Take a channel out of a bridge; 422: it is not in it."""
    return AriRequest(
        method="POST",
        path=("bridges", bridge_id, "removeChannel"),
        query={"channel": channel_id},
        done_when=frozenset({422}),
        gone_when=frozenset({400, 404, 409}),
        waits=True,
    )


def delete_bridge(bridge_id: str) -> AriRequest:
    """Remove a bridge; channels in it leave it and live on. 409: it is being removed at this moment."""
    return AriRequest(method="DELETE", path=("bridges", bridge_id), gone_when=frozenset({404, 409}))


def list_endpoints() -> AriRequest:
    """All endpoints with their state."""
    return AriRequest(method="GET", path=("endpoints",))


def get_endpoint(name: str) -> AriRequest:
    """One SIP endpoint with its state."""
    return AriRequest(method="GET", path=("endpoints", "PJSIP", name))


def get_node() -> AriRequest:
    """Version, entity id and start of the node."""
    return AriRequest(method="GET", path=("asterisk", "info"), query={"only": "system,status"})


def filter_events(app: str) -> AriRequest:
    """Keep events that nobody reads off the socket; Asterisk forgets this with a restart."""
    return AriRequest(
        method="PUT",
        path=("applications", app, "eventFilter"),
        body={"allowed": [], "disallowed": [{"type": kind} for kind in _UNREAD_EVENTS]},
    )


def put_object(kind: str, name: str, fields: Mapping[str, str]) -> AriRequest:
    """Create or replace a SIP object (`auth`, `aor`, `endpoint`) in Asterisk's memory; replacing merges nothing."""
    return AriRequest(
        method="PUT",
        path=("asterisk", "config", "dynamic", "res_pjsip", kind, name),
        body={"fields": [{"attribute": attribute, "value": value} for attribute, value in fields.items()]},
        gone_when=frozenset(),
    )


def delete_object(kind: str, name: str) -> AriRequest:
    """Remove a SIP object."""
    return AriRequest(method="DELETE", path=("asterisk", "config", "dynamic", "res_pjsip", kind, name))


def _set(channel_id: str, function: str, value: str = "") -> AriRequest:
    return replace(_on_channel("POST", channel_id, "variable", variable=function, value=value), waits=True)


def _on_channel(method: Method, channel_id: str, operation: str, **query: str) -> AriRequest:
    return AriRequest(
        method=method,
        path=("channels", channel_id, operation),
        query=query,
        gone_when=_CHANNEL_GONE,
    )

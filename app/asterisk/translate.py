"""Asterisk's words into ours: pure, and deaf to whatever it does not know."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import cast

from app.asterisk.ami_connection import AmiEvent
from app.calls import ids
from app.calls.events import (
    CallArrived,
    CallEvent,
    DigitReceived,
    FaxEnded,
    LegAnswered,
    LegEnded,
    PhoneChanged,
    PlaybackEnded,
    SpeechHeard,
)
from app.calls.phone_lines import agent_of

INBOUND = "inbound"
DIALED = "dialed"
FAX_CONTEXT = "ringdesk-fax"
"""Where in the dialplan faxes are received."""

_DIGIT = re.compile(r"[0-9*#A-D]")
_LONGEST_NAME = 80
_LONGEST_NUMBER = 40
_LONGEST_KEY_MS = 60_000
_NORMAL_CLEARING = 16
_INTERWORKING = 127
_REQUEST_TERMINATED = 487


def translate(raw: Mapping[str, object], *, entity: str, at: datetime) -> tuple[CallEvent, ...]:
    """The events that one ARI event stands for; none for unknown types and incomplete ones.

    A caller's channel ends with StasisEnd (ChannelDestroyed is not sent for it), a dialed one with ChannelDestroyed,
    after StasisEnd if it was answered. So an end may be told up to three times; the first one carries the cause
    where Asterisk knows it.
    """
    channel = _object(raw, "channel")
    leg_id = _text(channel, "id")
    match raw.get("type"):
        case "StasisStart" if leg_id:
            return _entered(raw, channel, leg_id, entity, at)
        case "ChannelHangupRequest" if leg_id and raw.get("soft") is not True:
            return (LegEnded(at=at, leg_id=leg_id, hangup_cause=_cause(raw, _NORMAL_CLEARING)),)
        case "StasisEnd" if leg_id:
            return (LegEnded(at=at, leg_id=leg_id, left=True),)
        case "ChannelDestroyed" if leg_id:
            return (LegEnded(at=at, leg_id=leg_id, hangup_cause=_cause(raw, 0)),)
        case "ChannelDtmfReceived" if leg_id and _DIGIT.fullmatch(_text(raw, "digit")):
            digit, held_for = _text(raw, "digit"), _milliseconds(raw, "duration_ms")
            return (DigitReceived(at=at, leg_id=leg_id, digit=digit, heard_at=_moment(raw), held_for=held_for),)
        case "ChannelTalkingStarted" | "ChannelTalkingFinished" as kind if leg_id:
            return (SpeechHeard(at=at, leg_id=leg_id, speaking=kind == "ChannelTalkingStarted"),)
        case "PlaybackFinished":
            playback = _object(raw, "playback")
            failed = playback.get("state") == "failed"
            playback_id = _text(playback, "id")
            return (PlaybackEnded(at=at, playback_id=playback_id, failed=failed),) if playback_id else ()
        case "PeerStatusChange" | "ContactStatusChange":
            return phone_event(_object(raw, "endpoint"), at=at)
        case _:
            return ()


def translate_ami(event: AmiEvent, *, at: datetime) -> tuple[CallEvent, ...]:
    """The events that one AMI event stands for."""
    technology, _, name = event.fields.get("Peer", "").partition("/")
    agent_id = agent_of(name)
    if event.name != "PeerStatus" or technology != "PJSIP" or agent_id is None:
        return ()
    match event.fields.get("PeerStatus"):
        case "Reachable" | "Registered":
            return (PhoneChanged(at=at, agent_id=agent_id, reachable=True),)
        case "Unreachable" | "Unregistered":
            return (PhoneChanged(at=at, agent_id=agent_id, reachable=False),)
        case _:
            return ()


def phone_event(endpoint: Mapping[str, object], *, at: datetime) -> tuple[CallEvent, ...]:
    """Whether an agent's phone can be reached, from an ARI endpoint; its state counts all its contacts."""
    agent_id = agent_of(_text(endpoint, "resource"))
    state = _text(endpoint, "state")
    if agent_id is None or state not in ("online", "offline"):
        return ()
    return (PhoneChanged(at=at, agent_id=agent_id, reachable=state == "online"),)


def arrival(channel: Mapping[str, object], dialed_number: str, *, entity: str, at: datetime) -> CallArrived:
    """A caller's channel as a call; the same channel gives the same id each time."""
    caller = _object(channel, "caller")
    leg_id = _text(channel, "id")
    return CallArrived(
        at=at,
        call_id=ids.call_id(entity, _text(channel, "creationtime"), leg_id),
        leg_id=leg_id,
        caller_number=_clean(_text(caller, "number"), _LONGEST_NUMBER),
        caller_name=_clean(_text(caller, "name"), _LONGEST_NAME),
        dialed_number=_clean(dialed_number, _LONGEST_NUMBER),
    )


def place_of(channel: Mapping[str, object]) -> tuple[str, str, str]:
    """Where a channel is in the dialplan: context, program, and the program's arguments."""
    dialplan = _object(channel, "dialplan")
    return _text(dialplan, "context"), _text(dialplan, "app_name"), _text(dialplan, "app_data")


def returned_fax(leg_id: str, fax_id: str, pages: str, fault: str, at: datetime) -> FaxEnded:
    """What the dialplan says of a fax as the leg comes back."""
    whole = int(pages) if re.fullmatch(r"[0-9]{1,4}", pages, re.ASCII) else 0
    return FaxEnded(at=at, leg_id=leg_id, fax_id=fax_id, pages=whole, fault=fault)


def _entered(
    raw: Mapping[str, object], channel: Mapping[str, object], leg_id: str, entity: str, at: datetime
) -> tuple[CallEvent, ...]:
    """A channel entered our application: a caller, or a leg that we dialed and that answered."""
    arguments = raw.get("args")
    texts = [str(item) for item in cast("list[object]", arguments)] if isinstance(arguments, list) else []
    match texts:
        case ["inbound" | "dialed" as kind, dialed_number, "faxed", fax_id, pages, fault, *_]:
            back = returned_fax(leg_id, fax_id, pages, fault, at)
            return (arrival(channel, dialed_number, entity=entity, at=at), back) if kind == INBOUND else (back,)
        case ["inbound", dialed_number, *_]:
            return (arrival(channel, dialed_number, entity=entity, at=at),)
        case ["dialed", *_]:
            return (LegAnswered(at=at, leg_id=leg_id),)
        case _:
            return ()


def _clean(text: str, longest: int) -> str:
    """What a caller may call himself: no control, invisible or direction-changing characters, and not for ever."""
    kept = "".join(character for character in text if unicodedata.category(character)[0] != "C")
    return " ".join(kept.split())[:longest]


def _moment(raw: Mapping[str, object]) -> datetime | None:
    """When Asterisk says it was, by its own clock."""
    try:
        moment = datetime.fromisoformat(_text(raw, "timestamp"))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _milliseconds(raw: Mapping[str, object], key: str) -> timedelta:
    value = raw.get(key)
    return timedelta(milliseconds=value) if isinstance(value, int) and 0 <= value <= _LONGEST_KEY_MS else timedelta()


def _cause(raw: Mapping[str, object], otherwise: int) -> int:
    if raw.get("tech_cause") == _REQUEST_TERMINATED and raw.get("cause") == _INTERWORKING:
        return _NORMAL_CLEARING  # the caller gave up; Asterisk has no better word
    cause = raw.get("cause")
    return cause if isinstance(cause, int) and 0 <= cause <= 127 else otherwise


def _object(raw: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = raw.get(key)
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def _text(raw: Mapping[str, object], key: str) -> str:
    value = raw.get(key)
    return value if isinstance(value, str) else ""

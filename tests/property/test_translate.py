"""Asterisk may say anything: the translator never raises, and says only what it knows."""

from datetime import UTC, datetime
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from app.asterisk.ami_connection import AmiEvent
from app.asterisk.restore import restored
from app.asterisk.translate import translate, translate_ami
from app.calls.events import CallEvent

AT = datetime(2026, 1, 2, tzinfo=UTC)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=8), children, max_size=3),
    max_leaves=8,
)
TYPES = st.sampled_from(
    [
        "StasisStart",
        "StasisEnd",
        "ChannelDestroyed",
        "ChannelHangupRequest",
        "ChannelDtmfReceived",
        "PlaybackFinished",
        "PeerStatusChange",
        "ContactStatusChange",
    ]
)
CHANNELS = st.fixed_dictionaries(
    {},
    optional={
        "id": st.text(max_size=5) | JSON,
        "state": st.just("Up") | JSON,
        "creationtime": JSON,
        "caller": st.dictionaries(st.sampled_from(["name", "number"]), JSON) | JSON,
        "dialplan": st.fixed_dictionaries({"app_name": st.just("Stasis"), "app_data": st.text(max_size=20)}) | JSON,
    },
)
MESSAGES = st.fixed_dictionaries(
    {"type": TYPES | JSON},
    optional={
        "channel": CHANNELS | JSON,
        "args": st.lists(st.sampled_from(["inbound", "dialed", "4001"]) | JSON, max_size=4) | JSON,
        "digit": st.text(max_size=2) | JSON,
        "duration_ms": st.integers() | JSON,
        "cause": JSON,
        "soft": JSON,
        "playback": st.dictionaries(st.sampled_from(["id", "state"]), JSON) | JSON,
        "endpoint": st.dictionaries(st.sampled_from(["resource", "state"]), JSON) | JSON,
    },
)


@settings(deadline=None)
@given(MESSAGES | st.dictionaries(st.text(max_size=8), JSON, max_size=4))
def test_any_message_is_translated_without_a_crash(raw: dict[str, object]) -> None:
    for event in translate(raw, entity="entity", at=AT):
        assert isinstance(event, get_args(CallEvent))
        assert event.at == AT


@settings(deadline=None)
@given(st.text(max_size=12), st.dictionaries(st.sampled_from(["Peer", "PeerStatus"]) | st.text(max_size=5), st.text()))
def test_any_manager_event_is_translated_without_a_crash(name: str, fields: dict[str, str]) -> None:
    translate_ami(AmiEvent(name, fields), at=AT)
    translate_ami(AmiEvent("PeerStatus", fields), at=AT)


@settings(deadline=None)
@given(st.lists(CHANNELS, max_size=4), st.lists(st.dictionaries(st.just("id"), JSON), max_size=2))
def test_any_listing_is_restored_without_a_crash(
    channels: list[dict[str, object]], bridges: list[dict[str, object]]
) -> None:
    events = restored(channels=channels, bridges=bridges, endpoints=(), app="ringdesk", entity="entity", at=AT)
    assert all(event.at == AT for event in events)

from datetime import UTC, datetime
from uuid import uuid4

from app.asterisk.ami_connection import AmiEvent
from app.asterisk.perform import caller_id
from app.asterisk.restore import restored
from app.asterisk.translate import translate, translate_ami
from app.calls import ids
from app.calls.events import (
    CallArrived,
    CallEvent,
    FaxEnded,
    LegAnswered,
    LegEnded,
    PhoneChanged,
    TelephonyRestored,
)
from app.calls.phone_lines import agent_of, phone_name

AT = datetime(2026, 1, 2, tzinfo=UTC)
ENTITY = "02:00:00:00:00:01"
STARTED = "2026-01-02T00:00:00.000+0000"


def channel(name: str, *, app_data: str = "ringdesk,inbound,4001,trunk", **more: object) -> dict[str, object]:
    return {
        "id": name,
        "state": "Up",
        "caller": {"name": "Wang Wei", "number": "13800138000"},
        "creationtime": STARTED,
        "dialplan": {"app_name": "Stasis", "app_data": app_data},
    } | more


def told(kind: str, **fields: object) -> tuple[CallEvent, ...]:
    return translate({"type": kind, "channel": channel("c1"), **fields}, entity=ENTITY, at=AT)


def test_the_same_channel_gives_the_same_call_each_time() -> None:
    (first,), (second,) = told("StasisStart", args=["inbound", "4001"]), told("StasisStart", args=["inbound", "4001"])
    assert first == second
    assert isinstance(first, CallArrived)
    assert first.call_id == ids.call_id(ENTITY, STARTED, "c1")


def test_a_dialed_leg_that_enters_has_answered() -> None:
    assert told("StasisStart", args=["dialed"]) == (LegAnswered(at=AT, leg_id="c1"),)


def test_a_leg_that_comes_back_from_a_fax_is_the_same_call_and_tells_its_pages() -> None:
    (arrived,) = told("StasisStart", args=["inbound", "4001"])
    fax = FaxEnded(at=AT, leg_id="c1", fax_id="c-f1", pages=2)
    assert told("StasisStart", args=["inbound", "4001", "faxed", "c-f1", "2", ""]) == (arrived, fax)
    (dialed,) = told("StasisStart", args=["dialed", "", "faxed", "c-f1", "", "Thecalldroppedprematurely"])
    assert dialed == FaxEnded(at=AT, leg_id="c1", fax_id="c-f1", fault="Thecalldroppedprematurely")


def test_after_a_break_a_fax_goes_on_or_has_ended() -> None:
    sending = channel("c1") | {
        "dialplan": {"context": "ringdesk-fax", "app_name": "ReceiveFAX", "app_data": "/f.tif,F"}
    }
    back = channel("c2", app_data="ringdesk,inbound,4001,faxed,c-f1,1,")
    other = channel("c3") | {"dialplan": {"context": "from-trunk", "app_name": "Wait", "app_data": "1"}}
    first, *others = restored(
        channels=[sending, back, other], bridges=[], endpoints=[], app="ringdesk", entity=ENTITY, at=AT
    )
    assert isinstance(first, TelephonyRestored)
    assert first.legs == first.answered_legs == {"c1", "c2"}
    assert [type(event) for event in others] == [CallArrived, FaxEnded]


def test_a_hangup_of_ours_is_told_only_when_the_channel_is_gone() -> None:
    assert told("ChannelHangupRequest", cause=32, soft=True) == ()
    assert told("StasisEnd") == (LegEnded(at=AT, leg_id="c1", left=True),)


def test_a_hangup_without_a_cause_is_normal_clearing() -> None:
    assert told("ChannelHangupRequest") == (LegEnded(at=AT, leg_id="c1", hangup_cause=16),)
    assert told("ChannelHangupRequest", cause=17) == (LegEnded(at=AT, leg_id="c1", hangup_cause=17),)


def test_a_hostile_caller_name_loses_what_cannot_be_seen() -> None:
    hostile = "\u202e<b>Wang\x00\r\n  \u200bWei</b>" + "x" * 4096
    (event,) = told("StasisStart", args=["inbound", "4001"], channel=channel("c1", caller={"name": hostile}))
    assert isinstance(event, CallArrived)
    assert event.caller_name.startswith("<b>Wang Wei</b>xxx")
    assert len(event.caller_name) == 80
    assert event.caller_number == ""


def test_only_agents_phones_are_told() -> None:
    agent_id = uuid4()
    event = AmiEvent("PeerStatus", {"Peer": f"PJSIP/{phone_name(agent_id)}", "PeerStatus": "Reachable"})
    assert translate_ami(event, at=AT) == (PhoneChanged(at=AT, agent_id=agent_id, reachable=True),)
    assert translate_ami(AmiEvent("PeerStatus", {"Peer": "PJSIP/trunk", "PeerStatus": "Reachable"}), at=AT) == ()
    assert agent_of("agent-nobody") is None


def test_what_exists_after_a_break_is_told_in_order() -> None:
    call_id, agent_id = uuid4(), uuid4()
    ringing = ids.agent_leg(call_id, 1)
    answered = ids.agent_leg(call_id, 2)
    away = ids.agent_leg(call_id, 3)
    dialing = {"app_name": "AppDial2", "app_data": "(Outgoing Line)"}
    events = restored(
        channels=(
            channel("c1"),
            channel("c2", state="Ring"),
            channel(ringing, state="Ringing", dialplan=dialing),
            channel(answered, app_data="ringdesk,dialed"),
            channel("emergency", dialplan={"app_name": "Playback", "app_data": "sorry"}),
            channel(away, app_data="driver,dialed"),
            {"id": "strange"},
        ),
        bridges=({"id": ids.bridge(call_id), "channels": [answered, "c1"]}, {"id": "empty", "channels": None}),
        endpoints=({"technology": "PJSIP", "resource": phone_name(agent_id), "state": "online"},),
        app="ringdesk",
        entity=ENTITY,
        at=AT,
    )
    assert events[0] == TelephonyRestored(
        at=AT,
        legs=frozenset({"c1", "c2", ringing, answered}),
        answered_legs=frozenset({"c1", answered}),
        bridges=frozenset({ids.bridge(call_id), "empty"}),
        bridged={answered: ids.bridge(call_id), "c1": ids.bridge(call_id)},
    )
    assert [event.leg_id for event in events if isinstance(event, CallArrived)] == ["c1", "c2"]
    assert events[-1] == PhoneChanged(at=AT, agent_id=agent_id, reachable=True)


def test_a_caller_id_stays_in_its_two_parts() -> None:
    assert caller_id('Eve" <911>\\', "+86 138;x") == '"Eve 911" <+86138>'

"""A talk after a restart: who is still there, who is gone, and everything that should sound sounds again."""

from datetime import datetime

from msgspec import structs

from app.calls import ending, lost_desks, parties, sound, talking
from app.calls.actions import CallAction, Mute, PauseRecording, StartRecording
from app.calls.edit import Result, drop_leg, put_call
from app.calls.events import TelephonyRestored
from app.calls.state import Call, CallCenter, InMenu, Party, Talking


def restored(center: CallCenter, call: Call, event: TelephonyRestored) -> Result:
    """Each party in turn as if its news had just come, then the whole picture, which is safe to ask for again."""
    talk = parties.talk_of(call)
    assert talk is not None, "only a talk is restored as one"
    asking = parties.customer(talk)
    if asking is not None and call.leg_id not in event.legs and not _others_are_there(call, talk, event):
        return ending.finish(center, call, event.at, 0, reconciled=True)
    actions = talking.hushed(call, talk)
    if talk.message_id is not None:
        # whether it has ended meanwhile was told to nobody
        call = parties.with_talk(call, structs.replace(talk, message_id=None))
        center = put_call(center, call)
    for one in talk.parties:
        center, more = _party_restored(center, call, one, event)
        actions = (*actions, *more)
        now = center.calls.get(call.id)
        if now is None or parties.talk_of(now) is None:
            return center, actions
        call = now
    return center, (*actions, *_again(center, call, event))


def _others_are_there(call: Call, talk: Talking, event: TelephonyRestored) -> bool:
    there = [
        one for one in talk.parties if one.kind != "customer" and one.leg_id in event.legs and parties.is_there(one)
    ]
    return len(there) >= 2 and isinstance(call.phase, Talking)


def _party_restored(center: CallCenter, call: Call, one: Party, event: TelephonyRestored) -> Result:
    talk, at = parties.talk_of(call), event.at
    assert talk is not None, "there are parties"
    now = parties.party(talk, one.id)
    if now is None:
        return center, ()
    if now.place == "ringing" and not now.leg_id:
        return center, ()  # stands in a line still
    exists, answered = now.leg_id in event.legs, now.leg_id in event.answered_legs
    if now.place == "ringing":
        if answered:
            return talking.party_answered(center, call, talk, now, at)
        if exists:
            return center, ()
        return talking.not_reached(center, call, talk, now, at, "unreachable")
    if now.lost_since is not None:
        return _lost_restored(center, call, talk, now, at, answered=answered)
    if exists:
        return center, ()
    if now.kind == "customer":
        return talking.customer_gone(center, call, talk, at, 0)
    if now.kind == "agent":
        return lost_desks.lost(center, call, talk, now, at)
    return talking.party_left(center, call, talk, now, at)


def _lost_restored(
    center: CallCenter, call: Call, talk: Talking, one: Party, at: datetime, *, answered: bool
) -> Result:
    if answered:
        return lost_desks.rejoined(center, call, talk, one, at)
    if one.leg_id:
        # rings on a socket that is gone: the phone is rung when it is back
        center = drop_leg(center, one.leg_id)
        call = parties.with_talk(call, parties.replaced(talk, structs.replace(one, leg_id="")))
    return put_call(center, call), ()


def _again(center: CallCenter, call: Call, event: TelephonyRestored) -> tuple[CallAction, ...]:
    """Asked for once more, which is harmless, but for a leg that is in its bridge: it would be taken out and put in again."""
    talk = parties.talk_of(call)
    assert talk is not None, "the talk goes on"
    heard = sound.picture(call.id, talk, talking.music_of(center, talk))
    there = {leg_id: now for leg_id, now in heard.items() if now == sound.Bridged(event.bridged.get(leg_id, ""))}
    actions: tuple[CallAction, ...] = tuple(sound.changes(call.id, there, heard))
    for one in talk.parties:
        if one.muted and parties.is_there(one):
            actions = (*actions, Mute(call_id=call.id, leg_id=one.leg_id))
    if not call.leg_id:
        return actions
    for part in call.segments:
        if part.recording_id is None or part.ended_at is not None or part.kind == "recording":
            continue
        kinds = (PauseRecording,) if isinstance(call.phase, InMenu) else (StartRecording,)
        if talk.recording_paused:
            kinds = (StartRecording, PauseRecording)
        for kind in kinds:
            actions = (*actions, kind(call_id=call.id, recording_id=part.recording_id, leg_id=call.leg_id))
    return actions

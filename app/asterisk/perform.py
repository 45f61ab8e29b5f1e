"""Effects into requests to Asterisk, in order and safe to repeat."""

import asyncio
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import structlog

from app.asterisk import ari_requests
from app.asterisk.ami import AmiClient, AmiError
from app.asterisk.ari import AriError
from app.asterisk.ari_messages import AlreadyGone, AriRequest, Done, Outcome, Refused
from app.asterisk.config import NAME
from app.asterisk.outgoing_text import UnsafeText, safe_file_name, safe_text
from app.asterisk.translate import DIALED, FAX_CONTEXT, INBOUND, place_of
from app.calls import actions
from app.calls.actions import Effect
from app.calls.events import LEG_GONE
from app.calls.phone_lines import phone_name
from app.calls.ports import ActionNotPerformed
from ivr.prompt import OwnWords, Prompt, Recorded, Sound, Speech
from ivr.speech import SpeechUnavailable
from recording.policy import AGENT_SIDE, CALLER_SIDE, fax_name, live_name
from recording.sides import is_finished
from recording.store import note_begin

_log = structlog.stdlib.get_logger(__name__)

# The core's own timer ends the ringing earlier; this one only cleans up after a crash.
_LONGEST_RING = 180
_LOOKS_AT_RECORDING = 40
_LOOKS_EVERY = 0.05
_RECORDING_VARIABLE = "RINGDESK_RECORDING_"


class Requests(Protocol):
    """The way to ARI."""

    async def send(self, request: AriRequest) -> Outcome:
        """Send one request and say what its answer means. Raises `AriError`, `UnsafeText`."""
        ...


class Speaker(Protocol):
    """Turns text into sound."""

    def fallback_for(self, language: str) -> Path:
        """The sound to play instead of speech, without extension."""
        ...

    async def sound_for(self, prompt: Speech) -> Path:
        """The sound of a text, without extension. Raises `SpeechUnavailable` in time."""
        ...


class Sounds(Protocol):
    """The recorded prompts of the library."""

    def sound(self, content: str) -> Path:
        """A sound, without extension. Raises `ValueError` for what is no content."""
        ...


class AsteriskTelephony:
    """The `Telephony` port on one Asterisk node. `recordings` is the folder of running recordings."""

    def __init__(
        self,
        ari: Requests,
        ami: AmiClient,
        *,
        app: str,
        speaker: Speaker,
        library: Sounds,
        recordings: Path,
    ) -> None:
        self._ari = ari
        self._ami = ami
        self._app = app
        self._speaker = speaker
        self._library = library
        self._recordings = recordings

    async def perform(self, effect: Effect) -> None:
        """Do one effect; done already or gone already is success. Raises `ActionNotPerformed`."""
        try:
            await self._perform(effect)
        except (AriError, AmiError, UnsafeText) as error:
            raise ActionNotPerformed(type(error).__name__, getattr(effect, "leg_id", "")) from error

    async def _perform(self, effect: Effect) -> None:
        match effect:
            case actions.AnswerCall(leg_id=leg_id):
                await self._do(ari_requests.disarm_guard(leg_id), leg_id)
                await self._do_on(leg_id, ari_requests.answer(leg_id))
            case actions.Play():
                await self._play(effect)
            case actions.StopPlayback(playback_id=playback_id):
                await self._do(ari_requests.stop_playback(playback_id))
            case actions.StartMusic(leg_id=leg_id, music=music):
                await self._do_on(leg_id, ari_requests.start_music(leg_id, music))
            case actions.StopMusic(leg_id=leg_id):
                await self._do(ari_requests.stop_music(leg_id), leg_id)
            case actions.RingAgent():
                await self._ring(effect)
            case actions.DialOut():
                await self._dial_out(effect)
            case actions.StartRinging(leg_id=leg_id):
                await self._do(ari_requests.start_ringing(leg_id), leg_id)
            case actions.StopRinging(leg_id=leg_id):
                await self._do(ari_requests.stop_ringing(leg_id), leg_id)
            case actions.PlayTone(leg_id=leg_id, playback_id=playback_id, tone=tone):
                if not isinstance(await self._ari.send(ari_requests.get_playback(playback_id)), Done):
                    await self._do(ari_requests.play(leg_id, playback_id, (f"tone:{tone}",)), leg_id)
            case actions.Mute(leg_id=leg_id):
                await self._do(ari_requests.mute(leg_id), leg_id)
            case actions.Unmute(leg_id=leg_id):
                await self._do(ari_requests.unmute(leg_id), leg_id)
            case actions.Connect(bridge_id=bridge_id, leg_ids=leg_ids):
                await self._do(ari_requests.create_bridge(bridge_id))
                for leg_id in leg_ids:
                    await self._do(ari_requests.add_to_bridge(bridge_id, leg_id), leg_id)
            case actions.Disconnect(bridge_id=bridge_id, leg_id=leg_id):
                await self._do(ari_requests.remove_from_bridge(bridge_id, leg_id), leg_id)
            case actions.DestroyBridge(bridge_id=bridge_id):
                await self._do(ari_requests.delete_bridge(bridge_id))
            case actions.HangUp(leg_id=leg_id, hangup_cause=hangup_cause):
                await self._do(ari_requests.hang_up(leg_id, hangup_cause), leg_id)
            case actions.StartRecording():
                await self._start_recording(effect)
            case actions.StopRecording():
                await self._stop_recording(effect)
            case actions.StartSilence(leg_id=leg_id):
                await self._do(ari_requests.start_silence(leg_id), leg_id)
            case actions.StopSilence(leg_id=leg_id):
                await self._do(ari_requests.stop_silence(leg_id), leg_id)
            case actions.PauseRecording():
                await self._silence_recording(effect, silent=True)
            case actions.ResumeRecording():
                await self._silence_recording(effect, silent=False)
            case actions.ReceiveFax():
                await self._receive_fax(effect)
            case actions.StopFax(leg_id=leg_id):
                await self._stop_fax(leg_id)
            case actions.WatchSpeech(leg_id=leg_id):
                await self._do_on(leg_id, ari_requests.watch_speech(leg_id))
            case actions.UnwatchSpeech(leg_id=leg_id):
                await self._do(ari_requests.unwatch_speech(leg_id), leg_id)
            case (
                actions.StoreRecording()
                | actions.DiscardRecording()
                | actions.LookUpCustomer()
                | actions.CheckNumber()
                | actions.AskService()
            ):
                raise ActionNotPerformed("not telephony")

    async def _receive_fax(self, effect: actions.ReceiveFax) -> None:
        """To the dialplan; a leg that is there, or back from there, is left alone."""
        if await self._has_gone_to_fax(effect):
            return
        await asyncio.to_thread(self._recordings.mkdir, parents=True, exist_ok=True)
        kind = INBOUND if effect.dialed_number else DIALED
        dialed = "".join(character for character in effect.dialed_number if character in "+0123456789*#")
        variables = {
            "RINGDESK_FAX_ID": safe_file_name(effect.fax_id),
            "RINGDESK_FAX_FILE": safe_file_name(str(self._recordings / fax_name(effect.fax_id))),
            "RINGDESK_FAX_BACK": f"{kind},{dialed}",
        }
        try:
            await self._do_on(effect.leg_id, ari_requests.set_variables(effect.leg_id, variables))
            await self._do_on(effect.leg_id, ari_requests.follow_channel(self._app, effect.leg_id))
            await self._do_on(effect.leg_id, ari_requests.continue_in_dialplan(effect.leg_id, FAX_CONTEXT, "receive"))
        except ActionNotPerformed:
            # asked for twice: the leg was on its way, and Asterisk did not show it there yet
            for _ in range(_LOOKS_AT_RECORDING):
                if await self._has_gone_to_fax(effect):
                    return
                await asyncio.sleep(_LOOKS_EVERY)
            raise

    async def _has_gone_to_fax(self, effect: actions.ReceiveFax) -> bool:
        """Whether the leg receives this fax, or is back from doing so. Raises `ActionNotPerformed` for a leg that is gone."""
        place = await self._place(effect.leg_id)
        if place is None:
            raise ActionNotPerformed(LEG_GONE, effect.leg_id)
        return place[0] == FAX_CONTEXT and (place[1] != "Stasis" or f",faxed,{effect.fax_id}," in place[2])

    async def _stop_fax(self, leg_id: str) -> None:
        """Back from the dialplan; done when requests about the leg are possible again."""
        for look in range(_LOOKS_AT_RECORDING):
            place = await self._place(leg_id)
            if place is None or place[1] == "Stasis":
                return
            if look == 0:
                await self._ami.action("Redirect", Channel=leg_id, Context=FAX_CONTEXT, Exten="back", Priority="1")
            await asyncio.sleep(_LOOKS_EVERY)
        raise ActionNotPerformed("the leg does not come back", leg_id)

    async def _place(self, leg_id: str) -> tuple[str, str, str] | None:
        """Context, program and its arguments; None when the leg is gone."""
        match await self._ari.send(ari_requests.get_channel(leg_id)):
            case Done(response=response):
                return place_of(response.object)
            case _:
                return None

    async def _play(self, effect: actions.Play) -> None:
        # Asterisk plays a repeated id twice; the check covers repeats while it still sounds.
        if isinstance(await self._ari.send(ari_requests.get_playback(effect.playback_id)), Done):
            return
        media: list[str] = []
        for prompt in effect.prompts:
            sound = await self._media(prompt)
            # nobody wants to be told several times that something cannot be said
            if sound not in media or not self._is_fallback(sound, prompt):
                media.append(sound)
        await self._do_on(effect.leg_id, ari_requests.play(effect.leg_id, effect.playback_id, media))

    async def _media(self, prompt: Prompt) -> str:
        match prompt:
            case Sound(name=name):
                if name.startswith("/"):
                    raise UnsafeText("sound name")
                return f"sound:{safe_file_name(name)}"
            case OwnWords(recording_id=recording_id):
                return f"sound:{safe_file_name(str(await self._own_words(recording_id)))}"
            case Speech():
                return f"sound:{safe_file_name(str(await self._spoken(prompt)))}"
            case Recorded(content=content):
                return f"sound:{safe_file_name(str(self._library.sound(content)))}"

    async def _own_words(self, recording_id: str) -> Path:
        """The caller's side of a recording that has just ended. Its header is written when Asterisk closes the file."""
        file = self._recordings / live_name(recording_id, CALLER_SIDE)
        for _ in range(_LOOKS_AT_RECORDING):
            if await asyncio.to_thread(is_finished, file):
                return file.with_suffix("")
            await asyncio.sleep(_LOOKS_EVERY)
        raise ActionNotPerformed("the recording does not end")

    async def _spoken(self, prompt: Speech) -> Path:
        try:
            return await self._speaker.sound_for(prompt)
        except SpeechUnavailable:
            _log.warning("speech_unavailable", language=prompt.language)
            return self._speaker.fallback_for(prompt.language)

    def _is_fallback(self, sound: str, prompt: Prompt) -> bool:
        return isinstance(prompt, Speech) and sound == f"sound:{self._speaker.fallback_for(prompt.language)}"

    async def _ring(self, effect: actions.RingAgent) -> None:
        headers = {"PJSIP_HEADER(add,X-Ringdesk-Call)": str(effect.call_id)}
        if effect.answer:
            headers["PJSIP_HEADER(add,X-Ringdesk-Answer)"] = effect.answer
        if effect.answer == "rejoin":
            headers["PJSIP_HEADER(add,X-Ringdesk-Rejoin)"] = "1"
        await self._originate(
            effect.leg_id,
            f"PJSIP/{phone_name(effect.agent_id)}",
            caller_id(effect.caller_name, effect.caller_number),
            headers,
        )

    async def _dial_out(self, effect: actions.DialOut) -> None:
        number, trunk = _dialable(effect.number), safe_name(effect.trunk)
        await self._originate(effect.leg_id, f"PJSIP/{number}@{trunk}", caller_id("", effect.caller_id), {})

    async def _originate(self, leg_id: str, endpoint: str, shown: str, variables: Mapping[str, str]) -> None:
        request = ari_requests.originate(
            leg_id,
            endpoint=endpoint,
            app=self._app,
            arguments=(DIALED,),
            caller_id=shown,
            ring_seconds=_LONGEST_RING,
            variables=variables,
        )
        outcome = await self._ari.send(request)
        if isinstance(outcome, Refused) and outcome.status in (409, 500):
            # A phone that is not registered gives 500, or 409 if this socket has ever met an id that existed.
            if not isinstance(await self._ari.send(ari_requests.get_channel(leg_id)), Done):
                raise ActionNotPerformed("phone not reachable", leg_id)
            return
        _check(outcome, leg_id)

    async def _start_recording(self, effect: actions.StartRecording) -> None:
        """MixMonitor sets the variable as it starts, so a repeat finds it and does not overwrite the files."""
        variable = _recording_variable(effect.recording_id)
        if await self._variable(effect.leg_id, variable) is not None:
            return
        received, sent = (
            safe_file_name(str(self._recordings / live_name(effect.recording_id, side)))
            for side in (CALLER_SIDE, AGENT_SIDE)
        )
        response = await self._ami.action(
            "MixMonitor", Channel=effect.leg_id, options=f"r({received})t({sent})i({variable})"
        )
        if response.ok:
            await asyncio.to_thread(note_begin, self._recordings, effect.recording_id)
        elif response.message != "No such channel":
            raise ActionNotPerformed(response.message, effect.leg_id)

    async def _stop_recording(self, effect: actions.StopRecording) -> None:
        monitor = await self._variable(effect.leg_id, _recording_variable(effect.recording_id))
        if monitor is not None:
            # Refused when the monitor or the channel ended before: both are what was wanted.
            await self._ami.action("StopMixMonitor", Channel=effect.leg_id, MixMonitorID=monitor)

    async def _silence_recording(
        self, effect: actions.PauseRecording | actions.ResumeRecording, *, silent: bool
    ) -> None:
        """While it is silent the monitor writes silence, so that the length stays true."""
        monitor = await self._variable(effect.leg_id, _recording_variable(effect.recording_id))
        if monitor is None:
            return
        response = await self._ami.action(
            "MixMonitorMute",
            Channel=effect.leg_id,
            Direction="both",
            State="1" if silent else "0",
            MixMonitorID=monitor,
        )
        # one that has ended cannot speak again, but one that goes on aloud must not pass unnoticed
        if silent and not response.ok and response.message != "No such channel":
            raise ActionNotPerformed(response.message, effect.leg_id)

    async def _variable(self, leg_id: str, name: str) -> str | None:
        match await self._ari.send(ari_requests.get_variable(leg_id, name)):
            case Done(response=response):
                value = response.object.get("value")
                return value if isinstance(value, str) and value else None
            case _:
                return None

    async def _do(self, request: AriRequest, leg_id: str = "") -> None:
        _check(await self._ari.send(request), leg_id)

    async def _do_on(self, leg_id: str, request: AriRequest) -> None:
        """Something that makes no sense without the leg; its absence is told, not passed over."""
        outcome = await self._ari.send(request)
        if isinstance(outcome, AlreadyGone):
            raise ActionNotPerformed(LEG_GONE, leg_id)
        _check(outcome, leg_id)


def caller_id(name: str, number: str) -> str:
    """Asterisk's `"name" <number>` form, without what would end one of its parts."""
    plain_name = "".join(character for character in safe_text(name, "caller name") if character not in '"\\<>')
    plain_number = "".join(character for character in number if character in "+0123456789*#")
    return f'"{plain_name}" <{plain_number}>'


def _dialable(number: str) -> str:
    """Digits with an optional plus; anything else could be read as another destination."""
    if not re.fullmatch(r"\+?[0-9]{1,20}", number, re.ASCII):
        raise UnsafeText("number to dial")
    return number


def safe_name(name: str) -> str:
    """A trunk's name as it may stand in a dial string."""
    if not NAME.fullmatch(name):
        raise UnsafeText("trunk name")
    return name


def _check(outcome: Outcome, leg_id: str) -> None:
    match outcome:
        case Refused(status=status, message=message):
            raise ActionNotPerformed(f"{status} {message}".strip(), leg_id)
        case AlreadyGone() | _:
            return


def _recording_variable(recording_id: str) -> str:
    return _RECORDING_VARIABLE + recording_id.replace("-", "_")

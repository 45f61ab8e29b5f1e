"""Which of Asterisk's modules are loaded, each with what would not work without it, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Application:
    """A program that our dialplan calls."""

    name: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function that our dialplan or our requests name."""

    name: str


@dataclass(frozen=True, slots=True)
class Resource:
    """What our ARI requests begin with."""

    name: str


@dataclass(frozen=True, slots=True)
class Action:
    """What we ask for over AMI."""

    name: str


@dataclass(frozen=True, slots=True)
class Written:
    """Words of a file beside this one, which this module reads or carries out."""

    file: str
    words: str


@dataclass(frozen=True, slots=True)
class Needed:
    """Another module of the list declares that it does not start without this one."""

    by: str


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Nothing of ours names it; what would be missing is said here."""

    why: str


Reason = Application | Function | Resource | Action | Written | Needed | Unnamed

_PJSIP = "templates/pjsip.conf.j2"
_DIALPLAN = "templates/extensions.conf.j2"

REQUIRED: Mapping[str, Reason] = {
    # sorcery first: the PJSIP modules read their configuration through it while they load
    "res_sorcery_config.so": Needed("res_pjsip.so"),
    "res_sorcery_memory.so": Needed("res_pjsip.so"),
    "res_sorcery_astdb.so": Needed("res_pjsip.so"),
    "res_timing_timerfd.so": Unnamed("the beat of prompts, music and mixing"),
    "res_http_websocket.so": Needed("res_pjsip_transport_websocket.so"),
    "res_websocket_client.so": Needed("res_ari.so"),
    "res_pjproject.so": Needed("res_pjsip.so"),
    "res_pjsip.so": Needed("chan_pjsip.so"),
    "res_pjsip_session.so": Needed("chan_pjsip.so"),
    "res_pjsip_pubsub.so": Needed("chan_pjsip.so"),
    "res_pjsip_sdp_rtp.so": Unnamed("offers and answers of sound in SIP"),
    "res_pjsip_authenticator_digest.so": Written(_PJSIP, "type = auth"),
    "res_pjsip_outbound_authenticator_digest.so": Written(_PJSIP, "outbound_auth = "),
    "res_pjsip_outbound_registration.so": Written(_PJSIP, "type = registration"),
    "res_pjsip_endpoint_identifier_user.so": Written(_PJSIP, "identify_by = username"),
    "res_pjsip_endpoint_identifier_ip.so": Written(_PJSIP, "type = identify"),
    "res_pjsip_registrar.so": Written("phones.py", '"max_contacts"'),
    "res_pjsip_transport_websocket.so": Written(_PJSIP, "protocol = ws"),
    "res_pjsip_caller_id.so": Unnamed("the number and name a caller comes with"),
    "res_pjsip_dtmf_info.so": Written(_PJSIP, "dtmf_mode = auto_info"),
    "res_pjsip_empty_info.so": Unnamed("carriers that ask with an empty INFO whether a call still lives"),
    "res_pjsip_header_funcs.so": Function("PJSIP_HEADER"),
    "res_pjsip_nat.so": Written(_PJSIP, "rewrite_contact = yes"),
    "res_pjsip_rfc3326.so": Unnamed("why a call ended, told to carriers and by them as a Q.850 cause"),
    "res_rtp_asterisk.so": Written("templates/rtp.conf.j2", "rtpstart"),
    "res_srtp.so": Written("phones.py", '"webrtc"'),
    "chan_pjsip.so": Written("perform.py", "PJSIP/"),
    "res_stasis.so": Needed("app_stasis.so"),
    "res_stasis_answer.so": Needed("res_ari_channels.so"),
    "res_stasis_playback.so": Needed("res_ari_channels.so"),
    "res_stasis_recording.so": Needed("res_ari_channels.so"),
    "res_stasis_snoop.so": Needed("res_ari_channels.so"),
    "res_ari.so": Needed("res_ari_channels.so"),
    "res_ari_model.so": Needed("res_ari_channels.so"),
    "res_ari_applications.so": Resource("applications"),
    "res_ari_asterisk.so": Resource("asterisk"),
    "res_ari_bridges.so": Resource("bridges"),
    "res_ari_channels.so": Resource("channels"),
    "res_ari_endpoints.so": Resource("endpoints"),
    "res_ari_events.so": Written("ari.py", "/events?"),
    "res_ari_playbacks.so": Resource("playbacks"),
    "app_stasis.so": Application("Stasis"),
    "app_mixmonitor.so": Action("MixMonitor"),
    "app_playback.so": Application("Playback"),
    "func_strings.so": Function("FILTER"),
    "func_talkdetect.so": Function("TALK_DETECT"),
    "func_timeout.so": Function("TIMEOUT"),
    "pbx_config.so": Written(_DIALPLAN, "exten => "),
    "bridge_simple.so": Unnamed("talks of two"),
    "bridge_softmix.so": Unnamed("talks of three and more"),
    "codec_alaw.so": Unnamed("carriers that speak G.711 A-law"),
    "codec_ulaw.so": Unnamed("carriers that speak G.711 u-law"),
    "codec_resample.so": Unnamed("between a carrier's 8 kHz and a browser's 48 kHz"),
    "format_wav.so": Unnamed("prompts and recordings"),
    "res_format_attr_opus.so": Written("phones.py", "opus"),
    "res_musiconhold.so": Written("templates/musiconhold.conf.j2", "[default]"),
}

WELCOME: Mapping[str, Reason] = {
    "app_echo.so": Application("Echo"),
    "codec_gsm.so": Unnamed("a system's own sounds, where they are kept as GSM"),
    "format_gsm.so": Unnamed("a system's own sounds, where they are kept as GSM"),
    "codec_opus.so": Written("phones.py", "opus"),
    "codec_opus_open_source.so": Written("phones.py", "opus"),
    "res_fax.so": Needed("res_fax_spandsp.so"),
    "res_fax_spandsp.so": Application("ReceiveFAX"),
}


def present(folder: Path) -> tuple[str, ...]:
    """Name the modules to load: a welcome one only where this Asterisk was built with it."""
    return (*REQUIRED, *(module for module in WELCOME if (folder / module).exists()))

"""What `ringdesk doctor` needs to know of this site."""

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from app.asterisk.config import Account
from app.asterisk.installation import cache_folder
from app.asterisk.secrets import read_or_make
from app.doctor import ControlSockets, Probe, Subject, examine
from app.pages import CONSOLE
from app.probes import Check, database_checks
from app.settings import Settings
from app.site import Site, known_ports
from database.engine import Database
from ivr.prompt import Speech
from ivr.speech import SpeechCache
from ivr.speech_provider import SpeechProvider, speech_providers
from ivr.speech_rules import DEFAULT_PROVIDER


async def examine_site(settings: Settings) -> tuple[Probe, ...]:
    """Look at every part of this site; nothing is changed or started."""
    site = Site(data=settings.data.absolute())
    database = Database(settings.database)
    checks = database_checks(database)

    made = database.dialect != "sqlite" or os.path.exists(database.url.database or "")  # noqa: ASYNC240 - nothing else runs; no fault where we may not look

    async def examined(check: Check) -> str:
        if not made:
            return "`ringdesk up` makes it"
        state = await check()
        if state != "ok":
            raise NotWell(state)
        return state

    async def speech() -> str:
        with TemporaryDirectory() as folder:
            cache = SpeechCache(Path(folder))
            try:
                if not await cache.start():
                    raise NotWell("no speech engine: callers hear a tone instead of texts")
                await cache.sound_for(Speech(text="Ringdesk", language="en"))
            finally:
                await cache.close()
        return "speaks"

    try:
        return await examine(
            Subject(
                data=site.data,
                cache=cache_folder(),
                console=CONSOLE,
                host=settings.host,
                port=settings.port,
                sip_host=settings.sip_host,
                sip_port=settings.sip_port,
                crm="" if settings.crm is None else settings.crm.origin,
                known_settings=frozenset(f"RINGDESK_{name.upper()}" for name in Settings.model_fields),
                remote=settings.remote_asterisk,
                controls=_controls(settings, site),
                database=lambda: examined(checks["database"]),
                migrations=lambda: examined(checks["migrations"]),
                speech=speech,
                engines=speech_engines(speech_providers(site.voices)),
            )
        )
    finally:
        await database.close()


def speech_engines(providers: Mapping[str, SpeechProvider]) -> tuple[Probe, ...]:
    """A line for each engine that is optional; one that is not there is no fault."""
    return tuple(
        Probe(
            name=f"speech: {name}",
            ok=True,
            found=not provider.missing(),
            detail=provider.missing() or ", ".join(voice.name for voice in provider.voices()),
        )
        for name, provider in sorted(providers.items())
        if name != DEFAULT_PROVIDER
    )


class NotWell(Exception):
    """What a check found."""


def _controls(settings: Settings, site: Site) -> ControlSockets | None:
    if settings.remote_asterisk:
        url = urlsplit(settings.ari_url)
        return ControlSockets(
            ari_host=url.hostname or "127.0.0.1",
            ari_port=url.port or 8088,
            ari=Account(name=settings.ari_user, secret=settings.ari_password.get_secret_value()),
            ami_host=settings.ami_host,
            ami_port=settings.ami_port,
            ami=Account(name=settings.ami_user, secret=settings.ami_password.get_secret_value()),
        )
    ports = known_ports(site)
    if ports is None:
        return None
    secrets = read_or_make(site.asterisk)
    return ControlSockets(
        ari_host="127.0.0.1",
        ari_port=ports.http,
        ari=secrets.ari,
        ami_host="127.0.0.1",
        ami_port=ports.ami,
        ami=secrets.ami,
    )

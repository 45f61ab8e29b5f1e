"""Configure the system's Asterisk from the settings and become it: what its container runs."""

import os
import sys
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from app.asterisk.config import Account, AsteriskConfig, Registration, Trunk, render, start
from app.asterisk.installation import Installation, find
from app.settings import Settings, TrunkSetting


def main() -> NoReturn:
    settings = Settings()
    installation = find(Path("/nonexistent"))
    if installation is None:
        sys.exit("This image holds no Asterisk 22.10 or newer.")
    if not settings.ari_password.get_secret_value() or not settings.ami_password.get_secret_value():
        sys.exit("Set RINGDESK_ARI_PASSWORD and RINGDESK_AMI_PASSWORD: see deploy/make_secrets.py.")
    folder = settings.data.absolute() / "asterisk"
    render(configuration(settings, installation), folder)
    command = start(installation, folder)
    os.execve(command.arguments[0], command.arguments, command.environment)  # noqa: S606 -- Asterisk takes this process over


def configuration(settings: Settings, installation: Installation) -> AsteriskConfig:
    """Translate the settings; an Asterisk of its own shares the app's, with the ports they name."""
    local = (Trunk(name="local", match=("127.0.0.1",)),) if settings.local_callers else ()
    return AsteriskConfig(
        installation=installation,
        system_name=settings.system_name,
        http_port=urlsplit(settings.ari_url).port or 8088,
        ami_port=settings.ami_port,
        ari=Account(name=settings.ari_user, secret=settings.ari_password.get_secret_value()),
        ami=Account(name=settings.ami_user, secret=settings.ami_password.get_secret_value()),
        sip_host=settings.sip_host,
        sip_port=settings.sip_port,
        external_address=settings.external_address or None,
        local_networks=settings.local_networks,
        rtp_first=settings.rtp_first,
        rtp_last=settings.rtp_last,
        trunks=(*local, *map(_trunk, settings.trunks)),
        guard_seconds=settings.guard_seconds,
        country=settings.region.lower(),
    )


def _trunk(setting: TrunkSetting) -> Trunk:
    registration = Registration(
        server=setting.server, username=setting.username, password=setting.password.get_secret_value()
    )
    return Trunk(name=setting.name, match=setting.match, registration=registration if setting.server else None)


if __name__ == "__main__":
    main()

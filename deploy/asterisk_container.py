"""Configure the system's Asterisk from the settings and become it: what its container runs."""

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from app.asterisk.config import Account, render, start
from app.asterisk.installation import find
from app.settings import Settings
from app.site import LoopbackPorts, asterisk_config, site_of


def main() -> NoReturn:
    settings = Settings()
    installation = find(Path("/nonexistent"))
    if installation is None:
        sys.exit("This image holds no Asterisk 22.10 or newer.")
    if not settings.ari_password.get_secret_value() or not settings.ami_password.get_secret_value():
        sys.exit("Set RINGDESK_ARI_PASSWORD and RINGDESK_AMI_PASSWORD: see deploy/make_secrets.py.")
    site = site_of(settings)
    ports = LoopbackPorts(http=urlsplit(settings.ari_url).port or 8088, ami=settings.ami_port)
    config = replace(
        asterisk_config(settings, site, installation, ports),
        ari=Account(name=settings.ari_user, secret=settings.ari_password.get_secret_value()),
        ami=Account(name=settings.ami_user, secret=settings.ami_password.get_secret_value()),
    )
    render(config, site.asterisk)
    command = start(installation, site.asterisk)
    os.execve(command.arguments[0], command.arguments, command.environment)  # noqa: S606 -- Asterisk takes over


if __name__ == "__main__":
    main()

"""What an administrator decides before the start: environment variables `RINGDESK_*`. Read by `main` and `cli` alone."""

import os
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.crm_address import CrmAddress, CrmAddressNotValid, crm_address

Port = Annotated[int, Field(ge=1, le=65535)]


def _known_zone(name: str) -> str:
    if name and name not in available_timezones():
        raise ValueError("is no time zone; choose one such as Asia/Shanghai or Europe/Berlin, or leave it empty")
    return name


class TrunkSetting(BaseModel):
    """A line to a carrier."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,39}$")]
    match: tuple[str, ...] = ()
    server: str = ""
    """Where our calls go out, and where we register if there is a username."""
    username: str = ""
    password: SecretStr = SecretStr("")


class Settings(BaseSettings):
    """Every setting with its default; unknown ones are refused by `ringdesk doctor`, not here."""

    model_config = SettingsConfigDict(env_prefix="RINGDESK_", frozen=True, extra="ignore")

    data: Path = Field(default=Path("data"), description="Folder that holds everything Ringdesk writes.")
    host: str = Field(default="127.0.0.1", description="Address the web server listens on.")
    port: Port = Field(default=8800, description="Port of the web server.")
    allowed_origins: tuple[str, ...] = Field(
        default=(),
        description="Origins (JSON list) under which browsers reach Ringdesk behind a proxy; empty: the host asked for.",
    )
    service_addresses: tuple[str, ...] = Field(
        default=(),
        description="What flows may reach beside the public internet (JSON list): `host`, `host:port` or `10.1.0.0/16`.",
    )
    crm_url: str = Field(
        default="",
        description=(
            "Page of an outside CRM that the agent's desk shows beside a call, such as"
            " `https://crm.example.com/call?number={number}`; see [the CRM tab](admin/crm-tab.md). Empty: no such tab."
        ),
    )
    database_url: str = Field(
        default="",
        description="`postgresql://user:password@host/name` or `sqlite:///path`; empty: a file in the data folder.",
    )
    demo: bool = Field(
        default=True, description="Fill an empty database with demo queues, agents, numbers and customers."
    )
    region: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = Field(
        default="CN", description="Country whose national and short numbers are understood (ISO 3166)."
    )

    zone: Annotated[str, AfterValidator(_known_zone)] = Field(
        default="",
        description=(
            "Time zone in which the site's days begin and end, such as `Asia/Shanghai` (IANA name); empty: the machine's."
        ),
    )

    sip_host: str = Field(default="127.0.0.1", description="Address on which carriers and SIP phones reach Asterisk.")
    sip_port: Port = Field(default=5060, description="UDP and TCP port for SIP.")
    rtp_first: Port = Field(default=10000, description="First UDP port for sound.")
    rtp_last: Port = Field(default=20000, description="Last UDP port for sound.")
    external_address: str = Field(default="", description="Public address to name in SIP and SDP behind NAT.")
    local_networks: tuple[str, ...] = Field(
        default=(), description="Networks (JSON list, CIDR) that reach Asterisk without NAT."
    )
    trunks: tuple[TrunkSetting, ...] = Field(
        default=(),
        description=(
            "Lines to carriers, as a JSON list of `name`, `match` (addresses), `server` (for calls out), `username` and"
            " `password` (to register there)."
        ),
    )
    local_callers: bool = Field(
        default=True, description="Accept SIP calls from this machine itself (`ringdesk simulate`)."
    )
    system_name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,32}$")] = Field(
        default="ringdesk", description="Name of this Asterisk; must differ between nodes."
    )
    guard_seconds: Annotated[int, Field(ge=2, le=60)] = Field(
        default=8, description="Seconds a call may wait for the application before it takes the emergency path."
    )

    ari_url: str = Field(
        default="", description="`http://host:port` of an Asterisk run elsewhere; empty: Ringdesk starts its own."
    )
    ari_user: str = Field(default="ringdesk", description="ARI user of that Asterisk.")
    ari_password: SecretStr = Field(default=SecretStr(""), description="ARI password of that Asterisk.")
    ami_host: str = Field(default="127.0.0.1", description="AMI address of that Asterisk.")
    ami_port: Port = Field(default=5038, description="AMI port of that Asterisk.")
    ami_user: str = Field(default="ringdesk", description="AMI user of that Asterisk.")
    ami_password: SecretStr = Field(default=SecretStr(""), description="AMI password of that Asterisk.")

    session_hours: Annotated[float, Field(gt=0, le=168)] = Field(default=12, description="Longest time signed in.")
    idle_hours: Annotated[float, Field(gt=0, le=168)] = Field(
        default=2, description="Longest time signed in without a request."
    )
    metrics_token: SecretStr = Field(
        default=SecretStr(""), description="Bearer token for `/metrics` from other machines; empty: this machine only."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least severity that is logged."
    )
    log_json: bool = Field(default=False, description="Log JSON lines instead of text.")

    @model_validator(mode="after")
    def _demand_usable_crm(self) -> Self:
        try:
            _ = self.crm
        except CrmAddressNotValid as error:
            raise ValueError(f"RINGDESK_CRM_URL {error}") from error
        return self

    @property
    def crm(self) -> CrmAddress | None:
        """The outside CRM, if there is one. It is never ourselves, under whatever name we know of."""
        hosts = {self.host, "localhost", "127.0.0.1"}
        own = {f"http://{host}" + ("" if self.port == 80 else f":{self.port}") for host in hosts}
        return crm_address(self.crm_url, own | set(self.allowed_origins)) if self.crm_url else None

    @property
    def database(self) -> str:
        """The database's URL, the default filled in."""
        return self.database_url or f"sqlite:///{self.data.absolute() / 'ringdesk.db'}"

    @property
    def site_zone(self) -> str:
        """The zone of the site's days, the machine's filled in."""
        return self.zone or machine_zone()

    @property
    def remote_asterisk(self) -> bool:
        """Asterisk runs elsewhere and is not ours to start."""
        return bool(self.ari_url)


def machine_zone(localtime: Path = Path("/etc/localtime")) -> str:
    """The IANA name of this machine's time zone; UTC where it has none that has a name."""
    asked = os.environ.get("TZ", "").removeprefix(":")
    if asked in available_timezones():
        return asked
    _, _, name = str(localtime.resolve()).partition("/zoneinfo/")
    return name if name in available_timezones() else "UTC"


def settings_table() -> str:
    """The Markdown table of all settings, for `docs/settings.md`."""
    lines = ["| setting | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        lines.append(f"| `RINGDESK_{name.upper()}` | {_shown(field.default)} | {field.description} |")
    return "\n".join(lines) + "\n"


def settings_document() -> str:
    """The whole of `docs/settings.md`."""
    return (
        "# Settings\n\nGenerated by `ringdesk settings --markdown > docs/settings.md`.\n"
        "Options of `ringdesk up` win over the environment.\n\n" + settings_table() + "\n"
        "`RINGDESK_CACHE` is read by the set-up: where Asterisk and the programs that tests need are kept, otherwise\n"
        "`~/.cache/ringdesk`.\n"
    )


def _shown(value: object) -> str:
    match value:
        case SecretStr() | "" | ():
            return ""
        case bool():
            return f"`{str(value).lower()}`"
        case _:
            return f"`{value}`"

"""Ringdesk itself under `ringdesk up`, with one queue, a menu, and as many agents as wanted."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx

from agents.configuration import AgentProfile, Queue
from agents.repository import replace_lists, save_agent, save_queue
from app.accounts.passwords import hash_password, make_password
from app.accounts.users import add_user
from app.asterisk.config import running
from app.asterisk.secrets import Secrets, read_or_make
from app.calls.phone_lines import phone_name
from app.settings import Settings
from app.site import LoopbackPorts, loopback_ports, site_of
from bench.call_plan import EVERYBODY, FEW, FEW_AGENTS, NUMBERS, SOUND, START_SECONDS, DidNotStart
from bench.menu_keys import MENUS, TONES
from bench.ports import free_ports
from bench.processes import command_line, family
from database.engine import Database, sqlite_url
from database.history import migrate
from ivr.flow import Flow
from ivr.repository import Number, save_flow, save_number


@dataclass(kw_only=True)
class RingdeskSite:
    """A running site. `agents` sign in as `agent0`, `agent1`, ... with `password`; so does the supervisor `sam`."""

    folder: Path
    port: int
    sip_port: int
    agents: tuple[UUID, ...]
    password: str = field(repr=False)
    process: "subprocess.Popen[bytes]" = field(repr=False)

    @property
    def url(self) -> str:
        """Where the console is."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def asterisk_folder(self) -> Path:
        """Where its Asterisk keeps its files."""
        return self.folder / "asterisk"

    @property
    def secrets(self) -> Secrets:
        """The accounts of ARI and AMI."""
        return read_or_make(self.asterisk_folder)

    @property
    def loopback(self) -> LoopbackPorts:
        """The ports of ARI and AMI."""
        return loopback_ports(site_of(Settings(data=self.folder)))

    def asterisk_pids(self) -> tuple[int, ...]:
        """Asterisk's process."""
        pid = running(self.asterisk_folder)
        return () if pid is None else (pid,)

    def app_pids(self) -> tuple[int, ...]:
        """The application with its children."""
        serving = [pid for pid in family(self.process.pid) if "serve" in command_line(pid)]
        return tuple(dict.fromkeys(pid for parent in serving for pid in family(parent)))

    def session(self, login: str) -> str:
        """Sign in; the cookie to send."""
        answer = httpx.post(
            f"{self.url}/api/v1/session",
            json={"login": login, "password": self.password},
            headers={"Origin": self.url},
            timeout=30,
        )
        answer.raise_for_status()
        return "; ".join(f"{name}={value}" for name, value in answer.cookies.items())

    def make_phones(self, phones_port: int) -> None:
        """SIP endpoints over UDP instead of a browser's, registered to where SIPp answers."""
        account = self.secrets.ari
        base = f"http://127.0.0.1:{self.loopback.http}/ari/asterisk/config/dynamic/res_pjsip"
        with httpx.Client(auth=(account.name, account.secret), timeout=10) as ari:
            for agent_id in self.agents:
                name = phone_name(agent_id)
                _put(ari, f"{base}/aor/{name}", {"max_contacts": "1", "remove_existing": "yes"})
                settings = {
                    "transport": "transport-udp",
                    "context": "from-agents",
                    "disallow": "all",
                    "allow": "alaw",
                    "aors": name,
                    "identify_by": "username",
                }
                _put(ari, f"{base}/endpoint/{name}", settings)
        register([phone_name(agent_id) for agent_id in self.agents], self.sip_port, phones_port)

    def ready(self, cookies: Sequence[str]) -> None:
        """Every agent asks for calls."""
        for cookie in cookies:
            answer = httpx.post(
                f"{self.url}/api/v1/desk/state",
                json={"state": "ready"},
                headers={"Origin": self.url, "Cookie": cookie},
                timeout=30,
            )
            answer.raise_for_status()

    def stop(self) -> None:
        """Stop it as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(30)
        for pid in (*family(self.process.pid), *self.asterisk_pids()):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def ringdesk_site(folder: Path, agents: int) -> Generator[RingdeskSite]:
    """Start it with data in `folder`; stopped at the end. Raises `DidNotStart`."""
    folder.mkdir()
    ids, password = tuple(uuid4() for _ in range(agents)), make_password()
    asyncio.run(_prepare(folder, ids, password))
    port, sip_port = free_ports(2)
    # every free-standing setting of the shell is left out: the figures are those of the defaults
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RINGDESK_")}
    environment |= {"RINGDESK_RTP_FIRST": "10000", "RINGDESK_RTP_LAST": "19998", "RINGDESK_LOG_LEVEL": "warning"}
    options = ("--data", str(folder), "--port", str(port), "--sip-port", str(sip_port), "--no-demo")
    with (folder / "up.out").open("wb") as output:
        process = subprocess.Popen(
            (sys.executable, "-m", "app.cli", "up", *options), env=environment, stdout=output, stderr=output
        )
    site = RingdeskSite(folder=folder, port=port, sip_port=sip_port, agents=ids, password=password, process=process)
    try:
        _wait_ready(site)
        yield site
    finally:
        site.stop()


def register(names: Sequence[str], sip_port: int, phones_port: int) -> None:
    """Say where each phone is (RFC 3261, section 10), and wait for each answer."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        line.settimeout(5)
        own = int(line.getsockname()[1])
        for name in names:
            text = "\r\n".join(
                (
                    f"REGISTER sip:127.0.0.1:{sip_port} SIP/2.0",
                    f"Via: SIP/2.0/UDP 127.0.0.1:{own};branch=z9hG4bK{uuid4().hex};rport",
                    f"From: <sip:{name}@127.0.0.1>;tag={uuid4().hex}",
                    f"To: <sip:{name}@127.0.0.1>",
                    f"Call-ID: {uuid4().hex}",
                    "CSeq: 1 REGISTER",
                    f"Contact: <sip:{name}@127.0.0.1:{phones_port}>",
                    "Expires: 3600",
                    "Max-Forwards: 70",
                    "Content-Length: 0",
                    "",
                    "",
                )
            )
            line.sendto(text.encode(), ("127.0.0.1", sip_port))
            answer = line.recv(4096).decode(errors="replace")
            if not answer.startswith("SIP/2.0 200"):
                raise DidNotStart(f"{name} was not registered: {answer.splitlines()[0]}")


def _put(ari: httpx.Client, url: str, fields: dict[str, str]) -> None:
    body = {"fields": [{"attribute": name, "value": value} for name, value in fields.items()]}
    ari.put(url, json=body).raise_for_status()


async def _prepare(folder: Path, agents: Sequence[UUID], password: str) -> None:
    database = Database(sqlite_url(str(folder / "ringdesk.db")))
    try:
        await migrate(database)
        password_hash = await hash_password(password)
        now = datetime.now(UTC)
        async with database.write() as connection:
            for queue in NUMBERS:
                await save_queue(connection, Queue(id=queue, name=queue, wrap_up=timedelta(), announce_agent=False))
                await save_flow(connection, _menu(queue))
                number = Number(dialed_number=NUMBERS[queue], flow_id=queue, language="en", name=queue, web=False)
                await save_number(connection, number)
            await save_flow(connection, _two_menus())
            number = Number(dialed_number=MENUS, flow_id="menus", language="en", name="menus", web=False)
            await save_number(connection, number)
            await replace_lists(connection, dispositions=("solved",), reasons=("break",))
            await add_user(
                connection,
                user_id=uuid4(),
                login="sam",
                name="Sam",
                role="supervisor",
                password_hash=password_hash,
                at=now,
                actor="bench",
            )
            for place, agent_id in enumerate(agents):
                number = str(8000 + place)
                await add_user(
                    connection,
                    user_id=agent_id,
                    login=f"agent{place}",
                    name=f"Agent {place}",
                    role="agent",
                    password_hash=password_hash,
                    at=now,
                    agent_number=number,
                    actor="bench",
                )
                queues = (EVERYBODY, FEW) if place < FEW_AGENTS else (EVERYBODY,)
                await save_agent(
                    connection, AgentProfile(id=agent_id, number=number, name=f"Agent {place}", queues=queues)
                )
    finally:
        await database.close()


def _menu(queue: str) -> Flow:
    return Flow.model_validate(
        {
            "id": queue,
            "name": queue,
            "start": "menu",
            "steps": {
                "menu": {
                    "type": "menu",
                    "prompts": [{"sound": SOUND}],
                    "choices": {"2": "queue"},
                    "on_failure": "queue",
                },
                "queue": {"type": "queue", "queue": queue},
            },
        }
    )


def _two_menus() -> Flow:
    menus = list(TONES)
    leads = dict(zip(menus, reversed(menus), strict=True))
    steps = {
        menu: {"type": "menu", "prompts": [{"sound": menu}], "choices": {"1": other}, "on_failure": other}
        for menu, other in leads.items()
    }
    return Flow.model_validate({"id": "menus", "name": "menus", "start": menus[0], "steps": steps})


def _wait_ready(site: RingdeskSite) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and site.process.poll() is None:
        with suppress(httpx.HTTPError):
            if httpx.get(f"{site.url}/readyz", timeout=5).status_code == 200:
                return
        time.sleep(0.1)
    raise DidNotStart((site.folder / "up.out").read_text(errors="replace"))

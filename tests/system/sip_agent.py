"""An agent without a browser: commands by HTTP, what the desk shows from the live socket, sound by a plain SIP phone."""

import contextlib
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any
from uuid import UUID

import httpx
import msgspec
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

from app.asterisk.ari import AriAddress, AriClient
from app.asterisk.ari_requests import delete_object, put_object
from app.asterisk.secrets import read_or_make
from app.calls.phone_lines import phone_name
from app.site import Site, loopback_ports
from tests.system.answering_phone import AnsweringPhone
from tests.system.running_site import RunningSite, elsewhere
from tests.waiting import until

Item = dict[str, Any]
_PING_SECONDS = 5
_AGAIN_SECONDS = 0.2


class SipAgent:
    """One agent at work."""

    def __init__(
        self, client: httpx.Client, page: Callable[[], ClientConnection], phone: AnsweringPhone, agent_id: UUID
    ) -> None:
        self.phone = phone
        self.id = agent_id
        self._client = client
        self._items: dict[str, Item] = {}
        self._page = page
        self._socket: ClientConnection | None = None
        self._left = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="live socket")
        self._thread.start()

    @property
    def call(self) -> Item | None:
        """The call in hand, as the desk would show it."""
        return next((item for item in tuple(self._items.values()) if item["kind"] == "call"), None)

    @property
    def me(self) -> Item:
        """The agent's own state."""
        return until(lambda: self._items.get("me"), "the agent's own state is shown")

    def post(self, path: str, **body: object) -> None:
        """A command of the desk, which must be accepted."""
        answer = self.ask(path, **body)
        assert answer.is_success, answer.text

    def ask(self, path: str, **body: object) -> httpx.Response:
        """A command of the desk."""
        return self._client.post(f"/api/v1/desk/{path}", json=body)

    def options(self) -> Item:
        """What the desk picks from."""
        options: Item = self._client.get("/api/v1/desk/options").json()
        return options

    def on_call(self, path: str, **body: object) -> None:
        """A command about the call in hand, as soon as the desk shows its button."""
        call = self.expect_act(act_of(path, body))
        self.post(f"calls/{call['id']}/{path}", **body)

    def drop(self, party_id: int) -> None:
        """Let one party go, as soon as the desk shows the button for it."""
        call = self.expect_act("drop")
        self._client.delete(f"/api/v1/desk/calls/{call['id']}/parties/{party_id}").raise_for_status()

    def note(self, text: str) -> None:
        """Write the notes of the call in hand."""
        call = self.call
        assert call is not None, "there is a call in hand"
        self._client.put(f"/api/v1/desk/calls/{call['id']}/notes", json={"notes": text}).raise_for_status()

    def choose(self, disposition: str) -> None:
        """Say what became of the call in hand."""
        call = self.call
        assert call is not None, "there is a call in hand"
        body = {"disposition": disposition}
        self._client.put(f"/api/v1/desk/calls/{call['id']}/disposition", json=body).raise_for_status()

    def ready(self) -> None:
        """Free for calls, after whatever is left of the last one."""
        self._become("ready", "reserved", state="ready")

    def resting(self) -> None:
        """Offered nothing, but free for colleagues."""
        self._become("not_ready", state="not_ready", reason="training")

    def put_down(self) -> None:
        """End whatever call is left, at the phone and at the desk."""
        self.phone.put_down()
        call = self.call
        if call is not None:
            for act in {"decline", "hang_up"} & set(call["acts"]):
                self.ask(f"calls/{call['id']}/{act.replace('_', '-')}")

    def _become(self, *shown: str, **wanted: str) -> None:
        """Asked for during a call it comes after it, and asked for in the paperwork it ends that: until it is shown, ask again."""
        self.post("state", **wanted)

        def there() -> bool:
            state = self.me["state"]
            if state == "after_call_work":
                self.ask("state", **wanted)
            return state in shown

        until(there, f"the agent is {wanted['state']}")

    def expect(self, phase: str) -> Item:
        """Wait until the desk shows the call in this phase."""
        return self._expect(lambda call: bool(call["phase"] == phase), phase)

    def expect_act(self, act: str) -> Item:
        """Wait until the desk shows the button for this."""
        return self._expect(lambda call: act in call["acts"], f"such that it can {act}")

    def _expect(self, wanted: Callable[[Item], bool], what: str) -> Item:
        try:
            return until(
                lambda: call if (call := self.call) is not None and wanted(call) else None, f"the call is {what}"
            )
        except AssertionError as missed:
            call = self.call
            shown = "no call" if call is None else f"{call['phase']} with {call['acts']}"
            raise AssertionError(f"{missed}; the desk shows {shown}") from None

    def expect_free(self) -> None:
        """Wait until no call is in hand but paperwork."""
        until(lambda: self.me["state"] in ("ready", "not_ready", "after_call_work"), "the agent is free")

    def close(self) -> None:
        """Leave the page."""
        self._left.set()
        if self._socket is not None:
            self._socket.close()
        self._thread.join()

    def _listen(self) -> None:
        """As a desk does it: a lost connection is made anew."""
        while not self._left.is_set():
            with contextlib.suppress(OSError, WebSocketException), self._page() as socket:
                self._socket = socket
                if not self._left.is_set():
                    self._follow(socket)
            self._left.wait(_AGAIN_SECONDS)

    def _follow(self, socket: ClientConnection) -> None:
        """Take what comes, and say now and then that the page is alive; that is answered each time, so never at an answer."""
        due = time.monotonic()
        while True:
            if time.monotonic() >= due:
                due += _PING_SECONDS
                socket.send('{"type": "ping", "phone": true}')
            with contextlib.suppress(TimeoutError):
                self._take(msgspec.json.decode(socket.recv(timeout=max(0.0, due - time.monotonic()))))

    def _take(self, frame: Item) -> None:
        match frame["type"]:
            case "snapshot":
                self._items = {item["key"]: item for item in frame["items"]}
            case "change":
                for item in frame["put"]:
                    self._items[item["key"]] = item
                for key in frame["drop"]:
                    self._items.pop(key, None)
            case _:
                pass


def act_of(path: str, body: Mapping[str, object]) -> str:
    """The button that sends this command."""
    match path.split("/"):
        case ["hold"]:
            return "hold" if body["hold"] else "retrieve"
        case ["transfer"]:
            to = body["to"]
            return "to_menu" if isinstance(to, dict) and to["type"] == "menu" else "transfer"
        case ["recording"]:
            return "pause_recording" if body["paused"] else "resume_recording"
        case ["consult", act] | ["parties", _, act]:
            return act
        case ["parties"]:
            return "add"
        case _:
            return path.replace("-", "_")


@contextlib.contextmanager
def sip_agent(site: RunningSite, login: str, *, hertz: float, password: str = "") -> Generator[SipAgent]:
    """An agent with a plain SIP phone instead of a browser's, signed in and registered.

    With a `password` it is an agent of the test's own, whose phone was made before.
    """
    with site.client(login, password) as client:
        agent_id = UUID(client.get("/api/v1/session").json()["user_id"])
        if not password:
            make_phones(site, agent_id)
        phone = AnsweringPhone(user=phone_name(agent_id), hertz=hertz, sip_port=site.sip_port)
        phone.start()
        try:
            phone.register()
            cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())

            def page() -> ClientConnection:
                return connect(
                    f"{site.url.replace('http', 'ws', 1)}/api/v1/live",
                    additional_headers={"Cookie": cookies, "Origin": site.url},
                    close_timeout=1,
                )

            agent = SipAgent(client, page, phone, agent_id)
            try:
                until(lambda: agent.me["reachable"], f"the phone of {login} is reachable")
                yield agent
            finally:
                agent.close()
        finally:
            phone.close()


def make_phones(site: RunningSite, *agents: UUID) -> None:
    """Plain SIP endpoints for these agents."""
    elsewhere(_make_phones(site, [phone_name(agent_id) for agent_id in agents]))


async def _make_phones(site: RunningSite, names: Sequence[str]) -> None:
    folder = Site(data=site.folder)
    ports, secrets = loopback_ports(folder), read_or_make(folder.asterisk)
    address = AriAddress(
        host="127.0.0.1", port=ports.http, username=secrets.ari.name, password=secrets.ari.secret, app="driver"
    )
    async with AriClient(address, on_event=lambda event: None) as ari:
        await ari.wait_connected()
        for name in names:
            for kind in ("endpoint", "aor", "auth"):
                await ari.send(delete_object(kind, name))
            await ari.send(put_object("aor", name, {"max_contacts": "1", "remove_existing": "yes"}))
            await ari.send(
                put_object(
                    "endpoint",
                    name,
                    {
                        "context": "from-agents",
                        "disallow": "all",
                        "allow": "ulaw",
                        "aors": name,
                        "direct_media": "no",
                        "identify_by": "username",
                    },
                )
            )

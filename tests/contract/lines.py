"""Callers and phones, on the fake Asterisk and on the real one, behind the same few words."""

import asyncio
from secrets import token_urlsafe
from typing import Protocol
from uuid import UUID

from app.asterisk.ami import AmiAddress
from app.asterisk.ari import AriAddress, AriClient
from app.asterisk.ari_messages import AriRequest, Done
from app.asterisk.ari_requests import delete_bridge, hang_up, list_bridges, list_channels, put_object
from app.calls.phone_lines import AGENTS_CONTEXT, PhoneLine, phone_name
from tests.contract.sip_phone import SipPhone
from tests.fakes.asterisk import FakeAsterisk
from tests.waiting import PATIENCE


class Line(Protocol):
    """What happens outside Asterisk: one caller, one agent's phone."""

    ari: AriAddress
    ami: AmiAddress

    async def call_in(self, caller: str, number: str) -> None:
        """A caller dials a number."""
        ...

    async def press(self, digit: str) -> None:
        """The caller, who was answered, presses a key."""
        ...

    async def caller_hangs_up(self) -> None:
        """The caller, who was answered, ends the call."""
        ...

    async def caller_gives_up(self) -> None:
        """The caller, who was not answered, ends the call."""
        ...

    async def register(self, name: str) -> None:
        """The phone `name` becomes reachable."""
        ...

    async def unregister(self) -> None:
        """The phone goes away."""
        ...

    async def until_rung(self) -> None:
        """Wait until the phone rings."""
        ...

    async def pick_up(self) -> None:
        """The phone that rings is answered."""
        ...

    async def reject(self) -> None:
        """The phone that rings says busy."""
        ...


def phone_line(agent_id: UUID) -> PhoneLine:
    """An agent's account with a secret of its own."""
    return PhoneLine(name=phone_name(agent_id), secret=token_urlsafe(24), context=AGENTS_CONTEXT)


class FakeLine:
    """Moves the fake's hands."""

    def __init__(self, asterisk: FakeAsterisk, ari: AriAddress, ami: AmiAddress) -> None:
        self._asterisk = asterisk
        self.ari = ari
        self.ami = ami
        self._caller = ""
        self._phone = ""
        self._ringing = ""

    async def call_in(self, caller: str, number: str) -> None:
        self._caller = await self._asterisk.incoming_call(caller, number)

    async def press(self, digit: str) -> None:
        self._asterisk.press(self._caller, digit)

    async def caller_hangs_up(self) -> None:
        self._asterisk.hangup(self._caller)

    async def caller_gives_up(self) -> None:
        self._asterisk.hangup(self._caller)

    async def register(self, name: str) -> None:
        self._phone = name
        self._asterisk.objects["endpoint", name] = {}
        self._asterisk.register(name)

    async def unregister(self) -> None:
        self._asterisk.unregister(self._phone)

    async def until_rung(self) -> None:
        self._ringing = await self._asterisk.until_ringing(self._phone)

    async def pick_up(self) -> None:
        self._asterisk.answer(self._ringing)

    async def reject(self) -> None:
        self._asterisk.reject(self._ringing)


class RealLine:
    """Talks SIP to the real one."""

    def __init__(self, sip_port: int, ari: AriAddress, ami: AmiAddress) -> None:
        self._sip_port = sip_port
        self.ari = ari
        self.ami = ami
        self._phones: list[SipPhone] = []

    async def call_in(self, caller: str, number: str) -> None:
        self._caller = await self._open(caller)
        await self._caller.call(number)

    async def press(self, digit: str) -> None:
        await self._caller.until_answered()
        self._caller.press(digit)

    async def caller_hangs_up(self) -> None:
        await self._caller.until_answered()
        self._caller.hang_up()

    async def caller_gives_up(self) -> None:
        self._caller.give_up()

    async def register(self, name: str) -> None:
        async with AriClient(self._driver(), on_event=lambda event: None) as ari:
            await ari.wait_connected()
            await ari.send(put_object("aor", name, {"max_contacts": "1", "remove_existing": "yes"}))
            await ari.send(
                put_object(
                    "endpoint", name, {"context": "from-agents", "disallow": "all", "allow": "ulaw", "aors": name}
                )
            )
        self._phone = await self._open(name)
        await self._phone.register()

    async def unregister(self) -> None:
        await self._phone.register(0)

    async def until_rung(self) -> None:
        await self._phone.until_rung()

    async def pick_up(self) -> None:
        self._phone.pick_up()

    async def reject(self) -> None:
        self._phone.reject()

    async def tidy(self) -> None:
        """End what a test left: calls, bridges, phones."""
        async with AriClient(self._driver(), on_event=lambda event: None) as ari:
            await ari.wait_connected()
            async with asyncio.timeout(PATIENCE):
                # the next test is told of whatever is there: a deletion is answered before it is carried out
                while channels := await _listed(ari, list_channels()):
                    for channel in channels:
                        await ari.send(hang_up(channel, 16))
                while bridges := await _listed(ari, list_bridges()):
                    for bridge in bridges:
                        await ari.send(delete_bridge(bridge))
        for phone in self._phones:
            phone.close()

    def _driver(self) -> AriAddress:
        return AriAddress(
            host=self.ari.host,
            port=self.ari.port,
            username=self.ari.username,
            password=self.ari.password,
            app="driver",
        )

    async def _open(self, user: str) -> SipPhone:
        phone = await SipPhone.open(self._sip_port, user)
        self._phones.append(phone)
        return phone


async def _listed(ari: AriClient, request: AriRequest) -> list[str]:
    outcome = await ari.send(request)
    assert isinstance(outcome, Done)
    return [str(item["id"]) for item in outcome.response.objects]

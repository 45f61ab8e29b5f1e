"""A caller who talks with Ana at a site that is administered: `Talk(site).begin()`."""

from datetime import timedelta
from uuid import uuid4

from app.calls.actions import Play, RingAgent
from app.calls.events import (
    AgentSignedIn,
    CallArrived,
    CallEvent,
    DigitReceived,
    LegAnswered,
    PhoneChanged,
    PlaybackEnded,
    StateRequested,
)
from tests.center import ANA
from tests.integration.administration.conftest import Site
from tests.integration.web.conftest import until

CALL = uuid4()


class Talk:
    """A caller who talks with Ana."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.at = site.clock.now()

    async def happen(self, event: CallEvent) -> None:
        await self.site.runtime.submit(event)
        self.at += timedelta(seconds=1)

    async def played(self) -> None:
        phase = self.site.runtime.center.calls[CALL].phase
        await self.happen(PlaybackEnded(at=self.at, playback_id=getattr(phase, "playback_id", "")))

    async def begin(self) -> None:
        await self.happen(AgentSignedIn(at=self.at, agent_id=ANA))
        await self.happen(PhoneChanged(at=self.at, agent_id=ANA, reachable=True))
        await self.happen(StateRequested(at=self.at, agent_id=ANA, wanted="ready"))
        arrived = CallArrived(
            at=self.at, call_id=CALL, leg_id="caller", caller_number="123", dialed_number="4000", caller_name=""
        )
        await self.happen(arrived)
        await until(lambda: any(isinstance(one, Play) for one in self.site.telephony.done))
        await self.played()
        await self.happen(DigitReceived(at=self.at, leg_id="caller", digit="2"))
        await until(lambda: self.rung() != "")
        await self.happen(LegAnswered(at=self.at, leg_id=self.rung()))
        await self.played()

    def rung(self) -> str:
        return next((one.leg_id for one in self.site.telephony.done if isinstance(one, RingAgent)), "")

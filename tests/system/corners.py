"""One site cut into corners: a queue with a number and agents of its own each, so that many calls can be played at once."""

import contextlib
import sqlite3
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from uuid import UUID, uuid5

import httpx
import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from agents.configuration import AgentProfile, Queue
from agents.repository import save_agent, save_queue
from app.accounts.passwords import hash_password, make_password
from app.accounts.users import add_user
from app.calls.configuration import OutgoingRules
from ivr.calendar_repository import save_calendar
from ivr.flow import Flow
from ivr.hours import Calendar
from ivr.repository import Number, save_flow, save_number
from reporting.wire import InteractionDetail
from tests.system.answering_phone import AnsweringPhone, answering_phone
from tests.system.caller_phone import CallerPhone, caller_phone
from tests.system.hearing import ANA, BEN, CALLER, CHEN, OUTSIDE
from tests.system.running_site import RunningSite, running_site
from tests.system.sip_agent import SipAgent, make_phones, sip_agent
from tests.system.stored import details_of, live_states
from tests.waiting import until

_NAMES = UUID("5f9f0a52-6d4c-4c5e-9a39-6a3a2f3c1d10")
VOICES = (ANA, BEN, CHEN)
OUTGOING = OutgoingRules(trunk="carrier", prefixes=("+86",), caller_ids=("+862112345678",))


Play = Callable[["Corner"], None]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a corner is made of; `rules` are fields of its queue. Of the agents, `members` serve it."""

    agents: int = 1
    rules: Mapping[str, object] = {}
    members: int | None = None


@dataclass(kw_only=True)
class Corner:
    """A queue, its number, and its agents. Whoever calls here shows `caller_number`."""

    site: RunningSite
    queue_id: str
    dialed: str
    caller_number: str
    agents: Sequence[SipAgent]
    outside: AnsweringPhone
    """Behind the trunk: one telephone for every number and every corner, used by who holds `carrier`."""
    carrier: Lock
    sam: httpx.Client = field(repr=False)

    def caller(self, stack: contextlib.ExitStack) -> CallerPhone:
        """Somebody dials this corner's number."""
        dialing = caller_phone(
            self.site.sip_port, number=self.caller_number, dialed=self.dialed, name=self.queue_id, hertz=CALLER
        )
        return stack.enter_context(dialing)

    def talk(self, stack: contextlib.ExitStack) -> CallerPhone:
        """A caller is joined with the first agent; the others rest."""
        caller = self.caller(stack)
        self.agents[0].ready()
        self.agents[0].phone.answer()
        self.agents[0].expect("talking")
        return caller

    def consult(self) -> None:
        """The first agent talks with the second."""
        ana, ben = self.agents
        ana.on_call("consult", to={"type": "agent", "agent_id": str(ben.id)})
        ben.phone.answer()
        ana.expect("consulting")

        def together() -> bool:
            parties = () if ana.call is None else ana.call["parties"]
            return (str(ben.id), "consulting") in [(party["agent_id"], party["place"]) for party in parties]

        until(together, "the colleague is on the line")

    def phases(self) -> list[dict[str, object]]:
        """The phases of this corner's live calls as they are kept for recovery."""
        with contextlib.closing(sqlite3.connect(f"file:{self.site.folder}/ringdesk.db?mode=ro", uri=True)) as database:
            rows = database.execute(
                "SELECT json_extract(state, '$.phase') FROM live_calls WHERE json_extract(state, '$.caller_number') LIKE ?",
                (f"%{self.caller_number}",),
            ).fetchall()
        return [msgspec.json.decode(phase, type=dict[str, object]) for (phase,) in rows]

    def deadline(self, name: str) -> datetime | None:
        """When a deadline of this corner's call comes, as it is kept for recovery."""
        states = (state for state in live_states(self.site) if str(state["caller_number"]).endswith(self.caller_number))
        dues = [timer["due"] for state in states for timer in state["timers"] if timer["name"] == name]
        return datetime.fromisoformat(dues[0]) if dues else None

    def until_phase(self, name: str, **fields: object) -> None:
        """Wait until a call of this corner is in a phase, with these fields in it."""
        wanted = {"type": name, **fields}
        until(
            lambda: any(wanted.items() <= phase.items() for phase in self.phases()),
            f"the call of {self.queue_id} is {name} {fields}",
        )

    def interactions(self, count: int = 1) -> list[InteractionDetail]:
        """What is written of this corner's calls, oldest first, once nothing of them is live and all sound is stored."""
        until(lambda: not self.phases(), f"no call of {self.queue_id} is live")
        return details_of(self.sam, self.caller_number, count)

    def interaction(self) -> InteractionDetail:
        """The one contact."""
        (detail,) = self.interactions()
        return detail


@contextlib.contextmanager
def corners(plans: Mapping[str, Plan], *, calendars: Sequence[Calendar] = ()) -> Generator[Mapping[str, Corner]]:
    """A running site with these corners, everybody signed in and resting."""
    password = make_password()
    staff = {name: [agent_id_of(name, place) for place in range(plan.agents)] for name, plan in plans.items()}

    async def more(connection: AsyncConnection) -> None:
        for calendar in calendars:
            await save_calendar(connection, calendar)
        password_hash = await hash_password(password)
        for place, (name, plan) in enumerate(plans.items()):
            await _write(connection, name, plan, staff[name], f"50{place:02}", password_hash)

    with contextlib.ExitStack() as stack:
        outside = stack.enter_context(answering_phone(user="outside", hertz=OUTSIDE))
        environment = stack.enter_context(pytest.MonkeyPatch.context())
        environment.setenv("RINGDESK_TRUNKS", f'[{{"name": "carrier", "server": "127.0.0.1:{outside.port}"}}]')
        # a busy machine may need longer to start the application again
        environment.setenv("RINGDESK_GUARD_SECONDS", "60")
        site = stack.enter_context(running_site(outgoing=OUTGOING, more=more))
        make_phones(site, *(agent_id for ids in staff.values() for agent_id in ids))
        sam = stack.enter_context(site.client("sam"))

        def agent(name: str, place: int) -> SipAgent:
            login = login_of(name, place)
            one = stack.enter_context(sip_agent(site, login, hertz=VOICES[place], password=password))
            one.resting()
            return one

        with ThreadPoolExecutor(6) as threads:
            coming = {
                name: [threads.submit(agent, name, place) for place in range(plan.agents)]
                for name, plan in plans.items()
            }
        carrier = Lock()
        built = {
            name: Corner(
                site=site,
                queue_id=name,
                dialed=f"50{place:02}",
                caller_number=f"155000009{place:02}",
                agents=[one.result() for one in coming[name]],
                outside=outside,
                carrier=carrier,
                sam=sam,
            )
            for place, name in enumerate(plans)
        }
        yield built


def promised(corner: Corner, stack: contextlib.ExitStack) -> None:
    """A caller of this corner asks by keys to be called back, and is."""
    caller = corner.caller(stack)
    corner.until_phase("Waiting")
    caller.press("1")
    corner.until_phase("AskingNumber", stage="confirming")
    caller.press("1")
    caller.wait_ended()


def at_once(corners: Mapping[str, Corner], plays: Iterable[Play]) -> Mapping[str, Future[None]]:
    """Every play in the corner of its name, all together; each result says how it went."""
    with ThreadPoolExecutor(40) as threads:
        return {play.__name__: threads.submit(play, corners[play.__name__]) for play in plays}


def agent_id_of(name: str, place: int) -> UUID:
    """The id of a corner's agent."""
    return uuid5(_NAMES, login_of(name, place))


def login_of(name: str, place: int) -> str:
    """The account of a corner's agent."""
    return f"{name}-{place}"


async def _write(
    connection: AsyncConnection, name: str, plan: Plan, ids: Sequence[UUID], dialed: str, password_hash: str
) -> None:
    queue = Queue(id=name, name=name, wrap_up=timedelta(), wrap_up_mode="none", announce_agent=False)
    await save_queue(connection, msgspec.structs.replace(queue, **plan.rules))
    steps = {"queue": {"type": "queue", "queue": name}}
    await save_flow(connection, Flow.model_validate({"id": name, "name": name, "start": "queue", "steps": steps}))
    await save_number(connection, Number(dialed_number=dialed, flow_id=name, language="en", name=name))
    for place, agent_id in enumerate(ids):
        number = f"7{dialed[2:]}{place}"
        await add_user(
            connection,
            user_id=agent_id,
            login=login_of(name, place),
            name=f"{name} {place}",
            role="agent",
            password_hash=password_hash,
            at=datetime.now(UTC),
            agent_number=number,
            actor="test",
        )
        member = plan.members is None or place < plan.members
        profile = AgentProfile(id=agent_id, number=number, name=f"{name} {place}", queues=(name,) if member else ())
        await save_agent(connection, profile)

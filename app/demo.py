"""Demo data for an empty site: queues, a hotline in two languages, agents with random passwords, a few customers."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from msgspec import Struct, json, structs
from sqlalchemy.ext.asyncio import AsyncConnection

from agents.choices import Group
from agents.configuration import (
    AgentProfile,
    Announcements,
    Exit,
    Overflow,
    Queue,
    Relaxation,
    Requirement,
    Stay,
    ToCallback,
    ToVoicemail,
)
from agents.repository import any_queue, replace_lists, save_agent, save_groups, save_queue
from agents.tables import SkillRow
from app.accounts.passwords import hash_password, make_password
from app.accounts.user import Role
from app.accounts.users import add_user
from app.calls.configuration import OutgoingRules
from app.calls.repository import save_rule
from app.demo_articles import write_articles
from app.demo_cases import add_demo_cases
from app.demo_flows import CALENDAR, FLOWS
from app.demo_told import HOTLINE, SignIn
from app.site import DEMO_TRUNK, Site, write_secret
from customers import person as people
from customers.numbers import read_number
from customers.profile import CustomerSummary
from customers.repository import add_customer
from database.engine import Database
from ivr.calendar_repository import save_calendar
from ivr.flow_repository import publish
from ivr.repository import Number, save_number

SKILLS = (
    Group(id="product", name="产品知识 Product", description="How deeply somebody knows what we sell."),
    Group(id="care", name="投诉处理 Care", description="How well somebody handles complaints."),
)
TOLD = Announcements(
    position=True,
    wait_range=True,
    first=timedelta(seconds=20),
    every=timedelta(seconds=90),
    text={"zh-CN": "如需留言，请按二。", "en": "To leave a message, press 2."},
)
CALLED_BACK = {
    "zh-CN": "如需我们回电，请按一；如需留言，请按二。",
    "en": "To be called back, press 1. To leave a message, press 2.",
}
"""What is said where there is a carrier."""
KEYS: dict[str, Exit] = {"0": Stay(), "1": ToCallback(), "2": ToVoicemail()}
"""What waiting callers may press. Callbacks are offered where there is a carrier and a rule whom to call."""
SLOW = Overflow(maximum_wait=timedelta(minutes=10), on_long_wait=ToVoicemail())
QUEUES = (
    Queue(
        id="support",
        name="技术支持 Support",
        requirements=(
            Relaxation(needs=(Requirement(skill="product", level=50),)),
            Relaxation(after=timedelta(seconds=20)),
        ),
        announcements=TOLD,
        keys=KEYS,
        overflow=SLOW,
    ),
    Queue(
        id="sales",
        name="产品销售 Sales",
        tier_priority={"vip": timedelta(seconds=120), "gold": timedelta(seconds=60)},
        announcements=TOLD,
        keys=KEYS,
        redial_window=timedelta(seconds=60),
    ),
    Queue(
        id="complaints",
        name="投诉受理 Complaints",
        strategy="linear",
        priority=timedelta(seconds=30),
        sticky=timedelta(seconds=20),
        requirements=(
            Relaxation(needs=(Requirement(skill="care", level=60),)),
            Relaxation(after=timedelta(seconds=30), needs=(Requirement(skill="care"),)),
        ),
        wrap_up=timedelta(seconds=60),
        survey="satisfaction",
    ),
)
DISPOSITIONS = ("solved", "information", "callback", "complaint", "wrong_number")
REASONS = ("break", "lunch", "meeting", "training")
NUMBERS = (
    Number(dialed_number=HOTLINE, flow_id="hotline", language="zh-CN", name="客服热线", web=True),
    Number(dialed_number="4001", flow_id="hotline", language="en", name="Service hotline", web=True),
    Number(dialed_number="4002", flow_id="service", language="zh-CN", name="全功能热线 Service line", web=True),
    Number(dialed_number="4003", flow_id="fax-line", language="zh-CN", name="传真 Fax"),
)
REGION = "CN"
CUSTOMERS = (
    (
        "+8613800138000",
        CustomerSummary(id=UUID(int=0), name="王芳", tier="vip", company="云帆科技", note="偏好中文服务，合同续签中。"),
    ),
    ("10086", CustomerSummary(id=UUID(int=0), name="移动客服中心", tier="gold", company="合作伙伴")),
    ("02162881234", CustomerSummary(id=UUID(int=0), name="李明", tier="silver", company="申江物流")),
    (
        "+14155550123",
        CustomerSummary(id=UUID(int=0), name="Grace Miller", company="Bay Imports", note="Prefers email."),
    ),
)
"""Numbers and whose they are; ids are drawn when they are saved."""


OUTGOING = OutgoingRules(
    trunk=DEMO_TRUNK,
    prefixes=("+86", "10", "+1415555"),
    caller_ids=("4000", "4001"),
    do_not_call=frozenset({"+8613800138444"}),
)


class Person(Struct, frozen=True, kw_only=True):
    """Somebody of the demo's staff; `number` is empty for people who take no calls."""

    login: str
    name: str
    role: Role
    number: str = ""
    queues: tuple[str, ...] = ()
    skills: dict[str, int] = {}
    positions: dict[str, int] = {}


STAFF = (
    Person(
        login="agent8001",
        name="安娜 Ana",
        role="agent",
        number="8001",
        queues=("support", "sales", "complaints"),
        skills={"product": 90, "care": 80},
        positions={"complaints": 1},
    ),
    Person(
        login="agent8002",
        name="Ben",
        role="agent",
        number="8002",
        queues=("support", "sales"),
        skills={"product": 60},
    ),
    Person(
        login="agent8003",
        name="陈晨",
        role="agent",
        number="8003",
        queues=("support", "complaints"),
        skills={"product": 70, "care": 50},
        positions={"complaints": 2},
    ),
    Person(login="sam", name="Sam", role="supervisor"),
    Person(login="admin", name="Admin", role="admin"),
)


async def fill(database: Database, site: Site, *, carrier: bool = True) -> bool:
    """Make the demo's data, unless the site has queues already. True when it was made now.

    With `carrier`, agents may call the demo's people outside, whom our own Asterisk plays.
    """
    async with database.read() as connection:
        if await any_queue(connection):
            return False
    passwords = [make_password() for _ in STAFF]
    hashes = [await hash_password(password) for password in passwords]
    sign_ins = [
        SignIn(login=person.login, password=password, role=person.role, name=person.name, number=person.number)
        for person, password in zip(STAFF, passwords, strict=True)
    ]
    # before the commit: accounts whose passwords nobody knows would be worse than a file that is written again
    write_secret(site.demo_sign_ins, json.encode(sign_ins).decode())
    async with database.write() as connection:
        await _write(connection, hashes)
        await write_articles(connection, datetime.now(UTC))
        if carrier:
            await _connect(connection)
    return True


async def _write(connection: AsyncConnection, hashes: Sequence[str]) -> None:
    await save_groups(connection, SkillRow, SKILLS)
    for queue in QUEUES:
        await save_queue(connection, queue)
    await save_calendar(connection, CALENDAR)
    for flow in FLOWS:
        await publish(connection, flow, at=datetime.now(UTC), by="demo", reason="")
    for number in NUMBERS:
        await save_number(connection, number)
    await replace_lists(connection, dispositions=DISPOSITIONS, reasons=REASONS)
    customers: dict[str, CustomerSummary] = {}
    for raw, customer in CUSTOMERS:
        number = read_number(raw, REGION)
        assert number is not None, raw
        customers[raw] = await add_customer(
            connection, structs.replace(customer, id=uuid4()), number, datetime.now(UTC)
        )
    agents: dict[str, people.Person] = {}
    for person, password_hash in zip(STAFF, hashes, strict=True):
        user_id = uuid4()
        await _employ(connection, user_id, person, password_hash)
        agents[person.login] = people.Person(id=user_id, name=person.name)
    await add_demo_cases(connection, customers, agents, datetime.now(UTC))


async def _connect(connection: AsyncConnection) -> None:
    """Let agents call the people outside, and callers be called back."""
    await save_rule(connection, "outgoing", OUTGOING)
    for queue in QUEUES:
        if queue.keys:
            told = structs.replace(queue.announcements, text=CALLED_BACK)
            await save_queue(connection, structs.replace(queue, announcements=told))


async def _employ(connection: AsyncConnection, user_id: UUID, person: Person, password_hash: str) -> None:
    await add_user(
        connection,
        user_id=user_id,
        login=person.login,
        name=person.name,
        role=person.role,
        password_hash=password_hash,
        agent_number=person.number,
        at=datetime.now(UTC),
        actor="demo",
    )
    if person.number:
        await save_agent(
            connection,
            AgentProfile(
                id=user_id,
                number=person.number,
                name=person.name,
                queues=person.queues,
                skills=person.skills,
                positions=person.positions,
            ),
        )

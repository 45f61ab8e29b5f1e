"""The demo's cases: one overdue, one to be checked with the customer, one that is nobody's, one that went its whole way."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncConnection

from customers.case import (
    Begin,
    Case,
    CaseKind,
    Close,
    Confirm,
    Fields,
    FoundResult,
    PassOn,
    Priority,
    Step,
    due_after,
    move,
)
from customers.case_repository import add_case, save_case
from customers.person import Person
from customers.profile import CustomerSummary


class DemoCase(Struct, frozen=True, kw_only=True):
    """A case as it came `hours` ago, and the steps that were taken since, one in each quarter of that time."""

    number: str
    subject: str
    text: str
    kind: CaseKind
    priority: Priority = "normal"
    hours: int
    owner: str = ""
    steps: tuple[Step, ...] = ()


def demo_cases(now: datetime) -> Sequence[DemoCase]:
    """The cases, by the customers' numbers and the agents' logins."""
    return (
        DemoCase(
            number="+8613800138000",
            subject="发票金额与合同不符",
            text="续签合同的发票多开了八百元，请更正后重新寄送。",
            kind="complaint",
            priority="high",
            hours=40,
            owner="agent8001",
            steps=(Begin(),),
        ),
        DemoCase(
            number="+14155550123",
            subject="Send the new price list by e-mail",
            text="She asked for the list with the new shipping rates.",
            kind="request",
            hours=30,
            owner="agent8002",
            steps=(Begin(), FoundResult("Sent the list of this month by e-mail.")),
        ),
        DemoCase(
            number="02162881234",
            subject="货物跟踪页面打不开 Tracking page does not open",
            text="昨天起一直显示错误，换了浏览器也一样。",
            kind="fault",
            priority="urgent",
            hours=2,
        ),
        DemoCase(
            number="+8613800138000",
            subject="安装改期没有通知客户",
            text="安装师傅改到周五，客户事先不知道。",
            kind="complaint",
            hours=96,
            owner="agent8003",
            steps=(
                Begin(),
                FoundResult("已道歉，改为客户方便的周六上午。"),
                Confirm("call", now - timedelta(hours=50), "周六可以，希望以后提前说。"),
                PassOn("安装部", "改期须当天电话通知客户，已写入排班要求。"),
                Close(),
            ),
        ),
    )


async def add_demo_cases(
    connection: AsyncConnection, customers: Mapping[str, CustomerSummary], agents: Mapping[str, Person], now: datetime
) -> None:
    """Save them for customers by number and agents by login."""
    for made in demo_cases(now):
        at = now - timedelta(hours=made.hours)
        by = agents[made.owner or "agent8001"]
        case = await add_case(
            connection,
            Case(
                id=uuid4(),
                number=0,
                customer_id=customers[made.number].id,
                caller_number=customers[made.number].number,
                fields=Fields(
                    subject=made.subject,
                    kind=made.kind,
                    priority=made.priority,
                    text=made.text,
                    due_at=due_after(made.priority, at),
                    owner=by if made.owner else None,
                ),
                created_at=at,
            ),
            by=by,
        )
        for place, step in enumerate(made.steps, start=1):
            moved, entry = move(case, step, by=by, at=at + timedelta(hours=made.hours / (len(made.steps) + 1)) * place)
            await save_case(connection, moved, entry, version=case.version)
            case = moved

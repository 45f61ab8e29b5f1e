"""The small site under several sets of rules, and where its customers can be sent."""

from datetime import datetime, timedelta
from functools import cache
from typing import cast, get_args

from hypothesis import strategies as st
from msgspec import structs

from agents.configuration import Relaxation, Requirement, Retry, Strategy, WrapUpMode
from agents.configuration import ToNumber as ToOutside
from app.calls.call_commands import Destination, ToAgent, ToMenu, ToNumber, ToQueue
from app.calls.configuration import Configuration, OutgoingRules
from app.calls.recovery import restore
from app.calls.state import CallCenter
from tests.center import BEN, CAI, configuration


@cache
def rules(variant: int) -> Configuration:
    """The small site under several sets of rules; in sales everybody is rung at once."""
    usual = configuration()
    support, sales = usual.queues["support"], usual.queues["sales"]
    sales = structs.replace(sales, strategy="ring_all", priority=timedelta(seconds=30), weight=2.0)
    support = structs.replace(
        support,
        strategy=STRATEGIES[variant],
        requirements=STEPS[: variant % 3],
        wrap_up_mode=WRAP_UPS[variant % 4],
        retry=Retry(declined=timedelta(seconds=5 * (variant % 2)), no_answer=timedelta(seconds=7 * (variant % 3))),
        sticky=timedelta(seconds=10),
        keys={"8": ToOutside(number="+49301")},
    )
    ben = structs.replace(usual.agents[BEN], skills={"english": 60}, capacity={"voice": 1 + variant % 3, "chat": 2})
    cai = structs.replace(usual.agents[CAI], capacity={"voice": 0} if variant % 4 == 3 else {})
    queues = usual.queues.update({"support": support, "sales": sales})
    outgoing = OutgoingRules(trunk="carrier", prefixes=("+49", "1"), do_not_call=frozenset({"199"}), daily_calls=3)
    return structs.replace(usual, queues=queues, agents=usual.agents.update({BEN: ben, CAI: cai}), outgoing=outgoing)


def restarted(center: CallCenter, configuration: Configuration, alive_at: datetime) -> CallCenter:
    """What a new process makes of what the one that died at `alive_at` has stored."""
    fresh = structs.replace(configuration)
    return restore(fresh, center.calls.values(), center.agents.values(), alive_at=alive_at)


def destination(which: int) -> Destination:
    """Somebody to hand a customer to, or to consult."""
    some: tuple[Destination, ...] = (
        ToAgent(agent_id=CAI),
        ToNumber(number="+49301"),
        ToQueue(queue_id="sales"),
        ToMenu(flow_id="hotline", step_id="menu", comes_back=True),
        ToMenu(flow_id="hotline", step_id="menu"),
    )
    return some[which]


STRATEGIES = cast("tuple[Strategy, ...]", get_args(Strategy))
WRAP_UPS = cast("tuple[WrapUpMode, ...]", get_args(WrapUpMode))
STEPS = (
    Relaxation(needs=(Requirement(skill="english", level=50),)),
    Relaxation(after=timedelta(seconds=20)),
)
VARIANTS = st.integers(0, len(STRATEGIES) - 1)

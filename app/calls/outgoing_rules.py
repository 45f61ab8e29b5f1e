"""Whom agents may call: every refusal says what is to be mended."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import structs

from app.calls.configuration import OutgoingRules
from app.calls.edit import put_agent
from app.calls.errors import (
    CallerIdNotAllowed,
    DailyLimitReached,
    DoNotCall,
    NumberNotAllowed,
    OutgoingNotSetUp,
)
from app.calls.state import Agent, CallCenter


def check(rules: OutgoingRules, agent: Agent, number: str, day: str) -> None:
    """Raises `OutgoingNotSetUp`, `NumberNotAllowed`, `DoNotCall` or `DailyLimitReached`."""
    demand_allowed(rules, number)
    if _dialed_on(agent, day) >= rules.daily_calls:
        raise DailyLimitReached


def demand_allowed(rules: OutgoingRules, number: str) -> None:
    """What holds for whoever dials. Raises `OutgoingNotSetUp`, `NumberNotAllowed` or `DoNotCall`."""
    if not rules.trunk or not rules.prefixes:
        raise OutgoingNotSetUp
    if not number.startswith(tuple(prefix for prefix in rules.prefixes if prefix)):
        raise NumberNotAllowed
    if number in rules.do_not_call:
        raise DoNotCall


def counted(center: CallCenter, agent_id: UUID, number: str, at: datetime) -> CallCenter:
    """The center with one more call by this agent today. Raises like `check`."""
    agent, day = center.agents[agent_id], day_of(at, center.configuration.zone)
    check(center.configuration.outgoing, agent, number, day)
    dialed = structs.replace(agent, dialed=_dialed_on(agent, day) + 1, dialed_on=day)
    return put_agent(center, dialed)


def caller_id(rules: OutgoingRules, wanted: str) -> str:
    """The number to show: the wanted one, or the first; empty leaves it to the carrier. Raises `CallerIdNotAllowed`."""
    if wanted and wanted not in rules.caller_ids:
        raise CallerIdNotAllowed
    return wanted or next(iter(rules.caller_ids), "")


def shown(rules: OutgoingRules, wanted: str) -> str:
    """The number to show where nobody chose one: the wanted one where the rules know it, else the usual one."""
    return wanted if wanted in rules.caller_ids else caller_id(rules, "")


def day_of(at: datetime, zone: str) -> str:
    """The day of a moment by the clock of a zone."""
    return at.astimezone(ZoneInfo(zone)).date().isoformat()


def _dialed_on(agent: Agent, day: str) -> int:
    return agent.dialed if agent.dialed_on == day else 0

"""All that administrators have decided, as `step` reads it."""

from datetime import timedelta
from uuid import UUID

from immutables import Map
from msgspec import Struct, structs

from agents.choices import Choice
from agents.configuration import AgentProfile, Queue
from ivr.flow import Flow
from ivr.hours import Calendar
from ivr.library import LibraryPrompt
from ivr.trial import Trial


class NumberRoute(Struct, frozen=True, kw_only=True):
    """Where calls to one of our numbers go, and the language they are greeted in."""

    dialed_number: str
    flow_id: str
    language: str = "en"


def revision_key(flow_id: str, revision: int) -> str:
    """The key of `Configuration.revisions`."""
    return f"{flow_id}@{revision}"


class OutgoingRules(Struct, frozen=True, kw_only=True):
    """Whom agents may call. A number must begin with one of `prefixes` (digits, E.164 `+`); none means nobody may be called.

    `trunk` names the way out, `caller_ids` what may be shown (the first by default), `daily_calls` is per agent, and
    `do_not_call` are numbers that nobody may call.
    """

    trunk: str = ""
    prefixes: tuple[str, ...] = ()
    caller_ids: tuple[str, ...] = ()
    daily_calls: int = 200
    ring_timeout: timedelta = timedelta(seconds=45)
    do_not_call: frozenset[str] = frozenset()


class Configuration(Struct, frozen=True, kw_only=True):
    """A consistent set of queues, agents, flows, numbers, business hours and prompts.

    `region` (ISO 3166) is where national and short numbers are at home, `zone` (IANA) where the site's days begin and end.
    `agent_numbers` finds the agent with a number.
    `trials` are drafts that may be called, by number; their flows are among `revisions`.
    `numbers` may hold the key `*` for calls to any other number. `dispositions` and `reasons` are the
    codes that may be chosen; the lists of choices have them with their labels, and those that may be chosen no longer.
    `skills` are the names of skills by id.
    """

    queues: Map[str, Queue] = Map()
    agents: Map[UUID, AgentProfile] = Map()
    flows: Map[str, Flow] = Map()
    numbers: Map[str, NumberRoute] = Map()
    calendars: Map[str, Calendar] = Map()
    dispositions: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    disposition_choices: tuple[Choice, ...] = ()
    reason_choices: tuple[Choice, ...] = ()
    rejoin_timeout: timedelta = timedelta(seconds=20)
    outgoing: OutgoingRules = OutgoingRules()
    revisions: Map[str, Flow] = Map()
    prompts: Map[str, LibraryPrompt] = Map()
    trials: Map[str, Trial] = Map()
    skills: Map[str, str] = Map()
    region: str = "CN"
    zone: str = "UTC"
    agent_numbers: Map[str, UUID] = Map()

    def __post_init__(self) -> None:
        """Keep the index true, whoever makes a configuration or changes one."""
        index = Map({profile.number: profile.id for profile in self.agents.values() if profile.number})
        structs.force_setattr(self, "agent_numbers", index)

    def flow_of(self, flow_id: str, revision: int) -> Flow | None:
        """A flow as it was published then, or as it is now (0). `revisions` has earlier ones as `ID@REVISION`."""
        newest = self.flows.get(flow_id)
        if revision == 0 or (newest is not None and newest.revision == revision):
            return newest
        return self.revisions.get(revision_key(flow_id, revision))

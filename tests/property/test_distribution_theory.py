"""The distributor as a queueing system: callers at random to N agents wait as Erlang's formula says."""

import math
from collections import defaultdict
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from immutables import Map

from agents import floor as lines
from agents.configuration import AgentProfile, Queue
from agents.distribution import agents_for_call, call_for_agent
from agents.floor import READY, Place
from agents.ranking import Readiness
from tests.center import START

AGENTS = 10
ARRIVALS = 100_000
TALK_S = 180.0
WITHIN_S = 20.0
TOLERANCE = 0.03


class Draws:
    """Uniform numbers in blocks that hold one from every part of the interval, in random order.

    So the share of events that are arrivals, and the time until the next event, are exact for each number of callers present, and
    100 000 arrivals say what plain draws would say after many millions.
    """

    def __init__(self, chance: Random, block: int = 50) -> None:
        self._chance, self._block, self._left = chance, block, list[float]()

    def next(self) -> float:
        if not self._left:
            self._left = [(n + self._chance.random()) / self._block for n in range(self._block)]
            self._chance.shuffle(self._left)
        return self._left.pop()


class Center:
    """Ten agents of one queue, as the floor sees them."""

    def __init__(self) -> None:
        people = [AgentProfile(id=UUID(int=n), number=str(n), name=str(n), queues=("q",)) for n in range(AGENTS)]
        self.floor = lines.opened(Map({"q": Queue(id="q", name="q")}), people)
        self.busy: list[UUID] = []
        self.waits: list[float] = []
        self.arrived = 0
        for profile in people:
            self.floor = lines.sign_in(self.floor, profile)
            self._ready(profile.id, 0.0)

    def caller_comes(self, now: float) -> None:
        self.arrived += 1
        call_id, since = UUID(int=self.arrived), START + timedelta(seconds=now)
        self.floor = lines.wait(self.floor, call_id, Place(lane=("q", ()), order=since, since=since))
        for agent_id in agents_for_call(self.floor, call_id):
            self._serve(call_id, agent_id, now)

    def talk_ends(self, which: float, now: float) -> None:
        at = int(which * len(self.busy))
        self.busy[at], self.busy[-1] = self.busy[-1], self.busy[at]
        agent_id = self.busy.pop()
        self._ready(agent_id, now)
        call_id = call_for_agent(self.floor, agent_id, START + timedelta(seconds=now))
        if call_id is not None:
            self._serve(call_id, agent_id, now)

    def _ready(self, agent_id: UUID, now: float) -> None:
        moment = START + timedelta(seconds=now)
        self.floor = lines.stand(self.floor, agent_id, READY, Readiness(since=moment, idle_since=moment))

    def _serve(self, call_id: UUID, agent_id: UUID, now: float) -> None:
        self.waits.append(now - (self.floor.places[call_id].since - START).total_seconds())
        self.floor = lines.stand(lines.leave(self.floor, call_id), agent_id, "busy", None)
        self.busy.append(agent_id)


@pytest.mark.parametrize("load", [0.7, 0.8])
def test_mean_wait_and_service_level_are_those_of_erlang(load: float) -> None:
    chance, center, now = Random(8), Center(), 0.0
    next_event: defaultdict[int, Draws] = defaultdict(lambda: Draws(chance))
    until_then: defaultdict[int, Draws] = defaultdict(lambda: Draws(chance))
    arrivals = load * AGENTS / TALK_S
    while center.arrived < ARRIVALS:
        present = len(center.busy) + len(center.floor.places)
        rate = arrivals + len(center.busy) / TALK_S
        now -= math.log(1 - until_then[present].next()) / rate
        if next_event[present].next() < arrivals / rate:
            center.caller_comes(now)
        else:
            center.talk_ends(chance.random(), now)
    erlangs = load * AGENTS
    waits = erlang_c(AGENTS, erlangs)
    mean_wait = waits * TALK_S / (AGENTS - erlangs)
    service_level = 1 - waits * math.exp(-(AGENTS - erlangs) * WITHIN_S / TALK_S)
    assert sum(center.waits) / len(center.waits) == pytest.approx(mean_wait, rel=TOLERANCE)
    assert sum(wait <= WITHIN_S for wait in center.waits) / len(center.waits) == pytest.approx(
        service_level, rel=TOLERANCE
    )


def erlang_c(agents: int, erlangs: float) -> float:
    """The probability of waiting (Erlang 1917), by the recursion for the loss formula."""
    loss = 1.0
    for n in range(1, agents + 1):
        loss = erlangs * loss / (n + erlangs * loss)
    return loss / (1 - erlangs / agents * (1 - loss))

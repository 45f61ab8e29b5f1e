"""The lines of the floor: who waits in which queue at which step, and who is ready to take whom.

Everything that a decision compares is kept in order, so that a decision looks at the heads of a few lines and costs the same with
ten agents and with ten thousand.

A lane is a queue together with what callers demand of their own. In each lane there is a line of callers per step of the
queue's requirements, and a line of ready agents per step from which they match.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from immutables import Map
from msgspec import Struct, structs

from agents.configuration import AgentProfile, Queue, Requirement
from agents.ordered import Ordered
from agents.ranking import Readiness, rank
from agents.routing import first_step, steps_of

Need = tuple[str, int]
Lane = tuple[str, tuple[Need, ...]]
Stretch = tuple[Lane, int]
"""A lane at one step."""
Line = Ordered[tuple[datetime, UUID]]
ReadyLine = Ordered[tuple[float, float, UUID]]
Standings = Mapping[str, tuple[int, tuple[UUID, ...]]]
"""By condition: how many agents are in it, and who came to it last; some of these may have left it again."""
READY = "ready"
LACKS_SKILL = "lacks_skill"
"""Ready, but for other queues: the skills do not reach what this one demands, at any step."""
_NOBODY: Line = Ordered()
_NONE_READY: ReadyLine = Ordered()
_NOTHING_PERSONAL: Map[str, Line] = Map()
_NO_STANDINGS: Standings = MappingProxyType({})
_LATEST = 3


class Place(Struct, frozen=True, kw_only=True, gc=False):
    """Where a caller stands. `order` is when the caller would have come to stand there without any priority.

    `only` is the one agent the call is for; `preferred` is offered it too, and nobody else while `held`. While `unknown` it is not
    known yet who is preferred, and nobody is offered it.
    """

    lane: Lane
    step: int = 0
    order: datetime
    since: datetime
    only: UUID | None = None
    preferred: UUID | None = None
    held: bool = False
    unknown: bool = False

    @property
    def kept(self) -> bool:
        """Whether the call is not for whoever matches."""
        return self.only is not None or self.held or self.unknown

    @property
    def queue_id(self) -> str:
        """The queue waited in."""
        return self.lane[0]


class Member(Struct, frozen=True, kw_only=True, gc=False):
    """A signed-in agent: the stretches with callers for this agent, and per lane the first of them.

    `seatless` are queues served in name only: the skills suffice at no step.
    """

    profile: AgentProfile
    condition: str = ""
    seats: tuple[tuple[Lane, int], ...] = ()
    stretches: tuple[Stretch, ...] = ()
    seatless: tuple[str, ...] = ()
    ready_in: tuple[tuple[Stretch, tuple[float, float, UUID]], ...] = ()
    readiness: Readiness | None = None


class Floor(Struct, frozen=True, kw_only=True, gc=False):
    """All lines. `moved` are stretches whose callers came there otherwise than by their own event: they have to be looked at.

    `lines` hold every caller of a queue in order, `ages` by the time waited. `personal` are the calls that one agent may have whatever
    the queue demands. `standing` counts the signed-in agents of a queue by condition (`ready`, `busy`, `not_ready:lunch`).
    """

    queues: Map[str, Queue] = Map()
    sizes: Map[str, int] = Map()
    lanes: Map[str, tuple[Lane, ...]] = Map()
    places: Map[UUID, Place] = Map()
    members: Map[UUID, Member] = Map()
    lines: Map[str, Line] = Map()
    ages: Map[str, Line] = Map()
    waiting: Map[Stretch, Line] = Map()
    personal: Map[UUID, Map[str, Line]] = Map()
    ready: Map[Stretch, ReadyLine] = Map()
    signed_in: Map[Stretch, int] = Map()
    standing: Map[str, Standings] = Map()
    drawn: Map[str, float] = Map()
    moved: tuple[Stretch, ...] = ()

    def line(self, queue_id: str) -> Line:
        """The callers of a queue, first to be served first."""
        return self.lines.get(queue_id, _NOBODY)

    def oldest_since(self, queue_id: str) -> datetime | None:
        """Since when the caller waits who has waited longest."""
        head = self.ages.get(queue_id, _NOBODY).first()
        return None if head is None else head[0]

    def ready_count(self, queue_id: str) -> int:
        """How many agents could take a call of the queue now, at its last step."""
        queue = self.queues.get(queue_id)
        return (
            0 if queue is None else sum(len(self.ready_line(((queue_id, ()), n))) for n in range(len(steps_of(queue))))
        )

    def ready_line(self, stretch: Stretch) -> ReadyLine:
        """The ready agents who match from this step on, first to be offered a call first."""
        return self.ready.get(stretch, _NONE_READY)

    def waiting_line(self, stretch: Stretch) -> Line:
        """The callers at this step who may be offered to whoever matches."""
        return self.waiting.get(stretch, _NOBODY)

    def conditions(self, queue_id: str) -> Standings:
        """How many signed-in agents of a queue are in which condition, with those who came to it last."""
        return self.standing.get(queue_id, _NO_STANDINGS)

    def is_ready(self, agent_id: UUID) -> bool:
        """Whether the agent may be offered a call."""
        member = self.members.get(agent_id)
        return member is not None and member.condition == READY


def opened(queues: Map[str, Queue], profiles: Iterable[AgentProfile]) -> Floor:
    """An empty floor under these rules."""
    sizes: dict[str, int] = {}
    for profile in profiles:
        for queue_id in profile.queues:
            sizes[queue_id] = sizes.get(queue_id, 0) + 1
    lanes: Map[str, tuple[Lane, ...]] = Map({queue_id: ((queue_id, ()),) for queue_id in queues})
    return Floor(queues=queues, sizes=Map(sizes), lanes=lanes)


def lane_of(queue_id: str, needs: Iterable[Requirement]) -> Lane:
    """The lane of callers with these needs of their own."""
    return queue_id, tuple(sorted((need.skill, need.level) for need in needs))


# --- callers


def placed(floor: Floor, place: Place) -> tuple[Floor, Place]:
    """The place as it really is: a preference for somebody who is not signed in is none, and empty steps are passed over."""
    if place.lane[1] and place.lane not in floor.lanes.get(place.queue_id, ()):
        floor = _with_lane(floor, place.lane)
    held = place.held and place.preferred in floor.members
    step = max(place.step, _first_served(floor, place.lane) or 0)
    if held != place.held or step != place.step:
        place = structs.replace(place, held=held, step=step)
    return floor, place


def wait(floor: Floor, call_id: UUID, place: Place) -> Floor:
    """Put a call in its place."""
    floor, place = placed(floor, place)
    queue_id, item = place.queue_id, (place.order, call_id)
    floor = structs.replace(
        floor,
        places=floor.places.set(call_id, place),
        lines=floor.lines.set(queue_id, floor.line(queue_id).add(item)),
        ages=floor.ages.set(queue_id, floor.ages.get(queue_id, _NOBODY).add((place.since, call_id))),
    )
    agent_id = place.only or place.preferred
    if agent_id is not None:
        floor = _in_person(floor, agent_id, queue_id, item, there=True)
    return floor if place.kept else _in_the_open(floor, place, item)


def leave(floor: Floor, call_id: UUID) -> Floor:
    """Take a call out of all lines."""
    place = floor.places[call_id]
    queue_id, item, stretch = place.queue_id, (place.order, call_id), (place.lane, place.step)
    agent_id = place.only or place.preferred
    if agent_id is not None:
        floor = _in_person(floor, agent_id, queue_id, item, there=False)
    return structs.replace(
        floor,
        places=floor.places.delete(call_id),
        lines=floor.lines.set(queue_id, floor.line(queue_id).remove(item)),
        ages=floor.ages.set(queue_id, floor.ages[queue_id].remove((place.since, call_id))),
        waiting=floor.waiting.set(stretch, line.remove(item))
        if (line := floor.waiting.get(stretch))
        else floor.waiting,
    )


def _in_the_open(floor: Floor, place: Place, item: tuple[datetime, UUID]) -> Floor:
    stretch = (place.lane, place.step)
    return structs.replace(floor, waiting=floor.waiting.set(stretch, floor.waiting_line(stretch).add(item)))


def _in_person(floor: Floor, agent_id: UUID, queue_id: str, item: tuple[datetime, UUID], *, there: bool) -> Floor:
    own = floor.personal.get(agent_id, _NOTHING_PERSONAL)
    line = own.get(queue_id, _NOBODY)
    line = line.add(item) if there else line.remove(item)
    own = own.set(queue_id, line) if line else own.delete(queue_id) if queue_id in own else own
    personal = floor.personal.set(agent_id, own) if own else floor.personal.delete(agent_id)
    return structs.replace(floor, personal=personal)


# --- agents


def sign_in(floor: Floor, profile: AgentProfile) -> Floor:
    """An agent is there: callers can count on those steps that the agent matches."""
    member = Member(profile=profile)
    lanes = [lane for queue_id in profile.queues for lane in floor.lanes.get(queue_id, ())]
    for lane in lanes:
        member = _seated(floor, member, lane)
    seated = {lane[0] for lane, _ in member.seats}
    seatless = tuple(queue_id for queue_id in profile.queues if queue_id not in seated)
    member = structs.replace(member, seatless=seatless)
    signed_in = floor.signed_in
    for seat in member.seats:
        signed_in = signed_in.set(seat, signed_in.get(seat, 0) + 1)
    floor = structs.replace(floor, members=floor.members.set(profile.id, member), signed_in=signed_in)
    return _pass_over_empty_steps(floor, lanes)


def sign_out(floor: Floor, agent_id: UUID) -> Floor:
    """An agent is gone: callers who waited for this agent, or for a step that nobody else matches, move on."""
    floor = stand(floor, agent_id, "", None)
    member = floor.members[agent_id]
    signed_in = floor.signed_in
    for seat in member.seats:
        signed_in = signed_in.set(seat, signed_in[seat] - 1)
    floor = structs.replace(floor, members=floor.members.delete(agent_id), signed_in=signed_in)
    for line in floor.personal.get(agent_id, _NOTHING_PERSONAL).values():
        for item in line:
            floor = _released(floor, item)
    return _pass_over_empty_steps(floor, [lane for lane, _ in member.seats])


def stand(floor: Floor, agent_id: UUID, condition: str, readiness: Readiness | None) -> Floor:
    """An agent's condition changes; with `readiness` calls may be offered."""
    member = floor.members[agent_id]
    ready, drawn, standing = floor.ready, floor.drawn, floor.standing
    for stretch, item in member.ready_in:
        line = ready[stretch]
        queue_id = stretch[0][0]
        if floor.queues[queue_id].strategy == "weighted_random" and line.first() == item:
            drawn = drawn.set(queue_id, max(drawn.get(queue_id, 0.0), item[0]))
        ready = ready.set(stretch, line.remove(item))
    if condition != member.condition:
        standing = _standing(standing, member, condition)
    ready_in = () if readiness is None else _ranked(floor, member, readiness, drawn)
    for stretch, item in ready_in:
        ready = ready.set(stretch, ready.get(stretch, _NONE_READY).add(item))
    member = structs.replace(member, condition=condition, readiness=readiness, ready_in=ready_in)
    members = floor.members.set(agent_id, member)
    return structs.replace(floor, members=members, ready=ready, drawn=drawn, standing=standing)


def _ranked(
    floor: Floor, member: Member, readiness: Readiness, drawn: Map[str, float]
) -> tuple[tuple[Stretch, tuple[float, float, UUID]], ...]:
    profile = member.profile
    ranked: list[tuple[Stretch, tuple[float, float, UUID]]] = []
    for seat in member.seats:
        queue_id = seat[0][0]
        first, second = rank(floor.queues[queue_id], profile, readiness, drawn.get(queue_id, 0.0))
        ranked.append((seat, (first, second, profile.id)))
    return tuple(ranked)


def _standing(standing: Map[str, Standings], member: Member, condition: str) -> Map[str, Standings]:
    agent_id, seatless = member.profile.id, member.seatless
    for queue_id in member.profile.queues:
        before, now = member.condition, condition
        if seatless and queue_id in seatless:
            before, now = (LACKS_SKILL if name == READY else name for name in (before, now))
        conditions = dict(standing.get(queue_id, _NO_STANDINGS))
        if before:
            count, latest = conditions.pop(before)
            if count > 1:
                conditions[before] = (count - 1, latest)
        if now:
            count, latest = conditions.get(now, (0, ()))
            conditions[now] = (count + 1, (agent_id, *latest[: _LATEST - 1]))
        standing = standing.set(queue_id, conditions)
    return standing


# --- steps and lanes


def _first_served(floor: Floor, lane: Lane) -> int | None:
    """The first step that somebody who is signed in matches."""
    queue = floor.queues[lane[0]]
    return next((n for n in range(len(steps_of(queue))) if floor.signed_in.get((lane, n), 0)), None)


def _pass_over_empty_steps(floor: Floor, lanes: Iterable[Lane]) -> Floor:
    """Callers at steps that nobody who is signed in could match go on to the first one that somebody does."""
    for lane in lanes:
        step = _first_served(floor, lane)
        for before in range(step or 0):
            assert step is not None, "there is no range up to nothing"
            line = floor.waiting.get((lane, before))
            if line:
                floor = _moved_on(floor, (lane, before), line, step)
    return floor


def _moved_on(floor: Floor, stretch: Stretch, line: Line, step: int) -> Floor:
    lane = stretch[0]
    places, joined = floor.places, floor.waiting_line((lane, step))
    for item in line:
        places = places.set(item[1], structs.replace(places[item[1]], step=step))
        joined = joined.add(item)
    waiting = floor.waiting.set(stretch, _NOBODY).set((lane, step), joined)
    return structs.replace(floor, places=places, waiting=waiting, moved=(*floor.moved, (lane, step)))


def _released(floor: Floor, item: tuple[datetime, UUID]) -> Floor:
    """The agent whom a caller preferred is gone: everybody else may have the call at once."""
    place = floor.places[item[1]]
    if not place.held:
        return floor
    step = max(place.step, _first_served(floor, place.lane) or 0)
    place = structs.replace(place, held=False, step=step)
    floor = structs.replace(floor, places=floor.places.set(item[1], place), moved=(*floor.moved, (place.lane, step)))
    return _in_the_open(floor, place, item)


def _seated(floor: Floor, member: Member, lane: Lane) -> Member:
    """The member with a seat in the lane, if the skills suffice for any step of it."""
    queue = floor.queues[lane[0]]
    own = tuple(Requirement(skill=skill, level=level) for skill, level in lane[1])
    step = first_step(member.profile, queue, own)
    if step is None:
        return member
    stretches = tuple((lane, n) for n in range(step, len(steps_of(queue))))
    return structs.replace(member, seats=(*member.seats, (lane, step)), stretches=(*member.stretches, *stretches))


def _with_lane(floor: Floor, lane: Lane) -> Floor:
    """A caller has needs that nobody had before: find once who meets them. Lanes stay until the rules change."""
    queue_id = lane[0]
    floor = structs.replace(floor, lanes=floor.lanes.set(queue_id, (*floor.lanes.get(queue_id, ()), lane)))
    for agent_id, member in floor.members.items():
        if queue_id not in member.profile.queues:
            continue
        seated = _seated(floor, member, lane)
        if seated is member:
            continue
        seat = seated.seats[-1]
        signed_in = floor.signed_in.set(seat, floor.signed_in.get(seat, 0) + 1)
        floor = structs.replace(floor, signed_in=signed_in)
        # whoever meets the callers' own needs besides the queue's meets the queue's: the rank there is the rank here
        item = next((item for stretch, item in member.ready_in if stretch[0] == (queue_id, ())), None)
        if item is not None:
            seated = structs.replace(seated, ready_in=(*seated.ready_in, (seat, item)))
            floor = structs.replace(floor, ready=floor.ready.set(seat, floor.ready_line(seat).add(item)))
        floor = structs.replace(floor, members=floor.members.set(agent_id, seated))
    return floor

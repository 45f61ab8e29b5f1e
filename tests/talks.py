"""Scenes with many parties: an agent talks, and goes on from there."""

from collections.abc import Callable, Mapping
from uuid import UUID, uuid5

from msgspec import structs

from agents.configuration import Exit
from agents.configuration import ToNumber as ToOutside
from app.calls import parties
from app.calls.actions import CallAction, DialOut, RingAgent
from app.calls.call_commands import (
    ConsultCompleted,
    ConsultMerged,
    ConsultRequested,
    ConsultSwapped,
    Destination,
    DialRequested,
    PartyRequested,
    Person,
    Target,
    ToAgent,
    ToMenu,
    ToNumber,
    TransferRequested,
)
from app.calls.configuration import OutgoingRules
from app.calls.events import (
    CallEvent,
    ConfigurationChanged,
    HangUpRequested,
    HoldRequested,
    LegAnswered,
    LegEnded,
    PhoneChanged,
)
from app.calls.state import Party, Talking
from tests.center import ANA, BEN, CAI, NAMESPACE, Scene, configuration
from tests.switchboard import Switchboard

OUTSIDE = "+493012345"
MENU = ToMenu(flow_id="hotline", step_id="menu", comes_back=True)
LEAVE_MENU = ToMenu(flow_id="hotline", step_id="menu")
DIALED = uuid5(NAMESPACE, "dialed")


class Talk(Scene):
    """Ana talks with a customer of `support`; Ben and Cai are there too. A model of Asterisk follows."""

    def __init__(self) -> None:
        super().__init__()
        rules = OutgoingRules(trunk="carrier", prefixes=("+49",), caller_ids=("+4940100", "+4940200"))
        self.center = structs.replace(self.center, configuration=structs.replace(configuration(), outgoing=rules))
        self.board = Switchboard()
        self.call_id = DIALED
        self.calls: set[UUID] = set()

    def happen(self, event: CallEvent) -> tuple[CallAction, ...]:
        """One event; the model does what is asked for. Every call that there ever was is in `calls`."""
        self.board.happened(event)
        asked = super().happen(event)
        self.board.perform(asked)
        self.calls |= set(self.center.calls)
        return asked

    def begin(self) -> None:
        """Ana and the customer are joined; the others are ready."""
        self.ready(ANA)
        self.call_id = self.queue()
        self.answer()
        self.ready(BEN, CAI)

    def lead(self, way: Exit) -> None:
        """A caller of `support` presses the key for a way out."""
        queues = self.center.configuration.queues
        queues = queues.set("support", structs.replace(queues["support"], keys={"9": way}))
        changed = structs.replace(self.center.configuration, queues=queues)
        self.happen(ConfigurationChanged(at=self.tick(), configuration=changed))
        self.call_id = self.queue()
        self.press(self.call_id, "9")

    def dial(self, to: Person) -> None:
        """Ana dials, and her phone answers."""
        self.ready(ANA, BEN, CAI)
        self.ring_by_dialing(to)
        self.happen(LegAnswered(at=self.tick(), leg_id=self.ringing_leg()))

    def ring_by_dialing(self, to: Person, caller_id: str = "") -> None:
        """Ana dials; her own phone rings."""
        self.happen(DialRequested(at=self.tick(), agent_id=ANA, call_id=DIALED, to=to, caller_id=caller_id))

    def transfer(self, to: Destination, by: UUID = ANA) -> None:
        """Without talking first."""
        self.happen(TransferRequested(at=self.tick(), agent_id=by, call_id=self.call_id, to=to))

    def consult(self, to: Target, by: UUID = ANA) -> None:
        """Somebody is rung, the customer is on hold."""
        self.happen(ConsultRequested(at=self.tick(), agent_id=by, call_id=self.call_id, to=to))

    def add(self, to: Target, by: UUID = ANA) -> None:
        """Somebody is rung who joins on answering."""
        self.happen(PartyRequested(at=self.tick(), agent_id=by, call_id=self.call_id, to=to))

    def pick_up(self) -> None:
        """Whoever was rung last answers."""
        self.happen(LegAnswered(at=self.tick(), leg_id=self.rung()))

    def rung(self) -> str:
        """The leg dialed last."""
        return next(a for a in reversed(self.actions) if isinstance(a, RingAgent | DialOut)).leg_id

    @property
    def talk(self) -> Talking:
        """Who is on the call."""
        talk = parties.talk_of(self.call(self.call_id))
        assert talk is not None
        return talk

    def party(self, who: UUID | str | None) -> Party:
        """An agent's, an outside number's, or with None the customer's party."""
        return next(one for one in self.talk.parties if (one.agent_id or one.number if one.id else None) == who)

    def leg(self, who: UUID | str | None) -> str:
        """The leg of a party."""
        return self.party(who).leg_id

    def connected(self, *people: UUID | str | None) -> bool:
        """Whether all of these hear each other, and nobody else."""
        legs = {self.leg(who) for who in people}
        return all(self.board.hears(leg) == legs - {leg} for leg in legs)


def talking(scene: Talk) -> None:
    scene.begin()


def held(scene: Talk) -> None:
    scene.begin()
    scene.happen(HoldRequested(at=scene.tick(), agent_id=ANA, call_id=scene.call_id, hold=True))


def consult_ringing(scene: Talk) -> None:
    scene.begin()
    scene.consult(ToAgent(agent_id=CAI))


def consult_talking(scene: Talk) -> None:
    consult_ringing(scene)
    scene.pick_up()


def consult_swapped(scene: Talk) -> None:
    consult_talking(scene)
    scene.happen(ConsultSwapped(at=scene.tick(), agent_id=ANA, call_id=scene.call_id))


def consult_outside(scene: Talk) -> None:
    scene.begin()
    scene.consult(ToNumber(number=OUTSIDE))
    scene.pick_up()


def completed_while_ringing(scene: Talk) -> None:
    consult_ringing(scene)
    scene.happen(ConsultCompleted(at=scene.tick(), agent_id=ANA, call_id=scene.call_id))


def transfer_ringing(scene: Talk) -> None:
    scene.begin()
    scene.transfer(ToAgent(agent_id=CAI))


def transfer_left_alone(scene: Talk) -> None:
    transfer_ringing(scene)
    scene.happen(HangUpRequested(at=scene.tick(), agent_id=ANA, call_id=scene.call_id))


def transferred(scene: Talk) -> None:
    transfer_ringing(scene)
    scene.pick_up()


def transferred_outside(scene: Talk) -> None:
    scene.begin()
    scene.transfer(ToNumber(number=OUTSIDE))
    scene.pick_up()


def adding(scene: Talk) -> None:
    scene.begin()
    scene.add(ToAgent(agent_id=CAI))


def conference(scene: Talk) -> None:
    consult_talking(scene)
    scene.happen(ConsultMerged(at=scene.tick(), agent_id=ANA, call_id=scene.call_id))


def conference_of_four(scene: Talk) -> None:
    conference(scene)
    scene.add(ToNumber(number=OUTSIDE))
    scene.pick_up()


def consult_out_of_conference(scene: Talk) -> None:
    conference(scene)
    scene.consult(ToAgent(agent_id=BEN))
    scene.pick_up()


def agents_alone(scene: Talk) -> None:
    consult_talking(scene)
    scene.hang_up(scene.leg(None))


def in_menu(scene: Talk) -> None:
    scene.begin()
    scene.transfer(MENU)


def conference_in_menu(scene: Talk) -> None:
    conference(scene)
    scene.transfer(MENU)


def desk_lost(scene: Talk) -> None:
    scene.begin()
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=False))


def desk_lost_in_conference(scene: Talk) -> None:
    conference(scene)
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=False))


def desk_lost_while_consulting(scene: Talk) -> None:
    consult_talking(scene)
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=False))


def desk_ringing_again(scene: Talk) -> None:
    desk_lost(scene)
    scene.happen(PhoneChanged(at=scene.tick(), agent_id=ANA, reachable=True))


def dialing_own_phone(scene: Talk) -> None:
    scene.ready(ANA, BEN, CAI)
    scene.ring_by_dialing(ToNumber(number=OUTSIDE))


def dialing(scene: Talk) -> None:
    scene.dial(ToNumber(number=OUTSIDE))


def dial_failed(scene: Talk) -> None:
    dialing(scene)
    scene.happen(LegEnded(at=scene.tick(), leg_id=scene.rung(), hangup_cause=17))


def dialed(scene: Talk) -> None:
    dialing(scene)
    scene.pick_up()


def calling_colleague(scene: Talk) -> None:
    scene.dial(ToAgent(agent_id=BEN))


def colleagues(scene: Talk) -> None:
    calling_colleague(scene)
    scene.pick_up()


def way_out_ringing(scene: Talk) -> None:
    """A waiting caller chose the way to an outside number, and it rings there."""
    scene.lead(ToOutside(number=OUTSIDE))


def way_out_after_an_offer(scene: Talk) -> None:
    """While Ana's phone rang, too."""
    scene.ready(ANA)
    way_out_ringing(scene)


def sent_outside(scene: Talk) -> None:
    way_out_ringing(scene)
    scene.pick_up()


def outside_busy(scene: Talk) -> None:
    """Busy there: in the line again, where Ben's phone rings."""
    way_out_ringing(scene)
    scene.happen(LegEnded(at=scene.tick(), leg_id=scene.rung(), hangup_cause=17))
    scene.ready(BEN)


def outgoing_consult(scene: Talk) -> None:
    dialed(scene)
    scene.consult(ToAgent(agent_id=CAI))
    scene.pick_up()


STAGES: Mapping[str, Callable[[Talk], None]] = {
    stage.__name__: stage
    for stage in (
        talking,
        held,
        consult_ringing,
        consult_talking,
        consult_swapped,
        consult_outside,
        completed_while_ringing,
        transfer_ringing,
        transfer_left_alone,
        transferred,
        transferred_outside,
        adding,
        conference,
        conference_of_four,
        consult_out_of_conference,
        agents_alone,
        in_menu,
        conference_in_menu,
        desk_lost,
        desk_lost_in_conference,
        desk_lost_while_consulting,
        desk_ringing_again,
        dialing_own_phone,
        dialing,
        dial_failed,
        dialed,
        calling_colleague,
        colleagues,
        outgoing_consult,
        way_out_ringing,
        way_out_after_an_offer,
        sent_outside,
        outside_busy,
    )
}

"""A finished contact as it is kept: the names of queues and people are written down as they were at that time."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from msgspec import structs

from agents.explanation import Decision
from app.calls.configuration import Configuration
from app.calls.interaction import AgentSpell, Answer, Interaction, Moment, OutgoingMessage, Segment, Visit, WrapUp
from customers.profile import CustomerSummary
from reporting.record import (
    AnswerRecord,
    CustomerRecord,
    InteractionRecord,
    MessageRecord,
    MomentRecord,
    QualityRecord,
    SegmentRecord,
    SpellRecord,
    VisitRecord,
    WrapUpRecord,
)
from reporting.why import CandidateRecord, ExcludedRecord, RivalRecord, WhyRecord


def interaction_record(interaction: Interaction, configuration: Configuration) -> InteractionRecord:
    """The interaction with the agents' numbers and names filled in."""
    return InteractionRecord(
        id=interaction.id,
        channel=interaction.channel,
        caller_number=interaction.caller_number,
        caller_name=interaction.caller_name,
        dialed_number=interaction.dialed_number,
        direction=interaction.direction,
        parent_id=interaction.parent_id,
        language=interaction.language,
        customer=_customer(interaction.customer),
        arrived_at=interaction.arrived_at,
        ended_at=interaction.ended_at,
        outcome=interaction.outcome,
        ended_by=interaction.ended_by,
        hangup_cause=interaction.hangup_cause,
        segments=tuple(_segment(segment, configuration) for segment in interaction.segments),
        timeline=tuple(_moment(moment, configuration) for moment in interaction.timeline),
        reconciled=interaction.reconciled,
        path=tuple(_visit(visit) for visit in interaction.path),
        test=interaction.test,
        answers=tuple(_answer(answer, configuration) for answer in interaction.answers),
    )


def wrap_up_record(wrap_up: WrapUp, configuration: Configuration) -> WrapUpRecord:
    """The wrap-up with the agent's number and name filled in."""
    number, name = _agent(wrap_up.agent_id, configuration)
    return WrapUpRecord(
        interaction_id=wrap_up.interaction_id,
        agent_id=wrap_up.agent_id,
        agent_number=number,
        agent_name=name,
        disposition=wrap_up.disposition,
        notes=wrap_up.notes,
        started_at=wrap_up.started_at,
        ended_at=wrap_up.ended_at,
    )


def message_record(message: OutgoingMessage) -> MessageRecord:
    """The message as whoever sends it reads it."""
    return MessageRecord(**structs.asdict(message))


def spell_record(spell: AgentSpell, configuration: Configuration) -> SpellRecord:
    """The spell with the agent's number and name filled in."""
    number, name = _agent(spell.agent_id, configuration)
    return SpellRecord(
        agent_id=spell.agent_id,
        agent_number=number,
        agent_name=name,
        state=spell.state,
        reason=spell.reason,
        call_id=spell.call_id,
        started_at=spell.started_at,
        ended_at=spell.ended_at,
        next_state=spell.next_state,
        next_reason=spell.next_reason,
    )


def recordings_of(interaction: Interaction) -> Iterator[tuple[str, int, datetime]]:
    """Each recording's id, the position of its segment, and when it began: with the segment, where nothing else is known."""
    for position, segment in enumerate(interaction.segments):
        if segment.recording_id is not None:
            yield segment.recording_id, position, segment.recorded_from or segment.started_at


def _segment(segment: Segment, configuration: Configuration) -> SegmentRecord:
    number, name = _agent(segment.agent_id, configuration)
    return SegmentRecord(
        kind=segment.kind,
        started_at=segment.started_at,
        ended_at=segment.ended_at,
        queue_id=segment.queue_id or "",
        agent_id=segment.agent_id,
        agent_number=number,
        agent_name=name,
        flow_id=segment.flow_id or "",
        outcome=segment.outcome,
        talk_ms=segment.talk_ms,
        hold_ms=segment.hold_ms,
        recording_id=segment.recording_id,
        quality=None if segment.quality is None else QualityRecord(**structs.asdict(segment.quality)),
        told_at=segment.told_at,
        told_shortest_ms=segment.told_shortest_ms,
        told_longest_ms=segment.told_longest_ms,
    )


def _visit(visit: Visit) -> VisitRecord:
    return VisitRecord(
        flow_id=visit.flow_id,
        revision=visit.revision,
        step_id=visit.step_id,
        entered_at=visit.entered_at,
        left_at=visit.left_at,
        outcome=visit.outcome,
        begins=visit.begins,
    )


def _answer(answer: Answer, configuration: Configuration) -> AnswerRecord:
    number, name = _agent(answer.agent_id, configuration)
    return AnswerRecord(
        question=answer.question,
        score=answer.score,
        lowest=answer.lowest,
        highest=answer.highest,
        at=answer.at,
        agent_id=answer.agent_id,
        agent_number=number,
        agent_name=name,
        queue_id=answer.queue_id,
    )


def _moment(moment: Moment, configuration: Configuration) -> MomentRecord:
    number, _ = _agent(moment.agent_id, configuration)
    return MomentRecord(
        at=moment.at,
        what=moment.what,
        detail=moment.detail,
        queue_id=moment.queue_id or "",
        agent_number=number,
        why=None if moment.why is None else why_record(moment.why, configuration),
    )


def why_record(why: Decision, configuration: Configuration) -> WhyRecord:
    """A decision with the agents' numbers instead of ids."""

    def number(agent_id: UUID | None) -> str:
        return _agent(agent_id, configuration)[0]

    return WhyRecord(
        strategy=why.strategy,
        waited_s=why.waited_s,
        score=why.score,
        position=why.position,
        waiting=why.waiting,
        step=why.step,
        steps=why.steps,
        next_step_s=why.next_step_s,
        needs=tuple(f"{need.skill} {need.level}" for need in why.needs),
        preferred=number(why.preferred),
        held=why.held,
        only=number(why.only),
        chosen=tuple(number(agent_id) for agent_id in why.chosen),
        eligible=why.eligible,
        candidates=tuple(CandidateRecord(agent=number(c.agent_id), measure=c.measure) for c in why.candidates),
        excluded=tuple(
            ExcludedRecord(
                reason=excluded.reason,
                count=excluded.count,
                detail=excluded.detail,
                agents=tuple(number(agent_id) for agent_id in excluded.examples),
            )
            for excluded in why.excluded
        ),
        rivals=tuple(RivalRecord(queue=rival.queue_id, score=rival.score) for rival in why.rivals),
    )


def _customer(customer: CustomerSummary | None) -> CustomerRecord | None:
    if customer is None:
        return None
    return CustomerRecord(
        id=customer.id,
        name=customer.name,
        tier=customer.tier,
        company=customer.company,
        number=customer.number,
        note=customer.note,
    )


def _agent(agent_id: UUID | None, configuration: Configuration) -> tuple[str, str]:
    profile = None if agent_id is None else configuration.agents.get(agent_id)
    return ("", "") if profile is None else (profile.number, profile.name)

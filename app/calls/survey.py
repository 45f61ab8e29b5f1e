"""What callers say about the service: answers in flows, and the survey after a talk that the agent has ended."""

from datetime import datetime

from msgspec import structs

from app.calls.edit import noted
from app.calls.interaction import Answer
from app.calls.state import Call, CallCenter, Talking
from ivr.dialog import Scored
from ivr.flow import Flow

BEGUN = "to_survey"
"""The line in a call's story that says that the caller was sent to the queue's survey."""


def answered(call: Call, scored: Scored, at: datetime) -> Call:
    """The call with an answer, which belongs to the agent who had the caller last. The last answer to a question counts."""
    had = next((part for part in reversed(call.segments) if part.agent_id is not None), None)
    queue = next((part.queue_id for part in reversed(call.segments) if part.queue_id), None)
    agent_id = None if had is None else had.agent_id
    answer = Answer(
        question=scored.question,
        score=scored.score,
        lowest=scored.lowest,
        highest=scored.highest,
        at=at,
        agent_id=agent_id,
        queue_id=queue or "",
    )
    others = tuple(one for one in call.answers if one.question != scored.question)
    call = structs.replace(call, answers=(*others, answer))
    return noted(call, at, "survey", detail=f"{scored.question}={scored.score}", agent_id=agent_id)


def after(center: CallCenter, call: Call, talk: Talking) -> Flow | None:
    """The flow to which a caller goes whose agent has hung up: the queue's survey, once."""
    queue = center.configuration.queues.get(talk.queue_id)
    if queue is None or not queue.survey or not call.leg_id or call.direction not in ("inbound", "callback"):
        return None
    talked = any(part.agent_id is not None and part.talk_ms for part in call.segments)
    if not talked or any(moment.what == BEGUN for moment in call.timeline):
        return None
    return center.configuration.flows.get(queue.survey)

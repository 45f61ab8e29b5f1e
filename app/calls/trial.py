"""A designer's call into a draft: which flow it is, and what is said in place of giving it to people."""

from datetime import datetime

from msgspec import structs

from app.calls import farewell, ids
from app.calls.actions import CallAction, Play
from app.calls.configuration import Configuration
from app.calls.edit import Result
from app.calls.events import CallArrived
from app.calls.state import Call, CallCenter, InMenu
from ivr import dialog
from ivr.dialog_fax import TAKING
from ivr.flow_prompts import in_language
from ivr.prompt import Speech
from ivr.trial import Trial

_END = {"en": "This was a test call. Goodbye.", "zh-CN": "测试通话到此结束，再见。"}
_QUEUE = {"en": "Here a caller waits in the queue {what}.", "zh-CN": "来电者将在这里进入队列{what}。"}
_AGENT = {"en": "Here agent {what} is rung.", "zh-CN": "这里将呼叫话务员{what}。"}
_OUTSIDE = {"en": "Here the number {what} is dialed.", "zh-CN": "这里将拨打号码{what}。"}
_MESSAGE = {"en": "Here a caller leaves a message for the queue {what}.", "zh-CN": "来电者将在这里给队列{what}留言。"}
_FAX = {
    "en": "Here a fax is received. The flow goes on as if one page had come.",
    "zh-CN": "这里将接收传真，现按收到一页继续。",
}
_CALLBACK = {"en": "Here a callback from the queue {what} is offered.", "zh-CN": "这里将提供队列{what}的回拨。"}


def called(center: CallCenter, event: CallArrived) -> Trial | None:
    """The trial that this call is for; None when there is none, when it is too late, or when it is being called already."""
    trial = center.configuration.trials.get(event.dialed_number)
    if trial is None or not trial.is_open(event.at):
        return None
    is_used = any(call.dialed_number == event.dialed_number for call in center.calls.values())
    return None if is_used else trial


def shown_out(center: CallCenter, call: Call, directive: dialog.HandOver, at: datetime) -> Result | None:
    """Say where a caller would go now, and end the call; nobody is disturbed. None when a caller could not go there either."""
    words = _where(center.configuration, directive)
    if words is None:
        return None
    texts, what = words
    here = in_language(texts, call.language)
    said = Speech(text=f"{here.text.format(what=what)} {_END[here.language]}", language=here.language)
    return farewell.say(center, call, said, "", at)


def fax(call: Call, phase: InMenu) -> tuple[Call, tuple[CallAction, ...]]:
    """Say that a fax is received here: the page of a browser can send none."""
    serial = call.serial + 1
    playback_id = ids.playback(call.id, serial)
    here = (in_language(_FAX, call.language),)
    call = structs.replace(call, serial=serial, phase=structs.replace(phase, playback_id=playback_id))
    return call, (Play(call_id=call.id, leg_id=call.leg_id, playback_id=playback_id, prompts=here),)


def heard(call: Call, phase: InMenu, given: dialog.Input) -> dialog.Input:
    """What the flow is told: after those words, that the fax has come."""
    is_fax = call.test and phase.session.stage == TAKING and phase.taking is None
    return dialog.Faxed(pages=1) if is_fax and isinstance(given, dialog.PromptEnded) else given


def _where(configuration: Configuration, directive: dialog.HandOver) -> tuple[dict[str, str], str] | None:
    match directive:
        case dialog.OfferToAgent(agent_number=number):
            return (_AGENT, " ".join(number)) if number in configuration.agent_numbers else None
        case dialog.DialOutside(number=number):
            return _OUTSIDE, " ".join(number)
        case dialog.EnterQueue(queue_id=queue_id):
            texts = _QUEUE
        case dialog.TakeMessage(queue_id=queue_id):
            texts = _MESSAGE
        case dialog.OfferCallback(queue_id=queue_id):
            texts = _CALLBACK
    queue = configuration.queues.get(queue_id)
    return None if queue is None else (texts, queue.name)

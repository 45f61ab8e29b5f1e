"""What callers are told besides the flow, in their language."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from agents.configuration import Announcements
from app.calls.exit_state import Told
from app.calls.spoken_counts import chinese, ordinal
from ivr.library import Library, from_library
from ivr.prompt import Prompt, Recorded, Speech
from ivr.read_out import NotReadable, read_out
from ivr.recorded_words import in_own_voice

_AGENT = {"en": "Agent {number} is at your service.", "zh-CN": "{number} 号话务员为您服务。"}
_ONE_MOMENT = {
    "en": "One moment, please. Your agent will be right back.",
    "zh-CN": "请稍候，话务员马上回来。",
}
_CLOSED = {
    "en": "We are closed at the moment. Please call again during our business hours. Goodbye.",
    "zh-CN": "现在是非工作时间，请在工作时间再来电。再见。",
}
_NOBODY = {
    "en": "We are sorry, nobody can take your call at the moment. Please call again later. Goodbye.",
    "zh-CN": "对不起，现在没有人能接听您的来电，请稍后再拨。再见。",
}
_FULL = {
    "en": "We are sorry, all lines are busy. Please call again later. Goodbye.",
    "zh-CN": "对不起，线路全忙，请稍后再拨。再见。",
}
_LEAVE_A_MESSAGE = {
    "en": "Please leave a message after the tone. When you are done, press the hash key or hang up.",
    "zh-CN": "请在提示音后留言，留言结束后请按井号键或直接挂机。",
}
_MESSAGE_KEPT = {
    "en": "Thank you, we have your message. Goodbye.",
    "zh-CN": "谢谢，您的留言已收到。再见。",
}
_NO_MESSAGE = {"en": "We did not hear a message. Goodbye.", "zh-CN": "没有听到您的留言。再见。"}
_CONFIRM_NUMBER = {
    "en": "We can call you back on {number}. To confirm, press 1. For another number, press 2. To keep waiting, press 0.",
    "zh-CN": "我们将回拨您的号码{number}。确认请按一，使用其他号码请按二，继续等待请按零。",
}
_ENTER_NUMBER = {
    "en": "Please enter the number to call you back on, with its area code, and then press the hash key.",
    "zh-CN": "请输入回拨号码，包括区号，以井号键结束。",
}
_NOT_A_NUMBER = {"en": "Sorry, we cannot call this number.", "zh-CN": "对不起，无法拨打该号码。"}
_CALLBACK_PROMISED = {
    "en": "Thank you. You keep your place in line, and we will call you back. You can hang up now. Goodbye.",
    "zh-CN": "谢谢，您的排队位置已保留，我们会尽快回拨给您。您现在可以挂机，再见。",
}
_POSITION = {"en": "You are number {position} in line.", "zh-CN": "您排在第{position}位。"}
_NEXT = {"en": "You are next in line.", "zh-CN": "您排在第一位。"}
_UP_TO = {
    "en": "Your wait will probably be no longer than {longest}.",
    "zh-CN": "预计等待不超过{longest}。",
}
_ABOUT = {"en": "Your wait will probably be about {longest}.", "zh-CN": "预计等待大约{longest}。"}
_BETWEEN = {
    "en": "Your wait will probably be between {shortest} and {longest}.",
    "zh-CN": "预计还需等待{shortest}到{longest}。",
}


def outlook(rules: Announcements, told: Told, language: str, library: Library) -> tuple[Prompt, ...]:
    """What a waiting caller hears: the place, the range where it can be known, and the queue's own prompt or text."""
    prompts: tuple[Prompt, ...] = ()
    chosen = language if language in _POSITION else "en"
    if rules.position:
        words = ordinal(told.position) if chosen == "zh-CN" else str(told.position)
        prompts = (_spoken(_NEXT if told.position == 1 else _POSITION, chosen, position=words),)
    if rules.wait_range and told.shortest is not None and told.longest is not None:
        texts = _ABOUT if told.shortest == told.longest else _BETWEEN if told.shortest else _UP_TO
        longest = _minutes(told.longest, chosen)
        shortest = str(told.shortest // timedelta(minutes=1)) if chosen == "en" else _minutes(told.shortest, chosen)
        prompts = (*prompts, _spoken(texts, chosen, shortest=shortest.removesuffix("分钟"), longest=longest))
    own = from_library(library, rules.prompt, language) or own_text(rules.text, language)
    return prompts if own is None else (*prompts, own)


def own_text(text: Mapping[str, str], language: str) -> Prompt | None:
    """A text of the administrator's in the caller's language, else in English, else in any; None without one."""
    own = {name: words for name, words in text.items() if words.strip()}
    if not own:
        return None
    chosen = next(name for name in (language, "en", *own) if name in own)
    return Speech(text=own[chosen], language=chosen)


def _minutes(duration: timedelta, language: str) -> str:
    count = duration // timedelta(minutes=1)
    if language == "zh-CN":
        return f"{chinese(count)}分钟"
    return "one minute" if count == 1 else f"{count} minutes"


def confirm_number(number: str, language: str) -> tuple[Prompt, ...]:
    """The number digit by digit, and the keys."""
    digits = " ".join(number.removeprefix("+"))
    return (_spoken(_CONFIRM_NUMBER, language, number=digits),)


def enter_number(language: str, *, again: bool) -> tuple[Prompt, ...]:
    """How to give a number; `again`: the last one was none that can be called."""
    asked = _spoken(_ENTER_NUMBER, language)
    return (_spoken(_NOT_A_NUMBER, language), asked) if again else (asked,)


def callback_promised(language: str) -> Prompt:
    """The caller may hang up now."""
    return _spoken(_CALLBACK_PROMISED, language)


def leave_a_message(language: str) -> Prompt:
    """The greeting before a message is recorded."""
    return _spoken(_LEAVE_A_MESSAGE, language)


def message_kept(language: str, *, kept: bool) -> Prompt:
    """The end of the recording; without a message, only goodbye."""
    return _spoken(_MESSAGE_KEPT if kept else _NO_MESSAGE, language)


def agent_at_service(agent_number: str, language: str) -> Prompt:
    """Who is about to speak; the number is read digit by digit."""
    return _spoken(_AGENT, language, number=" ".join(agent_number))


def agent_number_alone(agent_number: str, language: str, library: Library) -> tuple[Prompt, ...]:
    """Before a prompt that says the rest; in the site's own voice where its words are recorded."""
    chosen = language if language in _AGENT else "en"
    alone = Speech(text=" ".join(agent_number), language=chosen)
    try:
        own = in_own_voice(read_out(agent_number, "digits", chosen), library)
    except NotReadable:
        return (alone,)
    return own if all(isinstance(heard, Recorded) for heard in own) else (alone,)


def one_moment(language: str) -> Prompt:
    """Said when the agent's desk was lost in mid-call."""
    return _spoken(_ONE_MOMENT, language)


def goodbye(
    text: Mapping[str, str], why: str, language: str, library: Library | None = None, prompt: str = ""
) -> Prompt:
    """What a caller hears who cannot be served: the queue's own prompt or text, else one for the reason."""
    own = from_library(library or {}, prompt, language) or own_text(text, language)
    if own is not None:
        return own
    return _spoken({"closed": _CLOSED, "full": _FULL}.get(why, _NOBODY), language)


def fixed(language: str) -> Iterator[Speech]:
    """All that is said without a number in it."""
    for texts in (
        _ONE_MOMENT,
        _CLOSED,
        _NOBODY,
        _FULL,
        _LEAVE_A_MESSAGE,
        _MESSAGE_KEPT,
        _NO_MESSAGE,
        _ENTER_NUMBER,
        _NOT_A_NUMBER,
        _CALLBACK_PROMISED,
        _NEXT,
    ):
        if language in texts:
            yield Speech(text=texts[language], language=language)


def _spoken(texts: Mapping[str, str], language: str, **values: str) -> Prompt:
    chosen = language if language in texts else "en"
    return Speech(text=texts[chosen].format(**values), language=chosen)

"""What callers are told besides the flow, in their language."""

from collections.abc import Mapping

from ivr.prompt import Prompt, Speech

_AGENT = {"en": "Agent {number} is at your service.", "zh-CN": "{number} 号话务员为您服务。"}
_ONE_MOMENT = {
    "en": "Please stay on the line, your agent will be back in a moment.",
    "zh-CN": "请不要挂机，话务员马上回来。",
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


def agent_at_service(agent_number: str, language: str) -> Prompt:
    """Who is about to speak; the number is read digit by digit."""
    return _spoken(_AGENT, language, number=" ".join(agent_number))


def one_moment(language: str) -> Prompt:
    """Said when the agent's desk was lost in mid-call."""
    return _spoken(_ONE_MOMENT, language)


def goodbye(text: Mapping[str, str], why: str, language: str) -> Prompt:
    """What a caller hears who cannot be served: the queue's own text, else one for the reason."""
    own = {name: words for name, words in text.items() if words.strip()}
    if own:
        chosen = next(name for name in (language, "en", *own) if name in own)
        return Speech(text=own[chosen], language=chosen)
    return _spoken({"closed": _CLOSED, "full": _FULL}.get(why, _NOBODY), language)


def _spoken(texts: Mapping[str, str], language: str, **values: str) -> Prompt:
    chosen = language if language in texts else "en"
    return Speech(text=texts[chosen].format(**values), language=chosen)

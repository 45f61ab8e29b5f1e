"""What callers are told besides the flow, in their language."""

from ivr.prompt import Prompt, Speech

_AGENT = {"en": "Agent {number} is at your service.", "zh-CN": "{number} 号话务员为您服务。"}
_ONE_MOMENT = {
    "en": "Please stay on the line, your agent will be back in a moment.",
    "zh-CN": "请不要挂机，话务员马上回来。",
}


def agent_at_service(agent_number: str, language: str) -> Prompt:
    """Who is about to speak; the number is read digit by digit."""
    return _spoken(_AGENT, language, number=" ".join(agent_number))


def one_moment(language: str) -> Prompt:
    """Said when the agent's desk was lost in mid-call."""
    return _spoken(_ONE_MOMENT, language)


def _spoken(texts: dict[str, str], language: str, **values: str) -> Prompt:
    chosen = language if language in texts else "en"
    return Speech(text=texts[chosen].format(**values), language=chosen)

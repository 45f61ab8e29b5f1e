"""Every text that callers may hear and that is known beforehand, so that it can be spoken before they call. Pure."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import get_args

from agents.configuration import ToGoodbye
from app.administration.uses import exits_of
from app.calls import announcements
from app.calls.configuration import Configuration
from ivr import wording
from ivr.library import TextContent
from ivr.prompt import Speech
from ivr.speech_warm import texts_of
from ivr.value import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
MOST_AGENTS = 1_000
"""Agents whose numbers are spoken ahead; beyond that the first caller of each has the engine speak."""


def fixed_texts(configuration: Configuration) -> Iterator[Speech]:
    """Callers' most frequent texts first."""
    for flow in configuration.flows.values():
        yield from texts_of(flow)
    for prompt in configuration.prompts.values():
        for language, content in prompt.contents.items():
            if isinstance(content, TextContent):
                yield Speech(text=content.text, language=language)
    for queue in configuration.queues.values():
        yield from _texts(queue.announcements.text)
        for _, leads in exits_of(queue):
            if isinstance(leads, ToGoodbye):
                yield from _texts(leads.text)
    for calendar in configuration.calendars.values():
        if calendar.manual is not None:
            yield from _texts(calendar.manual.text)
        for day in calendar.special_days:
            yield from _texts(day.text)
    for texts in wording.ALL:
        yield from _texts(texts)
    for language in LANGUAGES:
        yield from announcements.fixed(language)
    if any(queue.announce_agent for queue in configuration.queues.values()):
        for agent in islice(configuration.agents.values(), MOST_AGENTS):
            for language in LANGUAGES:
                spoken = announcements.agent_at_service(agent.number, language)
                if isinstance(spoken, Speech):
                    yield spoken


def _texts(texts: Mapping[str, str] | Mapping[Language, str]) -> Iterator[Speech]:
    for language, text in texts.items():
        if text.strip():
            yield Speech(text=text, language=language)

"""Articles for the call in an agent's hands: what is known of the call, put to the knowledge base."""

from collections.abc import Callable, Iterable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from app.accounts.user import Session
from app.calls.errors import CallNotYours
from app.calls.interaction import Moment
from app.calls.state import CallCenter
from app.web.permissions import Gate
from app.web.ports import LiveCenter
from app.web.view_of_call import call_item
from app.web.wire_articles import SuggestedArticle, SuggestedFor, WhySuggested
from customers.profile import CustomerSummary
from database.engine import Database
from knowledge_base.article import LANGUAGES, Language, Person
from knowledge_base.excerpt import excerpt_of
from knowledge_base.index_repository import counts_of, load_texts, shelf_of, texts_to_find
from knowledge_base.suggest import Known, suggest, told_words

SUGGESTED = 3


def create_router(
    *, gate: Gate, live: LiveCenter, database: Database, person: Callable[[Session], Person]
) -> APIRouter:
    """`/articles/suggested`, to be added before the routes of articles. `person` is who asks, and what they read."""
    router = APIRouter(prefix="/articles", tags=["articles"])
    agents = Depends(gate.allow("agent"))

    @router.get("/suggested")
    async def suggested(
        wanted: Annotated[SuggestedFor, Query()], session: Annotated[Session, agents]
    ) -> list[SuggestedArticle]:
        """Up to three articles, the likeliest first. Raises `CallNotYours` for a call in nobody's or another's hands."""
        known = known_of(live.center, session.user.id, wanted.call, session.user.language)
        reader = person(session)
        words = [word for told in told_words(known).values() for word in told]
        async with database.read() as connection:
            texts = await texts_to_find(connection)
            best = suggest(
                known,
                counts=await counts_of(connection, words),
                lengths={
                    key: text.words
                    for key, text in texts.items()
                    if reader.queues is None or not text.queues or not text.queues.isdisjoint(reader.queues)
                },
                tagged=lambda key: known.queue_id in texts[key].queues,
                shelf=shelf_of(texts),
                limit=SUGGESTED,
            )
            shown = await load_texts(connection, [one.key for one in best])
        return [
            SuggestedArticle(
                id=one.key[0],
                language=one.key[1],
                title=shown[one.key].title,
                excerpt=excerpt_of(shown[one.key].body, ()).text,
                why=[WhySuggested(kind=reason.kind, text=reason.text) for reason in one.reasons],
            )
            for one in best
            if one.key in shown
        ]

    return router


def known_of(center: CallCenter, agent_id: UUID, call_id: UUID, own: str) -> Known:
    """What the agent's desk knows of the call there. Nothing that was typed into a menu is in it. Raises `CallNotYours`."""
    agent = center.agents.get(agent_id)
    finished = None if agent is None else agent.wrap_up
    if finished is not None and finished.id == call_id:
        return _known(
            finished.queue_id, finished.timeline, finished.notes, finished.customer, _languages(finished.language, own)
        )
    call = center.calls.get(call_id)
    item = None if call is None or agent is None else call_item(center, call, agent_id)
    if call is None or item is None or getattr(agent and agent.state, "call_id", None) != call_id:
        raise CallNotYours(call_id)
    return _known(item.queue_id, call.timeline, call.notes, call.customer, _languages(call.language, own))


def chosen(story: Iterable[Moment]) -> list[str]:
    """Where the caller's keys led, by the labels of the flow's steps, and what the flow says of the call; newest first."""
    labels: dict[str, None] = {}
    pressed = False
    for moment in story:
        if moment.what == "tag" or (moment.what == "step" and pressed):
            labels[moment.detail] = None
        pressed = moment.what == "digit"
    return [label for label in reversed(labels) if label]


def _known(
    queue_id: str,
    story: Iterable[Moment],
    notes: str,
    customer: CustomerSummary | None,
    languages: tuple[Language, ...],
) -> Known:
    return Known(
        queue_id=queue_id,
        menu=chosen(story),
        notes=notes,
        customer="" if customer is None else customer.note,
        languages=languages,
    )


def _languages(*preferred: str) -> tuple[Language, ...]:
    """What is spoken, what the agent reads, then the rest."""
    known: list[Language] = [language for wanted in preferred for language in LANGUAGES if language == wanted]
    return tuple(dict.fromkeys([*known, *LANGUAGES]))

"""Articles that may help with a call, as the desk sees them."""

from typing import Literal
from uuid import UUID

from app.web.wire import Wire
from knowledge_base.article import Language


class SuggestedFor(Wire):
    """The call that the asking agent has in hand."""

    call: UUID


class WhySuggested(Wire):
    """What speaks for an article: the call's `queue`, what the caller chose in the `menu` (`text`), the `notes`, or the `customer`."""

    kind: Literal["queue", "menu", "notes", "customer"]
    text: str


class SuggestedArticle(Wire):
    """An article in the language to read it in; the beginning of it; and why it is suggested."""

    id: UUID
    language: Language
    title: str
    excerpt: str
    why: list[WhySuggested]

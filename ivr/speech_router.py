"""Speech over HTTP: engines and voices, the pronunciation dictionary, listening to a text, and how far the warm-up has come."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, TypeVar, get_args

from fastapi import APIRouter, Depends, Query, status
from fastapi.responses import FileResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from database.engine import Database
from ivr.errors import DictionaryFull, PronunciationNotFound, SpeechChoiceNotValid, SpeechNotPossible
from ivr.prompt import Speech
from ivr.prompt_router import HEARD
from ivr.prompt_wire import (
    ChoiceItem,
    PreviewOfText,
    PronunciationItem,
    ProviderItem,
    SpeakAhead,
    SpeechItem,
    SpokenAheadItem,
    UnspokenItem,
    VoiceItem,
    WarmUpItem,
    Word,
)
from ivr.replay import walkable
from ivr.speech import SpeechCache, SpeechUnavailable
from ivr.speech_provider import SpeechProvider, Voice
from ivr.speech_repository import (
    delete_pronunciation,
    load_speech_rules,
    save_choice,
    save_pronunciation,
)
from ivr.speech_rules import SpeechChoice
from ivr.speech_warm import WarmUp, texts_of
from ivr.value import Language

UserT = TypeVar("UserT")
LANGUAGES: tuple[Language, ...] = get_args(Language)
MOST_WORDS = 2_000
MOST_TOLD = 20
"""Texts without a sound that are named."""


def create_router(
    database: Database,
    *,
    may_read: Callable[..., UserT | Awaitable[UserT]],
    may_edit: Callable[..., UserT | Awaitable[UserT]],
    speech: SpeechCache,
    warm: WarmUp,
    audit: Callable[[AsyncConnection, UserT, str, str], Awaitable[None]],
    changed: Callable[[], Awaitable[None]],
) -> APIRouter:
    """Routes over speech.

    Args:
        may_read: dependency that gives the signed-in user, or refuses; the next likewise.
        may_edit: who may choose voices and write the dictionary.
        speech: who speaks.
        warm: what is spoken ahead.
        audit: notes who did what, in the transaction of the change.
        changed: called after each change, so that it is heard.
    """
    router = APIRouter(prefix="/speech", tags=["speech"])

    @router.get("")
    async def engines(user: Annotated[UserT, Depends(may_read)]) -> SpeechItem:
        """Engines with their voices, and who speaks each language."""
        del user
        async with database.read() as connection:
            rules = await load_speech_rules(connection)
        providers = await asyncio.to_thread(
            lambda: [_provider_item(name, provider) for name, provider in speech.providers.items()]
        )
        return SpeechItem(
            providers=providers, languages={language: _choice_item(rules.choice(language)) for language in LANGUAGES}
        )

    @router.put("/languages/{language}")
    async def choose(language: Language, item: ChoiceItem, user: Annotated[UserT, Depends(may_edit)]) -> ChoiceItem:
        """Decide who speaks a language."""
        _demand_voice(speech, language, item)
        async with database.write() as connection:
            await save_choice(connection, language, item.choice())
            await audit(connection, user, "speech_choice_saved", language)
        await changed()
        return item

    @router.get("/pronunciations")
    async def pronunciations(
        user: Annotated[UserT, Depends(may_read)],
        language: Language | None = None,
        search: Annotated[str, Query(max_length=200)] = "",
    ) -> list[PronunciationItem]:
        """The dictionary, by language and word."""
        del user
        async with database.read() as connection:
            rules = await load_speech_rules(connection)
        wanted = search.casefold()
        return [
            PronunciationItem(language=code, word=word, spoken=spoken)
            for code in LANGUAGES
            if language in (None, code)
            for word, spoken in rules.pronunciations.get(code, {}).items()
            if wanted in f"{word} {spoken}".casefold()
        ]

    @router.put("/pronunciations")
    async def pronounce(item: PronunciationItem, user: Annotated[UserT, Depends(may_edit)]) -> PronunciationItem:
        """Add or change a word."""
        async with database.write() as connection:
            words = (await load_speech_rules(connection)).pronunciations.get(item.language, {})
            if item.word not in words and len(words) >= MOST_WORDS:
                raise DictionaryFull
            await save_pronunciation(connection, item.language, item.word, item.spoken)
            await audit(connection, user, "pronunciation_saved", item.language)
        await changed()
        return item

    @router.delete("/pronunciations", status_code=status.HTTP_204_NO_CONTENT)
    async def forget(
        language: Language, word: Annotated[Word, Query()], user: Annotated[UserT, Depends(may_edit)]
    ) -> None:
        """Remove a word."""
        async with database.write() as connection:
            if not await delete_pronunciation(connection, language, word):
                raise PronunciationNotFound
            await audit(connection, user, "pronunciation_deleted", language)
        await changed()

    @router.post("/preview", response_class=FileResponse, responses=HEARD)
    async def preview(asked: PreviewOfText, user: Annotated[UserT, Depends(may_read)]) -> FileResponse:
        """A text as callers would hear it."""
        del user
        if asked.by is not None:
            _demand_voice(speech, asked.language, asked.by)
        choice = None if asked.by is None else asked.by.choice()
        try:
            sound = await speech.sound_for(Speech(text=asked.text, language=asked.language), choice)
        except SpeechUnavailable as error:
            raise SpeechNotPossible from error
        return FileResponse(
            sound.with_name(f"{sound.name}.wav"), media_type="audio/wav", headers={"cache-control": "private, no-store"}
        )

    @router.get("/warm-up")
    async def warm_up(user: Annotated[UserT, Depends(may_read)]) -> WarmUpItem:
        """How far the speaking ahead has come."""
        del user
        now = warm.progress
        return WarmUpItem(total=now.total, done=now.done, failed=now.failed, running=now.running)

    @router.post("/warm-up")
    async def speak_ahead(asked: SpeakAhead, user: Annotated[UserT, Depends(may_edit)]) -> SpokenAheadItem:
        """Speak a flow's texts before it is published, ahead of all others; and how far that has come."""
        del user
        texts = list(texts_of(walkable(asked.document)))
        if asked.begin:
            warm.put(texts, first=True)
        now, unspoken = warm.come_to(texts)
        return SpokenAheadItem(
            total=now.total,
            done=now.done,
            failed=now.failed,
            running=now.running,
            unspoken=[UnspokenItem(language=one.language, text=one.text) for one in unspoken[:MOST_TOLD]],
        )

    return router


def _demand_voice(speech: SpeechCache, language: Language, item: ChoiceItem) -> None:
    provider = speech.providers.get(item.provider)
    if provider is None or provider.missing():
        raise SpeechChoiceNotValid
    voices = [voice.id for voice in provider.voices() if voice.language == language]
    if not voices or (item.voice and item.voice not in voices):
        raise SpeechChoiceNotValid


def _provider_item(name: str, provider: SpeechProvider) -> ProviderItem:
    missing = provider.missing()
    voices: Sequence[Voice] = () if missing else provider.voices()
    return ProviderItem(
        name=name,
        missing=missing,
        voices=[VoiceItem(id=voice.id, language=voice.language, name=voice.name) for voice in voices],
    )


def _choice_item(choice: SpeechChoice) -> ChoiceItem:
    return ChoiceItem(provider=choice.provider, voice=choice.voice, words_per_minute=choice.words_per_minute)

"""The prompt library over HTTP: list, texts, uploads, versions, listening."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Request, status
from fastapi.responses import FileResponse
from msgspec import structs
from pydantic import StringConstraints
from sqlalchemy.ext.asyncio import AsyncConnection

from database.engine import Database
from ivr.errors import PromptChanged, PromptInUse, PromptNotFound, SpeechNotPossible
from ivr.flow_parts import ThingId
from ivr.library import Content, LibraryPrompt, SoundContent, Source, TextContent
from ivr.library_repository import (
    Saved,
    delete_prompt,
    load_prompt,
    load_prompts,
    load_versions,
    newest_version,
    save_prompt,
)
from ivr.prompt import Speech
from ivr.prompt_shelf import PromptShelf
from ivr.prompt_wire import (
    PhoneRecordingKept,
    PromptDetail,
    PromptDraft,
    PromptItem,
    PromptPage,
    PromptUser,
    VersionItem,
    WordsItem,
    prompt_item,
    version_item,
    words_item,
)
from ivr.speech import SpeechCache, SpeechUnavailable
from ivr.value import Language
from ivr.word_coverage import coverage

UserT = TypeVar("UserT")
OnePrompt = Annotated[ThingId, Path()]
OneVersion = Annotated[int, Path(ge=1)]
FileName = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
AUDIO: Mapping[str, object] = {"content": {"audio/*": {"schema": {"type": "string", "format": "binary"}}}}
HEARD: dict[int | str, dict[str, object]] = {200: {"content": {"audio/wav": {}}}}


def create_router(
    database: Database,
    *,
    may_read: Callable[..., UserT | Awaitable[UserT]],
    may_edit: Callable[..., UserT | Awaitable[UserT]],
    now: Callable[[], datetime],
    name_of: Callable[[UserT], str],
    shelf: PromptShelf,
    speech: SpeechCache,
    users: Callable[[AsyncConnection], Awaitable[Mapping[str, Sequence[PromptUser]]]],
    recorded: Callable[[UserT, str], Awaitable[bytes]],
    take_turn: Callable[[AsyncConnection], Awaitable[None]],
    audit: Callable[[AsyncConnection, UserT, str, str], Awaitable[None]],
    changed: Callable[[], Awaitable[None]],
) -> APIRouter:
    """Routes over the prompt library.

    Args:
        may_read: dependency that gives the signed-in user, or refuses; the next likewise.
        may_edit: who may add, change and delete.
        now: the present moment.
        name_of: how a user is called in the history.
        shelf: where sounds are.
        speech: who speaks texts.
        users: by prompt, what plays it.
        recorded: what a user recorded by phone, by the call's `trial`; raises when there is nothing.
        take_turn: makes other changes of prompts, and of what plays them, wait until this transaction ends.
        audit: notes who did what, in the transaction of the change.
        changed: called after each change, so that live calls hear it.
    """
    router = APIRouter(tags=["prompts"])

    async def one(connection: AsyncConnection, prompt_id: str) -> Saved:
        saved = await load_prompt(connection, prompt_id)
        if saved is None:
            raise PromptNotFound
        return saved

    async def put(
        connection: AsyncConnection, prompt: LibraryPrompt, user: UserT, what: str, restored: int | None = None
    ) -> PromptItem:
        version = await newest_version(connection, prompt.id) + 1
        saved = Saved(prompt=structs.replace(prompt, version=version), at=now(), by=name_of(user), restored=restored)
        await save_prompt(connection, saved)
        await audit(connection, user, what, prompt.id)
        return prompt_item(saved, len((await users(connection)).get(prompt.id, ())))

    @router.get("/prompts")
    async def prompts(
        user: Annotated[UserT, Depends(may_read)],
        search: Annotated[str, Query(max_length=200)] = "",
        language: Language | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        offset: Annotated[int, Query(ge=0)] = 0,
    ) -> PromptPage:
        """Prompts whose id, name or text has all words of the search, and which have this language."""
        del user
        async with database.read() as connection:
            found = [
                saved
                for saved in await load_prompts(connection)
                if _matches(saved.prompt, search) and (language is None or language in saved.prompt.contents)
            ]
            used = await users(connection)
        part = found[offset : offset + limit]
        return PromptPage(
            total=len(found), items=[prompt_item(saved, len(used.get(saved.prompt.id, ()))) for saved in part]
        )

    @router.get("/prompt-words")
    async def words(user: Annotated[UserT, Depends(may_read)]) -> list[WordsItem]:
        """The words of read-outs by language and form, and which of them are recorded."""
        del user
        async with database.read() as connection:
            library = {saved.prompt.id: saved.prompt for saved in await load_prompts(connection)}
        return [words_item(one) for one in await asyncio.to_thread(coverage, library)]

    @router.get("/prompts/{prompt_id}")
    async def prompt_of(prompt_id: OnePrompt, user: Annotated[UserT, Depends(may_read)]) -> PromptDetail:
        """One prompt, and what plays it."""
        del user
        async with database.read() as connection:
            saved = await one(connection, prompt_id)
            playing = (await users(connection)).get(prompt_id, ())
        item = prompt_item(saved, len(playing))
        return PromptDetail(**dict(item), users=list(playing))

    @router.put("/prompts/{prompt_id}")
    async def save(prompt_id: OnePrompt, draft: PromptDraft, user: Annotated[UserT, Depends(may_edit)]) -> PromptItem:
        """Add a prompt, name it anew, or set its texts."""
        async with database.write() as connection:
            await take_turn(connection)
            before = await load_prompt(connection, prompt_id)
            _demand(before, draft.version)
            contents: dict[Language, Content] = {} if before is None else dict(before.prompt.contents)
            for language, text in draft.texts.items():
                if text is None:
                    contents.pop(language, None)
                else:
                    contents[language] = TextContent(text=text)
            prompt = LibraryPrompt(id=prompt_id, name=draft.name, contents=contents)
            if before is not None and structs.replace(prompt, version=before.prompt.version) == before.prompt:
                return prompt_item(before, len((await users(connection)).get(prompt_id, ())))
            item = await put(connection, prompt, user, "prompt_saved")
        await changed()
        return item

    @router.post("/prompts/{prompt_id}/contents/{language}/sound", openapi_extra={"requestBody": dict(AUDIO)})
    async def upload(
        prompt_id: OnePrompt,
        language: Language,
        request: Request,
        user: Annotated[UserT, Depends(may_edit)],
        version: Annotated[int, Query(ge=1)],
        file_name: FileName = "",
        source: Literal["upload", "browser"] = "upload",
    ) -> PromptItem:
        """Make a file the prompt's sound in a language. What it is is read from the file itself."""
        async with database.read() as connection:
            _demand(await one(connection, prompt_id), version)
        return await keep(prompt_id, language, version, user, await request.body(), source, file_name)

    @router.post("/prompts/{prompt_id}/contents/{language}/phone-recording")
    async def keep_recording(
        prompt_id: OnePrompt,
        language: Language,
        asked: PhoneRecordingKept,
        user: Annotated[UserT, Depends(may_edit)],
    ) -> PromptItem:
        """Make what was recorded by phone the prompt's sound in a language."""
        async with database.read() as connection:
            _demand(await one(connection, prompt_id), asked.version)
        words = await recorded(user, asked.trial)
        return await keep(prompt_id, language, asked.version, user, words, "phone")

    async def keep(
        prompt_id: str,
        language: Language,
        version: int,
        user: UserT,
        upload: bytes,
        source: Source,
        file_name: str = "",
    ) -> PromptItem:
        made = await shelf.add(upload)
        sound = SoundContent(content=made.content, seconds=made.seconds, source=source, file_name=file_name)
        async with database.write() as connection:
            await take_turn(connection)
            before = await one(connection, prompt_id)
            _demand(before, version)
            contents = {**before.prompt.contents, language: sound}
            item = await put(connection, structs.replace(before.prompt, contents=contents), user, "prompt_sound_saved")
        await changed()
        return item

    @router.get("/prompts/{prompt_id}/contents/{language}/sound", response_class=FileResponse, responses=HEARD)
    async def listen(
        prompt_id: OnePrompt,
        language: Language,
        user: Annotated[UserT, Depends(may_read)],
        version: Annotated[int | None, Query(ge=1)] = None,
    ) -> FileResponse:
        """The prompt as callers hear it, now or as it was."""
        del user
        async with database.read() as connection:
            saved = await one(connection, prompt_id)
            if version is not None and version != saved.prompt.version:
                saved = _version(await load_versions(connection, prompt_id), version)
        match saved.prompt.contents.get(language):
            case None:
                raise PromptNotFound
            case SoundContent(content=content):
                file = shelf.file(content)
            case TextContent(text=text):
                try:
                    sound = await speech.sound_for(Speech(text=text, language=language))
                except SpeechUnavailable as error:
                    raise SpeechNotPossible from error
                file = sound.with_name(f"{sound.name}.wav")
        return FileResponse(file, media_type="audio/wav", headers={"cache-control": "private, no-cache"})

    @router.get("/prompts/{prompt_id}/versions")
    async def versions(prompt_id: OnePrompt, user: Annotated[UserT, Depends(may_read)]) -> list[VersionItem]:
        """Every version of a prompt, newest first."""
        del user
        async with database.read() as connection:
            await one(connection, prompt_id)
            return [version_item(saved) for saved in await load_versions(connection, prompt_id)]

    @router.post("/prompts/{prompt_id}/versions/{version}/restore")
    async def restore(
        prompt_id: OnePrompt, version: OneVersion, user: Annotated[UserT, Depends(may_edit)]
    ) -> PromptItem:
        """Bring an earlier version back as a new one."""
        async with database.write() as connection:
            await take_turn(connection)
            await one(connection, prompt_id)
            earlier = _version(await load_versions(connection, prompt_id), version)
            item = await put(connection, earlier.prompt, user, "prompt_restored", restored=version)
        await changed()
        return item

    @router.delete("/prompts/{prompt_id}", status_code=status.HTTP_204_NO_CONTENT)
    async def remove(prompt_id: OnePrompt, user: Annotated[UserT, Depends(may_edit)]) -> None:
        """Delete a prompt that nothing plays."""
        async with database.write() as connection:
            await take_turn(connection)
            await one(connection, prompt_id)
            if (await users(connection)).get(prompt_id):
                raise PromptInUse
            await delete_prompt(connection, prompt_id)
            await audit(connection, user, "prompt_deleted", prompt_id)
        await changed()

    return router


def _demand(before: Saved | None, version: int) -> None:
    """Nobody else may have changed it meanwhile."""
    if version != (0 if before is None else before.prompt.version):
        raise PromptChanged


def _version(versions: Sequence[Saved], version: int) -> Saved:
    found = next((saved for saved in versions if saved.prompt.version == version), None)
    if found is None:
        raise PromptNotFound
    return found


def _matches(prompt: LibraryPrompt, search: str) -> bool:
    texts = [content.text for content in prompt.contents.values() if isinstance(content, TextContent)]
    names = [content.file_name for content in prompt.contents.values() if isinstance(content, SoundContent)]
    place = " ".join((prompt.id, prompt.name, *texts, *names)).casefold()
    return all(word in place for word in search.casefold().split())

"""Reads and writes who speaks which language, and how words are pronounced."""

from collections import defaultdict

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from database.upsert import insert_for
from ivr.speech_rules import SpeechChoice, SpeechRules
from ivr.tables import PronunciationRow, SpeechChoiceRow


async def load_speech_rules(connection: AsyncConnection) -> SpeechRules:
    """All that is decided about speech."""
    choices = await connection.execute(select(SpeechChoiceRow.language, SpeechChoiceRow.document))
    words: defaultdict[str, dict[str, str]] = defaultdict(dict)
    found = select(PronunciationRow.language, PronunciationRow.word, PronunciationRow.spoken)
    for row in await connection.execute(found.order_by(PronunciationRow.language, PronunciationRow.word)):
        words[row.language][row.word] = row.spoken
    return SpeechRules(
        choices={row.language: msgspec.convert(row.document, SpeechChoice) for row in choices},
        pronunciations=dict(words),
    )


async def save_choice(connection: AsyncConnection, language: str, choice: SpeechChoice) -> None:
    """Decide who speaks a language."""
    document = msgspec.to_builtins(choice)
    await connection.execute(
        insert_for(connection, SpeechChoiceRow)
        .values(language=language, document=document)
        .on_conflict_do_update(index_elements=["language"], set_={"document": document})
    )


async def save_pronunciation(connection: AsyncConnection, language: str, word: str, spoken: str) -> None:
    """Add or change a word."""
    await connection.execute(
        insert_for(connection, PronunciationRow)
        .values(language=language, word=word, spoken=spoken)
        .on_conflict_do_update(index_elements=["language", "word"], set_={"spoken": spoken})
    )


async def delete_pronunciation(connection: AsyncConnection, language: str, word: str) -> bool:
    """Remove a word; False where there was none."""
    row = PronunciationRow
    gone = await connection.execute(delete(row).where(row.language == language, row.word == word))
    return gone.rowcount > 0

"""Read-outs in the site's own voice: a value in words is put together of recordings, one prompt of the library for each word."""

import re
from collections.abc import Mapping
from typing import cast

from ivr.library import Content, Library, SoundContent
from ivr.prompt import Prompt, Recorded, Speech

PREFIX = "word-"
"""Of the ids of prompts that are single words: `word-seven`, `word-hundred`."""
CHINESE = {
    **dict(
        zip(
            "零一二三四五六七八九",
            ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
            strict=True,
        )
    ),
    "幺": "yao",
    "两": "liang",
    "十": "ten",
    "百": "hundred",
    "千": "thousand",
    "万": "ten-thousand",
    "亿": "hundred-million",
    "点": "point",
    "负": "minus",
    "元": "yuan",
    "角": "jiao",
    "分": "fen",
    "美元": "dollars",
    "美分": "cents",
    "欧元": "euros",
    "欧分": "euro-cents",
    "港元": "hong-kong-dollars",
    "港仙": "hong-kong-cents",
    "年": "year",
    "月": "month",
    "日": "day",
    "整": "sharp",
    "凌晨": "small-hours",
    "上午": "morning",
    "中午": "noon",
    "下午": "afternoon",
    "晚上": "evening",
}
"""What the recordings of Chinese words are called; those of English words have the word itself, in small letters."""
_CHINESE = re.compile("|".join(sorted(CHINESE, key=len, reverse=True)))
_ENGLISH = re.compile(r"[a-z]+(?:\.[a-z]\.)?")
_BETWEEN = re.compile(r"[\s,-]*")


def in_own_voice(speech: Speech, library: Library) -> tuple[Prompt, ...]:
    """The recordings of all words, or the speech as it is: never half of each, which would be two voices in one number."""
    words = words_in(speech)
    if not words:
        return (speech,)
    heard: list[Prompt] = []
    for name, _ in words:
        prompt = library.get(f"{PREFIX}{name}")
        if prompt is None:
            return (speech,)
        content = cast("Mapping[str, Content]", prompt.contents).get(speech.language)
        if not isinstance(content, SoundContent):
            return (speech,)
        heard.append(Recorded(content=content.content, prompt_id=prompt.id))
    return tuple(heard)


def words_in(speech: Speech) -> list[tuple[str, str]]:
    """The names of its words, with the words; none when there is more in it than words that can be recorded."""
    pattern = _CHINESE if speech.language == "zh-CN" else _ENGLISH
    text, at, names = speech.text.lower(), 0, list[tuple[str, str]]()
    while at < len(text):
        gap = _BETWEEN.match(text, at)
        at = gap.end() if gap is not None else at
        if at == len(text):
            break
        word = pattern.match(text, at)
        if word is None:
            return []
        found = word.group()
        names.append((CHINESE[found] if speech.language == "zh-CN" else found.replace(".", ""), found))
        at = word.end()
    return names

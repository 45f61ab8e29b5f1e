"""What the library lacks for read-outs in the site's own voice."""

from itertools import chain

from ivr.library import LibraryPrompt, SoundContent, TextContent
from ivr.prompt import Recorded
from ivr.read_out import read_out
from ivr.recorded_words import in_own_voice
from ivr.value import Language
from ivr.word_coverage import FORMS, LANGUAGES, coverage, words_of

SOUND = SoundContent(content="0" * 40, seconds=1)
SAMPLES = {
    "digits": ("8001", "13800138000"),
    "number": ("1234567.25", "-18", "20002"),
    "money": ("199.90", "20000.05", "2"),
    "date": ("1999-12-31", "2026-02-22", "2000-10-03"),
    "time": ("00:00", "12:30", "14:02", "22:22"),
}


def test_each_word_is_a_sound_a_text_or_missing() -> None:
    library = {
        "word-one": LibraryPrompt(id="word-one", name="", contents={"en": SOUND}),
        "word-two": LibraryPrompt(id="word-two", name="", contents={"en": TextContent(text="two"), "zh-CN": SOUND}),
    }
    found = {(one.language, one.form): one for one in coverage(library)}
    assert set(found) == {(language, form) for language in LANGUAGES for form in FORMS}
    english = {word.prompt_id: (word.spoken, word.content) for word in found["en", "digits"].words}
    assert len(english) == 10
    assert english["word-one"] == ("one", "sound")
    assert english["word-two"] == ("two", "text")
    assert english["word-three"] == ("three", "nothing")
    chinese = {word.prompt_id: (word.spoken, word.content) for word in found["zh-CN", "digits"].words}
    assert chinese["word-yao"] == ("幺", "nothing")
    assert chinese["word-two"] == ("二", "sound")


def test_a_library_with_every_word_that_is_told_reads_out_every_value_in_its_own_voice() -> None:
    for language in LANGUAGES:
        names = set(chain.from_iterable(words_of(form, language) for form in FORMS))
        contents: dict[Language, SoundContent | TextContent] = {language: SOUND}
        library = {f"word-{name}": LibraryPrompt(id=f"word-{name}", name="", contents=contents) for name in names}
        for form in FORMS:
            for value in SAMPLES[form]:
                heard = in_own_voice(read_out(value, form, language), library)
                assert all(isinstance(one, Recorded) for one in heard), (language, form, value)

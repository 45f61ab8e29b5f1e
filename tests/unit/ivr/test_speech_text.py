"""What of a text reaches the speech engine."""

import pytest

from ivr.speech_text import LONGEST_TEXT, speakable
from ivr.speech_worker import LONGEST_PIECE, pieces


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("  Hello,\n there ", "Hello, there"),
        ("one\x00two\x01100S\x1b[31m", "one two 100S [31m"),
        ("\u202edetacerp\u202c", "detacerp"),
        ("\ud800 lonely", "lonely"),
        ("<break time='10s'/>", "<break time='10s'/>"),
        ("{{7*7}} $(id)", "{{7*7}} $(id)"),
        ("8001号话务员为您服务", "8001号话务员为您服务"),
        ("\x00\u200b ", ""),
    ],
)
def test_only_visible_text_is_spoken_and_literally(text: str, spoken: str) -> None:
    assert speakable(text) == spoken


def test_endless_text_is_cut() -> None:
    assert len(speakable("x" * 1_000_000)) == LONGEST_TEXT


@pytest.mark.parametrize("text", ["欢迎致电技术支持热线，请按一。" * 120, "a" * 1_999, "word " * 300, "short"])
def test_a_long_text_is_spoken_in_pieces_that_make_the_whole(text: str) -> None:
    cut = pieces(text)

    assert "".join(cut) == text
    assert all(len(piece) <= LONGEST_PIECE for piece in cut)


def test_pieces_end_at_punctuation_where_there_is_some() -> None:
    cut = pieces("欢迎致电技术支持热线，请按一。" * 20)

    assert all(piece[-1] in "，。" for piece in cut)

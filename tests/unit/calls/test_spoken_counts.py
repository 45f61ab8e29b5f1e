"""Chinese counts as people say them."""

import pytest

from app.calls.spoken_counts import chinese, ordinal


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "零"), (1, "一"), (2, "两"), (3, "三"), (10, "十"), (12, "十二"), (19, "十九"), (20, "二十"), (22, "二十二"),
        (100, "一百"), (105, "一百零五"), (110, "一百一十"), (1005, "一千零五"), (1050, "一千零五十"), (10000, "10000"),
    ],
)  # fmt: skip
def test_counts_are_spoken_as_they_should(count: int, words: str) -> None:
    assert chinese(count) == words


def test_the_second_place_is_not_called_liang() -> None:
    assert ordinal(2) == "二"

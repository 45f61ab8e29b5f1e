"""One form for each telephone number, whatever way it is written."""

import pytest

from customers.numbers import forms, presentable, read_number


@pytest.mark.parametrize(
    "raw",
    [
        "+8613800138000",
        "13800138000",
        "013800138000",
        "8613800138000",
        "008613800138000",
        "+86 138 0013 8000",
        "(+86) 138-0013-8000",
        "\u202a+8613800138000\u202c",
        "１３８００１３８０００",
    ],
)
def test_every_way_to_write_a_number_means_the_same(raw: str) -> None:
    known = read_number(raw, "CN")

    assert known is not None
    assert (known.number, known.digits) == ("+8613800138000", "8613800138000")


@pytest.mark.parametrize("raw", ["10086", "110", "95588", "8001", "4000"])
def test_short_numbers_stay_as_they_are(raw: str) -> None:
    known = read_number(raw, "CN")

    assert known is not None
    assert (known.number, known.digits) == (raw, raw)


def test_a_short_code_is_the_same_with_the_country_in_front() -> None:
    assert read_number("+8610086", "CN") == read_number("10086", "CN")


def test_a_foreign_number_keeps_its_country() -> None:
    known = read_number("+44 20 8366 1177", "CN")

    assert known is not None
    assert known.number == "+442083661177"


@pytest.mark.parametrize(
    "raw",
    [
        "",
        " ",
        "+",
        "anonymous",
        "$(id)",
        "`reboot`",
        "1;DROP TABLE customers",
        "../../etc",
        "1" * 4096,
        "++1",
        "12\n#",
        "٣٤",
    ],
)
def test_what_is_no_number_is_nobody(raw: str) -> None:
    assert read_number(raw, "CN") is None
    assert presentable(raw, "CN") == ""


def test_a_nul_inside_a_number_is_dropped() -> None:
    assert read_number("138\x0000138000", "CN") == read_number("13800138000", "CN")


@pytest.mark.parametrize(
    ("raw", "shown"),
    [("13800138000", "+86 138 0013 8000"), ("10086", "10086"), ("8001", "8001"), ("02083661177", "+86 20 8366 1177")],
)
def test_numbers_are_grouped_for_reading(raw: str, shown: str) -> None:
    assert presentable(raw, "CN").replace("\u00a0", " ") == shown


def test_the_forms_of_a_number_hold_what_trunks_present() -> None:
    ways = forms("138 0013 8000", "CN")

    assert {"+8613800138000", "8613800138000", "13800138000", "013800138000", "008613800138000"} <= set(ways)


def test_the_forms_of_something_else_are_itself_cut_short() -> None:
    assert forms("anonymous", "CN") == ("anonymous",)
    assert all(len(way) <= 32 for way in forms("x" * 4096, "CN"))

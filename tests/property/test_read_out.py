"""What callers are told, compared with libraries of other hands."""

from datetime import date, time
from decimal import Decimal

import cn2an
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from ivr import spoken_en, spoken_zh

WHOLE = st.one_of(st.integers(0, 10**4), st.integers(0, 10**9), st.integers(0, 10**15 - 1))


@given(WHOLE)
def test_chinese_numbers_are_those_of_another_library(value: int) -> None:
    spoken = spoken_zh.number(Decimal(value))
    assert cn2an.cn2an(spoken, "smart") == value
    assert spoken.replace("两", "二") == cn2an.an2cn(str(value), "low")


@given(WHOLE)
def test_two_counts_as_liang_only_in_front_of_a_unit_above_ten(value: int) -> None:
    spoken = spoken_zh.number(Decimal(value))
    assert "两十" not in spoken
    assert not spoken.endswith("两")
    assert "两" not in spoken[1:]
    assert not spoken.startswith(("二百", "二千", "二万", "二亿"))


@given(WHOLE, st.booleans())
def test_english_numbers_are_those_of_another_library(value: int, below_zero: bool) -> None:
    signed = -value if below_zero else value
    assert spoken_en.number(Decimal(signed)) == num2words(signed).replace(",", "")


@given(st.integers(1, 31))
def test_english_ordinals_are_those_of_another_library(value: int) -> None:
    assert spoken_en.ordinal(value) == num2words(value, to="ordinal")


@given(st.dates(min_value=date(1000, 1, 1)))
def test_english_years_are_those_of_another_library(value: date) -> None:
    year = spoken_en.day(value).partition(", ")[2]
    assert year.replace(" and ", " ") == num2words(value.year, to="year").replace(" and ", " ").replace(",", "")


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_no_cent_is_lost_in_either_language(whole: int, cents: int) -> None:
    amount = Decimal(whole) + Decimal(cents) / 100
    chinese = spoken_zh.money(amount, "CNY")
    parts = dict.fromkeys("元角分", "零")
    rest = chinese
    for unit in "元角分":
        if unit in rest:
            parts[unit], _, rest = rest.partition(unit)
    counted = [int(cn2an.cn2an(parts[unit].replace("两", "二").lstrip("零") or "零", "smart")) for unit in "元角分"]
    assert counted[0] * 100 + counted[1] * 10 + counted[2] == whole * 100 + cents
    dollars, _, small = spoken_en.money(amount, "USD").partition(" dollar")
    if whole:
        assert dollars == num2words(whole).replace(",", "")
    if cents:
        assert num2words(cents) in (small or dollars)


@given(st.times())
def test_every_time_of_the_day_can_be_told(value: time) -> None:
    assert "点" in spoken_zh.clock(value)
    assert spoken_en.clock(value).endswith("m.")

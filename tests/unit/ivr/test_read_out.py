"""Values as callers hear them."""

import pytest

from ivr.read_out import Form, NotReadable, read_out


@pytest.mark.parametrize(
    ("value", "form", "chinese", "english"),
    [
        (2, "number", "二", "two"),
        (200, "number", "两百", "two hundred"),
        (2222, "number", "两千二百二十二", "two thousand two hundred and twenty-two"),
        (20_000, "number", "两万", "twenty thousand"),
        (100_010_002, "number", "一亿零一万零二", "one hundred million ten thousand and two"),
        (15, "number", "十五", "fifteen"),
        (-3.5, "number", "负三点五", "minus three point five"),
        ("8001", "digits", "八 零 零 幺", "eight zero zero one"),
        ("2", "money", "两元", "two yuan"),
        ("12.05", "money", "十二元零五分", "twelve yuan and five fen"),
        ("0.2", "money", "两角", "twenty fen"),
        ("1.50", "money", "一元五角", "one yuan and fifty fen"),
        ("2026-11-22", "date", "二零二六年十一月二十二日", "November twenty-second, twenty twenty-six"),
        ("2000-01-02", "date", "二零零零年一月二日", "January second, two thousand"),
        ("14:05", "time", "下午两点零五分", "two oh five p.m."),
        ("00:00", "time", "凌晨十二点整", "twelve a.m."),
        ("2026-11-22T12:30:00+08:00", "time", "中午十二点三十分", "twelve thirty p.m."),
        ("Ready", "text", "Ready", "Ready"),
        ("1234567890123456789", "number", "幺 二 三 四 五 六 七 八 九 零 幺 二 三 四 五 六 七 八 九", ""),
    ],
)
def test_a_value_in_both_languages(value: str | float, form: Form, chinese: str, english: str) -> None:
    assert read_out(value, form, "zh-CN").text == chinese
    if english:
        assert read_out(value, form, "en").text == english


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("", "text"),
        (None, "number"),
        (True, "number"),
        ("NaN", "number"),
        ("1e999999", "money"),
        ("tomorrow", "date"),
        ("25:00", "time"),
        ("abc", "digits"),
        ("1" * 100, "digits"),
    ],
)
def test_what_cannot_be_read_is_refused(value: str | None, form: Form) -> None:
    with pytest.raises(NotReadable):
        read_out(value, form, "en")

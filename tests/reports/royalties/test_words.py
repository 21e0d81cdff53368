"""Sums in Vietnamese words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiodesk.reports.royalties.words import in_words


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "Không đồng"),
        (5, "Năm đồng"),
        (10, "Mười đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi bốn đồng"),
        (55, "Năm mươi lăm đồng"),
        (101, "Một trăm linh một đồng"),
        (111, "Một trăm mười một đồng"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (1_015, "Một nghìn không trăm mười lăm đồng"),
        (41_700, "Bốn mươi mốt nghìn bảy trăm đồng"),
        (1_000_005, "Một triệu không trăm linh năm đồng"),
        (2_021_000, "Hai triệu không trăm hai mươi mốt nghìn đồng"),
        (15_000_000, "Mười lăm triệu đồng"),
        (3_000_500_000, "Ba tỷ năm trăm nghìn đồng"),
        (1_005_000_000_000, "Một nghìn không trăm linh năm tỷ đồng"),
        (-41_700, "Âm bốn mươi mốt nghìn bảy trăm đồng"),
    ],
)
def test_a_sum_is_said_as_accountants_say_it(amount: int, said: str) -> None:
    assert in_words(amount) == said


DIGITS = dict(zip(["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"], range(10), strict=True))
DIGITS |= {"mốt": 1, "lăm": 5}


def heard(said: str) -> int:
    """The number that somebody writes down who hears it."""
    total = group = 0
    digit: int | None = None
    for word in said.removesuffix(" đồng").lower().split():
        if word in DIGITS:
            digit = DIGITS[word]
        elif word == "trăm":
            group, digit = group + 100 * (digit or 0), None
        elif word == "mươi":
            group, digit = group + 10 * (digit or 0), None
        elif word == "mười":
            group, digit = group + 10, None
        elif word == "tỷ":
            total, group, digit = (total + group + (digit or 0)) * 10**9, 0, None
        elif word in ("nghìn", "triệu"):
            total, group, digit = total + (group + (digit or 0)) * {"nghìn": 10**3, "triệu": 10**6}[word], 0, None
    return total + group + (digit or 0)


@given(st.integers(0, 10**12 - 1))
def test_who_hears_a_sum_writes_down_the_same(amount: int) -> None:
    assert heard(in_words(amount)) == amount

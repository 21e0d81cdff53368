"""Numbers are rounded as the papers of a station do: halves away from zero, on screens too."""

from decimal import Decimal

import pytest

from radiodesk.locale import in_language
from radiodesk.reports import rounding
from radiodesk.reports.documents import numbers
from radiodesk.tui.screens import report_rows


@pytest.mark.parametrize(
    ("percent", "shown"), [("66.25", "66,3"), ("66.35", "66,4"), ("66.24", "66,2"), ("99.95", "100"), ("0.05", "0,1")]
)
def test_percentages_on_screens_round_halves_up(percent: str, shown: str) -> None:
    with in_language("vi"):
        assert report_rows.share(Decimal(percent)) == shown


def test_halves_are_rounded_away_from_zero() -> None:
    for sign in (1, -1):
        assert rounding.whole(sign * Decimal("2.5")) == sign * 3
        assert rounding.one_decimal(sign * Decimal("2.25")) == sign * Decimal("2.3")
        assert rounding.two_decimals(sign * Decimal("2.225")) == sign * Decimal("2.23")


def test_documents_round_as_the_rest_and_write_no_needless_zeros() -> None:
    for value, shown in {"0.125": "0,13", "-0.125": "-0,13", "12.50": "12,5", "1200": "1.200"}.items():
        with in_language("vi"):
            assert numbers.shown(Decimal(value)) == shown
        plain = shown.replace(".", "").replace(",", ".")
        assert rounding.digits(rounding.two_decimals(Decimal(value))) == plain

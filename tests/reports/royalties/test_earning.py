"""What pieces earn: units, frames, shares, norms, caps, taxes. All sums are whole đồng that add up."""

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiodesk.kinds import CreditRole, NormMeasure, WorkGenre
from radiodesk.reports.royalties import defaults
from radiodesk.reports.royalties.allowed import Terms, refusals, shares
from radiodesk.reports.royalties.earning import Piece
from radiodesk.reports.royalties.lists import computed, slips_of
from radiodesk.reports.royalties.money import apportion, rounded
from radiodesk.reports.royalties.rules import NoBaseSalary, Norm, Rate, Rules
from tests.reports.royalties.works import (
    AUTHOR,
    BRIEF,
    CAMERA,
    PIECES,
    READER,
    RULES,
    RULES_OF_STATIONS,
    TV,
    UNIT,
    credit,
    piece,
)


def amounts(*pieces: Piece, rules: Rules = RULES) -> dict[tuple[int, int], int]:
    """What is paid, by person and piece."""
    return {(each.person_id, each.work_id): each.amount for each in computed(pieces, rules).lines}


def remarks(*pieces: Piece, rules: Rules = RULES) -> list[str]:
    return [each.kind for each in computed(pieces, rules).remarks]


@pytest.mark.parametrize(
    ("day", "unit"),
    [
        (dt.date(2013, 7, 1), 115_000),
        (dt.date(2019, 6, 30), 139_000),
        (dt.date(2019, 7, 1), 149_000),
        (dt.date(2026, 7, 1), 253_000),
    ],
)
def test_the_unit_is_a_tenth_of_the_base_salary_of_the_day(day: dt.date, unit: int) -> None:
    assert defaults.RULES.unit(day) == unit


def test_a_day_before_the_first_base_salary_is_told() -> None:
    with pytest.raises(NoBaseSalary, match="30/06/2013"):
        defaults.RULES.unit(dt.date(2013, 6, 30))


def test_the_default_frame_is_within_the_decree_and_pays_all_roles() -> None:
    for genre in WorkGenre:
        for role in CreditRole:
            rate = defaults.RULES.rate(genre, role)
            assert (rate is None) == (role is CAMERA and not genre.value.startswith("tv_")), (genre, role)
            assert rate is None or rate.least <= rate.usual <= rate.most


@pytest.mark.parametrize(
    ("piece_", "paid"),
    [
        (piece(1, credit(1)), {1: UNIT}),
        (piece(1, credit(1, coefficient="2.5")), {1: 347_500}),
        (piece(1, credit(1), credit(2), credit(3)), {1: 46_334, 2: 46_333, 3: 46_333}),
        (piece(1, credit(1, share="60"), credit(2)), {1: 83_400, 2: 55_600}),
        (piece(1, credit(1), credit(2, READER)), {1: UNIT, 2: 41_700}),
        (piece(1, credit(1, coefficient="0.2"), credit(2, READER, "3")), {1: 27_800, 2: 19_460}),
        (piece(1, credit(1, share="90"), credit(2, share="10"), credit(3, READER)), {1: 125_100, 2: 13_900, 3: 13_900}),
        (piece(1, credit(1, share="100"), credit(2, share="0"), credit(3, READER)), {1: UNIT, 2: 0, 3: 41_700}),
        (piece(1, credit(1), credit(2, CAMERA), genre=TV), {1: 278_000, 2: 194_600}),
        (piece(1, credit(1), credit(2, CAMERA, "0.1"), genre=TV), {1: 278_000, 2: 139_000}),
        (piece(1, credit(1, coefficient="99")), {1: 1_390_000}),
        (piece(1, credit(1, share="80"), credit(2, share="80")), {1: 69_500, 2: 69_500}),
        (piece(1, credit(1), again=True), {1: 0}),
    ],
    ids=[
        "the usual coefficient",
        "an own coefficient",
        "equal shares, by the largest remainder",
        "the rest for who has no share",
        "a fee",
        "no fee above the author's royalty, and 70 % at most",
        "no fee above the smallest royalty of authors who share",
        "an author with no share limits no fee",
        "a percentage of the piece",
        "half of the piece at least",
        "the frame at most",
        "shares of 100 % at most",
        "a second use, by default unpaid",
    ],
)
def test_what_a_piece_pays(piece_: Piece, paid: dict[int, int]) -> None:
    assert {person: amount for (person, _work), amount in amounts(piece_).items()} == paid


def test_a_second_use_is_paid_to_authors_by_the_percentage_of_the_station() -> None:
    rules = replace(RULES, second_use=Decimal(40))

    assert amounts(piece(1, credit(1), credit(2, READER), again=True), rules=rules) == {(1, 1): 55_600}


def test_only_the_surplus_over_a_norm_is_paid_and_the_cheapest_pieces_fall_under_it() -> None:
    pieces = [piece(number, credit(1, coefficient=own)) for number, own in ((1, "3"), (2, "1"), (3, "2"), (4, "1"))]
    norm = Norm(1, "Người 1", Decimal("2.5"))

    assert amounts(*pieces, rules=replace(RULES, norms=(norm,))) == {
        (1, 1): 3 * UNIT,
        (1, 2): 0,
        (1, 3): UNIT,
        (1, 4): 0,
    }


def test_a_norm_in_points_counts_coefficients_and_shares() -> None:
    pieces = [piece(1, credit(1, coefficient="2"), credit(2, coefficient="2")), piece(2, credit(1, coefficient="4"))]
    norm = Norm(1, "Người 1", Decimal(3), measure=NormMeasure.POINTS)

    assert amounts(*pieces, rules=replace(RULES, norms=(norm,))) == {(1, 1): 0, (2, 1): UNIT, (1, 2): 2 * UNIT}


def test_a_norm_of_one_genre_leaves_others_alone() -> None:
    norm = Norm(1, "Người 1", Decimal(5), genre=BRIEF)

    paid = amounts(piece(1, credit(1)), piece(2, credit(1), genre=TV), rules=replace(RULES, norms=(norm,)))

    assert paid == {(1, 1): 0, (1, 2): 2 * UNIT}


def test_a_norm_of_one_genre_is_filled_before_one_of_any_genre() -> None:
    norms = (Norm(1, "Người 1", Decimal(1)), Norm(1, "Người 1", Decimal(1), genre=BRIEF))

    paid = amounts(piece(1, credit(1)), piece(2, credit(1), genre=TV), rules=replace(RULES, norms=norms))

    assert paid == {(1, 1): 0, (1, 2): 0}


def test_a_norm_of_any_genre_covers_what_one_of_a_genre_leaves_of_a_piece() -> None:
    norms = (Norm(1, "Người 1", Decimal("0.25")), Norm(1, "Người 1", Decimal("0.5"), genre=BRIEF))

    assert amounts(piece(1, credit(1)), rules=replace(RULES, norms=norms)) == {(1, 1): 34_750}


def test_a_norm_of_one_role_leaves_others_alone() -> None:
    norm = Norm(1, "Người 1", Decimal(5))

    paid = amounts(piece(1, credit(2), credit(1, READER)), rules=replace(RULES, norms=(norm,)))

    assert paid == {(2, 1): UNIT, (1, 1): 41_700}


def test_a_fee_may_be_above_the_percentage_of_a_helper() -> None:
    rules = replace(RULES, rates=(*RULES.rates, Rate(TV, READER, usual=Decimal("1.5"), most=Decimal(3))))

    paid = amounts(piece(1, credit(1), credit(2, CAMERA, "1"), credit(3, READER), genre=TV), rules=rules)

    assert paid == {(1, 1): 2 * UNIT, (2, 1): UNIT, (3, 1): 208_500}


def test_a_norm_counts_a_fee_as_it_was_cut() -> None:
    norm = Norm(2, "Người 2", Decimal("0.5"), role=READER)
    cut, whole = piece(1, credit(1, coefficient="0.2"), credit(2, READER, "3")), piece(2, credit(1), credit(2, READER))

    paid = amounts(cut, whole, rules=replace(RULES, norms=(norm,)))

    assert paid == {(1, 1): 27_800, (2, 1): 13_900, (1, 2): UNIT, (2, 2): 41_700}


def test_the_cap_of_the_fees_is_rounded_down() -> None:
    paid = amounts(piece(1, credit(1, coefficient="0.012")), piece(2, credit(2, READER)))

    assert paid == {(1, 1): 1_668, (2, 2): 1_167}  # 70 % are 1,167.6


def test_further_uses_neither_fill_a_norm_nor_fall_under_it() -> None:
    rules = replace(RULES, norms=(Norm(1, "Người 1", Decimal(1)),), second_use=Decimal(50))

    assert amounts(piece(1, credit(1), again=True), piece(2, credit(1)), rules=rules) == {(1, 1): 69_500, (1, 2): 0}


def test_fees_over_the_cap_are_cut_in_proportion_and_it_is_said() -> None:
    pieces = [piece(1, credit(1), credit(2, READER, "1")), piece(2, credit(3, READER, "0.5"))]

    lines, said, _usual = computed(pieces, RULES)

    assert {each.person_id: each.amount for each in lines} == {1: 139_000, 2: 64_867, 3: 32_433}
    (remark,) = [each for each in said if each.kind == "fees_over_cap"]
    assert remark.sentence == (
        "The fees come to 208,500 đồng, more than 70 % of the royalties (139,000 đồng): "
        "each is cut in proportion, together to 97,300 đồng"
    )


def test_royalties_under_norms_count_for_the_cap_of_the_fees_if_the_station_says_so() -> None:
    rules = replace(RULES, norms=(Norm(1, "Người 1", Decimal(9)),))
    work = piece(1, credit(1), credit(2, READER))

    assert amounts(work, rules=rules)[2, 1] == 0
    assert amounts(work, rules=replace(rules, counts_norms=True))[2, 1] == 41_700


@pytest.mark.parametrize(
    ("own", "is_own_frame", "kind"),
    [("1.3", True, None), ("1.31", True, "increases_over_cap"), ("1.4", False, "increases_over_examples")],
)
def test_increases_over_the_cap_are_said(own: str, is_own_frame: bool, kind: str | None) -> None:
    rules = replace(RULES, is_own_frame=is_own_frame)

    assert remarks(piece(1, credit(1, coefficient=own)), rules=rules) == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("author", "camera", "increases", "is_over"),
    [("2.6", None, (83_400, 58_380), False), ("2.62", None, (86_180, 60_326), True), ("1", "1", (0, 0), False)],
    ids=["30 % of both", "31 % of both", "a piece below the usual raises nobody"],
)
def test_the_coefficient_of_a_piece_increases_what_helpers_get_of_it(
    author: str, camera: str | None, increases: tuple[int, int], is_over: bool
) -> None:
    found = computed([piece(1, credit(1, coefficient=author), credit(2, CAMERA, camera), genre=TV)], RULES)

    assert tuple(line.increase for line in found.lines) == increases
    assert found.usual == 278_000 + 194_600
    assert ["increases_over_cap"] * is_over == [each.kind for each in found.remarks]


def test_what_is_outside_the_frame_is_refused_before_it_is_stored_and_keeps_a_month_open() -> None:
    terms = [Terms(AUTHOR, Decimal(11), Decimal(70)), Terms(AUTHOR, None, Decimal("30.5")), Terms(CAMERA, Decimal(1))]

    assert [(each.kind, each.role, each.place, each.values) for each in refusals(RULES, BRIEF, terms)] == [
        ("outside_frame", AUTHOR, 0, {"coefficient": "11", "least": "0", "most": "10"}),
        ("shares_over_whole", AUTHOR, None, {"percent": "100.5"}),
    ]
    assert [*refusals(RULES, TV, [Terms(AUTHOR, Decimal(3)), Terms(CAMERA, Decimal("1.5"))])] == []
    said = computed([piece(1, credit(1, coefficient="11"), credit(2, share="101"))], RULES).remarks
    assert [each.kind for each in said if each.is_refusal] == ["outside_frame", "shares_over_whole"]


def test_what_nobody_is_paid_for_is_said() -> None:
    assert remarks(piece(1), piece(2, credit(1, CAMERA))) == ["not_in_frame", "no_author"]


@pytest.mark.parametrize(("paid", "tax"), [(1_999_999, 0), (2_000_000, 200_000), (2_000_005, 200_001)])
def test_income_tax_begins_at_the_threshold_and_its_lines_add_up(paid: int, tax: int) -> None:
    rules = replace(RULES, taxed=True)
    (line,), _said, _usual = computed([piece(1, credit(1))], rules)
    lines = [replace(line, earned=paid - 7), replace(line, earned=7, work_id=2)]

    (slip,) = slips_of(lines, rules, {})

    assert (slip.tax, slip.net) == (tax, paid - tax)


@given(PIECES, RULES_OF_STATIONS)
def test_slips_add_up_and_nobody_pays_to_work(pieces: list[Piece], rules: Rules) -> None:
    lines, _said, _usual = computed(pieces, rules)
    slips = slips_of(lines, rules, {})

    assert sum(slip.amount for slip in slips) == sum(each.amount for each in lines)
    assert all(slip.net == slip.amount - slip.tax == slip.royalties + slip.fees - slip.tax for slip in slips)
    assert all(0 <= each.amount <= each.earned for each in lines)
    assert all(0 <= slip.tax <= slip.amount for slip in slips)


@given(PIECES, RULES_OF_STATIONS)
def test_no_list_breaks_the_caps_of_the_decree(pieces: list[Piece], rules: Rules) -> None:
    lines, _said, _usual = computed(pieces, rules)
    royalties = sum(each.amount + (each.norm if rules.counts_norms else 0) for each in lines if each.is_royalty)
    fees = sum(each.amount for each in lines if not each.is_royalty)
    by_work: dict[Any, list[Any]] = defaultdict(list)
    for each in lines:
        by_work[each.table, each.work_id].append(each)

    assert fees * 100 <= royalties * rules.most_fees
    for of_work in by_work.values():
        authors = [each.earned for each in of_work if each.role is AUTHOR and each.share]
        for fee in (each for each in of_work if not each.is_royalty and authors):
            assert fee.earned - fee.reduced <= min(authors)


@given(st.lists(st.none() | st.decimals("0", "150", places=1), min_size=1, max_size=5))
def test_shares_never_exceed_the_whole_and_reach_it_where_somebody_has_none(given_: list[Decimal | None]) -> None:
    found = shares(given_)

    assert sum(found) <= 100
    assert None not in given_ or sum(found) == 100
    assert all(each >= 0 for each in found)


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=6).filter(any))
def test_parts_add_up_and_are_less_than_a_dong_from_exact(total: int, weights: list[int]) -> None:
    parts = apportion(total, weights)

    assert sum(parts) == total
    assert all(
        abs(part - Fraction(total * weight, sum(weights))) < 1 for part, weight in zip(parts, weights, strict=True)
    )


@pytest.mark.parametrize(("value", "whole"), [("0.5", 1), ("1.49", 1), ("-0.5", -1), ("-0.4", 0)])
def test_halves_are_rounded_away_from_zero(value: str, whole: int) -> None:
    assert rounded(Fraction(value)) == rounded(Decimal(value)) == whole

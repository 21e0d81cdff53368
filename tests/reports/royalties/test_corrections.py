"""Closed months are corrected in the next one: what was paid in all is what is due in all, once."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiodesk.kinds import PeriodKind, PeriodRule
from radiodesk.reports.periods import Period
from radiodesk.reports.royalties.content import PayList
from radiodesk.reports.royalties.corrections import corrections, key_of
from radiodesk.reports.royalties.earning import Piece
from radiodesk.reports.royalties.lists import computed, slips_of
from radiodesk.reports.royalties.rules import Rate, Rules
from radiodesk.reports.royalties.settled import ClosedAt, paid_works
from tests.reports.royalties.works import AUTHOR, BRIEF, CREDITED, READER, RULES, RULES_OF_STATIONS, credit, piece

MONTHS = ("2019-03", "2019-04", "2019-05", "2019-06")
World = Sequence[Piece]


def of_month(world: World, month: str) -> list[Piece]:
    return [each for each in world if f"{each.day:%Y-%m}" == month]


def closed(world: World, months: Sequence[str], earlier: Sequence[PayList], rules: Rules = RULES) -> PayList:
    """The list of the last month, with the corrections of the others."""
    month = months[-1]
    due = [computed(of_month(world, each.month), each.rules).lines for each in earlier]
    lines = [*computed(of_month(world, month), rules).lines, *corrections(earlier, due)]
    first = dt.date.fromisoformat(f"{month}-01")
    period = Period(month, first, first, PeriodRule.CALENDAR, PeriodKind.MONTH)
    return PayList("Đài", month, period, slips_of(lines, rules, {}), (), rules)


def paid(lists: Sequence[PayList]) -> Counter[object]:
    found: Counter[object] = Counter()
    for each in lists:
        for line in each.all_lines:
            found[key_of(line)] += line.amount
    return Counter({key: amount for key, amount in found.items() if amount})


def taxes(lists: Sequence[PayList]) -> Counter[tuple[str, int]]:
    """What was withheld, by the month that it belongs to and the person."""
    found: Counter[tuple[str, int]] = Counter()
    for each in lists:
        for line in each.all_lines:
            found[line.corrects or each.month, line.person_id] += line.tax
    return Counter({key: tax for key, tax in found.items() if tax})


def taxes_due(world: World, months: Sequence[str], rules: Rules) -> Counter[tuple[str, int]]:
    """The same, if each month had been closed as it is now."""
    return sum((taxes([closed(world, [month], [], rules)]) for month in months), Counter())


def due(world: World, months: Sequence[str], rules: Rules) -> Counter[object]:
    found: Counter[object] = Counter()
    for month in months:
        for line in computed(of_month(world, month), rules).lines:
            found[key_of(line)] += line.amount
    return Counter({key: amount for key, amount in found.items() if amount})


WORLDS = st.lists(
    st.builds(
        lambda number, day, credited: piece(number, *credited, day=day),
        st.integers(1, 5),
        st.dates(dt.date(2019, 3, 1), dt.date(2019, 6, 30)),
        CREDITED,
    ),
    max_size=5,
    unique_by=lambda each: each.id,
)


@given(st.lists(WORLDS, min_size=4, max_size=4), RULES_OF_STATIONS)
def test_whatever_changes_between_closings_in_the_end_exactly_what_is_due_was_paid(
    worlds: list[World], rules: Rules
) -> None:
    lists: list[PayList] = []
    for number, world in enumerate(worlds):
        lists.append(closed(world, MONTHS[: number + 1], lists, rules))

    assert paid(lists) == due(worlds[-1], MONTHS, rules)
    assert taxes(lists) == taxes_due(worlds[-1], MONTHS, rules)
    assert all(line.amount >= 0 for each in lists for line in each.all_lines if not line.corrects)


@given(WORLDS)
def test_a_month_in_which_nothing_changes_corrects_nothing(world: World) -> None:
    lists: list[PayList] = []
    for number in range(len(MONTHS)):
        lists.append(closed(world, MONTHS[: number + 1], lists))

    assert not [line for each in lists for line in each.all_lines if line.corrects]


def test_a_piece_whose_airing_moves_to_the_next_month_is_taken_back_once_and_paid_once() -> None:
    before = [piece(1, credit(1), credit(2, READER)), piece(2, credit(1))]
    march = closed(before, MONTHS[:1], [])
    after = [replace(before[0], day=dt.date(2019, 4, 2)), before[1]]
    april = closed(after, MONTHS[:2], [march])
    may = closed(after, MONTHS[:3], [march, april])

    assert (march.amount, april.amount, list(may.all_lines)) == (319_700, 0, [])
    told = sorted((line.person_id, line.corrects, line.amount) for line in april.all_lines)
    assert told == [(1, "", 139_000), (1, "2019-03", -139_000), (2, "", 41_700), (2, "2019-03", -41_700)]


TAXED = replace(RULES, taxed=True, tax_from=2_000_000, rates=(Rate(BRIEF, AUTHOR, usual=Decimal(1), most=Decimal(99)),))


@pytest.mark.parametrize(
    ("before", "after", "corrected"),
    [
        ((20,), (0,), [(-2_780_000, -278_000)]),
        ((20,), (10,), [(-1_390_000, -278_000)]),
        ((20,), (15,), [(-695_000, -69_500)]),
        ((10,), (20,), [(1_390_000, 278_000)]),
        ((1,), (10,), [(1_251_000, 0)]),
        ((20, 20), (0, 30), [(-2_780_000, -278_000), (1_390_000, 139_000)]),
        ((7, 8), (8, 6), [(139_000, -69_500), (-278_000, -139_000)]),
        ((7, 7), (14, 1), [(973_000, 112_269), (-834_000, 96_231)]),
    ],
    ids=[
        "taken back",
        "below the threshold",
        "less",
        "over the threshold",
        "still below it",
        "two pieces, still over it",
        "two pieces, below it",
        "two pieces, over it",
    ],
)
def test_a_correction_bears_the_difference_of_the_tax_of_its_month(
    before: Sequence[int], after: Sequence[int], corrected: Sequence[tuple[int, int]]
) -> None:
    def world(coefficients: Sequence[int]) -> World:
        march = [piece(number, credit(1, coefficient=str(each))) for number, each in enumerate(coefficients, start=1)]
        return [*march, piece(9, credit(1, coefficient="12"), day=dt.date(2019, 4, 2))]

    march = closed(world(before), MONTHS[:1], [], TAXED)
    april = closed(world(after), MONTHS[:2], [march], replace(TAXED, tax=Decimal(20)))

    (slip,) = april.slips
    (own, *lines) = slip.lines
    assert (own.amount, own.tax) == (1_668_000, 0)
    assert [(line.amount, line.tax) for line in lines] == corrected
    assert (april.tax, april.net) == (slip.tax, slip.net) == (sum(t for _, t in corrected), april.amount - slip.tax)
    may = closed(world(before), MONTHS[:3], [march, april], TAXED)
    assert (may.amount, may.tax) == (-april.corrections, -april.tax)


def test_a_work_with_the_number_of_a_removed_one_was_not_paid_before() -> None:
    moment, day = dt.datetime(2019, 4, 1, tzinfo=dt.UTC), dt.timedelta(days=1)
    march = ClosedAt(moment, closed([piece(1, credit(1))], MONTHS[:1], []))
    work = ("story", 1)

    assert paid_works([march], {"2019-03"}, {work: moment - day}) == {work}
    assert paid_works([march], {"2019-03"}, {work: moment + day}) == set()


def test_a_correction_says_what_is_due_and_what_was_paid() -> None:
    march = closed([piece(1, credit(1))], MONTHS[:1], [])

    april = closed([piece(1, credit(1, coefficient="1.2"))], MONTHS[:2], [march])

    (line,) = april.all_lines
    assert (line.corrects, line.earned, line.paid, line.amount) == ("2019-03", 166_800, 139_000, 27_800)

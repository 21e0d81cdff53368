"""What a refusal says: as much as fits a screen, and a bounded number of problems of a hopeless workbook."""

from collections.abc import Iterable

import pytest

from radiodesk.ledger import Problem
from radiodesk.ledger.columns import SheetKind
from radiodesk.ledger.problems import Place
from radiodesk.ledger.refusal import (
    FIRST_ROWS,
    MOST_GROUPS,
    MOST_OF_A_GROUP,
    LedgerRefused,
    Problems,
    Question,
)


def bad(rows: Iterable[int], column: str = "Ngày phát", expected: str = "a day") -> list[Problem]:
    return [Problem(Place("sổ.xlsx", "Tin bài", row), column, f"“{row}”", expected) for row in rows]


def lines_on_screen(text: str, width: int) -> int:
    return sum(-(-len(line) // width) for line in f"Error: {text}".splitlines())


@pytest.mark.parametrize("width", [40, 80, 160])
@pytest.mark.parametrize("length", [1, 100, 500])
@pytest.mark.parametrize("questions", [(), (Question("Thể loại", "Rao vặt", ("Tin",), SheetKind.STORIES),)])
def test_a_refusal_fits_a_screen_of_any_width(width: int, length: int, questions: tuple[Question, ...]) -> None:
    problems = Problems(one for group in range(60) for one in bad(range(20), f"Cột {group}", "x" * length))

    text = LedgerRefused(problems, questions).on_screen(width)

    groups = [line for line in text.splitlines() if line.startswith("sổ.xlsx")]
    more = f"… and {1200 - 20 * len(groups):,} more problems (--all lists them)"
    assert more in text.splitlines()
    assert groups
    assert len(groups) == 1 or lines_on_screen(text, width) <= 21
    another = max(map(len, groups)) + width
    assert lines_on_screen(text, width) + another // width > 21


def test_wide_characters_take_two_places() -> None:
    problems = Problems(one for group in range(60) for one in bad([1], f"Cột {group}", "漢" * 60))

    assert sum(line.startswith("sổ") for line in LedgerRefused(problems).on_screen(80).splitlines()) == 6


def test_of_many_bad_rows_the_first_ones_are_kept_and_all_are_counted() -> None:
    problems = Problems(bad(range(1, MOST_OF_A_GROUP + 6)))

    [group] = problems.groups
    assert (len(problems), group.count) == (MOST_OF_A_GROUP + 5,) * 2
    assert group.rows == tuple(range(1, MOST_OF_A_GROUP + 1))
    refused = LedgerRefused(problems)
    assert "in 10,005 rows (1, 2, 3, …)" in str(refused)
    assert refused.complete.splitlines()[-1] == "… and 5 more problems"
    assert len(refused.complete.splitlines()) == MOST_OF_A_GROUP + 2


def test_of_many_causes_the_first_ones_are_kept_each_with_its_first_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("radiodesk.ledger.refusal.MOST_KEPT", 100)

    problems = Problems(one for group in range(MOST_GROUPS + 2) for one in bad(range(5), f"Cột {group}"))

    assert len(problems) == 5 * (MOST_GROUPS + 2)
    assert [len(group.problems) for group in problems.groups] == [5] * 20 + [FIRST_ROWS] * (MOST_GROUPS - 20)
    assert problems.left_out == len(problems) - len(list(problems))
    refused = LedgerRefused(problems)
    assert f"{len(problems):,} problems" in refused.heading
    shown = [line for line in str(refused).splitlines() if line.startswith("sổ")]
    assert f"… and {len(problems) - 5 * len(shown):,} more problems (--all lists them)" in str(refused)

"""What stands in the week: the names of its days, and titles in narrow columns."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radiodesk import locale
from radiodesk.kinds import BroadcastKind, BroadcastState, ProgrammeKind
from radiodesk.locale import _
from radiodesk.schedule.entry import Entry
from radiodesk.tui.screens.week import WeekScreen
from radiodesk.tui.widgets.week_blocks import SIGNS, block_lines, day_names, distinct_titles
from radiodesk.tui.widgets.week_rows import Block, Cell, blocks_of

MONDAY = dt.date(2026, 12, 21)
DAYS = [MONDAY + dt.timedelta(days=number) for number in range(7)]


@pytest.mark.parametrize(
    ("language", "width", "first"),
    [("vi", 14, "Th 2 21/12"), ("vi", 10, "Th 2 21"), ("vi", 7, "T2 21"), ("en", 7, "Mon 21"), ("vi", 5, "21")],
)
def test_the_number_of_a_day_is_never_cut(language: str, width: int, first: str) -> None:
    with locale.in_language(language):
        names = day_names(DAYS, [width] * 7)
    assert names[0] == first
    assert all(len(name) < width and f"{day.day}" in name for name, day in zip(names, DAYS, strict=True))


def test_titles_that_begin_alike_are_told_apart() -> None:
    titles = ["Thời sự buổi sáng", "Thời sự buổi chiều", "Thời sự VOV1", "Thời sự", "Thông báo"]
    assert distinct_titles(titles) == {
        "Thời sự buổi sáng": "…sáng",
        "Thời sự buổi chiều": "…chiều",
        "Thời sự VOV1": "…VOV1",
    }


words = st.lists(st.sampled_from("abc"), min_size=1, max_size=4)


def test_the_minutes_of_a_block_are_cut_as_all_times_that_are_shown() -> None:
    begin = dt.datetime.combine(MONDAY, dt.time(5, 8, 40))
    assert blocks_of(1, begin, begin + dt.timedelta(minutes=5), MONDAY) == [Block(1, 0, 5 * 60 + 8, 5 * 60 + 13)]


@given(st.sets(words.map(" ".join)))
def test_what_stands_for_a_title_is_its_end_and_never_empty(titles: set[str]) -> None:
    for title, short in distinct_titles(titles).items():
        assert title in titles
        assert len(short) > 1
        assert title.endswith(f" {short.removeprefix('…')}")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_help_of_the_week_spells_its_letters_out(language: str) -> None:
    with locale.in_language(language):
        for sign in SIGNS.values():
            letter, word = _(sign).rstrip(")").split(" (")
            assert f"{letter} {word}" in _(WeekScreen.ABOUT)


@pytest.mark.parametrize(
    ("width", "lines"),
    [(25, ["N Thời sự Gia Bình mới"]), (16, ["N …Gia Bình mới"]), (11, ["N Gia Bình…"])],
)
def test_a_block_shows_where_its_title_differs_and_is_never_cut_at_both_ends(width: int, lines: list[str]) -> None:
    title, starts = "Thời sự Gia Bình mới", dt.datetime(2026, 12, 21, 5, 30, tzinfo=dt.UTC)
    kind, state, news = BroadcastKind.FIRST_RUN, BroadcastState.PLANNED, ProgrammeKind.NEWS
    entry = Entry(1, 1, None, None, kind, state, starts, 900, None, title, news, "", False, False, (), (), 1)
    cell = Cell(Block(1, 0, 330, 345), 0, 1)
    short = distinct_titles([title, "Thời sự VOV1"])[title]

    assert block_lines(entry, cell, 330, width, is_clashing=False, short=short) == lines

"""Numbers and dates where a workbook should have a text, and numbers that are none."""

import datetime as dt
from collections.abc import Sequence

import pytest

from radiodesk.ledger.reading.book import Book
from radiodesk.ledger.reading.mapping import parse_mapping
from tests.ledger.books import (
    CLIP,
    CLIPS,
    NEWS,
    PUBLICATION,
    STORIES,
    STORY,
    Row,
    changed,
    ledger,
    problems_of,
    read_sheets_of,
)

NO_NUMBERS = [float("nan"), float("inf"), float("-inf")]
APRIL_30 = dt.date(2019, 4, 30)


def with_story(place: int, value: object, headers: Sequence[str] = STORIES) -> Book:
    return read_sheets_of({**ledger(), "Tin bài": [headers, changed(STORY, place, value)]})


@pytest.mark.parametrize("number", NO_NUMBERS)
@pytest.mark.parametrize(
    ("sheet", "row", "place"),
    [
        *[("Chương trình", NEWS, place) for place in range(len(NEWS))],
        *[("Tin bài", STORY, place) for place in range(len(STORY))],
        *[("Truyền hình", CLIP, place) for place in range(len(CLIP))],
        *[("Website", PUBLICATION, place) for place in range(len(PUBLICATION))],
    ],
)
def test_a_number_that_is_none_is_told_in_any_column(sheet: str, row: Row, place: int, number: float) -> None:
    header = ledger()[sheet][0]
    book = read_sheets_of({**ledger(), sheet: [header, changed(row, place, number)]})
    assert header[place] in [problem.column for problem in book.problems]


@pytest.mark.parametrize(
    ("number", "text"), [(5, "5"), (5.0, "5"), (912345678.0, "912345678"), (0.1 + 0.2, "0.3"), (True, "TRUE")]
)
def test_a_number_in_a_column_of_texts_is_the_text_that_excel_shows(number: float, text: str) -> None:
    book = read_sheets_of({"Sổ": [STORIES, changed(changed(STORY, 4, number), 5, number)]})
    assert problems_of(book) == []
    assert [(row.title, row.authors) for row in book.stories] == [(text, (text,))]
    book = read_sheets_of({"Sổ": ledger(broadcasts=[changed(NEWS, 7, number)])["Chương trình"]})
    assert [row.note for row in book.broadcasts] == [text]


@pytest.mark.parametrize("value", [APRIL_30, dt.datetime(2019, 4, 30), dt.time(5, 30), dt.timedelta(days=1)])  # noqa: DTZ001
@pytest.mark.parametrize(
    ("sheet", "header", "row", "place"),
    [("Tin bài", STORIES, STORY, 4), ("Tin bài", STORIES, STORY, 5), ("Truyền hình", CLIPS, CLIP, 6)],
)
def test_a_text_that_excel_has_made_a_date_or_time_is_told(
    sheet: str, header: Row, row: Row, place: int, value: object
) -> None:
    book = read_sheets_of({sheet: [header, changed(row, place, value)]})
    assert [problem.column for problem in book.problems] == [header[place]]
    assert "Excel has made a date or time of it" in problems_of(book)[0]


def test_a_date_is_a_note_like_any_other() -> None:
    book = read_sheets_of({"Sổ": ledger(broadcasts=[changed(NEWS, 7, APRIL_30)])["Chương trình"]})
    assert problems_of(book) == []
    assert [row.note for row in book.broadcasts] == ["30/04/2019"]


def test_a_number_is_a_word_that_the_station_may_explain() -> None:
    mapping = parse_mapping('[words."Trạng thái"]\n"1" = "Đã phát"\n', "map.toml")
    book = read_sheets_of({"Sổ": ledger(broadcasts=[changed(NEWS, 6, 1)])["Chương trình"]}, mapping)
    assert problems_of(book) == []


@pytest.mark.parametrize("order", [0, 1.5, 10001, 99999, "đầu", 2e9])
def test_a_place_in_a_rundown_out_of_range_is_told_with_the_range(order: object) -> None:
    assert "a whole number from 1 to 10" in problems_of(with_story(2, order))[0]


def test_the_last_place_in_a_rundown_is_taken() -> None:
    book = with_story(2, 10000)
    assert problems_of(book) == []
    assert [row.order for row in book.stories] == [10000]

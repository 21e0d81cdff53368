"""What a length means is decided for its column: by its unit, else by what its rows can mean, else it is asked."""

import datetime as dt
from collections.abc import Sequence

import pytest

from radiodesk.ledger.reading.book import Book
from radiodesk.ledger.reading.mapping import StationMapping, parse_mapping
from tests.ledger.books import NEWS, Row, changed, problems_of, read_sheets_of

BROADCASTS = ["Ngày phát", "Giờ phát", "Tên chương trình", "Thể loại", "Trạng thái", "Thời lượng"]
STORIES = ["Ngày phát", "Giờ phát", "Thể loại", "Tiêu đề", "Thời lượng"]


def typed(minutes: int, seconds: int) -> dt.time:
    """What Excel stores for a length that was typed as 0:28: a time of hours and minutes."""
    return dt.time(minutes, seconds)


def stories(lengths: Sequence[object], *, genre: str = "Tin", header: str = "Thời lượng") -> list[Row]:
    rows = [["01/03/2019", "05:30", genre, f"Tin số {number}", cell] for number, cell in enumerate(lengths, 1)]
    return [[*STORIES[:-1], header], *rows]


def programmes(lengths: Sequence[object], *, kind: str = "Thời sự phát thanh", header: str = "Thời lượng") -> list[Row]:
    """Programmes on the days from 1 March 2019."""
    rows = [
        [f"{day:02}/03/2019", "05:30", "Chương trình", kind, "Đã phát", cell] for day, cell in enumerate(lengths, 1)
    ]
    return [[*BROADCASTS[:-1], header], *rows]


def seconds_of(book: Book) -> list[int | None]:
    assert problems_of(book) == []
    return [row.seconds for row in [*book.broadcasts, *book.stories, *book.clips]]


def read(rows: list[Row], mapping: StationMapping | None = None) -> Book:
    return read_sheets_of({"Sổ": rows}, mapping)


@pytest.mark.parametrize(
    ("header", "cell", "seconds"),
    [
        ("Thời lượng (phút)", 15, 900),
        ("Thời lượng (phút)", "15", 900),
        ("Thời lượng (phút)", "15,5", 930),
        ("Thời lượng (phút)", 15.5, 930),
        ("Thời lượng (phút)", 75, 4500),
        ("Thời lượng (phút)", 0.75, 45),
        ("T.lượng (p)", 15, 900),
        ("Thời lượng (ph)", 15, 900),
        ("Thời lượng (giây)", 900, 900),
        ("Thời lượng (giây)", "75", 75),
        ("TL (s)", 900, 900),
        ("Thời lượng (phút:giây)", typed(15, 24), 924),
        ("Thời lượng (phút/giây)", typed(15, 24), 924),
        ("Thời lượng (phút, giây)", typed(15, 24), 924),
        ("Thời lượng (giờ:phút)", typed(0, 15), 900),
        ("Thời lượng (h:mm)", typed(0, 15), 900),
        ("Thời lượng (mm:ss)", typed(15, 24), 924),
        ("Thời lượng (phút)", typed(15, 24), 924),
        ("Thời lượng (phút)", "15:24", 924),
        ("Thời lượng (phút)", "15 phút 24 giây", 924),
        ("Thời lượng (phút)", "75 giây", 75),
        ("Thời lượng (giờ:phút)", "0:15", 900),
        ("Thời lượng (giờ:phút:giây)", typed(0, 15), 900),
        ("Thời lượng (giờ:phút:giây)", "0:15:00", 900),
        ("Thời lượng (h:mm:ss)", typed(2, 0), 7200),
        ("Thời lượng (phút:giây)", "15:30:00", 930),
        ("Thời lượng (phút:giây)", "0:15", 15),
        ("Thời lượng (phút:giây)", "15.30", 930),
        ("Thời lượng (phút)", "15.30", 918),
    ],
)
def test_the_unit_in_the_header_counts(header: str, cell: object, seconds: int) -> None:
    assert seconds_of(read(programmes([cell], kind="Khác", header=header))) == [seconds]


def test_the_unit_may_stand_in_a_row_below_the_header() -> None:
    header, *rows = programmes([15, 75], kind="Khác")
    unit = [None, None, None, None, None, "(phút)"]
    assert seconds_of(read([header, unit, *rows])) == [900, 4500]


@pytest.mark.parametrize(
    ("rows", "seconds"),
    [
        # Briefs of 28 minutes do not exist.
        (stories([typed(0, 28), typed(1, 20), typed(0, 52)]), [28, 80, 52]),
        (stories([typed(0, 45)]), [45]),
        # The same without the format of a time.
        (stories([28 / 24 / 60, 80 / 24 / 60, 52 / 24 / 60]), [28, 80, 52]),
        # A newscast of 15 hours does not exist, one of 15 seconds neither.
        (programmes([typed(15, 0), typed(15, 24)]), [900, 924]),
        (programmes([dt.timedelta(hours=25, minutes=30)]), [1530]),
        (programmes([dt.datetime(1900, 1, 1, 1, 30)]), [1530]),  # noqa: DTZ001 - 25:30 with the format h:mm
        (programmes([dt.date(1900, 1, 1)]), [1440]),
        (programmes([dt.time(0, 15), dt.time(0, 30)]), [900, 1800]),
        (programmes([dt.time(0, 15, 24)]), [924]),
        # A number without a unit: no newscast of 15 seconds, no brief of 45 minutes.
        (programmes([15, 20]), [900, 1200]),
        (programmes([900, 924]), [900, 924]),
        (stories([45, 50, 75]), [45, 50, 75]),
    ],
)
def test_what_the_rows_can_mean_decides_for_the_column(rows: list[Row], seconds: list[int | None]) -> None:
    assert seconds_of(read(rows)) == seconds


@pytest.mark.parametrize(
    ("rows", "seconds"),
    [
        # Texts say what they say where that is plausible.
        (programmes(["15:24", "14:50"]), [924, 890]),
        (programmes(["0:15:24", "0:15:00"]), [924, 900]),
        (programmes(["0:15:00", "0:30:00"]), [900, 1800]),
        (programmes(["2:00:00"], kind="Tiếp âm"), [7200]),
        (programmes(["1:00:00"], kind="Tiếp âm"), [3600]),
        (stories(["0:25:00", "1:00:00"], genre="Bài"), [1500, 3600]),
        (programmes(["15:00", "30:00"], kind="Tiếp âm"), [900, 1800]),
        (programmes(["2:30", "3:10"], kind="Ca nhạc"), [150, 190]),
        (stories(["0:25", "0:30"], genre="Bài"), [25, 30]),
        # A newscast of 15 hours does not exist, one of 15 seconds neither.
        (programmes(["15:30:00", "14:45:00"]), [930, 885]),
        (programmes(["0:15", "0:20"]), [900, 1200]),
        # A brief that was typed as 0:28, saved as a text with the format h:mm:ss.
        (stories(["0:28:00", "1:20:00"]), [28, 80]),
        # What no reading makes plausible is taken literally.
        (programmes(["00:15"]), [15]),
        (programmes(["95:30"]), [5730]),
    ],
)
def test_texts_are_judged_by_what_their_rows_can_mean(rows: list[Row], seconds: list[int | None]) -> None:
    assert seconds_of(read(rows)) == seconds


@pytest.mark.parametrize(
    ("rows", "row"),
    [
        (programmes(["15:24", "0:15", "15:00"]), 3),  # 15 seconds beside 15 minutes
        (stories(["1:20", "0:05"]), 3),  # 5 seconds beside 80, or 5 minutes beside 80
        (programmes(["15:30:00", "0:15:24"]), 2),
        (programmes(["3:00:00"]), 2),  # a long newscast, or a short one
        (programmes(["1:30"]), 2),
        (programmes(["0:15:00", "15:30:00"]), 3),
        (stories(["0:25:00", "0:30:00"], genre="Bài"), 2),  # 25 minutes or 25 seconds
        (programmes(["15.30", "14.45"]), 2),  # 15 minutes and 18 or 30 seconds
        (programmes(["15,30", "14,45"]), 2),
        (programmes([15.24, 15]), 2),
    ],
)
def test_texts_that_stay_unclear_are_asked_about_once_for_the_column(rows: list[Row], row: int) -> None:
    book = read(rows)
    assert [(problem.place.row, problem.column) for problem in book.problems] == [(row, "Thời lượng")]
    assert "unit is certain" in str(book.problems[0])


@pytest.mark.parametrize(
    ("rows", "seconds"),
    [
        (programmes(["15.30", "15.75"]), [918, 945]),
        (programmes(["15.5", "14,5"]), [930, 870]),
        (programmes([15.5, 15.0]), [930, 900]),
        (programmes([15.483333]), [929]),
    ],
)
def test_minutes_with_a_fraction_that_are_no_seconds_are_minutes(rows: list[Row], seconds: list[int | None]) -> None:
    assert seconds_of(read(rows)) == seconds


def test_a_length_beside_an_unknown_word_is_not_asked_about() -> None:
    book = read(programmes([typed(0, 15)], kind="Chưa biết"))
    assert [problem.column for problem in book.problems] == ["Thể loại"]


def test_the_unit_of_planned_lengths_counts_too() -> None:
    rows = programmes([15], header="Thời lượng dự kiến (phút)", kind="Ca nhạc")
    book = read(rows)
    assert problems_of(book) == []
    assert [row.planned_seconds for row in book.broadcasts] == [900]


def test_a_story_is_no_longer_than_its_programme() -> None:
    """Features of 5 and 8: minutes fit a programme of 15 minutes, and features of 5 seconds do not exist."""
    book = read_sheets_of(
        {
            "Chương trình": programmes(["15:00"]),
            "Tin bài": stories([typed(5, 10), typed(8, 0)], genre="Phóng sự"),
        },
    )
    assert seconds_of(book) == [900, 310, 480]


def test_the_stories_of_a_programme_fill_it_but_once() -> None:
    """Reports of 0:25 may take 25 minutes or 25 seconds; four of 25 minutes are too much for one programme."""
    reports = stories([typed(0, 25), typed(0, 30), typed(0, 40), typed(0, 35)], genre="Bài")
    book = read_sheets_of({"Chương trình": programmes(["30:00"]), "Tin bài": reports})
    assert seconds_of(book) == [1800, 25, 30, 40, 35]


@pytest.mark.parametrize(
    "rows",
    [
        programmes([typed(2, 30)], kind="Ca nhạc"),
        programmes([typed(2, 30), typed(1, 0)], kind="Khác"),
        stories([typed(0, 25), typed(0, 30)], genre="Bài"),
        programmes([typed(2, 0), typed(1, 30)], kind="Tiếp âm"),
        programmes([150, 200], kind="Ca nhạc"),
    ],
)
def test_lengths_that_stay_unclear_are_asked_about_once_for_the_column(rows: list[Row]) -> None:
    book = read(rows)
    assert [(problem.place.row, problem.column) for problem in book.problems] == [(2, "Thời lượng")]
    assert "unit is certain" in str(book.problems[0])


@pytest.mark.parametrize(("unit", "seconds"), [("minutes:seconds", [90, 150]), ("hours:minutes", [5400, 9000])])
def test_the_station_says_what_unclear_lengths_mean(unit: str, seconds: list[int | None]) -> None:
    mapping = parse_mapping(f'[sheets."Chương trình"]\nlengths = "{unit}"\n', "map.toml")
    rows = programmes([typed(1, 30), typed(2, 30)], kind="Ca nhạc")
    assert seconds_of(read(rows, mapping)) == seconds


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("15:24", 924),
        ("0:15:24", 924),
        ("15'24\"", 924),
        ("15’24”", 924),
        ("15' 24''", 924),
        ("15p24s", 924),
        ("15p24", 924),
        ("15 phút 24 giây", 924),
        ("15 phút 24", 924),
        ("15ph24gi", 924),
        ("15'", 900),
        ("15 phút", 900),
        ("15p", 900),
        ("45 giây", 45),
        ('45"', 45),
        ("45s", 45),
        ("1h05", 3900),
        ("1 giờ 5 phút", 3900),
        ("1:05:00", 3900),
        (dt.time(0, 15, 24), 924),
        ("", None),
        ("-", None),
        (0, None),
        ("0", None),
        (dt.time(0, 0), None),
        ("0:00", None),
    ],
)
def test_lengths_in_words_and_signs_have_one_meaning(cell: object, seconds: int | None) -> None:
    assert seconds_of(read(programmes([cell], kind="Khác"))) == [seconds]


@pytest.mark.parametrize(
    "cell",
    [
        "dài",
        "15:75",
        "-5",
        -5,
        dt.timedelta(minutes=-5),
        dt.date(1899, 12, 1),
        dt.date(2019, 3, 1),
        "1:2:3:4",
        "15 tin",
        999999,
        "#REF!",
    ],
)
def test_what_is_no_length_is_refused(cell: object) -> None:
    book = read(programmes([cell], kind="Khác", header="Thời lượng (phút)"))
    assert [problem.place.row for problem in book.problems] == [2]


def test_the_end_of_a_range_gives_the_length_where_the_row_has_none() -> None:
    row = changed(changed(NEWS, 1, "05h30 - 05h45"), 4, "")
    book = read_sheets_of(
        {
            "Sổ": [
                [
                    "Ngày phát",
                    "Giờ phát",
                    "Tên chương trình",
                    "Thể loại",
                    "Thời lượng",
                    "Biên tập",
                    "Trạng thái",
                    "Ghi chú",
                ],
                row,
            ]
        }
    )
    assert seconds_of(book) == [900]

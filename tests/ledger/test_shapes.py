"""Sixty-three small books, each with one habit of a station: what comes in of each, or why it is refused."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import pytest

from radiodesk.ledger import LedgerRefused, bring_in
from radiodesk.ledger.problems import OldFont
from radiodesk.ledger.reading.mapping import StationMapping, parse_mapping
from radiodesk.model import Desk
from radiodesk.model.old_fonts import Font
from tests.ledger.books import bring, content, everything

pytestmark = pytest.mark.sqlite

SHAPES = Path(__file__).parent / "shapes"

MORNING = "05:30 | Thời sự buổi sáng"


def programme(day: int, *stories: str, seconds: int = 900) -> list[str]:
    """The lines of a broadcast in March 2019, and of its stories."""
    return [
        f"2019-03-0{day} {MORNING} | {seconds}",
        *(f"  {place} | {story}" for place, story in enumerate(stories, 1)),
    ]


def brief(number: int, seconds: int = 80) -> str:
    """A brief of the books: they are numbered."""
    return f"Tin số {number} tháng 3 | {seconds} | Đức Anh"


BASE = [
    *programme(1, brief(1), brief(2)),
    *programme(2, brief(3), brief(4)),
    *programme(3, brief(5), brief(6)),
]
"""What most of the books hold: three programmes of two briefs."""
THREE_PROGRAMMES = [*programme(1), *programme(2), *programme(3)]
ONE_PROGRAMME = programme(1)


@dataclass(frozen=True)
class Book:
    """What is expected of a book. remarks: what is said of it besides the counts."""

    holds: list[str]
    remarks: tuple[str, ...] = ()


def left_out(reason: str, *rows: int, sheet: str = "Tin bài") -> str:
    """The remark about rows without data."""
    listed = ", ".join(map(str, rows))
    if len(rows) == 1:
        return f"sheet “{sheet}”: 1 row holds no data and was left out ({reason}): {listed}"
    return f"sheet “{sheet}”: {len(rows)} rows hold no data and were left out ({reason}): {listed}"


TOTAL_BELOW = Book(BASE, (left_out("a total", 8),))
TOTAL_AMONG = Book(BASE, (left_out("a total", 6),))

TAKEN: dict[str, Book] = {
    "00-base.xlsx": Book(BASE),
    "c01-merged-day-and-time.xlsx": Book(BASE),
    "c02-blank-below-day.xlsx": Book(BASE),
    "c03-ditto-nt.xlsx": Book(BASE),
    "c03b-ditto-author-only.xlsx": Book(BASE),
    "c04-day-text-2digit.xlsx": Book(BASE),
    "c04-day-text-weekday.xlsx": Book(BASE),
    "c05-header-0.xlsx": Book(BASE),
    "c05-header-2.xlsx": Book(BASE),
    "c06-two-line-header.xlsx": Book(BASE),
    "c06c-units-line.xlsx": Book(BASE),
    "c06d-header-row-25.xlsx": Book(THREE_PROGRAMMES),
    "c07-day-number-month-in-sheet-name.xlsx": Book(BASE),
    "c08-time-02.xlsx": Book(ONE_PROGRAMME),
    "c08-time-03.xlsx": Book(ONE_PROGRAMME),
    "c08-time-07.xlsx": Book(ONE_PROGRAMME),
    "c09-length-00.xlsx": Book(ONE_PROGRAMME),
    "c10-length-typed-in-Excel.xlsx": Book(
        [
            *programme(1, brief(1, 28), brief(2, 80)),
            *programme(2, brief(3, 52), brief(4, 125)),
            *programme(3, brief(5, 45), brief(6, 60)),
        ]
    ),
    "c10b-announcement-typed-in-Excel.xlsx": Book(
        [*programme(1, seconds=225), *programme(2, seconds=920), *programme(3, seconds=150)]
    ),
    # A header and no row below it.
    "c14-html-as-xls--so.xls": Book([]),
    "c14-html-as-xls--so2.xls": Book([]),
    "c18-hidden.xlsx": Book(
        THREE_PROGRAMMES,
        (
            "sheet “Nháp” is hidden and was left out",
            "sheet “Chương trình” has 1 hidden row; it was imported too",
        ),
    ),
    "c19-serial-as-text.xlsx": Book(THREE_PROGRAMMES),
    "c21-state.xlsx": Book(
        [f"{ONE_PROGRAMME[0]} | planned"],
        remarks=(
            "1 broadcast of a past day has no state: it comes in as planned and is not counted "
            "(first c21-state.xlsx, sheet “Chương trình”, row 2)",
        ),
    ),
    "c23-genre.xlsx": Book(programme(1, f"commentary | {brief(1)}")),
    "c25-ods.ods": Book([*programme(1, seconds=1530), *programme(2, seconds=930), *programme(3, seconds=920)]),
    "c27-authors.xlsx": Book(
        programme(
            1,
            "Tin số 1 tháng 3 | 80 | Thu Hà, Đức Anh",
            "Tin số 2 tháng 3 | 80 | Thu Hà, Đức Anh",
            "Tin số 3 tháng 3 | 80 | Thu Hà",
            "Tin số 4 tháng 3 | 80 | Thu Hà",
            "Tin số 5 tháng 3 | 80 | Thu Hà, Đức Anh",
            "Tin số 6 tháng 3 | 80 | Thu Hà, Đức Anh",
        )
    ),
    "lost-1-author-Cong.xlsx": Book(
        [
            "2019-03-01 | Clip một | 75 | Thu Hà",
            "unsent | Clip hai | 75 | Công | planned",
            "unsent | Clip ba | 75 | Thu Hà | planned",
            "unsent | Clip bốn | 75 | Thu Hà | edited",
        ]
    ),
    "lost-3-month-total-then-planned-clips.xlsx": Book(
        [
            "2019-03-01 | Clip một | 75 | Thu Hà",
            "2019-04-01 | Clip hai | 75 | Thu Hà",
            "unsent | Clip ba | 75 | Thu Hà | planned",
        ],
        (left_out("a total", 3, sheet="Truyền hình"),),
    ),
    "totals-01.xlsx": TOTAL_BELOW,
    "totals-04.xlsx": TOTAL_BELOW,
    "totals-07.xlsx": Book(BASE, (left_out("no title", 8),)),
    **{f"totals-{number}.xlsx": TOTAL_BELOW for number in range(10, 64, 3)},
    "totals-64.xlsx": Book(BASE, (left_out("a total", 8), left_out("a heading or signature", 9, 10, 11))),
    "totals-67.xlsx": Book(BASE, (left_out("a total", 8, 9),)),
    "totals-70.xlsx": TOTAL_AMONG,
    "totals-73.xlsx": TOTAL_AMONG,
    "totals-76.xlsx": Book(BASE, (left_out("a heading or signature", 6),)),
    "totals-79.xlsx": Book(BASE),
}

REFUSED = {
    # Nothing but the station knows which number is the month; from row to row both orders would be guessed.
    "c04-day-text-us.xlsx": (
        "sheet “Chương trình”, row 2, column “Ngày phát”: “03/01/2019”; expected: days as day/month/year; "
        "these seem to be month/day/year. Change them in the workbook, or state the order in a mapping file",
        "sheet “Tin bài”, row 2, column “Ngày phát”: “03/01/2019”; expected: days as day/month/year; "
        "these seem to be month/day/year. Change them in the workbook, or state the order in a mapping file",
    ),
    # Taken for blanks, these cells would give all three programmes the day of the first.
    "c20-formula-no-cache.xlsx": (
        "sheet “Chương trình”, column “Ngày phát”: “#NO VALUE!” in 2 rows (3, 4); expected: a value; this formula has "
        "none. Open the workbook in Excel or LibreOffice, save it, and import that",
    ),
    # An announcement or an advertisement? The mapping says so once.
    "c22-kind.xlsx": (
        "sheet “Chương trình”, row 2, column “Thể loại”: “Thông báo - rao vặt”; expected: one of Thời sự phát thanh, "
        "Chuyên mục phát thanh, Thông báo, Ca nhạc, Khác, Phát lại, Tiếp âm trực tiếp, Tiếp âm",
        "If a word is your station's own, say what it means in a mapping file (--map FILE.toml): "
        'for “Thông báo - rao vặt”, in its table [sheets."Chương trình".words."Thể loại"]',
    ),
    # There is no such time: it may stand for midnight or for a slip of the hand.
    "c28-midnight.xlsx": (
        "sheet “Chương trình”, row 2, column “Giờ phát”: “23h60”; expected: a time such as 05:30 or 5h30",
    ),
    # Its time is there: a day that somebody forgot, not one that is the same as above.
    "lost-5-author-Tong-day-forgotten.xlsx": (
        "sheet “Tin bài”, row 5, column “Ngày phát”: empty; expected: a day in the years 1950 to 2100, "
        "such as 05/03/2019",
    ),
}

NEEDS_A_FONT = {
    # The letters alone do not prove an old font: a person confirms it.
    "c16-tcvn3-title.xlsx": Book(THREE_PROGRAMMES),
    "c16b-tcvn3-header.xlsx": Book(THREE_PROGRAMMES),
}

NEEDS_A_MAPPING = {
    "c04-day-text-us.xlsx": (
        '[sheets."Chương trình"]\ndays = "month/day/year"\n[sheets."Tin bài"]\ndays = "month/day/year"\n',
        Book(BASE),
    ),
    "c22-kind.xlsx": ('[words."Thể loại"]\n"Thông báo - rao vặt" = "Thông báo"\n', Book(ONE_PROGRAMME)),
}


def take(desk: Desk, name: str, mapping: StationMapping | None = None, font: Font | None = None) -> tuple[str, ...]:
    """Bring in one of the books. Returns what is said of it, without its name."""
    outcome = bring_in(desk, [SHAPES / name], today=dt.date(2019, 12, 31), mapping=mapping, font=font)
    return tuple(remark.removeprefix(f"{name}, ").removeprefix(f"{name}: ") for remark in outcome.remarks)


def test_each_book_has_a_line_in_the_tables() -> None:
    assert {path.name for path in SHAPES.iterdir()} == {*TAKEN, *REFUSED, *NEEDS_A_FONT}


ALIKE = {f"totals-{number}.xlsx" for number in range(13, 64, 3)}
"""Books that differ in one label, which test_furniture has too."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.deep] if name in ALIKE else []) for name in TAKEN]
)
def test_a_book_comes_in_with_what_it_holds_and_a_second_time_changes_nothing(desk: Desk, name: str) -> None:
    remarks = take(desk, name)

    assert content(desk) == TAKEN[name].holds
    assert remarks == TAKEN[name].remarks
    before = everything(desk)
    again = bring(desk, SHAPES / name)
    assert not again.changes_something
    assert everything(desk) == before


@pytest.mark.parametrize("name", REFUSED)
def test_a_book_is_refused_with_a_message_that_says_where_and_what_to_do(desk: Desk, name: str) -> None:
    before = everything(desk)
    with pytest.raises(LedgerRefused) as refused:
        bring(desk, SHAPES / name)

    _heading, *lines = str(refused.value).splitlines()
    assert tuple(line.removeprefix(f"{name}, ") for line in lines) == REFUSED[name]
    assert everything(desk) == before


@pytest.mark.parametrize("name", NEEDS_A_FONT)
def test_a_book_in_an_old_font_comes_in_once_the_font_is_confirmed(desk: Desk, name: str) -> None:
    with pytest.raises(OldFont, match="--font tcvn3"):
        bring(desk, SHAPES / name)

    take(desk, name, font=Font.TCVN3)
    assert content(desk) == NEEDS_A_FONT[name].holds
    before = everything(desk)
    take(desk, name, font=Font.TCVN3)
    assert everything(desk) == before


@pytest.mark.parametrize("name", NEEDS_A_MAPPING)
def test_a_book_comes_in_with_the_mapping_that_its_refusal_asks_for(desk: Desk, name: str) -> None:
    text, book = NEEDS_A_MAPPING[name]
    mapping = parse_mapping(text, "map.toml")

    take(desk, name, mapping)
    assert content(desk) == book.holds
    before = everything(desk)
    take(desk, name, mapping)
    assert everything(desk) == before

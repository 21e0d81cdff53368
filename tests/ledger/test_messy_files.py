"""What real workbooks look like comes in all the same."""

import datetime as dt
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from radiodesk.ledger import SheetKind
from radiodesk.model import (
    Action,
    Broadcast,
    BroadcastState,
    Clip,
    ClipKind,
    Credit,
    Desk,
    Duty,
    Genre,
    Person,
    Publication,
    Relay,
    Source,
    Story,
    Upstream,
)
from radiodesk.newsroom import stories, television
from tests.ledger.books import (
    BROADCASTS,
    CLIP,
    CLIPS,
    EVENT,
    NEWS,
    PUBLICATION,
    PUBLICATIONS,
    REPEAT,
    SECOND,
    STORIES,
    STORY,
    Row,
    bring,
    changed,
    everything,
    ledger,
    size_of,
    stories_of,
    write_csv,
    write_xlsx,
)

SIZE = {"programme": 1, "broadcast": 3, "story": 2, "line": 2, "clip": 1, "publication": 1}


def broadcasts(desk: Desk) -> list[tuple[dt.datetime, BroadcastState, int | None]]:
    with desk.reading() as session:
        rows = session.execute(
            select(Broadcast.starts, Broadcast.state, Broadcast.actual_seconds).order_by(Broadcast.starts)
        )
        return [(row[0], row[1], row[2]) for row in rows]


def test_a_small_ledger_comes_in_whole(desk: Desk, tmp_path: Path) -> None:
    outcome = bring(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger()))

    assert [count.added for count in outcome.counts.values()] == [3, 2, 1, 1]
    assert size_of(desk) == SIZE
    assert broadcasts(desk) == [
        (dt.datetime(2019, 3, 4, 22, 30, tzinfo=dt.UTC), BroadcastState.AIRED, 924),
        (dt.datetime(2019, 3, 5, 0, 30, tzinfo=dt.UTC), BroadcastState.AIRED, 8980),
        (dt.datetime(2019, 3, 5, 10, 0, tzinfo=dt.UTC), BroadcastState.AIRED, 920),
    ]
    with desk.reading() as session:
        first, event, repeat = session.scalars(select(Broadcast).order_by(Broadcast.starts))
        assert first.edition_id == repeat.edition_id
        assert repeat.note == "Phát lại buổi sáng"
        relay = session.get_one(Relay, event.relay_id)
        assert (relay.title, relay.live, relay.upstream_id) == ("Lễ giao nhận quân", True, None)
        clip = session.scalars(select(Clip)).one()
        assert (clip.sent, clip.aired, clip.seconds) == (dt.date(2019, 3, 4), dt.date(2019, 3, 6), 75)
        assert session.scalars(select(Publication)).one().posted == dt.date(2019, 3, 6)
    assert stories_of(desk, "2019-03-04T22:30") == ["Gieo cấy vụ xuân", "Nông thôn mới ở Lai Hạ"]


def mirrored(rows: list[Row]) -> list[Row]:
    return [list(reversed(row)) for row in rows]


def under_a_title(rows: list[Row]) -> list[Row]:
    title = ["SỔ THEO DÕI, NĂM 2019; ĐÀI HUYỆN"]
    return [title, [], ["Ngày lập: 31/12/2019"], [], *rows]


def with_blank_lines(rows: list[Row]) -> list[Row]:
    return [line for row in rows for line in (row, [None, "  ", None])]


def with_totals(rows: list[Row]) -> list[Row]:
    return [*rows, ["Tổng cộng", len(rows) - 1], [], ["", "", "Người lập biểu"], ["", "", "Thu Hà"]]


def with_totals_in_a_later_column(rows: list[Row]) -> list[Row]:
    return [*rows, ["", "Cộng:", "", 3]]


def in_capitals_without_accents(rows: list[Row]) -> list[Row]:
    plain = [
        "".join(c for c in unicodedata.normalize("NFD", str(cell)) if not unicodedata.combining(c))
        .replace("Đ", "D")
        .replace("đ", "d")
        for cell in rows[0]
    ]
    return [[f"  {cell.upper()} \n" for cell in plain], *rows[1:]]


def in_nfd(rows: list[Row]) -> list[Row]:
    return [[unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row] for row in rows]


def with_true_values(rows: list[Row]) -> list[Row]:
    def true(cell: object) -> object:
        if isinstance(cell, str) and cell.count("/") == 2 and len(cell) == 10:
            day, month, year = map(int, cell.split("/"))
            return dt.date(year, month, day)
        if cell in ("05:30", "17:00", "07:30"):
            return dt.time.fromisoformat(str(cell))
        if isinstance(cell, str) and cell.count(":") == 1 and cell[0].isdigit():
            minutes, seconds = map(int, cell.split(":"))
            return dt.timedelta(minutes=minutes, seconds=seconds)
        return cell

    return [[true(cell) for cell in row] for row in rows]


def further_right_and_down(rows: list[Row]) -> list[Row]:
    return [[], [], *([None, None, *row] for row in rows)]


@pytest.mark.parametrize(
    "messed",
    [
        mirrored,
        under_a_title,
        with_blank_lines,
        with_totals,
        with_totals_in_a_later_column,
        in_capitals_without_accents,
        in_nfd,
        with_true_values,
        further_right_and_down,
    ],
)
def test_a_messy_workbook_is_the_same_ledger(desk: Desk, tmp_path: Path, messed: Any) -> None:
    sheets = {name: messed(list(rows)) for name, rows in reversed(ledger().items())}
    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger()))
    before = everything(desk)

    again = bring(desk, write_xlsx(tmp_path / "lộn xộn.xlsx", sheets))

    assert everything(desk) == before
    assert [count.unchanged for count in again.counts.values()] == [3, 2, 1, 1]
    assert not again.warnings
    assert not again.unknown_columns


@pytest.mark.parametrize(
    ("day", "time"),
    [
        ("05/03/2019", "05:30"),
        ("5/3/2019", "5h30"),
        ("05-03-2019", "05h30"),
        ("5.3.2019", "5g30"),
        ("2019-03-05", "05:30:00"),
        (dt.date(2019, 3, 5), dt.time(5, 30)),
        (dt.datetime(2019, 3, 5), 5.5 / 24),  # noqa: DTZ001
    ],
)
def test_days_and_times_in_any_form_are_the_same(desk: Desk, tmp_path: Path, day: object, time: object) -> None:
    news = changed(changed(NEWS, 0, day), 1, time)

    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger(broadcasts=[news], clips=[])))

    assert broadcasts(desk)[0][0] == dt.datetime(2019, 3, 4, 22, 30, tzinfo=dt.UTC)
    assert stories_of(desk, "2019-03-04T22:30") == ["Gieo cấy vụ xuân", "Nông thôn mới ở Lai Hạ"]


@pytest.mark.parametrize(
    "duration",
    [
        "15:24",
        "0:15:24",
        "15'24\"",
        "15’24”",
        "15 phút 24 giây",
        dt.timedelta(minutes=15, seconds=24),
        dt.time(0, 15, 24),
        dt.time(15, 24),  # typed as 15:24 into a cell that took it for a time of day
        dt.timedelta(hours=15, minutes=24),
    ],
)
def test_durations_in_any_form_are_the_same(desk: Desk, tmp_path: Path, duration: object) -> None:
    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", {"Chương trình": [BROADCASTS, changed(NEWS, 4, duration)]}))

    assert broadcasts(desk)[0][2] == 924


def write_xls(path: Path, sheets: dict[str, list[Row]]) -> Path:
    workbook = xlwt.Workbook()
    for name, rows in sheets.items():
        sheet = workbook.add_sheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
    workbook.save(path)
    return path


def write_ods(path: Path, sheets: dict[str, list[Row]]) -> Path:
    document = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for cell in row:
                kind = {"valuetype": "float", "value": cell} if isinstance(cell, int) else {"valuetype": "string"}
                box = TableCell(**kind)
                box.addElement(P(text=str(cell)))
                line.addElement(box)
            table.addElement(line)
        document.spreadsheet.addElement(table)
    document.save(path)
    return path


def test_old_and_open_workbooks_are_the_same_ledger(desk: Desk, tmp_path: Path) -> None:
    bring(desk, write_xls(tmp_path / "sổ.xls", ledger()))
    before = everything(desk)

    bring(desk, write_ods(tmp_path / "sổ.ods", ledger()))

    assert size_of(desk) == SIZE
    assert everything(desk) == before


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_files_together_are_one_ledger(desk: Desk, tmp_path: Path, delimiter: str, encoding: str) -> None:
    files = [
        write_csv(tmp_path / f"{number}.csv", under_a_title(rows), delimiter=delimiter, encoding=encoding)
        for number, rows in enumerate(ledger().values())
    ]

    bring(desk, *reversed(files))

    assert size_of(desk) == SIZE
    assert stories_of(desk, "2019-03-04T22:30") == ["Gieo cấy vụ xuân", "Nông thôn mới ở Lai Hạ"]


def test_stories_may_come_later_than_their_broadcasts(desk: Desk, tmp_path: Path) -> None:
    bring(desk, write_csv(tmp_path / "a.csv", [BROADCASTS, NEWS]))

    bring(
        desk,
        write_csv(tmp_path / "b.csv", [STORIES, STORY]),
        write_csv(tmp_path / "c.csv", [PUBLICATIONS, PUBLICATION]),
    )

    assert stories_of(desk, "2019-03-04T22:30") == ["Gieo cấy vụ xuân"]


def test_unknown_columns_and_other_sheets_are_named(desk: Desk, tmp_path: Path) -> None:
    sheets = {
        "Danh bạ": [["Họ tên", "Điện thoại"], ["Thu Hà", "0123"]],
        "Chương trình": [[*BROADCASTS, "Số công văn"], [*NEWS, "12/CV"]],
    }

    outcome = bring(desk, write_xlsx(tmp_path / "sổ.xlsx", sheets))

    assert outcome.passed_over == (("sổ.xlsx", "Danh bạ"),)
    [(place, header)] = outcome.unknown_columns
    assert (place.sheet, place.row, header) == ("Chương trình", 1, "Số công văn")
    assert size_of(desk)["broadcast"] == 1


def test_every_word_of_the_columns_is_understood(desk: Desk, tmp_path: Path) -> None:
    kinds = ["Thời sự", "CHUYÊN MỤC", "Thông báo", "ca nhạc", "Tiếp sóng", "Tiếp âm"]
    states = ["Đã phát", "Hủy", "Kế hoạch", "Không phát", "huỷ", ""]
    programmes = [
        changed(changed(changed(changed(NEWS, 1, f"0{hour}:00"), 3, kind), 6, state), 2, f"Mục {hour}")
        for hour, (kind, state) in enumerate(zip(kinds, states, strict=True))
    ]
    genres = ["Tin", "Bài", "Phóng sự", "Phỏng vấn", "Gương người tốt - việc tốt", "Khác"]
    stories = [
        changed(changed(changed(changed(STORY, 1, "00:00"), 2, place), 3, genre), 4, f"Chuyện {place}")
        for place, genre in enumerate(genres, start=1)
    ]

    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger(broadcasts=programmes, stories=stories, publications=[])))

    with desk.reading() as session:
        assert [state.value for state in session.scalars(select(Broadcast.state).order_by(Broadcast.starts))] == [
            "aired",
            "cancelled",
            "planned",
            "missed",
            "cancelled",
            "planned",
        ]
        assert list(session.scalars(select(Story.genre).order_by(Story.id))) == [
            Genre.BRIEF,
            Genre.REPORT,
            Genre.FEATURE,
            Genre.INTERVIEW,
            Genre.PROFILE,
            Genre.OTHER,
        ]
        assert set(session.scalars(select(Upstream.name))) == {"Mục 4", "Mục 5"}


def test_a_story_used_again_the_same_day_is_one_story(desk: Desk, tmp_path: Path) -> None:
    evening = changed(changed(NEWS, 1, "18:30"), 2, "Thời sự buổi chiều")
    next_day = changed(NEWS, 0, "06/03/2019")
    stories = [STORY, changed(STORY, 1, "18:30"), changed(STORY, 0, "06/03/2019")]

    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger(broadcasts=[NEWS, evening, next_day], stories=stories)))

    size = size_of(desk)
    assert (size["story"], size["line"]) == (2, 3)


def test_stories_written_down_for_the_repeat_too_are_the_same(desk: Desk, tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "sổ.xlsx", ledger(stories=[STORY, SECOND, changed(STORY, 1, "17:00")]))

    bring(desk, book)

    assert (size_of(desk)["story"], size_of(desk)["line"]) == (2, 2)
    assert bring(desk, book).counts[SheetKind.STORIES].unchanged == 3


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("Thu Hà, Đức Anh", ["Thu Hà", "Đức Anh"]),
        ("Thu Hà; Đức Anh;", ["Thu Hà", "Đức Anh"]),
        ("Thu Hà/Đức Anh", ["Thu Hà", "Đức Anh"]),
        ("Thu Hà & Đức Anh", ["Thu Hà", "Đức Anh"]),
        ("Thu Hà - Đức Anh", ["Thu Hà", "Đức Anh"]),
        ("Thu Hà – Đức Anh — Bích Ngọc", ["Thu Hà", "Đức Anh", "Bích Ngọc"]),
        ("Thu Hà\nĐức Anh", ["Thu Hà", "Đức Anh"]),
        ("Thu Hà, , Thu Hà\n", ["Thu Hà"]),
        ("Hà-Anh", ["Hà-Anh"]),
        (" - ", []),
        ("", []),
    ],
)
def test_names_are_told_apart_as_in_the_forms(desk: Desk, tmp_path: Path, typed: str, people: list[str]) -> None:
    rows = ledger(
        broadcasts=[changed(NEWS, 5, typed), changed(REPEAT, 5, typed.upper())],
        stories=[changed(STORY, 5, typed)],
        clips=[changed(CLIP, 4, typed)],
    )
    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", rows))
    with desk.changing(Action.EARLIER, what="in the forms") as session:
        stories.write(session, title="Tin", genre=Genre.BRIEF, source=Source.OWN, authors=typed, seconds=None)
        television.add_clip(session, title="Clip", kind=ClipKind.CLIP, authors=typed, recipient="", seconds=None)

    def names(kind: type[Credit] | type[Duty], of: InstrumentedAttribute[Any]) -> list[list[str]]:
        """The names of each story, clip or broadcast, in their order."""
        found = session.execute(select(of, Person.name).join(kind.person).where(of.is_not(None)).order_by(kind.id))
        by_work: dict[int, list[str]] = {}
        for work, name in found:
            by_work.setdefault(work, []).append(name)
        return list(by_work.values())

    with desk.reading() as session:
        expected = [people, people] if people else []
        assert sorted(session.scalars(select(Person.name))) == sorted(people)
        assert names(Credit, Credit.story_id) == names(Credit, Credit.clip_id) == expected
        assert names(Duty, Duty.broadcast_id) == expected


def test_what_is_typed_is_kept_as_text_and_never_read_as_markup(desk: Desk, tmp_path: Path) -> None:
    titles = ["[red]Đỏ[/red]", "[/]", "{name} %s", "=1+1", "<b>", "x" * 500]
    stories = [changed(changed(STORY, 4, title), 2, place) for place, title in enumerate(titles, start=1)]

    bring(desk, write_csv(tmp_path / "a.csv", [BROADCASTS, NEWS]), write_csv(tmp_path / "b.csv", [STORIES, *stories]))

    assert stories_of(desk, "2019-03-04T22:30") == titles


def test_a_replaced_broadcast_may_stand_beside_the_cancelled_one(desk: Desk, tmp_path: Path) -> None:
    event = changed(EVENT, 1, "05:30")
    sheets = ledger(broadcasts=[changed(NEWS, 6, "Hủy"), event], publications=[])
    book = write_xlsx(tmp_path / "sổ.xlsx", sheets)

    bring(desk, book)
    before = everything(desk)
    bring(desk, book)

    assert everything(desk) == before
    assert size_of(desk)["broadcast"] == 2


def test_sheets_of_clips_may_lack_what_is_not_needed(desk: Desk, tmp_path: Path) -> None:
    keep = [0, 2, 3, 7]
    sheets = {"TH": [[CLIPS[at] for at in keep], [CLIP[at] for at in keep]]}

    outcome = bring(desk, write_xlsx(tmp_path / "sổ.xlsx", sheets))

    assert outcome.counts[SheetKind.CLIPS].added == 1

"""A ledger with a bad row changes nothing, and every problem is told: where, what, and what was expected."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radiodesk.ledger import LedgerRefused, Problem
from radiodesk.model import Desk
from radiodesk.model.text import visible
from tests.conftest import Cli
from tests.ledger.books import (
    BROADCASTS,
    CLIP,
    EVENT,
    NEWS,
    PUBLICATION,
    REPEAT,
    SECOND,
    STORIES,
    STORY,
    Row,
    bring,
    changed,
    everything,
    ledger,
    write_csv,
    write_xlsx,
)


def refused(desk: Desk, *files: Path) -> tuple[Problem, ...]:
    """The problems; and that nothing was changed."""
    before = everything(desk)
    with pytest.raises(LedgerRefused) as refusal:
        bring(desk, *files)
    assert everything(desk) == before
    return refusal.value.problems


@pytest.mark.parametrize(
    ("sheet", "row", "place", "value", "expected"),
    [
        ("broadcasts", NEWS, 0, "31/02/2019", "05/03/2019"),
        ("broadcasts", NEWS, 0, "05/03/20119", "1950 to 2100"),
        ("broadcasts", NEWS, 0, dt.date(1900, 3, 5), "1950 to 2100"),
        ("broadcasts", NEWS, 0, 43529, "05/03/2019"),
        ("broadcasts", NEWS, 0, "05/03/2020", "31/12/2019"),
        ("broadcasts", NEWS, 0, "", "05/03/2019"),
        ("broadcasts", NEWS, 1, "25:00", "05:30"),
        ("broadcasts", NEWS, 1, "sáng", "05:30"),
        ("broadcasts", NEWS, 1, dt.timedelta(hours=30), "05:30"),
        ("broadcasts", NEWS, 2, "", "a title"),
        ("broadcasts", NEWS, 2, "x" * 10_000, "at most 500 characters; these are 10000"),
        ("broadcasts", NEWS, 3, "Văn nghệ", "Thời sự phát thanh"),
        ("broadcasts", NEWS, 4, "15:75", "15:24"),
        ("broadcasts", NEWS, 4, 15, "15:24"),
        ("broadcasts", NEWS, 6, "Xong", "Đã phát, Hủy"),
        ("broadcasts", NEWS, 7, "x" * 6_000, "at most 5000 characters"),
        ("broadcasts", REPEAT, 2, "Thời sự buổi tối", "first run"),
        ("broadcasts", REPEAT, 1, "05:00", "first run"),
        ("stories", STORY, 0, "06/03/2019", "broadcast"),
        ("stories", STORY, 1, "07:30", "relay"),
        ("stories", STORY, 2, "đầu", "whole number"),
        ("stories", STORY, 2, 0, "whole number"),
        ("stories", STORY, 2, 1.5, "whole number"),
        ("stories", STORY, 3, "Bài hát", "Phóng sự"),
        ("stories", STORY, 4, "Tin\u202edài", "U+202E"),
        ("stories", STORY, 6, "Trên mạng", "Khai thác"),
        ("clips", CLIP, 0, "", "05/03/2019"),
        ("clips", CLIP, 0, "05/03/2020", "31/12/2019"),
        ("clips", CLIP, 2, "Phim", "Chuyên mục"),
        ("clips", CLIP, 7, "Xong", "Đã gửi"),
        ("publications", PUBLICATION, 0, "", "05/03/2019"),
        ("publications", PUBLICATION, 2, "06:30", "broadcast"),
        ("publications", PUBLICATION, 3, "dai.example/bai", "https://"),
        ("publications", PUBLICATION, 3, "javascript:alert(1)", "https://"),
    ],
)
def test_a_bad_cell_is_told_with_its_place(
    desk: Desk, tmp_path: Path, sheet: str, row: Row, place: int, value: object, expected: str
) -> None:
    rows = {
        "broadcasts": [NEWS, REPEAT, EVENT],
        "stories": [STORY, SECOND],
        "clips": [CLIP],
        "publications": [PUBLICATION],
    }
    at = rows[sheet].index(row)
    rows[sheet] = [*rows[sheet][:at], changed(row, place, value), *rows[sheet][at + 1 :]]
    sheets = ledger(**rows)
    name, (header, *_rows) = next((name, table) for name, table in sheets.items() if row in ledger()[name])

    first, *others = refused(desk, write_xlsx(tmp_path / "sổ.xlsx", sheets))

    assert (first.place.file, first.place.sheet, first.place.row) == ("sổ.xlsx", name, at + 2)
    assert first.column in header
    assert expected in first.expected
    assert str(first).isprintable()
    assert len(str(first)) < 400
    assert not others or sheet == "broadcasts"


def test_every_problem_of_every_file_is_listed(cli: Cli, tmp_path: Path) -> None:
    broadcasts = write_csv(
        tmp_path / "chuong-trinh.csv",
        [["SỔ THEO DÕI"], [], BROADCASTS, changed(changed(NEWS, 0, "ngày mai"), 4, "lâu"), changed(REPEAT, 6, "?")],
    )
    stories = write_csv(
        tmp_path / "tin-bai.csv", [STORIES, changed(STORY, 3, "Hát"), SECOND, changed(SECOND, 4, "\x1b[31m")]
    )
    cli("init", "--station", "Đài")

    answer = cli("ledger", "import", broadcasts, stories, "--lang", "en")

    assert answer.returncode == 1
    assert answer.stdout == ""
    lines = answer.stderr.splitlines()
    assert "5 problems" in lines[0]
    assert [line.split(":")[0] for line in lines[1:]] == [
        "chuong-trinh.csv, row 4, column “Ngày phát”",
        "chuong-trinh.csv, row 4, column “Thời lượng”",
        "chuong-trinh.csv, row 5, column “Trạng thái”",
        "tin-bai.csv, row 2, column “Thể loại”",
        "tin-bai.csv, row 4, column “Tiêu đề”",
    ]
    assert "“ngày mai”" in lines[1]
    assert "\x1b" not in answer.stderr


def test_two_broadcasts_at_once_are_told_by_both_rows(desk: Desk, tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "sổ.xlsx", ledger(broadcasts=[NEWS, REPEAT, changed(EVENT, 1, "05:30")]))

    [problem] = [one for one in refused(desk, book) if "row 2" in one.expected]

    assert problem.place.row == 4
    assert problem.value == "05/03/2019 05:30"


def test_a_place_taken_twice_and_a_story_twice_in_a_programme_are_told(desk: Desk, tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "sổ.xlsx", ledger(stories=[STORY, changed(SECOND, 2, 1), changed(STORY, 2, 3)]))

    place, twice = refused(desk, book)

    assert (place.place.row, place.column, place.value) == (3, "Thứ tự", "1")
    assert (twice.place.row, twice.column) == (4, "Tiêu đề")
    assert "row 2" in twice.expected


def test_missing_and_doubled_columns_are_told_by_sheet(desk: Desk, tmp_path: Path) -> None:
    sheets = {
        "Chương trình": [[*BROADCASTS[1:], "Ghi chú"], [*NEWS[1:], ""]],
        "Tin bài": [STORIES, STORY],
    }

    missing, doubled = refused(desk, write_xlsx(tmp_path / "sổ.xlsx", sheets))

    assert (missing.place.sheet, missing.place.row, missing.column) == ("Chương trình", 1, "Ngày phát")
    assert (doubled.column, doubled.value) == ("Ghi chú", "twice")


def test_a_story_of_a_broadcast_with_a_problem_is_not_blamed(desk: Desk, tmp_path: Path) -> None:
    book = write_xlsx(tmp_path / "sổ.xlsx", ledger(broadcasts=[changed(NEWS, 1, "5 rưỡi"), REPEAT]))

    assert [problem.value for problem in refused(desk, book)] == ["“5 rưỡi”"]


def test_error_cells_of_a_workbook_are_told(desk: Desk, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = write_xlsx(tmp_path / "sổ.xlsx", ledger())
    workbook = load_workbook(path)
    cell = workbook["Chương trình"]["E2"]
    cell.value, cell.data_type = "#REF!", "e"
    workbook.save(path)

    [problem] = refused(desk, path)

    assert (problem.place.sheet, problem.place.row, problem.column) == ("Chương trình", 2, "Thời lượng")
    assert "#REF!" in problem.value


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(place=st.integers(0, 7), value=st.text(max_size=30))
def test_whatever_stands_in_a_cell_is_taken_or_told(desk: Desk, tmp_path: Path, place: int, value: str) -> None:
    rows = [STORIES, changed(STORY, place, value.replace("\ud800", ""))]
    stories = tmp_path / "tin-bai.csv"
    stories.write_bytes(b"")
    broadcasts = write_csv(tmp_path / "chuong-trinh.csv", [BROADCASTS, NEWS])

    try:
        write_csv(stories, rows)
    except UnicodeEncodeError:
        return
    try:
        bring(desk, broadcasts, stories, dry_run=True)
    except LedgerRefused as refusal:
        assert visible(str(refusal)).replace("�", "") == str(refusal).replace("\n", "").replace("�", "")  # noqa: PT017

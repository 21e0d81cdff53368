"""A ledger with a bad row changes nothing, and every problem is told: where, what, and what was expected."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from radiodesk.ledger import LedgerRefused, Problem, bring_in
from radiodesk.model import Action, Broadcast, BroadcastState, Desk, Edition, Line, Programme, ProgrammeKind
from radiodesk.model.text import visible
from radiodesk.schedule import broadcasts
from tests.conftest import Cli
from tests.ledger.books import (
    BROADCASTS,
    CLIP,
    CLIPS,
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
    size_of,
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
        ("broadcasts", NEWS, 0, 99_999, "05/03/2019"),
        ("broadcasts", NEWS, 0, "05/03/2020", "31/12/2019"),
        ("broadcasts", NEWS, 0, "", "05/03/2019"),
        ("broadcasts", NEWS, 1, "25:00", "05:30"),
        ("broadcasts", NEWS, 1, "sáng", "05:30"),
        ("broadcasts", NEWS, 1, dt.timedelta(hours=30), "05:30"),
        ("broadcasts", NEWS, 2, "", "a title"),
        ("broadcasts", NEWS, 2, "x" * 10_000, "at most 500 characters; these are 10000"),
        ("broadcasts", NEWS, 3, "Xiếc", "Thời sự phát thanh"),
        ("broadcasts", NEWS, 4, "15:75", "15:24"),
        ("broadcasts", NEWS, 4, -15, "15:24"),
        ("broadcasts", NEWS, 6, "Xong", "Hủy"),
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
        ("clips", CLIP, 0, "07/03/2019", "07/03/2019"),
        ("clips", CLIP, 1, "03/03/2019", "the day it was sent, 04/03/2019, or a later one"),
        ("clips", CLIP, 1, "05/03/2020", "31/12/2019"),
        ("clips", CLIP, 2, "Phim", "Chuyên mục"),
        ("clips", CLIP, 7, "Xong", "Đã gửi"),
        ("publications", PUBLICATION, 0, "", "05/03/2019"),
        ("publications", PUBLICATION, 2, "06:30", "broadcast"),
        ("publications", PUBLICATION, 3, "dai/bai", "https://"),
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
    assert [line.split(":")[0] for line in lines[1:-1]] == [
        "chuong-trinh.csv, row 4, column “Ngày phát”",
        "chuong-trinh.csv, row 4, column “Thời lượng”",
        "chuong-trinh.csv, row 5, column “Trạng thái”",
        "tin-bai.csv, row 2, column “Thể loại”",
        "tin-bai.csv, row 4, column “Tiêu đề”",
    ]
    assert "“ngày mai”" in lines[1]
    assert "--map FILE.toml" in lines[-1]  # the words “?” and “Hát” may be the station's own
    assert "\x1b" not in answer.stderr


@pytest.mark.parametrize("time", ["05:30", "05:30:20"])
@pytest.mark.parametrize("title", ["Thời sự buổi sáng", "THỜI SỰ  BUỔI SÁNG"])
def test_the_same_programme_twice_at_one_time_is_told_by_both_rows(
    desk: Desk, tmp_path: Path, time: str, title: str
) -> None:
    again = changed(changed(NEWS, 1, time), 2, title)
    book = write_xlsx(tmp_path / "sổ.xlsx", ledger(broadcasts=[NEWS, REPEAT, again], stories=[], publications=[]))

    [problem] = refused(desk, book)

    assert (problem.place.row, problem.column, problem.value) == (4, "Giờ phát", "05/03/2019 05:30")
    assert "row 2" in problem.expected


def test_a_programme_that_the_desk_has_at_that_time_already_is_told_by_its_title(desk: Desk, tmp_path: Path) -> None:
    evening = changed(NEWS, 1, "18:30")
    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger(broadcasts=[NEWS, REPEAT, evening])))
    corrected = [NEWS, changed(REPEAT, 1, "18:30:30")]

    [problem] = refused(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger(broadcasts=corrected)))

    assert (problem.place.row, problem.column, problem.value) == (3, "Giờ phát", "05/03/2019 18:30")
    assert "“Thời sự buổi sáng” is there already" in problem.expected


@pytest.mark.parametrize("state", ["Hủy", "Không phát"])
def test_a_programme_may_take_the_place_of_its_broadcast_that_was_not_aired(
    desk: Desk, tmp_path: Path, state: str
) -> None:
    twice = [changed(NEWS, 6, state), NEWS]

    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger(broadcasts=twice, stories=[STORY], publications=[])))

    assert size_of(desk)["broadcast"] == 2


def test_a_known_programme_named_with_another_kind_is_told(desk: Desk, tmp_path: Path) -> None:
    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger()))
    corrected = [changed(NEWS, 3, "Chuyên mục"), REPEAT, EVENT]

    [problem] = refused(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger(broadcasts=corrected)))

    assert (problem.place.row, problem.column, problem.value) == (2, "Thể loại", "column")
    assert problem.expected == "“news”: “Thời sự buổi sáng” is already a programme of that kind"


def test_a_new_programme_named_with_two_kinds_is_told_at_the_second(desk: Desk, tmp_path: Path) -> None:
    second = changed(changed(changed(NEWS, 0, "06/03/2019"), 2, "THỜI SỰ BUỔI SÁNG"), 3, "Ca nhạc")
    third = changed(second, 0, "07/03/2019")

    problems = refused(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger(broadcasts=[NEWS, REPEAT, second, third])))

    assert [(one.place.row, one.column, one.value) for one in problems] == [
        (4, "Thể loại", "music"),
        (5, "Thể loại", "music"),
    ]
    assert "news" in problems[0].expected


def test_the_kind_of_a_double_of_an_older_release_is_refused_as_at_the_desk(desk: Desk, tmp_path: Path) -> None:
    with desk.changing(Action.EARLIER, what="older release") as session:
        session.add(first := Programme(title="Bản tin", kind=ProgrammeKind.NEWS))
        session.flush()
        session.add(Programme(title="Bản tin", kind=ProgrammeKind.COLUMN, double_of=first.id))
    rows = [
        changed(changed(changed(NEWS, 1, time), 2, "Bản tin"), 3, kind)
        for time, kind in (("05:30", "Thời sự"), ("18:30", "Chuyên mục"))
    ]

    [problem] = refused(desk, write_csv(tmp_path / "a.csv", [BROADCASTS, *rows]))

    assert (problem.place.row, problem.column) == (3, "Thể loại")


def test_a_story_at_a_time_with_two_editions_on_air_is_told_with_both(desk: Desk, tmp_path: Path) -> None:
    rows = [NEWS, changed(changed(NEWS, 2, "Bản tin thị trường"), 3, "Chuyên mục")]
    book = write_xlsx(tmp_path / "sổ.xlsx", ledger(broadcasts=rows, stories=[STORY]))

    story, publication = refused(desk, book)

    for problem in (story, publication):
        assert (problem.column, problem.value) == ("Giờ phát", "05/03/2019 05:30")
        assert "“Thời sự buổi sáng”" in problem.expected
        assert "“Bản tin thị trường”" in problem.expected
    assert (story.place.sheet, publication.place.sheet) == ("Tin bài", "Website")


def test_a_story_belongs_to_the_edition_that_is_on_air_not_to_the_cancelled_one(desk: Desk, tmp_path: Path) -> None:
    rows = [changed(changed(NEWS, 2, "Bản tin"), 6, "Hủy"), NEWS]

    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger(broadcasts=rows)))

    with desk.reading() as session:
        of_stories = select(Programme.title).join(Edition).join(Line).distinct()
        assert list(session.scalars(of_stories)) == ["Thời sự buổi sáng"]


def test_a_publication_of_an_edition_named_by_its_repeat_too_is_told(desk: Desk, tmp_path: Path) -> None:
    by_repeat = changed(PUBLICATION, 2, "17:00")

    [problem] = refused(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger(publications=[PUBLICATION, by_repeat])))

    assert (problem.place.row, problem.column) == (3, "Đường dẫn")
    assert "row 2" in problem.expected


def test_a_clip_sent_and_aired_in_the_future_is_told_of_both_days(desk: Desk, tmp_path: Path) -> None:
    clip = changed(changed(CLIP, 0, "05/03/2020"), 1, "06/03/2020")

    problems = refused(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger(clips=[clip])))

    assert [(one.column, one.value) for one in problems] == [
        ("Ngày gửi", "“05/03/2020”"),
        ("Ngày phát", "“06/03/2020”"),
    ]


@pytest.mark.parametrize(
    ("sent", "aired", "column", "value", "expected"),
    [
        ("", "", "Ngày gửi", "", "05/03/2019"),
        ("04/03/2019", "07/03/2020", "Ngày phát", "07/03/2020", "31/12/2019"),
        ("05/03/2020", "", "Ngày gửi", "05/03/2020", "31/12/2019"),
    ],
)
def test_days_that_contradict_a_clip_which_the_desk_has_sent_are_told(
    desk: Desk, tmp_path: Path, sent: str, aired: str, column: str, value: str, expected: str
) -> None:
    """The row names no state: that the clip was sent is known to the desk alone."""
    other = changed(CLIP, 3, "Khai giảng")
    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger(clips=[CLIP, other])))
    corrected = changed(changed(changed(CLIP, 0, sent), 1, aired), 7, "")

    [problem] = refused(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger(clips=[corrected, other])))

    assert (problem.place.sheet, problem.place.row, problem.column) == ("Truyền hình", 2, column)
    assert problem.value == value
    assert expected in problem.expected


def test_a_day_sent_after_the_day_aired_that_only_the_desk_knows_is_told(desk: Desk, tmp_path: Path) -> None:
    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger()))
    columns = [0, 2, 3, 7]
    rows = [CLIPS, changed(CLIP, 0, "10/03/2019"), changed(changed(CLIP, 0, "01/03/2019"), 3, "Khai giảng")]

    [problem] = refused(desk, write_csv(tmp_path / "clip.csv", [[row[at] for at in columns] for row in rows]))

    assert (problem.place.row, problem.column, problem.value) == (2, "Ngày phát", "06/03/2019")
    assert "10/03/2019" in problem.expected


def test_a_broadcast_of_a_later_day_that_only_the_desk_calls_aired_is_told(desk: Desk, tmp_path: Path) -> None:
    """As where somebody's clock was wrong."""
    planned = [changed(NEWS, 6, "Kế hoạch")]
    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", ledger(broadcasts=planned, publications=[])))
    with desk.changing(Action.MARK_BROADCAST, title=NEWS[2], day="2019-03-05", time="05:30", state="aired") as session:
        seen = session.scalars(select(Broadcast)).one()
        noon = dt.datetime(2019, 3, 5, 5, tzinfo=dt.UTC)
        broadcasts.set_state(session, seen.id, seen.version, BroadcastState.AIRED, now=noon, sure=True)
    silent = ledger(broadcasts=[changed(NEWS, 6, "")], clips=[], publications=[])
    book = write_xlsx(tmp_path / "sổ.xlsx", silent)
    before = everything(desk)

    with pytest.raises(LedgerRefused) as refusal:
        bring_in(desk, [book], today=dt.date(2019, 3, 4))

    assert everything(desk) == before
    [problem] = refusal.value.problems
    assert (problem.place.row, problem.column, problem.value) == (2, "Ngày phát", "05/03/2019")
    assert "04/03/2019" in problem.expected
    bring_in(desk, [book], today=dt.date(2019, 3, 5))


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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
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


def test_a_book_without_broadcasts_says_how_to_go_on(desk: Desk, tmp_path: Path) -> None:
    stories = [problem.expected for problem in refused(desk, write_csv(tmp_path / "a.csv", [STORIES, STORY]))]
    assert len(stories) == 1
    assert "Add a sheet “Chương trình” with the columns Ngày phát, Giờ phát, Tên chương trình" in stories[0]

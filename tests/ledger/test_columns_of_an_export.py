"""The columns that say what the others cannot: first runs, first uses, upstreams, planned lengths, programmes."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from radiodesk.kinds import BroadcastKind, ProgrammeKind
from radiodesk.ledger import LedgerRefused, Outcome
from radiodesk.model import Broadcast, Desk, Edition, Programme, Publication, Relay, Story
from tests.ledger.books import Row, bring, everything, size_of, stories_of, write_xlsx

BROADCASTS = ["Ngày phát", "Giờ phát", "Tên chương trình", "Thể loại", "Trạng thái"]
STORIES = ["Ngày phát", "Giờ phát", "Tên chương trình", "Thể loại", "Tiêu đề", "Phát lần đầu"]
MORNING = dt.datetime.combine(dt.date(2019, 3, 5), dt.time(5, 30))
NEWS = ["05/03/2019", "05:30", "Thời sự", "Thời sự phát thanh", "Đã phát"]
NEXT_DAY = ["06/03/2019", "05:30", "Thời sự", "Thời sự phát thanh", "Đã phát"]
COLUMN = ["05/03/2019", "05:30", "Nông thôn", "Chuyên mục", "Đã phát"]


def bring_rows(
    desk: Desk, broadcasts: Sequence[Row], stories: Sequence[Row] = (), *, columns: Sequence[str] = ()
) -> Outcome:
    """Import broadcasts, with more columns after the usual ones, and stories."""
    book = {"Chương trình": [[*BROADCASTS, *columns], *broadcasts], "Tin bài": [STORIES, *stories]}
    return bring(desk, write_xlsx(desk.config.schedules / "a.xlsx", book))


def first_run_of_the_repeat(desk: Desk) -> dt.datetime:
    with desk.reading() as session:
        repeated = select(Broadcast.edition_id).where(Broadcast.kind == BroadcastKind.REPEAT).scalar_subquery()
        first = select(Broadcast.starts).where(Broadcast.kind == BroadcastKind.FIRST_RUN)
        return session.scalars(first.where(Broadcast.edition_id == repeated)).one()


@pytest.mark.parametrize("first", [MORNING, "05/03/2019 05:30", "5/3/2019  5h30"])
def test_a_repeat_is_of_the_first_run_that_it_names(desk: Desk, first: object) -> None:
    repeat = ["06/03/2019", "17:00", "Thời sự", "Phát lại", "Đã phát", first]
    bring_rows(desk, [NEWS, NEXT_DAY, repeat], columns=["Phát lần đầu"])
    assert first_run_of_the_repeat(desk) == dt.datetime(2019, 3, 4, 22, 30, tzinfo=dt.UTC)


def test_the_first_run_of_another_day_may_be_at_the_desk_alone(desk: Desk) -> None:
    bring_rows(desk, [NEWS])
    repeat = ["06/05/2025", "17:00", "Thời sự", "Phát lại", "Kế hoạch", MORNING]
    bring_rows(desk, [repeat], columns=["Phát lần đầu"])
    assert first_run_of_the_repeat(desk) == dt.datetime(2019, 3, 4, 22, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        (MORNING - dt.timedelta(days=1), "a programme whose first run was on 04/03/2019 05:30"),
        ("05:30", "a day and time such as 05/03/2019 05:30"),
        ("05/03/2019", "a day and time such as 05/03/2019 05:30"),
    ],
)
def test_a_repeat_of_a_first_run_that_is_nowhere_is_refused(desk: Desk, first: object, expected: str) -> None:
    repeat = ["05/03/2019", "17:00", "Thời sự", "Phát lại", "Đã phát", first]
    with pytest.raises(LedgerRefused, match=expected):
        bring_rows(desk, [NEWS, repeat], columns=["Phát lần đầu"])


def test_stories_go_to_the_programme_that_they_name_among_several_at_one_time(desk: Desk, tmp_path: Path) -> None:
    stories = [
        ["05/03/2019", "05:30", "Nông thôn", "Tin", "Gieo cấy", ""],
        ["05/03/2019", "05:30", "THỜI SỰ", "Tin", "Gieo cấy", MORNING],
        ["05/03/2019", "05:30", "Thời sự", "Tin", "Khai giảng", ""],
    ]
    bring_rows(desk, [NEWS, COLUMN], stories)
    posted = ["Ngày đăng", "Ngày phát", "Giờ phát", "Tên chương trình", "Đường dẫn"]
    page = ["06/03/2019", "05/03/2019", "05:30", "Nông thôn", "https://dai.example/1"]
    bring(desk, write_xlsx(tmp_path / "posted.xlsx", {"Website": [posted, page]}))
    with desk.reading() as session:
        of_publication = select(Programme.title).join(Edition).join(Publication)
        assert session.scalars(of_publication).all() == ["Nông thôn"]
    assert size_of(desk)["line"] == 3


def test_a_story_that_names_its_first_use_is_used_again_on_another_day(desk: Desk) -> None:
    stories = [
        ["05/03/2019", "05:30", "", "Tin", "Gieo cấy", ""],
        ["06/03/2019", "05:30", "", "Tin", "Gieo cấy", MORNING],
        ["06/03/2019", "05:30", "", "Tin", "Khai giảng", ""],
    ]
    bring_rows(desk, [NEWS, NEXT_DAY], stories)
    assert (size_of(desk)["story"], size_of(desk)["line"]) == (2, 3)
    assert stories_of(desk, "2019-03-05T22:30") == ["Gieo cấy", "Khai giảng"]


def test_a_story_that_names_its_own_time_is_another_one_than_its_namesake_of_the_day(desk: Desk) -> None:
    evening = ["05/03/2019", "18:00", "Thời sự", "Thời sự phát thanh", "Đã phát"]
    own = MORNING.replace(hour=18, minute=0)
    stories = [
        ["05/03/2019", "05:30", "", "Tin", "Thời tiết", ""],
        ["05/03/2019", "18:00", "", "Tin", "Thời tiết", own],
        ["06/03/2019", "05:30", "", "Tin", "Thời tiết", own],
    ]
    book = [NEWS, evening, NEXT_DAY]
    bring_rows(desk, book, stories)
    assert (size_of(desk)["story"], size_of(desk)["line"]) == (2, 3)
    before = everything(desk)
    assert not bring_rows(desk, book, stories).changes_something
    assert everything(desk) == before


def test_a_relay_has_the_upstream_that_its_row_names(desk: Desk) -> None:
    relays = [
        ["05/03/2019", "06:00", "Thời sự VOV", "Tiếp âm", "Đã phát", "VOV1"],
        ["05/03/2019", "08:00", "Lễ khai mạc", "Tiếp âm trực tiếp", "Đã phát", "Đài tỉnh"],
        ["05/03/2019", "09:00", "Lễ bế mạc", "Tiếp âm trực tiếp", "Đã phát", ""],
        ["05/03/2019", "11:00", "VOV2", "Tiếp âm", "Đã phát", ""],
    ]
    bring_rows(desk, relays, columns=["Nguồn tiếp âm"])
    with desk.reading() as session:
        found = session.scalars(select(Relay).order_by(Relay.id).options(joinedload(Relay.upstream)))
        upstreams = [relay.upstream and relay.upstream.name for relay in found]
    assert upstreams == ["VOV1", "Đài tỉnh", None, "VOV2"]
    relays[0][5] = "VOV3"
    assert bring_rows(desk, relays, columns=["Nguồn tiếp âm"]).changes_something


def test_planned_and_actual_lengths_are_both_kept(desk: Desk, tmp_path: Path) -> None:
    bring_rows(desk, [[*NEWS, "14:50", "15:00"]], columns=["Thời lượng", "Thời lượng dự kiến"])
    stories = ["Ngày phát", "Giờ phát", "Thể loại", "Tiêu đề", "Thời lượng", "Thời lượng dự kiến"]
    rows = [stories, ["05/03/2019", "05:30", "Tin", "Gieo cấy", "0:44", "0:50"]]
    bring(desk, write_xlsx(tmp_path / "stories.xlsx", {"Tin bài": rows}))
    with desk.reading() as session:
        lengths = session.execute(select(Broadcast.planned_seconds, Broadcast.actual_seconds)).all()
        lengths += session.execute(select(Story.planned_seconds, Story.actual_seconds)).all()
    assert [tuple(each) for each in lengths] == [(900, 890), (50, 44)]


def test_a_programme_of_another_kind_is_one(desk: Desk) -> None:
    bring_rows(desk, [["05/03/2019", "05:30", "Quà tặng âm nhạc", "Khác", "Đã phát"]])
    with desk.reading() as session:
        assert session.scalar(select(Programme.kind)) is ProgrammeKind.OTHER

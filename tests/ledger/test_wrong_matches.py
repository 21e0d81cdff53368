"""A row is matched by programme and title before place or time, and nothing with a recording gets another title."""

import datetime as dt
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from radiodesk.kinds import Genre, Source
from radiodesk.ledger import Count, LedgerRefused, SheetKind
from radiodesk.model import Action, Desk, Edition, ProgrammeKind, Recording, Story
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts
from tests.conftest import MEDIA
from tests.ledger.books import (
    BROADCASTS,
    NEWS,
    REPEAT,
    SECOND,
    STORIES,
    STORY,
    Row,
    bring,
    changed,
    content,
    ledger,
    write_xlsx,
)

FLOOD = changed(STORY, 4, "Cảnh báo lũ trên sông Thái Bình")


def book(folder: Path, *stories: Row, broadcasts: tuple[Row, ...] = (NEWS,), audio: str = "") -> Path:
    """A ledger of these stories. audio: a file beside it for the first one."""
    rows = [[*row, audio if at == 0 else ""] for at, row in enumerate(stories)]
    sheets = ledger(broadcasts=broadcasts, clips=[], publications=[]) | {"Tin bài": [[*STORIES, "Tệp âm thanh"], *rows]}
    return write_xlsx(folder / "sổ.xlsx", sheets)


def recorded(desk: Desk) -> dict[str, bool]:
    """Whether each story has a recording."""
    with desk.reading() as session:
        return {story.title: story.recording_id is not None for story in session.scalars(select(Story))}


@pytest.fixture
def recorded_book(desk: Desk, tmp_path: Path) -> Path:
    """A folder with a ledger that was brought in, whose first story has a recording."""
    shutil.copy(MEDIA / "nhac hieu.mp3", tmp_path / "tin.mp3")
    assert bring(desk, book(tmp_path, STORY, SECOND, audio="tin.mp3")).recordings == 1
    return tmp_path


def test_a_story_that_replaces_one_with_a_recording_is_new_and_has_no_sound(desk: Desk, recorded_book: Path) -> None:
    replaced = book(recorded_book, FLOOD, SECOND)
    stays = (
        "sổ.xlsx, sheet “Tin bài”, row 2: “Gieo cấy vụ xuân” has a recording and stays in the programme beside "
        "“Cảnh báo lũ trên sông Thái Bình”. If it was replaced, take it out of the rundown",
    )
    assert bring(desk, replaced, dry_run=True).warnings == stays

    outcome = bring(desk, replaced)

    assert outcome.counts[SheetKind.STORIES] == Count(added=1, changed=1, left_alone=1)
    assert recorded(desk) == {STORY[4]: True, FLOOD[4]: False, SECOND[4]: False}
    assert outcome.warnings == stays
    assert bring(desk, replaced).warnings == ()


def test_a_corrected_letter_leaves_the_recording_where_it_is(desk: Desk, recorded_book: Path) -> None:
    outcome = bring(desk, book(recorded_book, changed(STORY, 4, "Gieo cấy vụ Xuân."), SECOND))

    assert outcome.counts[SheetKind.STORIES] == Count(changed=1, unchanged=1)
    assert recorded(desk) == {"Gieo cấy vụ Xuân.": True, SECOND[4]: False}


def test_parts_of_a_series_are_stories_of_their_own(desk: Desk, tmp_path: Path) -> None:
    first, second = (changed(STORY, 4, f"Chuyện làng tôi ({part})") for part in ("kỳ 1", "kỳ 2"))
    shutil.copy(MEDIA / "nhac hieu.mp3", tmp_path / "tin.mp3")
    bring(desk, book(tmp_path, first, audio="tin.mp3"))

    bring(desk, book(tmp_path, second))

    assert recorded(desk) == {first[4]: True, second[4]: False}


def test_a_story_that_another_day_uses_keeps_its_title(desk: Desk, tmp_path: Path) -> None:
    day_before = changed(NEWS, 0, "04/03/2019")
    again = [*STORY, "04/03/2019 05:30"]
    sheets = {
        "Chương trình": [BROADCASTS, day_before, NEWS],
        "Tin bài": [[*STORIES, "Phát lần đầu"], [*changed(STORY, 0, "04/03/2019"), ""], again],
    }
    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", sheets))

    [warning] = bring(desk, book(tmp_path, FLOOD)).warnings

    assert "“Gieo cấy vụ xuân” is used in a programme of another day" in warning
    assert content(desk)[:2] == ["2019-03-04 05:30 | Thời sự buổi sáng | 924", "  1 | Gieo cấy vụ xuân | 44 | Thu Hà"]
    assert set(recorded(desk)) == {STORY[4], FLOOD[4]}


def test_a_story_that_was_written_at_the_desk_is_not_replaced(desk: Desk, tmp_path: Path) -> None:
    bring(desk, book(tmp_path))
    with desk.changing(Action.ADD_STORY, title="Ra quân huấn luyện") as session:
        edition_id = session.scalars(select(Edition.id)).one()
        rundowns.add_story(
            session, edition_id, title="Ra quân huấn luyện", genre=Genre.BRIEF, source=Source.OWN, authors="Minh",
            seconds=None,
        )  # fmt: skip

    [warning] = bring(desk, book(tmp_path, FLOOD)).warnings

    assert "“Ra quân huấn luyện” was written at the desk and stays" in warning
    assert set(recorded(desk)) == {"Ra quân huấn luyện", FLOOD[4]}


def test_a_programme_with_recordings_keeps_its_title(desk: Desk, recorded_book: Path) -> None:
    outcome = bring(desk, book(recorded_book, broadcasts=(changed(NEWS, 2, "Thời sự buổi tối"),)))

    assert outcome.counts[SheetKind.BROADCASTS] == Count(added=1, left_alone=1)
    assert len(outcome.conflicts) == 2  # of the broadcasts, and of the person on duty at both


@pytest.mark.parametrize("content", ["Phát lại", "Tiếp âm"])
def test_a_first_run_with_stories_does_not_become_something_else(desk: Desk, tmp_path: Path, content: str) -> None:
    bring(desk, book(tmp_path, STORY))
    other = changed(changed(changed(NEWS, 3, content), 1, "17:00"), 0, "05/03/2019")

    with pytest.raises(LedgerRefused) as refused:
        bring(desk, book(tmp_path, broadcasts=(changed(NEWS, 3, content),)))

    [problem] = refused.value.problems
    assert "the first run that the desk has here, with its rundown" in problem.expected
    assert bring(desk, book(tmp_path, broadcasts=(NEWS, other))).counts[SheetKind.BROADCASTS].added == 1


def test_a_dry_run_lists_what_kind_a_broadcast_was(desk: Desk, tmp_path: Path) -> None:
    bring(desk, book(tmp_path, broadcasts=(changed(changed(NEWS, 2, "Đài huyện"), 3, "Tiếp âm"),)))

    changes = bring(desk, book(tmp_path, broadcasts=(changed(NEWS, 2, "Đài huyện"),)), dry_run=True).changes

    assert any("Kind: relay → first run" in change for change in changes)


def test_stories_that_change_places_keep_their_own_recordings(desk: Desk, recorded_book: Path) -> None:
    bring(desk, book(recorded_book, changed(SECOND, 2, 1), changed(STORY, 2, 2)))

    assert recorded(desk) == {STORY[4]: True, SECOND[4]: False}


def test_a_replacement_with_its_own_file_has_that_one(desk: Desk, recorded_book: Path) -> None:
    shutil.copy(MEDIA / "nhac cat.mp3", recorded_book / "lu.mp3")

    assert bring(desk, book(recorded_book, FLOOD, SECOND, audio="lu.mp3")).recordings == 1
    with desk.reading() as session:
        recordings = dict(session.execute(select(Recording.id, Recording.name)).all())
        found = {story.title: recordings.get(story.recording_id) for story in session.scalars(select(Story))}
    assert (found[STORY[4]], found[FLOOD[4]]) == ("tin.mp3", "lu.mp3")


def test_a_programme_with_recordings_is_not_taken_for_an_unrelated_one_at_its_time(
    desk: Desk, recorded_book: Path
) -> None:
    column = changed(changed(NEWS, 2, "Câu chuyện pháp luật"), 3, "Chuyên mục phát thanh")

    outcome = bring(desk, book(recorded_book, broadcasts=(column,)))

    assert outcome.counts[SheetKind.BROADCASTS] == Count(added=1, left_alone=1)
    assert len(outcome.conflicts) == 2  # of the broadcasts, and of the person on duty at both
    assert [line.split(" | ")[1] for line in content(desk) if line.startswith("2019")] == [NEWS[2], column[2]]


def test_a_programme_that_moves_to_the_time_of_one_that_the_desk_planned_leaves_that_alone(
    desk: Desk, tmp_path: Path
) -> None:
    bring(desk, book(tmp_path, STORY))
    with desk.changing(Action.PLAN_FIRST_RUN, title="Nhịp sống trẻ", day="2019-03-05", time="17:00") as session:
        broadcasts.plan_first_run(
            session,
            title="Nhịp sống trẻ",
            kind=ProgrammeKind.COLUMN,
            on=dt.date(2019, 3, 5),
            at=dt.time(17),
            seconds=600,
        )

    outcome = bring(desk, book(tmp_path, changed(STORY, 1, "17:00"), broadcasts=(changed(NEWS, 1, "17:00"),)))

    assert outcome.counts[SheetKind.BROADCASTS] == Count(changed=1, left_alone=1)
    assert len(outcome.conflicts) == 1
    assert content(desk) == [
        "2019-03-05 17:00 | Thời sự buổi sáng | 924",
        "  1 | Gieo cấy vụ xuân | 44 | Thu Hà",
        "2019-03-05 17:00 | Nhịp sống trẻ | 600 | planned",
    ]


def test_a_planned_programme_is_not_taken_for_another_one_with_a_similar_title(desk: Desk, tmp_path: Path) -> None:
    bring(desk, book(tmp_path, STORY))
    with desk.changing(Action.PLAN_FIRST_RUN, title="Thời sự buổi chiều", day="2019-03-05", time="17:00") as session:
        slot = {"on": dt.date(2019, 3, 5), "at": dt.time(17), "seconds": 600}
        broadcasts.plan_first_run(session, title="Thời sự buổi chiều", kind=ProgrammeKind.NEWS, **slot)

    outcome = bring(desk, book(tmp_path, broadcasts=(NEWS, changed(NEWS, 1, "17:00"))))

    assert len(outcome.conflicts) == 1
    assert [line for line in content(desk) if "17:00" in line] == [
        "2019-03-05 17:00 | Thời sự buổi chiều | 600 | planned",
        "2019-03-05 17:00 | Thời sự buổi sáng | 924",
    ]


def test_a_broadcast_that_may_be_either_of_two_at_the_desk_is_another_one(desk: Desk, tmp_path: Path) -> None:
    bring(desk, book(tmp_path, broadcasts=(NEWS, changed(NEWS, 1, "11:00"))))

    outcome = bring(desk, book(tmp_path, broadcasts=(changed(NEWS, 1, "17:00"),)))

    assert outcome.counts[SheetKind.BROADCASTS] == Count(added=1, left_alone=2)
    assert [line[11:16] for line in content(desk)] == ["05:30", "11:00", "17:00"]


def test_two_programmes_that_change_times_keep_their_stories(desk: Desk, tmp_path: Path) -> None:
    column = changed(changed(changed(NEWS, 1, "17:00"), 2, "Câu chuyện pháp luật"), 3, "Chuyên mục phát thanh")
    talk = changed(changed(STORY, 1, "17:00"), 4, "Luật Đất đai")
    bring(desk, book(tmp_path, STORY, talk, broadcasts=(NEWS, column)))

    rows = (changed(STORY, 1, "17:00"), changed(talk, 1, "05:30"))
    bring(desk, book(tmp_path, *rows, broadcasts=(changed(NEWS, 1, "17:00"), changed(column, 1, "05:30"))))

    assert content(desk) == [
        "2019-03-05 05:30 | Câu chuyện pháp luật | 924",
        "  1 | Luật Đất đai | 44 | Thu Hà",
        "2019-03-05 17:00 | Thời sự buổi sáng | 924",
        "  1 | Gieo cấy vụ xuân | 44 | Thu Hà",
    ]


def test_a_story_that_a_repeat_brings_from_the_day_before_is_not_one_of_the_day(desk: Desk, tmp_path: Path) -> None:
    evening = changed(changed(NEWS, 0, "04/03/2019"), 1, "17:00")
    sheets = ledger(clips=[], publications=[])
    sheets["Chương trình"] = [
        [*BROADCASTS, "Phát lần đầu"],
        [*evening, ""],
        [*changed(REPEAT, 1, "05:00"), "04/03/2019 17:00"],
    ]
    sheets["Tin bài"] = [STORIES, changed(changed(STORY, 0, "04/03/2019"), 1, "17:00")]
    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", sheets))

    outcome = bring(desk, book(tmp_path, STORY))

    assert outcome.counts[SheetKind.STORIES] == Count(added=1)
    with desk.reading() as session:
        assert list(session.scalars(select(Story.title))) == [STORY[4]] * 2


def test_a_dry_run_lists_each_change_before_and_after(desk: Desk, tmp_path: Path) -> None:
    bring(desk, book(tmp_path, STORY, SECOND))
    moved = changed(changed(NEWS, 1, "06:00"), 4, "15:30")
    rows = (
        changed(changed(STORY, 1, "06:00"), 4, "Gieo cấy vụ chiêm"),
        changed(changed(SECOND, 1, "06:00"), 7, "3:00"),
    )

    dry = bring(desk, book(tmp_path, *rows, broadcasts=(moved,)), dry_run=True)

    assert dry.changes == (
        "Thời sự buổi sáng on 05/03/2019, 05:30: Time: 05:30 on 05/03/2019 → 06:00 on 05/03/2019",
        "Thời sự buổi sáng on 05/03/2019, 05:30: Actual length: 15:24 → 15:30",
        "Gieo cấy vụ xuân on 05/03/2019, 05:30: Title: Gieo cấy vụ xuân → Gieo cấy vụ chiêm",
        "Nông thôn mới ở Lai Hạ on 05/03/2019, 05:30: Actual length: 02:44 → 03:00",
    )
    assert "05:30 | Thời sự buổi sáng" in content(desk)[0]


def test_a_dry_run_lists_people_and_topics_before_and_after(desk: Desk, tmp_path: Path) -> None:
    bring(desk, book(tmp_path, STORY, SECOND))
    sheets = ledger(broadcasts=[changed(NEWS, 5, "Đức Anh")], clips=[], publications=[])
    sheets["Tin bài"] = [
        [*STORIES, "Chuyên đề"],
        [*changed(STORY, 5, ""), "Bầu cử"],
        [*changed(SECOND, 5, "Thu Hà"), ""],
    ]

    dry = bring(desk, write_xlsx(tmp_path / "sổ.xlsx", sheets), dry_run=True)

    assert dry.changes == (
        "Gieo cấy vụ xuân on 05/03/2019, 05:30: Authors: Thu Hà → –",
        "Nông thôn mới ở Lai Hạ on 05/03/2019, 05:30: Authors: Đức Anh, Thu Hà → Thu Hà",
        "Thời sự buổi sáng on 05/03/2019, 05:30: Edited by: Thu Hà → Đức Anh",
        "Gieo cấy vụ xuân on 05/03/2019, 05:30: Topics: – → Bầu cử",
    )


def test_a_recorded_story_of_two_editions_stays_in_both(desk: Desk, recorded_book: Path) -> None:
    evening = changed(changed(NEWS, 1, "17:00"), 2, "Thời sự buổi chiều")
    again = changed(STORY, 1, "17:00")
    both = (NEWS, evening)
    bring(desk, book(recorded_book, STORY, again, broadcasts=both, audio="tin.mp3"))

    outcome = bring(desk, book(recorded_book, changed(STORY, 5, "Đức Anh"), again, broadcasts=both))

    with desk.reading() as session:
        editions = session.scalars(select(Edition.id).order_by(Edition.id)).all()
        recordings = [
            [line.title for line in rundowns.rundown(session, edition).lines if line.recording_id]
            for edition in editions
        ]
    assert recordings == [["Gieo cấy vụ xuân"], ["Gieo cấy vụ xuân"]]
    assert any("has a recording and stays in the programme" in warning for warning in outcome.warnings)


@pytest.mark.parametrize("kind", ["Thời sự phát thanh", "Tiếp âm"])
def test_a_title_that_makes_a_broadcast_the_same_as_one_at_its_time_is_refused(
    desk: Desk, tmp_path: Path, kind: str
) -> None:
    one, other = changed(NEWS, 3, kind), changed(changed(NEWS, 2, "Chương trình khác hẳn"), 3, kind)
    bring(desk, book(tmp_path, broadcasts=(one, other)))
    with pytest.raises(LedgerRefused) as refused:
        bring(desk, book(tmp_path, broadcasts=(one, changed(other, 2, NEWS[2]))))
    assert "another time than that of" in str(refused.value)


def test_a_story_may_name_a_programme_that_only_the_desk_has(desk: Desk, tmp_path: Path) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        broadcasts.plan_first_run(
            session,
            title="Chuyên mục",
            kind=ProgrammeKind.COLUMN,
            on=dt.date(2019, 3, 5),
            at=dt.time(5, 30),
            seconds=600,
        )
    rows = [["Tên chương trình", *STORIES], ["Chuyên mục", *STORY], [NEWS[2], *SECOND]]
    sheets = ledger(broadcasts=(NEWS,), clips=[], publications=[]) | {"Tin bài": rows}
    bring(desk, write_xlsx(tmp_path / "sổ.xlsx", sheets))
    with desk.reading() as session:
        editions = session.scalars(select(Edition.id).order_by(Edition.id)).all()
        lines = [[line.title for line in rundowns.rundown(session, edition).lines] for edition in editions]
    assert lines == [["Gieo cấy vụ xuân"], [SECOND[4]]]

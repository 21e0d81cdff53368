"""What the desk would ask a person about, an import says: it is allowed, and probably wrong."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from radiodesk.model import Desk
from tests.ledger.books import BROADCASTS, CLIP, CLIPS, NEWS, STORY, Row, bring, changed, ledger, write_xlsx

RELAY = [*BROADCASTS, "Nguồn tiếp âm"]


def doubts(desk: Desk, tmp_path: Path, broadcasts: Sequence[Row], stories: Sequence[Row] = (STORY,)) -> list[str]:
    """The warnings of an import, without the places of their rows."""
    book = {"Chương trình": broadcasts, "Tin bài": ledger(stories=stories)["Tin bài"]}
    return [warning.split(": ", 1)[-1] for warning in bring(desk, write_xlsx(tmp_path / "sổ.xlsx", book)).warnings]


def test_a_title_that_differs_in_accents_from_that_of_another_programme(desk: Desk, tmp_path: Path) -> None:
    other = changed(changed(NEWS, 0, "06/03/2019"), 2, "Thời sự buổi sang")
    column = changed(changed(other, 3, "Chuyên mục"), 6, "Kế hoạch")
    said = "There is a programme “Thời sự buổi sáng”: “Thời sự buổi sang” would be a second one"
    assert doubts(desk, tmp_path, [BROADCASTS, NEWS, column]) == [said]
    assert doubts(desk, tmp_path, [BROADCASTS, NEWS, column]) == []


def test_a_live_event_from_another_station(desk: Desk, tmp_path: Path) -> None:
    relay = ["05/03/2019", "20:00", "Khai mạc hội làng", "Tiếp âm trực tiếp", "60:00", "", "Đã phát", "", "Đài tỉnh"]
    said = "“Khai mạc hội làng” comes from Đài tỉnh and is marked as a live event, which is counted on its own"
    assert doubts(desk, tmp_path, [RELAY, NEWS, relay]) == [said]
    assert doubts(desk, tmp_path, [RELAY, NEWS, relay]) == []


def test_an_actual_length_that_is_far_over_the_planned_one(desk: Desk, tmp_path: Path) -> None:
    header = [*BROADCASTS, "Thời lượng dự kiến"]
    music = ["05/03/2019", "20:00", "Ca nhạc", "Ca nhạc", "1 giờ 10 phút", "", "Đã phát", "", "20 phút"]
    assert doubts(desk, tmp_path, [header, NEWS, music]) == [
        "Its actual length would be 1 hour 10 minutes, and 20 minutes was planned"
    ]
    assert doubts(desk, tmp_path, [header, NEWS, music]) == []
    without_plan = changed(changed(music, 1, "22:00"), 8, "")
    assert doubts(desk, tmp_path, [header, NEWS, music, without_plan]) == []


@pytest.mark.parametrize(("kind", "state"), [("Thời sự", "Kế hoạch"), ("Chuyên mục", "Đã phát")])
def test_only_news_that_was_aired_needs_a_story(desk: Desk, tmp_path: Path, kind: str, state: str) -> None:
    evening = ["05/03/2019", "17:00", "Thời sự chiều", kind, "", "", state, ""]
    assert doubts(desk, tmp_path, [BROADCASTS, NEWS, evening]) == []


def test_news_that_was_aired_without_a_story(desk: Desk, tmp_path: Path) -> None:
    evening = ["05/03/2019", "17:00", "Thời sự chiều", "Thời sự", "", "", "Đã phát", ""]
    assert doubts(desk, tmp_path, [BROADCASTS, NEWS, evening]) == ["Its rundown has no story"]
    assert doubts(desk, tmp_path, [BROADCASTS, NEWS, evening]) == []


def test_a_newscast_of_seconds_is_doubtful(desk: Desk, tmp_path: Path) -> None:
    """The header says minutes and seconds, and Excel stored 0:15 of a quarter of an hour."""
    header = changed(BROADCASTS, 4, "Thời lượng (phút:giây)")
    short = changed(NEWS, 4, "0:15")
    assert doubts(desk, tmp_path, [header, short]) == ["Its actual length would be 15 seconds"]
    assert doubts(desk, tmp_path, [header, short]) == []


def test_news_without_a_story_is_told_in_a_ledger_that_brings_none_in(desk: Desk, tmp_path: Path) -> None:
    assert doubts(desk, tmp_path, [BROADCASTS, NEWS]) == []
    evening = ["05/03/2019", "17:00", "Thời sự chiều", "Thời sự", "", "", "Đã phát", ""]
    assert doubts(desk, tmp_path, [BROADCASTS, NEWS, evening]) == ["Its rundown has no story"]


def test_a_ledger_without_stories_says_nothing_of_rundowns(desk: Desk, tmp_path: Path) -> None:
    assert doubts(desk, tmp_path, [BROADCASTS, NEWS], stories=()) == []


def test_many_rows_of_which_the_same_can_be_said_take_few_lines(desk: Desk, tmp_path: Path) -> None:
    evenings = [
        [f"{day:02}/03/2019", "17:00", "Thời sự chiều", "Thời sự", "", "", "Đã phát", ""] for day in range(1, 31)
    ]
    said = doubts(desk, tmp_path, [BROADCASTS, NEWS, *evenings])
    assert said[:3] == ["Its rundown has no story"] * 3
    assert len(said) == 4


@pytest.mark.parametrize(
    ("state", "doubtful"), [("Kế hoạch", True), ("Đã dựng", True), ("Đã gửi", False), ("Không đạt", False)]
)
def test_a_clip_whose_day_has_passed_unsent(desk: Desk, tmp_path: Path, state: str, doubtful: bool) -> None:
    row = changed(changed(CLIP, 7, state), 1, "")
    book = write_xlsx(tmp_path / "clip.xlsx", {"Truyền hình": [CLIPS, row]})
    assert (
        any("was not sent, although the day 04/03/2019 is past" in each for each in bring(desk, book).warnings)
        is doubtful
    )
    assert bring(desk, book).warnings == ()

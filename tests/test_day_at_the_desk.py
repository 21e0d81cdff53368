"""A day at the desk, in a real terminal of 80 by 24 and without a mouse, from the plan to the count."""

import datetime as dt
import json
import re
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from radiodesk.model import PeriodKind, PeriodRule
from radiodesk.reports.periods import containing
from tests.conftest import MEDIA, run_cli
from tests.terminal import Terminal

STORIES = ("Gieo cấy vụ xuân [red]", "Tiếp xúc cử tri [/]", "An toàn giao thông")
RECORDING = MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav"


@pytest.fixture
def zone() -> str:
    """A zone in which it is about noon, whenever the tests run: what begins in the morning has been on the air."""
    offset = 12 - dt.datetime.now(dt.UTC).hour
    return f"Etc/GMT{-offset:+}"  # these names have the opposite sign


@pytest.fixture
def home(tmp_path: Path, zone: str) -> Path:
    home = tmp_path / "home"
    station = ("--station", "Đài phát thanh huyện Lương Tài", "--zone", zone)
    run_cli("init", *station, "--lang", "vi", home=home).check_returncode()
    return home


def counts(home: Path, zone: str) -> dict[str, int]:
    """This month's figures, from the command line."""
    today = dt.datetime.now(ZoneInfo(zone)).date()
    month = containing(today, PeriodKind.MONTH, PeriodRule.OFFICIAL)
    answer = run_cli("report", month.code, "--format", "json", home=home)
    return {indicator["key"]: indicator["count"] for indicator in json.loads(answer.stdout)["indicators"]}


def fill(desk: Terminal, form: str, *values: str) -> None:
    """Type values into a form's fields in their order, "" to leave one as it is, and save."""
    desk.wait_for(f"─ {form} ─")
    for number, value in enumerate(values):
        if number:
            desk.press("tab")
        if value:
            desk.press(value)
    desk.press("enter")
    desk.wait_until_gone(f"─ {form} ─")  # the line that confirms the change may say the same words


def test_from_the_plan_to_the_count(home: Path, zone: str) -> None:
    desk = Terminal("--home", home)
    desk.wait_for("Hôm nay", "Ngày này chưa có gì")

    desk.press("n")
    fill(desk, "Lên kế hoạch chương trình", "Thời sự buổi sáng", "thoi", "", "5h30", "15:00")
    desk.wait_for("05:30", "Thời sự buổi sáng", "15:00")
    desk.press("5", "n")
    fill(desk, "Thêm bản thu", str(RECORDING))
    desk.wait_for(RECORDING.name[:20])

    desk.press("1")
    desk.wait_for("05:30")
    desk.press("enter")
    desk.wait_for("Chưa có dòng nào")
    for title in STORIES:
        desk.press("n")
        fill(desk, "Tin, bài mới", title, "", "", "Thu Hà", "", "1:15")
        desk.wait_for(title[:14])
    desk.wait_for("thiếu 11:15")
    desk.press("k")
    desk.wait_for("Bản thu nào là", "Tin 01")
    desk.press("enter")
    desk.wait_for("♪", "00:11")  # as it goes to air, without the silence at both ends
    desk.press("a")
    desk.wait_for("đã phát · 3 tin, bài")
    desk.press("w")
    fill(desk, "Đăng trên website hoặc trang mạng xã hội", "https://luongtai.example/1")
    desk.wait_for("↗", "luongtai.example/1")

    desk.press("1")
    desk.wait_for("05:30", "1/3")
    desk.press("l")
    fill(desk, "Lên kế hoạch tiếp âm", "Lễ giao nhận quân", " ", "", "", "7h30")
    desk.wait_for("07:30 Lễ giao nhận quân · trực tiếp")
    desk.press("a")
    desk.wait_for("2 đã phát")

    desk.press("4", "n")
    fill(desk, "Clip mới", "Tiếp xúc cử tri", "", "Đức Anh", "Đài PT-TH tỉnh", "1:15")
    desk.wait_for("Tiếp xúc cử tri · kế hoạch")  # of the row under the cursor
    desk.press("s")
    fill(desk, "Đánh dấu đã gửi", "")
    desk.wait_for("●", "đã gửi")

    desk.press("6")
    labels = ("Chương trình thời sự phát thanh", "Tin, bài sử dụng", "Chương trình tiếp âm trực tiếp")
    labels += ("Clip truyền hình", "Chuyên mục truyền hình", "Đăng tải trên website")
    desk.wait_for("Chênh lệch", *labels)
    rows = [next(line for line in desk.screen.splitlines() if line.strip().startswith(each)) for each in labels]
    assert [re.findall(r"\s([0-9]+)\s", row)[0] for row in rows] == ["1", "3", "1", "1", "0", "1"]
    assert desk.end() == 0

    found = counts(home, zone)
    main = {
        "news_programmes": 1,
        "stories": 3,
        "live_relays": 1,
        "tv_clips": 1,
        "tv_columns": 0,
        "web_uploads": 1,
    }
    assert {key: found[key] for key in main} == main
    again = Terminal("--home", home)
    again.wait_for("Thời sự buổi sáng", "Lễ giao nhận quân", "2 đã phát", "↗")
    again.press("3")
    again.wait_for("Gieo cấy vụ xuân [red]", "Tiếp xúc cử tri [/]", "♪", "luongtai.example/1")
    assert "Traceback" not in again.screen
    assert again.end() == 0


def test_a_newcomer_is_asked_for_the_station_and_has_a_desk(tmp_path: Path) -> None:
    desk = Terminal("--home", tmp_path / "home", "--lang", "en")
    desk.wait_for("A new desk")
    desk.press("enter")
    desk.wait_for("Required")
    desk.press("Đài Gia Bình", "enter")
    desk.wait_for("Đài Gia Bình", "Nothing on this day yet")
    assert desk.end() == 0


def test_a_desk_that_cannot_be_opened_is_told_on_the_terminal(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "radiodesk.db").write_bytes(b"no database" * 1000)

    desk = Terminal("--home", home, "--lang", "en")

    assert desk.wait_for_end() == 1
    said = desk.screen.replace("\n", "")
    assert "radiodesk.db is damaged" in said
    assert "Traceback" not in said


def test_the_demo_opens_on_a_day_with_something_to_see_and_its_home_goes(tmp_path: Path) -> None:
    desk = Terminal("demo", "--lang", "vi", "--keep", tmp_path / "kept")
    desk.wait_for("14/09/2019", "Thời sự buổi tối", "Hội nghị tiếp xúc cử tri")
    desk.press("6", "9")
    desk.wait_for("298", "3.412", "304", "260")
    assert desk.end() == 0
    assert (tmp_path / "kept" / "radiodesk.db").is_file()

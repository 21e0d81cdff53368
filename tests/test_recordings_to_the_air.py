"""Eight raw recordings become a programme that is fit for air, in a real terminal of 80 by 24."""

import datetime as dt
import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

import av
import pytest

from radiodesk.config import Config
from radiodesk.model import Desk, Genre, ProgrammeKind, Source
from radiodesk.model.actions import Action
from radiodesk.newsroom import rundowns
from radiodesk.schedule import broadcasts, queries
from tests.conftest import MEDIA, run_cli
from tests.media.meters import decoded, heard
from tests.terminal import Terminal

pytestmark = pytest.mark.deep

RAW = {
    "nhac hieu.mp3": "Nhạc hiệu đầu buổi",
    "Tin 01 - Gieo cấy vụ xuân.wav": "Gieo cấy vụ xuân ở Lâm Thao",
    "Tin 02 - Tiếp xúc cử tri.mp3": "Đại biểu Quốc hội tiếp xúc cử tri",
    "Tin 03 - An toàn giao thông.m4a": "Ra quân bảo đảm an toàn giao thông",
    "Bài 01 - Nông thôn mới ở Lai Hạ.flac": "Nông thôn mới ở Lai Hạ",
    "Phỏng vấn 01 - Khai giảng.ogg": "Khai giảng năm học mới",
    "Thông báo 01 - Lịch cắt điện.opus": "Thông báo lịch cắt điện",
    "nhac cat.mp3": "Nhạc cắt",
}
"""A file, and the story that it belongs to."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A desk with a bulletin of eight stories today."""
    home = tmp_path / "home"
    desk = Desk.create(Config(home=home, person="Thu Hà"), name="Đài phát thanh huyện Lương Tài", language="vi")
    today = dt.datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    with desk.changing(Action.EARLIER, what="test") as session:
        planned = broadcasts.plan_first_run(
            session, title="Thời sự sáng", kind=ProgrammeKind.NEWS, on=today, at=dt.time(5, 30), seconds=120
        )
        edition_id = queries.broadcast(session, planned).edition_id
        assert edition_id is not None
        for title in RAW.values():
            rundowns.add_story(
                session, edition_id, title=title, genre=Genre.BRIEF, source=Source.OWN, authors="", seconds=10
            )
    desk.close()
    return home


def test_dropped_linked_trimmed_assembled_and_heard(home: Path) -> None:
    desk = Terminal("--home", home)
    desk.wait_for("Hôm nay", "Thời sự sáng")
    desk.wait_until((home / "inbox").is_dir)
    for name in RAW:
        shutil.copy(MEDIA / name, home / "inbox")
    desk.press("5", "I")
    desk.wait_for("Hộp chờ", "8 bản thu", *(f"→ {title[:8]}" for title in RAW.values()))
    for left in range(8, 0, -1):
        desk.wait_for(f"{left} bản thu")
        desk.press("k")
        desk.wait_for("◆ 05:30")
        desk.press("enter")
        desk.wait_until_gone("◆ 05:30")
    desk.wait_for("Không có gì chờ")

    desk.press("I")
    desk.wait_for("8 bản thu", "Gieo cấy")
    desk.press("/", "gieo cay", "enter")
    desk.wait_for("1 bản thu")
    desk.press("e")
    desk.wait_for("−27,6 LUFS", "phát 00:11")
    desk.press(" ")
    if _has_card(desk):
        desk.press(" ")
    desk.press(".", ".", *["right"] * 12, "[")
    desk.wait_for("đặt đầu, cuối bằng tay")
    desk.press("escape")
    desk.wait_for("1 bản thu")

    desk.press("1")
    desk.wait_for("8/8")
    desk.press("enter")
    desk.wait_for("Nhạc hiệu", "8 đã có bản thu")
    desk.press("g")
    desk.wait_for("Ghép Thời sự sáng")
    desk.press("enter")
    desk.wait_for("LUFS", "dBTP", "Space: nghe")
    assert "−23,0 LUFS" in desk.screen
    assert "Traceback" not in desk.screen
    desk.press("escape")
    assert desk.end() == 0

    (file,) = (home / "media" / "editions").iterdir()
    found = heard(decoded(file))
    assert found.lufs == pytest.approx(-23, abs=0.2)
    assert found.peak_dbtp <= -0.95
    with av.open(str(file)) as made:
        assert made.metadata["album"] == "Thời sự sáng"
        assert [chapter["metadata"]["title"] for chapter in made.chapters()] == list(RAW.values())
    assert run_cli("media", "check", home=home).returncode == 0


def _has_card(desk: Terminal) -> bool:
    """Whether this machine can be heard; waits until the desk has said so or plays."""
    desk.wait_until(
        lambda: "▶" in desk.screen or "cạc âm thanh" in desk.screen, failure="it neither plays nor says why"
    )
    return "▶" in desk.screen

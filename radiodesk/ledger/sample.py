"""The sample station: a home made from the ledger and the recordings that the repository keeps, as a user would."""

import datetime as dt
import shutil
from pathlib import Path

from sqlalchemy import select

from radiodesk.config import Config
from radiodesk.kinds import PeriodKind, PeriodRule
from radiodesk.ledger import bring_in
from radiodesk.media import linking, places, store
from radiodesk.model import Action, Desk, Story
from radiodesk.reports import kinds
from radiodesk.reports.kinds import KindTerms
from radiodesk.schedule import grid_files

STATION = "Đài phát thanh huyện Lương Tài"
LEDGER = "so-theo-doi-2019.xlsx"
GRID = "khung-chuong-trinh.toml"
GRID_DAY = dt.date(2019, 10, 25)
"""The first day of the grid: that after the last one of the ledger, which holds everything before."""

RECORDED = {
    "Tin 01 - Gieo cấy vụ xuân.wav": "Kiểm tra công tác gieo cấy vụ xuân ở Trừng Xá (kỳ 55)",
    "Tin 02 - Tiếp xúc cử tri.mp3": "Ra mắt mô hình tiếp xúc cử tri ở Lâm Thao (kỳ 28)",
    "Phỏng vấn 01 - Khai giảng.ogg": "Hiệu quả từ khai giảng năm học mới ở An Thịnh (kỳ 55)",
}
"""Which recordings belong to which stories of the day that the demo opens on."""

REPORT_KINDS = {
    "Báo cáo 9 tháng": KindTerms(PeriodKind.NINE_MONTHS, PeriodRule.OFFICIAL, "Phòng Văn hóa và Thông tin"),
    "Báo cáo năm": KindTerms(PeriodKind.YEAR, PeriodRule.CALENDAR, "UBND huyện", due_days=5),
}
"""What the station reports, to whom, and when."""


def make(home: Path, *, schedules: Path, recordings: Path) -> None:
    """Make the sample station's home. raises UserError where the home cannot be written.

    schedules, recordings: the folders of the ledger with the grid, and of the recordings.
    """
    config = Config(home=home, person="radiodesk")
    desk = Desk.create(config, name=STATION)
    try:
        shutil.copy2(schedules / LEDGER, config.schedules)
        bring_in(desk, [config.schedules / LEDGER])
        shutil.copy2(schedules / GRID, config.schedules)
        grid_files.run(desk, GRID, (schedules / GRID).read_text(encoding="utf-8"), today=GRID_DAY)
        for path in sorted(recordings.iterdir()):
            recording = store.add(desk, path)
            if title := RECORDED.get(path.name):
                with desk.changing(Action.LINK_RECORDING, name=recording.name, title=title) as session:
                    story = session.scalars(select(Story).where(Story.title == title)).one()
                    linking.link(session, (places.Kind.STORY, story.id), story.version, recording.id)
        for name, terms in REPORT_KINDS.items():
            with desk.changing(Action.ADD_REPORT_KIND, name=name) as session:
                kinds.add(session, name, terms)
    finally:
        desk.close()

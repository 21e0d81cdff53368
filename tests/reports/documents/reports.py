"""Reports as the tests of documents need them: the nine months of the sample station, and what may stand beside."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from radiodesk.reports import periods
from radiodesk.reports.content import (
    Breakdown,
    BreakdownRow,
    Closed,
    Evidence,
    Figure,
    Item,
    Measure,
    Paper,
    Report,
    Value,
)

PAPER = Paper(
    parent_body="Ủy ban nhân dân huyện Lương Tài",
    station="Đài phát thanh huyện Lương Tài",
    mark="BC-ĐPT",
    place="Lương Tài",
    signer_office="Trưởng đài",
    signer_name="Nguyễn Thị Hà",
    rounds=True,
)
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
CLOSED = Closed(1, dt.datetime(2019, 9, 17, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=7))), "Thu Hà", DIGEST)


def figure(key: str, count: Value | None, label: str = "", unit: str = "", **more: Any) -> Figure:
    values: dict[str, Any] = {"rule": "", "measure": Measure.COUNT, "previous": None} | more
    return Figure(key=key, label=label or key, unit=unit, count=count, **values)


def nine_months(**more: Any) -> Report:
    """The published figures, as a report without plan and year before."""
    figures = (
        figure("news_programmes", 298, "Chương trình thời sự phát thanh", "chương trình", rule="Số phát có lượt phát"),
        figure("stories", 3412, "Tin, bài sử dụng", "tin, bài", uses=3500),
        figure("live_relays", 4, "Chương trình tiếp âm trực tiếp", "chương trình"),
        figure("tv_clips", 304, "Clip truyền hình", "clip"),
        figure("tv_columns", 40, "Chuyên mục truyền hình", "chuyên mục"),
        figure("web_uploads", 260, "Đăng tải trên website", "chương trình"),
    )
    period = periods.parse("2019-9m")
    return Report(**{"station": PAPER.station, "period": period, "figures": figures} | more)


def entered(key: str, count: Value | None, label: str, unit: str, **more: Any) -> Figure:
    return figure(key, count, label, unit, **({"measure": Measure.ENTERED} | more))


MANUAL = (
    entered("portal_news", 197, "Tin trên cổng thông tin điện tử", "tin"),
    entered("portal_articles", 65, "Bài trên cổng thông tin điện tử", "bài"),
    entered("portal_pictures", 576, "Ảnh trên cổng thông tin điện tử", "ảnh"),
    entered("portal_documents", 151, "Văn bản trên cổng thông tin điện tử", "văn bản"),
    entered("services", 213, "Dịch vụ công trực tuyến", "dịch vụ"),
    entered("files", 10847, "Hồ sơ đã giải quyết", "hồ sơ"),
    entered("files_on_time", 10494, "Hồ sơ giải quyết đúng hạn", "hồ sơ"),
    figure("on_time_share", Decimal("96.75"), "Tỷ lệ đúng hạn", "%", measure=Measure.PERCENT),
    figure("post_plan", 61, "Kế hoạch của bưu điện", "%", measure=Measure.PERCENT, source="Bưu điện huyện"),
)


def full() -> Report:
    """The nine months with plan, year before, breakdowns and entered figures."""
    report = nine_months()
    compared = replace(report.figures[0], previous=298, target=Decimal("297.75"), year_target=397)
    stories = replace(report.figures[1], previous=3105, target=3450, year_target=4600)
    breakdowns = (
        Breakdown(
            "news_programmes",
            "special",
            "Đặc biệt",
            (BreakdownRow("special", "Đặc biệt", 5, 4), BreakdownRow("ordinary", "Thường", 293, 294)),
            298,
        ),
        Breakdown(
            "stories",
            "genre",
            "Thể loại",
            (
                BreakdownRow("brief", "tin", 2176, 2000),
                BreakdownRow("report", "Bài", 1100, 1000),
                BreakdownRow("feature", "Phóng sự", 136, 105),
            ),
            3412,
        ),
        Breakdown(
            "stories",
            "author",
            "Tác giả",
            tuple(BreakdownRow(str(n), f"Phóng viên {n}", 426 if n else 430, None) for n in range(8)),
            3412,
        ),
    )
    return replace(
        report,
        figures=(compared, stories, *report.figures[2:], *MANUAL),
        breakdowns=breakdowns,
        recipient="Ủy ban nhân dân huyện Lương Tài",
        closed=CLOSED,
    )


def evidence() -> tuple[Evidence, ...]:
    counted = Item("story", 118, dt.date(2019, 3, 5), "=1+1 gieo cấy", "Tin", {"genre": "Tin", "author": "Thu Hà"})
    repeat = Item("edition", 9, dt.date(2019, 3, 6), "Thời sự tối", "", {}, reason="phát lại")
    return (Evidence("stories", (counted,), ()), Evidence("news_programmes", (), (repeat,)))

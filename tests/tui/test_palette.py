"""The order of the commands that match what is typed."""

import pytest

from radiodesk.locale import use
from radiodesk.tui.commands import DESK, HERE, Command, Palette


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("dán", ["Dán lịch phát", "Đăng", "Xuất lịch"]),
        ("dan", ["Dán lịch phát", "Đăng", "Xuất lịch"]),
        ("đăng", ["Đăng"]),
        ("lich phat", ["Dán lịch phát", "Xuất lịch"]),
        ("", ["Đăng", "Dán lịch phát", "Xuất lịch"]),
    ],
)
async def test_titles_that_begin_as_typed_come_first(typed: str, found: list[str]) -> None:
    use("vi")
    commands = [
        Command(HERE, "Đăng", "Phím w", lambda: None),
        Command(DESK, "Dán lịch phát", "Khung giờ", lambda: None),
        Command(DESK, "Xuất lịch", "Các lượt phát đã dán", lambda: None),
    ]
    assert [each.title for each in await Palette(commands)._matching(typed)] == found

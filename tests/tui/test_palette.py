"""The order of the commands that match what is typed."""

import pytest

from radiodesk.locale import use
from radiodesk.tui.commands import DESK, HERE, LOOK, Command, Palette


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("dán", ["Dán lịch phát", "Xuất lịch", "Đăng"]),
        ("dan", ["Dán lịch phát", "Xuất lịch", "Đăng"]),
        ("đăng", ["Đăng"]),
        ("lich phat", ["Dán lịch phát", "Xuất lịch"]),
        ("", ["Đăng", "Dán lịch phát", "Xuất lịch"]),
    ],
)
async def test_titles_that_begin_as_typed_come_first_in_their_group(typed: str, found: list[str]) -> None:
    use("vi")
    commands = [
        Command(HERE, "Đăng", "Phím w", lambda: None),
        Command(DESK, "Dán lịch phát", "Khung giờ", lambda: None),
        Command(DESK, "Xuất lịch", "Các lượt phát đã dán", lambda: None),
    ]
    assert [each.title for each in await Palette(commands)._matching(typed)] == found


async def test_each_group_stands_once_and_that_of_the_closest_title_first() -> None:
    use("en")
    commands = [
        Command(HERE, "Day", "", lambda: None),
        Command(HERE, "Update", "", lambda: None),
        Command(DESK, "Data", "", lambda: None),
        Command(DESK, "Check the data", "", lambda: None),
        Command(LOOK, "Da", "", lambda: None),
    ]
    found = await Palette(commands)._matching("da")
    assert [each.title for each in found] == ["Da", "Day", "Update", "Data", "Check the data"]


async def test_a_word_with_its_accents_as_typed_comes_before_one_with_others() -> None:
    use("vi")
    commands = [Command(DESK, title, "", lambda: None) for title in ("Dan sách", "Dán")]
    assert [each.title for each in await Palette(commands)._matching("dán")] == ["Dán", "Dan sách"]

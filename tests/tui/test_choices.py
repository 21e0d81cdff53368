"""The choices of forms: letters select an option, whether the list is open or closed."""

import pytest
from textual.pilot import Pilot
from textual.widgets import Select

from radiodesk.config import Config
from radiodesk.kinds import ProgrammeKind
from radiodesk.model import Desk
from radiodesk.tui.widgets.choice_select import first_match
from tests.tui.driving import driven, until, until_seen


async def kind_of_new_programme(pilot: Pilot[None]) -> Select[ProgrammeKind]:
    """The choice of the kind in the form of a new programme."""
    await pilot.press("7", "right")
    await until_seen(pilot, "Press n to add")
    await pilot.press("n")
    await until_seen(pilot, "A new programme")
    kind = pilot.app.screen.query_one("#kind", Select)
    kind.focus()
    await until_seen(pilot, "Space: list")
    return kind


@pytest.mark.parametrize("opening", [[], ["space"]], ids=["closed", "open"])
async def test_letters_select_an_option(opening: list[str], desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        kind = await kind_of_new_programme(pilot)
        await pilot.press(*opening, *"mu")
        if opening:
            await pilot.press("enter")
        await until(pilot, lambda: kind.value is ProgrammeKind.MUSIC and not kind.expanded)


async def test_letters_of_one_word_count_together_and_a_corrected_one_does_not(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        kind = await kind_of_new_programme(pilot)
        await pilot.press("x", "backspace", "c", "o", "l")
        await until(pilot, lambda: kind.value is ProgrammeKind.COLUMN)
        assert not kind.expanded
        assert pilot.app.current_mode == "station"


@pytest.mark.parametrize(
    ("typed", "index"),
    [("t", 0), ("thong", 1), ("thô", 0), ("đài", 2), ("dai", 2), ("sự", 0), ("trong d", 3), ("x", None), (" ", None)],
)
def test_an_option_is_found_by_its_first_letters_then_by_those_of_a_word(typed: str, index: int | None) -> None:
    assert first_match(["thời sự", "thông báo", "Đài tỉnh", "trong đó"], typed) == index

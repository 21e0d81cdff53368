"""The choices of forms: empty until chosen where nothing may be assumed, and selected by their first letters."""

import datetime as dt

import pytest
from textual.pilot import Pilot
from textual.widgets import Select

from radiodesk.config import Config
from radiodesk.kinds import ProgrammeKind
from radiodesk.model import Action, Desk
from radiodesk.schedule import broadcasts, programmes
from radiodesk.tui.widgets.choice_select import first_match
from tests.tui.driving import choose, driven, fill, fixed_clock, seen, until, until_back, until_seen

DAY = fixed_clock().date()


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


def kinds(desk: Desk) -> dict[str, ProgrammeKind]:
    with desk.reading() as session:
        return {each.title: each.kind for each in programmes.programmes(session)}


async def test_a_new_programme_has_no_kind_until_one_is_chosen(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await pilot.press("7", "right")
        await until_seen(pilot, "Press n to add")
        await pilot.press("n")
        await until_seen(pilot, "A new programme", "choose …")
        await fill(pilot, "title", "Nhà nông")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Required: choose one")
        assert pilot.app.screen.focused is pilot.app.screen.query_one("#kind")
        assert kinds(desk) == {}
        await choose(pilot, "kind", ProgrammeKind.COLUMN)
        await until(pilot, lambda: "Required" not in seen(pilot))
        await pilot.press("ctrl+s")
        await until_back(pilot, "Nhà nông")
    assert kinds(desk) == {"Nhà nông": ProgrammeKind.COLUMN}


async def test_a_planned_programme_has_the_kind_that_is_known_or_chosen(desk: Desk, config: Config) -> None:
    with desk.changing(Action.EARLIER, what="test") as session:
        broadcasts.plan_first_run(
            session, title="Thông báo", kind=ProgrammeKind.ANNOUNCEMENT, on=DAY, at=dt.time(5), seconds=300
        )
    async with driven(config) as pilot:
        await pilot.press("n")
        await until_seen(pilot, "Plan a programme", "choose …")
        kind = pilot.app.screen.query_one("#kind", Select)
        await fill(pilot, "title", "thông báo")
        await until(pilot, lambda: kind.selection is ProgrammeKind.ANNOUNCEMENT)
        await fill(pilot, "title", "thông báo lũ")  # a new programme: the other one's kind is not its own
        await until(pilot, kind.is_blank)
        await fill(pilot, "at", "6:00")
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Required: choose one")
        kind.value = ProgrammeKind.OTHER
        await fill(pilot, "title", "thông báo lũ lụt")  # the chosen kind stays
        await pilot.press("ctrl+s")
        await until_back(pilot, "thông báo lũ lụt")
    assert kinds(desk)["thông báo lũ lụt"] is ProgrammeKind.OTHER

"""The presets of the station, on the screen."""

import pytest
from textual.pilot import Pilot
from textual.widgets import Checkbox, Select

from radiodesk import locale
from radiodesk.config import Config
from radiodesk.kinds import ChannelChoice, Genre
from radiodesk.media import treatments
from radiodesk.media.sound.recipes import Recipe, Settings
from radiodesk.media.treatments import PresetView
from radiodesk.model import Desk
from radiodesk.model.actions import Action
from radiodesk.tui.dialogs.presets import cells, removal_question
from tests.conftest import MEDIA
from tests.tui.driving import HOSTILE, driven, fill, notices, seen, until, until_seen
from tests.tui.test_media import TIN_1, add_recording, open_media
from tests.tui.test_words import Greek, in_greek


def stored(desk: Desk) -> dict[str, PresetView]:
    with desk.reading() as session:
        return {preset.name: preset for preset in treatments.presets(session)}


def set_preset(desk: Desk, name: str, settings: Settings, genre: Genre | None = None) -> None:
    """As another desk does."""
    with desk.changing(Action.SET_PRESET, name=name) as session:
        known = {preset.name: preset.version for preset in treatments.presets(session)}
        treatments.set_preset(session, name, known.get(name, 0), settings, genre)


async def open_presets(pilot: Pilot[None], *texts: str) -> None:
    await open_media(pilot, "Media")
    await pilot.press("P")
    await until_seen(pilot, "Presets", "on-air", "built in", *texts)


async def test_a_preset_is_created_with_all_its_settings(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await open_presets(pilot)
        await pilot.press("n")
        await until_seen(pilot, "New preset")
        for name, value in (
            ("name", "Loa xã"),
            ("target_lufs", "-18,5"),
            ("ceiling_dbtp", "−2"),
            ("high_pass_hz", "80 Hz"),
            ("before_seconds", "0.1"),
            ("after_seconds", "1"),
            ("fade_in_seconds", "0"),
            ("fade_out_seconds", "0.3"),
        ):
            await fill(pilot, name, value)
        form = pilot.app.screen
        form.query_one("#trim", Checkbox).value = False
        form.query_one("#channels", Select).value = ChannelChoice.MIX
        form.query_one("#genre", Select).value = Genre.INTERVIEW
        await pilot.press("ctrl+s")
        await until_seen(pilot, "Loa xã", "−18.5", "interview", "the station")
    preset = stored(desk)["Loa xã"]
    assert preset.settings == Settings(-18.5, -2, False, 0.1, 1, 0, 0.3, 80, ChannelChoice.MIX)
    assert preset.genre is Genre.INTERVIEW


async def test_a_name_in_use_and_a_setting_out_of_range_are_told_in_the_form(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await open_presets(pilot)
        await pilot.press("n")
        await until_seen(pilot, "New preset")
        await fill(pilot, "name", "ON-AIR")
        await pilot.press("enter")
        await until_seen(pilot, "There is a preset “on-air” already")
        await fill(pilot, "name", "Loa xã")
        await fill(pilot, "target_lufs", "-60")
        await pilot.press("enter")
        await until_seen(pilot, "The loudness (LUFS)")
        await fill(pilot, "target_lufs", "loud")
        await pilot.press("enter")
        await until_seen(pilot, "loud", "New preset")
    assert list(stored(desk)) == ["on-air", "web"]


async def test_a_built_in_preset_is_replaced_and_comes_back(desk: Desk, config: Config) -> None:
    async with driven(config) as pilot:
        await open_presets(pilot)
        await pilot.press("x")
        await until(pilot, lambda: any("“on-air” is built in" in notice for notice in notices(pilot)))
        await pilot.press("enter")
        await fill(pilot, "target_lufs", "-20")
        await pilot.press("enter")
        await until_seen(pilot, "−20.0", "the station")
        assert stored(desk)["on-air"].settings == Settings(target_lufs=-20)

        await pilot.press("x")
        await until_seen(pilot, "Use the built-in “on-air” again")
        await pilot.press("left", "enter")
        await until_seen(pilot, "−23.0")
    assert stored(desk)["on-air"] == PresetView("on-air", 0, None, Settings())


async def test_a_preset_that_a_treatment_needs_stays(desk: Desk, config: Config) -> None:
    recording = add_recording(desk, MEDIA / TIN_1)
    set_preset(desk, HOSTILE, Settings(target_lufs=-14))
    with desk.changing(Action.EARLIER, what="test") as session:
        version = treatments.treatment(session, recording).recording.version
        treatments.change(session, recording, version, Recipe(preset=HOSTILE))
    async with driven(config) as pilot:
        await open_presets(pilot, HOSTILE[:13])
        await pilot.press("end", "x")
        await until_seen(pilot, f"Remove the preset “{HOSTILE}”?")
        await pilot.press("enter")  # Back
        await until(pilot, lambda: "Remove the preset" not in seen(pilot))
        await pilot.press("x")
        await until_seen(pilot, "Remove the preset")
        await pilot.press("left", "enter")
        await until(pilot, lambda: any("give it another one first" in notice for notice in notices(pilot)))
    assert HOSTILE in stored(desk)


@pytest.mark.parametrize("name", ["on-air", "Loa xã"])
async def test_what_another_desk_saved_meanwhile_is_merged(name: str, desk: Desk, config: Config) -> None:
    if name != "on-air":
        set_preset(desk, name, Settings())
    async with driven(config) as pilot:
        await open_presets(pilot, name)
        await pilot.press("home" if name == "on-air" else "end", "enter")
        await fill(pilot, "target_lufs", "-20")
        set_preset(desk, name, Settings(ceiling_dbtp=-3), Genre.BRIEF)
        await pilot.press("enter")
        await until_seen(pilot, "changed", "Press Enter again to save")
        await pilot.press("enter")
        await until_seen(pilot, "−20.0", "−3.0", "brief")
    assert stored(desk)[name].settings == Settings(target_lufs=-20, ceiling_dbtp=-3)
    assert stored(desk)[name].genre is Genre.BRIEF


def test_a_built_in_preset_has_a_name_in_the_language_of_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locale, "_catalogue_of", lambda _language: Greek())
    locale.use("vi")
    built_in, own = PresetView("on-air", 0, None, Settings()), PresetView("Loa xã", 1, None, Settings())
    assert [cells(each)[0] for each in (built_in, own)] == [in_greek("on-air"), "Loa xã"]
    assert in_greek("on-air") in removal_question(built_in)._question

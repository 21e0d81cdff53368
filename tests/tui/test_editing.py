"""The editing screen: a recording cut by eye and by ear. Nobody hears what it plays."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from radiodesk import locale
from radiodesk.config import Config
from radiodesk.media import store, treatments
from radiodesk.media.sound import stream
from radiodesk.media.sound.playing import EndCallback, PlaybackStatus, Player, StatusCallback
from radiodesk.media.treatments import TreatmentView
from radiodesk.model import Desk, Station
from radiodesk.model.actions import Action
from radiodesk.model.database import existing
from radiodesk.tui.app import RadiodeskApp
from radiodesk.tui.screens.editing import EditingScreen, edit
from radiodesk.tui.screens.places import go_to_place
from radiodesk.tui.widgets.level_meter import LevelMeter
from radiodesk.tui.widgets.row_table import RowTable
from radiodesk.tui.widgets.wave_view import WaveView
from tests.conftest import MEDIA, seated
from tests.media import signals
from tests.tui.driving import (
    SnapCompare,
    driven,
    fixed_clock,
    notices,
    opened,
    press_at_once,
    seen,
    settled,
    type_in,
    until,
    until_keys_fit,
    until_seen,
)
from tests.tui.test_today import DAY, plan

SPEECH = MEDIA / "Tin 01 - Gieo cấy vụ xuân.wav"


def add(desk: Desk, path: Path = SPEECH) -> int:
    return store.add(desk, path).id


def treated(desk: Desk, recording_id: int = 1) -> TreatmentView:
    with desk.reading() as session:
        return treatments.treatment(session, recording_id)


def treat(desk: Desk, recipe: treatments.Recipe) -> None:
    """Treat the first recording so from now on."""
    with desk.changing(Action.TREAT, name=SPEECH.name) as session:
        version = treatments.treatment(session, 1).recording.version
        treatments.change(session, 1, version, recipe)


class HandPlayer(Player):
    """A player without a sound card: the test says how much of it was heard."""

    def __init__(self) -> None:
        super().__init__()
        self._heard: StatusCallback | None = None
        self.seconds = 0.0
        """The length of what is played."""

    @property
    def playing(self) -> bool:
        return self._heard is not None

    def play(self, samples: Iterable[bytes], heard: StatusCallback, ended: EndCallback) -> None:
        self._heard = heard
        self.seconds = sum(map(len, samples)) / stream.RATE / 4

    def stop(self) -> None:
        self._heard = None

    def play_to(self, seconds: float) -> None:
        assert self._heard
        self._heard(PlaybackStatus(seconds, (-20.0, -26.0)))


class SilentPlayer(Player):
    """A player with a sound card that nobody hears. It keeps how far it says that it has played."""

    def __init__(self) -> None:
        super().__init__(silent=True)
        self.told: list[float] = []

    def play(self, samples: Iterable[bytes], heard: StatusCallback, ended: EndCallback) -> None:
        def tell(now: PlaybackStatus) -> None:
            self.told.append(now.seconds)
            heard(now)

        super().play(samples, tell, ended)


@asynccontextmanager
async def on_the_bench(
    desk: Desk, config: Config, *, size: tuple[int, int] = (80, 24), player: Player | None = None
) -> AsyncIterator[Pilot[None]]:
    """The first recording, open for editing."""
    async with driven(config, size=size) as pilot:
        app = pilot.app
        assert isinstance(app, RadiodeskApp)
        await edit(app, app.access, 1, player or HandPlayer())
        await until_seen(pilot, "LUFS", "on air")
        yield pilot


async def test_the_bench_says_that_its_steps_are_saved_at_once(desk: Desk, config: Config) -> None:
    add(desk)
    async with on_the_bench(desk, config) as pilot:
        await until_seen(pilot, SPEECH.name[:20], "each step is saved at once")


def wave(pilot: Pilot[None]) -> WaveView:
    return pilot.app.screen.query_one(WaveView)


def levels(pilot: Pilot[None]) -> tuple[float, float] | None:
    """What the meters show."""
    return pilot.app.screen.query_one(LevelMeter).levels


async def go(pilot: Pilot[None], seconds: float) -> None:
    """Put the cursor there."""
    wave(pilot).cursor = seconds
    await pilot.pause()


async def until_at(pilot: Pilot[None], seconds: float, *, within: float = 0.001) -> None:
    """Wait until the cursor is there."""
    await until(pilot, lambda: wave(pilot).cursor == pytest.approx(seconds, abs=within))


async def until_playing_at(pilot: Pilot[None], seconds: float) -> None:
    """Wait until the line of what is heard is there."""
    await until(pilot, lambda: wave(pilot).playing == pytest.approx(seconds, abs=0.001))


async def test_it_opens_from_the_list_and_shows_what_was_measured(desk: Desk, config: Config) -> None:
    add(desk)
    async with driven(config) as pilot:
        await pilot.press("5")
        await until_seen(pilot, SPEECH.name)
        await pilot.press("e")
        screen = await until_seen(pilot, "−27.6 LUFS", "on-air −23.0 LUFS ≤ −1.0 dBTP · on air 00:11")
        assert "[" in screen.splitlines()[4]
        assert "···" in screen.splitlines()[4]
        assert "█" in screen
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, EditingScreen))
        await until_seen(pilot, "1 recording")


async def test_it_begins_and_ends_where_it_is_told_to_and_every_step_can_be_undone(desk: Desk, config: Config) -> None:
    add(desk)
    before = treated(desk).plan
    async with on_the_bench(desk, config) as pilot:
        await go(pilot, 2.0)
        await pilot.press("left_square_bracket")
        await until_seen(pilot, "trimmed by hand")
        await go(pilot, 6.0)
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: treated(desk).plan.spans == ((2.0, 6.0),))
        await until_seen(pilot, "on air 00:04")
        await pilot.press("z")
        await until(pilot, lambda: treated(desk).plan.spans == ((2.0, before.spans[0][1]),))
        await pilot.press("y")
        await until(pilot, lambda: treated(desk).plan.spans == ((2.0, 6.0),))
        await pilot.press("Z")
        await until(pilot, lambda: treated(desk).plan == before)
        await pilot.press("ctrl+z", "ctrl+z", "ctrl+z")
        await until(pilot, lambda: treated(desk).plan == before)
        await pilot.press("z")
        await until_seen(pilot, "There is nothing to undo")


async def test_a_change_that_follows_at_once_keeps_the_one_before(desk: Desk, config: Config) -> None:
    add(desk)
    async with on_the_bench(desk, config) as pilot:
        await go(pilot, 2.0)
        press_at_once(pilot, "left_square_bracket", "shift+right", "right_square_bracket")
        await until(pilot, lambda: treated(desk).recipe.end is not None)
        assert treated(desk).recipe.begin == pytest.approx(2.0)


async def test_each_of_two_steps_pressed_at_once_is_a_step_that_can_be_undone(desk: Desk, config: Config) -> None:
    add(desk)
    before = treated(desk).recipe
    async with on_the_bench(desk, config) as pilot:
        await go(pilot, 2.0)
        press_at_once(pilot, "left_square_bracket", "right", "left_square_bracket", "z")
        await until_seen(pilot, "Undone: Treated")
        assert treated(desk).recipe == replace(before, begin=2.0)
        press_at_once(pilot, "z", "y", "y")
        await until_seen(pilot, "Redone: Treated")
        await settled(pilot)
        assert (treated(desk).recipe.begin or 0) > 2.0
        assert "changed this" not in seen(pilot)


async def test_a_second_press_stops_what_is_about_to_be_played(desk: Desk, config: Config) -> None:
    add(desk)
    player = HandPlayer()
    async with on_the_bench(desk, config, player=player) as pilot:
        press_at_once(pilot, "space", "space")
        await settled(pilot)
        assert not player.playing
        press_at_once(pilot, "space", "B")
        await until_seen(pilot, "▶ treated")
        assert player.seconds == pytest.approx(treated(desk).plan.seconds, abs=0.05)


async def test_what_is_selected_is_cut_and_the_cut_can_be_taken_back(desk: Desk, config: Config) -> None:
    add(desk)
    async with on_the_bench(desk, config) as pilot:
        await pilot.press("x")
        await until_seen(pilot, "Select the part to cut")
        await go(pilot, 4.0)
        await pilot.press("v")
        await go(pilot, 5.5)
        await until_seen(pilot, "selected 00:04.00–00:05.50, 1.5 s: x cuts it")
        await pilot.press("x")
        await until(pilot, lambda: treated(desk).recipe.cuts == ((4.0, 5.5),))
        await until_seen(pilot, "1 cut", "╳╳╳")
        await go(pilot, 5.0)
        await pilot.press("delete")
        await until(pilot, lambda: treated(desk).recipe.cuts == ())
        await until(pilot, lambda: "╳" not in seen(pilot))


async def test_the_mouse_selects(desk: Desk, config: Config) -> None:
    add(desk)
    async with on_the_bench(desk, config) as pilot:
        await pilot.mouse_down(WaveView, offset=(20, 8))
        await pilot.hover(WaveView, offset=(40, 8))
        await pilot.mouse_up(WaveView, offset=(40, 8))
        seconds = treated(desk).recording.seconds
        selected = pytest.approx((20 / 78 * seconds, 40 / 78 * seconds), abs=0.01)
        await until(pilot, lambda: wave(pilot).selection == selected)
        await pilot.press("x")
        await until(pilot, lambda: len(treated(desk).recipe.cuts) == 1)


async def test_cutting_everything_is_refused_with_the_reason(desk: Desk, config: Config) -> None:
    add(desk)
    async with on_the_bench(desk, config) as pilot:
        await pilot.press("v", "end", "x")
        await until_seen(pilot, "Nothing would be left of the recording")
        assert treated(desk).recipe.cuts == ()


async def test_it_zooms_to_the_sample_and_back(desk: Desk, config: Config) -> None:
    add(desk)
    async with on_the_bench(desk, config) as pilot:
        await go(pilot, 3.0)
        for _ in range(12):
            await pilot.press("plus")
        await until(pilot, lambda: "00:03.0" in seen(pilot).splitlines()[17])
        assert wave(pilot)._per_column == pytest.approx(64 / 48_000)
        assert "█" in seen(pilot)
        await pilot.press("right")
        await until_at(pilot, 3.0 + 64 / 48_000, within=0.0002)
        await pilot.press("0")
        whole = pytest.approx(treated(desk).recording.seconds / 78, rel=0.01)
        await until(pilot, lambda: wave(pilot)._per_column == whole)


async def test_n_goes_from_one_marked_place_to_the_next(desk: Desk, config: Config) -> None:
    add(desk)
    async with on_the_bench(desk, config) as pilot:
        view = treated(desk)
        assert view.recording.measurement is not None
        await pilot.press("full_stop")
        await until_at(pilot, view.plan.spans[0][0])
        await pilot.press("full_stop")
        await until_at(pilot, view.recording.measurement.leading_seconds)
        await pilot.press("comma")
        await until_at(pilot, view.plan.spans[0][0])


async def test_it_plays_from_the_cursor_and_stops_where_it_was_heard(desk: Desk, config: Config) -> None:
    add(desk)
    player = HandPlayer()
    async with on_the_bench(desk, config, player=player) as pilot:
        await go(pilot, 3.0)
        await pilot.press("space")
        await until_seen(pilot, "▶ original")
        assert player.seconds == pytest.approx(treated(desk).recording.seconds - 3.0, abs=0.05)
        player.play_to(1.25)
        await until_playing_at(pilot, 4.25)
        assert levels(pilot) == (-20.0, -26.0)
        await pilot.press("space")
        await until_at(pilot, 4.25)
        await until(pilot, lambda: wave(pilot).playing is None and levels(pilot) is None)
        assert not player.playing


async def test_it_plays_by_itself_to_the_end_and_is_silent_then(desk: Desk, config: Config) -> None:
    """With a real sound card, but one that nobody hears."""
    add(desk)
    player = SilentPlayer()
    async with on_the_bench(desk, config, player=player) as pilot:
        await go(pilot, treated(desk).recording.seconds - 0.5)
        await pilot.press("space")
        await until(pilot, lambda: player.told and wave(pilot).playing is None)
        assert player.told == sorted(player.told)
        assert player.told[-1] == pytest.approx(0.5, abs=0.05)
        assert levels(pilot) is None


async def test_a_and_b_are_the_original_and_the_treated_at_the_same_place(desk: Desk, config: Config) -> None:
    add(desk)
    player = HandPlayer()
    async with on_the_bench(desk, config, player=player) as pilot:
        await go(pilot, 3.0)
        await pilot.press("B")
        await until_seen(pilot, "B: treated")
        await pilot.press("space")
        await until_seen(pilot, "▶ treated")
        plan = treated(desk).plan
        assert player.seconds == pytest.approx(plan.seconds - plan.to_treated(3.0), abs=0.05)
        assert list((config.media / "treated").rglob("*.flac"))
        player.play_to(0.5)
        await until_playing_at(pilot, 3.5)
        await pilot.press("B")
        await until_seen(pilot, "▶ original")
        rest = pytest.approx(treated(desk).recording.seconds - 3.5, abs=0.05)
        await until(pilot, lambda: player.seconds == rest)
        player.play_to(0.5)
        await until_playing_at(pilot, 4.0)


async def test_a_cut_is_heard_as_it_will_sound(desk: Desk, config: Config) -> None:
    add(desk)
    treat(desk, treatments.Recipe(cuts=((4.0, 6.0),)))
    player = HandPlayer()
    async with on_the_bench(desk, config, player=player) as pilot:
        await pilot.press("h")
        await until_playing_at(pilot, 2.0)
        assert player.seconds == pytest.approx(4.0, abs=0.001)
        for played, moment in ((1.9, 3.9), (2.1, 6.1), (4.0, 8.0)):
            player.play_to(played)
            await until_playing_at(pilot, moment)


async def test_without_a_cut_there_is_none_to_be_heard(desk: Desk, config: Config) -> None:
    add(desk)
    async with on_the_bench(desk, config) as pilot:
        await pilot.press("h")
        await until_seen(pilot, "There is no cut to be heard")


async def test_figures_are_set_in_a_form_and_wrong_ones_told_there(desk: Desk, config: Config) -> None:
    add(desk)
    async with on_the_bench(desk, config) as pilot:
        await pilot.press("e")
        await until_seen(pilot, "Treatment settings")
        await pilot.press("home", "shift+end", *"-2.5", "tab", "tab", "tab", *"9000", "enter")
        await until_seen(pilot, "The high-pass (Hz) cannot be 9,000: it must be between 0 and 400")
        await type_in(pilot, "80")
        await pilot.press("enter")
        await until(pilot, lambda: treated(desk).plan.high_pass_hz == 80)
        assert treated(desk).plan.target_lufs == -25.5
        await until_seen(pilot, "−25.5 LUFS", "high-pass 80 Hz")


async def test_figures_that_somebody_else_set_meanwhile_are_filled_in(desk: Desk, config: Config) -> None:
    add(desk)
    async with on_the_bench(desk, config) as pilot:
        await pilot.press("e")
        await until_seen(pilot, "Treatment settings")
        form = pilot.app.screen
        form.query_one("#fade_in_seconds", Input).value = "0.5"
        view = treated(desk)
        with seated(desk, "Minh").changing(Action.TREAT, name="x") as session:
            treatments.change(
                session, view.recording.id, view.recording.version, replace(view.recipe, gain_db=-2.0, trim=False)
            )
        await pilot.press("enter")
        await until_seen(pilot, "Minh changed Gain (dB) to -2, Trim silence to no at", "Press Enter again to save.")
        assert form.query_one("#gain_db", Input).value == "-2"
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen is not form)
    recipe = treated(desk).recipe
    assert (recipe.gain_db, recipe.trim, recipe.fade_in_seconds) == (-2.0, False, 0.5)


async def test_another_preset_is_chosen_from_the_list(desk: Desk, config: Config) -> None:
    add(desk)
    async with on_the_bench(desk, config) as pilot:
        await pilot.press("P")
        await until_seen(pilot, "Which preset?", "web")
        await pilot.press("down", "enter")
        await until_seen(pilot, "web −16.0 LUFS")
        assert treated(desk).recipe.preset == "web"


async def test_a_lost_file_is_told_and_the_picture_is_still_there(desk: Desk, config: Config) -> None:
    add(desk)
    view = treated(desk).recording
    store.file_of(config.media, view.sha256, view.suffix).unlink()
    async with on_the_bench(desk, config) as pilot:
        await pilot.press("space")
        await until(pilot, lambda: any("is missing from" in each for each in notices(pilot)))
        await until_seen(pilot, "█")


async def test_a_recording_from_before_there_was_measuring_is_measured_when_it_is_opened(
    desk: Desk, config: Config
) -> None:
    add(desk)
    with desk.changing(Action.EARLIER, what="as it was before") as session:
        from radiodesk.model import Overview, Recording

        session.delete(session.get_one(Overview, 1))
        session.get_one(Recording, 1).measured = None
    async with on_the_bench(desk, config) as pilot:
        await until_seen(pilot, "−27.6 LUFS", "█")


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_its_keys_fit_in_two_lines_of_80_columns(desk: Desk, config: Config, language: str) -> None:
    locale.use(language)
    with desk.changing(Action.EARLIER, what="test") as session:
        existing(session, Station, 1).language = language
    add(desk)
    async with driven(config) as pilot:
        app = pilot.app
        assert isinstance(app, RadiodeskApp)
        await edit(app, app.access, 1, HandPlayer())
        await until_seen(pilot, "Compare" if language == "en" else "So sánh")
        await until_keys_fit(pilot, lines=2)


async def test_odd_recordings_and_sizes_do_not_end_it(desk: Desk, config: Config, tmp_path: Path) -> None:
    add(desk, signals.write(tmp_path / "[red]x [Live].wav", signals.stereo(signals.sine(0, 0.03))))
    async with on_the_bench(desk, config) as pilot:
        for size in ((20, 6), (1, 1), (300, 80), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.press("plus", "plus", "right", "v", "right", "minus", "full_stop", "0", "escape")
        await until_seen(pilot, "[red]x [Live].wav")


def test_the_picture_of_a_recording_on_the_bench(desk: Desk, config: Config, snap_compare: SnapCompare) -> None:
    add(desk)
    treat(desk, treatments.Recipe(begin=0.9, cuts=((4.0, 6.0),)))

    async def look(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await pilot.press("5")
        await until_seen(pilot, SPEECH.name)
        await pilot.press("e")
        await until_seen(pilot, "1 cut")
        await pilot.press("full_stop", "full_stop", "v", "shift+right")
        await until_seen(pilot, "selected")
        await settled(pilot)

    app = RadiodeskApp(config, clock=fixed_clock)
    assert snap_compare(app, terminal_size=(80, 24), run_before=look)


async def test_a_place_is_shown_though_a_recording_was_left_open_above_it(desk: Desk, config: Config) -> None:
    add(desk)
    for hour in ("05:30", "11:30", "17:00"):
        last = plan(desk, f"Tin {hour}", hour)
    async with on_the_bench(desk, config) as pilot:
        app = pilot.app
        assert isinstance(app, RadiodeskApp)
        await pilot.press("6")
        await until(pilot, lambda: app.current_mode == "reports")
        await go_to_place(app, app.access, "broadcast", last, DAY)
        await until_seen(pilot, "Tin 17:00", "Tin 05:30")
        await until(pilot, lambda: app.screen.query_one(RowTable).row_id == last)
